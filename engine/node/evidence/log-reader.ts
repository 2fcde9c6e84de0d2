// A log that is asked: which entries there are comes of its columns, what they say comes of the log itself. What asks for nothing needs
// no columns: it reads the bundles a page shows.
import {
  type Columns,
  countNumbers,
  countValues,
  countWithout,
  type Overview,
  overview,
  select,
  valueAt,
} from "../../evidence/columns/index.ts";
import {
  asksAll,
  type Column,
  type Entry,
  type EntryFilter,
  type EntryRow,
  type Found,
  failures,
  fromBundle,
  hashLength,
  hasText,
  type LogFiles,
  leafHash,
  matches,
  readEntry,
  rowOf,
  type SignedCheckpoint,
  type Tile,
  textOf,
  tileOf,
  tilePath,
  tileWidth,
  unreadableRow,
} from "../../evidence/index.ts";
import { readBlob } from "./blobs.ts";
import { hashing } from "./crypto.ts";
import { logFiles } from "./files.ts";
import { columnsAnew, columnsOf, makeColumns } from "./kept-columns.ts";

export type ReadEntry = { readonly entry: Entry } | { readonly problem: string };
export type EntryAt = { readonly index: number } & ReadEntry;

/** As many entries as the bundle should have: what is damaged, or is not what its tile has the hash of, says so in its place. */
export function readBundle(files: LogFiles, bundle: number, size: number): readonly ReadEntry[] {
  return bytesIn(files, bundle, size).map((one) => ("problem" in one ? one : decoded(one)));
}

function bytesIn(files: LogFiles, bundle: number, size: number): readonly (Uint8Array | { readonly problem: string })[] {
  const tile = tileOf("entries", bundle * tileWidth, size);
  const place = tilePath(tile);
  const bytes = readTile(files, tile);
  const { entries, problem } = bytes ? fromBundle(bytes, tile.width) : { entries: [], problem: "is not there" };
  const hashes = readTile(files, tileOf(0, bundle * tileWidth, size));
  return Array.from({ length: tile.width }, (_, i) => {
    const entry = entries[i];
    if (!entry) return { problem: `${place} ${problem}` };
    return isRecorded(entry, i, hashes) ? entry : { problem: `${place} holds another entry than was recorded (${failures.leaf_differs})` };
  });
}

/** One that has become full meanwhile begins with what it was. */
const readTile = (files: LogFiles, tile: Tile): Uint8Array | undefined => files.tile(tile) ?? files.tile({ ...tile, width: tileWidth });

/** Is an entry the one its tile has the hash of? Where there is no such tile nobody can say; that is for verification. */
function isRecorded(entry: Uint8Array, place: number, hashes: Uint8Array | undefined): boolean {
  const hash = hashes?.subarray(place * hashLength, (place + 1) * hashLength);
  return hash?.length !== hashLength || Buffer.compare(hash, leafHash(entry, hashing)) === 0;
}

function decoded(bytes: Uint8Array): ReadEntry {
  const entry = readEntry(bytes);
  return "problem" in entry ? entry : { entry };
}

export class LogReader {
  readonly size: number;
  private readonly folder: string;
  private readonly checkpoint: SignedCheckpoint;
  private readonly files: LogFiles;
  private columns: Columns | undefined;
  /** The bundle that was read last: a page mostly goes on in it. */
  private last: { readonly bundle: number; readonly entries: ReturnType<typeof bytesIn> } | undefined;
  /** Where the entries of the filter that was asked for last stand. */
  private found: { readonly of: string; readonly indices: Uint32Array } | undefined;

  /** `size`: the log as it was with so many entries. */
  constructor(folder: string, checkpoint: SignedCheckpoint, size = checkpoint.size) {
    this.folder = folder;
    this.checkpoint = checkpoint;
    this.size = size;
    this.files = logFiles(folder);
  }

  find(filter: EntryFilter, from: number, count: number): Found {
    if (asksAll(filter)) {
      const length = Math.max(0, Math.min(count, this.size - from));
      return { total: this.size, rows: Array.from({ length }, (_, i) => this.row(this.size - 1 - from - i)) };
    }
    const indices = this.indicesOf(filter);
    const total = indices.length;
    const page = Array.from(indices.subarray(Math.max(0, total - from - count), Math.max(0, total - from))).reverse();
    return { total, rows: page.map((index) => this.row(index)), unreadable: this.unreadable() };
  }

  /** Values of a column, the most frequent first; of all entries, or of those that are like the filter. */
  values(column: Column, most: number, filter: EntryFilter = {}): { value: string; count: number }[] {
    const rows = asksAll(filter) && this.size === this.checkpoint.size ? undefined : this.indicesOf(filter);
    return this.ask((columns) => countValues(columns, column, most, rows));
  }

  /** How many entries have no value of a column. */
  without(column: Column, filter: EntryFilter = {}): number {
    const rows = asksAll(filter) && this.size === this.checkpoint.size ? undefined : this.indicesOf(filter);
    return this.ask((columns) => countWithout(columns, column, rows));
  }

