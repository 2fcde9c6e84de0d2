// Columns as a file: a line of JSON that says where each array stands, then the arrays, each at a multiple of eight bytes. They are
// written as this machine holds them, least byte first; another machine makes its own. Values are numbered as they come, so that those of
// one session are close together: for stretches of rows the least and the largest number are kept, and a value is looked for in few of them.
import * as z from "zod/mini";
import { textOf, utf8 } from "../bytes.ts";
import { type Columns, type NumberField, type Numbers, numberFields, type Stretch, type TextColumn } from "./columns.ts";
import { type TextField, textFields } from "./fields.ts";

const form = "pact.dev/evidence-columns/4";
/** How many rows are read at once where one value is looked for. */
const stretch = 16_384;
const kinds = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, f64: Float64Array } as const;
type Kind = keyof typeof kinds;
type Row = Numbers | Float64Array;

const count = z.number().check(z.int(), z.nonnegative());
const headerSchema = z.object({
  form: z.literal(form),
  /** The log they are of: its name, and its size and root when they were made. */
  origin: z.string(),
  size: count,
  root: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  /** What the hashes of its values begin with. */
  seed: count,
  /** By name: what its items are, where it begins after this line, how many there are, and the checksum of its bytes. */
  arrays: z.record(z.string(), z.tuple([z.enum(["u8", "u16", "u32", "f64"]), count, count, count])),
});
export type ColumnsHeader = z.infer<typeof headerSchema>;

/** What such a file begins with takes no more than this. */
export const longestHeader = 16_384;

export interface LogState {
  readonly origin: string;
  readonly size: number;
  /** In hexadecimal. */
  readonly root: string;
}

/** What tells bytes that a disk, or whoever, has changed: of 32 bits. It stops nobody who means it, who could as well write other columns. */
export type Checksum = (bytes: Uint8Array) => number;

/** The file in parts, to be written one after the other. */
export function columnsToFile(columns: Columns, { origin, root }: LogState, checksum: Checksum): Uint8Array[] {
  const rows: Record<string, Row> = {};
  let seed = 0;
  for (const field of textFields) {
    const { rows: numbers, values } = columns.text(field);
    rows[field] = numbers;
    rows[`${field}.values`] = values.bytes;
    rows[`${field}.ends`] = values.ends;
    rows[`${field}.slots`] = values.slots;
    rows[`${field}.stretches`] = stretchesOf(numbers, checksum);
    seed = values.seed;
  }
  rows.times = columns.times();
  for (const field of numberFields) rows[field] = columns.numbers(field);
  rows.begun = columns.begun();
  rows.underWay = columns.underWay();
  const arrays: ColumnsHeader["arrays"] = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, row] of Object.entries(rows)) {
    const bytes = bytesOf(row);
    arrays[name] = [kindOf(row), at, row.length, checksum(bytes)];
    const padding = -row.byteLength & 7;
    parts.push(bytes, new Uint8Array(padding));
    at += row.byteLength + padding;
  }
  const header = JSON.stringify({ form, origin, size: columns.size, root, seed, arrays } satisfies ColumnsHeader);
  return [utf8(`${header}${" ".repeat(-(utf8(header).length + 1) & 7)}\n`), ...parts];
}

/** Of each stretch its least number, its largest, and its checksum. */
function stretchesOf(numbers: Numbers, checksum: Checksum): Uint32Array {
  const told: number[] = [];
  for (let first = 0; first < numbers.length; first += stretch) {
    const part = numbers.subarray(first, first + stretch);
    let [least, largest] = [part[0]!, part[0]!];
    for (let i = 1; i < part.length; i++) {
      if (part[i]! < least) least = part[i]!;
      else if (part[i]! > largest) largest = part[i]!;
    }
    told.push(least, largest, checksum(bytesOf(part)));
  }
  return Uint32Array.from(told);
}

const bytesOf = (row: Row): Uint8Array => new Uint8Array(row.buffer, row.byteOffset, row.byteLength);

function isAscending(ends: Row): boolean {
  for (let i = 1; i < ends.length; i++) if (ends[i]! < ends[i - 1]!) return false;
  return true;
}

const isPower = (length: number): boolean => length > 0 && Number.isInteger(Math.log2(length));

const kindOf = (row: Row): Kind =>
  row instanceof Uint8Array ? "u8" : row instanceof Uint16Array ? "u16" : row instanceof Uint32Array ? "u32" : "f64";

