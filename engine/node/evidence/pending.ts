// What was accepted and is not in the tree yet: a line for each entry, on the disk before it is acknowledged. A last line that is not
// whole was not. One that is damaged before others that are whole is another matter: those were, and are not thrown away.
import { type FileHandle, open, rename } from "node:fs/promises";
import path from "node:path";
import { textOf, utf8 } from "../../evidence/index.ts";
import { names, settle } from "./files.ts";

export interface Pending {
  readonly index: number;
  readonly entry: Uint8Array;
}

/** An entry is canonical JSON, and so on one line. */
const lineOf = ({ index, entry }: Pending): string => `{"index":${index},"entry":${textOf(entry)}}\n`;

export class PendingFile {
  private readonly file: string;
  private handle: FileHandle;
  private length: number;

  private constructor(file: string, handle: FileHandle, length: number) {
    this.file = file;
    this.handle = handle;
    this.length = length;
  }

  /** What it holds from `size` on, in order; anything after the last whole line is cut off. Rejects where what is cut off would be entries. */
  static async open(folder: string, size: number): Promise<{ readonly pending: PendingFile; readonly left: readonly Pending[] }> {
    const file = path.join(folder, names.pending);
    const handle = await open(file, "a+");
    const bytes = await handle.readFile();
    const { left, length } = readLines(bytes, size);
    const lost = entriesIn(bytes.subarray(length), size);
    if (lost > 0) {
      await handle.close();
      throw new Error(
        `${names.pending} cannot be read from its line ${linesIn(bytes.subarray(0, length)) + 1} on, and ${lost} whole ${lost === 1 ? "entry stands" : "entries stand"} after that; nothing was changed: keep a copy of the file, then take out what is damaged, or move it away to go on without them`,
      );
    }
    await handle.truncate(length);
    return { pending: new PendingFile(file, handle, length), left };
  }

  /** On the disk when this resolves. Where it cannot be, nothing of it stays. */
  async add(entries: readonly Pending[]): Promise<void> {
    const bytes = utf8(entries.map(lineOf).join(""));
    try {
      for (let at = 0; at < bytes.length; ) at += (await this.handle.write(bytes, at, bytes.length - at)).bytesWritten;
      await this.handle.datasync();
      this.length += bytes.length;
    } catch (error) {
      await this.handle.truncate(this.length).catch(() => undefined);
      throw error;
    }
  }

  /** Only these are left: the others are in the tree. */
  async keep(entries: readonly Pending[]): Promise<void> {
    if (entries.length === 0) {
      await this.handle.truncate(0);
      this.length = 0;
      return;
    }
    const fresh = await open(`${this.file}.new`, "w+");
    const bytes = utf8(entries.map(lineOf).join(""));
    await fresh.writeFile(bytes);
    await fresh.datasync();
    await rename(`${this.file}.new`, this.file);
    await settle(path.dirname(this.file));
    await this.handle.close();
    await fresh.close();
    this.handle = await open(this.file, "a+");
    this.length = bytes.length;
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

function readLines(bytes: Uint8Array, size: number): { left: Pending[]; length: number } {
  const left: Pending[] = [];
  let [length, next] = [0, undefined as number | undefined];
  for (let from = 0; ; ) {
    const end = bytes.indexOf(0x0a, from);
    const read = end < 0 ? undefined : readLine(bytes.subarray(from, end));
    // Indexes follow each other: what does not was not written by a writer of this log.
    if (!read || (next !== undefined && read.index !== next) || read.index > size + left.length) return { left, length };
    if (read.index >= size) left.push(read);
    next = read.index + 1;
    from = length = end + 1;
  }
}

/** What a log has accepted and not yet put into its tree of `size` entries; 0 where there is no such file. */
export const waitingIn = (file: Uint8Array, size: number): number => entriesIn(file, size);

/** Whole lines that are entries from `size` on, whatever stands between them. */
function entriesIn(bytes: Uint8Array, size: number): number {
  let count = 0;
  for (let from = 0, end = bytes.indexOf(0x0a); end >= 0; from = end + 1, end = bytes.indexOf(0x0a, from)) {
    const read = readLine(bytes.subarray(from, end));
    if (read && read.index >= size) count++;
  }
  return count;
}

const linesIn = (bytes: Uint8Array): number => bytes.reduce((count, byte) => count + (byte === 0x0a ? 1 : 0), 0);

function readLine(bytes: Uint8Array): Pending | undefined {
  // JSON takes U+2028 and U+2029 as they are, and `.` takes them for the end of a line.
  const [, index, entry] = /^\{"index":(\d{1,15}),"entry":(.*)\}$/s.exec(textOf(bytes) ?? "") ?? [];
  return index === undefined || entry === undefined ? undefined : { index: Number(index), entry: utf8(entry) };
}
