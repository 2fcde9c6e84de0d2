// Reached by `agent command`: lines of JSON over stdio, one trial after another (docs/agent-protocol.md).
import { createInterface } from "node:readline";
import { serve } from "./desk.mjs";

const tell = (line) => process.stdout.write(`${JSON.stringify(line)}\n`);
let heard;

createInterface({ input: process.stdin }).on("line", async (text) => {
  const line = JSON.parse(text);
  if (line.type !== "case") return heard?.(line);
  const { id, messages } = line;
  const answer = await serve(messages.at(-1).content, (tool, args) => {
    tell({ type: "call", id, call: "1", tool, arguments: args });
    return new Promise((done) => {
      heard = ({ content, isError }) => done({ text: content, isError });
    });
  });
  tell({ type: "say", id, text: answer });
  tell({ type: "done", id });
});
