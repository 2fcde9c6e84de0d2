// A tree on disk as tiles of 256 hashes (c2sp.org/tlog-tiles): where each stands, which there are, and how a node is found in them.
import { countOf } from "./bytes.ts";
import type { Hashing } from "./ports.ts";
import { type Hash, hashLength, type NodeAt, rootOfRow, subtreesOf } from "./tree.ts";

export const tileWidth = 256;
const tileLevels = 8;

/** A tile of hashes, or with level "entries" a bundle of entries. `width` is below 256 for the last one that is not full. */
export interface Tile {
  readonly level: number | "entries";
  readonly index: number;
  readonly width: number;
}

/** `tile/0/x001/x234/067`, `tile/entries/000.p/3`. */
export function tilePath({ level, index, width }: Tile): string {
  const groups: string[] = [];
  let left = index;
  do {
    groups.unshift(`${groups.length > 0 ? "x" : ""}${String(left % 1000).padStart(3, "0")}`);
    left = Math.floor(left / 1000);
  } while (left > 0);
  return `tile/${level}/${groups.join("/")}${width < tileWidth ? `.p/${width}` : ""}`;
}

/** undefined where it is not just what `tilePath` writes. */
export function parseTilePath(path: string): Tile | undefined {
  const [, level, groups, width] = /^tile\/(entries|\d{1,2})\/((?:x\d{3}\/)*\d{3})(?:\.p\/(\d{1,3}))?$/.exec(path) ?? [];
  if (level === undefined || groups === undefined) return undefined;
  const index = countOf(groups.replaceAll(/[x/]/g, "").replace(/^0+(?=\d)/, ""));
  if (index === undefined) return undefined;
  const tile: Tile = { level: level === "entries" ? level : Number(level), index, width: width === undefined ? tileWidth : Number(width) };
  return tile.width > 0 && tilePath(tile) === path ? tile : undefined;
}

/** Every tile of hashes of a tree of this size, level by level. */
export function* hashTiles(size: number): Generator<Tile> {
  for (let [level, count] = [0, size]; count > 0; level++, count = Math.floor(count / tileWidth)) yield* tilesAcross(level, count);
}
/** Every bundle of entries. */
export const entryTiles = (size: number): Iterable<Tile> => tilesAcross("entries", size);

function* tilesAcross(level: Tile["level"], count: number): Generator<Tile> {
  const full = Math.floor(count / tileWidth);
  for (let index = 0; index < full; index++) yield { level, index, width: tileWidth };
  if (count % tileWidth > 0) yield { level, index: full, width: count % tileWidth };
}

/** The tile that holds an item of a level, in a tree of this size. */
export function tileOf(level: Tile["level"], item: number, size: number): Tile {
  const count = level === "entries" ? size : Math.floor(size / tileWidth ** level);
  const index = Math.floor(item / tileWidth);
  return { level, index, width: Math.min(tileWidth, count - index * tileWidth) };
}

/** A tile's bytes: just `width` hashes. Throws what the reader throws, and where the bytes are not so many. */
export type ReadTile = (tile: Tile) => Uint8Array;

/** Finds the nodes of a tree of this size in its tiles; those between two levels of tiles are worked out. */
export function nodesIn(size: number, read: ReadTile, hashing: Hashing): NodeAt {
  const known = new Map<string, Uint8Array>();
  const tileAt = (tile: Tile): Uint8Array => {
    const path = tilePath(tile);
    const found = known.get(path) ?? read(tile);
    if (found.length !== tile.width * hashLength) throw new RangeError(`${path} has ${found.length} bytes, not ${tile.width * hashLength}`);
    if (known.size >= mostKnown) known.clear();
    known.set(path, found);
    return found;
  };
  return (level, index) => {
    const tileLevel = Math.floor(level / tileLevels);
    const span = 2 ** (level % tileLevels);
    const first = index * span;
    const tile = tileOf(tileLevel, first, size);
    if ((index + 1) * 2 ** level > size) throw new RangeError(`a tree of ${size} leaves has no complete node ${index} at level ${level}`);
    return rootWithin(tileAt(tile), first % tileWidth, span, hashing);
  };
}
const mostKnown = 1000;

const rootWithin = (tile: Uint8Array, first: number, count: number, hashing: Hashing): Hash =>
  rootOfRow(tile.subarray(first * hashLength, (first + count) * hashLength), hashing);

/** The roots of the complete subtrees, from the tiles: with these a tree goes on growing. */
export const frontierIn = (size: number, node: NodeAt): Hash[] => subtreesOf(size).map(({ level, index }) => node(level, index));
