// Values at the time of a decision. `undefined` is unknown, everywhere and only that.
import { Temporal } from "temporal-polyfill";
import type { Type } from "../analysis/types.ts";
import { Decimal } from "./decimal.ts";

/** A moment, in milliseconds since 1970 UTC. */
export class Time {
  readonly ms: number;
  constructor(ms: number) {
    this.ms = ms;
  }
  toJSON(): string {
    return new Temporal.Instant(BigInt(Math.trunc(this.ms)) * 1_000_000n).toString();
  }
}

/** JSON as it came in, numbers exact. Objects have no prototype, so that `__proto__` is a field like any other. */
export type Raw = string | boolean | null | Decimal | readonly Raw[] | RawObject;
export interface RawObject {
  readonly [name: string]: Raw | undefined;
}
/** A typed value; unknown elements of a list stay in their place. */
export type Value = string | boolean | Decimal | Time | readonly (Value | undefined)[] | RawObject;
export type Truth = boolean | undefined;

export const isRawObject = (value: Raw | Value | undefined): value is RawObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Decimal) && !(value instanceof Time);

const maxDepth = 200;

/** JSON text with exact numbers; undefined where it is no JSON, or nests deeper than any result should. */
export function parseRaw(text: string): Raw | undefined {
  if (nesting(text) > maxDepth) return undefined;
  try {
    const reviver = (_key: string, value: unknown, context?: { source?: string }) =>
      typeof value === "number" ? { [exact]: context?.source ?? String(value) } : value;
    return toRaw(JSON.parse(text, reviver as (key: string, value: unknown) => unknown));
  } catch {
    return undefined;
  }
}
const exact = Symbol("exact number");

/** Any parsed JSON to raw values; what JSON cannot hold (functions, cycles, infinities) is unknown. */
export function toRaw(value: unknown, depth = 0): Raw | undefined {
  if (depth > maxDepth) return undefined;
  if (value === null || typeof value === "string" || typeof value === "boolean" || value instanceof Decimal) return value;
  if (typeof value === "bigint") return new Decimal(value, 0);
  if (typeof value === "number") return Number.isFinite(value) ? Decimal.parse(String(value)) : undefined;
  if (Array.isArray(value)) return value.map((each) => toRaw(each, depth + 1) ?? null);
  if (typeof value !== "object") return undefined;
  const number = (value as { [exact]?: string })[exact];
  if (number !== undefined) return Decimal.parse(number);
  const object: Record<string, Raw | undefined> = Object.create(null);
  for (const [name, each] of Object.entries(value)) object[name] = toRaw(each, depth + 1);
  return object;
}

function nesting(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) deepest = Math.max(deepest, ++depth);
    else if (code === 0x5d || code === 0x7d) depth--;
  }
  return deepest;
}

/** A raw value as the type says it should be read; unknown where it is something else. Absent lists are empty. */
export function typed(raw: Raw | undefined, type: Type, timezone: string | undefined): Value | undefined {
  if (type.kind === "list") {
    if (raw === undefined || raw === null) return [];
    return Array.isArray(raw) ? raw.map((each) => typed(each, type.of, timezone)) : undefined;
  }
  if (raw === undefined || raw === null) return undefined;
  switch (type.kind) {
    case "text":
      return typeof raw === "string" ? raw : undefined;
    case "enum":
      return typeof raw === "string" && type.values.includes(raw) ? raw : undefined;
    case "boolean":
      return typeof raw === "boolean" ? raw : undefined;
    case "integer":
      return raw instanceof Decimal && raw.isInteger ? raw : undefined;
    case "number":
    case "money":
      return raw instanceof Decimal ? raw : undefined;
    case "percent":
      if (raw instanceof Decimal) return raw;
      return typeof raw === "string" && raw.endsWith("%") ? Decimal.parse(raw.slice(0, -1))?.times(hundredth) : undefined;
    case "duration":
      return typeof raw === "string" ? durationFromText(raw) : undefined;
    case "time":
      return typeof raw === "string" ? timeFromText(raw, timezone) : undefined;
    case "record":
      return isRawObject(raw) ? raw : undefined;
    default:
      return raw as Value;
  }
}
export const hundredth = new Decimal(1n, 2);

/** ISO 8601. A date alone is midnight; without a zone the pact's is taken, and without that the time is unknown. */
export function timeFromText(text: string, timezone: string | undefined): Time | undefined {
  const match = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text);
  if (!match) return undefined;
  const [, date, clock = "00:00", zone] = match;
  try {
    if (zone) return new Time(Temporal.Instant.from(`${date}T${clock}${zone}`).epochMilliseconds);
    if (!timezone) return undefined;
    return new Time(Temporal.PlainDateTime.from(`${date}T${clock}`).toZonedDateTime(timezone).epochMilliseconds);
  } catch {
    return undefined;
  }
}

const secondsIn: Record<string, Decimal> = {
  ms: new Decimal(1n, 3),
  millisecond: new Decimal(1n, 3),
  s: Decimal.of(1),
  second: Decimal.of(1),
  minute: Decimal.of(60),
  hour: Decimal.of(3600),
  day: Decimal.of(86_400),
  week: Decimal.of(604_800),
  month: Decimal.of(2_592_000),
  year: Decimal.of(31_536_000),
};

/** In seconds; a month is 30 days and a year 365, so that a duration is one length and not a calendar. */
export function durationSeconds(digits: string, unit: string): Decimal {
  const each = secondsIn[unit] ?? secondsIn[unit.replace(/s$/, "")] ?? Decimal.of(1);
  return (Decimal.parse(digits) ?? Decimal.of(0)).times(each);
}

function durationFromText(text: string): Decimal | undefined {
  const match = /^(\d+(?:\.\d+)?) ?([a-z]+)$/.exec(text);
  const known = match && (secondsIn[match[2]!] ?? secondsIn[match[2]!.replace(/s$/, "")]);
  return known ? durationSeconds(match[1]!, match[2]!) : undefined;
}

/** Equal by value: numbers as numbers, times as moments, lists and records by their parts. Unknown inside is unknown. */
export function equal(a: Value | Raw | undefined, b: Value | Raw | undefined): Truth {
  if (a === undefined || b === undefined) return undefined;
  if (a instanceof Decimal || b instanceof Decimal) return a instanceof Decimal && b instanceof Decimal && a.compare(b) === 0;
  if (a instanceof Time || b instanceof Time) return a instanceof Time && b instanceof Time && a.ms === b.ms;
  if (Array.isArray(a) || Array.isArray(b)) {
    if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
    return all(a.map((each, i) => equal(each, b[i])));
  }
  if (isRawObject(a) && isRawObject(b)) {
    const names = new Set([...Object.keys(a), ...Object.keys(b)]);
    return all([...names].map((name) => (name in a && name in b ? equal(a[name], b[name]) : false)));
  }
  return a === b;
}

// Kleene's strong logic of three values.
export const not = (truth: Truth): Truth => (truth === undefined ? undefined : !truth);
export function all(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false;
  return truths.includes(undefined) ? undefined : true;
}
export function some(truths: readonly Truth[]): Truth {
  if (truths.includes(true)) return true;
  return truths.includes(undefined) ? undefined : false;
}
