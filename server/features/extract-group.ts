// Refactoring: the actions a clause lists become a group, used there or by every clause with the same list.
import type { Range, TextEdit } from "vscode-languageserver-types";
import { type ClauseMember, isClause } from "../../engine/index.ts";
import { type Action, type MemberNode, type Span, show, spellName } from "../../grammar/index.ts";
import { linesOf } from "./lines.ts";
import { rangeOf, type Snapshot, touches } from "./snapshot.ts";

/** The actions that would be extracted: those the selection touches if they are several, else all; none if there are not two. */
export function extractable(snapshot: Snapshot, clause: ClauseMember, range: Range): readonly Action[] {
  const selected = clause.actions.filter((action) => touches(rangeOf(snapshot, action), range));
  const actions = selected.length > 1 ? selected : clause.actions;
  return actions.length > 1 && isBare(snapshot, actions) ? actions : [];
}

/** The clauses that list just these actions, in any order. */
export const alike = (snapshot: Snapshot, actions: readonly Action[]): ClauseMember[] =>
  snapshot.parsed.tree.members.filter(isClause).filter((each) => key(each.actions) === key(actions) && isBare(snapshot, each.actions));

/** Nothing but commas and space between them: a comment there would be lost. */
const isBare = (snapshot: Snapshot, actions: readonly Action[]): boolean =>
  actions.every((action, i) => {
    const next = actions[i + 1];
    return !next || snapshot.textOf({ start: action.end, end: next.start }).trim() === ",";
  });

const key = (actions: readonly Action[]): string =>
  actions
    .map((action) => show.actions([action]))
    .sort()
    .join(", ");

export function extractGroup(
  snapshot: Snapshot,
  clause: ClauseMember,
  actions: readonly Action[],
  { everywhere }: { readonly everywhere: boolean },
): TextEdit[] {
  const others = everywhere ? alike(snapshot, actions).filter((each) => each !== clause) : [];
  const name = spellName(freeName(snapshot, `${clause.name.text}_tools`));
  const uses = [{ clause, actions }, ...others.map((each) => ({ clause: each, actions: each.actions }))];
  const first = snapshot.parsed.tree.members.find((member) => uses.some((use) => use.clause === member)) ?? clause;
  return [
    declaration(snapshot, first, `group ${name}: ${show.actions(actions)}`),
    ...uses.map((use) => ({ range: rangeOf(snapshot, whole(use.actions)), newText: name })),
  ];
}

const whole = (actions: readonly Action[]): Span => ({ start: actions[0]!.start, end: actions.at(-1)!.end });

/** On a line of its own above the member and what documents it. */
function declaration(snapshot: Snapshot, before: MemberNode, text: string): TextEdit {
  const lines = linesOf(snapshot);
  const start = snapshot.positionAt(before.start);
  const lead = lines.lineAt(start.line).slice(0, start.character);
  if (lead.trim()) return { range: { start, end: start }, newText: `${text} ` };
  let line = start.line;
  while (
    line > 0 &&
    lines
      .lineAt(line - 1)
      .trim()
      .startsWith("///")
  )
    line--;
  const at = { line, character: 0 };
  return { range: { start: at, end: at }, newText: `${lead}${text}\n` };
}

export function freeName(snapshot: Snapshot, wanted: string): string {
  const { model } = snapshot.analysis;
  const tests = snapshot.parsed.tree.members.flatMap((member) => ("name" in member && member.name ? [member.name.text] : []));
  const taken = new Set([...tests, ...model.facts.keys(), ...model.groups.keys(), ...model.judges.keys(), ...model.catalogue.keys()]);
  let name = wanted;
  for (let i = 2; taken.has(name); i++) name = `${wanted}_${i}`;
  return name;
}
