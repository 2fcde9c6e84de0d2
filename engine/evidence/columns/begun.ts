// A live action is on record twice: before it is done, when nobody knows what will come of it, and once it is over. Which entries are only
// beginnings is told by the ids they share with their ends.
import { utf8 } from "../bytes.ts";
import { hashOf } from "./dictionary.ts";

/** Actions under way at once that are remembered; beyond it the one that began first is taken to have no end. */
const mostOpen = 65_536;
/** What is kept of each of them: its row, and 64 bits of its id. */
const kept = 3;
/** Whoever writes entries can give two of them one id: these need be no secret. The first is FNV's own. */
const seeds = [0x811c9dc5, 0x9e3779b9] as const;
const unknown = utf8('"unknown"');

export class Begun {
  private readonly rows: number[];
  /** By 53 bits of their ids. */
  private readonly open = new Map<number, readonly [row: number, low: number, high: number]>();

  /** Goes on where those of the first entries end. */
  constructor(rows: Uint32Array = new Uint32Array(0), open: Uint32Array = new Uint32Array(0)) {
    this.rows = [...rows];
    for (let i = 0; i + 2 < open.length; i += kept) this.remember(open[i]!, open[i + 1]!, open[i + 2]!);
  }

  /** The entry of a row: its id in `bytes[id[0], id[1])`, and what came of it likewise. */
  add(row: number, bytes: Uint8Array, id: readonly [number, number], outcome: readonly [number, number]): void {
    const isOpen = isUnknown(bytes, outcome[0], outcome[1]);
    if (id[1] === 0 || outcome[1] === 0 || (!isOpen && this.open.size === 0)) return;
    const low = hashOf(seeds[0], bytes, id[0], id[1]) >>> 0;
    const high = hashOf(seeds[1], bytes, id[0], id[1]) >>> 0;
    if (isOpen) return this.remember(row, low, high);
    const begun = this.open.get(keyOf(low, high));
    if (!begun) return;
    this.rows.push(begun[0]);
    this.open.delete(keyOf(low, high));
  }

  private remember(row: number, low: number, high: number): void {
    this.open.set(keyOf(low, high), [row, low, high]);
    const [first] = this.open.keys();
    if (this.open.size > mostOpen) this.open.delete(first!);
  }

  /** The rows that another entry tells the end of. */
  ended(): Uint32Array {
    return Uint32Array.from(this.rows);
  }

  /** What goes on from here needs to know of those that no entry has told the end of so far. */
  stillOpen(): Uint32Array {
    return Uint32Array.from([...this.open.values()].flat());
  }
}

const keyOf = (low: number, high: number): number => low + (high & 0x1f_ffff) * 2 ** 32;

function isUnknown(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start !== unknown.length) return false;
  for (let i = 0; i < unknown.length; i++) if (bytes[start + i] !== unknown[i]) return false;
  return true;
}
