// Exact decimals, instants and durations, and how they are read from text: everything that is measured.
import { Temporal } from "temporal-polyfill";

/** `digits` divided by ten to the power of `scale`. */
export interface Decimal {
  readonly digits: bigint;
  readonly scale: number;
}

/** Reads `-12.50` or what JavaScript prints for a number, `1e-7` included; undefined for anything else. */
export function decimalOf(text: string): Decimal | undefined {
  const match = /^(-?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/.exec(text);
  if (!match) return undefined;
  const [, sign = "", whole = "", fraction = "", exponent = "0"] = match;
  const digits = BigInt(sign + whole + fraction);
  const scale = fraction.length - Number(exponent);
  return scale >= 0 ? { digits, scale } : { digits: digits * 10n ** BigInt(-scale), scale: 0 };
}

/** The decimal that a whole number is. */
export const whole = (count: number): Decimal => ({ digits: BigInt(count), scale: 0 });

/** Both with as many places behind the point, so that their digits can be added and compared. */
function aligned(left: Decimal, right: Decimal): readonly [bigint, bigint, number] {
  const scale = Math.max(left.scale, right.scale);
  return [left.digits * 10n ** BigInt(scale - left.scale), right.digits * 10n ** BigInt(scale - right.scale), scale];
}

export function add(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = aligned(left, right);
  return { digits: a + b, scale };
}

export function subtract(left: Decimal, right: Decimal): Decimal {
  const [a, b, scale] = aligned(left, right);
  return { digits: a - b, scale };
}

export function multiply(left: Decimal, right: Decimal): Decimal {
  return { digits: left.digits * right.digits, scale: left.scale + right.scale };
}

/** Negative, zero or positive, as the left is smaller, equal or greater. */
export function compare(left: Decimal, right: Decimal): number {
  const [a, b] = aligned(left, right);
  return a < b ? -1 : a > b ? 1 : 0;
}

export const isWhole = (value: Decimal): boolean => value.digits % 10n ** BigInt(value.scale) === 0n;

/** `0.7` from `70`: a percentage is a fraction. */
export const percentOf = (digits: Decimal): Decimal => ({ digits: digits.digits, scale: digits.scale + 2 });

const secondsOfUnit: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 30 * 86_400,
  year: 365 * 86_400,
};

/** `15 minutes` in seconds. */
export function durationOf(text: string): Decimal | undefined {
  const match = /^(-?\d+(?:\.\d+)?) ?([a-z]+?)s?$/.exec(text);
  const amount = match && decimalOf(match[1] ?? "");
  const seconds = secondsOfUnit[match?.[2] ?? ""];
  return amount && seconds !== undefined ? multiply(amount, whole(seconds)) : undefined;
}

const isoTime = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/**
 * The instant, in milliseconds, of a text in ISO 8601. A date alone is midnight; what has no zone of its own is in
 * `zone`, and undefined without one.
 */
export function instantOf(text: string, zone: string | undefined): number | undefined {
  const match = isoTime.exec(text);
  if (!match) return undefined;
  try {
    if (match[1]) return Temporal.Instant.from(text).epochMilliseconds;
    if (zone === undefined) return undefined;
    return Temporal.PlainDateTime.from(text, { overflow: "reject" }).toZonedDateTime(zone).epochMilliseconds;
  } catch {
    return undefined; // the form is right, but there is no such day or hour
  }
}

/** What lies between two instants, in seconds. */
export const secondsBetween = (from: number, until: number): Decimal => ({ digits: BigInt(until - from), scale: 3 });

/** The name of the hour, day, week or month that an instant lies in, on the calendar of a zone. */
export function calendarName(window: "hour" | "day" | "week" | "month", instant: number, zone: string): string {
  const local = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone);
  const date = local.toPlainDate();
  switch (window) {
    case "hour":
      return `${date} hour ${local.hour}`;
    case "day":
      return `${date}`;
    case "week":
      return `week of ${date.subtract({ days: date.dayOfWeek - 1 })}`;
    case "month":
      return `${date.toPlainYearMonth()}`;
  }
}
