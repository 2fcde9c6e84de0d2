// The rate of yes over cases that were each tried several times. A case's value is the mean over its trials, the estimate the mean
// over cases, so that a case tried more often does not count for more.
import { demandLevel, demandTrials } from "./demand.ts";
import { usualLevel } from "./intervals.ts";
import { intraclassCorrelation, mean, sum } from "./intraclass.ts";
import { intervalsOf, naiveOf, noRate, type Rate } from "./rate.ts";

/** One list of outcomes for each case, in any sizes; no case without a trial. */
export type Groups = readonly (readonly boolean[])[];

/** Intervals of the counts scaled to the effective size; without cases not evaluable. */
export function clusteredRate(groups: Groups, level = usualLevel): Rate {
  demandTrials(groups);
  demandLevel(level);
  if (groups.length === 0) return noRate;
  const outcomes = groups.map((trials) => trials.map(Number));
  const trials = outcomes.flat();
  const estimate = mean(outcomes.map(mean));
  const rho = intraclassCorrelation(outcomes);
  const effective = effectiveSize(
    outcomes.map(({ length }) => length),
    rho ?? 1,
  );
  return {
    estimate,
    cases: groups.length,
    trials: trials.length,
    rho,
    effective,
    interval: intervalsOf(estimate, effective, groups.length, level),
    naive: naiveOf(sum(trials), trials.length, level),
  };
}

/**
 * How many independent trials a mean of case means is worth (Kish 1965; Donner & Klar 2000): n·m/(1 + (m-1)ρ). The variance of
 * the mean is that of Σ(ρ + (1-ρ)/mᵢ)/n², so for unequal sizes m is their harmonic mean.
 */
function effectiveSize(sizes: readonly number[], rho: number): number {
  const size = 1 / mean(sizes.map((each) => 1 / each));
  return (sizes.length * size) / (1 + (size - 1) * rho);
}

/** The rate of cases in which every trial says yes: the worst of k, where yes is what is wanted. */
export const worstOf = (groups: Groups, level = usualLevel): Rate => {
  demandTrials(groups);
  return clusteredRate(
    groups.map((trials) => [trials.every(Boolean)]),
    level,
  );
};
