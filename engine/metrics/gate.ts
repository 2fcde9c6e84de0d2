// A gate compares a bound with its threshold, never the estimate. Each side has its own one-sided bound (95% unless said
// otherwise), so a gate says "met" of what is not so, or "not met" of what is, at most one time in twenty each; that is exact for
// independent cases, and near enough for clustered trials (the tests measure it).
import { demandFinite, demandWhole } from "./demand.ts";
import { type Interval, smallestWhole, usualLevel } from "./intervals.ts";
import { gateBounds, type Rate } from "./rate.ts";

export interface Gate {
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly threshold: number;
}

/** Bounds of which one may be missing, because the data cannot give it. */
export interface Bounds {
  readonly lower: number | undefined;
  readonly upper: number | undefined;
}

export type Verdict = "met" | "not met" | "inconclusive" | "not evaluable";

/**
 * Met when the whole interval between the bounds satisfies the gate: for `<` and `<=` the upper bound does, for `>` and `>=` the
 * lower. Not met when none of it does: the opposite bound fails. Otherwise inconclusive. A missing bound settles nothing.
 */
export function verdictOf({ operator, threshold }: Gate, bounds: Bounds | undefined): Verdict {
  demandFinite(threshold, "the threshold of the gate");
  if (bounds === undefined) return "not evaluable";
  const { lower, upper } = bounds;
  for (const bound of [lower, upper])
    if (bound !== undefined && Number.isNaN(bound)) throw new RangeError("a bound is not a number: leave it undefined");
  if (lower !== undefined && upper !== undefined && lower > upper)
    throw new RangeError(`the lower bound ${lower} is above the upper ${upper}: swap them`);
  const below = operator === "<" || operator === "<=";
  const [near, far] = below ? [upper, lower] : [lower, upper];
  if (near !== undefined && satisfies(near, operator, threshold)) return "met";
  return far !== undefined && !satisfies(far, operator, threshold) ? "not met" : "inconclusive";
}

function satisfies(value: number, operator: Gate["operator"], threshold: number): boolean {
  switch (operator) {
    case "<":
      return value < threshold;
    case "<=":
      return value <= threshold;
    case ">":
      return value > threshold;
    case ">=":
      return value >= threshold;
  }
}

/** Beyond this many cases nobody waits for an answer. */
const mostCases = 1e7;

/**
 * How many more cases would settle an inconclusive gate if the estimate stays what it is. `boundsAt` gives the bounds of that
 * estimate for a number of cases; they must close in on it as cases grow. Undefined where no number settles it, because the
 * estimate is the threshold, or only more than ten million cases do.
 */
export function moreCases(gate: Gate, cases: number, boundsAt: (cases: number) => Bounds | undefined): number | undefined {
  demandWhole(cases, "the number of cases", 1);
  const settled = (count: number): boolean => ["met", "not met"].includes(verdictOf(gate, boundsAt(count)));
  return settled(mostCases) ? smallestWhole(cases, settled) - cases : undefined;
}

export interface GateResult {
  readonly verdict: Verdict;
  /** For "inconclusive": see `moreCases`. */
  readonly moreCases: number | undefined;
}

/** The gate on a rate, or on pass^k. More cases are taken to have as many trials each, as much alike. */
export function gateRate(gate: Gate, rate: Pick<Rate, "estimate" | "cases" | "effective">, level = usualLevel): GateResult {
  const { estimate, cases, effective } = rate;
  if (estimate === undefined) return { verdict: verdictOf(gate, undefined), moreCases: undefined };
  const boundsAt = (count: number): Interval => gateBounds(estimate, (effective / cases) * count, count, level);
  const verdict = verdictOf(gate, boundsAt(cases));
  return { verdict, moreCases: verdict === "inconclusive" ? moreCases(gate, cases, boundsAt) : undefined };
}
