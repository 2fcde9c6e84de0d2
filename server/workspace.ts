// Every pact of the workspace: those open as they stand in the editor, the others as they are on disk, each read again when it has changed.
import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { readPact } from "../engine/node/index.ts";
import { fileOf } from "./disk.ts";
import type { Snapshot, Workspace } from "./features/index.ts";

export interface Opened {
  /** The documents open in the editor. */
  all(): readonly TextDocument[];
  /** A document's snapshot, open or not. */
  snapshotOf(document: TextDocument): Snapshot;
}

const skipped = new Set(["node_modules", ".git", "dist", "out"]);
const mostFiles = 5000;

export class DiskWorkspace implements Workspace {
  private readonly opened: Opened;
  private readonly folders = new Set<string>();
  private readonly read = new Map<string, { readonly stamp: string; readonly document: TextDocument }>();
  private listed: readonly string[] | undefined;
  private version = 0;
  /** Whether the editor says when files change; where it does not, the folders are listed for each question. */
  isWatched = false;

  constructor(opened: Opened) {
    this.opened = opened;
  }

  changeFolders(added: readonly string[], removed: readonly string[] = []): void {
    for (const uri of removed) this.folders.delete(fileOf(uri) ?? uri);
    for (const uri of added) {
      const file = fileOf(uri);
      if (file !== undefined) this.folders.add(file);
    }
    this.filesChanged();
  }

  /** Files have come, gone or changed. */
  filesChanged(): void {
    this.listed = undefined;
  }

  *snapshots(): Iterable<Snapshot> {
    const seen = new Set<string>();
    for (const document of this.opened.all()) {
      if (!document.uri.endsWith(".pact")) continue;
      seen.add(fileOf(document.uri) ?? document.uri);
      yield this.opened.snapshotOf(document);
    }
    for (const file of this.list()) {
      const document = seen.has(file) ? undefined : this.onDisk(file);
      if (document) yield this.opened.snapshotOf(document);
    }
  }

  at(uri: string): Snapshot | undefined {
    const file = fileOf(uri);
    const open = this.opened.all().find((document) => document.uri === uri || (file !== undefined && fileOf(document.uri) === file));
    const document = open ?? (file === undefined ? undefined : this.onDisk(file));
    return document && this.opened.snapshotOf(document);
  }

  // ── Disk ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private list(): readonly string[] {
    if (this.listed && this.isWatched) return this.listed;
    const files: string[] = [];
    for (const folder of this.folders) walk(folder, files);
    this.listed = [...new Set(files)].sort();
    for (const file of this.read.keys()) if (!this.listed.includes(file)) this.read.delete(file);
    return this.listed;
  }

  /** The file as a document; read again only if its time or size is another. */
  private onDisk(file: string): TextDocument | undefined {
    const stamp = stampOf(file);
    const known = this.read.get(file);
    if (stamp !== undefined && known?.stamp === stamp) return known.document;
    const found = stamp === undefined ? undefined : readPact(file);
    if (stamp === undefined || !found || "problem" in found) {
      this.read.delete(file);
      return undefined;
    }
    const document = TextDocument.create(pathToFileURL(file).href, "behavioral-pact", --this.version, found.text);
    this.read.set(file, { stamp, document });
    return document;
  }
}

/** The names in a folder; those of folders end in `/`. Hidden ones and what is installed are left out. */
export function namesIn(folder: string): string[] {
  return entriesOf(folder)
    .filter(({ name }) => !name.startsWith(".") && !skipped.has(name))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort();
}

function walk(folder: string, files: string[]): void {
  for (const entry of entriesOf(folder)) {
    if (files.length >= mostFiles) return;
    const child = path.join(folder, entry.name);
    if (entry.isDirectory() && !skipped.has(entry.name)) walk(child, files);
    else if (entry.isFile() && entry.name.endsWith(".pact")) files.push(child);
  }
}

/** A folder that cannot be read has nothing in it. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function stampOf(file: string): string | undefined {
  try {
    const { mtimeMs, size } = statSync(file);
    return `${mtimeMs} ${size}`;
  } catch {
    return undefined;
  }
}
