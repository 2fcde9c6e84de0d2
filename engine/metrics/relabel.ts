// Which runs are those of now? Labels are dealt again within each case; where all deals are few enough each is looked at once, else as
// many as are asked for at random. For statistics that no formula has.
import { demandWhole } from "./demand.ts";
import type { Random } from "./random.ts";

/** The runs of one case: at least one on each side. */
export interface Stratum<Value = number> {
  readonly before: readonly Value[];
  readonly now: readonly Value[];
}

export interface RelabelOptions {
  readonly random: Random;
  /** How often labels are dealt where they cannot all be gone through: 10,000 unless said otherwise. */
  readonly permutations?: number;
}
export const usualPermutations = 10_000;

/** How many runs a case has on each side. */
export interface Sizes {
  readonly before: number;
  readonly now: number;
}

export const sizesOf = (strata: readonly Stratum<unknown>[]): Sizes[] =>
  strata.map(({ before, now }) => ({ before: before.length, now: now.length }));

export interface Relabelled {
  readonly seen: number;
  /** The share of deals with a statistic as large. */
  readonly p: number;
  readonly exact: boolean;
  /** What labels alone come to, in ascending order: the noise. */
  readonly noise: Float64Array;
}

/**
 * `statistic` gets a 1 for each run that counts as now: of each case first the runs of before, then those of now, as they were. Large is
 * far apart.
 */
export function relabelTest(
  sizes: readonly Sizes[],
  statistic: (isNow: Uint8Array) => number,
  { random, permutations = usualPermutations }: RelabelOptions,
): Relabelled {
  demandWhole(permutations, "the number of permutations", 1);
  for (const { before, now } of sizes) {
    demandWhole(before, "the number of runs before", 1);
    demandWhole(now, "the number of runs now", 1);
  }
  const isNow = asSeen(sizes);
  const seen = statistic(isNow);
  const exact = dealsOf(sizes) <= permutations;
  const found: number[] = [];
  if (exact) everyDeal(isNow, sizes, () => found.push(statistic(isNow)));
  else
    for (let i = 0; i < permutations; i++) {
      shuffleLabels(isNow, sizes, random);
      found.push(statistic(isNow));
    }
  const noise = Float64Array.from(found).sort();
  const atLeast = seen - 1e-9 * Math.max(1, Math.abs(seen));
  const extreme = noise.length - firstAtLeast(noise, atLeast);
  return { seen, p: exact ? extreme / noise.length : (extreme + 1) / (noise.length + 1), exact, noise };
}

export function asSeen(sizes: readonly Sizes[]): Uint8Array {
  return Uint8Array.from(sizes.flatMap(({ before, now }) => [...new Array(before).fill(0), ...new Array(now).fill(1)]));
}

/** Labels dealt anew in place, each way as likely: so many of a case's runs are drawn without replacement (Floyd; Bentley 1987). */
export function shuffleLabels(isNow: Uint8Array, sizes: readonly Sizes[], random: Random): void {
  isNow.fill(0);
  let end = 0;
  for (const { before, now } of sizes) {
    const from = end;
    end += before + now;
    for (let last = end - now; last < end; last++) {
      const drawn = from + random.below(last - from + 1);
      isNow[isNow[drawn] === 1 ? last : drawn] = 1;
    }
  }
}

/** The product of the binomials; Infinity where they are beyond counting. */
export function dealsOf(sizes: readonly Sizes[]): number {
  let deals = 1;
  for (const { before, now } of sizes) for (let i = 1; i <= now; i++) deals = (deals * (before + i)) / i;
  return deals;
}

function everyDeal(isNow: Uint8Array, sizes: readonly Sizes[], visit: () => void): void {
  const starts: number[] = [];
  let next = 0;
  for (const { before, now } of sizes) {
    starts.push(next);
    next += before + now;
  }
  const deal = (index: number): void => {
    if (index === sizes.length) return visit();
    const { before, now } = sizes[index]!;
    const [from, end] = [starts[index]!, starts[index]! + before + now];
    const place = (at: number, left: number): void => {
      if (end - at < left) return;
      if (at === end) return deal(index + 1);
      isNow[at] = 0;
      place(at + 1, left);
      if (left === 0) return;
      isNow[at] = 1;
      place(at + 1, left - 1);
    };
    place(from, now);
  };
  deal(0);
}

function firstAtLeast(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}
