// Are the values of one run larger than those of another? Mann & Whitney 1947, for latencies, tokens and costs: it looks at ranks, so
// that one very long run decides nothing.
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { demandFinite } from "./demand.ts";
import { sum } from "./intraclass.ts";

export interface MannWhitney {
  /** In how many pairs the first value is the larger, ties as one half. */
  readonly u: number;
  /** Two-sided. */
  readonly p: number;
  /** By counting all orders, rather than by the normal distribution. */
  readonly exact: boolean;
}

/** Below this many values on both sides, and without ties, orders are counted; as in R. */
const fewValues = 50;

/** Values of independent cases. Undefined, not evaluable, where one side has none. */
export function mannWhitney(first: readonly number[], second: readonly number[]): MannWhitney | undefined {
  for (const value of [...first, ...second]) demandFinite(value, "a value");
  if (first.length === 0 || second.length === 0) return undefined;
  const u = sum(first.map((one) => sum(second.map((other) => (one > other ? 1 : one === other ? 0.5 : 0)))));
  const tied = tieSizes([...first, ...second]);
  const exact = tied.every((size) => size === 1) && Math.max(first.length, second.length) < fewValues;
  const p = exact ? countedP(u, first.length, second.length) : normalP(u, first.length, second.length, tied);
  return { u, p, exact };
}

/** Twice the smaller tail of U, where all orders are as likely. */
function countedP(u: number, first: number, second: number): number {
  const orders = orderCounts(first, second);
  const tail = Math.min(u, first * second - u);
  return Math.min(1, (2 * sum(orders.slice(0, tail + 1))) / sum(orders));
}

/** How many orders have each U: the coefficients of the Gaussian binomial ∏(1 - q^(second+i))/(1 - q^i), i from 1 to first. */
function orderCounts(first: number, second: number): number[] {
  const counts = new Array<number>(first * second + 1).fill(0);
  counts[0] = 1;
  for (let i = 1; i <= first; i++) {
    for (let u = counts.length - 1; u >= second + i; u--) counts[u]! -= counts[u - second - i]!;
    for (let u = i; u < counts.length; u++) counts[u]! += counts[u - i]!;
  }
  return counts;
}

/** With the variance corrected for ties, and for U moving in steps (Conover 1999, 5.1). */
function normalP(u: number, first: number, second: number, tied: readonly number[]): number {
  const total = first + second;
  const ties = sum(tied.map((size) => size ** 3 - size));
  const variance = ((first * second) / 12) * (total + 1 - ties / (total * (total - 1)));
  if (!(variance > 0)) return 1;
  const distance = Math.max(0, Math.abs(u - (first * second) / 2) - 0.5);
  return 2 * normalCdf(-distance / Math.sqrt(variance), 0, 1);
}

function tieSizes(values: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of values) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()];
}
