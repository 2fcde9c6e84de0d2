// Refactoring: `unless c` is `when not c`, and can be written either way.
import type { TextEdit } from "vscode-languageserver-types";
import type { ClauseMember } from "../../engine/index.ts";
import type { Condition } from "../../grammar/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

/** `… unless c` as `… when not (c)`; what stands in `when` already is kept before it. */
export function unlessToWhen(snapshot: Snapshot, { conditions: { when, unless } }: ClauseMember): TextEdit[] {
  if (!unless || unless.kind === "missing" || when?.kind === "missing") return [];
  const negated = not(unless, snapshot);
  if (!when) return replaced(snapshot, unless.start, unless.end, "unless", `when ${negated}`);
  const first = when.kind === "or" ? `(${snapshot.textOf(when)})` : snapshot.textOf(when);
  const between = withWord(snapshot.textOf({ start: when.end, end: unless.start }), "unless", "and");
  if (between === undefined) return [];
  return [{ range: rangeOf(snapshot, { start: when.start, end: unless.end }), newText: `${first}${between}${negated}` }];
}

/** `when not c` as `unless c`, and `when a and not c` as `when a unless c`. */
export function whenToUnless(snapshot: Snapshot, { conditions: { when, unless } }: ClauseMember): TextEdit[] {
  if (!when || unless) return [];
  if (when.kind === "not") return replaced(snapshot, when.start, when.end, "when", `unless ${bare(when.operand, snapshot)}`);
  const last = when.kind === "and" ? when.operands.at(-1) : undefined;
  const before = when.kind === "and" ? when.operands.at(-2) : undefined;
  if (last?.kind !== "not" || !before) return [];
  const between = withWord(snapshot.textOf({ start: before.end, end: last.start }), "and", "unless");
  if (between === undefined) return [];
  return [{ range: rangeOf(snapshot, { start: before.end, end: last.end }), newText: `${between}${bare(last.operand, snapshot)}` }];
}

/** Space and one word as space and another; undefined where there is more, such as a comment: it would have to be understood to be kept. */
function withWord(between: string, word: string, other: string): string | undefined {
  return between.trim() === word ? between.replace(word, other) : undefined;
}

function not(node: Condition, snapshot: Snapshot): string {
  const text = snapshot.textOf(node);
  if (node.kind === "not") return snapshot.textOf(node.operand);
  return ["parenthesised", "holds", "after"].includes(node.kind) ? `not ${text}` : `not (${text})`;
}

/** Without parentheses that are no longer needed. */
const bare = (node: Condition, snapshot: Snapshot): string => snapshot.textOf(node.kind === "parenthesised" ? node.inner : node);

/** From the word before a condition to the condition's end. Where more than space stands between them, a comment, it would be lost: nothing. */
function replaced(snapshot: Snapshot, start: number, end: number, word: string, newText: string): TextEdit[] {
  for (let back = word.length + 1; back <= mostSpace; back++) {
    const lead = snapshot.textOf({ start: start - back, end: start });
    if (lead.trim() === word)
      return [{ range: rangeOf(snapshot, { start: start - back, end }), newText: lead.replace(/\S[\s\S]*/, newText) }];
    if (lead.trim().length > word.length) return [];
  }
  return [];
}

/** How much space may stand between a word and its condition. */
const mostSpace = 200;
