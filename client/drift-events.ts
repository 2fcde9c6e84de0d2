// The events of drift, decoded as all others: a comparison with a baseline, what is due, a log that is watched.
import * as z from "zod/mini";

const names = z.array(z.string());
const interval = z.object({ lower: z.number(), upper: z.number() });
const estimate = z.object({ mean: z.number(), interval: z.optional(interval) });
const told = z.enum(["drifted", "no drift seen", "cannot tell"]);
const about = z.looseObject({
  suite: z.string(),
  pact: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
  model: z.nullable(z.string()),
  agent: z.object({ adapter: z.string(), target: z.string() }),
  trials: z.number(),
  began: z.string(),
});
const moved = { before: z.number(), now: z.number() };
const amounts = z.object({ median: z.number(), p95: z.number(), bins: z.array(z.number()) });
const bins = z.array(z.object({ trials: z.number(), forecast: z.number(), observed: z.number(), interval }));
const signal = z.looseObject({
  signal: z.string(),
  family: z.enum(["safety", "watched"]),
  unit: z.enum(["share", "calls", "tokens", "cost", "ms", "score", "bits"]),
  verdict: told,
  cases: z.number(),
  before: z.optional(estimate),
  now: z.optional(estimate),
  difference: z.optional(z.number()),
  interval: z.optional(interval),
  noise: z.optional(z.number()),
  test: z.optional(z.string()),
  exact: z.optional(z.boolean()),
  p: z.optional(z.number()),
  adjusted: z.optional(z.number()),
  detectable: z.optional(z.number()),
  towards: z.optional(z.enum(["up", "down"])),
  missing: z.optional(z.string()),
  kinds: z.optional(z.array(z.object({ name: z.string(), ...moved }))),
  amounts: z.optional(z.object({ least: z.number(), most: z.number(), before: amounts, now: amounts })),
  reliability: z.optional(z.object({ before: bins, now: bins })),
});
export const drift = z.looseObject({
  event: z.literal("drift"),
  file: z.string(),
  run: z.string(),
  against: z.string(),
  blessed: z.object({ by: z.string(), because: z.string(), at: z.string() }),
  outdated: names,
  notes: names,
  verdict: told,
  baseline: about,
  now: about,
  paired: z.boolean(),
  cases: z.looseObject({ compared: z.number() }),
  signals: z.array(signal),
  tools: z.array(z.object({ tool: z.string(), ...moved, share: z.number(), clauses: names })),
  clauses: z.array(z.object({ clause: z.string(), ...moved })),
  moved: z.array(z.object({ case: z.string(), change: z.enum(["worse", "better", "otherwise"]), what: names, clauses: names })),
  breaks: z.array(z.object({ case: z.string(), clause: z.string(), trials: z.number(), of: z.number() })),
  seed: z.number(),
  permutations: z.number(),
});
export const due = z.object({
  event: z.literal("due"),
  file: z.string(),
  suite: z.optional(z.string()),
  baseline: z.optional(z.string()),
  reasons: names,
  stale: z.optional(names),
  problem: z.optional(z.string()),
});
const rise = z.object({ signal: z.string(), of: z.optional(z.string()), time: z.string(), index: z.number(), after: z.number() });
export const stream = z.looseObject({
  event: z.literal("stream"),
  file: z.string(),
  log: z.string(),
  entries: z.number(),
  interactions: z.number(),
  open: z.number(),
  otherPact: z.number(),
  runLength: z.number(),
  alarms: z.array(rise),
  earlier: z.number(),
  signals: z.array(z.object({ signal: z.string(), of: z.optional(z.string()), rate: z.number(), level: z.number(), seen: z.number() })),
});
