// Questions put to columns: which entries are like this, how often each value comes, how numbers lie over time.

import { textOf, utf8 } from "../bytes.ts";
import { canonicalJson } from "../canonical.ts";
import { type Column, type EntryFilter, microsOf, peopleIn } from "../queries.ts";
import type { Columns, Numbers, TextColumn } from "./columns.ts";
import { findValue, grown } from "./dictionary.ts";
import type { TextField } from "./fields.ts";

/**
 * The entries, in order, that are as `filter` says. Its `text` is not in columns: whoever asks has to look for it in these. An entry that
 * verification would refuse may be among them, or may not.
 */
export function select(columns: Columns, filter: EntryFilter): Uint32Array {
  let found: Uint32Array | undefined;
  for (const field of exactFields) {
    const wanted = filter[field];
    if (wanted !== undefined) found = withOne(columns.text(field), wanted, found);
  }
  if (filter.clause !== undefined) {
    const { clause } = filter;
    const column = columns.text("basis");
    const isOf = (basis: unknown): boolean => clausesOf(basis).some((id) => id === clause || id.endsWith(`#${clause}`));
    found = withAny(column.rows, numbersWhere(column, clause, isOf), found);
  }
  if (filter.person !== undefined) {
    const { person } = filter;
    const column = columns.text("principal");
    found = withAny(
      column.rows,
      numbersWhere(column, person, (principal) => peopleOf(principal).includes(person)),
      found,
    );
  }
  if (filter.since !== undefined || filter.until !== undefined) {
    const since = filter.since === undefined ? Number.NEGATIVE_INFINITY : microsOf(filter.since);
    const until = filter.until === undefined ? Number.POSITIVE_INFINITY : microsOf(filter.until);
    found = between(columns.times(), since, until, found);
  }
  return found ?? Uint32Array.from({ length: columns.size }, (_, row) => row);
}
const exactFields = ["session", "agent", "action", "decision", "outcome"] as const;

export interface Counted {
  readonly value: string;
  readonly count: number;
}

/** How often each value of a column comes, the most frequent first; among `rows` where they are given. */
export function countValues(columns: Columns, column: Column, most: number, rows?: Uint32Array): Counted[] {
  const { read, field } = columnsOf[column];
  const text = columns.text(field);
  const counts = countNumbers(text.rows, text.values.ends.length, rows);
  if (read === asItIs) {
    const numbers = [...counts.keys()].filter((number) => number > 0 && counts[number]! > 0);
    // Equal counts stand in the order of their values; only those that can be among the first are read.
    const least = numbers.map((number) => counts[number]!).sort((a, b) => b - a)[most - 1] ?? 0;
    return firstOf(
      numbers.filter((number) => counts[number]! >= least).map((number) => [String(valueAt(text, number)), counts[number]!] as const),
      most,
    );
  }
  const byValue = new Map<string, number>();
  for (const [number, count] of counts.entries()) {
    if (number === 0 || count === 0) continue;
    for (const value of new Set(read(valueAt(text, number)))) byValue.set(value, (byValue.get(value) ?? 0) + count);
  }
  return firstOf([...byValue], most);
}

/** How many entries that can be read have no value of a column; among `rows` where they are given. */
export function countWithout(columns: Columns, column: Column, rows?: Uint32Array): number {
  const { read, field } = columnsOf[column];
  const text = columns.text(field);
  const isNone = Uint8Array.from({ length: text.values.ends.length + 1 } as ArrayLike<number>, (_, number) =>
    number === 0 || (read !== asItIs && read(valueAt(text, number)).length === 0) ? 1 : 0,
  );
  const { rows: decisions } = columns.text("decision");
  const isOne = (row: number): boolean => decisions[row] !== 0 && isNone[text.rows[row]!] === 1;
  let count = 0;
  if (rows) for (const row of rows) count += isOne(row) ? 1 : 0;
  else for (let row = 0; row < columns.size; row++) count += isOne(row) ? 1 : 0;
  return count;
}

const firstOf = (counted: readonly (readonly [string, number])[], most: number): Counted[] =>
  [...counted]
    .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1))
    .slice(0, most)
    .map(([value, count]) => ({ value, count }));

const asItIs = (value: unknown): readonly string[] => [String(value)];
const clausesOf = (basis: unknown): readonly string[] => (Array.isArray(basis) ? basis.map(String) : []);
const peopleOf = (principal: unknown): readonly string[] =>
  typeof principal === "object" && principal !== null ? peopleIn({ principal: principal as Readonly<Record<string, unknown>> }) : [];

const columnsOf: Readonly<Record<Column, { readonly field: TextField; readonly read: (value: unknown) => readonly string[] }>> = {
  session: { field: "session", read: asItIs },
  agent: { field: "agent", read: asItIs },
  action: { field: "action", read: asItIs },
  decision: { field: "decision", read: asItIs },
  outcome: { field: "outcome", read: asItIs },
  clause: { field: "basis", read: clausesOf },
  person: { field: "principal", read: peopleOf },
};

