// Rename: of what a pact or charter declares, everywhere it is named, also in charters above and pacts beside. What it
// cannot rename without changing what is decided it refuses, and says why.
import type { Position, Range, TextEdit, WorkspaceEdit } from "vscode-languageserver-types";
import { builtins, parametersOf } from "../../engine/index.ts";
import { type MemberNode, spellName, type TypeNode } from "../../grammar/index.ts";
import { functionWords } from "./functions.ts";
import { occurrencesOf } from "./member-names.ts";
import { clauseOf, type Occurrence } from "./occurrences.ts";
import { rangeOf, type Snapshot, type Workspace } from "./snapshot.ts";
import { chartersAbove, declarationOf, filesOf, type Mention, mentionAt, mentionsIn, mentionsOf } from "./symbols.ts";

export interface Refusal {
  readonly problem: string;
}

export function prepareRename(
  snapshot: Snapshot,
  position: Position,
  workspace: Workspace,
): { readonly range: Range; readonly placeholder: string } | Refusal {
  const mention = mentionAt(snapshot, position);
  if (!mention) return { problem: "there is no name here that could be changed" };
  const problem = cannotBeRenamed(mention, workspace);
  if (problem) return { problem };
  return { range: rangeOf(snapshot, mention.occurrence), placeholder: mention.occurrence.name };
}

export function rename(snapshot: Snapshot, position: Position, newName: string, workspace: Workspace): WorkspaceEdit | Refusal {
  const prepared = prepareRename(snapshot, position, workspace);
  if ("problem" in prepared) return prepared;
  const mention = mentionAt(snapshot, position)!;
  const name = newName.replace(/^`(.*)`$/, "$1");
  if (name === mention.occurrence.name) return { changes: {} };
  const problem = unspeakable(name, mention.occurrence) ?? taken(name, mention, workspace);
  if (problem) return { problem };
  const changes: Record<string, TextEdit[]> = {};
  for (const each of mentionsOf(mention, workspace)) {
    changes[each.snapshot.uri] ??= [];
    changes[each.snapshot.uri]!.push(...editsOf(each, name));
  }
  return { changes };
}

function editsOf({ snapshot, member, occurrence }: Mention, name: string): TextEdit[] {
  const edit: TextEdit = { range: rangeOf(snapshot, occurrence), newText: spelled(name, occurrence, snapshot) };
  return occurrence.role === "field" && occurrence.declares ? [edit, ...placeKept(snapshot, member, occurrence, name)] : [edit];
}

function spelled(name: string, { role, quoted }: Occurrence, { analysis: { model } }: Snapshot): string {
  if (role !== "enum-value") return spellName(name);
  const isName = spellName(name) === name && !model.facts.has(name) && !builtins.has(name) && model.principal?.name !== name;
  return quoted || !isName ? JSON.stringify(name) : name;
}

/** A field of a tool's answer is read by its name: renamed, it says `at` which name the answer has. */
function placeKept(snapshot: Snapshot, member: MemberNode, { start, name: old }: Occurrence, name: string): TextEdit[] {
  if (member.kind !== "fact" || member.source?.kind !== "result-source") return [];
  const field = fieldsIn(member.type).find((each) => each.name.start === start);
  if (!field) return [];
  const [only, more] = field.at?.steps ?? [];
  const end = snapshot.positionAt(field.type.end);
  if (!field.at) return [{ range: { start: end, end }, newText: ` at ${spellName(old)}` }];
  const isBack = !more && only?.kind === "name" && only.text === name;
  return isBack ? [{ range: { start: end, end: snapshot.positionAt(field.end) }, newText: "" }] : [];
}

function fieldsIn(type: TypeNode | undefined): Extract<TypeNode, { kind: "record-type" }>["fields"][number][] {
  if (type?.kind === "list") return fieldsIn(type.of);
  return type?.kind === "record-type" ? type.fields.flatMap((field) => [field, ...fieldsIn(field.type)]) : [];
}

