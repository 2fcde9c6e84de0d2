// The library's tools as an MCP server over stdio, for `--tools`: it answers what a case has no answer for. Only the requests a client
// makes of it, without a library.
import { createInterface } from "node:readline";

const hours = { Harbour: "9 to 18", Hill: "10 to 17", Market: "8 to 20", Mill: "closed" };
const tools = {
  opening_hours: ({ branch }) => (hours[branch] ? { hours: hours[branch] } : undefined),
  renew_loan: () => ({ ok: true, weeks: 4 }),
};

const answers = {
  initialize: ({ protocolVersion }) => ({
    protocolVersion,
    capabilities: { tools: {} },
    serverInfo: { name: "library", version: "1.0.0" },
  }),
  ping: () => ({}),
  "tools/list": () => ({ tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: "object" } })) }),
  "tools/call": ({ name, arguments: args }) => {
    const result = tools[name]?.(args);
    if (result === undefined) return { content: [{ type: "text", text: `nothing is known of ${JSON.stringify(args)}` }], isError: true };
    return { content: [{ type: "text", text: JSON.stringify(result) }] };
  },
};

createInterface({ input: process.stdin }).on("line", (line) => {
  const { id, method, params } = JSON.parse(line);
  if (id === undefined) return;
  const answer = answers[method];
  const outcome = answer ? { result: answer(params ?? {}) } : { error: { code: -32601, message: `no method ${method}` } };
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", id, ...outcome })}\n`);
});
