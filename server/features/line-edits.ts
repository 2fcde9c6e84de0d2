// From one text to another by the lines that differ: the cursor, marks and folds elsewhere stay where they are.
import type { Range, TextEdit } from "vscode-languageserver-types";

/** At most this many steps of difference are traced; beyond, what lies between the equal ends is one edit. */
const mostSteps = 1000;

/** Lines end in the new text as they do in the old one. */
export function lineEdits(before: string, after: string): TextEdit[] {
  const lineEnd = before.includes("\r\n") ? "\r\n" : "\n";
  const [a, b] = [before.split(/\r?\n/), after.split(/\r?\n/)];
  const shorter = Math.min(a.length, b.length);
  let start = 0;
  while (start < shorter && a[start] === b[start]) start++;
  let tail = 0;
  while (tail < shorter - start && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++;
  const [left, right] = [a.slice(start, a.length - tail), b.slice(start, b.length - tail)];
  return hunks(left, right).map((hunk) => toEdit(hunk, { offset: start, a, right, lineEnd }));
}

interface Hunk {
  readonly from: number;
  readonly to: number;
  readonly at: number;
  readonly until: number;
}

interface Sides {
  /** How many lines stand before those that differ. */
  readonly offset: number;
  readonly a: readonly string[];
  readonly right: readonly string[];
  readonly lineEnd: string;
}

/** Lines `from` to `to` of the old text become lines `at` to `until` of the new one. */
function toEdit({ from, to, at, until }: Hunk, { offset, a, right, lineEnd }: Sides): TextEdit {
  const lines = right.slice(at, until);
  const [first, end] = [from + offset, to + offset];
  // The last line has no end of its own: what changes there takes the end of the line before.
  if (end < a.length) return { range: range(first, 0, end, 0), newText: lines.map((line) => `${line}${lineEnd}`).join("") };
  const last = a.length - 1;
  if (first === 0) return { range: range(0, 0, last, a[last]!.length), newText: lines.join(lineEnd) };
  return {
    range: range(first - 1, a[first - 1]!.length, last, a[last]!.length),
    newText: lines.map((line) => `${lineEnd}${line}`).join(""),
  };
}

const range = (line: number, character: number, endLine: number, endCharacter: number): Range => ({
  start: { line, character },
  end: { line: endLine, character: endCharacter },
});

/** Myers' shortest edit script ("An O(ND) Difference Algorithm", 1986), its furthest ways kept for each step. */
function hunks(a: readonly string[], b: readonly string[]): Hunk[] {
  if (a.length === 0 && b.length === 0) return [];
  const ways: Map<number, number>[] = [];
  let furthest = new Map<number, number>([[1, 0]]);
  for (let step = 0; step <= Math.min(a.length + b.length, mostSteps); step++) {
    ways.push(furthest);
    furthest = new Map(furthest);
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      let x = startOf(furthest, diagonal, step);
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x++;
      furthest.set(diagonal, x);
      if (x >= a.length && x - diagonal >= b.length) return traced(ways, step, a.length, b.length);
    }
  }
  return [{ from: 0, to: a.length, at: 0, until: b.length }];
}

function startOf(furthest: ReadonlyMap<number, number>, diagonal: number, step: number): number {
  const [down, right] = [furthest.get(diagonal + 1) ?? -1, furthest.get(diagonal - 1) ?? -1];
  return diagonal === -step || (diagonal !== step && right < down) ? down : right + 1;
}

/** The way back, its steps that touch joined into hunks. */
function traced(ways: readonly Map<number, number>[], steps: number, lengthA: number, lengthB: number): Hunk[] {
  const found: Hunk[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let step = steps; step > 0; step--) {
    const furthest = ways[step]!;
    const diagonal = x - y;
    const down = diagonal === -step || (diagonal !== step && (furthest.get(diagonal - 1) ?? -1) < (furthest.get(diagonal + 1) ?? -1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const [fromX, fromY] = [furthest.get(before)!, furthest.get(before)! - before];
    const hunk: Hunk = { from: fromX, to: down ? fromX : fromX + 1, at: fromY, until: down ? fromY + 1 : fromY };
    const next = found.at(-1);
    if (next && next.from === hunk.to && next.at === hunk.until) found[found.length - 1] = { ...next, from: hunk.from, at: hunk.at };
    else found.push(hunk);
    [x, y] = [fromX, fromY];
  }
  return found.reverse();
}
