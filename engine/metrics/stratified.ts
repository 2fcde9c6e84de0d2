// Has a case's behaviour changed, where each was tried before and now? If nothing has, which of its runs came before is a matter of
// labels: they are dealt again within each case, and never a run between two cases. Of yes and no with one run on each side this is
// McNemar's test; with several, the exact conditional one of stratified tables (Mehta, Patel & Gray 1985); of ranks, Hodges & Lehmann's.
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { demandFinite, demandTrials, demandWhole } from "./demand.ts";
import { mean, sum } from "./intraclass.ts";
import { dealsOf, type RelabelOptions, type Stratum, shuffleLabels, sizesOf, usualPermutations } from "./relabel.ts";

export interface Stratified {
  /** By how much the values now add up to more than their share. */
  readonly excess: number;
  /** Two-sided. */
  readonly p: number;
  readonly exact: boolean;
}

/** Steps of the exact distribution that are worth taking before labels are dealt at random instead. */
const mostSteps = 40_000_000;

/** Undefined, not evaluable, without cases. Whole numbers are tested exactly where that can be afforded. */
export function stratifiedTest(strata: readonly Stratum[], options: RelabelOptions): Stratified | undefined {
  demandStrata(strata);
  if (strata.length === 0) return undefined;
  const excess = excessOf(strata);
  const informative = strata.filter(({ before, now }) => new Set([...before, ...now]).size > 1);
  if (informative.length === 0) return { excess: 0, p: 1, exact: true };
  const isWhole = informative.every(({ before, now }) => [...before, ...now].every(Number.isSafeInteger));
  const p = isWhole ? exactP(informative, excess) : undefined;
  return p === undefined ? { excess, p: dealtP(informative, excess, options), exact: false } : { excess, p, exact: true };
}

/** The same by the normal distribution, of an excess that moves in steps: quick, and near enough with many cases. */
export function normalP(excess: number, variance: number, step = 0): number {
  if (!(variance > 0)) return 1;
  return 2 * normalCdf(-Math.max(0, Math.abs(excess) - step / 2) / Math.sqrt(variance), 0, 1);
}

/** Σ of what now has beyond its share of the case; 0 on average where nothing changed. */
export const excessOf = (strata: readonly Stratum[]): number =>
  sum(strata.map(({ before, now }) => sum(now) - (now.length * (sum(before) + sum(now))) / (before.length + now.length)));

/** Of draws without replacement (Cochran 1977, 2.5): n·m/(n+m)·S² for each case. */
export const excessVariance = (strata: readonly Stratum[]): number =>
  sum(
    strata.map(({ before, now }) => {
      const all = [...before, ...now];
      const middle = mean(all);
      return ((before.length * now.length) / all.length) * (sum(all.map((value) => (value - middle) ** 2)) / (all.length - 1));
    }),
  );

/**
 * Ranks over all cases of what is left of each value without its case's mean (Hodges & Lehmann 1962, Annals of Mathematical Statistics
 * 33): one very long run decides nothing, and an expensive case weighs no more than a cheap one. Doubled, so that those of ties are whole.
 */
export function alignedRanks(strata: readonly Stratum[]): Stratum[] {
  demandStrata(strata);
  const aligned = strata.map(({ before, now }) => {
    const middle = mean([...before, ...now]);
    return { before: before.map((value) => value - middle), now: now.map((value) => value - middle) };
  });
  const sorted = Float64Array.from(aligned.flatMap(({ before, now }) => [...before, ...now])).sort();
  const ranks = new Map<number, number>();
  for (let from = 0; from < sorted.length; ) {
    let to = from;
    while (sorted[to + 1] === sorted[from]) to++;
    ranks.set(sorted[from]!, from + to + 2);
    from = to + 1;
  }
  const ranked = (values: readonly number[]) => values.map((value) => ranks.get(value)!);
  return aligned.map(({ before, now }) => ({ before: ranked(before), now: ranked(now) }));
}

