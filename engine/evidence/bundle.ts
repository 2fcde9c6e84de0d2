// Entries in a bundle: each with its length before it, 16 bits, the larger byte first (c2sp.org/tlog-tiles).
import { joined } from "./bytes.ts";

/** The most one entry may have. */
export const maxEntryBytes = 65_535;

export function toBundle(entries: readonly Uint8Array[]): Uint8Array {
  return joined(
    ...entries.flatMap((entry) => {
      if (entry.length > maxEntryBytes)
        throw new RangeError(`an entry of ${entry.length} bytes is longer than the ${maxEntryBytes} it may have`);
      return [Uint8Array.of(entry.length >> 8, entry.length & 255), entry];
    }),
  );
}

/** Where each entry of a bundle ends; `problem` where the bytes end in the middle of one, or go on after the last. */
export function endsIn(bytes: Uint8Array, count: number): { readonly ends: Uint32Array; readonly problem?: string } {
  const ends = new Uint32Array(count);
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 2 > bytes.length) return { ends: ends.subarray(0, i), problem: `ends after ${i} of ${count} entries` };
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
    if (end > bytes.length) return { ends: ends.subarray(0, i), problem: `ends inside entry ${i} of ${count}` };
    ends[i] = at = end;
  }
  return at < bytes.length ? { ends, problem: `has ${bytes.length - at} bytes after its ${count} entries` } : { ends };
}

/** The entries of a bundle, with the problem there is, as of `endsIn`. */
export function fromBundle(bytes: Uint8Array, count: number): { readonly entries: Uint8Array[]; readonly problem?: string } {
  const { ends, ...problem } = endsIn(bytes, count);
  return { entries: Array.from(ends, (end, i) => bytes.subarray((ends[i - 1] ?? 0) + 2, end)), ...problem };
}
