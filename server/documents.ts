// Pacts as snapshots, open or on disk. A snapshot stands for as long as its text and the files it read are what they were; the
// next one reads again only what changed.
import type { Position, TextDocument } from "vscode-languageserver-textdocument";
import { type Analysis, check, checkComments, type Files, Memory } from "../engine/index.ts";
import { type Parsed, parse, reparse, type Span } from "../grammar/index.ts";
import { absent, Disk, fileOf, type Stamp } from "./disk.ts";
import type { Snapshot } from "./features/index.ts";
import { namesIn } from "./workspace.ts";

interface Entry {
  readonly document: TextDocument;
  readonly version: number;
  readonly parsed: Parsed;
  readonly meaning: Meaning;
  readonly snapshot: Snapshot;
}

/** Of one document: what is undone, or typed and taken back, is not worked out again. */
const mostEntries = 8;

export class Snapshots {
  /** The newest first. */
  private readonly entries = new Map<string, readonly Entry[]>();
  private readonly disk: Disk;
  /** Where the pages about findings are. */
  docs: string | undefined;

  /** `open` gives a document that is open in the editor: it is newer than the disk. */
  constructor(open: (uri: string) => TextDocument | undefined) {
    this.disk = new Disk(open);
  }

  of(document: TextDocument): Snapshot {
    const known = this.entries.get(document.uri) ?? [];
    const [last] = known;
    if (last?.document === document && last.version === document.version && isAs(last.meaning.read, (uri) => this.disk.stamp(uri)))
      return last.snapshot;
    const entry = this.make(document, known);
    this.entries.set(document.uri, [entry, ...known.filter(({ parsed }) => parsed !== entry.parsed)].slice(0, mostEntries));
    return entry.snapshot;
  }

  forget(uri: string): void {
    this.entries.delete(uri);
    this.disk.forget(uri);
  }

  /** Files that pacts read may have changed. */
  filesChanged(): void {
    this.disk.lookAgain();
  }

  private make(document: TextDocument, known: readonly Entry[]): Entry {
    const { version } = document;
    const text = document.getText();
    const [last] = known;
    const same = known.find((entry) => entry.document === document && entry.parsed.text === text);
    const stands = ({ meaning }: Entry) => isAs(meaning.read, (uri) => this.disk.recentStamp(uri));
    if (same && stands(same)) return { ...same, version };
    const parsed = same?.parsed ?? (last ? reparse(last.parsed, text) : parse(text));
    const { disk, docs } = this;
    // Whatever its comments say, it means what it meant.
    const meaning =
      last?.parsed.tree === parsed.tree && stands(last) ? last.meaning : new Meaning(document.uri, parsed, disk, last?.meaning);
    return { document, version, parsed, meaning, snapshot: new DocumentSnapshot({ document, parsed, meaning, disk, docs }) };
  }
}

/** Is all that was read still what it was? */
function isAs(read: ReadonlyMap<string, Stamp>, stampOf: (uri: string) => Stamp): boolean {
  for (const [uri, stamp] of read) if (stampOf(uri) !== stamp) return false;
  return true;
}

/** What a text means beside the files it reads: of all texts that differ in comments alone. */
class Meaning {
  /** What has been read, as it was. */
  readonly read = new Map<string, Stamp>();
  private readonly uri: string;
  private readonly parsed: Parsed;
  private readonly disk: Disk;
  private readonly memory: Memory;
  private analyzed: ReturnType<typeof check> | undefined;

  constructor(uri: string, parsed: Parsed, disk: Disk, before: Meaning | undefined) {
    this.uri = uri;
    this.parsed = parsed;
    this.disk = disk;
    this.memory = new Memory(before?.memory);
  }

  /** Of one of its texts. */
  of(parsed: Parsed): Analysis {
    this.analyzed ??= check(this.parsed, this.files(), this.memory);
    return parsed === this.parsed ? this.analyzed : checkComments(this.analyzed, parsed);
  }

  private files(): Files {
    const { disk, read } = this;
    const look = (relative: string) => {
      const uri = disk.beside(this.uri, relative);
      const stamp = read.get(uri) ?? disk.recentStamp(uri);
      read.set(uri, stamp);
      return { uri, stamp };
    };
    return {
      read: (relative) => {
        const { uri, stamp } = look(relative);
        return disk.read(uri, stamp);
      },
      head: (relative) => {
        const { uri, stamp } = look(relative);
        return disk.head(uri, stamp);
      },
      exists: (relative) => look(relative).stamp !== absent,
    };
  }
}

interface Parts {
  readonly document: TextDocument;
  readonly parsed: Parsed;
  readonly meaning: Meaning;
  readonly disk: Disk;
  readonly docs: string | undefined;
}

class DocumentSnapshot implements Snapshot {
  readonly uri: string;
  readonly text: string;
  readonly parsed: Parsed;
  readonly docs?: string;
  private readonly parts: Parts;
  private analyzed: Analysis | undefined;

  constructor(parts: Parts) {
    this.parts = parts;
    this.uri = parts.document.uri;
    this.text = parts.parsed.text;
    this.parsed = parts.parsed;
    if (parts.docs !== undefined) this.docs = parts.docs;
  }

  /** Worked out where a feature asks for it: the outline or the folding of a text wait for no catalogue. */
  get analysis(): Analysis {
    this.analyzed ??= this.parts.meaning.of(this.parsed);
    return this.analyzed;
  }

  // Features take these apart, so that each holds on to its snapshot.
  readonly positionAt = (anchor: number): Position => this.parts.document.positionAt(this.parsed.offsetOf(anchor));
  readonly offsetAt = (position: Position): number => this.parsed.anchorAt(this.parts.document.offsetAt(position));
  readonly textOf = ({ start, end }: Span): string => this.text.slice(this.parsed.offsetOf(start), this.parsed.offsetOf(end));
  readonly resolve = (relative: string): string => this.parts.disk.beside(this.uri, relative);
  readonly read = (relative: string): string | undefined => {
    const file = this.parts.disk.read(this.resolve(relative));
    return "text" in file ? file.text : undefined;
  };
  readonly list = (folder: string): readonly string[] => {
    const file = fileOf(this.resolve(folder));
    return file === undefined ? [] : namesIn(file);
  };
}
