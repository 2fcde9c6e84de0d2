// Open documents and the files beside them, as snapshots. A snapshot is made once for each version and again when a file
// it read has changed.
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { TextDocument } from "vscode-languageserver-textdocument";
import { check, type Files } from "../engine/index.ts";
import { readText } from "../engine/node/index.ts";
import { parse } from "../grammar/index.ts";
import type { Snapshot } from "./features/index.ts";

export class Snapshots {
  private readonly cache = new Map<string, { version: number; snapshot: Snapshot }>();
  private readonly openText: (uri: string) => string | undefined;

  /** `openText` gives the text of a file that is open in the editor: it is newer than the disk. */
  constructor(openText: (uri: string) => string | undefined) {
    this.openText = openText;
  }

  of(document: TextDocument): Snapshot {
    const known = this.cache.get(document.uri);
    if (known?.version === document.version) return known.snapshot;
    const snapshot = this.make(document);
    this.cache.set(document.uri, { version: document.version, snapshot });
    return snapshot;
  }

  forget(uri: string): void {
    this.cache.delete(uri);
  }

  /** A file beside a pact has changed: what was read from it is out of date. */
  forgetAll(): void {
    this.cache.clear();
  }

  private make(document: TextDocument): Snapshot {
    const text = document.getText();
    const parsed = parse(text);
    const resolve = (relative: string) => resolveBeside(document.uri, relative);
    const read = (relative: string) => {
      const uri = resolve(relative);
      const open = this.openText(uri);
      if (open !== undefined) return { text: open };
      return uri.startsWith("file:") ? readText(fileURLToPath(uri)) : { problem: "" };
    };
    const files: Files = {
      read,
      exists: (relative) => !resolve(relative).startsWith("file:") || existsSync(fileURLToPath(resolve(relative))),
    };
    return {
      uri: document.uri,
      text,
      parsed,
      analysis: check(parsed, files),
      positionAt: (offset) => document.positionAt(offset),
      offsetAt: (position) => document.offsetAt(position),
      textOf: ({ start, end }) => text.slice(start, end),
      resolve,
      read: (relative) => {
        const file = read(relative);
        return "text" in file ? file.text : undefined;
      },
    };
  }
}

function resolveBeside(uri: string, relative: string): string {
  if (!uri.startsWith("file:")) return relative;
  return pathToFileURL(path.resolve(path.dirname(fileURLToPath(uri)), relative)).href;
}
