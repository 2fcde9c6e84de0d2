// A small world for the features: texts become snapshots and a workspace in memory. Anchors are shifted against the text on
// purpose, so that a feature that takes one for an index gives itself away.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { check, type Files } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import type { Snapshot, Workspace } from "../../server/features/index.ts";

const shift = 1000;
const folder = "file:///work/";

/** What stands in the catalogue of every small pact. */
export const tools = readFileSync(path.join(import.meta.dirname, "../../samples/returns-desk/tools.json"), "utf8");
/** Heads that leave a small pact without findings of their own. */
export const heads = 'version 1.0.0 agent "shop/desk" acts for customer { id: text } tools from "./tools.json"';
export const pact = (body: string): string => `pact p {\n  ${heads}\n  ${body}\n}\n`;

export class World implements Workspace {
  readonly files: Map<string, string>;
  private readonly made = new Map<string, Snapshot>();

  /** What a failed property prints of it. */
  [fc.toStringMethod](): string {
    return `World of ${[...this.files.keys()].join(", ")}`;
  }

  /** Names relative to the folder, such as `a.pact`. */
  constructor(files: Readonly<Record<string, string>>) {
    this.files = new Map(Object.entries({ "tools.json": tools, ...files }));
  }

  *snapshots(): Iterable<Snapshot> {
    for (const name of this.files.keys()) if (name.endsWith(".pact")) yield this.of(name);
  }
  at(uri: string): Snapshot | undefined {
    const name = uri.slice(folder.length);
    return this.files.has(name) ? this.of(name) : undefined;
  }
  of(name: string): Snapshot {
    const snapshot = this.made.get(name) ?? this.make(name);
    this.made.set(name, snapshot);
    return snapshot;
  }

  /** The texts after an edit of them, by name. */
  after(edit: WorkspaceEdit): Record<string, string> {
    const changed = Object.entries(edit.changes ?? {}).map(([uri, edits]) => {
      const name = uri.slice(folder.length);
      return [name, applied(this.files.get(name)!, edits)] as const;
    });
    return Object.fromEntries(changed);
  }

  private make(name: string): Snapshot {
    const text = this.files.get(name)!;
    const document = TextDocument.create(folder + name, "behavioral-pact", 1, text);
    const parsed = parse(" ".repeat(shift) + text);
    const beside = (relative: string) => path.posix.join(path.posix.dirname(name), relative);
    const read = (relative: string) => this.files.get(beside(relative));
    const files: Files = {
      read: (relative) => {
        const found = read(relative);
        return found === undefined ? { problem: "there is no such file" } : { text: found };
      },
      exists: (relative) => read(relative) !== undefined,
    };
    return {
      uri: document.uri,
      text,
      parsed,
      analysis: check(parsed, files),
      positionAt: (offset) => document.positionAt(offset - shift),
      offsetAt: (position) => document.offsetAt(position) + shift,
      textOf: ({ start, end }) => text.slice(start - shift, end - shift),
      resolve: (relative) => folder + beside(relative),
      read,
      list: (relative) => this.list(beside(relative)),
      docs: "https://pacts.example/findings#",
    };
  }

  private list(under: string): string[] {
    const bare = under.replace(/\/$/, "");
    const prefix = bare === "." ? "" : `${bare}/`;
    const inside = [...this.files.keys()].filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
    return [...new Set(inside.map((name) => name.replace(/\/.*/, "/")))];
  }
}

/** A text with `|` for the cursor, or `«»` around a range: the world, the snapshot and the place. */
export function marked(text: string, others: Readonly<Record<string, string>> = {}) {
  const plain = text.replace(/[|«»]/g, "");
  const world = new World({ "a.pact": plain, ...others });
  const snapshot = world.of("a.pact");
  const document = TextDocument.create("", "", 1, plain);
  const at = (mark: string): Position => document.positionAt(text.slice(0, text.indexOf(mark)).replace(/[|«»]/g, "").length);
  const position = at(text.includes("|") ? "|" : "«");
  const range: Range = text.includes("«") ? { start: at("«"), end: at("»") } : { start: position, end: position };
  return { world, snapshot, position, range };
}

export const applied = (text: string, edits: readonly TextEdit[]): string =>
  TextDocument.applyEdits(TextDocument.create("", "", 1, text), [...edits]);

/** The text in a range. */
export const textIn = (text: string, range: Range): string => TextDocument.create("", "", 1, text).getText(range);

/** The samples, each with the files beside it. */
export const samples: readonly { readonly name: string; readonly world: World }[] = ["airline", "banking", "returns-desk"].flatMap(
  (sample) => {
    const root = path.join(import.meta.dirname, "../../samples", sample);
    const files = Object.fromEntries(
      readdirSync(root, { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map(({ name }) => [name, readFileSync(path.join(root, name), "utf8")]),
    );
    const world = new World(files);
    return Object.keys(files)
      .filter((name) => name.endsWith(".pact"))
      .map((name) => ({ name, world }));
  },
);
