// Where things are: definitions across pact, charter and catalogue; the outline; the layout.
import { type DocumentSymbol, type Location, type Position, SymbolKind, type TextEdit } from "vscode-languageserver-types";
import { discover } from "../../engine/index.ts";
import { format, type MemberNode, type Span, show } from "../../grammar/index.ts";
import { covers, rangeOf, type Snapshot } from "./snapshot.ts";

export function definition(snapshot: Snapshot, position: Position): Location | undefined {
  const offset = snapshot.offsetAt(position);
  const { model, uses } = snapshot.analysis;
  const file = model.references.find((reference) => covers(reference, offset));
  if (file) return { uri: snapshot.resolve(file.path), range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } } };
  const use = uses.find((each) => covers(each, offset));
  if (!use) return undefined;
  if (use.role === "tool") return inFile(snapshot, catalogueOf(snapshot), JSON.stringify(use.name));
  if (use.role === "argument" && use.owner)
    return inFile(snapshot, catalogueOf(snapshot), JSON.stringify(use.owner), JSON.stringify(use.name));
  if (!use.declaration) return undefined;
  if (use.from === "charter") return inCharter(snapshot, use.declaration);
  return { uri: snapshot.uri, range: rangeOf(snapshot, use.declaration) };
}

const catalogueOf = (snapshot: Snapshot): string | undefined =>
  snapshot.analysis.model.references.find(({ role }) => role === "catalogue")?.path;

/** The place of a text in a file the pact names, looked for one after the other. */
function inFile(snapshot: Snapshot, path: string | undefined, ...texts: string[]): Location | undefined {
  const content = path === undefined ? undefined : snapshot.read(path);
  if (path === undefined || content === undefined) return undefined;
  let at = 0;
  for (const text of texts) at = Math.max(at, content.indexOf(text, at));
  const length = texts.at(-1)!.length;
  return { uri: snapshot.resolve(path), range: { start: linePosition(content, at), end: linePosition(content, at + length) } };
}

function inCharter(snapshot: Snapshot, declaration: Span): Location | undefined {
  const under = snapshot.parsed.tree.under;
  const content = under && snapshot.read(under.value);
  if (!under || content === undefined) return undefined;
  return {
    uri: snapshot.resolve(under.value),
    range: { start: linePosition(content, declaration.start), end: linePosition(content, declaration.end) },
  };
}

function linePosition(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length - 1, character: offset - (before.lastIndexOf("\n") + 1) };
}

const kinds: Partial<Record<MemberNode["kind"], SymbolKind>> = {
  may: SymbolKind.Method,
  never: SymbolKind.Method,
  escalate: SymbolKind.Method,
  fact: SymbolKind.Variable,
  group: SymbolKind.Array,
  judge: SymbolKind.Function,
  limit: SymbolKind.Number,
  test: SymbolKind.Event,
  suite: SymbolKind.Package,
  drift: SymbolKind.Package,
};

export function outline(snapshot: Snapshot): DocumentSymbol[] {
  const { tree } = snapshot.parsed;
  if (!tree.name.text) return [];
  const children = tree.members.map((member): DocumentSymbol => {
    const named = "name" in member && member.name ? member.name : undefined;
    const word = member.kind === "suite" ? member.sort : member.kind === "broken" ? member.word : member.kind;
    const actions =
      member.kind === "may" || member.kind === "never" || member.kind === "escalate"
        ? `: ${show.actions(member.actions) || "every tool"}`
        : "";
    const selection =
      named && named.start >= member.start ? named : { start: member.start, end: Math.min(member.end, member.start + word.length) };
    return {
      name: named?.text || word,
      detail: named?.text ? `${word}${actions}` : "",
      kind: kinds[member.kind] ?? SymbolKind.Property,
      range: rangeOf(snapshot, member),
      selectionRange: rangeOf(snapshot, selection),
    };
  });
  return [
    {
      name: tree.name.text,
      detail: tree.title?.value ?? "",
      kind: SymbolKind.Class,
      range: rangeOf(snapshot, tree),
      selectionRange: rangeOf(snapshot, tree.name),
      children,
    },
  ];
}

/** One edit for the whole text, none where it is laid out already or has errors. */
export function formatting(snapshot: Snapshot): TextEdit[] {
  const printed = format(snapshot.text);
  if (printed === undefined || printed === snapshot.text) return [];
  return [{ range: rangeOf(snapshot, { start: 0, end: snapshot.text.length }), newText: printed }];
}

/** What lenses and the test tree are drawn from. */
export function runnables(snapshot: Snapshot) {
  const { model, diagnostics } = snapshot.analysis;
  const recordings = model.references.filter(({ role }) => role === "recordings");
  return {
    pact: model.id,
    title: snapshot.parsed.tree.title?.value ?? model.id,
    broken: diagnostics.some(({ severity }) => severity === "error"),
    recordings: recordings.map(({ path }) => path),
    items: discover(model).map(({ id, name, kind, start, end }) => ({ id, name, kind, range: rangeOf(snapshot, { start, end }) })),
  };
}
export type Runnables = ReturnType<typeof runnables>;
