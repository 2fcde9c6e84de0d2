// A log that is asked without an index: bundles are read from the newest on. What asks for nothing reads what a page shows and no more;
// what asks for something reads all, once.
import {
  asksAll,
  type Column,
  type Entry,
  type EntryFilter,
  type EntryRow,
  type Found,
  fromBundle,
  type LogFiles,
  type LogQueries,
  matches,
  readEntry,
  rowOf,
  tileOf,
  tilePath,
  tileWidth,
  unreadableRow,
  valuesOf,
} from "../../evidence/index.ts";

/** Values to choose from come of this many of the newest bundles: a list of choices is no reason to read a whole log. */
const bundlesForValues = 100;

export type ReadEntry = { readonly entry: Entry } | { readonly problem: string };

/** As many entries as the bundle should have: what is damaged says so in its place. */
export function readBundle(files: LogFiles, bundle: number, size: number): readonly ReadEntry[] {
  const tile = tileOf("entries", bundle * tileWidth, size);
  const place = tilePath(tile);
  const bytes = files.tile(tile);
  const { entries, problem } = bytes ? fromBundle(bytes, tile.width) : { entries: [], problem: "is not there" };
  return Array.from({ length: tile.width }, (_, i): ReadEntry => {
    const one = entries[i];
    if (!one) return { problem: `${place} ${problem}` };
    const entry = readEntry(one);
    return "problem" in entry ? entry : { entry };
  });
}

export class ScannedLog implements LogQueries {
  readonly size: number;
  private readonly files: LogFiles;
  /** The bundle that was read last: a page mostly goes on in it. */
  private last: { readonly bundle: number; readonly entries: readonly ReadEntry[] } | undefined;
  /** Where the entries of the filter that was asked for last stand, the newest first. */
  private found: { readonly of: string; readonly indices: readonly number[]; readonly unreadable: number } | undefined;

  constructor(files: LogFiles, size: number) {
    this.files = files;
    this.size = size;
  }

  find(filter: EntryFilter, from: number, count: number): Found {
    if (asksAll(filter)) {
      const length = Math.max(0, Math.min(count, this.size - from));
      return { total: this.size, rows: Array.from({ length }, (_, i) => this.row(this.size - 1 - from - i)) };
    }
    const { indices, unreadable } = this.indicesOf(filter);
    return { total: indices.length, unreadable, rows: indices.slice(from, from + count).map((index) => this.row(index)) };
  }

  /** Of the newest entries alone. */
  values(column: Column, most: number): { value: string; count: number }[] {
    const counts = new Map<string, number>();
    for (const { read } of this.newestFirst(bundlesForValues))
      if ("entry" in read) for (const value of valuesOf(read.entry, column)) counts.set(value, (counts.get(value) ?? 0) + 1);
    const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    return sorted.slice(0, most).map(([value, count]) => ({ value, count }));
  }

  private indicesOf(filter: EntryFilter) {
    const of = JSON.stringify(filter);
    if (this.found?.of === of) return this.found;
    const indices: number[] = [];
    let unreadable = 0;
    for (const { index, read } of this.newestFirst()) {
      if ("problem" in read) unreadable++;
      else if (matches(read.entry, filter)) indices.push(index);
    }
    this.found = { of, indices, unreadable };
    return this.found;
  }

  private *newestFirst(bundles = Number.POSITIVE_INFINITY): Generator<{ readonly index: number; readonly read: ReadEntry }> {
    const last = Math.ceil(this.size / tileWidth) - 1;
    for (let bundle = last; bundle > Math.max(-1, last - bundles); bundle--) {
      const entries = this.bundle(bundle);
      for (let i = entries.length - 1; i >= 0; i--) yield { index: bundle * tileWidth + i, read: entries[i]! };
    }
  }

  private row(index: number): EntryRow {
    const read = this.bundle(Math.floor(index / tileWidth))[index % tileWidth]!;
    return "entry" in read ? rowOf(index, read.entry) : unreadableRow(index, read.problem);
  }

  private bundle(bundle: number): readonly ReadEntry[] {
    if (this.last?.bundle !== bundle) this.last = { bundle, entries: readBundle(this.files, bundle, this.size) };
    return this.last.entries;
  }
}