function demandStrata(strata: readonly Stratum[]): void {
  demandTrials(strata.map(({ before }) => before));
  demandTrials(strata.map(({ now }) => now));
  for (const { before, now } of strata) for (const value of [...before, ...now]) demandFinite(value, "a value");
}

// ── Exactly ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** How likely each sum is, from the least on. */
interface Sums {
  readonly least: number;
  readonly chances: Float64Array;
}

function exactP(strata: readonly Stratum[], excess: number): number | undefined {
  const parts: Sums[] = [];
  let [steps, range] = [0, 1];
  for (const stratum of strata) {
    const width = rangeOf(stratum);
    range += width;
    const sums = Math.min(width + 1, dealsOf([{ before: stratum.before.length, now: stratum.now.length }]));
    steps += sums * range + (stratum.before.length + stratum.now.length) * stratum.now.length * width;
    if (steps > mostSteps) return undefined;
    parts.push(sumsOf(stratum));
  }
  const { least, chances } = parts.reduce(convolved);
  const expected = sum(strata.map(({ before, now }) => (now.length * (sum(before) + sum(now))) / (before.length + now.length)));
  let total = 0;
  for (let i = 0; i < chances.length; i++) if (Math.abs(least + i - expected) >= Math.abs(excess) - 1e-7) total += chances[i]!;
  return Math.min(1, total);
}

/** From the sum of the smallest to that of the largest values that can fall to one side. */
function rangeOf({ before, now }: Stratum): number {
  const sorted = [...before, ...now].sort((a, b) => a - b);
  return sum(sorted.slice(-now.length)) - sum(sorted.slice(0, now.length));
}

/** All ways to choose which of a case's values are those of now, by their sum. */
function sumsOf({ before, now }: Stratum): Sums {
  const values = [...before, ...now].sort((a, b) => a - b);
  const lowest = values[0]!;
  const size = sum(values.slice(-now.length)) - now.length * lowest + 1;
  // ways[k][s]: how many choices of k values are s above k times the lowest.
  const ways = Array.from({ length: now.length + 1 }, () => new Float64Array(size));
  ways[0]![0] = 1;
  for (const [seen, value] of values.entries())
    for (let chosen = Math.min(seen + 1, now.length); chosen > 0; chosen--) {
      const [from, to] = [ways[chosen - 1]!, ways[chosen]!];
      for (let s = value - lowest; s < size; s++) to[s]! += from[s - value + lowest]!;
    }
  const all = ways[now.length]!;
  const total = all.reduce((a, b) => a + b, 0);
  const first = all.findIndex((count) => count > 0);
  return { least: now.length * lowest + first, chances: all.subarray(first).map((count) => count / total) };
}

function convolved(a: Sums, b: Sums): Sums {
  const chances = new Float64Array(a.chances.length + b.chances.length - 1);
  for (const [j, weight] of b.chances.entries())
    if (weight > 0) for (let i = 0; i < a.chances.length; i++) chances[i + j]! += a.chances[i]! * weight;
  return { least: a.least + b.least, chances };
}

// ── At random ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** What was seen counts as one of the deals (Phipson & Smyth 2010), so that no p-value is 0. */
function dealtP(strata: readonly Stratum[], excess: number, { random, permutations = usualPermutations }: RelabelOptions): number {
  demandWhole(permutations, "the number of permutations", 1);
  const sizes = sizesOf(strata);
  // Without the case's mean, so that what falls to now is the excess itself.
  const values = strata.flatMap(({ before, now }) => {
    const middle = mean([...before, ...now]);
    return [...before, ...now].map((value) => value - middle);
  });
  const isNow = new Uint8Array(values.length);
  const atLeast = Math.abs(excess) - 1e-9 * Math.max(1, Math.abs(excess));
  let extreme = 1;
  for (let i = 0; i < permutations; i++) {
    shuffleLabels(isNow, sizes, random);
    let total = 0;
    for (let at = 0; at < values.length; at++) if (isNow[at] === 1) total += values[at]!;
    if (Math.abs(total) >= atLeast) extreme++;
  }
  return extreme / (permutations + 1);
}
