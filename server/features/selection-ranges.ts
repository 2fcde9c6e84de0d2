// Growing the selection: word, path, comparison, conjunction, condition, clause, member, pact, file.
import type { Position, Range, SelectionRange } from "vscode-languageserver-types";
import { tokenAt } from "./assist-at.ts";
import { linesOf } from "./lines.ts";
import { memberAt, nodesAt } from "./places.ts";
import { comparePositions, holds, rangeOf, type Snapshot } from "./snapshot.ts";

export const selectionRanges = (snapshot: Snapshot, positions: readonly Position[]): SelectionRange[] =>
  positions.map((position) => selectionAt(snapshot, position));

function selectionAt(snapshot: Snapshot, position: Position): SelectionRange {
  const member = memberAt(snapshot, position);
  const nodes = member ? nodesAt(member, snapshot.offsetAt(position)).map((node) => rangeOf(snapshot, node)) : [];
  const word = tokenAt(snapshot, position)?.range;
  const whole = [wholeText(snapshot), rangeOf(snapshot, snapshot.parsed.tree)].filter((range) => holds(range, position));
  let here: SelectionRange | undefined;
  for (const range of [...whole, ...bySize(nodes), ...(word ? [word] : [])]) {
    if (here && (!within(range, here.range) || equals(range, here.range))) continue;
    here = here ? { range, parent: here } : { range };
  }
  return here ?? { range: { start: position, end: position } };
}

const within = (inner: Range, outer: Range): boolean =>
  comparePositions(outer.start, inner.start) <= 0 && comparePositions(inner.end, outer.end) <= 0;
const equals = (a: Range, b: Range): boolean => comparePositions(a.start, b.start) === 0 && comparePositions(a.end, b.end) === 0;

/** Outermost first; two that meet at the position are no steps of one way, and the later gives way. */
const bySize = (ranges: readonly Range[]): Range[] => [...ranges].sort((a, b) => (within(b, a) ? -1 : within(a, b) ? 1 : 0));

function wholeText(snapshot: Snapshot): Range {
  const lines = linesOf(snapshot);
  return { start: { line: 0, character: 0 }, end: lines.positionAt(snapshot.text.length) };
}
