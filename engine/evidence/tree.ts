// The Merkle tree of RFC 6962 (2.1) and the proofs of RFC 9162 (2.1.3, 2.1.4). Leaves are hashed apart from nodes, so that none can be
// taken for the other.
import { same } from "./bytes.ts";
import type { Hashing } from "./ports.ts";

export const hashLength = 32;
export type Hash = Uint8Array;

/** Filled and hashed within one call: a million hashes need no million buffers. */
const scratch = new Uint8Array(65_536);
const pair = scratch.subarray(0, 1 + 2 * hashLength);
/** The start of `scratch` that was last hashed: entries in a row are often of one length. */
let prefixed = scratch;

/** SHA-256(0x00 ‖ entry). */
export function leafHash(entry: Uint8Array, hashing: Hashing): Hash {
  const hash = new Uint8Array(hashLength);
  leafHashInto(entry, hash, 0, hashing);
  return hash;
}

function leafHashInto(entry: Uint8Array, target: Uint8Array, at: number, hashing: Hashing): void {
  const length = entry.length + 1;
  if (prefixed.length !== length) prefixed = length > scratch.length ? new Uint8Array(length) : new Uint8Array(scratch.buffer, 0, length);
  prefixed[0] = 0;
  prefixed.set(entry, 1);
  hashing.sha256Into(prefixed, target, at);
}

/**
 * The leaf hashes of entries as they lie in a bundle, one after the other. `ends` says where each entry ends; two bytes of length stand
 * before it, the last of which gives way to the 0x00 that is hashed with it, and comes back: no entry is copied.
 */
export function leafHashes(bundle: Uint8Array, ends: Uint32Array, hashing: Hashing): Uint8Array {
  const hashes = new Uint8Array(ends.length * hashLength);
  let start = 1;
  for (let i = 0; i < ends.length; i++) {
    const end = ends[i]!;
    const before = bundle[start]!;
    bundle[start] = 0;
    hashing.sha256Into(new Uint8Array(bundle.buffer, bundle.byteOffset + start, end - start), hashes, i * hashLength);
    bundle[start] = before;
    start = end + 1;
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

/**
 * The root over a row of hashes, as many as a power of two, one after the other. Two neighbours are hashed where they are, in a copy of the
 * row: the byte before them, of a pair that is hashed already, gives way to the 0x01.
 */
export function rootOfRow(row: Uint8Array, hashing: Hashing): Hash {
  const { copy, pairs } = rowOf(row);
  for (let count = row.length / hashLength / 2; count >= 1; count /= 2) {
    for (let i = 0; i < count; i++) {
      copy[i * 2 * hashLength] = 1;
      hashing.sha256Into(pairs[i]!, copy, 1 + i * hashLength);
    }
  }
  return copy.slice(1, 1 + hashLength);
}

/** A byte, a row of hashes, and its pairs with the byte before each: kept for the next row that is no longer. */
let kept = { copy: new Uint8Array(1), pairs: [] as readonly Uint8Array[] };
function rowOf(row: Uint8Array): typeof kept {
  if (kept.copy.length <= row.length) {
    const copy = new Uint8Array(1 + row.length);
    const pairs = Array.from({ length: row.length / hashLength / 2 }, (_, i) =>
      copy.subarray(i * 2 * hashLength, (i + 1) * 2 * hashLength + 1),
    );
    kept = { copy, pairs };
  }
  kept.copy.set(row, 1);
  return kept;
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

/**
 * A tree that only grows: the roots of its complete subtrees are all it keeps, the largest first. They stand in one row with a byte before
 * it, so that two neighbours are hashed where they are: the byte before them gives way to the 0x01, and comes back.
 */
export class Frontier {
  private readonly hashing: Hashing;
  private readonly row = new Uint8Array(1 + deepest * hashLength);
  /** Two neighbours with the byte before them, for each place of the first. */
  private readonly pairs: readonly Uint8Array[];
  private depth: number;
  private count: number;

  /** Goes on with a tree whose complete subtrees have these roots. */
  constructor(hashing: Hashing, size = 0, roots: readonly Hash[] = []) {
    if (roots.length !== subtreesOf(size).length)
      throw new RangeError(`a tree of ${size} leaves has not ${roots.length} complete subtrees`);
    this.hashing = hashing;
    this.pairs = Array.from({ length: deepest - 1 }, (_, i) => this.row.subarray(i * hashLength, (i + 2) * hashLength + 1));
    this.count = size;
    this.depth = roots.length;
    for (const [i, root] of roots.entries()) this.row.set(root, place(i));
  }

  get size(): number {
    return this.count;
  }

  /** An entry, hashed as a leaf. `complete` is told of each node that is complete now, the leaf first. */
  append(entry: Uint8Array, complete?: (level: number, index: number, hash: Hash) => void): void {
    leafHashInto(entry, this.row, place(this.depth), this.hashing);
    let index = this.count;
    complete?.(0, index, this.at(this.depth));
    for (let level = 1; index % 2 === 1; level++) {
      this.joinLast();
      index = (index - 1) / 2;
      complete?.(level, index, this.at(this.depth));
    }
    this.depth++;
    this.count++;
  }

  root(): Hash {
    return rootOf(
      Array.from({ length: this.depth }, (_, i) => this.at(i)),
      this.hashing,
    );
  }

  /** The last root and what stands after it become one. */
  private joinLast(): void {
    const at = place(--this.depth);
    const before = this.row[at - 1]!;
    this.row[at - 1] = 1;
    this.hashing.sha256Into(this.pairs[this.depth]!, this.row, at);
    this.row[at - 1] = before;
  }

  private at(depth: number): Hash {
    return this.row.slice(place(depth), place(depth) + hashLength);
  }
}
/** A tree of 2^53 leaves has as many complete subtrees at most, and room is needed for one more. */
const deepest = 54;
const place = (depth: number): number => 1 + depth * hashLength;

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

/** What a hash on its way to the root is hashed with. */
export interface Sibling {
  readonly side: "left" | "right";
  readonly hash: Hash;
}

/** What a leaf and its proof come to, step by step (RFC 9162, 2.1.3.2); undefined where the proof is of another length. */
export function climb(
  leaf: Hash,
  index: number,
  size: number,
  proof: readonly Hash[],
  hashing: Hashing,
): { readonly root: Hash; readonly path: readonly Sibling[] } | undefined {
  let [first, last] = [index, size - 1];
  let root = leaf;
  const path: Sibling[] = [];
  for (const hash of proof) {
    if (last === 0) return undefined;
    const isLeft = first % 2 === 1 || first === last;
    path.push({ side: isLeft ? "left" : "right", hash });
    root = isLeft ? nodeHash(hash, root, hashing) : nodeHash(root, hash, hashing);
    if (isLeft) while (first % 2 === 0 && first !== 0) [first, last] = [half(first), half(last)];
    [first, last] = [half(first), half(last)];
  }
  return last === 0 ? { root, path } : undefined;
}

/** RFC 9162, 2.1.3.2. */
export function verifyInclusion(
  { leaf, index, size, root }: { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash },
  proof: readonly Hash[],
  hashing: Hashing,
): boolean {
  if (!(index >= 0 && index < size) || proof.some(({ length }) => length !== hashLength)) return false;
  const climbed = climb(leaf, index, size, proof, hashing);
  return climbed !== undefined && same(climbed.root, root);
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
