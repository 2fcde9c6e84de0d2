// Values by their bytes, each kept once and numbered in the order they came: the columns of a log repeat a few of them a million times.

/** Values one after the other, where each ends, and a table that finds one. */
export interface Values {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  /** Open addressing: 1 + the number of a value at its hash or after it, 0 where there is none. As many as a power of two. */
  readonly slots: Uint32Array;
  /** What its hashes begin with. */
  readonly seed: number;
}

/** The number of a value, undefined where it is not among them. */
export function findValue(values: Values, from: Uint8Array, start: number, end: number): number | undefined {
  const found = values.slots[slotOf(values, from, start, end)] ?? 0;
  return found === 0 ? undefined : found - 1;
}

/** Where a value stands in the table, or would. Of a table that is damaged, anywhere. */
function slotOf(values: Values, from: Uint8Array, start: number, end: number): number {
  const { slots } = values;
  const mask = slots.length - 1;
  let slot = hashOf(values.seed, from, start, end) & mask;
  for (let steps = 0; steps < slots.length; steps++) {
    const found = slots[slot]!;
    if (found === 0 || isValue(values, found - 1, from, start, end)) return slot;
    slot = (slot + 1) & mask;
  }
  return -1;
}

/** FNV-1a (Fowler, Noll & Vo), its upper bits folded into the lower, which alone choose a slot. */
export function hashOf(seed: number, from: Uint8Array, start: number, end: number): number {
  let hash = seed;
  for (let i = start; i < end; i++) hash = Math.imul(hash ^ from[i]!, 0x01000193);
  return hash ^ (hash >>> 15);
}

function isValue({ bytes, ends }: Values, value: number, from: Uint8Array, start: number, end: number): boolean {
  let at = value === 0 ? 0 : ends[value - 1]!;
  if (ends[value]! - at !== end - start) return false;
  for (let i = start; i < end; i++, at++) if (bytes[at] !== from[i]) return false;
  return true;
}

export class Dictionary implements Values {
  bytes: Uint8Array;
  ends: Uint32Array;
  slots: Uint32Array;
  readonly seed: number;
  private count: number;
  private last = -1;

  /** Goes on with `values`. `seed`: any 32 bits; where an adversary writes the values, ones they cannot know, or many could be made to meet. */
  constructor(seed: number, values?: Values) {
    this.seed = seed;
    this.count = values?.ends.length ?? 0;
    this.bytes = values ? grown(values.bytes, Math.max(4096, values.bytes.length)) : new Uint8Array(4096);
    this.ends = values ? grown(values.ends, Math.max(64, this.count)) : new Uint32Array(64);
    this.slots = new Uint32Array(256);
    while (this.slots.length < 2 * this.count) this.slots = new Uint32Array(2 * this.slots.length);
    this.fillSlots();
  }

  /** The number of this value, which is kept if it is new. */
  add(from: Uint8Array, start: number, end: number): number {
    // Neighbours are often of one session, and of one agent.
    if (this.last >= 0 && isValue(this, this.last, from, start, end)) return this.last;
    const slot = slotOf(this, from, start, end);
    const found = this.slots[slot]!;
    if (found > 0) {
      this.last = found - 1;
      return this.last;
    }
    this.keep(from, start, end);
    this.slots[slot] = this.count;
    if (2 * this.count > this.slots.length) {
      this.slots = new Uint32Array(2 * this.slots.length);
      this.fillSlots();
    }
    this.last = this.count - 1;
    return this.last;
  }

  /** All that were kept. */
  values(): Values {
    const ends = this.ends.subarray(0, this.count);
    return { bytes: this.bytes.subarray(0, ends.at(-1) ?? 0), ends, slots: this.slots, seed: this.seed };
  }

  private keep(from: Uint8Array, start: number, end: number): void {
    const at = this.count === 0 ? 0 : this.ends[this.count - 1]!;
    const needed = at + end - start;
    if (needed > this.bytes.length) this.bytes = grown(this.bytes, Math.max(needed, 2 * this.bytes.length));
    for (let i = start; i < end; i++) this.bytes[at + i - start] = from[i]!;
    if (this.count === this.ends.length) this.ends = grown(this.ends, 2 * this.count);
    this.ends[this.count++] = needed;
  }

  private fillSlots(): void {
    const mask = this.slots.length - 1;
    let start = 0;
    for (let value = 0; value < this.count; value++) {
      const end = this.ends[value]!;
      let slot = hashOf(this.seed, this.bytes, start, end) & mask;
      while (this.slots[slot] !== 0) slot = (slot + 1) & mask;
      this.slots[slot] = value + 1;
      start = end;
    }
  }
}

export function grown<Row extends Uint8Array | Uint32Array | Float64Array>(row: Row, length: number): Row {
  const larger = new (row.constructor as new (length: number) => Row)(length);
  larger.set(row);
  return larger;
}
