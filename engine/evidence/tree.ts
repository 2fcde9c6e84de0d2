// The Merkle tree of RFC 6962 (2.1) and the proofs of RFC 9162 (2.1.3, 2.1.4). Leaves are hashed apart from nodes, so that none can be
// taken for the other.
import { same } from "./bytes.ts";
import type { Hashing } from "./ports.ts";

export const hashLength = 32;
export type Hash = Uint8Array;

/** Filled and hashed within one call: a million hashes need no million buffers. */
const scratch = new Uint8Array(65_536);
const pair = scratch.subarray(0, 1 + 2 * hashLength);

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array, hashing: Hashing): Hash {
  const length = entry.length + 1;
  const prefixed = length > scratch.length ? new Uint8Array(length) : new Uint8Array(scratch.buffer, 0, length);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  return hashing.sha256(prefixed);
}

/**
 * The leaf hashes of entries as they lie in a bundle, one after the other. The byte before each gives way to the 0x00 that is hashed with
 * it, and comes back: no entry is copied.
 */
export function leafHashes(entries: readonly Uint8Array[], hashing: Hashing): Uint8Array {
  const hashes = new Uint8Array(entries.length * hashLength);
  for (const [i, entry] of entries.entries()) {
    const prefixed = new Uint8Array(entry.buffer, entry.byteOffset - 1, entry.length + 1);
    const [before = 0] = prefixed;
    prefixed[0] = 0;
    hashes.set(hashing.sha256(prefixed), i * hashLength);
    prefixed[0] = before;
  }
  return hashes;
}

/** SHA-256(0x01 ‖ left ‖ right). */
export function nodeHash(left: Hash, right: Hash, hashing: Hashing): Hash {
  pair[0] = 1;
  for (let i = 0; i < hashLength; i++) {
    pair[1 + i] = left[i]!;
    pair[1 + hashLength + i] = right[i]!;
  }
  return hashing.sha256(pair);
}

/** The root over a row of hashes, as many as a power of two, one after the other. The row is used up. */
export function rootOfRow(row: Uint8Array, hashing: Hashing): Hash {
  for (let length = row.length; length > hashLength; length /= 2) {
    for (let at = 0; at < length; at += 2 * hashLength) {
      pair[0] = 1;
      for (let i = 0; i < 2 * hashLength; i++) pair[1 + i] = row[at + i]!;
      row.set(hashing.sha256(pair), at / 2);
    }
  }
  return row.slice(0, hashLength);
}

/** SHA-256(""): the root of a tree without leaves. */
export const emptyRoot = (hashing: Hashing): Hash => hashing.sha256(new Uint8Array());

/** The roots of the complete subtrees a tree of this size is made of, as (level, index), the largest first. */
export function subtreesOf(size: number): { readonly level: number; readonly index: number }[] {
  const found: { level: number; index: number }[] = [];
  let begin = 0;
  for (let level = 52; level >= 0; level--) {
    const width = 2 ** level;
    if (size - begin < width) continue;
    found.push({ level, index: begin / width });
    begin += width;
  }
  return found;
}

/** A tree that only grows: the roots of its complete subtrees are all it keeps. */
export class Frontier {
  private readonly hashing: Hashing;
  /** The largest first; their widths are the bits of the size. */
  private readonly roots: Hash[];
  private count: number;

  /** Goes on with a tree whose complete subtrees have these roots. */
  constructor(hashing: Hashing, size = 0, roots: readonly Hash[] = []) {
    if (roots.length !== subtreesOf(size).length)
      throw new RangeError(`a tree of ${size} leaves has not ${roots.length} complete subtrees`);
    this.hashing = hashing;
    this.roots = [...roots];
    this.count = size;
  }

  get size(): number {
    return this.count;
  }

  /** `complete` is told of each node that is complete now, the leaf first. */
  append(leaf: Hash, complete?: (level: number, index: number, hash: Hash) => void): void {
    complete?.(0, this.count, leaf);
    let hash = leaf;
    let index = this.count;
    for (let level = 1; index % 2 === 1; level++) {
      hash = nodeHash(this.roots.pop()!, hash, this.hashing);
      index = (index - 1) / 2;
      complete?.(level, index, hash);
    }
    this.roots.push(hash);
    this.count++;
  }

  root(): Hash {
    return rootOf(this.roots, this.hashing);
  }
}

