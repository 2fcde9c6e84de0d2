// Which cases of a run are shown, and in which order: filtered and sorted by index, so that a page of rows is all that is ever copied.
import type { CaseRow } from "./table.ts";

// biome-ignore format: one word after another
export const sortings = ["case", "passed", "violations", "unescalated", "attack", "latencyMs", "tokens", "cost", "trials", "reason", "order"] as const;
export type Sorting = (typeof sortings)[number];

export interface View {
  /** All of them, or those in which something went otherwise than it should. */
  readonly show: "all" | "look";
  /** What a case has in its id, its tags, its family, its reason or the clauses it broke. */
  readonly text: string;
  readonly sort: Sorting;
  readonly descending: boolean;
}

/** A trial of it is not as it should be. */
export const needsLook = ({ reason, passed, told, failed }: CaseRow): boolean => reason !== undefined || passed < told || failed > 0;

/** The places of the rows that are shown, in order. What a row does not tell comes last, whichever way it is sorted. */
export function viewOf(rows: readonly CaseRow[], { show, text, sort, descending }: View): Uint32Array {
  const wanted = text.trim().toLowerCase();
  const shown: number[] = [];
  for (const [i, row] of rows.entries())
    if ((show === "all" || needsLook(row)) && (wanted === "" || termsOf(row).includes(wanted))) shown.push(i);
  if (sort === "order") return Uint32Array.from(descending ? shown.reverse() : shown);
  const value = values[sort];
  const sign = descending ? -1 : 1;
  const keys = new Map(shown.map((i) => [i, value(rows[i]!)]));
  return Uint32Array.from(shown.sort((a, b) => order(keys.get(a), keys.get(b), sign) || a - b));
}

const termsOf = ({ case: name, tags, attack, reason, clauses }: CaseRow): string =>
  [name, ...tags, attack?.family ?? "", reason ?? "", ...clauses].join("\n").toLowerCase();

const values: Readonly<Record<Exclude<Sorting, "order">, (row: CaseRow) => string | number | undefined>> = {
  case: (row) => row.case,
  passed: ({ passed, told }) => (told === 0 ? undefined : passed / told),
  violations: (row) => row.violations,
  unescalated: (row) => row.unescalated,
  attack: ({ attack }) => attack?.succeeded,
  latencyMs: (row) => row.latencyMs,
  tokens: (row) => row.tokens,
  cost: (row) => row.cost,
  trials: (row) => row.trials,
  reason: (row) => row.reason,
};

type Key = string | number | undefined;

function order(a: Key, b: Key, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "number" && typeof b === "number") return sign * (a - b);
  return sign * natural(String(a), String(b));
}

/** `small_2` before `small_10`. The same everywhere: the words of no language are asked. */
function natural(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\d+|\D+/g) ?? []);
  for (let i = 0; i < Math.min(left!.length, right!.length); i++) {
    const [x, y] = [left![i]!, right![i]!];
    if (x === y) continue;
    const difference = Number(x) - Number(y);
    if (Number.isFinite(difference) && difference !== 0) return difference;
    return x < y ? -1 : 1;
  }
  return left!.length - right!.length;
}
