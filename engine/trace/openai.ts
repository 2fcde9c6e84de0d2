// OpenAI chat messages to session messages. Calls and results are paired by position: ids repeat inside real recordings.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { timeFromText } from "../decision/calendar.ts";
import type { Usage } from "../decision/monitor.ts";
import { isRawObject, parseRaw, toRaw } from "../decision/values.ts";
import type { SessionCall, SessionMessage } from "./session.ts";

/** What a step used up: tokens, and cost in a currency (a bare number is in the pact's own). */
export const usageSchema = lazy(() =>
  z.object({
    tokens: z.optional(z.number()),
    total_tokens: z.optional(z.number()),
    cost: z.optional(z.union([z.number(), z.object({ amount: z.number(), currency: z.optional(z.string()) })])),
  }),
);

export function readUsage({ tokens, total_tokens, cost }: z.infer<ReturnType<typeof usageSchema>>): Usage {
  return { tokens: tokens ?? total_tokens, cost: typeof cost === "number" ? { amount: cost } : cost };
}

/** `function_call` and the role `function` are how one call at a time was written before `tool_calls`. */
export const messageSchema = lazy(() => {
  const text = z.union([z.string(), z.null(), z.array(z.unknown())]);
  const called = z.object({ name: z.string(), arguments: z.union([z.string(), z.record(z.string(), z.unknown())]) });
  const call = z.object({ id: z.optional(z.nullable(z.string())), function: called });
  const time = z
    .string()
    .check(
      z.refine((written) => timeFromText(written, undefined) !== undefined, "this is no time with a zone, such as 2026-12-10T10:00:00Z"),
    );
  return z.object({
    role: z.enum(["system", "developer", "user", "assistant", "tool", "function"]),
    content: z.optional(text),
    tool_calls: z.optional(z.nullable(z.array(call))),
    function_call: z.optional(z.nullable(called)),
    tool_call_id: z.optional(z.nullable(z.string())),
    isError: z.optional(z.boolean()),
    time: z.optional(time),
    usage: z.optional(usageSchema()),
    /** As the agent says it: 55 is none, and 5500% would be more than sure. */
    confidence: z.optional(z.number().check(z.minimum(0), z.maximum(1))),
    facts: z.optional(z.record(z.string(), z.unknown())),
  });
});
type WrittenCall = NonNullable<ChatMessage["tool_calls"]>[number];
export type ChatMessage = z.infer<ReturnType<typeof messageSchema>>;

const roles = { system: "system", developer: "system", user: "user", assistant: "agent" } as const;

/** What a message asks to be called, in the form of today whichever it was written in. */
export function callsIn({ tool_calls, function_call }: ChatMessage): readonly WrittenCall[] {
  return [...(tool_calls ?? []), ...(function_call ? [{ id: undefined, function: function_call }] : [])];
}

/** `problem` names the first message that cannot be, such as a result that answers no call; those after it are not read. */
export function readMessages(messages: readonly ChatMessage[]): { messages: SessionMessage[]; problem?: string } {
  const read: SessionMessage[] = [];
  let open: { call: SessionCall; id: string | undefined; set: (call: SessionCall) => void }[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role === "tool" || message.role === "function") {
      // An id decides only between the open calls of one message; everywhere else the position does.
      const byId = open.filter(({ id }) => id !== undefined && id === message.tool_call_id);
      const isNobodys = message.tool_call_id && byId.length === 0 && open.every(({ id }) => id !== undefined);
      const answered = byId.length === 1 ? byId[0]! : open[0];
      if (!answered || isNobodys) return { messages: read, problem: `message ${index} answers no call` };
      open = open.filter((each) => each !== answered);
      answered.set({ ...answered.call, result: plainText(message.content), failed: message.isError ?? false });
      continue;
    }
    const acting = actingPart(message.content);
    if (acting !== undefined)
      return {
        messages: read,
        problem: `message ${index} has a part \`${acting}\`, which is not read here: write calls as \`tool_calls\``,
      };
    const asked = callsIn(message);
    const calls = asked.map((each) => toCall(each.function.name, each.function.arguments));
    open = calls.map((each, at) => ({ call: each, id: asked[at]?.id ?? undefined, set: (done) => (calls[at] = done) }));
    const facts = (message.facts || message.confidence !== undefined) && toRaw({ confidence: message.confidence, ...message.facts });
    read.push({
      role: roles[message.role],
      text: plainText(message.content),
      timeMs: message.time === undefined ? undefined : timeFromText(message.time, undefined)?.ms,
      facts: facts !== false && isRawObject(facts) ? facts : undefined,
      usage: message.usage && readUsage(message.usage),
      calls,
    });
  }
  return { messages: read };
}

function toCall(tool: string, given: string | Record<string, unknown>): SessionCall {
  const raw = typeof given === "string" ? parseRaw(given || "{}") : toRaw(given);
  const argumentsText = typeof given === "string" ? given : jsonText(given);
  return { tool, args: isRawObject(raw) ? raw : undefined, argumentsText, result: undefined, failed: false };
}

/** What nests too deeply to be written is no JSON, so that nothing is known of such arguments. */
export function jsonText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return "(nested too deeply)";
  }
}

/** The type of a part that calls a tool or answers a call, as other interfaces write them: passing it over would hide what was done. */
function actingPart(content: ChatMessage["content"]): string | undefined {
  if (!Array.isArray(content)) return undefined;
  const types = content.flatMap((part) =>
    typeof part === "object" && part !== null ? [String((part as { type?: unknown }).type), ...Object.keys(part)] : [],
  );
  return types.find((name) => /tool|function/i.test(name));
}

/** Content is a text, or parts of which the text ones count. */
function plainText(content: ChatMessage["content"]): string {
  if (typeof content === "string") return content;
  const parts = z.array(z.object({ text: z.string() }));
  return (content ?? []).flatMap((part) => (parts.safeParse([part]).success ? [(part as { text: string }).text] : [])).join("\n");
}
