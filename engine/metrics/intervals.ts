// How far a share of independent trials can be from what was seen. Wilson's interval is for showing: near its level on average,
// below it in places. Clopper and Pearson's is for gates: never below its level. Counts may be real numbers, because the
// effective counts of clustered trials are; Beta quantiles take them as they are.
import betaQuantile from "@stdlib/stats-base-dists-beta-quantile";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { demandCounts, demandLevel, demandProbability, demandWhole } from "./demand.ts";

/** Both ends belong to it. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** What is used where nothing else is said: 95%. */
export const usualLevel = 0.95;

/** Wilson 1927: (p + z²/2n ± z√(pq/n + z²/4n²)) / (1 + z²/n). Undefined without trials. */
export function wilson(successes: number, trials: number, level = usualLevel): Interval | undefined {
  demandCounts(successes, trials);
  demandLevel(level);
  if (trials === 0) return undefined;
  const z = normalQuantile((1 + level) / 2, 0, 1);
  const share = successes / trials;
  const middle = share + z ** 2 / (2 * trials);
  const reach = z * Math.sqrt((share * (1 - share)) / trials + z ** 2 / (4 * trials ** 2));
  const scale = 1 + z ** 2 / trials;
  // At the ends the formula is exactly 0 and 1; rounding is not.
  return {
    lower: successes === 0 ? 0 : Math.max(0, (middle - reach) / scale),
    upper: successes === trials ? 1 : Math.min(1, (middle + reach) / scale),
  };
}

/** Clopper & Pearson 1934, two-sided: each end misses with (1 - level)/2 at most. Undefined without trials. */
export function clopperPearson(successes: number, trials: number, level = usualLevel): Interval | undefined {
  demandLevel(level);
  return oneSidedBounds(successes, trials, (1 + level) / 2);
}

/**
 * Clopper and Pearson's lower and upper bound, each one-sided at `level` by itself: what a gate compares with its
 * threshold. Undefined without trials.
 */
export function oneSidedBounds(successes: number, trials: number, level = usualLevel): Interval | undefined {
  demandCounts(successes, trials);
  demandLevel(level);
  if (trials === 0) return undefined;
  const failures = trials - successes;
  return {
    lower: successes === 0 ? 0 : betaQuantile(1 - level, successes, failures + 1),
    upper: failures === 0 ? 1 : betaQuantile(level, successes + 1, failures),
  };
}

/** The least rate that `cases` without one failure can exclude: 1 - α^(1/n), the upper bound of none in n. Undefined for none. */
export function boundWithoutFailure(cases: number, level = usualLevel): number | undefined {
  demandCounts(0, cases);
  demandLevel(level);
  return cases === 0 ? undefined : -Math.expm1(Math.log(1 - level) / cases);
}

/**
 * How many independent cases it takes to show, by a one-sided bound, that a rate is at most `rate` when `failures` of them
 * fail: 299 for 1% and no failure. Infinity for a rate of 0, which no number of cases shows.
 */
export function casesToClaim(rate: number, failures = 0, level = usualLevel): number {
  demandProbability(rate, "the rate to claim");
  demandWhole(failures, "the number of failures");
  demandLevel(level);
  if (rate === 0) return Number.POSITIVE_INFINITY;
  return smallestWhole(Math.max(failures, 1), (cases) => oneSidedBounds(failures, cases, level)!.upper <= rate);
}

/** The smallest whole number from `from` on for which `holds`, which holds for all larger ones: doubling, then bisection. */
export function smallestWhole(from: number, holds: (value: number) => boolean): number {
  if (holds(from)) return from;
  let [low, high] = [from, from * 2];
  while (!holds(high)) {
    if (high > Number.MAX_SAFE_INTEGER) return Number.POSITIVE_INFINITY;
    [low, high] = [high, high * 2];
  }
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle)) high = middle;
    else low = middle;
  }
  return high;
}
