// Code actions: what mends findings, and refactorings. What costs is worked out once an action is chosen.

import { type CodeAction, CodeActionKind, type Range, type TextEdit } from "vscode-languageserver-types";
import { type ClauseMember, isClause } from "../../engine/index.ts";
import { type MemberNode, spellName } from "../../grammar/index.ts";
import { boundaryTests, hasSettableBoundary } from "./boundary-tests.ts";
import { alike, extractable, extractGroup } from "./extract-group.ts";
import { clauseOf } from "./occurrences.ts";
import { membersIn } from "./places.ts";
import { fixAll, fixAllKind, ignores, quickFixes } from "./quick-fixes.ts";
import { rangeOf, type Snapshot, touches } from "./snapshot.ts";
import { mentionAt } from "./symbols.ts";
import { unlessToWhen, whenToUnless } from "./turn-condition.ts";

export interface ActionOptions {
  /** Only actions of these kinds and below them. */
  readonly only?: readonly string[] | undefined;
  /** The editor can place its cursor inside an edit. */
  readonly snippets: boolean;
}

/** What an action carries to be resolved by. */
export interface ActionData {
  readonly uri: string;
  readonly refactoring: "boundary-tests" | "extract-everywhere";
  readonly range: Range;
}

export const codeActionKinds = [CodeActionKind.QuickFix, CodeActionKind.RefactorExtract, CodeActionKind.RefactorRewrite, fixAllKind];

export function codeActions(snapshot: Snapshot, range: Range, { only, snippets }: ActionOptions): CodeAction[] {
  const wants = (kind: string) => !only || only.some((each) => kind === each || kind.startsWith(`${each}.`));
  const found = [
    ...(wants(CodeActionKind.QuickFix) ? [...quickFixes(snapshot, range), ...ignores(snapshot, range, { snippets })] : []),
    ...(only && wants(fixAllKind) ? fixAll(snapshot) : []),
    ...refactorings(snapshot, range),
  ];
  return found.filter(({ kind = "" }) => wants(kind));
}

function refactorings(snapshot: Snapshot, range: Range): CodeAction[] {
  const members = membersIn(snapshot, range);
  const [member] = members;
  if (members.length !== 1 || !member || "broken" in member) return [];
  const clause = isClause(member) ? member : undefined;
  return [
    ...(clause ? extractions(snapshot, clause, range) : []),
    ...(clause ? rewritings(snapshot, clause) : []),
    ...tests(snapshot, member, range),
    ...spellings(snapshot, range),
  ];
}

const action = (snapshot: Snapshot, title: string, kind: CodeActionKind, edits: readonly TextEdit[]): CodeAction[] =>
  edits.length === 0 ? [] : [{ title, kind, edit: { changes: { [snapshot.uri]: [...edits] } } }];

const later = (title: string, kind: CodeActionKind, data: ActionData): CodeAction[] => [{ title, kind, data }];

function extractions(snapshot: Snapshot, clause: ClauseMember, range: Range): CodeAction[] {
  const actions = extractable(snapshot, clause, range);
  if (actions.length === 0) return [];
  const kind = CodeActionKind.RefactorExtract;
  const here = extractGroup(snapshot, clause, actions, { everywhere: false });
  const others = alike(snapshot, actions).filter((each) => each !== clause).length;
  const data: ActionData = { uri: snapshot.uri, refactoring: "extract-everywhere", range };
  return [
    ...action(snapshot, `Make a group of these ${actions.length} actions`, kind, here),
    ...(others > 0
      ? later(`Make a group of these ${actions.length} actions, for every clause that lists them (${others + 1})`, kind, data)
      : []),
  ];
}

function rewritings(snapshot: Snapshot, clause: ClauseMember): CodeAction[] {
  const kind = CodeActionKind.RefactorRewrite;
  return [
    ...action(snapshot, "Write `unless` as `when not`", kind, unlessToWhen(snapshot, clause)),
    ...action(snapshot, "Write `when not` as `unless`", kind, whenToUnless(snapshot, clause)),
  ];
}

/** A name in back-quotes, or without those it does not need; a value in quotes, or without. */
function spellings(snapshot: Snapshot, range: Range): CodeAction[] {
  const mention = mentionAt(snapshot, range.start);
  if (!mention || mention.occurrence.role === "pattern" || !touches(rangeOf(snapshot, mention.occurrence), range)) return [];
  const { occurrence } = mention;
  const { name } = occurrence;
  const written = snapshot.textOf(occurrence);
  const isPlain = spellName(name) === name;
  const to = (title: string, newText: string) =>
    action(snapshot, title, CodeActionKind.RefactorRewrite, [{ range: rangeOf(snapshot, occurrence), newText }]);
  if (occurrence.role === "enum-value") {
    if (occurrence.owner?.startsWith("argument ") && mention.member.kind === "test") return [];
    if (!occurrence.quoted) return to(`Quote \`${name}\``, JSON.stringify(name));
    return isPlain ? to(`Remove the quotes around \`${name}\``, name) : [];
  }
  if (written.startsWith("`")) return isPlain ? to(`Remove the back-quotes around \`${name}\``, name) : [];
  return occurrence.quoted ? [] : to(`Put \`${name}\` in back-quotes`, `\`${name}\``);
}

function tests(snapshot: Snapshot, member: MemberNode, range: Range): CodeAction[] {
  const { model } = snapshot.analysis;
  const clause = clauseOf(member, model);
  if (!clause || model.tree.kind === "charter" || !hasSettableBoundary(clause, model)) return [];
  const data: ActionData = { uri: snapshot.uri, refactoring: "boundary-tests", range };
  return later(`Write tests at the boundaries of \`${clause.name}\``, CodeActionKind.RefactorRewrite, data);
}

// ── Chosen ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function resolveCodeAction(snapshot: Snapshot, chosen: CodeAction): CodeAction {
  const data = chosen.data as ActionData | undefined;
  const member = data && membersIn(snapshot, data.range)[0];
  if (!member) return chosen;
  return { ...chosen, edit: { changes: { [snapshot.uri]: editsOf(data, member, snapshot) } } };
}

function editsOf({ refactoring, range }: ActionData, member: MemberNode, snapshot: Snapshot): TextEdit[] {
  const clause = clauseOf(member, snapshot.analysis.model);
  if (refactoring === "boundary-tests") return clause ? boundaryTests(snapshot, clause) : [];
  return isClause(member) ? extractGroup(snapshot, member, extractable(snapshot, member, range), { everywhere: true }) : [];
}
