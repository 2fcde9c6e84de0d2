// The columns of a log: for each entry the number of each value it has, so that a question about a million entries reads a few megabytes
// and no JSON. They are made from the log, stand in for nothing, and can be made again at any time.
import { utf8 } from "../bytes.ts";
import { Begun } from "./begun.ts";
import { Dictionary, grown, type Values } from "./dictionary.ts";
import { findFields, numberIn, Places, placeOf, type TextField, textFields, timeAt } from "./fields.ts";

export const numberFields = ["tokens", "cost", "latencyMs"] as const;
export type NumberField = (typeof numberFields)[number];

/** Numbers of values, as narrow as their count allows. 0 says that an entry has no such field, n that it has value n - 1. */
export type Numbers = Uint8Array | Uint16Array | Uint32Array;

export interface TextColumn {
  readonly rows: Numbers;
  /** As canonical JSON, in the order they first came. */
  readonly values: Values;
  /** All rows that have this number are in these stretches, and others may be. */
  stretches(number: number): Iterable<Stretch>;
}

export interface Stretch {
  /** The row it begins at. */
  readonly first: number;
  readonly rows: Numbers;
}

/** Columns of entries in order. Where they lie, whether in memory or in a file read as it is asked for, is whose who gives them. */
export interface Columns {
  readonly size: number;
  text(field: TextField): TextColumn;
  /** Microseconds since 1970 UTC; NaN where an entry has no time. */
  times(): Float64Array;
  /** NaN where an entry has none. */
  numbers(field: NumberField): Float64Array;
  /** Of the actions that are on record before they are done and after: the rows of the first. */
  begun(): Uint32Array;
  /** What columns that go on from these need to know of actions under way; see `Begun`. */
  underWay(): Uint32Array;
}

const numberNames = numberFields.map((field) => utf8(field));

/** Columns that grow entry by entry. */
export class ColumnBuilder implements Columns {
  private readonly places = new Places();
  private readonly dictionaries: readonly Dictionary[];
  private readonly rows: Uint32Array[];
  private readonly measured: Float64Array[];
  private readonly actions: Begun;
  private when: Float64Array;
  private count: number;

  /** Goes on with the columns of the first entries. `seed`: see `Dictionary`. */
  constructor(seed: number, first?: Columns) {
    this.count = first?.size ?? 0;
    const room = Math.max(1024, this.count);
    this.when = first ? grown(first.times(), room) : new Float64Array(room);
    this.measured = numberFields.map((field) => (first ? grown(first.numbers(field), room) : new Float64Array(room)));
    this.actions = new Begun(first?.begun(), first?.underWay());
    this.rows = [];
    this.dictionaries = textFields.map((field) => {
      const rows = new Uint32Array(room);
      this.rows.push(rows);
      if (!first) return new Dictionary(seed);
      const column = first.text(field);
      rows.set(column.rows);
      return new Dictionary(seed, column.values);
    });
  }

  get size(): number {
    return this.count;
  }

  /** The next entry of the log, which stands in `bytes[start, end)`. Never throws: what is no entry has no fields. */
  add(bytes: Uint8Array, start: number, end: number): void {
    if (this.count === this.when.length) this.makeRoom();
    const { places, count } = this;
    findFields(bytes, start, end, places);
    for (let i = 0; i < textFields.length; i++) {
      const place = textPlaces[i]!;
      const to = places[place + 1]!;
      this.rows[i]![count] = to === 0 ? 0 : 1 + this.dictionaries[i]!.add(bytes, places[place]!, to);
    }
    this.when[count] = timeAt(bytes, places[placeOf.time]!, places[placeOf.time + 1]!);
    const [from, to] = [places[placeOf.usage]!, places[placeOf.usage + 1]!];
    for (let i = 0; i < numberFields.length; i++) this.measured[i]![count] = numberIn(bytes, from, to, numberNames[i]!);
    this.actions.add(
      count,
      bytes,
      [places[placeOf.id]!, places[placeOf.id + 1]!],
      [places[placeOf.outcome]!, places[placeOf.outcome + 1]!],
    );
    this.count++;
  }

  begun(): Uint32Array {
    return this.actions.ended();
  }

  underWay(): Uint32Array {
    return this.actions.stillOpen();
  }

  text(field: TextField): TextColumn {
    const i = textFields.indexOf(field);
    const values = this.dictionaries[i]!.values();
    const rows = narrowed(this.rows[i]!.subarray(0, this.count), values.ends.length);
    return { rows, values, stretches: () => [{ first: 0, rows }] };
  }

  times(): Float64Array {
    return this.when.subarray(0, this.count);
  }

  numbers(field: NumberField): Float64Array {
    return this.measured[numberFields.indexOf(field)]!.subarray(0, this.count);
  }

  private makeRoom(): void {
    const length = 2 * this.count;
    this.when = grown(this.when, length);
    for (let i = 0; i < this.rows.length; i++) this.rows[i] = grown(this.rows[i]!, length);
    for (let i = 0; i < this.measured.length; i++) this.measured[i] = grown(this.measured[i]!, length);
  }
}
const textPlaces = textFields.map((field) => placeOf[field]);

function narrowed(rows: Uint32Array, values: number): Numbers {
  return values < 2 ** 8 ? Uint8Array.from(rows) : values < 2 ** 16 ? Uint16Array.from(rows) : rows;
}
