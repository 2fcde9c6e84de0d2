// Is what was done distributed otherwise: calls over tools, runs over outcomes? Calls of one run belong together, so whole runs are
// dealt to before and now, never calls; within their case where both met it (Lin 1991, IEEE Transactions on Information Theory 37).
import { demandFinite } from "./demand.ts";
import { type Relabelled, type RelabelOptions, relabelTest, type Sizes, type Stratum, sizesOf } from "./relabel.ts";

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

/** Of two sides of the same cases: a case counts as one, however often it was tried. Undefined where one side did nothing at all. */
export function divergenceWithin(strata: readonly Stratum<Counts>[]): number | undefined {
  const kinds = strata[0]?.now.length ? strata[0].now[0]!.length : 0;
  const sides = { before: new Float64Array(kinds), now: new Float64Array(kinds) };
  for (const stratum of strata)
    for (const side of ["before", "now"] as const)
      for (const counts of stratum[side])
        for (let kind = 0; kind < kinds; kind++) sides[side][kind]! += counts[kind]! / stratum[side].length;
  return jensenShannon(sides.before, sides.now);
}

/** Undefined, not evaluable, where the divergence is. */
export function jensenShannonTest(strata: readonly Stratum<Counts>[], options: RelabelOptions): Relabelled | undefined {
  for (const { before, now } of strata) for (const counts of [...before, ...now]) for (const each of counts) demandFinite(each, "a count");
  if (divergenceWithin(strata) === undefined) return undefined;
  const sizes = sizesOf(strata);
  const divergence = divergenceOf(strata, sizes);
  return relabelTest(sizes, (isNow) => divergence(isNow) ?? 0, options);
}

/** The divergence of what falls to each side, given the labels: the same, without writing the sides down. */
function divergenceOf(strata: readonly Stratum<Counts>[], sizes: readonly Sizes[]): (isNow: Uint8Array) => number | undefined {
  const runs = strata.flatMap(({ before, now }) => [...before, ...now]);
  const kinds = runs[0]?.length ?? 0;
  const sides = [new Float64Array(kinds), new Float64Array(kinds)] as const;
  const weights = [Float64Array.from(sizes.flatMap(weightOf("before"))), Float64Array.from(sizes.flatMap(weightOf("now")))] as const;
  // Most runs do few things: only these are kept, one after the other, with where those of each run begin.
  const things: number[] = [];
  const counts: number[] = [];
  const starts = Uint32Array.from([
    0,
    ...runs.map((run) => {
      for (const [kind, count] of run.entries()) if (count > 0) counts[things.push(kind) - 1] = count;
      return things.length;
    }),
  ]);
  const [kindAt, countAt] = [Uint32Array.from(things), Float64Array.from(counts)];
  return (isNow) => {
    for (const side of sides) side.fill(0);
    for (let run = 0; run < runs.length; run++) {
      const label = isNow[run] as 0 | 1;
      const [side, weight] = [sides[label], weights[label][run]!];
      for (let at = starts[run]!, end = starts[run + 1]!; at < end; at++) side[kindAt[at]!]! += countAt[at]! * weight;
    }
    return jensenShannon(sides[0], sides[1]);
  };
}

const weightOf =
  (side: keyof Sizes) =>
  (sizes: Sizes): number[] =>
    new Array(sizes.before + sizes.now).fill(1 / sizes[side]);
