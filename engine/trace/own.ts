// Our own form: JSON lines, one session a line.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { collect, misshapen, parseJson, type ReadItem, rawObject } from "./collect.ts";
import { messageSchema, readMessages } from "./openai.ts";
import type { Played, ReadTrace, Session, SessionMessage } from "./session.ts";

const sessionSchema = lazy(() =>
  z.object({
    id: z.string(),
    agent: z.optional(z.string()),
    model: z.optional(z.string()),
    principal: z.optional(z.record(z.string(), z.unknown())),
    facts: z.optional(z.record(z.string(), z.unknown())),
    messages: z.array(messageSchema()),
    played: z.optional(
      z.object({
        case: z.string(),
        trial: z.number().check(z.int(), z.nonnegative()),
        given: z.optional(z.number()),
        success: z.optional(z.boolean()),
        reference: z.optional(z.array(z.string())),
        attack: z.optional(z.object({ family: z.string(), succeeded: z.optional(z.boolean()) })),
      }),
    ),
    labels: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
  }),
);

export function readOwn(text: string): ReadTrace {
  const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ place: `line ${i + 1}`, value: line }]));
  return collect(lines, readLine);
}

function readLine(line: unknown, place: string): ReadItem {
  const json = parseJson(String(line));
  if ("problem" in json) return { problem: { place, message: json.problem } };
  const own = sessionSchema().safeParse(json.value);
  if (!own.success) return misshapen(own.error, json.value, place, "no session");
  const { messages, problem } = readMessages(own.data.messages);
  return { session: toSession(own.data, messages), ...(problem && { problem: { place, message: problem } }) };
}

/** A session of our own form, decoded; also for whoever wrote it just now. */
export function toSession(
  { id, agent, model, principal, facts, labels, played }: Omit<OwnSession, "messages">,
  messages: readonly SessionMessage[],
): Session {
  return {
    id,
    agent,
    model,
    principal: rawObject(principal ?? {}),
    facts: rawObject(facts ?? {}),
    messages,
    ...(played && { played: played as Played }),
    labels: Object.fromEntries(Object.entries(labels ?? {}).map(([name, label]) => [name, String(label)])),
  };
}
export type OwnSession = z.infer<ReturnType<typeof sessionSchema>>;
