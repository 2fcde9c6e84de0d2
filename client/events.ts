// The command line's events, decoded from lines of text: another process is another trust.
import * as z from "zod/mini";
import type { PactEvent } from "../engine/index.ts";
import { drift, due, stream } from "./drift-events.ts";

const ids = z.array(z.string());
const place = {
  session: z.string(),
  step: z.number(),
  call: z.optional(z.number()),
  action: z.string(),
  executed: z.boolean(),
};
const verdict = {
  effect: z.enum(["allow", "deny", "escalate"]),
  reason: z.string(),
  basis: ids,
  nearest: z.optional(z.object({ clause: z.string(), lacks: ids })),
  problem: z.optional(z.string()),
};
const decision = z.looseObject({
  event: z.literal("decision"),
  ...place,
  ...verdict,
  unknown: ids,
  counterfactual: z.boolean(),
  escalation: z.optional(z.object({ to: z.string(), within: z.string() })),
  notices: z.optional(z.array(z.object({ reason: z.string(), limit: z.string(), used: z.unknown(), soft: z.unknown() }))),
  notEvaluable: z.optional(ids),
  authority: z.optional(z.looseObject({ agent: z.optional(z.string()), via: ids })),
});
const flip = z.object({
  event: z.literal("flip"),
  ...place,
  change: z.enum(["widened", "narrowed", "reason"]),
  old: z.object(verdict),
  new: z.object(verdict),
});
const diff = z.looseObject({
  event: z.literal("diff"),
  sessions: z.number(),
  decisions: z.number(),
  flips: z.number(),
  widened: z.number(),
  narrowed: z.number(),
  reasons: z.number(),
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
const truth = z.enum(["true", "false", "unknown"]);
const counts = {
  clause: z.string(),
  name: z.string(),
  kind: z.enum(["may", "never", "escalate", "limit"]),
  true: z.number(),
  false: z.number(),
  unknown: z.number(),
};
const row = z.object({
  ...counts,
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
  expected: z.optional(z.string()),
  actual: z.optional(z.string()),
});
const coverage = z.looseObject({
  event: z.literal("coverage"),
  file: z.string(),
  clauses: z.array(z.object({ ...counts, needed: z.array(truth), missing: z.array(truth) })),
  tests: z.array(z.object({ test: z.string(), clauses: z.record(z.string(), truth) })),
});
const suite = z.object({
  event: z.literal("suite"),
  id: z.string(),
  file: z.string(),
  run: z.string(),
  cases: z.number(),
  trials: z.number(),
  done: z.number(),
});
const acts = z.array(z.object({ step: z.number(), call: z.optional(z.number()), action: z.string(), reason: z.string(), clauses: ids }));
const trial = z.object({
  event: z.literal("trial"),
  id: z.string(),
  case: z.string(),
  trial: z.number(),
  status: z.string(),
  failure: z.optional(z.string()),
  success: z.optional(z.boolean()),
  missed: z.array(z.object({ field: z.string(), expected: z.string(), why: z.string(), isUnknown: z.optional(z.literal(true)) })),
  violations: acts,
  unescalated: acts,
  attack: z.optional(z.object({ family: z.string(), clause: z.optional(z.string()), succeeded: z.optional(z.boolean()) })),
  exercised: ids,
  retries: z.number(),
  done: z.number(),
  trials: z.number(),
});
const measured = { estimate: z.optional(z.number()), bound: z.optional(z.number()), isUpper: z.optional(z.boolean()) };
const gate = z.looseObject({
  requirement: z.string(),
  operator: z.enum(["<", "<=", ">", ">="]),
  threshold: z.number(),
  unit: z.enum(["share", "score", "z", "ms", "tokens", "cost", "count"]),
  verdict: z.enum(["met", "not met", "inconclusive", "not evaluable"]),
  ...measured,
  moreCases: z.optional(z.number()),
  groups: z.optional(z.array(z.looseObject({ name: z.string(), verdict: z.string(), ...measured }))),
  missing: z.optional(z.string()),
});
/** A run's report, in an event or in a file beside the run. */
export const report = z.looseObject({
  cases: z.number(),
  trials: z.number(),
  verdict: z.optional(gate.shape.verdict),
  gates: z.array(gate),
  metrics: z.array(
    z.looseObject({
      metric: z.string(),
      of: z.optional(z.object({ by: z.string(), name: z.string() })),
      estimate: z.optional(z.number()),
      cases: z.number(),
      trials: z.number(),
    }),
  ),
});
const evaluation = z.extend(report, {
  event: z.literal("evaluation"),
  id: z.string(),
  file: z.string(),
  run: z.string(),
  cancelled: z.boolean(),
});
const written = z.object({ event: z.literal("case"), case: z.record(z.string(), z.unknown()) });

const evaluated = [trial, suite, evaluation, written] as const;
const schema = z.union([decision, message, session, summary, flip, diff, test, coverage, ...evaluated, drift, due, stream]);

export type WireEvent = PactEvent;

/** undefined for a line that is no event. */
export function decodeEvent(line: string): WireEvent | undefined {
  try {
    const decoded = schema.safeParse(JSON.parse(line));
    return decoded.success ? (decoded.data as WireEvent) : undefined;
  } catch {
    return undefined;
  }
}
