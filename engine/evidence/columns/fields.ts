// The fields of an entry that its columns hold, and where they stand in the entry's bytes. An entry is canonical JSON, so that its names
// come in order, nothing stands between them, and a value has one spelling: its bytes are its identity, and no JSON is read to find it.
import { utf8 } from "../bytes.ts";

/** Kept by the bytes of their JSON, each spelling once. */
export const textFields = [
  "action",
  "agent",
  "approval",
  "basis",
  "decision",
  "model",
  "outcome",
  "pact",
  "principal",
  "reason",
  "session",
] as const;
export type TextField = (typeof textFields)[number];

export type Field = TextField | "id" | "time" | "usage";
/** In the order canonical JSON has them. */
const fields: readonly Field[] = [...textFields, "id", "time", "usage"].sort() as Field[];

/** Where the value of a field is found in `Places`: its start, and after it its end. */
export const placeOf = Object.fromEntries(fields.map((field, i) => [field, 2 * i])) as Readonly<Record<Field, number>>;

/** Start and end of each field's value; both 0 where the entry has not that field. */
export class Places extends Uint32Array {
  constructor() {
    super(2 * fields.length);
  }
}

const wanted = fields.map((field) => utf8(field));
const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;
const colon = 0x3a;
const [openBrace, closeBrace] = [0x7b, 0x7d];
const [openBracket, closeBracket] = [0x5b, 0x5d];

/**
 * Finds the fields of the entry in `bytes[start, end)`. What is no canonical JSON has the fields found up to where it ceases to be, and
 * those after it are not there: such an entry is for verification to report.
 */
export function findFields(bytes: Uint8Array, start: number, end: number, places: Places): void {
  places.fill(0);
  if (bytes[start] !== openBrace) return;
  let at = start + 1;
  let next = 0;
  while (at < end && bytes[at] === quote) {
    const nameStart = at + 1;
    const nameEnd = stringEnd(bytes, at, end) - 1;
    at = nameEnd + 2;
    if (bytes[nameEnd + 1] !== colon) return;
    const valueEnd = endOfValue(bytes, at, end);
    if (valueEnd > end) return;
    for (let field = next; field < wanted.length; field++) {
      if (!isAt(bytes, nameStart, nameEnd, wanted[field]!)) continue;
      places[2 * field] = at;
      places[2 * field + 1] = valueEnd;
      next = field + 1;
      break;
    }
    at = valueEnd + 1;
    if (bytes[valueEnd] !== comma) return;
  }
}

function isAt(bytes: Uint8Array, start: number, end: number, name: Uint8Array): boolean {
  if (end - start !== name.length) return false;
  for (let i = 0; i < name.length; i++) if (bytes[start + i] !== name[i]) return false;
  return true;
}

/** After the quote that ends the string that begins at `at`; beyond `end` where it does not end. */
function stringEnd(bytes: Uint8Array, at: number, end: number): number {
  let i = at + 1;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte === quote) return i + 1;
    i += byte === backslash ? 2 : 1;
  }
  return end + 1;
}

/** After the value that begins at `at`; beyond `end` where it does not end. Objects and arrays are counted, not understood. */
function endOfValue(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] === quote) return stringEnd(bytes, at, end);
  let depth = 0;
  let i = at;
  while (i < end) {
    const byte = bytes[i]!;
    if (byte === quote) {
      i = stringEnd(bytes, i, end);
      continue;
    }
    if (byte === openBrace || byte === openBracket) depth++;
    else if (byte === closeBrace || byte === closeBracket) {
      if (depth === 0) return i;
      depth--;
      if (depth === 0) return i + 1;
    } else if (byte === comma && depth === 0) return i;
    i++;
  }
  return end + 1;
}

/** A field of an object of numbers, such as `usage`; NaN where it is not there or is no number. */
export function numberIn(bytes: Uint8Array, start: number, end: number, name: Uint8Array): number {
  let at = start + 1;
  while (at < end && bytes[at] === quote) {
    const nameEnd = stringEnd(bytes, at, end) - 1;
    const value = nameEnd + 2;
    const valueEnd = endOfValue(bytes, value, end);
    if (isAt(bytes, at + 1, nameEnd, name)) return numberAt(bytes, value, valueEnd);
    at = valueEnd + 1;
  }
  return Number.NaN;
}

/** Of up to 15 digits, which a double holds exactly and divides exactly (Clinger 1990); longer ones are read as ECMAScript reads them. */
function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let digits = 0;
  let scale = 1;
  let isFraction = false;
  for (let i = start; i < end; i++) {
    const byte = bytes[i]!;
    if (byte === 0x2e && !isFraction) isFraction = true;
    else if (byte >= 0x30 && byte <= 0x39 && i - start < 16) {
      digits = digits * 10 + byte - 0x30;
      if (isFraction) scale *= 10;
    } else return Number(String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 64))));
  }
  return digits / scale;
}

/**
 * The time of an entry in microseconds since 1970 UTC, a whole number; NaN where it is none. What is finer than that is cut off: a double
 * holds no more.
 */
export function timeAt(bytes: Uint8Array, start: number, end: number): number {
  // "2026-12-10T10:00:00Z", with the quotes, and a fraction before the Z.
  if (end - start < 22) return Number.NaN;
  const two = (at: number): number => (bytes[start + at]! - 0x30) * 10 + bytes[start + at + 1]! - 0x30;
  const [year, month, day] = [two(1) * 100 + two(3), two(6), two(9)];
  const [hour, minute, second] = [two(12), two(15), two(18)];
  if (!(month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second < 60)) return Number.NaN;
  let micros = 0;
  let weight = 100_000;
  for (let i = start + 21; weight >= 1 && i < end - 2; i++, weight /= 10) micros += (bytes[i]! - 0x30) * weight;
  return ((daysFrom(year, month, day) * 24 + hour) * 60 + minute) * 60_000_000 + second * 1_000_000 + micros;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Days since 1970-01-01 (Hinnant, "chrono-Compatible Low-Level Date Algorithms", days_from_civil). */
function daysFrom(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}
