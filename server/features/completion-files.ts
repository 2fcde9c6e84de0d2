// Completion of file names inside the texts that name a file: `under`, `from`, `prompt`, `cases`, `baseline`, `recorded`.
import { type CompletionItem, CompletionItemKind as Kind } from "vscode-languageserver-types";
import type { TextAt } from "./assist-at.ts";
import type { Snapshot } from "./snapshot.ts";

/** What each word names; files that end so come first, others are left out where the list is closed. */
const endings: Readonly<Record<string, { readonly likely: RegExp; readonly closed: boolean }>> = {
  under: { likely: /\.pact$/, closed: true },
  from: { likely: /\.json$/, closed: true },
  prompt: { likely: /\.(md|txt)$/, closed: false },
  cases: { likely: /\.jsonl?$/, closed: true },
  baseline: { likely: /\.json$/, closed: true },
  recorded: { likely: /\.jsonl?$/, closed: true },
};

/** `word` says what the text names. */
export function fileCompletion(snapshot: Snapshot, text: TextAt, word: string): CompletionItem[] {
  const ending = Object.hasOwn(endings, word) ? endings[word] : undefined;
  if (!ending || !snapshot.list) return [];
  const folder = text.typed.slice(0, text.typed.lastIndexOf("/") + 1);
  const start = { line: text.range.start.line, character: text.range.start.character + folder.length };
  return snapshot
    .list(folder || ".")
    .filter((name) => name.endsWith("/") || ending.likely.test(name) || !ending.closed)
    .map((name) => ({
      label: name,
      kind: name.endsWith("/") ? Kind.Folder : Kind.File,
      sortText: `${name.endsWith("/") ? 2 : ending.likely.test(name) ? 0 : 1}${name}`,
      filterText: name,
      textEdit: { range: { start, end: text.range.end }, newText: folder ? name : `./${name}` },
    }));
}
