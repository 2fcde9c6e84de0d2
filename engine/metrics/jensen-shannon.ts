// Is what was done distributed otherwise: calls over tools, runs over outcomes? Calls of one run belong together, so whole runs are
// dealt to before and now, never calls; within their case where both met it (Lin 1991, IEEE Transactions on Information Theory 37).
import { demandFinite } from "./demand.ts";
import { asSeen, type Relabelled, type RelabelOptions, relabelTest, type Sizes, type Stratum, sizesOf } from "./relabel.ts";

/** In bits, from 0 (alike) to 1 (nothing in common). Of anything that adds up to something; undefined where a side has nothing. */
export function jensenShannon(first: ArrayLike<number>, second: ArrayLike<number>): number | undefined {
  let [firstTotal, secondTotal] = [0, 0];
  for (let i = 0; i < first.length; i++) {
    firstTotal += first[i]!;
    secondTotal += second[i]!;
  }
  if (!(firstTotal > 0 && secondTotal > 0)) return undefined;
  let total = 0;
  for (let i = 0; i < first.length; i++) {
    const [p, q] = [first[i]! / firstTotal, second[i]! / secondTotal];
    const middle = (p + q) / 2;
    if (p > 0) total += p * Math.log2(p / middle);
    if (q > 0) total += q * Math.log2(q / middle);
  }
  return Math.max(0, total / 2);
}

/** How often each thing was done in a run, in one order of things. */
export type Counts = readonly number[];

/** Undefined, not evaluable, where one side did nothing at all. A case counts as one, however often it was tried. */
export function jensenShannonTest(strata: readonly Stratum<Counts>[], options: RelabelOptions): Relabelled | undefined {
  for (const { before, now } of strata) for (const counts of [...before, ...now]) for (const each of counts) demandFinite(each, "a count");
  const sizes = sizesOf(strata);
  const divergence = divergenceOf(strata, sizes);
  return divergence(asSeen(sizes)) === undefined ? undefined : relabelTest(sizes, (isNow) => divergence(isNow) ?? 0, options);
}

/** The divergence of what falls to each side, given the labels. */
function divergenceOf(strata: readonly Stratum<Counts>[], sizes: readonly Sizes[]): (isNow: Uint8Array) => number | undefined {
  const runs = strata.flatMap(({ before, now }) => [...before, ...now]);
  const kinds = runs[0]?.length ?? 0;
  // Most runs do few things: only these are kept, as pairs of a kind and its count.
  const things = runs.map((counts) => [...counts.entries()].filter(([, count]) => count > 0));
  const weights = sizes.flatMap(({ before, now }) => new Array<readonly [number, number]>(before + now).fill([1 / before, 1 / now]));
  const sides = [new Float64Array(kinds), new Float64Array(kinds)] as const;
  return (isNow) => {
    for (const side of sides) side.fill(0);
    for (let run = 0; run < things.length; run++) {
      const label = isNow[run] as 0 | 1;
      const [side, weight] = [sides[label], weights[run]![label]];
      for (const [kind, count] of things[run]!) side[kind]! += count * weight;
    }
    return jensenShannon(sides[0], sides[1]);
  };
}
