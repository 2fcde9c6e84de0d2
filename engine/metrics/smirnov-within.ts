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
  const values = Float64Array.from(strata.flatMap(({ before, now }) => [...before, ...now]));
  const weights = sizesOf(strata).flatMap(({ before, now }) =>
    new Array<readonly [number, number]>(before + now).fill([-1 / before, 1 / now]),
  );
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  // After which values a distance can be read: not between equal ones.
  const readable = Array.from(order, (run, i) => values[run] !== values[order[i + 1] ?? -1]);
  return (isNow) => {
    let [at, largest] = [0, 0];
    for (let i = 0; i < order.length; i++) {
      const run = order[i]!;
      at += weights[run]![isNow[run] as 0 | 1];
      if (readable[i] && Math.abs(at) > largest) largest = Math.abs(at);
    }
    return largest / strata.length;
  };
}
