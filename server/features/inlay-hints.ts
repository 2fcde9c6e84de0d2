// Inlay hints: what counts although it is not written. Few, and each says more once it is looked at.
import { type InlayHint, InlayHintKind, type Range } from "vscode-languageserver-types";
import { expandActions, type Model, parametersOf } from "../../engine/index.ts";
import { type MemberNode, spellName, type ToolCall } from "../../grammar/index.ts";
import { countOf, toolsOf } from "./describe.ts";
import { occurrencesOf } from "./member-names.ts";
import { clauseOf } from "./occurrences.ts";
import { membersIn } from "./places.ts";
import type { Snapshot } from "./snapshot.ts";

/** What a hint carries to be resolved by. */
export interface HintData {
  readonly uri: string;
  readonly about: "pattern" | "group" | "every-tool" | "zone" | "default" | "now" | "soft" | "failure";
  readonly name: string;
}

export const inlayHints = (snapshot: Snapshot, range: Range): InlayHint[] =>
  membersIn(snapshot, range).flatMap((member) => hintsOf(member, snapshot));

function hintsOf(member: MemberNode, snapshot: Snapshot): InlayHint[] {
  const { model } = snapshot.analysis;
  const hint = (anchor: number, label: string, about: HintData["about"], name: string): InlayHint => ({
    position: snapshot.positionAt(anchor),
    label,
    kind: about === "default" ? InlayHintKind.Parameter : InlayHintKind.Type,
    paddingLeft: true,
    data: { uri: snapshot.uri, about, name } satisfies HintData,
  });
  switch (member.kind) {
    case "effective":
      return [member.from, member.until].flatMap((moment) =>
        moment && !hasZone(moment.text) ? [hint(moment.end, model.timezone ?? "UTC", "zone", model.timezone ?? "UTC")] : [],
      );
    case "never":
    case "escalate":
      if (member.actions.length === 0 && member.name.text) {
        const count = clauseOf(member, model)?.actions.size ?? 0;
        const colon = snapshot.textOf({ start: member.name.end, end: member.end }).indexOf(":");
        return [
          hint(member.name.end + colon + 1, `every tool (${count})`, "every-tool", member.name.text),
          ...counted(member, model, hint),
        ];
      }
      return counted(member, model, hint);
    case "limit":
      return [
        ...counted(member, model, hint),
        ...(member.hard || !member.soft ? [] : [hint(member.end, "notice only", "soft", member.name.text)]),
      ];
    case "record":
      return member.onFailure ? [] : [hint(member.end, `on failure ${model.onRecordFailure}`, "failure", model.onRecordFailure)];
    case "test":
      return [...defaults(member.call, model, hint), ...now(member, model, hint)];
    default:
      return counted(member, model, hint);
  }
}

type Hint = (anchor: number, label: string, about: HintData["about"], name: string) => InlayHint;

const hasZone = (moment: string): boolean => /T.*(Z|[+-]\d\d:?\d\d)$/.test(moment);

/** How many tools a pattern stands for, and a group where it is used. */
function counted(member: MemberNode, model: Model, hint: Hint): InlayHint[] {
  if (!model.catalogueKnown) return [];
  return occurrencesOf(member, model).flatMap(({ role, name, declares, end }) => {
    if (declares || (role !== "pattern" && role !== "group")) return [];
    const count = (role === "group" ? groupTools(name, model) : toolsOf(name, model)).length;
    return [hint(end, `(${count})`, role, name)];
  });
}

const groupTools = (name: string, model: Model): string[] => [...expandActions(model.groups.get(name)?.actions ?? [], model)];

/** What the schema puts in the place of an argument a test leaves out; null is nothing. */
function defaults({ tool, args, end }: ToolCall, model: Model, hint: Hint): InlayHint[] {
  const given = new Set(args.map(({ name }) => name.text));
  const omitted = [...(parametersOf(tool.text, model.catalogue) ?? [])].filter(
    ([name, parameter]) => parameter.default !== undefined && parameter.default !== null && !given.has(name),
  );
  if (omitted.length === 0) return [];
  const label = omitted.map(([name, parameter]) => `${spellName(name)}: ${JSON.stringify(parameter.default)}`).join(", ");
  return [hint(end - 1, args.length > 0 ? `, ${label}` : label, "default", tool.text)];
}

/** A test without `now` happens when the pact comes into force. */
function now({ given, call }: Extract<MemberNode, { kind: "test" }>, { effective }: Model, hint: Hint): InlayHint[] {
  const isGiven = given.some(({ path: { steps } }) => steps[0]?.kind === "name" && steps[0].text === "now");
  return isGiven || !effective ? [] : [hint(call.end, `now is ${effective.from}`, "now", effective.from)];
}

// ── Looked at ───────────────────────────────────────────────────────────────────────────────────────────────────────

export function resolveInlayHint(snapshot: Snapshot, hint: InlayHint): InlayHint {
  const data = hint.data as HintData | undefined;
  return data ? { ...hint, tooltip: { kind: "markdown", value: inWords(data, snapshot.analysis.model) } } : hint;
}

function inWords({ about, name }: HintData, model: Model): string {
  switch (about) {
    case "pattern":
      return `It stands for ${countOf(toolsOf(name, model))}.`;
    case "group":
      return `It stands for ${countOf(groupTools(name, model))}.`;
    case "every-tool": {
      const clause = model.clauses.find((each) => each.name === name);
      return `A clause that names no actions covers every tool of the catalogue that has what it reads, and not \`respond\` or \`handoff\`. Here: ${countOf([...(clause?.actions ?? [])])}.`;
    }
    case "zone":
      return `A date without a zone is taken in ${name === "UTC" && !model.timezone ? "UTC; `timezone` says otherwise" : `the pact's zone, ${name}`}.`;
    case "default":
      return "What the schema puts in the place of what is left out.";
    case "now":
      return `A test without \`now\` happens when the pact comes into force: ${name}.`;
    case "soft":
      return "Without `hard` this limit gives notice and denies nothing.";
    case "failure":
      return name === "deny"
        ? "The charter denies what cannot be recorded, and so does every pact under it."
        : "Without `on failure deny`, what cannot be recorded happens all the same.";
  }
}
