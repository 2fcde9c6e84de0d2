// Smirnov's distance where both runs met the same cases: its published distribution takes all values as independent, so labels are dealt
// within cases instead.
import { demandFinite } from "./demand.ts";
import { type Relabelled, type RelabelOptions, relabelTest, type Stratum, sizesOf } from "./relabel.ts";

/** Undefined, not evaluable, without cases. A case counts as one, however often it was tried. */
export function smirnovWithin(strata: readonly Stratum[], options: RelabelOptions): Relabelled | undefined {
  if (strata.length === 0) return undefined;
  const values = strata.flatMap(({ before, now }) => [...before, ...now]);
  for (const value of values) demandFinite(value, "a value");
  const sizes = sizesOf(strata);
  const weights = sizes.flatMap(({ before, now }) => new Array<readonly [number, number]>(before + now).fill([-1 / before, 1 / now]));
  const order = Uint32Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  // After which values a distance can be read: not between equal ones.
  const readable = Array.from(order, (run, i) => values[run] !== values[order[i + 1] ?? -1]);
  return relabelTest(
    sizes,
    (isNow) => {
      let [at, largest] = [0, 0];
      for (let i = 0; i < order.length; i++) {
        const run = order[i]!;
        at += weights[run]![isNow[run] as 0 | 1];
        if (readable[i] && Math.abs(at) > largest) largest = Math.abs(at);
      }
      return largest / strata.length;
    },
    options,
  );
}
