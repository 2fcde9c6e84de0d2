// Search by name over every pact of the workspace: clauses, facts, groups, judges, limits, tests, suites.
import { SymbolKind, type WorkspaceSymbol } from "vscode-languageserver-types";
import { symbolKinds, titleOf } from "./outline.ts";
import { rangeOf, type Snapshot, type Workspace } from "./snapshot.ts";

const most = 500;

/** Best first: the query as it is, at the beginning, at the beginning of a word, anywhere, and letter by letter. */
export function workspaceSymbols(query: string, workspace: Workspace): WorkspaceSymbol[] {
  const found: { readonly symbol: WorkspaceSymbol; readonly score: number }[] = [];
  for (const snapshot of workspace.snapshots()) {
    for (const symbol of symbolsIn(snapshot)) {
      const score = scoreOf(symbol.name, query);
      if (score !== undefined) found.push({ symbol, score });
    }
  }
  found.sort((a, b) => a.score - b.score || a.symbol.name.localeCompare(b.symbol.name));
  return found.slice(0, most).map(({ symbol }) => symbol);
}

function* symbolsIn(snapshot: Snapshot): Generator<WorkspaceSymbol> {
  const { tree } = snapshot.parsed;
  const at = (span: { start: number; end: number }) => ({ uri: snapshot.uri, range: rangeOf(snapshot, span) });
  if (tree.name.text) yield { name: tree.name.text, kind: SymbolKind.Class, location: at(tree.name) };
  for (const member of tree.members) {
    const { name, word, at: place } = titleOf(member);
    const kind = symbolKinds[member.kind];
    if (kind && name !== word) yield { name, kind, location: at(place), containerName: `${word} of ${tree.name.text}` };
  }
}

/** Lower is better; undefined where the letters of the query do not come in this order. */
function scoreOf(name: string, query: string): number | undefined {
  const [text, wanted] = [name.toLowerCase(), query.toLowerCase()];
  if (text === wanted) return 0;
  if (text.startsWith(wanted)) return 1;
  if (text.includes(`_${wanted}`)) return 2;
  if (text.includes(wanted)) return 3;
  let at = -1;
  let gaps = 0;
  for (const letter of wanted.replace(/\s/g, "")) {
    const next = text.indexOf(letter, at + 1);
    if (next < 0) return undefined;
    gaps += next - at - 1;
    at = next;
  }
  return 4 + gaps / 1000;
}
