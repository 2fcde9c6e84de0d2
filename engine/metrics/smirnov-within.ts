// Smirnov's distance where both runs met the same cases: its published distribution takes all values as independent, so labels are dealt
// within cases instead.
import { demandFinite } from "./demand.ts";
import { asSeen, type Relabelled, type RelabelOptions, relabelTest, type Stratum, sizesOf } from "./relabel.ts";

/** The largest distance between the shares of values up to a point; a case counts as one, however often it was tried. */
export const distanceWithin = (strata: readonly Stratum[]): number | undefined =>
  strata.length === 0 ? undefined : distanceOf(strata)(asSeen(sizesOf(strata)));

/** Undefined, not evaluable, without cases. */
export function smirnovWithin(strata: readonly Stratum[], options: RelabelOptions): Relabelled | undefined {
  if (strata.length === 0) return undefined;
  for (const { before, now } of strata) for (const value of [...before, ...now]) demandFinite(value, "a value");
  return relabelTest(sizesOf(strata), distanceOf(strata), options);
}

function distanceOf(strata: readonly Stratum[]): (isNow: Uint8Array) => number {
  const values = strata.flatMap(({ before, now }) => [...before, ...now]);
  const [before, now] = [new Float64Array(values.length), new Float64Array(values.length)];
  let end = 0;
  for (const sizes of sizesOf(strata)) {
    const from = end;
    end += sizes.before + sizes.now;
    before.fill(-1 / sizes.before, from, end);
    now.fill(1 / sizes.now, from, end);
  }
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  return (isNow) => {
    let [at, largest] = [0, 0];
    for (let i = 0; i < order.length; i++) {
      const run = order[i]!;
      at += isNow[run] === 1 ? now[run]! : before[run]!;
      // Not between equal values: no share is read there.
      if (Math.abs(at) > largest && values[run] !== values[order[i + 1] ?? -1]) largest = Math.abs(at);
    }
    return largest / strata.length;
  };
}
