// Do two runs have the same distribution of latencies, in any respect? The largest distance between their distribution functions
// (Smirnov 1939).
import { demandFinite } from "./demand.ts";

export interface KolmogorovSmirnov {
  /** The largest distance between the two shares of values up to a point, 0 to 1. */
  readonly distance: number;
  readonly p: number;
  readonly exact: boolean;
}

/** Up to this many pairs the exact distribution is worked out. */
const fewPairs = 1_000_000;

/** Values of independent cases. Undefined, not evaluable, where one side has none. */
export function kolmogorovSmirnov(first: readonly number[], second: readonly number[]): KolmogorovSmirnov | undefined {
  for (const value of [...first, ...second]) demandFinite(value, "a value");
  const [n, m] = [first.length, second.length];
  if (n === 0 || m === 0) return undefined;
  const pooled = [...first.map((value) => ({ value, own: true })), ...second.map((value) => ({ value, own: false }))];
  pooled.sort((a, b) => a.value - b.value);
  // After which of the pooled values a distance can be read: not between equal ones.
  const readable = pooled.map(({ value }, index) => value !== pooled[index + 1]?.value);
  let [seen, largest] = [0, 0];
  pooled.forEach(({ own }, index) => {
    if (own) seen++;
    if (readable[index]) largest = Math.max(largest, distanceAt(seen, index + 1 - seen, n, m));
  });
  const exact = n * m <= fewPairs;
  return { distance: largest / (n * m), p: exact ? exactP(largest, n, m, readable) : limitP(largest / (n * m), n, m), exact };
}

/** In units of 1/(n·m), where it is a whole number and compares exactly. */
const distanceAt = (own: number, other: number, n: number, m: number): number => Math.abs(own * m - other * n);

/**
 * The chance that a random order of the pooled values comes as far apart, given their ties (Schröer & Trenkler 1995, Computational
 * Statistics & Data Analysis 20): the probability that has not been lost by coming so far, and what has.
 */
function exactP(largest: number, n: number, m: number, readable: readonly boolean[]): number {
  // at[j]: the chance to have come to i of the first and j of the second without such a distance.
  let at = [1];
  let lost = 0;
  for (let taken = 0; taken < n + m; taken++) {
    const next = new Array<number>(Math.min(taken + 1, m) + 1).fill(0);
    for (const [other, chance] of at.entries()) {
      const own = taken - other;
      if (chance === 0) continue;
      const toOwn = (n - own) / (n + m - taken);
      if (own < n) next[other]! += chance * toOwn;
      if (other < m) next[other + 1]! += chance * (1 - toOwn);
    }
    for (const [other, chance] of next.entries()) {
      if (!readable[taken] || chance === 0 || distanceAt(taken + 1 - other, other, n, m) < largest) continue;
      lost += chance;
      next[other] = 0;
    }
    at = next;
  }
  return Math.min(1, lost);
}

/** Kolmogorov's limit 2Σ(-1)^(k-1)·exp(-2k²λ²) with λ = D√(nm/(n+m)). */
function limitP(distance: number, n: number, m: number): number {
  const lambda = distance * Math.sqrt((n * m) / (n + m));
  // Below this the series is 1 in all digits, and slow.
  if (lambda < 0.2) return 1;
  let total = 0;
  for (let k = 1; k <= 30; k++) total += 2 * (-1) ** (k - 1) * Math.exp(-2 * (k * lambda) ** 2);
  return Math.min(1, Math.max(0, total));
}
