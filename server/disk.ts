// Files beside the open ones, as they are now: an editor's text before the disk's, and a disk's read again only when it changed.
import { existsSync, statSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FileText } from "../engine/index.ts";
import { readText } from "../engine/node/index.ts";

/** Says of a file whether it is what it was: equal stamps, equal content. */
export type Stamp = string;

export class Disk {
  private readonly cache = new Map<string, { readonly stamp: Stamp; readonly text: FileText }>();
  private readonly open: (uri: string) => { readonly version: number; getText(): string } | undefined;

  /** `open` gives a file that is open in the editor. */
  constructor(open: (uri: string) => { readonly version: number; getText(): string } | undefined) {
    this.open = open;
  }

  stamp(uri: string): Stamp {
    const open = this.open(uri);
    if (open) return `version ${open.version}`;
    if (!uri.startsWith("file:")) return "elsewhere";
    const stat = statSync(fileURLToPath(uri), { throwIfNoEntry: false });
    return stat ? `${stat.mtimeMs} ${stat.size} ${stat.ino}` : "absent";
  }

  read(uri: string): FileText {
    const open = this.open(uri);
    if (open) return { text: open.getText() };
    if (!uri.startsWith("file:")) return { problem: "" };
    const stamp = this.stamp(uri);
    const known = this.cache.get(uri);
    if (known?.stamp === stamp) return known.text;
    const text = readText(fileURLToPath(uri));
    this.cache.set(uri, { stamp, text });
    return text;
  }

  /** Files no disk is behind are taken to be there: nobody can know. */
  exists(uri: string): boolean {
    return this.open(uri) !== undefined || !uri.startsWith("file:") || existsSync(fileURLToPath(uri));
  }

  forget(uri: string): void {
    this.cache.delete(uri);
  }
}
