// The columns of a log on a disk. They are kept in this user's cache, not in the log: reading evidence changes nothing in its folder, and
// what is served or handed on is the log alone.
import { randomInt } from "node:crypto";
import { closeSync, constants, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import path from "node:path";
import { crc32 } from "node:zlib";
import {
  ColumnBuilder,
  type Columns,
  type ColumnsHeader,
  columnsToFile,
  headerOf,
  longestHeader,
  StoredColumns,
} from "../../evidence/columns/index.ts";
import { endsIn, type LogFiles, type SignedCheckpoint, tileOf, tileWidth, toHex, utf8 } from "../../evidence/index.ts";
import { cacheFolder, keepFile } from "../caches.ts";
import { hashing } from "./crypto.ts";
import { logFiles, rootOfFirst } from "./files.ts";

/** Where the columns of a log are kept. */
export function columnsFile(folder: string, environment: NodeJS.ProcessEnv = process.env): string {
  const name = toHex(hashing.sha256(utf8(realpathSync(folder)))).slice(0, 32);
  return path.join(cacheFolder("columns", environment), name);
}

/**
 * The columns of the log as its checkpoint says it is. Those that were kept are used where the log has grown from what they are of, which
 * its root shows; else they are made anew, and kept where that can be. What is kept is never taken for the log: rows that are shown are
 * read from their entries. Throws a `RangeError`, then or when they are asked, where what was kept is not what it says.
 */
export const columnsOf = (folder: string, checkpoint: SignedCheckpoint): Columns => finished(makeColumns(folder, checkpoint));

/** The same, which lets go at times, with the share that is read, from 0 to 1: a million entries take seconds. */
export function* makeColumns(folder: string, checkpoint: SignedCheckpoint): Generator<number, Columns> {
  const files = logFiles(folder);
  const file = columnsFile(folder);
  const kept = openKept(file, (header) => isOf(header, checkpoint, files));
  if (kept?.size === checkpoint.size) return kept;
  const columns = yield* building(files, checkpoint.size, kept);
  // A log that is written to is asked often: what came to it is read again the next time, until it is worth keeping.
  if (columns.size - (kept?.size ?? 0) > Math.max(worthKeeping, columns.size / 16)) keep(file, columns, checkpoint);
  return columns;
}

function finished<Result>(making: Generator<unknown, Result>): Result {
  for (;;) {
    const { done, value } = making.next();
    if (done) return value;
  }
}

/** Whatever was kept: they are made of the log, and kept instead. */
export function columnsAnew(folder: string, checkpoint: SignedCheckpoint): Columns {
  const columns = buildColumns(logFiles(folder), checkpoint.size);
  keep(columnsFile(folder), columns, checkpoint);
  return columns;
}

/** Fewer entries are read anew in no time. */
const worthKeeping = 5000;

/** From all entries after those there are columns of; a bundle that is not there, or ends too soon, has entries without fields. */
export const buildColumns = (files: LogFiles, size: number, first?: Columns): Columns => finished(building(files, size, first));

function* building(files: LogFiles, size: number, first?: Columns): Generator<number, Columns> {
  // Values meet in a table by a hash nobody can foresee.
  const builder = new ColumnBuilder(randomInt(2 ** 32), first);
  for (let index = builder.size; index < size; index = builder.size) {
    const tile = tileOf("entries", index, size);
    const bytes = files.tile(tile) ?? nothing;
    const { ends } = endsIn(bytes, tile.width);
    if (tile.index % bundlesAtOnce === 0 && index > 0) yield index / size;
    for (let i = index % tileWidth; i < tile.width; i++) {
      const end = ends[i];
      if (end === undefined) builder.add(nothing, 0, 0);
      else builder.add(bytes, (ends[i - 1] ?? 0) + 2, end);
    }
  }
  return builder;
}
const nothing = new Uint8Array(0);
/** Some hundredths of a second. */
const bundlesAtOnce = 64;

/** Is the log the one these columns were made of? Its first entries have the root they had. */
const isOf = ({ origin, size, root }: ColumnsHeader, checkpoint: SignedCheckpoint, files: LogFiles): boolean =>
  origin === checkpoint.origin && rootOfFirst(files, size, checkpoint) === root;

/** Those that were kept, where they are what is wanted. They are read from this file also where another takes its name. */
function openKept(file: string, isWanted: (header: ColumnsHeader) => boolean): Columns | undefined {
  let handle: number;
  try {
    handle = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a pipe of that name is not waited for
  } catch {
    return undefined;
  }
  const first = new Uint8Array(longestHeader);
  const { size, isFile } = statOf(handle);
  const found = isFile ? headerOf(first.subarray(0, readSync(handle, first))) : undefined;
  if (!found || !isWanted(found.header)) {
    closeSync(handle);
    return undefined;
  }
  return new StoredColumns(
    found.header,
    (at, length) => {
      const start = found.length + at;
      if (start + length > size) throw new RangeError("the file of the columns is cut off");
      // Filled whole, or refused: it need not be cleared first.
      const bytes = Buffer.allocUnsafeSlow(length);
      if (readSync(handle, bytes, 0, length, start) < length) throw new RangeError("the file of the columns was cut off");
      return bytes;
    },
    crc32,
  );
}

function statOf(handle: number): { readonly size: number; readonly isFile: boolean } {
  const stat = fstatSync(handle);
  return { size: stat.size, isFile: stat.isFile() };
}

const keep = (file: string, columns: Columns, { origin, size, root }: SignedCheckpoint): void =>
  keepFile(file, columnsToFile(columns, { origin, size, root: toHex(root) }, crc32));
