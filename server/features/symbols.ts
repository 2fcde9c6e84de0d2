// One thing and everywhere it is named: within a member, a pact, or a charter and every pact under it.
import type { Location, Position } from "vscode-languageserver-types";
import { parametersOf } from "../../engine/index.ts";
import type { MemberNode } from "../../grammar/index.ts";
import { occurrencesOf } from "./member-names.ts";
import { type Occurrence, sameThing } from "./occurrences.ts";
import { memberAt } from "./places.ts";
import { covers, rangeOf, type Snapshot, sameFile, type Workspace } from "./snapshot.ts";

/** A name where it stands. */
export interface Mention {
  readonly snapshot: Snapshot;
  readonly member: MemberNode;
  readonly occurrence: Occurrence;
}

/** The name at a position; of several that cover it the shortest. */
export function mentionAt(snapshot: Snapshot, position: Position): Mention | undefined {
  const member = memberAt(snapshot, position);
  if (!member) return undefined;
  const offset = snapshot.offsetAt(position);
  const [occurrence] = occurrencesOf(member, snapshot.analysis.model)
    .filter((each) => covers(each, offset))
    .sort((a, b) => a.end - a.start - (b.end - b.start));
  return occurrence && { snapshot, member, occurrence };
}

export const locationOf = ({ snapshot, occurrence }: Mention): Location => ({ uri: snapshot.uri, range: rangeOf(snapshot, occurrence) });

export function* mentionsIn(snapshot: Snapshot): Generator<Mention> {
  for (const member of snapshot.parsed.tree.members)
    for (const occurrence of occurrencesOf(member, snapshot.analysis.model)) yield { snapshot, member, occurrence };
}

/** Everywhere the thing is named, in every file it is known in. */
export function* mentionsOf(mention: Mention, workspace: Workspace): Generator<Mention> {
  const { occurrence, member } = mention;
  if (occurrence.role === "open") {
    const declared = declarationOf(mention, workspace);
    return declared ? yield* mentionsOf(declared, workspace) : yield mention;
  }
  if (occurrence.role === "variable") {
    for (const each of occurrencesOf(member, mention.snapshot.analysis.model)) {
      if (sameThing(each, occurrence)) yield { ...mention, occurrence: each };
    }
    return;
  }
  const files = filesOf(mention, workspace);
  for (const snapshot of files) for (const each of mentionsIn(snapshot)) if (names(each, mention, files)) yield each;
}

function names(each: Mention, { occurrence }: Mention, files: readonly Snapshot[]): boolean {
  if (each.occurrence.role !== "open" || !["fact", "principal"].includes(occurrence.role)) return sameThing(each.occurrence, occurrence);
  return each.occurrence.name === occurrence.name && !files.some((file) => isArgument(each, file));
}

/** Is what a charter's clause leaves open an argument under this pact? */
function isArgument({ member, occurrence }: Mention, { analysis: { model } }: Snapshot): boolean {
  if (!("name" in member) || !member.name) return false;
  const clause = model.clauses.find(({ name, from }) => from === "charter" && name === member.name!.text);
  return [...(clause?.actions ?? [])].some((action) => parametersOf(action, model.catalogue)?.has(occurrence.name));
}

/** Where the thing is declared: in this file or in a charter above it; what a charter leaves open, in a pact below it. */
export function declarationOf({ snapshot, member, occurrence }: Mention, workspace: Workspace): Mention | undefined {
  if (occurrence.declares) return { snapshot, member, occurrence };
  if (occurrence.role === "variable") {
    const found = occurrencesOf(member, snapshot.analysis.model).find((each) => each.declares && sameThing(each, occurrence));
    return found && { snapshot, member, occurrence: found };
  }
  const isOpen = occurrence.role === "open";
  for (const file of isOpen ? withBelow([snapshot], workspace) : [snapshot, ...chartersAbove(snapshot, workspace)]) {
    for (const each of mentionsIn(file)) {
      const isMeant = isOpen ? fills(each.occurrence, occurrence) : sameThing(each.occurrence, occurrence);
      if (each.occurrence.declares && isMeant) return each;
    }
  }
  return undefined;
}

/** What a charter leaves open is a fact or the principal of a pact below it. */
const fills = ({ role, name }: Occurrence, open: Occurrence): boolean => (role === "fact" || role === "principal") && name === open.name;

// ── Files ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const shared = new Set(["fact", "field", "enum-value", "group", "judge", "parameter", "clause", "limit", "principal"]);

/** The files a thing may be named in. */
export function filesOf(mention: Mention, workspace: Workspace): Snapshot[] {
  const { snapshot, occurrence } = mention;
  if (occurrence.role === "tool" || occurrence.role === "argument" || occurrence.owner?.startsWith("argument "))
    return ofCatalogue(snapshot, workspace);
  if (!shared.has(occurrence.role)) return [snapshot];
  const declared = declarationOf(mention, workspace)?.snapshot ?? snapshot;
  const opened = chartersAbove(declared, workspace).filter((charter) => leavesOpen(charter, occurrence));
  return withBelow([declared, ...opened], workspace);
}

/** A pact's own word that a charter above speaks of binds every pact under that charter to it. */
function leavesOpen(charter: Snapshot, { role, name }: Occurrence): boolean {
  if (role !== "fact" && role !== "principal") return false;
  for (const { occurrence } of mentionsIn(charter)) if (occurrence.role === "open" && occurrence.name === name) return true;
  return false;
}

/** Nearest first. */
export function chartersAbove(snapshot: Snapshot, workspace: Workspace): Snapshot[] {
  const above: Snapshot[] = [];
  for (let here: Snapshot | undefined = snapshot; here?.parsed.tree.under; ) {
    const next: Snapshot | undefined = workspace.at(here.resolve(here.parsed.tree.under.value));
    if (!next || sameFile(next.uri, snapshot.uri) || above.some(({ uri }) => sameFile(uri, next.uri))) break;
    above.push(next);
    here = next;
  }
  return above;
}

/** These files and every one below them. */
function withBelow(files: readonly Snapshot[], workspace: Workspace): Snapshot[] {
  const found = [...files];
  for (const each of workspace.snapshots()) {
    const isBelow = chartersAbove(each, workspace).some(({ uri }) => files.some((file) => sameFile(file.uri, uri)));
    if (isBelow && !found.some(({ uri }) => sameFile(uri, each.uri))) found.push(each);
  }
  return found;
}

export const catalogueOf = ({ analysis, resolve }: Snapshot): string | undefined => {
  const path = analysis.model.references.find(({ role }) => role === "catalogue")?.path;
  return path === undefined ? undefined : resolve(path);
};

/** The pacts that speak of the catalogues this file speaks of, and their charters. */
function ofCatalogue(snapshot: Snapshot, workspace: Workspace): Snapshot[] {
  const own = catalogueOf(snapshot);
  const catalogues = own ? [own] : withBelow([snapshot], workspace).flatMap((each) => catalogueOf(each) ?? []);
  const found = new Map<string, Snapshot>([[snapshot.uri, snapshot]]);
  for (const each of workspace.snapshots()) {
    const uri = catalogueOf(each);
    if (!uri || !catalogues.some((catalogue) => sameFile(catalogue, uri))) continue;
    for (const file of [each, ...chartersAbove(each, workspace)]) found.set(file.uri, file);
  }
  return [...found.values()];
}

/** The pacts through which a file knows its catalogue: itself, or those below a charter. */
export const withCatalogue = (snapshot: Snapshot, workspace: Workspace): Snapshot[] =>
  withBelow([snapshot], workspace).filter((each) => catalogueOf(each) !== undefined);
