// Precision, recall and other ratios of sums: of all that was found, or owed, over all cases, how much was right. What several
// trials of one case add resembles each other, so the counts are scaled as for any rate.
import { demandLevel } from "./demand.ts";
import { usualLevel } from "./intervals.ts";
import { intraclassCorrelation, sum } from "./intraclass.ts";
import { intervalsOf, naiveOf, noRate, type Rate } from "./rate.ts";

/**
 * A ratio of sums. For each case, what stands in its denominator, and whether it counts in the numerator: for precision, all
 * that was raised in its trials, and whether rightly. Cases with nothing in the denominator say nothing and may be empty.
 * Not evaluable where all are.
 */
export function pooledRate(cases: readonly (readonly boolean[])[], level = usualLevel): Rate {
  demandLevel(level);
  const groups = cases.filter(({ length }) => length > 0).map((members) => members.map(Number));
  if (groups.length === 0) return noRate;
  const members = groups.flat();
  const naive = naiveOf(sum(members), members.length, level);
  const rho = intraclassCorrelation(groups);
  const estimate = naive.estimate!;
  const effective = Math.min(byResemblance(groups, rho ?? 1), byLinearization(groups, estimate));
  return {
    estimate,
    cases: groups.length,
    trials: members.length,
    rho,
    effective,
    interval: intervalsOf(estimate, effective, groups.length, level),
    naive,
  };
}

type Numbers = readonly (readonly number[])[];

/** A large case weighs more in a ratio of sums: its variance is that of Σmᵢ(1 + (mᵢ-1)ρ)/N², which equals n·m/(1 + (m-1)ρ) for equal m. */
function byResemblance(groups: Numbers, rho: number): number {
  const sizes = groups.map(({ length }) => length);
  return sum(sizes) ** 2 / sum(sizes.map((size) => size * (1 + (size - 1) * rho)));
}

/**
 * The same from the variance of a ratio (Taylor linearization: Cochran 1977, 6.3; Kish 1965): p(1-p)/V, V = n/(n-1)·Σ(yᵢ-p·mᵢ)²/N².
 * It sees what ρ does not: that an agent which raises often on a case may also be right more often on it. By itself it is too
 * sure where little failed, so that the smaller of the two counts.
 */
function byLinearization(groups: Numbers, estimate: number): number {
  const members = groups.reduce((total, { length }) => total + length, 0);
  const squares = sum(groups.map((group) => (sum(group) - estimate * group.length) ** 2));
  const freedom = groups.length - 1;
  return squares > 0 && freedom > 0 ? (estimate * (1 - estimate) * members ** 2 * freedom) / (groups.length * squares) : members;
}

/** One thing that could have been raised, in one trial: was it, and was it owed? */
export interface Detection {
  readonly raised: boolean;
  readonly owed: boolean;
}

export interface Detections {
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly trueNegatives: number;
  /** TP/(TP+FP); not evaluable where nothing was raised. */
  readonly precision: Rate;
  /** TP/(TP+FN); not evaluable where nothing was owed. */
  readonly recall: Rate;
}

/** One list for each case, over all its trials. */
export function precisionAndRecall(cases: readonly (readonly Detection[])[], level = usualLevel): Detections {
  const count = (raised: boolean, owed: boolean) => cases.flat().filter((each) => each.raised === raised && each.owed === owed).length;
  return {
    truePositives: count(true, true),
    falsePositives: count(true, false),
    falseNegatives: count(false, true),
    trueNegatives: count(false, false),
    precision: pooledRate(
      cases.map((all) => all.filter(({ raised }) => raised).map(({ owed }) => owed)),
      level,
    ),
    recall: pooledRate(
      cases.map((all) => all.filter(({ owed }) => owed).map(({ raised }) => raised)),
      level,
    ),
  };
}
