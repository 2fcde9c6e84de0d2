// Pacts as snapshots, open or on disk. A snapshot stands for as long as its text and the files it read are what they were; the
// next one reads again only what changed.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, check, type Files, Memory } from "../engine/index.ts";
import { type Parsed, parse, reparse } from "../grammar/index.ts";
import { Disk, type Stamp } from "./disk.ts";
import type { Snapshot } from "./features/index.ts";

interface Entry {
  readonly document: TextDocument;
  readonly version: number;
  readonly parsed: Parsed;
  readonly memory: Memory;
  readonly snapshot: Snapshot;
  /** What the snapshot has read, as it was. */
  readonly read: ReadonlyMap<string, Stamp>;
}

export class Snapshots {
  private readonly entries = new Map<string, Entry>();
  private readonly open: (uri: string) => TextDocument | undefined;
  private readonly disk: Disk;

  /** `open` gives a document that is open in the editor: it is newer than the disk. */
  constructor(open: (uri: string) => TextDocument | undefined) {
    this.open = open;
    this.disk = new Disk(open);
  }

  /** undefined where the file is not open and cannot be read. */
  at(uri: string): Snapshot | undefined {
    const open = this.open(uri);
    if (open) return this.of(open);
    const file = this.disk.read(uri);
    if ("problem" in file) return void this.forget(uri);
    const known = this.entries.get(uri);
    const same = known?.parsed.text === file.text && known.version === known.document.version;
    return this.of(same ? known.document : TextDocument.create(uri, "behavioral-pact", (known?.version ?? 0) + 1, file.text));
  }

  of(document: TextDocument): Snapshot {
    const known = this.entries.get(document.uri);
    const current = known?.document === document && known.version === document.version;
    if (current && this.stands(known.read)) return known.snapshot;
    const entry = this.make(document, current ? known.parsed : undefined, known);
    this.entries.set(document.uri, entry);
    return entry.snapshot;
  }

  forget(uri: string): void {
    this.entries.delete(uri);
    this.disk.forget(uri);
  }

  private stands(read: ReadonlyMap<string, Stamp>): boolean {
    for (const [uri, stamp] of read) if (this.disk.stamp(uri) !== stamp) return false;
    return true;
  }

  private make(document: TextDocument, parsed: Parsed | undefined, before: Entry | undefined): Entry {
    const { version } = document;
    const text = document.getText();
    const now = parsed ?? (before ? reparse(before.parsed, text) : parse(text));
    const memory = before?.memory ?? new Memory();
    const read = new Map<string, Stamp>();
    const snapshot = new DocumentSnapshot(document, now, memory, this.disk, read);
    return { document, version, parsed: now, memory, snapshot, read };
  }
}

class DocumentSnapshot implements Snapshot {
  readonly uri: string;
  readonly text: string;
  readonly parsed: Parsed;
  private readonly document: TextDocument;
  private readonly memory: Memory;
  private readonly disk: Disk;
  private readonly stamps: Map<string, Stamp>;
  private analyzed: Analysis | undefined;

  constructor(document: TextDocument, parsed: Parsed, memory: Memory, disk: Disk, stamps: Map<string, Stamp>) {
    this.document = document;
    this.uri = document.uri;
    this.text = parsed.text;
    this.parsed = parsed;
    this.memory = memory;
    this.disk = disk;
    this.stamps = stamps;
  }

  /** Worked out where a feature asks for it: the outline or the folding of a text wait for no catalogue. */
  get analysis(): Analysis {
    this.analyzed ??= check(this.parsed, this.files(), this.memory);
    return this.analyzed;
  }

  positionAt(anchor: number) {
    return this.document.positionAt(this.parsed.offsetOf(anchor));
  }
  offsetAt(position: { line: number; character: number }): number {
    return this.parsed.anchorAt(this.document.offsetAt(position));
  }
  textOf({ start, end }: { start: number; end: number }): string {
    return this.text.slice(this.parsed.offsetOf(start), this.parsed.offsetOf(end));
  }

  resolve(relative: string): string {
    if (!this.uri.startsWith("file:")) return relative;
    return pathToFileURL(path.resolve(path.dirname(fileURLToPath(this.uri)), relative)).href;
  }
  read(relative: string): string | undefined {
    const file = this.disk.read(this.resolve(relative));
    return "text" in file ? file.text : undefined;
  }

  private files(): Files {
    const noted = (relative: string): string => {
      const uri = this.resolve(relative);
      this.stamps.set(uri, this.disk.stamp(uri));
      return uri;
    };
    return { read: (relative) => this.disk.read(noted(relative)), exists: (relative) => this.disk.exists(noted(relative)) };
  }
}