/** The root over complete subtrees, the largest first. */
export function rootOf(roots: readonly Hash[], hashing: Hashing): Hash {
  if (roots.length === 0) return emptyRoot(hashing);
  return roots.slice(0, -1).reduceRight((right, left) => nodeHash(left, right, hashing), roots.at(-1)!);
}

// ── Proofs ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The hash of a complete subtree: 2^level leaves from index·2^level on. */
export type NodeAt = (level: number, index: number) => Hash;

/** The largest power of two below n, for n over 1. */
function split(n: number): number {
  let width = 1;
  while (width * 2 < n) width *= 2;
  return width;
}

/** Which power of two a width is, if any. */
function levelOf(width: number): number | undefined {
  let level = 0;
  for (let power = 1; power < width; power *= 2) level++;
  return 2 ** level === width ? level : undefined;
}

/** The root of leaves `begin` to `end`, which are a left-complete tree of their own. */
function rangeRoot(begin: number, end: number, node: NodeAt, hashing: Hashing): Hash {
  const width = end - begin;
  const level = levelOf(width);
  if (level !== undefined) return node(level, begin / width);
  const left = split(width);
  return nodeHash(rangeRoot(begin, begin + left, node, hashing), rangeRoot(begin + left, end, node, hashing), hashing);
}

/** PATH(index, D[size]) of RFC 6962, 2.1.1: from the leaf upwards. */
export function inclusionProof(index: number, size: number, node: NodeAt, hashing: Hashing): Hash[] {
  if (!(index >= 0 && index < size)) throw new RangeError(`a tree of ${size} leaves has no leaf ${index}`);
  const path = (begin: number, end: number): Hash[] => {
    if (end - begin === 1) return [];
    const middle = begin + split(end - begin);
    return index < middle
      ? [...path(begin, middle), rangeRoot(middle, end, node, hashing)]
      : [...path(middle, end), rangeRoot(begin, middle, node, hashing)];
  };
  return path(0, size);
}

/** PROOF(old, D[size]) of RFC 6962, 2.1.2; empty where the old tree is empty or the same. */
export function consistencyProof(old: number, size: number, node: NodeAt, hashing: Hashing): Hash[] {
  if (!(old >= 0 && old <= size)) throw new RangeError(`a tree of ${size} leaves has not grown from one of ${old}`);
  const prove = (begin: number, end: number, isWhole: boolean): Hash[] => {
    if (old === end) return isWhole ? [] : [rangeRoot(begin, end, node, hashing)];
    const middle = begin + split(end - begin);
    return old <= middle
      ? [...prove(begin, middle, isWhole), rangeRoot(middle, end, node, hashing)]
      : [...prove(middle, end, false), rangeRoot(begin, middle, node, hashing)];
  };
  return old === 0 || old === size ? [] : prove(0, size, true);
}

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion(
  { leaf, index, size, root }: { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
  hashing: Hashing,
): boolean {
  if (!(index >= 0 && index < size) || proof.some(({ length }) => length !== hashLength)) return false;
  let [first, last] = [index, size - 1];
  let hash = leaf;
  for (const each of proof) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      hash = nodeHash(each, hash, hashing);
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
    } else hash = nodeHash(hash, each, hashing);
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && same(hash, root);
}
const half = (count: number): number => Math.floor(count / 2);

export interface Head {
  readonly size: number;
  readonly root: Hash;
}

/** RFC 9162, 2.1.4.2; everything has grown from the empty tree. */
export function verifyConsistency(old: Head, now: Head, proof: readonly Hash[], hashing: Hashing): boolean {
  if (!(old.size >= 0 && old.size <= now.size) || proof.some(({ length }) => length !== hashLength)) return false;
  if (old.size === now.size) return proof.length === 0 && same(old.root, now.root);
  if (old.size === 0) return proof.length === 0 && same(old.root, emptyRoot(hashing));
  // A tree that was complete is its own first node.
  const path = subtreesOf(old.size).length === 1 ? [old.root, ...proof] : proof;
  if (path.length === 0) return false;
  let [first, last] = [old.size - 1, now.size - 1];
  while (first % 2 === 1) [first, last] = [half(first), half(last)];
  let [before, after] = [path[0]!, path[0]!];
  for (const each of path.slice(1)) {
    if (last === 0) return false;
    if (first % 2 === 1 || first === last) {
      [before, after] = [nodeHash(each, before, hashing), nodeHash(each, after, hashing)];
      while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
    } else after = nodeHash(after, each, hashing);
    [first, last] = [half(first), half(last)];
  }
  return last === 0 && same(before, old.root) && same(after, now.root);
}
