// Files beside the open ones, as they are now: an editor's text before the disk's, and a disk's read again only when it changed.
import { type Stats, statSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { FileHead, FileText } from "../engine/index.ts";
import { readHead, readText } from "../engine/node/index.ts";

/** Says of a file whether it is what it was: equal stamps, equal content. */
export type Stamp = string;
export const absent: Stamp = "absent";

/** Half-typed paths are forgotten from time to time. */
const mostAddresses = 10_000;
/** Milliseconds. */
const aMoment = 200;

export class Disk {
  private readonly cache: Kept<FileText> = new Map();
  private readonly heads: Kept<FileHead> = new Map();
  private readonly stamps = new Map<string, { readonly stamp: Stamp; readonly at: number }>();
  private readonly addresses = new Map<string, string>();
  private readonly paths = new Map<string, string | undefined>();
  private readonly open: (uri: string) => { readonly version: number; getText(): string } | undefined;

  /** `open` gives a file that is open in the editor. */
  constructor(open: (uri: string) => { readonly version: number; getText(): string } | undefined) {
    this.open = open;
  }

  /** A file beside another one, as an address. */
  beside(uri: string, relative: string): string {
    if (!uri.startsWith("file:")) return relative;
    const key = `${uri}\n${relative}`;
    const known = this.addresses.get(key);
    if (known !== undefined) return known;
    const address = pathToFileURL(path.resolve(path.dirname(fileURLToPath(uri)), relative)).href;
    if (this.addresses.size >= mostAddresses) this.addresses.clear();
    this.addresses.set(key, address);
    return address;
  }

  /** The file as it is now. */
  stamp(uri: string): Stamp {
    this.stamps.delete(uri);
    return this.recentStamp(uri);
  }

  /** As it was a moment ago is good enough for the next keystroke. */
  recentStamp(uri: string): Stamp {
    const open = this.open(uri);
    if (open) return `version ${open.version}`;
    // Files no disk is behind are taken to be there: nobody can know.
    if (!uri.startsWith("file:")) return "elsewhere";
    const at = performance.now();
    const known = this.stamps.get(uri);
    if (known && at - known.at < aMoment) return known.stamp;
    const file = this.pathOf(uri);
    const stat = file === undefined ? undefined : statOf(file);
    const stamp = stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : absent;
    if (this.stamps.size >= mostAddresses) this.stamps.clear();
    this.stamps.set(uri, { stamp, at });
    return stamp;
  }

  /** Files have changed: all are looked at again. */
  lookAgain(): void {
    this.stamps.clear();
  }

  /** The file of an address, worked out once: it is asked for at every keystroke. Undefined where there can be none. */
  private pathOf(uri: string): string | undefined {
    if (this.paths.has(uri)) return this.paths.get(uri);
    if (this.paths.size >= mostAddresses) this.paths.clear();
    const file = fileOf(uri);
    this.paths.set(uri, file);
    return file;
  }

  /** `stamp` is the file's as it was looked at just now. */
  read(uri: string, stamp = this.stamp(uri)): FileText {
    const open = this.open(uri);
    return open ? { text: open.getText() } : kept(this.cache, uri, stamp, readText);
  }

  /** The same of the beginning of a file. */
  head(uri: string, stamp = this.stamp(uri)): FileHead {
    const open = this.open(uri);
    return open ? { text: open.getText(), isWhole: true } : kept(this.heads, uri, stamp, readHead);
  }

  forget(uri: string): void {
    this.cache.delete(uri);
    this.heads.delete(uri);
  }
}

type Kept<Content> = Map<string, { readonly stamp: Stamp; readonly content: Content }>;

/** Read again where the stamp is another. */
function kept<Content>(
  known: Kept<Content>,
  uri: string,
  stamp: Stamp,
  read: (file: string) => Content,
): Content | { readonly problem: string } {
  if (!uri.startsWith("file:")) return { problem: "" };
  const last = known.get(uri);
  if (last?.stamp === stamp) return last.content;
  const content = read(fileURLToPath(uri));
  known.set(uri, { stamp, content });
  return content;
}

/** What cannot be looked at, whatever the reason, is not there. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** One spelling of a file for every way its address can be written; undefined where it is no file. */
export function fileOf(uri: string): string | undefined {
  try {
    return uri.startsWith("file:") ? path.normalize(fileURLToPath(uri)) : undefined;
  } catch {
    return undefined;
  }
}
