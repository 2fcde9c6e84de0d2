// Completion of file names inside the texts that name a file: `under`, `from`, `prompt`, `cases`, `baseline`, `recorded`.
import { type CompletionItem, CompletionItemKind as Kind, type Position } from "vscode-languageserver-types";
import { textAt } from "./assist-at.ts";
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

export function fileCompletion(snapshot: Snapshot, position: Position): CompletionItem[] {
  const text = textAt(snapshot, position);
  const ending = text && endings[wordBefore(text.before)];
  if (!text || !ending || !snapshot.list) return [];
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

/** The word that says what the text is; `cases "a", "b"` has several texts. */
function wordBefore(tokens: readonly string[]): string {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const token = tokens[i]!;
    if (token !== "," && !token.startsWith('"')) return token;
    if (token.startsWith('"') && tokens[i + 1] !== ",") return "";
  }
  return "";
}