// ── Refusals ────────────────────────────────────────────────────────────────────────────────────────────────────────

function cannotBeRenamed(mention: Mention, workspace: Workspace): string | undefined {
  const { role, name, owner } = mention.occurrence;
  const called = `\`${name}\``;
  if (owner?.startsWith("argument ")) return `${called} stands in the tool catalogue; rename it there`;
  switch (role) {
    case "tool":
      return ["respond", "handoff"].includes(name)
        ? `${called} is a word of the language`
        : `${called} is a tool of the catalogue; rename it there`;
    case "argument":
      return `${called} is an argument of a tool in the catalogue; rename it there`;
    case "pattern":
      return `${called} stands for every tool it matches; it is no name`;
    case "builtin":
    case "function":
    case "term":
      return `${called} is a word of the language`;
    case "open":
      return `${called} is left to the pacts under this charter; rename it where one of them declares it`;
    default: {
      const declared = declarationOf(mention, workspace);
      if (!declared) return `nothing declares ${called}, so nothing can rename it`;
      return role === "enum-value" ? answered(declared) : undefined;
    }
  }
}

/** A value that a tool answers, or a pattern of a message yields, is not the pact's to name. */
function answered({ member, occurrence: { name } }: Mention): string | undefined {
  const isAnswered = member.kind === "fact" && member.source?.kind === "result-source";
  return isAnswered ? `\`${name}\` is what a tool answers; renamed, it would never be read again` : undefined;
}

function unspeakable(name: string, { role }: Occurrence): string | undefined {
  if (!name.trim()) return "a name has at least one character";
  if (/[\n\r]/.test(name)) return "a name stands on one line";
  if (role !== "enum-value" && name.includes("`")) return "a name has no back-quote in it";
  return undefined;
}

const sameKind: readonly (readonly Occurrence["role"][])[] = [
  ["clause", "limit"],
  ["fact", "group", "judge", "principal"],
  ["test"],
  ["suite"],
];

/** Why the new name would be read as something else, somewhere. */
function taken(name: string, mention: Mention, workspace: Workspace): string | undefined {
  const { role, owner } = mention.occurrence;
  const kinds = sameKind.find((each) => each.includes(role)) ?? [role];
  if (["fact", "principal", "variable"].includes(role) && builtins.has(name)) return `\`${name}\` is a word that is always there`;
  if (role === "judge" && functionWords.has(name)) return `\`${name}\` is a function`;
  for (const file of withChartersAbove(filesOf(mention, workspace), workspace)) {
    if (role === "group" && file.analysis.model.catalogue.has(name)) return `\`${name}\` is a tool of the catalogue`;
    for (const { occurrence, member } of mentionsIn(file)) {
      if (role === "variable" && member !== mention.member) continue;
      if (occurrence.name !== name || occurrence.owner !== owner || !(occurrence.declares || role === "variable")) continue;
      if (role === "variable" || kinds.includes(occurrence.role)) return `\`${name}\` is already the name of a ${occurrence.role}`;
    }
  }
  return ["fact", "principal"].includes(role) ? hidden(name, mention, workspace) : undefined;
}

function withChartersAbove(files: readonly Snapshot[], workspace: Workspace): Set<Snapshot> {
  return new Set(files.flatMap((file) => [file, ...chartersAbove(file, workspace)]));
}

/** An argument or a variable of the same name would be meant instead. */
function hidden(name: string, mention: Mention, workspace: Workspace): string | undefined {
  for (const { snapshot, member } of mentionsOf(mention, workspace)) {
    const { model } = snapshot.analysis;
    const action = [...(clauseOf(member, model)?.actions ?? [])].find((each) => parametersOf(each, model.catalogue)?.has(name));
    if (action) return `\`${name}\` is an argument of \`${action}\`, and would be read as that where it is used`;
    if (occurrencesOf(member, model).some((each) => each.role === "variable" && each.name === name))
      return `\`${name}\` is a variable where it is used, and would be read as that`;
  }
  return undefined;
}
