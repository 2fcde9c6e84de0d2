// Everywhere a thing is named: in this pact with what each place does to it, and in every file it is known in.
import { type DocumentHighlight, DocumentHighlightKind, type Location, type Position } from "vscode-languageserver-types";
import { occurrencesOf } from "./member-names.ts";
import { sameThing } from "./occurrences.ts";
import { rangeOf, type Snapshot, type Workspace } from "./snapshot.ts";
import { locationOf, mentionAt, mentionsIn, mentionsOf } from "./symbols.ts";

export function references(
  snapshot: Snapshot,
  position: Position,
  { includeDeclaration }: { readonly includeDeclaration: boolean },
  workspace: Workspace,
): Location[] {
  const mention = mentionAt(snapshot, position);
  if (!mention) return [];
  const found = [...mentionsOf(mention, workspace)];
  return found.filter(({ occurrence }) => includeDeclaration || !occurrence.declares).map(locationOf);
}

/** A declaration and a test's `given` write, everything else reads. */
export function documentHighlights(snapshot: Snapshot, position: Position): DocumentHighlight[] {
  const mention = mentionAt(snapshot, position);
  if (!mention) return [];
  const { occurrence, member } = mention;
  const here =
    occurrence.role === "variable"
      ? occurrencesOf(member, snapshot.analysis.model).map((each) => ({ occurrence: each, member }))
      : mentionsIn(snapshot);
  const found: DocumentHighlight[] = [];
  for (const each of here) {
    if (!sameThing(each.occurrence, occurrence)) continue;
    const { start, end } = each.occurrence;
    const isGiven = each.member.kind === "test" && each.member.given.some(({ path }) => path.start <= start && end <= path.end);
    const kind = each.occurrence.declares || isGiven ? DocumentHighlightKind.Write : DocumentHighlightKind.Read;
    found.push({ range: rangeOf(snapshot, each.occurrence), kind });
  }
  return found;
}
