// An endpoint that speaks OpenAI's chat completions, for `agent openai`: it stands in for a model, so that the sample needs no key and no
// network. `node endpoint.mjs`, and then `pact eval library.pact by_endpoint`.
import { createServer } from "node:http";
import { serve } from "./desk.mjs";

/** What the desk would do next, told as a model tells it: a call that is not yet answered, or its answer. */
async function next(messages) {
  const question = messages.findLast(({ role }) => role === "user").content;
  const results = messages.filter(({ role }) => role === "tool");
  let calls = 0;
  let wanted;
  const text = await serve(question, async (tool, args) => {
    const result = results[calls++];
    wanted ??= result ? undefined : { tool, args };
    return { text: result?.content ?? "{}", isError: (result?.content ?? "").startsWith("Error") };
  });
  if (!wanted) return { role: "assistant", content: text };
  const call = { id: `call_${calls}`, type: "function", function: { name: wanted.tool, arguments: JSON.stringify(wanted.args) } };
  return { role: "assistant", content: null, tool_calls: [call] };
}

createServer(async (request, response) => {
  let body = "";
  for await (const part of request) body += part;
  const { model, messages } = JSON.parse(body);
  const message = await next(messages);
  const usage = { prompt_tokens: body.length >> 2, completion_tokens: 20, total_tokens: (body.length >> 2) + 20 };
  response.setHeader("content-type", "application/json");
  response.end(
    JSON.stringify({
      id: "1",
      object: "chat.completion",
      created: 0,
      model,
      usage,
      choices: [{ index: 0, message, finish_reason: message.tool_calls ? "tool_calls" : "stop" }],
    }),
  );
}).listen(Number(process.env.PORT ?? 8471), "127.0.0.1", () => console.log("listening"));
