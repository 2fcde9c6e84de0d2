// Files on a disk, as the pure floors ask for them. Every failure is a sentence for a person, never a stack.

import { isUtf8 } from "node:buffer";
import {
  chmodSync,
  closeSync,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { type Parsed, parse } from "../../grammar/index.ts";
import { type Analysis, check, type FileHead, type Files, type FileText, headBytes } from "../index.ts";

const maxFileBytes = 400_000_000;

/**
 * Reads a whole file, or standard input where it is 0. What is not UTF-8 is not guessed at: it may have meant anything. The byte order mark
 * that some editors put first says nothing, and is no part of the text (RFC 8259, section 8.1).
 */
export function readText(file: string | 0): FileText {
  const read = readBytes(file);
  return "problem" in read ? read : textOf(read);
}

/** The same of a pact, of which the parser says what is not UTF-8. */
export function readPact(file: string): FileText {
  const read = readBytes(file);
  return "problem" in read ? read : { text: read.toString("utf8") };
}

/** The same as it is. */
export function readBytes(file: string | 0): Buffer | { readonly problem: string } {
  try {
    const size = file === 0 ? 0 : statSync(file).size;
    if (size > maxFileBytes) return { problem: `it has ${size} bytes, more than the ${maxFileBytes} read here` };
    return readFileSync(file);
  } catch (error) {
    return { problem: reason(error as NodeJS.ErrnoException) };
  }
}

function textOf(bytes: Buffer): FileText {
  const text = bytes.toString("utf8");
  if (isUtf8(bytes)) return { text: text.replace(/^\uFEFF/, "") };
  const again = Buffer.from(text);
  let at = 0;
  let line = 1;
  for (; bytes[at] === again[at]; at++) if (bytes[at] === 0x0a) line++;
  return { problem: `it is not text in UTF-8: line ${line} has the byte 0x${bytes[at]!.toString(16)} at ${at}; save it as UTF-8`, line };
}

/** The beginning of a file, which may be cut inside a character. */
export function readHead(file: string): FileHead {
  try {
    const bytes = Buffer.alloc(headBytes);
    const open = openSync(file, "r");
    try {
      const length = readSync(open, bytes, 0, headBytes, 0);
      return { text: bytes.toString("utf8", 0, length), isWhole: length === fstatSync(open).size };
    } finally {
      closeSync(open);
    }
  } catch (error) {
    return { problem: reason(error as NodeJS.ErrnoException) };
  }
}

/**
 * A folder and those above it. Throws what the system says; with `recursive` Node tries for ever where a folder can have no other in it
 * (/proc).
 */
export function makeFolders(folder: string, mode = 0o777): void {
  const there = statSync(folder, { throwIfNoEntry: false });
  if (there?.isDirectory()) return;
  if (there) throw Object.assign(new Error(`ENOTDIR: not a directory, mkdir '${folder}'`), { code: "ENOTDIR" });
  const above = path.dirname(folder);
  if (above !== folder) makeFolders(above, mode);
  try {
    mkdirSync(folder, { mode });
  } catch (error) {
    // Somebody else made it meanwhile.
    if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) throw error;
  }
}

/** A file that may be there or not, with the folders above it: the old one or the new one, never half of either. Says why it could not be written. */
export function putText(file: string, text: string): string | undefined {
  if (existsSync(file)) return replaceText(file, text);
  const beside = `${file}.${process.pid}.tmp`;
  try {
    makeFolders(path.dirname(path.resolve(file)));
    writeFileSync(beside, text, { flag: "wx" });
    renameSync(beside, file);
    return undefined;
  } catch (error) {
    rmSync(beside, { force: true });
    return reason(error as NodeJS.ErrnoException);
  }
}

/** The old file or the new one, never half of either; its mode stays, and a link still points at it. Says why it could not be written. */
export function replaceText(file: string, text: string): string | undefined {
  let beside: string | undefined;
  try {
    const real = realpathSync(file);
    beside = `${real}.${process.pid}.tmp`;
    writeFileSync(beside, text, { flag: "wx" });
    chmodSync(beside, statSync(real).mode);
    renameSync(beside, real);
    return undefined;
  } catch (error) {
    if (beside) rmSync(beside, { force: true });
    return reason(error as NodeJS.ErrnoException);
  }
}

export function reason({ code, message }: NodeJS.ErrnoException): string {
  const words: Record<string, string> = {
    ENOENT: "there is no such file",
    EISDIR: "this is a folder, not a file",
    EACCES: "permission is denied",
    ENOTDIR: "a part of its path is a file, not a folder",
    ENOSPC: "the disk is full",
  };
  return words[code ?? ""] ?? message;
}

/** The files a pact names, relative to its own folder. */
export function filesBeside(pactFile: string): Files {
  const folder = path.dirname(path.resolve(pactFile));
  return {
    read: (relative) => readText(path.resolve(folder, relative)),
    exists: (relative) => existsSync(path.resolve(folder, relative)),
    head: (relative) => readHead(path.resolve(folder, relative)),
  };
}

export interface LoadedPact {
  readonly file: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly analysis: Analysis;
}

type Check = (parsed: Parsed, files: Files) => Analysis;

export function loadPact(file: string, checked: Check = check): LoadedPact | { readonly problem: string } {
  const read = readPact(file);
  return "problem" in read ? read : loadText(read.text, file, checked);
}

/** A text as if it stood in `file`: what it names is read relative to that file's folder. */
export function loadText(text: string, file: string, checked: Check = check): LoadedPact {
  const parsed = parse(text);
  return { file, text, parsed, analysis: checked(parsed, filesBeside(file)) };
}

const skipped = new Set(["node_modules", ".git", "dist", "out"]);

/** Every `.pact` file at or below the paths, sorted; a path that is not there is a problem. */
export function findPacts(paths: readonly string[]): { readonly files: readonly string[]; readonly problems: readonly string[] } {
  const files = new Set<string>();
  const problems: string[] = [];
  const walk = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const child = path.join(folder, entry.name);
      if (entry.isDirectory() && !skipped.has(entry.name)) walk(child);
      else if (entry.isFile() && entry.name.endsWith(".pact")) files.add(child);
    }
  };
  for (const each of paths) {
    try {
      if (statSync(each).isDirectory()) walk(each);
      else files.add(each);
    } catch (error) {
      problems.push(`${each}: ${reason(error as NodeJS.ErrnoException)}`);
    }
  }
  return { files: [...files].sort(), problems };
}