/** From the first `longestHeader` bytes of a file; undefined where they are not those of such a file. */
export function headerOf(bytes: Uint8Array): { readonly header: ColumnsHeader; readonly length: number } | undefined {
  const end = bytes.indexOf(0x0a);
  if (end < 0) return undefined;
  try {
    const header = headerSchema.safeParse(JSON.parse(textOf(bytes.subarray(0, end)) ?? ""));
    return header.success ? { header: header.data, length: end + 1 } : undefined;
  } catch {
    return undefined;
  }
}

const notWhole = (name: string): RangeError => new RangeError(`the column ${name} is not what was written`);

/** Reads `length` bytes from a place after the header, in memory of their own. Throws where they are not there. */
export type ReadArray = (at: number, length: number) => Uint8Array<ArrayBuffer>;

/** Columns that lie in a file and are read when they are first asked for. Throws a `RangeError` where the file is not what it says. */
export class StoredColumns implements Columns {
  readonly size: number;
  private readonly header: ColumnsHeader;
  private readonly read: ReadArray;
  private readonly checksum: Checksum;
  private readonly known = new Map<string, Row>();

  constructor(header: ColumnsHeader, read: ReadArray, checksum: Checksum) {
    this.header = header;
    this.size = header.size;
    this.read = read;
    this.checksum = checksum;
  }

  text(field: TextField): TextColumn {
    const [bytes, ends, slots] = [this.array(`${field}.values`), this.array(`${field}.ends`), this.array(`${field}.slots`)];
    const isOfKind = bytes instanceof Uint8Array && ends instanceof Uint32Array && slots instanceof Uint32Array;
    if (!isOfKind || (ends.at(-1) ?? 0) !== bytes.length || !isAscending(ends) || !isPower(slots.length)) throw notWhole(field);
    const rows = () => this.rows(field);
    return {
      get rows() {
        return rows();
      },
      values: { bytes, ends, slots, seed: this.header.seed },
      stretches: (number) => this.stretches(field, number),
    };
  }

  private rows(field: TextField): Numbers {
    const rows = this.array(field);
    if (rows.length !== this.size || rows instanceof Float64Array) throw notWhole(field);
    return rows;
  }

  private *stretches(field: TextField, number: number): Generator<Stretch> {
    const told = this.array(`${field}.stretches`);
    const [kind, at, length] = this.header.arrays[field] ?? [];
    if (kind === undefined || kind === "f64" || length !== this.size || told.length !== 3 * Math.ceil(this.size / stretch))
      throw notWhole(field);
    const type = kinds[kind];
    for (let i = 0; i < told.length; i += 3) {
      if (number < told[i]! || number > told[i + 1]!) continue;
      const first = (i / 3) * stretch;
      const count = Math.min(stretch, this.size - first);
      const bytes = this.read(at! + first * type.BYTES_PER_ELEMENT, count * type.BYTES_PER_ELEMENT);
      if (this.checksum(bytes) !== told[i + 2]) throw notWhole(field);
      yield { first, rows: new type(bytes.buffer, bytes.byteOffset, count) };
    }
  }

  times(): Float64Array {
    return this.measured("times");
  }
  numbers(field: NumberField): Float64Array {
    return this.measured(field);
  }

  begun(): Uint32Array {
    const rows = this.array("begun");
    if (!(rows instanceof Uint32Array) || rows.some((row) => row >= this.size)) throw notWhole("begun");
    return rows;
  }
  underWay(): Uint32Array {
    const actions = this.array("underWay");
    if (!(actions instanceof Uint32Array)) throw notWhole("underWay");
    return actions;
  }

  private measured(name: string): Float64Array {
    const row = this.array(name);
    if (row.length !== this.size || !(row instanceof Float64Array)) throw notWhole(name);
    return row;
  }

  private array(name: string): Row {
    const row = this.known.get(name) ?? this.load(name);
    this.known.set(name, row);
    return row;
  }

  private load(name: string): Row {
    const [kind, at, length, sum] = this.header.arrays[name] ?? [];
    if (kind === undefined) throw new RangeError(`there is no column ${name}`);
    const type = kinds[kind];
    const bytes = this.read(at!, length! * type.BYTES_PER_ELEMENT);
    if (this.checksum(bytes) !== sum) throw notWhole(name);
    return new type(bytes.buffer, bytes.byteOffset, length!);
  }
}
