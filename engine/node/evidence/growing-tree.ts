// The tree of a log that grows on a disk: what is not full yet is kept in memory and written again under its own width, so that a file
// that a checkpoint speaks of is never changed.
import path from "node:path";
import {
  Frontier,
  fromBundle,
  frontierIn,
  type Hash,
  hashLength,
  type LogFiles,
  nodesIn,
  type Tile,
  tileOf,
  tilePath,
  tileWidth,
  toBundle,
} from "../../evidence/index.ts";
import { hashing } from "./crypto.ts";
import { put, remove, settle } from "./files.ts";

interface TileFile {
  readonly tile: Tile;
  readonly bytes: Uint8Array;
}

export class GrowingTree {
  private readonly folder: string;
  private readonly frontier: Frontier;
  /** The hashes of each level's tile that is not full, and the entries of the bundle that is not. */
  private readonly tails: Hash[][] = [];
  private bundle: Uint8Array[] = [];

  /** Throws where the files are not what the checkpoint of this size says there is. */
  constructor(folder: string, files: LogFiles, size: number) {
    this.folder = folder;
    const read = (tile: Tile): Uint8Array => files.tile(tile) ?? missing(tile);
    this.frontier = new Frontier(hashing, size, frontierIn(size, nodesIn(size, read, hashing)));
    for (let [level, count] = [0, size]; count > 0; level++, count = Math.floor(count / tileWidth))
      this.tails[level] = count % tileWidth === 0 ? [] : hashesOf(read(tileOf(level, count - 1, size)));
    if (size % tileWidth > 0) {
      const tile = tileOf("entries", size - 1, size);
      const { entries, problem } = fromBundle(read(tile), tile.width);
      if (problem !== undefined) throw new Error(`${tilePath(tile)} ${problem}`);
      this.bundle = entries;
    }
  }

  get size(): number {
    return this.frontier.size;
  }
  root(): Hash {
    return this.frontier.root();
  }

  /**
   * Entries into the tree, and every file that changed by it onto the disk; a checkpoint over them may follow. Where they cannot be
   * written none of them stays, and this tree is of no use any more.
   */
  async add(entries: readonly Uint8Array[]): Promise<void> {
    const written: Tile[] = [];
    const before = new Set(tailsOf(this.size).map(tilePath));
    try {
      await this.write(entries, written);
    } catch (error) {
      for (const file of written.map(tilePath)) if (!before.has(file)) await remove(path.join(this.folder, file)).catch(() => undefined);
      throw error;
    }
  }

  private async write(entries: readonly Uint8Array[], written: Tile[]): Promise<void> {
    const files: TileFile[] = [];
    for (const entry of entries) {
      this.frontier.append(entry, (level, index, hash) => {
        if (level % 8 === 0) this.keep(level / 8, index, hash, files);
      });
      this.bundle.push(entry);
      if (this.bundle.length === tileWidth) {
        files.push({ tile: { level: "entries", index: this.size / tileWidth - 1, width: tileWidth }, bytes: toBundle(this.bundle) });
        this.bundle = [];
      }
    }
    files.push(...this.tailFiles());
    await this.writeAll(files, written);
    await this.settleFolders(written);
  }

  /** A few at a time: a disk syncs them together. All have ended when this does, also where one fails. */
  private async writeAll(files: readonly TileFile[], written: Tile[]): Promise<void> {
    const left = files.values();
    const writers = Array.from({ length: 8 }, async () => {
      for (const { tile, bytes } of left) {
        await put(path.join(this.folder, tilePath(tile)), bytes);
        written.push(tile);
      }
    });
    const failed = (await Promise.allSettled(writers)).find(({ status }) => status === "rejected");
    if (failed) throw (failed as PromiseRejectedResult).reason;
  }

  /** The parts of tiles that are full now are needed by nobody who has the newest checkpoint. */
  async prune(before: number): Promise<void> {
    for (let [level, was, is] = [0, before, this.size]; is > 0; level++, was = Math.floor(was / tileWidth), is = Math.floor(is / tileWidth))
      await this.pruneLevel(level, was, is);
    await this.pruneLevel("entries", before, this.size);
  }

  private async pruneLevel(level: Tile["level"], was: number, is: number): Promise<void> {
    if (was % tileWidth === 0 || Math.floor(was / tileWidth) === Math.floor(is / tileWidth)) return;
    const full = tilePath({ level, index: Math.floor(was / tileWidth), width: tileWidth });
    await remove(path.join(this.folder, `${full}.p`));
  }

  private keep(level: number, index: number, hash: Hash, full: TileFile[]): void {
    const tail = this.tails[level] ?? [];
    this.tails[level] = tail;
    tail.push(hash);
    if (tail.length < tileWidth) return;
    full.push({ tile: { level, index: Math.floor(index / tileWidth), width: tileWidth }, bytes: Buffer.concat(tail) });
    this.tails[level] = [];
  }

  /** What is not full, under its own width. */
  private *tailFiles(): Generator<TileFile> {
    for (const [level, tail] of this.tails.entries()) {
      if (tail.length === 0) continue;
      const count = Math.floor(this.size / tileWidth ** level);
      yield { tile: { level, index: Math.floor(count / tileWidth), width: tail.length }, bytes: Buffer.concat(tail) };
    }
    const width = this.bundle.length;
    if (width > 0) yield { tile: { level: "entries", index: Math.floor(this.size / tileWidth), width }, bytes: toBundle(this.bundle) };
  }

  private async settleFolders(written: readonly Tile[]): Promise<void> {
    const folders = new Set<string>();
    for (const tile of written) for (let each = path.dirname(tilePath(tile)); each !== "."; each = path.dirname(each)) folders.add(each);
    for (const folder of folders) await settle(path.join(this.folder, folder));
  }
}

/** The last tile of each level, which may be written again as it is. */
function tailsOf(size: number): Tile[] {
  if (size === 0) return [];
  const tails = [tileOf("entries", size - 1, size)];
  for (let [level, count] = [0, size]; count > 0; level++, count = Math.floor(count / tileWidth))
    tails.push(tileOf(level, count - 1, size));
  return tails;
}

function missing(tile: Tile): never {
  throw new Error(`${tilePath(tile)} is not there`);
}

const hashesOf = (bytes: Uint8Array): Hash[] =>
  Array.from({ length: bytes.length / hashLength }, (_, i) => bytes.slice(i * hashLength, (i + 1) * hashLength));
