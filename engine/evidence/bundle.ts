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

/** The entries of a bundle; `problem` where the bytes end in the middle of one, or go on after the last. */
export function fromBundle(bytes: Uint8Array, count: number): { readonly entries: Uint8Array[]; readonly problem?: string } {
  const entries: Uint8Array[] = [];
  let at = 0;
  while (entries.length < count) {
    if (at + 2 > bytes.length) return { entries, problem: `ends after ${entries.length} of ${count} entries` };
    const end = at + 2 + ((bytes[at]! << 8) | bytes[at + 1]!);
    if (end > bytes.length) return { entries, problem: `ends inside entry ${entries.length} of ${count}` };
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return at < bytes.length ? { entries, problem: `has ${bytes.length - at} bytes after its ${count} entries` } : { entries };
}
