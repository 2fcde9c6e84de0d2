// Values by their bytes, each kept once and numbered in the order they came: the columns of a log repeat a few of them a million times.

/** Values one after the other, and where each ends. */
export interface Values {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}
const none: Values = { bytes: new Uint8Array(0), ends: new Uint32Array(0) };

export class Dictionary {
  private bytes: Uint8Array;
  private ends: Uint32Array;
  private count: number;
  /** Open addressing: number + 1 of a value at its hash, 0 where there is none. */
  private slots = new Int32Array(0);
  private last = -1;
  private readonly seed: number;

  /** Goes on with these values. `seed`: any 32 bits; where an adversary writes the values, ones they cannot know, or many could be made to meet in one place. */
  constructor(seed: number, { bytes, ends }: Values = none) {
    this.seed = seed;
    this.bytes = grown(bytes, Math.max(4096, bytes.length));
    this.ends = grown(ends, Math.max(64, ends.length));
    this.count = ends.length;
    let slots = 256;
    while (slots < 2 * this.count) slots *= 2;
    this.spread(slots);
  }

  get size(): number {
    return this.count;
  }

  /** The number of this value, which is kept if it is new. */
  add(from: Uint8Array, start: number, end: number): number {
    // Neighbours are often of one session, and of one agent.
    if (this.last >= 0 && this.isValue(this.last, from, start, end)) return this.last;
    const mask = this.slots.length - 1;
    let slot = this.hash(from, start, end) & mask;
    for (let found = this.slots[slot]!; found !== 0; found = this.slots[slot]!) {
      if (this.isValue(found - 1, from, start, end)) {
        this.last = found - 1;
        return this.last;
      }
      slot = (slot + 1) & mask;
    }
    this.keep(from, start, end);
    this.slots[slot] = this.count;
    if (this.count * 2 > this.slots.length) this.spread(2 * this.slots.length);
    this.last = this.count - 1;
    return this.last;
  }

  /** All that were kept. */
  values(): Values {
    return { bytes: this.bytes.subarray(0, this.endOf(this.count - 1)), ends: this.ends.subarray(0, this.count) };
  }

  private endOf(value: number): number {
    return value < 0 ? 0 : this.ends[value]!;
  }

  private isValue(value: number, from: Uint8Array, start: number, end: number): boolean {
    let at = this.endOf(value - 1);
    if (this.ends[value]! - at !== end - start) return false;
    for (let i = start; i < end; i++, at++) if (this.bytes[at] !== from[i]) return false;
    return true;
  }

  private keep(from: Uint8Array, start: number, end: number): void {
    const at = this.endOf(this.count - 1);
    const needed = at + end - start;
    if (needed > this.bytes.length) this.bytes = grown(this.bytes, Math.max(needed, 2 * this.bytes.length));
    for (let i = start; i < end; i++) this.bytes[at + i - start] = from[i]!;
    if (this.count === this.ends.length) this.ends = grown(this.ends, 2 * this.count);
    this.ends[this.count++] = needed;
  }

  /** FNV-1a (Fowler, Noll & Vo), its upper bits folded into the lower, which alone choose a slot. */
  private hash(from: Uint8Array, start: number, end: number): number {
    let hash = this.seed;
    for (let i = start; i < end; i++) hash = Math.imul(hash ^ from[i]!, 0x01000193);
    return hash ^ (hash >>> 15);
  }

  private spread(slots: number): void {
    this.slots = new Int32Array(slots);
    const mask = this.slots.length - 1;
    for (let value = 0; value < this.count; value++) {
      let slot = this.hash(this.bytes, this.endOf(value - 1), this.ends[value]!) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = value + 1;
    }
  }
}

export function grown<Row extends Uint8Array | Uint32Array | Float64Array>(row: Row, length: number): Row {
  const larger = new (row.constructor as new (length: number) => Row)(length);
  larger.set(row);
  return larger;
}
