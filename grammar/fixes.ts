// Fixes applied to a text: never two that touch, and only what is safe where nobody looks.
import type { Diagnostic, Fix, TextEdit } from "./diagnostic.ts";
import { parse } from "./parser.ts";

/** The fixes that can be applied together: of those that touch one another, the first. */
export function apart(fixes: readonly Fix[]): readonly Fix[] {
  const taken: TextEdit[] = [];
  return fixes.filter(({ edits }) => {
    if (edits.some((edit, i) => [...taken, ...edits.slice(0, i)].some((other) => touch(edit, other)))) return false;
    taken.push(...edits);
    return true;
  });
}

/** They overlap; or one is an insertion at the edge of the other, and nobody could say which comes first. */
const touch = (a: TextEdit, b: TextEdit): boolean =>
  a.start === a.end || b.start === b.end ? a.start <= b.end && b.start <= a.end : a.start < b.end && b.start < a.end;

/** The text with those of the fixes in it that stand apart. Offsets are those of the text itself. */
export function applyFixes(text: string, fixes: readonly Fix[]): string {
  const edits = apart(fixes).flatMap((fix) => fix.edits);
  return edits
    .toSorted((a, b) => b.start - a.start)
    .reduce((now, { start, end, text: put }) => now.slice(0, start) + put + now.slice(end), text);
}

export const safeFixes = (diagnostics: readonly Diagnostic[]): readonly Fix[] =>
  diagnostics.flatMap(({ fixes = [] }) => fixes.filter(({ safe }) => safe).slice(0, 1));

export interface Mended {
  readonly text: string;
  /** How many fixes were applied. */
  readonly count: number;
}

/** Every safe fix, and those of what comes to light by them, until nothing changes. No text that reads worse than before is given back. */
export function mend(text: string, find: (text: string) => readonly Diagnostic[]): Mended {
  let mended: Mended = { text, count: 0 };
  // A round mends as many slips as are reported at once; fixes that make room for others without end are ended all the same.
  for (let rounds = 20 + text.length / 100; rounds > 0; rounds--) {
    const next = better(mended.text, apart(safeFixes(find(mended.text))));
    if (next.count === 0) break;
    mended = { text: next.text, count: mended.count + next.count };
  }
  return mended;
}

/** All of the fixes at once; where that reads worse, the first that alone does not. */
function better(text: string, fixes: readonly Fix[]): Mended {
  const before = errorsIn(text);
  for (const some of [fixes, ...fixes.map((fix) => [fix])]) {
    const after = applyFixes(text, some);
    if (after !== text && errorsIn(after) <= before) return { text: after, count: some.length };
  }
  return { text, count: 0 };
}

const errorsIn = (text: string): number => parse(text).diagnostics.filter(({ severity }) => severity === "error").length;
