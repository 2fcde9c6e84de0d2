// The files of a log: read as they are, written so that a cut in the power leaves the old one or the new one.
import { readFileSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { frontierIn, type LogFiles, nodesIn, rootOf, type SignedCheckpoint, type Tile, tilePath, toHex } from "../../evidence/index.ts";
import { makeFolders } from "../files.ts";
import { hashing } from "./crypto.ts";

export const names = { checkpoint: "checkpoint", pending: "pending.jsonl", lock: "lock", blobs: "blobs" } as const;

/** A log on a disk, for whoever verifies or reads it. What cannot be read is not there. */
export function logFiles(folder: string): LogFiles {
  const read = (name: string): Uint8Array | undefined => {
    try {
      const { buffer, byteOffset, length } = readFileSync(path.join(folder, name));
      return new Uint8Array(buffer, byteOffset, length);
    } catch {
      return undefined;
    }
  };
  return { checkpoint: () => read(names.checkpoint), tile: (tile) => read(tilePath(tile)) };
}

/** The root, in hexadecimal, that a log had with its first `size` entries, from its tiles as they are; undefined where they do not say. */
export function rootOfFirst(files: LogFiles, size: number, checkpoint: SignedCheckpoint): string | undefined {
  if (size > checkpoint.size) return undefined;
  if (size === checkpoint.size) return toHex(checkpoint.root);
  try {
    const read = (tile: Tile): Uint8Array => {
      const bytes = files.tile(tile);
      if (!bytes) throw new RangeError(`${tilePath(tile)} is not there`);
      return bytes;
    };
    return toHex(rootOf(frontierIn(size, nodesIn(checkpoint.size, read, hashing)), hashing));
  } catch {
    return undefined;
  }
}

/** Whole and on the disk when this resolves; folders above it are made. */
export async function put(file: string, bytes: Uint8Array | string): Promise<void> {
  const fresh = `${file}.new`;
  makeFolders(path.dirname(file));
  try {
    const handle = await open(fresh, "w");
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, file);
  } catch (error) {
    // A disk that is full needs the room.
    await remove(fresh).catch(() => undefined);
    throw error;
  }
}

/** What was renamed in a folder stays so. Systems that cannot sync a folder need not. */
export async function settle(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

export const remove = (file: string): Promise<void> => rm(file, { recursive: true, force: true });
