// Randomness that can be repeated: xoshiro128** 1.1 (Blackman & Vigna 2018, https://prng.di.unimi.it/xoshiro128starstar.c), in
// 32-bit steps, so that every engine draws the same. Its state comes from the seed by SplitMix64, as its authors advise.
// Not for secrets.
import { demandWhole } from "./demand.ts";

export class Random {
  private readonly state: Uint32Array;
  /** How many there were to draw from the last time, and the largest whole multiple of it. */
  private count = Number.NaN;
  private end = 0;

  /** From four words of 32 bits, not all of them zero. */
  constructor(state: readonly [number, number, number, number]) {
    for (const word of state) demandWhole(word, "a word of the state");
    if (state.every((word) => word >>> 0 === 0)) throw new RangeError("a state of zeros draws zeros for ever: give another");
    this.state = Uint32Array.from(state);
  }

  /** From a whole number, 0 to 2^53 - 1. */
  static seeded(seed: number): Random {
    demandWhole(seed, "the seed");
    const [a, b] = splitMix64(BigInt(seed), 2);
    return new Random([low(a!), low(a! >> 32n), low(b!), low(b! >> 32n)]);
  }

  /** A whole number from 0 to 2^32 - 1. */
  word(): number {
    const s = this.state;
    const drawn = Math.imul(rotate(Math.imul(s[1]!, 5), 7), 9) >>> 0;
    const shifted = s[1]! << 9;
    s[2]! ^= s[0]!;
    s[3]! ^= s[1]!;
    s[1]! ^= s[2]!;
    s[0]! ^= s[3]!;
    s[2]! ^= shifted;
    s[3] = rotate(s[3]!, 11);
    return drawn;
  }

  /** From 0 to just below 1, in steps of 2^-53. */
  uniform(): number {
    const high = this.word() >>> 5;
    return (high * 2 ** 26 + (this.word() >>> 6)) / 2 ** 53;
  }

  /** A whole number from 0 to `count` - 1, each as likely: words beyond the last whole multiple of `count` are drawn again. */
  below(count: number): number {
    if (count !== this.count) this.prepare(count);
    let drawn = this.word();
    while (drawn >= this.end) drawn = this.word();
    // The remainder by a division that is exact at this size, where `%` of doubles is slow.
    return drawn - Math.floor(drawn / count) * count;
  }

  /**
   * The sum of as many of the values as there are, each drawn with replacement by `below`: what `below` does so often costs less where the
   * state stays in variables. There has to be one.
   */
  sumOfDrawn(values: readonly number[]): number {
    const count = values.length;
    if (count !== this.count) this.prepare(count);
    const { state, end } = this;
    let [a, b, c, d] = [state[0]! | 0, state[1]! | 0, state[2]! | 0, state[3]! | 0];
    let total = 0;
    for (let left = count; left > 0; ) {
      const drawn = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
      const shifted = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= shifted;
      d = rotate(d, 11);
      if (drawn >= end) continue;
      total += values[(drawn - Math.floor(drawn / count) * count) | 0]!;
      left--;
    }
    state.set([a, b, c, d]);
    return total;
  }

  private prepare(count: number): void {
    const known = ends[count];
    if (known !== undefined) {
      this.count = count;
      this.end = known;
      return;
    }
    demandWhole(count, "how many there are to draw from", 1);
    if (count > 2 ** 32) throw new RangeError(`${count} is more than a word can tell apart: draw from 2^32 at most`);
    this.count = count;
    this.end = 2 ** 32 - (2 ** 32 % count);
  }

  /** A copy in random order (Fisher & Yates, as Durstenfeld 1964 has it). */
  shuffle<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = this.below(last + 1);
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    return shuffled;
  }
}

/** The largest whole multiple of each small count: who shuffles draws from another count each time, and remainders of doubles are slow. */
const ends: readonly (number | undefined)[] = Array.from({ length: 1025 }, (_, count) =>
  count === 0 ? undefined : 2 ** 32 - (2 ** 32 % count),
);

const rotate = (word: number, by: number): number => (word << by) | (word >>> (32 - by));
const low = (word: bigint): number => Number(word & 0xffffffffn);
const wrap = (word: bigint): bigint => BigInt.asUintN(64, word);

/** The first `count` words of 64 bits (Steele, Lea & Flood 2014, https://prng.di.unimi.it/splitmix64.c). */
export function splitMix64(seed: bigint, count: number): bigint[] {
  let state = wrap(seed);
  return Array.from({ length: count }, () => {
    state = wrap(state + 0x9e3779b97f4a7c15n);
    let mixed = wrap((state ^ (state >> 30n)) * 0xbf58476d1ce4e5b9n);
    mixed = wrap((mixed ^ (mixed >> 27n)) * 0x94d049bb133111ebn);
    return mixed ^ (mixed >> 31n);
  });
}
