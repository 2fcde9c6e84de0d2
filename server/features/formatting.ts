// Layout: of the whole pact, of a range, and of the member just finished. Only lines that differ are touched.
import type { Position, Range, TextEdit } from "vscode-languageserver-types";
import { format, parse } from "../../grammar/index.ts";
import { lineEdits } from "./line-edits.ts";
import { linesOf } from "./lines.ts";
import { lastMemberBefore, membersIn } from "./places.ts";
import { comparePositions, rangeOf, type Snapshot } from "./snapshot.ts";

/** Nothing where the pact is laid out already or has errors. */
export function formatting(snapshot: Snapshot): TextEdit[] {
  const printed = format(snapshot.text);
  return printed === undefined ? [] : lineEdits(snapshot.text, printed);
}

/** Of the members in a range, those without errors, whatever stands elsewhere. */
export const rangeFormatting = (snapshot: Snapshot, range: Range): TextEdit[] =>
  membersIn(snapshot, range).flatMap((member) => layOut(snapshot, rangeOf(snapshot, member)));

/**
 * After `}` the member it ends. After a new line the member above, if its lines stay as many: whoever goes on with a clause on
 * the next line wants it there. Never the line that is being written.
 */
export function onTypeFormatting(snapshot: Snapshot, position: Position, typed: string): TextEdit[] {
  const before = typed === "\n" ? { line: position.line, character: 0 } : position;
  const member = snapshot.parsed.tree.members[lastMemberBefore(snapshot, before)];
  if (!member) return [];
  const range = rangeOf(snapshot, member);
  if (typed !== "\n") return comparePositions(range.end, position) === 0 ? layOut(snapshot, range) : [];
  return range.end.line === position.line - 1 ? layOut(snapshot, range, { keepsLines: true }) : [];
}

const header = "pact p {\n";

/** One member, read by itself between a header and a brace: its neighbours may be broken. */
function layOut(snapshot: Snapshot, { start, end }: Range, { keepsLines = false } = {}): TextEdit[] {
  const lines = linesOf(snapshot);
  // Something else on its first or last line belongs to a neighbour.
  const [lead, rest] = [lines.lineAt(start.line).slice(0, start.character), lines.lineAt(end.line).slice(end.character)];
  if (!/^\s*$/.test(lead) || !/^\s*(\/\/.*)?$/.test(rest)) return [];
  const text = snapshot.text.slice(
    lines.indexAt({ line: start.line, character: 0 }),
    lines.indexAt({ ...end, character: end.character + rest.length }),
  );
  const whole = `${header}${text}\n}\n`;
  const parsed = parse(whole);
  if (parsed.tree.members.length !== 1) return [];
  const printed = format(whole);
  if (printed === undefined) return [];
  const member = printed.slice(header.length, printed.lastIndexOf("\n}"));
  if (keepsLines && member.split("\n").length !== text.split("\n").length) return [];
  return lineEdits(text, member).map((edit) => moved(edit, start.line));
}

function moved({ range: { start, end }, newText }: TextEdit, lines: number): TextEdit {
  return { range: { start: { ...start, line: start.line + lines }, end: { ...end, line: end.line + lines } }, newText };
}
