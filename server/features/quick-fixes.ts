// What mends a finding: its own fixes, all that are safe at once, or a comment that says why it is to be ignored.
import { type CodeAction, CodeActionKind, type Range, type SnippetTextEdit, type TextEdit } from "vscode-languageserver-types";
import { apart, type Diagnostic as Finding, type Fix, safeFixes } from "../../grammar/index.ts";
import { toDiagnostic } from "./diagnostics.ts";
import { linesOf } from "./lines.ts";
import { rangeOf, type Snapshot, touches } from "./snapshot.ts";

/** One action for each fix of a finding that touches the range; the first fix of a finding is preferred. */
export const quickFixes = (snapshot: Snapshot, range: Range): CodeAction[] =>
  findingsIn(snapshot, range).flatMap((finding) =>
    (finding.fixes ?? []).map((fix, i) => ({
      title: fix.title,
      kind: CodeActionKind.QuickFix,
      isPreferred: i === 0,
      diagnostics: [toDiagnostic(finding, snapshot)],
      edit: { changes: { [snapshot.uri]: editsOf(fix, snapshot) } },
    })),
  );

const findingsIn = (snapshot: Snapshot, range: Range): Finding[] =>
  snapshot.analysis.diagnostics.filter((finding) => touches(rangeOf(snapshot, finding), range));

const editsOf = ({ edits }: Fix, snapshot: Snapshot): TextEdit[] =>
  edits.map((edit) => ({ range: rangeOf(snapshot, edit), newText: edit.text }));

// ── All at once ─────────────────────────────────────────────────────────────────────────────────────────────────────

export const fixAllKind = `${CodeActionKind.SourceFixAll}.pact`;

/** Only fixes that cannot change what is meant, and of those that touch each other the first. */
export function fixAll(snapshot: Snapshot): CodeAction[] {
  const edits = apart(safeFixes(snapshot.analysis.diagnostics)).flatMap((fix) => editsOf(fix, snapshot));
  if (edits.length === 0) return [];
  return [{ title: "Fix everything that can be fixed safely", kind: fixAllKind, edit: { changes: { [snapshot.uri]: edits } } }];
}

// ── Ignored, with a reason ──────────────────────────────────────────────────────────────────────────────────────────

/** Not for errors: what is wrong stays wrong. Where the editor knows snippets the cursor waits for the reason. */
export function ignores(snapshot: Snapshot, range: Range, { snippets }: { readonly snippets: boolean }): CodeAction[] {
  const found = findingsIn(snapshot, range).filter(({ severity, code }) => severity !== "error" && code !== "PACT3004");
  const byCode = new Map(found.map((finding) => [finding.code, finding]));
  return [...byCode.values()].map((finding) => {
    const { line } = rangeOf(snapshot, finding).start;
    const indent = /^\s*/.exec(linesOf(snapshot).lineAt(line))![0];
    const start = { line, character: indent.length };
    const comment = `// pact-ignore ${finding.code}: `;
    const range = { start, end: start };
    const snippet: SnippetTextEdit = { range, snippet: { kind: "snippet", value: `${comment}\${0:why}\n` } };
    const document = { textDocument: { uri: snapshot.uri, version: null }, edits: [snippet] };
    return {
      title: `Ignore ${finding.code} here, with a reason`,
      kind: CodeActionKind.QuickFix,
      diagnostics: [toDiagnostic(finding, snapshot)],
      edit: snippets ? { documentChanges: [document] } : { changes: { [snapshot.uri]: [{ range, newText: `${comment}why\n${indent}` }] } },
    };
  });
}
