// Both sides of a comparison, as what a test takes: values or counts by case.
import type { Counts, Stratum } from "../metrics/index.ts";
import type { Pair } from "./align.ts";
import type { TrialRow } from "./snapshot.ts";

/** Cases in pairs, or two samples of other cases. */
export type Sides =
  | { readonly paired: true; readonly pairs: readonly Pair[] }
  | { readonly paired: false; readonly before: readonly (readonly TrialRow[])[]; readonly now: readonly (readonly TrialRow[])[] };

/**
 * One stratum for each pair, of what its trials say; a case that says nothing on a side is left out. Of samples that do not pair all is in
 * one, and each case is worth the mean of its trials, since these belong together.
 */
export function numbersOf(sides: Sides, of: (trial: TrialRow) => number | undefined): Stratum[] {
  const told = (trials: readonly TrialRow[]) => trials.map(of).filter((value) => value !== undefined);
  const isWhole = ({ before, now }: Stratum) => before.length > 0 && now.length > 0;
  if (sides.paired) return sides.pairs.map(({ before, now }) => ({ before: told(before), now: told(now) })).filter(isWhole);
  const means = (cases: readonly (readonly TrialRow[])[]) => cases.map(told).flatMap((values) => (values.length > 0 ? [mean(values)] : []));
  return [{ before: means(sides.before), now: means(sides.now) }].filter(isWhole);
}

export const mean = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0) / values.length;

/** Of each side a mean for each case. */
export function caseMeans(strata: readonly Stratum[], paired: boolean): { readonly before: number[]; readonly now: number[] } {
  const means = (side: "before" | "now") => (paired ? strata.map((each) => mean(each[side])) : [...(strata[0]?.[side] ?? [])]);
  return { before: means("before"), now: means("now") };
}

/**
 * How often each kind of thing was done in each run, or of samples that do not pair the means of each case. An agent may end every run in
 * words of its own: kinds beyond the most common are counted together.
 */
export function countsOf(sides: Sides, of: (trial: TrialRow) => Readonly<Record<string, number>>): Stratum<Counts>[] {
  const cases = sides.paired ? sides.pairs.flatMap(({ before, now }) => [before, now]) : [...sides.before, ...sides.now];
  const places = placesOf(cases.flat().map(of));
  const kinds = Math.min(places.size, mostKinds + 1);
  const counts = (trial: TrialRow): Counts => {
    const run = new Array<number>(kinds).fill(0);
    for (const [kind, count] of Object.entries(of(trial))) run[Math.min(places.get(kind)!, mostKinds)]! += count;
    return run;
  };
  if (sides.paired) return sides.pairs.map(({ before, now }) => ({ before: before.map(counts), now: now.map(counts) }));
  const means = (each: readonly TrialRow[]): Counts => {
    const runs = each.map(counts);
    return Array.from({ length: kinds }, (_, kind) => mean(runs.map((run) => run[kind]!)));
  };
  return sides.before.length > 0 && sides.now.length > 0 ? [{ before: sides.before.map(means), now: sides.now.map(means) }] : [];
}
const mostKinds = 100;

/** The most common first. */
function placesOf(runs: readonly Readonly<Record<string, number>>[]): ReadonlyMap<string, number> {
  const totals = new Map<string, number>();
  for (const run of runs) for (const [kind, count] of Object.entries(run)) totals.set(kind, (totals.get(kind) ?? 0) + count);
  const ordered = [...totals].sort(([a, x], [b, y]) => y - x || (a < b ? -1 : 1));
  return new Map(ordered.map(([kind], place) => [kind, place]));
}
