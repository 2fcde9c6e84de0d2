// What an agent's process and this runner say to each other, a line of JSON each: docs/agent-protocol.md. Everything the agent
// writes is hostile until it was decoded here.
import * as z from "zod/mini";
import { lazy } from "../../../grammar/index.ts";
import { isRawObject, mayRound, parseRaw, type Spent, type Stage, type Told, toJson } from "../../index.ts";
import { isDeeperThan, isJson, parseJson } from "../json.ts";

export const maxLineBytes = 1_048_576;
export const maxTrialBytes = 16 * 1_048_576;
const maxDepth = 100;
const maxConcurrency = 256;

const lineSchema = lazy(() => {
  const name = z.string().check(z.minLength(1), z.maxLength(1000));
  const count = z.number().check(z.nonnegative());
  const cost = z.object({ amount: count, currency: z.optional(name) });
  const facts = z.record(z.string(), z.unknown());
  const share = z.number().check(z.minimum(0), z.maximum(1));
  return z.discriminatedUnion("type", [
    z.object({ type: z.literal("ready"), concurrency: z.optional(z.int().check(z.minimum(1), z.maximum(maxConcurrency))) }),
    z.object({ type: z.literal("call"), id: name, call: name, tool: name, arguments: z.optional(z.unknown()) }),
    z.object({ type: z.literal("say"), id: name, text: z.string(), confidence: z.optional(share), facts: z.optional(facts) }),
    z.object({
      type: z.literal("usage"),
      id: name,
      input_tokens: z.optional(count),
      output_tokens: z.optional(count),
      tokens: z.optional(count),
      cost: z.optional(cost),
    }),
    z.object({ type: z.literal("turn"), id: name }),
    z.object({ type: z.literal("done"), id: name, outcome: z.optional(name) }),
    z.object({ type: z.literal("error"), id: name, message: z.string() }),
  ]);
});
type Line = z.infer<ReturnType<typeof lineSchema>>;
export type ReadyLine = Extract<Line, { type: "ready" }>;
/** A line of one trial. */
export type TrialLine = Exclude<Line, ReadyLine>;

/** A line as it was meant, or what is wrong with it. */
export function readLine(text: string): Line | { readonly problem: string } {
  const value = parseJson(text);
  if (value === undefined)
    return { problem: `wrote a line that ${isJson(text) ? "has a name twice in one object" : "is no JSON"}: ${quote(text)}` };
  if (isDeeperThan(maxDepth, value)) return { problem: "wrote a line that nests too deeply" };
  const decoded = lineSchema().safeParse(value);
  if (decoded.success) return decoded.data.type === "call" && mayRound(text) ? exactly(decoded.data, text) : decoded.data;
  const [issue] = decoded.error.issues;
  return { problem: `wrote a line that the protocol does not know, \`${issue?.path.join(".") || "type"}\` is wrong: ${quote(text)}` };
}

/** A call with its arguments as text, in which every digit stands. */
function exactly(call: Extract<Line, { type: "call" }>, line: string): Line {
  const raw = parseRaw(line);
  const args = isRawObject(raw) ? raw.arguments : undefined;
  return isRawObject(args) ? { ...call, arguments: toJson(args) } : call;
}

/** The beginning of what somebody else wrote, on one line and with nothing a terminal would obey. */
export function quote(text: string): string {
  const start = text.length > 120 ? `${text.slice(0, 120)}…` : text;
  return JSON.stringify(start).replace(/[\u007f-\u009f\u2028\u2029]/g, "");
}

export const caseLine = ({ key, messages, tools, principal, facts, seed }: Stage) => ({
  type: "case",
  id: key,
  messages,
  tools,
  principal,
  facts,
  seed,
});

export function toTold({ confidence, facts }: { confidence?: number | undefined; facts?: Record<string, unknown> | undefined }): Told {
  return { ...(confidence !== undefined && { confidence }), ...(facts && { facts }) };
}

export function toSpent({ input_tokens, output_tokens, tokens, cost }: Extract<Line, { type: "usage" }>): Spent {
  return {
    ...(input_tokens !== undefined && { inputTokens: input_tokens }),
    ...(output_tokens !== undefined && { outputTokens: output_tokens }),
    ...(tokens !== undefined && { tokens }),
    ...(cost && { cost: { amount: cost.amount, ...(cost.currency !== undefined && { currency: cost.currency }) } }),
  };
}