  /** All that is like the filter at a glance, over `stretches` of time. */
  overview(filter: EntryFilter, stretches: number, handoffs: ReadonlySet<string>): Overview {
    const rows = asksAll(filter) && this.size === this.checkpoint.size ? undefined : this.indicesOf(filter);
    return this.ask((columns) => overview(columns, { stretches, rows, handoffs }));
  }

  /** The ids of the pacts that decided. */
  pacts(): string[] {
    return this.ask((columns) => {
      const column = columns.text("pact");
      const pacts = Array.from(column.values.ends, (_, i) => valueAt(column, i + 1) as { readonly id?: unknown } | undefined);
      return [...new Set(pacts.flatMap((pact) => (typeof pact?.id === "string" ? pact.id : [])))];
    });
  }

  /** The entries that are so, in their order from one on, and all that cannot be read among those looked at. */
  *entries(filter: EntryFilter, from = 0): Generator<EntryAt> {
    if (asksAll(filter)) for (let index = from; index < this.size; index++) yield { index, ...this.read(index) };
    else for (const index of this.indicesOf(filter)) if (index >= from) yield { index, ...this.read(index) };
  }

  /** The entry that says what came of an action of which another says only that it began: the last of its session with the same id. */
  endOf(index: number, { id, session, outcome }: Entry): { readonly index: number; readonly entry: Entry } | undefined {
    if (outcome !== "unknown") return undefined;
    let end: { readonly index: number; readonly entry: Entry } | undefined;
    for (const each of this.entries({ session }, index + 1))
      if ("entry" in each && each.entry.id === id && each.entry.outcome !== "unknown") end = each;
    return end;
  }

  /** In their order. */
  private indicesOf(filter: EntryFilter): Uint32Array {
    const of = JSON.stringify(filter);
    if (this.found?.of !== of) this.found = { of, indices: this.select(filter) };
    return this.found.indices;
  }

  private select({ text, ...rest }: EntryFilter): Uint32Array {
    return this.withText(
      this.ask((columns) => {
        const all = select(columns, rest);
        const indices = this.size < this.checkpoint.size ? all.filter((index) => index < this.size) : all;
        if (!this.areSo(indices, rest)) throw new RangeError("these columns say what the log does not");
        return indices;
      }),
      text,
    );
  }

  /** Makes the columns ready for what asks for them, and lets go at times, with the share that is done, from 0 to 1. */
  *prepare(): Generator<number, void> {
    try {
      this.columns ??= yield* makeColumns(this.folder, this.checkpoint);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error; // those that were kept are not what they say: whoever asks makes them anew
    }
  }

  /** What the columns say. Those that turn out not to be what they should, whatever became of them, are made of the log again. */
  private ask<Answer>(question: (columns: Columns) => Answer): Answer {
    try {
      this.columns ??= columnsOf(this.folder, this.checkpoint);
      return question(this.columns);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      this.columns = columnsAnew(this.folder, this.checkpoint);
      return question(this.columns);
    }
  }

  /** Some of what the columns say, held against the log. */
  private areSo(indices: Uint32Array, filter: EntryFilter): boolean {
    const some = new Set([0, Math.floor(indices.length / 2), indices.length - 1]);
    return [...some].every((i) => {
      const read = i in indices ? this.read(indices[i]!) : undefined;
      // What cannot be read says nothing.
      return !(read && "entry" in read) || matches(read.entry, filter);
    });
  }

  /** Those in whose bytes the text stands, or in a large value of theirs. */
  private withText(indices: Uint32Array, text: string | undefined): Uint32Array {
    if (text === undefined) return indices;
    return indices.filter((index) => {
      const bytes = this.bytes(index);
      if ("problem" in bytes) return false;
      const json = textOf(bytes) ?? "";
      return hasText(json, text) || digestsIn(json).some((digest) => this.blobHas(digest, text));
    });
  }

  /** A large value stands beside the log, as JSON or as it was. One that is not there any more has no text. */
  private blobHas(digest: string, text: string): boolean {
    const blob = readBlob(this.folder, digest);
    return typeof blob === "object" && (hasText(blob.text, text) || blob.text.toUpperCase().includes(text.toUpperCase()));
  }

  /** How many entries cannot be read, as far as the columns say: those without a decision. They may be like any filter. */
  unreadable(): number {
    return this.ask((columns) => {
      const { rows, values } = columns.text("decision");
      return countNumbers(rows, values.ends.length)[0]!;
    });
  }

  private row(index: number): EntryRow {
    const read = this.read(index);
    return "entry" in read ? rowOf(index, read.entry) : unreadableRow(index, read.problem);
  }

  private read(index: number): ReadEntry {
    const bytes = this.bytes(index);
    return "problem" in bytes ? bytes : decoded(bytes);
  }

  private bytes(index: number): Uint8Array | { readonly problem: string } {
    const bundle = Math.floor(index / tileWidth);
    if (this.last?.bundle !== bundle) this.last = { bundle, entries: bytesIn(this.files, bundle, this.checkpoint.size) };
    return this.last.entries[index % tileWidth]!;
  }
}

/** The digests of what an entry has beside the log. */
const digestsIn = (json: string): readonly string[] =>
  json.includes('"blob":"sha256:') ? Array.from(json.matchAll(/"blob":"(sha256:[0-9a-f]{64})"/g), ([, digest]) => digest!) : [];
