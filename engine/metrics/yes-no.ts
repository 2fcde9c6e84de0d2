// Has a rate of yes and no changed? Exact tests, since such counts are small: McNemar's where both runs met the same cases, Fisher's
// where they did not.
import binomialCdf from "@stdlib/stats-base-dists-binomial-cdf";
import hypergeometricPmf from "@stdlib/stats-base-dists-hypergeometric-pmf";
import { demandWhole } from "./demand.ts";

/**
 * The two-sided p-value of McNemar's exact test (1947), from how many cases only the first run solved and how many only the
 * second. Cases in which they agree say nothing; where all do, it is 1.
 */
export function mcNemar(onlyFirst: number, onlySecond: number): number {
  demandWhole(onlyFirst, "the number of cases only the first solved");
  demandWhole(onlySecond, "the number of cases only the second solved");
  const discordant = onlyFirst + onlySecond;
  return discordant === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(onlyFirst, onlySecond), discordant, 0.5));
}

export interface YesNo {
  readonly yes: number;
  readonly no: number;
}

/**
 * The two-sided p-value of Fisher's exact test (1935): the sum over all tables with these margins that are no likelier than this one.
 * Undefined, not evaluable, where one side has no cases.
 */
export function fisher(first: YesNo, second: YesNo): number | undefined {
  for (const count of [first.yes, first.no, second.yes, second.no]) demandWhole(count, "a count of the table");
  const [firstTotal, secondTotal, yes] = [first.yes + first.no, second.yes + second.no, first.yes + second.yes];
  if (firstTotal === 0 || secondTotal === 0) return undefined;
  const likelihood = (firstYes: number): number => hypergeometricPmf(firstYes, firstTotal + secondTotal, yes, firstTotal);
  // Tables that are as likely may differ by a rounding; R has the same tolerance.
  const most = likelihood(first.yes) * (1 + 1e-7);
  let total = 0;
  for (let firstYes = Math.max(0, yes - secondTotal); firstYes <= Math.min(yes, firstTotal); firstYes++) {
    const each = likelihood(firstYes);
    if (each <= most) total += each;
  }
  return Math.min(1, total);
}
