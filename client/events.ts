// The command line's events, decoded from lines of text: another process is another trust.
import * as z from "zod/mini";
import type { DecisionEvent, MessageEvent, SessionEvent, SummaryEvent, TestEvent } from "../engine/index.ts";

const ids = z.array(z.string());
const decision = z.looseObject({
  event: z.literal("decision"),
  session: z.string(),
  step: z.number(),
  call: z.optional(z.number()),
  action: z.string(),
  executed: z.boolean(),
  effect: z.enum(["allow", "deny", "escalate"]),
  reason: z.string(),
  basis: ids,
  unknown: ids,
  counterfactual: z.boolean(),
  nearest: z.optional(z.object({ clause: z.string(), lacks: ids })),
  problem: z.optional(z.string()),
});
const message = z.object({
  event: z.literal("message"),
  session: z.string(),
  step: z.number(),
  role: z.enum(["system", "user", "agent"]),
  text: z.string(),
});
const session = z.object({
  event: z.literal("session"),
  id: z.string(),
  decisions: z.number(),
  calls: z.number(),
  violations: z.number(),
  unescalated: z.number(),
  labels: z.record(z.string(), z.string()),
});
const row = z.object({
  clause: z.string(),
  name: z.string(),
  kind: z.enum(["may", "never", "escalate"]),
  true: z.number(),
  false: z.number(),
  unknown: z.number(),
  allow: z.number(),
  escalate: z.number(),
  deny: z.number(),
  violations: z.number(),
});
const summary = z.looseObject({
  event: z.literal("summary"),
  sessions: z.number(),
  calls: z.number(),
  violations: z.number(),
  unescalated: z.number(),
  violatingSessions: z.number(),
  clauses: z.array(row),
  notEvaluable: z.array(z.string()),
});
const test = z.object({
  event: z.enum(["started", "passed", "failed", "skipped"]),
  id: z.string(),
  file: z.string(),
  message: z.optional(z.string()),
});
const schema = z.union([decision, message, session, summary, test]);

export type WireEvent = DecisionEvent | MessageEvent | SessionEvent | SummaryEvent | TestEvent;

/** undefined for a line that is no event. */
export function decodeEvent(line: string): WireEvent | undefined {
  try {
    const decoded = schema.safeParse(JSON.parse(line));
    return decoded.success ? (decoded.data as WireEvent) : undefined;
  } catch {
    return undefined;
  }
}
