// Values at the time of a decision. `undefined` is unknown, everywhere and only that.
import type { Type } from "../analysis/types.ts";
import { durationFromText, Time, timeFromText } from "./calendar.ts";
import { compareNum, Decimal, isIntegral, isNum, type Num, numOf, parseNum, showNum, times } from "./decimal.ts";
import { repeatedName } from "./repeated-name.ts";

/** JSON as it came in, numbers exact. Objects inherit nothing (`bareObject`), so that `__proto__` is a field like any other. */
export type Raw = string | boolean | null | Num | readonly Raw[] | RawObject;
export interface RawObject {
  readonly [name: string]: Raw | undefined;
}
/** A typed value; unknown elements of a list stay in their place. */
export type Value = string | boolean | Num | Time | readonly (Value | undefined)[] | RawObject;
export type Truth = boolean | undefined;

export const isRawObject = (value: Raw | Value | undefined): value is RawObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal) && !(value instanceof Time);

// An empty prototype, and not none: engines keep objects without one in slow tables.
const nothing: object = Object.freeze(Object.create(null));
/** A new object that inherits nothing. */
export const bareObject = (): Record<string, Raw> => Object.create(nothing);
export const emptyObject: RawObject = Object.freeze(bareObject());
/** Can it be read by any name without finding what was inherited? */
export function isBare(object: RawObject): boolean {
  if (typeof object !== "object" || object === null) return false;
  const prototype = Object.getPrototypeOf(object);
  return prototype === nothing || prototype === null;
}
/** A field of an object that may have a prototype. */
export const own = (object: RawObject, name: string): Raw | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const maxDepth = 200;
const maxNodes = 5_000_000;

class Unreadable extends Error {}

/**
 * JSON text with exact numbers; undefined where it is no JSON, nests deeper than any result should, or has a name twice in one object:
 * whoever wrote that meant one of the two, and nobody knows which.
 */
export function parseRaw(text: string): Raw | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return repeatedName(text, value) === undefined ? rawOf(text, value) : undefined;
  } catch {
    return undefined;
  }
}

/** The same of a text that was parsed, `value`, and has no name twice: numbers are read from the text where a double may not be what they say. */
export function rawOf(text: string, value: unknown): Raw | undefined {
  if (!mayRound(text)) return toRaw(value);
  if (nesting(text) > maxDepth) return undefined;
  const reviver = (_key: string, parsed: unknown, context?: { source?: string }) =>
    typeof parsed === "number" ? (parseNum(context?.source ?? String(parsed)) ?? Number.NaN) : parsed;
  return toRaw(JSON.parse(text, reviver as (key: string, value: unknown) => unknown));
}
/** Has it a number that a double may round, or cannot hold? Fifteen digits always survive the way through a double. */
export const mayRound = (text: string): boolean => /[\d.]{16}|\d[eE]/.test(text);

/** Any parsed JSON to raw values. All or nothing: with a cycle, a function, an infinity or too much inside, it is unknown. */
export function toRaw(value: unknown): Raw | undefined {
  try {
    return copy(value, 0, { left: maxNodes });
  } catch {
    return undefined; // unreadable, or a getter that throws
  }
}

/** `toRaw` of what should be an object. */
export function toRawObject(value: unknown): RawObject | undefined {
  const raw = toRaw(value);
  return isRawObject(raw) ? raw : undefined;
}

function copy(value: unknown, depth: number, budget: { left: number }): Raw {
  if (depth > maxDepth || --budget.left < 0) throw new Unreadable();
  if (value === null || typeof value === "string" || typeof value === "boolean" || value instanceof Decimal) return value;
  if (typeof value === "bigint") return parseNum(String(value)) ?? unreadable();
  if (typeof value === "number") return numOf(value) ?? unreadable();
  if (Array.isArray(value)) return Array.from(value, (each) => copy(each === undefined ? null : each, depth + 1, budget));
  if (typeof value !== "object" || value instanceof Time) return unreadable();
  const object = bareObject();
  for (const name of Object.keys(value)) {
    const field: unknown = Reflect.get(value, name);
    if (field !== undefined) object[name] = copy(field, depth + 1, budget);
  }
  return object;
}
const unreadable = (): never => {
  throw new Unreadable();
};

function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

/** Characters and values in it; counting ends soon after `most`. */
export function sizeOf(raw: Raw, most: number): number {
  let size = 0;
  const open: (Raw | undefined)[] = [raw];
  while (open.length > 0 && size <= most) {
    const each = open.pop();
    size += typeof each === "string" ? 1 + each.length : 1;
    if (Array.isArray(each)) for (const one of each) open.push(one);
    else if (isRawObject(each)) for (const name of Object.keys(each)) open.push(name, each[name]);
  }
  return size;
}

