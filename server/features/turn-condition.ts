// Refactoring: `unless c` is `when not c`, and can be written either way.
import type { TextEdit } from "vscode-languageserver-types";
import type { Condition, MemberNode } from "../../grammar/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

type Clause = Extract<MemberNode, { kind: "may" | "never" | "escalate" }>;

/** `… unless c` as `… when not (c)`; what stands in `when` already is kept before it. */
export function unlessToWhen(snapshot: Snapshot, { conditions: { when, unless } }: Clause): TextEdit[] {
  if (!unless || unless.kind === "missing" || when?.kind === "missing") return [];
  const negated = not(unless, snapshot);
  if (!when) return [replaced(snapshot, unless.start, unless.end, "unless", `when ${negated}`)];
  const first = when.kind === "or" ? `(${snapshot.textOf(when)})` : snapshot.textOf(when);
  const between = snapshot.textOf({ start: when.end, end: unless.start }).replace(/unless(?=\s*$)/, "and");
  return [{ range: rangeOf(snapshot, { start: when.start, end: unless.end }), newText: `${first}${between}${negated}` }];
}

/** `when not c` as `unless c`, and `when a and not c` as `when a unless c`. */
export function whenToUnless(snapshot: Snapshot, { conditions: { when, unless } }: Clause): TextEdit[] {
  if (!when || unless) return [];
  if (when.kind === "not") return [replaced(snapshot, when.start, when.end, "when", `unless ${bare(when.operand, snapshot)}`)];
  const last = when.kind === "and" ? when.operands.at(-1) : undefined;
  const before = when.kind === "and" ? when.operands.at(-2) : undefined;
  if (last?.kind !== "not" || !before) return [];
  const between = snapshot.textOf({ start: before.end, end: last.start }).replace(/and(?=\s*$)/, "unless");
  return [{ range: rangeOf(snapshot, { start: before.end, end: last.end }), newText: `${between}${bare(last.operand, snapshot)}` }];
}

function not(node: Condition, snapshot: Snapshot): string {
  const text = snapshot.textOf(node);
  if (node.kind === "not") return snapshot.textOf(node.operand);
  return ["parenthesised", "holds", "after"].includes(node.kind) ? `not ${text}` : `not (${text})`;
}

/** Without parentheses that are no longer needed. */
const bare = (node: Condition, snapshot: Snapshot): string => snapshot.textOf(node.kind === "parenthesised" ? node.inner : node);

/** From the word before a condition to the condition's end: the text from the word on, within one member. */
function replaced(snapshot: Snapshot, start: number, end: number, word: string, newText: string): TextEdit {
  const place = snapshot.positionAt(start);
  const range = { start: place, end: snapshot.positionAt(end) };
  for (let back = word.length; back <= mostSpace; back++) {
    const lead = snapshot.textOf({ start: start - back, end: start });
    if (lead.startsWith(word)) return { range: { ...range, start: snapshot.positionAt(start - back) }, newText };
  }
  return { range, newText: snapshot.textOf({ start, end }) };
}

/** How much space and comment may stand between a word and its condition. */
const mostSpace = 2000;
