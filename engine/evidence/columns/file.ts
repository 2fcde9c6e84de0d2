// Columns as a file: a line of JSON that says where each array stands, then the arrays, each at a multiple of eight bytes. They are
// written as this machine holds them, least byte first; another machine makes its own.
import * as z from "zod/mini";
import { textOf, utf8 } from "../bytes.ts";
import { type Columns, type NumberField, type Numbers, numberFields, type TextColumn } from "./columns.ts";
import { type TextField, textFields } from "./fields.ts";

const form = "pact.dev/evidence-columns/2";
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
    seed = values.seed;
  }
  rows.times = columns.times();
  for (const field of numberFields) rows[field] = columns.numbers(field);
  const arrays: ColumnsHeader["arrays"] = {};
  const parts: Uint8Array[] = [];
  let at = 0;
  for (const [name, row] of Object.entries(rows)) {
    const bytes = new Uint8Array(row.buffer, row.byteOffset, row.byteLength);
    arrays[name] = [kindOf(row), at, row.length, checksum(bytes)];
    const padding = -row.byteLength & 7;
    parts.push(bytes, new Uint8Array(padding));
    at += row.byteLength + padding;
  }
  const header = JSON.stringify({ form, origin, size: columns.size, root, seed, arrays } satisfies ColumnsHeader);
  return [utf8(`${header}${" ".repeat(-(utf8(header).length + 1) & 7)}\n`), ...parts];
}

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
    const rows = this.array(field);
    const [bytes, ends, slots] = [this.array(`${field}.values`), this.array(`${field}.ends`), this.array(`${field}.slots`)];
    const isOfKind =
      !(rows instanceof Float64Array) && bytes instanceof Uint8Array && ends instanceof Uint32Array && slots instanceof Uint32Array;
    const isWhole = rows.length === this.size && (ends.at(-1) ?? 0) === bytes.length && isAscending(ends) && isPower(slots.length);
    if (!isOfKind || !isWhole) throw new RangeError(`the column ${field} is not whole`);
    return { rows, values: { bytes, ends, slots, seed: this.header.seed } };
  }

  times(): Float64Array {
    return this.measured("times");
  }
  numbers(field: NumberField): Float64Array {
    return this.measured(field);
  }

  private measured(name: string): Float64Array {
    const row = this.array(name);
    if (row.length !== this.size || !(row instanceof Float64Array)) throw new RangeError(`the column ${name} is not whole`);
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
    if (this.checksum(bytes) !== sum) throw new RangeError(`the column ${name} is not what was written`);
    return new type(bytes.buffer, bytes.byteOffset, length!);
  }
}
