// Our own form: JSON lines, one session a line.
import * as z from "zod/mini";
import { collect, misshapen, parseJson, type ReadItem, rawObject } from "./collect.ts";
import { messageSchema, readMessages } from "./openai.ts";
import type { ReadTrace, Session } from "./session.ts";

const sessionSchema = z.object({
  id: z.string(),
  agent: z.optional(z.string()),
  model: z.optional(z.string()),
  principal: z.optional(z.record(z.string(), z.unknown())),
  facts: z.optional(z.record(z.string(), z.unknown())),
  messages: z.array(messageSchema),
  labels: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
});

export function readOwn(text: string): ReadTrace {
  const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ place: `line ${i + 1}`, value: line }]));
  return collect(lines, readLine);
}

function readLine(line: unknown, place: string): ReadItem {
  const json = parseJson(String(line));
  if ("problem" in json) return { problem: { place, message: json.problem } };
  const own = sessionSchema.safeParse(json.value);
  if (!own.success) return misshapen(own.error, place, "no session");
  const { id, agent, model, principal, facts, labels } = own.data;
  const { messages, problem } = readMessages(own.data.messages);
  const session: Session = {
    id,
    agent,
    model,
    principal: rawObject(principal ?? {}),
    facts: rawObject(facts ?? {}),
    messages,
    labels: Object.fromEntries(Object.entries(labels ?? {}).map(([name, label]) => [name, String(label)])),
  };
  return { session, ...(problem && { problem: { place, message: problem } }) };
}
