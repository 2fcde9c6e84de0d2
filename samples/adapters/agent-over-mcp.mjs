// Reached by `agent mcp`: the address of its tools is in PACT_MCP_URL, the question on its first line of input. Any MCP client will do; this
// one is the few requests it takes, without a library.
import { createInterface } from "node:readline";
import { serve } from "./desk.mjs";

const url = process.env.PACT_MCP_URL;
let session = {};
let count = 0;

async function request(method, params, isNotice = false) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", accept: "application/json, text/event-stream", ...session },
    body: JSON.stringify({ jsonrpc: "2.0", method, params, ...(isNotice ? {} : { id: ++count }) }),
  });
  const id = response.headers.get("mcp-session-id");
  if (id) session = { ...session, "mcp-session-id": id };
  const text = await response.text();
  // The answer comes as JSON, or as one event of a stream.
  const json = text.startsWith("{")
    ? text
    : text
        .split("\n")
        .find((line) => line.startsWith("data: "))
        ?.slice(6);
  return json ? JSON.parse(json).result : undefined;
}

const { protocolVersion } = await request("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "library-desk", version: "1.0.0" },
});
session = { ...session, "mcp-protocol-version": protocolVersion };
await request("notifications/initialized", {}, true);

for await (const line of createInterface({ input: process.stdin })) {
  const { id, messages } = JSON.parse(line);
  const answer = await serve(messages.at(-1).content, async (tool, args) => {
    const { content, isError } = await request("tools/call", { name: tool, arguments: args });
    return { text: content.map((part) => part.text ?? "").join("\n"), isError: isError === true };
  });
  process.stdout.write(`${JSON.stringify({ type: "say", id, text: answer })}\n`);
  process.exit(0);
}
