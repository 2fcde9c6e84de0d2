// A rate as it is reported: the estimate, how much the trials are worth when those of one case resemble each other, and the
// intervals that follow, with the naive ones beside them.
import { demandProbability, demandWhole } from "./demand.ts";
import { boundWithoutFailure, clopperPearson, type Interval, oneSidedBounds, usualLevel, wilson } from "./intervals.ts";

export interface Intervals {
  /** Two-sided, for showing. */
  readonly wilson: Interval;
  /** Two-sided. */
  readonly clopperPearson: Interval;
  /** Two one-sided bounds, each at the level by itself: what a gate compares. */
  readonly bounds: Interval;
}

export interface Rate {
  /** Undefined where there was nothing to count: not evaluable. */
  readonly estimate: number | undefined;
  readonly cases: number;
  readonly trials: number;
  /** Intra-class correlation; undefined where the outcomes cannot tell, which is counted as 1. */
  readonly rho: number | undefined;
  /** How many independent trials these are worth. */
  readonly effective: number;
  /** Undefined just where the estimate is. */
  readonly interval: Intervals | undefined;
  /** As if all trials were independent, to compare with. */
  readonly naive: { readonly successes: number; readonly estimate: number | undefined; readonly interval: Intervals | undefined };
}

/** A rate of nothing. It is not evaluable and passes no gate. */
export const noRate: Rate = {
  estimate: undefined,
  cases: 0,
  trials: 0,
  rho: undefined,
  effective: 0,
  interval: undefined,
  naive: { successes: 0, estimate: undefined, interval: undefined },
};

/** The intervals of an estimate from `effective` independent trials, which came from `cases` cases. */
export const intervalsOf = (estimate: number, effective: number, cases: number, level = usualLevel): Intervals => ({
  wilson: wilson(estimate * effective, effective, level)!,
  clopperPearson: clopperPearson(estimate * effective, effective, level)!,
  bounds: gateBounds(estimate, effective, cases, level),
});

export const naiveOf = (successes: number, trials: number, level = usualLevel): Rate["naive"] => ({
  successes,
  estimate: successes / trials,
  interval: {
    wilson: wilson(successes, trials, level)!,
    clopperPearson: clopperPearson(successes, trials, level)!,
    bounds: oneSidedBounds(successes, trials, level)!,
  },
});

/**
 * Clopper and Pearson's one-sided bounds on the effective counts, but never closer to 0 or 1 than what as many cases
 * without one failure show. Without this limit a single failure, from which no resemblance of trials can be estimated, would
 * pass a gate that none at all does not; and near that limit the upper bound would miss the truth too often.
 */
export function gateBounds(estimate: number, effective: number, cases: number, level = usualLevel): Interval {
  demandWhole(cases, "the number of cases", 1);
  demandProbability(estimate, "the estimate");
  if (!(effective > 0)) throw new RangeError(`cases worth ${effective} trials show nothing: leave the rate as not evaluable`);
  const { lower, upper } = oneSidedBounds(estimate * effective, effective, level)!;
  const limit = boundWithoutFailure(cases, level)!;
  return { lower: Math.min(lower, 1 - limit), upper: Math.max(upper, limit) };
}
