// Exact decimals. A number is a double where the double prints as that very number (0.1, 49.99, 12 are), and a `Decimal`
// where it does not (twenty digits, say). Doubles compare in the order of what they print as, so that comparing costs
// nothing; arithmetic that could round is done in whole units.

/** A decimal number. Doubles stand for the decimal they print as, never for their binary value. */
export type Num = number | Decimal;

const maxDigits = 400;

/** What no double prints as: `units / 10^scale`, without trailing zeros. Only `parseNum` and arithmetic make them. */
export class Decimal {
  readonly units: bigint;
  readonly scale: number;

  constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }
  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.scale + 1, "0");
    const whole = this.scale > 0 ? digits.slice(0, -this.scale) : digits;
    return `${this.units < 0n ? "-" : ""}${whole}${this.scale > 0 ? `.${digits.slice(-this.scale)}` : ""}`;
  }
  /** The nearest double: JSON has no exact numbers that every reader keeps. */
  toJSON(): number {
    return Number(this.toString());
  }
}

export const isNum = (value: unknown): value is Num => typeof value === "number" || value instanceof Decimal;

/** Reads `-12.50`, `1e3`; undefined for anything else, and for numbers no amount has (400 digits and more). */
export function parseNum(text: string): Num | undefined {
  const match = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = "", exponent] = match;
  // Fifteen digits always survive the way through a double.
  if (exponent === undefined && whole.length + fraction.length <= 15) return Number(text) || 0;
  const power = Number(exponent ?? 0);
  if (Math.abs(power) > maxDigits) return undefined;
  const units = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
  const scale = fraction.length - power;
  return scale >= 0 ? normal(units, scale) : normal(units * 10n ** BigInt(-scale), 0);
}

/** A double of the host, as the decimal it prints as; undefined for infinities and NaN. */
export const numOf = (value: number): Num | undefined => (Number.isFinite(value) ? value || 0 : undefined);

/** Negative, zero or positive, as a sorter wants it. */
export function compareNum(a: Num, b: Num): number {
  if (typeof a === "number" && typeof b === "number") return a < b ? -1 : a > b ? 1 : 0;
  const [left, right] = aligned(exact(a), exact(b));
  return left < right ? -1 : left > right ? 1 : 0;
}

export function plus(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number") {
    const sum = a + b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(sum)) return sum;
  }
  const [left, right, scale] = aligned(exact(a), exact(b));
  return normal(left + right, scale);
}

export const negative = (a: Num): Num => (typeof a === "number" ? 0 - a : new Decimal(-a.units, a.scale));
export const minus = (a: Num, b: Num): Num => plus(a, negative(b));

export function times(a: Num, b: Num): Num {
  if (typeof a === "number" && typeof b === "number") {
    const product = a * b;
    if (Number.isSafeInteger(a) && Number.isSafeInteger(b) && Number.isSafeInteger(product)) return product || 0;
  }
  const [left, right] = [exact(a), exact(b)];
  return normal(left.units * right.units, left.scale + right.scale);
}

export const isIntegral = (value: Num): boolean => (typeof value === "number" ? Number.isInteger(value) : value.scale === 0);
/** The nearest double, for durations and indexes, where that is near enough. */
export const toDouble = (value: Num): number => (typeof value === "number" ? value : Number(value.toString()));
/** Plain digits, without an exponent: `49.9`. */
export const showNum = (value: Num): string => (typeof value === "number" ? exact(value).toString() : value.toString());

function exact(value: Num): Decimal {
  if (typeof value !== "number") return value;
  const [digits = "0", power = "0"] = String(value).split("e");
  const [whole = "0", fraction = ""] = digits.split(".");
  const scale = fraction.length - Number(power);
  const units = BigInt(whole + fraction);
  return scale >= 0 ? new Decimal(units, scale) : new Decimal(units * 10n ** BigInt(-scale), 0);
}

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.units, b.units, a.scale];
  if (a.scale > b.scale) return [a.units, b.units * 10n ** BigInt(a.scale - b.scale), a.scale];
  return [a.units * 10n ** BigInt(b.scale - a.scale), b.units, b.scale];
}

/** Without trailing zeros, and as a double wherever one prints as this number. */
function normal(units: bigint, scale: number): Num {
  let [left, places] = [units, scale];
  while (places > 0 && left % 10n === 0n) {
    left /= 10n;
    places--;
  }
  const decimal = new Decimal(left, places);
  const double = Number(decimal.toString());
  if (!Number.isFinite(double)) return decimal;
  const [a, b] = aligned(exact(double), decimal);
  return a === b ? double || 0 : decimal;
}
