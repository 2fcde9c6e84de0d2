// Exact decimals: a whole number and a power of ten, so that 0.1 + 0.2 is 0.3 and an amount never rounds.

const maxExponent = 400;

export class Decimal {
  readonly units: bigint;
  /** Digits behind the point: the value is `units / 10^scale`. */
  readonly scale: number;

  constructor(units: bigint, scale: number) {
    this.units = units;
    this.scale = scale;
  }

  /** Reads `-12.50`, `1e3`; undefined for anything else, and for exponents no amount has. */
  static parse(text: string): Decimal | undefined {
    const match = /^([+-]?)(\d{1,400})(?:\.(\d{1,400}))?(?:[eE]([+-]?\d{1,4}))?$/.exec(text);
    if (!match) return undefined;
    const [, sign, whole, fraction = "", exponent = "0"] = match;
    const power = Number(exponent);
    if (Math.abs(power) > maxExponent) return undefined;
    const units = BigInt(`${sign === "-" ? "-" : ""}${whole}${fraction}`);
    const scale = fraction.length - power;
    return scale >= 0 ? new Decimal(units, scale) : new Decimal(units * 10n ** BigInt(-scale), 0);
  }

  static of(value: number): Decimal {
    return Decimal.parse(String(value)) ?? new Decimal(BigInt(Math.trunc(value)), 0);
  }

  compare(other: Decimal): -1 | 0 | 1 {
    const [a, b] = align(this, other);
    return a < b ? -1 : a > b ? 1 : 0;
  }
  plus(other: Decimal): Decimal {
    const [a, b, scale] = align(this, other);
    return new Decimal(a + b, scale);
  }
  minus(other: Decimal): Decimal {
    const [a, b, scale] = align(this, other);
    return new Decimal(a - b, scale);
  }
  times(other: Decimal): Decimal {
    return new Decimal(this.units * other.units, this.scale + other.scale);
  }
  get isInteger(): boolean {
    return this.scale === 0 || this.units % 10n ** BigInt(this.scale) === 0n;
  }
  toNumber(): number {
    return Number(this.toString());
  }
  /** Without superfluous zeros: `49.9`, not `49.90`. */
  toString(): string {
    const digits = (this.units < 0n ? -this.units : this.units).toString().padStart(this.scale + 1, "0");
    const fraction = this.scale > 0 ? digits.slice(-this.scale).replace(/0+$/, "") : "";
    const whole = this.scale > 0 ? digits.slice(0, -this.scale) : digits;
    return `${this.units < 0n ? "-" : ""}${whole}${fraction ? `.${fraction}` : ""}`;
  }
  toJSON(): number {
    return this.toNumber();
  }
}

function align(a: Decimal, b: Decimal): [bigint, bigint, number] {
  if (a.scale === b.scale) return [a.units, b.units, a.scale];
  if (a.scale > b.scale) return [a.units, b.units * 10n ** BigInt(a.scale - b.scale), a.scale];
  return [a.units * 10n ** BigInt(b.scale - a.scale), b.units, b.scale];
}
