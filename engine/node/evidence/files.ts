// The files of a log: read as they are, written so that a cut in the power leaves the old one or the new one.
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import path from "node:path";
import {
  frontierIn,
  type LogFiles,
  maxEntryBytes,
  nodesIn,
  rootOf,
  type SignedCheckpoint,
  type Tile,
  tilePath,
  tileWidth,
  toHex,
} from "../../evidence/index.ts";
import { makeFolders } from "../files.ts";
import { hashing } from "./crypto.ts";

export const names = { checkpoint: "checkpoint", pending: "pending.jsonl", lock: "lock", blobs: "blobs" } as const;

/** A log on a disk, for whoever verifies or reads it. What cannot be read is not there. */
export const logFiles = (folder: string): LogFiles => filesIn(folder, (size) => new Uint8Array(Buffer.allocUnsafeSlow(size).buffer));

/** The same for whoever is done with one file before asking for the next: each is read into the memory of the one before. */
export function logFilesInTurn(folder: string): LogFiles {
  let room = new Uint8Array(2 ** 18);
  return filesIn(folder, (size) => {
    if (size > room.length) room = new Uint8Array(2 * size);
    return room.subarray(0, size);
  });
}

function filesIn(folder: string, room: (size: number) => Uint8Array): LogFiles {
  const read = (name: string): Uint8Array | undefined => {
    try {
      return readRegular(path.join(folder, name), room);
    } catch {
      return undefined;
    }
  };
  return { checkpoint: () => read(names.checkpoint), tile: (tile) => read(tilePath(tile)) };
}

/** One byte more than the largest file of a log may have: what is longer is wrong without the rest of it. */
const mostBytes = tileWidth * (2 + maxEntryBytes) + 1;
/** A pipe is not waited for. */
const readOnly = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** undefined for a pipe or a device, which may have no end. Throws what the system says. */
function readRegular(file: string, room: (size: number) => Uint8Array): Uint8Array | undefined {
  const handle = openSync(file, readOnly);
  try {
    const stat = fstatSync(handle);
    if (!stat.isFile()) return undefined;
    const bytes = room(Math.min(stat.size, mostBytes));
    let length = 0;
    for (let read = 1; read > 0 && length < bytes.length; length += read)
      read = readSync(handle, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } finally {
    closeSync(handle);
  }
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
