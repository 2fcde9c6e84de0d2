// A run in a few figures, for whoever reads a baseline: made of its cases, and decided on by nobody.
import { signals } from "./signals.ts";
import type { CaseRow, Snapshot } from "./snapshot.ts";

export interface Summary {
  readonly cases: number;
  readonly trials: number;
  /** Means over cases of the share of trials. */
  readonly rates: Readonly<Record<string, number>>;
  readonly means: Readonly<Record<string, number>>;
  /** Over all trials. */
  readonly tools: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

export function summaryOf({ cases }: Pick<Snapshot, "cases">): Summary {
  const rates: [string, number][] = [];
  const means: [string, number][] = [];
  const totals = new Map<string, Map<string, number>>();
  for (const signal of signals) {
    if (signal.sort === "distribution") {
      const counts = new Map<string, number>();
      for (const trial of cases.flatMap(({ trials }) => trials))
        for (const [kind, count] of Object.entries(signal.of(trial))) counts.set(kind, (counts.get(kind) ?? 0) + count);
      totals.set(signal.name, counts);
    } else if (signal.sort !== "shape") {
      const mean = meanByCase(cases, (trial) => Number(signal.of(trial) ?? Number.NaN));
      if (mean !== undefined) (signal.sort === "yes-no" ? rates : means).push([signal.name, rounded(mean)]);
    }
  }
  return {
    cases: cases.length,
    trials: cases.reduce((total, { trials }) => total + trials.length, 0),
    rates: Object.fromEntries(rates),
    means: Object.fromEntries(means),
    tools: sorted(totals.get("tool_calls")!),
    outcomes: sorted(totals.get("outcomes")!),
  };
}

function meanByCase(cases: readonly CaseRow[], of: (trial: CaseRow["trials"][number]) => number): number | undefined {
  const means = cases
    .map(({ trials }) => average(trials.map(of).filter((value) => !Number.isNaN(value))))
    .filter((mean) => mean !== undefined);
  return average(means);
}

const average = (values: readonly number[]): number | undefined =>
  values.length === 0 ? undefined : values.reduce((total, value) => total + value, 0) / values.length;
const rounded = (value: number): number => Number(value.toPrecision(6));
const sorted = (counts: ReadonlyMap<string, number>): Record<string, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
