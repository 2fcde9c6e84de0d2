// Which cases of two runs are the same: by name, and by what was asked. Only these are held against each other; the rest is said.
import type { CaseRow, Snapshot, TrialRow } from "./snapshot.ts";

export interface Pair {
  readonly case: string;
  readonly before: readonly TrialRow[];
  readonly now: readonly TrialRow[];
}

export interface Alignment {
  readonly pairs: readonly Pair[];
  readonly onlyBefore: readonly string[];
  readonly onlyNow: readonly string[];
  /** Of the same name, and something else was asked: a new case. */
  readonly differing: readonly string[];
}

type Rows = Pick<Snapshot, "cases">;

export function align(before: Rows, now: Rows): Alignment {
  const old = new Map(before.cases.map((row) => [row.case, row]));
  const names = new Set(now.cases.map((row) => row.case));
  const both = now.cases.flatMap((row): (readonly [CaseRow, CaseRow])[] => {
    const earlier = old.get(row.case);
    return earlier ? [[earlier, row]] : [];
  });
  return {
    pairs: both.filter(([a, b]) => isSame(a, b)).map(([a, b]) => ({ case: a.case, before: a.trials, now: b.trials })),
    onlyBefore: before.cases.flatMap((row) => (names.has(row.case) ? [] : [row.case])),
    onlyNow: now.cases.flatMap((row) => (old.has(row.case) ? [] : [row.case])),
    differing: both.filter(([a, b]) => !isSame(a, b)).map(([a]) => a.case),
  };
}

/** Recordings do not say what was asked: their names have to do. */
export const isSame = (a: Pick<CaseRow, "content">, b: Pick<CaseRow, "content">): boolean =>
  a.content === undefined || b.content === undefined || a.content === b.content;
