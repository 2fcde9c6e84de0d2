// Where things are declared: in the pact, in a charter above it, in the catalogue, or as a file of their own.
import type { Location, Position, Range } from "vscode-languageserver-types";
import type { FileReference } from "../../engine/index.ts";
import type { Span } from "../../grammar/index.ts";
import { filesNamed } from "./files.ts";
import { type JsonStep, placeInJson } from "./json-places.ts";
import { Lines } from "./lines.ts";
import type { Occurrence } from "./occurrences.ts";
import { holds, rangeOf, type Snapshot, type Workspace } from "./snapshot.ts";
import { declarationOf, locationOf, type Mention, mentionAt, mentionsIn, withCatalogue } from "./symbols.ts";

export function definition(snapshot: Snapshot, position: Position, workspace: Workspace): Location[] {
  const file = referenceAt(snapshot, position);
  if (file) return file.path.includes("*") ? [] : [{ uri: snapshot.resolve(file.path), range: top }];
  const mention = mentionAt(snapshot, position);
  if (!mention) return [];
  const declared = declarationOf(mention, workspace);
  return declared ? [locationOf(declared)] : inCatalogues(mention, workspace);
}

/** Where the fields or values of what stands here are declared. */
export function typeDefinition(snapshot: Snapshot, position: Position, workspace: Workspace): Location[] {
  const mention = mentionAt(snapshot, position);
  if (!mention) return [];
  const { occurrence } = mention;
  const key = keyOf(occurrence);
  for (const file of [snapshot, declarationOf(mention, workspace)?.snapshot]) {
    if (!file || !key) continue;
    for (const each of mentionsIn(file)) if (each.occurrence.declares && each.occurrence.owner === key) return [locationOf(each)];
  }
  return definition(snapshot, position, workspace);
}

const top: Range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

/** The file named at a position, in the header too. */
export const referenceAt = (snapshot: Snapshot, position: Position): FileReference | undefined =>
  filesNamed(snapshot).find((file) => holds(rangeOf(snapshot, file), position));

/** What the parts of a thing have as their owner. */
function keyOf({ role, name, owner, tools }: Occurrence): string | undefined {
  if (role === "fact") return `fact ${name}`;
  if (role === "principal") return "principal";
  if (role === "argument") return `argument ${tools?.[0]} ${name}`;
  if (role === "field") return `${owner}.${name}`;
  return role === "enum-value" ? owner : undefined;
}

// ── Catalogue ───────────────────────────────────────────────────────────────────────────────────────────────────────

function inCatalogues(mention: Mention, workspace: Workspace): Location[] {
  const steps = stepsTo(mention.occurrence);
  return steps.length > 0 ? withCatalogue(mention.snapshot, workspace).flatMap((each) => inCatalogue(each, steps) ?? []) : [];
}

/** The ways to a thing through the catalogue's JSON, one for each tool it may belong to. */
function stepsTo({ role, name, owner, tools }: Occurrence): JsonStep[][] {
  if (role === "tool") return [toolSteps(name)];
  if (role === "argument") return (tools ?? []).map((tool) => [...toolSteps(tool), ...argumentSteps(name)]);
  const [, tool, argument, inside = ""] = /^argument (\S+) ([^.]+)(.*)$/.exec(owner ?? "") ?? [];
  if (!tool || !argument) return [];
  const fields = [...inside.split(".").filter(Boolean), ...(role === "field" ? [name] : [])];
  return [[...toolSteps(tool), ...argumentSteps(argument), ...fields.flatMap((field) => ["properties", field])]];
}
const toolSteps = (tool: string): JsonStep[] => ["tools", { where: "name", is: tool }];
const argumentSteps = (argument: string): JsonStep[] => ["inputSchema", "properties", argument];

function inCatalogue(snapshot: Snapshot, ways: readonly JsonStep[][]): Location | undefined {
  const path = snapshot.analysis.model.references.find(({ role }) => role === "catalogue")?.path;
  const text = path === undefined ? undefined : snapshot.read(path);
  if (path === undefined || text === undefined) return undefined;
  const lines = new Lines(text);
  for (const way of ways) {
    const place = found(text, way);
    if (place) return { uri: snapshot.resolve(path), range: { start: lines.positionAt(place.start), end: lines.positionAt(place.end) } };
  }
  return undefined;
}

/** A catalogue may be a bare list of tools; lists of records have their fields below `items`. */
function found(text: string, way: JsonStep[]): Span | undefined {
  const plain = text.trimStart().startsWith("[") ? way.slice(1) : way;
  const isTool = typeof plain.at(-1) === "object";
  if (isTool) return placeInJson(text, [...plain, "name"])?.value;
  const through = plain.flatMap((step, i) => (step === "properties" && i > plain.length - way.length + 4 ? ["items", step] : [step]));
  return (placeInJson(text, plain) ?? placeInJson(text, through))?.key;
}
