// The bundles of one log and their hashes, in memory that several threads share: each takes the next bundle that nobody has taken.
import { type Failed, type HashedBundle, hashBundle, hashLength, type LogFiles, tileOf, tileWidth } from "../../evidence/index.ts";
import { hashing } from "./crypto.ts";

/** Given to a thread as it is: what it points to is the same memory there. */
export interface SharedHashing {
  readonly folder: string;
  /** Entries. */
  readonly size: number;
  readonly checksEntries: boolean;
  /** How many bundles were taken, and how many of them are hashed. */
  readonly counts: Int32Array;
  /** The leaf hash of each entry. */
  readonly leaves: Uint8Array;
  /** The root over each bundle that is full. */
  readonly roots: Uint8Array;
}
const [taken, hashed] = [0, 1];

export const bundlesOf = (size: number): number => Math.ceil(size / tileWidth);

/** undefined where so much memory is not to be had: a checkpoint can say that a log has any number of entries. */
export function sharedHashing(folder: string, size: number, checksEntries: boolean): SharedHashing | undefined {
  const shared = (bytes: number): Uint8Array => new Uint8Array(new SharedArrayBuffer(bytes));
  const counts = new Int32Array(new SharedArrayBuffer(8));
  try {
    return { folder, size, checksEntries, counts, leaves: shared(size * hashLength), roots: shared(bundlesOf(size) * hashLength) };
  } catch {
    return undefined;
  }
}

/** From 0 to 1. */
export const progressOf = ({ size, counts }: SharedHashing): number => Atomics.load(counts, hashed) / bundlesOf(size);

/**
 * Hashes bundle after bundle, as long as there is one that nobody has taken, and yields how far all are. Returns the one that failed: then
 * no further one is taken by anybody, and what stands before it was taken already.
 */
export function* hashTheRest(files: LogFiles, shared: SharedHashing): Generator<number, Failed | undefined> {
  const { size, checksEntries, counts, leaves, roots } = shared;
  for (let bundle = Atomics.add(counts, taken, 1); bundle < bundlesOf(size); bundle = Atomics.add(counts, taken, 1)) {
    const found = hashBundle(files, tileOf("entries", bundle * tileWidth, size), checksEntries, hashing);
    if ("failure" in found) {
      Atomics.store(counts, taken, bundlesOf(size));
      return found;
    }
    leaves.set(found.leaves, bundle * tileWidth * hashLength);
    if (found.root) roots.set(found.root, bundle * hashLength);
    Atomics.add(counts, hashed, 1);
    yield progressOf(shared);
  }
  return undefined;
}

/** All bundles in their order; undefined where one is not hashed. */
export function bundlesIn({ size, counts, leaves, roots }: SharedHashing): HashedBundle[] | undefined {
  if (Atomics.load(counts, hashed) !== bundlesOf(size)) return undefined;
  return Array.from({ length: bundlesOf(size) }, (_, i) => {
    const own = leaves.subarray(i * tileWidth * hashLength, (i + 1) * tileWidth * hashLength);
    return own.length < tileWidth * hashLength
      ? { leaves: own }
      : { leaves: own, root: roots.subarray(i * hashLength, (i + 1) * hashLength) };
  });
}