/** How often each number comes, from 0 to `values`. */
export function countNumbers(rows: Numbers, values: number, among?: Uint32Array): Uint32Array {
  // Numbers beyond the values are in no column that was written here, and count for nothing.
  const counts = new Uint32Array(values + 1);
  if (among) for (const row of among) counts[rows[row]!]!++;
  else for (let row = 0; row < rows.length; row++) counts[rows[row]!]!++;
  return counts;
}

/** A value by its number, as JSON reads it; undefined where it is none. */
export function valueAt({ values: { bytes, ends } }: TextColumn, number: number): unknown {
  try {
    return JSON.parse(textOf(bytes.subarray(ends[number - 2] ?? 0, ends[number - 1])) ?? "");
  } catch {
    return undefined;
  }
}

/** The number of a value, 0 where there is none like it. */
function numberOf({ values }: TextColumn, value: string): number {
  const bytes = spelled(value);
  const found = bytes && findValue(values, bytes, 0, bytes.length);
  return found === undefined ? 0 : found + 1;
}

/** undefined for half a surrogate pair, which is in no entry. */
function spelled(text: string): Uint8Array | undefined {
  return text.isWellFormed() ? utf8(canonicalJson(text)) : undefined;
}

/** The numbers of values that are so, among those in which `part` stands as JSON spells it: the others are not read. */
function numbersWhere(column: TextColumn, part: string, isSo: (value: unknown) => boolean): Uint8Array {
  const { bytes, ends } = column.values;
  const numbers = new Uint8Array(ends.length + 1);
  const wanted = spelled(part)?.slice(1, -1);
  let start = 0;
  for (let i = 0; wanted && i < ends.length; i++) {
    const end = ends[i]!;
    if (holds(bytes, start, end, wanted) && isSo(valueAt(column, i + 1))) numbers[i + 1] = 1;
    start = end;
  }
  return numbers;
}

function holds(bytes: Uint8Array, start: number, end: number, part: Uint8Array): boolean {
  for (let at = start; at + part.length <= end; at++) if (isAt(bytes, at, part)) return true;
  return false;
}

function isAt(bytes: Uint8Array, at: number, part: Uint8Array): boolean {
  for (let i = 0; i < part.length; i++) if (bytes[at + i] !== part[i]) return false;
  return true;
}

/** Rows that were found, in room that grows with them: most questions find few of a million. */
class Found {
  private rows = new Uint32Array(256);
  private count = 0;

  add(row: number): void {
    if (this.count === this.rows.length) this.rows = grown(this.rows, 2 * this.count);
    this.rows[this.count++] = row;
  }

  get size(): number {
    return this.count;
  }

  all(): Uint32Array {
    return this.rows.subarray(0, this.count);
  }
}

// A loop for each question, and no call in it: a million rows are gone through in about a millisecond.

function withOne(column: TextColumn, value: string, among: Uint32Array | undefined): Uint32Array {
  const found = new Found();
  const number = numberOf(column, value);
  if (number === 0) return found.all();
  if (among) {
    const { rows } = column;
    for (let i = 0; i < among.length; i++) if (rows[among[i]!] === number) found.add(among[i]!);
  } else for (const { first, rows } of column.stretches(number)) findIn(rows, number, first, found);
  return found.all();
}

/** What is rare is found sooner by the platform's own search, which pays for each that it finds. */
function findIn(rows: Numbers, number: number, first: number, found: Found): void {
  const before = found.size;
  let row = 0;
  while (row >= 64 * (found.size - before - 16)) {
    const next = rows.indexOf(number, row);
    if (next < 0) return;
    found.add(first + next);
    row = next + 1;
  }
  for (; row < rows.length; row++) if (rows[row] === number) found.add(first + row);
}

function withAny(rows: Numbers, numbers: Uint8Array, among: Uint32Array | undefined): Uint32Array {
  const found = new Found();
  if (among) {
    for (let i = 0; i < among.length; i++) if (numbers[rows[among[i]!]!] === 1) found.add(among[i]!);
  } else for (let row = 0; row < rows.length; row++) if (numbers[rows[row]!] === 1) found.add(row);
  return found.all();
}

function between(times: Float64Array, since: number, until: number, among: Uint32Array | undefined): Uint32Array {
  const found = new Found();
  if (among) {
    for (let i = 0; i < among.length; i++) if (times[among[i]!]! >= since && times[among[i]!]! < until) found.add(among[i]!);
  } else for (let row = 0; row < times.length; row++) if (times[row]! >= since && times[row]! < until) found.add(row);
  return found.all();
}