// ── Types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A raw value as the type says it should be read; unknown where it is something else. Absent lists are empty. */
export function typed(raw: Raw | undefined, type: Type, timezone: string | undefined): Value | undefined {
  if (raw === undefined || raw === null) return type.kind === "list" ? [] : undefined;
  switch (type.kind) {
    case "text":
      return typeof raw === "string" ? raw : undefined;
    case "enum":
      return typeof raw === "string" && type.values.includes(raw) ? raw : undefined;
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "integer":
      return isNum(raw) && isIntegral(raw) ? raw : undefined;
    case "number":
    case "money":
      return isNum(raw) ? raw : undefined;
    case "percent":
      return isNum(raw) ? raw : typeof raw === "string" ? percentFromText(raw) : undefined;
    case "duration":
      return typeof raw === "string" ? durationFromText(raw) : undefined;
    case "time":
      return typeof raw === "string" ? timeFromText(raw, timezone) : undefined;
    case "list":
      return Array.isArray(raw) ? raw.map((each: Raw) => typed(each, type.of, timezone)) : undefined;
    case "record":
      return isRawObject(raw) ? raw : undefined;
    default:
      return raw as Value;
  }
}

export const percentOf = (digits: string): Num | undefined => {
  const number = parseNum(digits);
  return number === undefined ? undefined : times(number, 0.01);
};
const percentFromText = (text: string): Num | undefined => (text.endsWith("%") ? percentOf(text.slice(0, -1)) : undefined);

// ── Equality ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Equal by value: numbers as numbers, times as moments, lists and records by their parts. Unknown inside is unknown. */
export function equal(a: Value | Raw | undefined, b: Value | Raw | undefined): Truth {
  if (a === undefined || b === undefined || a === null || b === null) return undefined;
  if (typeof a !== "object" && typeof b !== "object") return a === b;
  if (a instanceof Decimal || b instanceof Decimal) return isNum(a) && isNum(b) && compareNum(a, b) === 0;
  if (a instanceof Time || b instanceof Time) return a instanceof Time && b instanceof Time && a.ms === b.ms;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return all(a.map((each, i) => equal(each, b[i])));
  }
  if (!isRawObject(a) || !isRawObject(b)) return false;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return all([...names].map((name) => (Object.hasOwn(a, name) && Object.hasOwn(b, name) ? equal(a[name], b[name]) : false)));
}

const texts = new Map<string, string>();
const maxTexts = 10_000;

/** One object for equal texts: what many clauses compare with then stays close to the processor. */
export function oneText(text: string): string {
  const known = texts.get(text);
  if (known !== undefined) return known;
  if (texts.size < maxTexts) texts.set(text, text);
  return text;
}

/** `includes` for a few words, written out so that it is run in place and not called. */
export function isAmong(value: unknown, words: readonly unknown[]): boolean {
  for (let i = 0; i < words.length; i++) if (words[i] === value) return true;
  return false;
}

/** The same text for equal values and another for others; undefined where something inside is unknown. */
export function keyOf(value: Value | Raw | undefined): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string") return `s${value}`;
  if (typeof value === "boolean") return value ? "t" : "f";
  if (isNum(value)) return `n${typeof value === "number" ? value : showNum(value)}`;
  if (value instanceof Time) return `m${value.ms}`;
  const parts = isRawObject(value)
    ? Object.keys(value)
        .sort()
        .flatMap((name) => [name, keyOf(value[name])])
    : (value as readonly (Value | undefined)[]).map(keyOf);
  return parts.includes(undefined) ? undefined : `${isRawObject(value) ? "o" : "l"}${JSON.stringify(parts)}`;
}

/** JSON with names in order, nulls left out and numbers in all their digits: what differs at all has another text. */
export function exactText(raw: Raw | undefined): string {
  if (isNum(raw)) return showNum(raw);
  if (Array.isArray(raw)) return `[${raw.map(exactText).join()}]`;
  if (!isRawObject(raw)) return JSON.stringify(raw ?? null);
  const fields = Object.keys(raw)
    .filter((name) => raw[name] !== undefined && raw[name] !== null)
    .sort();
  return `{${fields.map((name) => `${JSON.stringify(name)}:${exactText(raw[name])}`).join()}}`;
}

/** A value as JSON, its numbers exact and its fields in their order. */
export function toJson(raw: Raw): string {
  if (isNum(raw)) return showNum(raw);
  if (Array.isArray(raw)) return `[${raw.map(toJson).join()}]`;
  if (!isRawObject(raw)) return JSON.stringify(raw);
  const fields = Object.keys(raw).flatMap((name) => (raw[name] === undefined ? [] : [`${JSON.stringify(name)}:${toJson(raw[name])}`]));
  return `{${fields.join()}}`;
}

// ── Kleene's strong logic of three values ───────────────────────────────────────────────────────────────────────────

export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
export function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}
export function some(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}
