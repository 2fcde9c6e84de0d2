// How alike the trials of one case are: the intra-class correlation by one-way analysis of variance (Fisher; for groups of
// unequal sizes Donner 1986, International Statistical Review 54, 67-82).
import { demandFinite, demandTrials } from "./demand.ts";

/**
 * From 0 (trials tell as much as cases) to 1 (a case's trials all say the same); what falls outside by chance is moved to the
 * end. One list of values for each case; yes and no are 1 and 0. Undefined where the values cannot tell: a single case, a
 * single trial each, or no two values that differ. Whoever cannot tell should count on 1.
 */
export function intraclassCorrelation(groups: readonly (readonly number[])[]): number | undefined {
  demandTrials(groups);
  for (const values of groups) for (const value of values) demandFinite(value, "a value");
  const trials = groups.reduce((sum, { length }) => sum + length, 0);
  const [betweenFreedom, withinFreedom] = [groups.length - 1, trials - groups.length];
  if (betweenFreedom < 1 || withinFreedom < 1) return undefined;

  const means = groups.map(mean);
  const grandMean = mean(groups.flat());
  const between = sum(groups.map(({ length }, index) => length * (means[index]! - grandMean) ** 2)) / betweenFreedom;
  const within = sum(groups.flatMap((values, index) => values.map((value) => (value - means[index]!) ** 2))) / withinFreedom;
  const size = (trials - sum(groups.map(({ length }) => length ** 2)) / trials) / betweenFreedom;
  const spread = between + (size - 1) * within;
  return spread > 0 ? Math.min(1, Math.max(0, (between - within) / spread)) : undefined;
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Undefined means cannot be taken: callers have looked that there is a value. */
export const mean = (values: readonly number[]): number => sum(values) / values.length;
