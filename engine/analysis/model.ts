// What a pact declares, by name: the side tables every later floor reads. Built from the tree, its charter and its
// catalogue; the tree itself is never touched.
import type {
  Action,
  Diagnostic,
  EscalateMember,
  FactMember,
  GroupMember,
  JudgeMember,
  LimitMember,
  MayMember,
  MemberNode,
  Name,
  NeverMember,
  Pact,
  Parsed,
  RegexLiteral,
  Span,
  TestMember,
} from "../../grammar/index.ts";
import type { Catalogue, Tool } from "./catalogue.ts";
import type { FieldType, Type } from "./types.ts";

export type ClauseMember = MayMember | NeverMember | EscalateMember;

export const isClause = (member: MemberNode): member is ClauseMember =>
  member.kind === "may" || member.kind === "never" || member.kind === "escalate";

/** A clause with the identity that decisions, tests, evidence and editors all speak of. */
export interface Clause {
  readonly id: string;
  readonly name: string;
  readonly member: ClauseMember;
  /** The tools, `respond` and `handoff` it speaks of. */
  readonly actions: ReadonlySet<string>;
  /** The facts its conditions read, each once. */
  readonly facts: readonly string[];
  /** Where it stands: the pact itself, or its charter. */
  readonly from: "pact" | "charter";
}

/** A limit with its identity, and the actions it counts. */
export interface Limit {
  readonly id: string;
  readonly name: string;
  readonly member: LimitMember;
  /** Canonical: the tool of `handoff … by` is `handoff`. */
  readonly actions: ReadonlySet<string>;
  /** Names its accounts, whatever the version of the pact. */
  readonly key: string;
  readonly from: "pact" | "charter";
}

/** What another agent may do with this one's authority. */
export interface Delegate {
  readonly to: string;
  readonly actions: ReadonlySet<string>;
}

export interface Fact {
  readonly name: string;
  readonly member: FactMember;
  readonly type: Type;
  /** The tools whose results it reads; empty where the host or a message supplies it. */
  readonly tools: readonly string[];
  readonly from: "pact" | "charter";
}

/** A file the pact names, relative to its own folder. */
export interface FileReference extends Span {
  readonly role: "charter" | "catalogue" | "prompt" | "recordings" | "cases" | "baseline";
  readonly path: string;
}

/** Where a name used somewhere is declared, for definition, hover and rename. */
export interface Use extends Span {
  readonly name: string;
  readonly role:
    | "fact"
    | "group"
    | "tool"
    | "argument"
    | "clause"
    | "principal"
    | "builtin"
    | "variable"
    | "field"
    | "enum-value"
    | "function";
  readonly type?: Type;
  readonly from?: "pact" | "charter";
  readonly owner?: string;
}

export interface Model {
  readonly tree: Pact;
  readonly id: string;
  readonly version: string;
  readonly catalogue: Catalogue;
  readonly catalogueKnown: boolean;
  readonly clauses: readonly Clause[];
  readonly facts: ReadonlyMap<string, Fact>;
  readonly groups: ReadonlyMap<string, GroupMember>;
  readonly judges: ReadonlyMap<string, JudgeMember>;
  readonly limits: readonly Limit[];
  readonly delegates: readonly Delegate[];
  /** Who acts, as its own identity. */
  readonly agent: string | undefined;
  /** What happens where an action cannot be recorded. */
  readonly onRecordFailure: "deny" | "allow";
  readonly tests: readonly TestMember[];
  readonly principal: { readonly name: string; readonly type: Type } | undefined;
  readonly handoffTool: string | undefined;
  readonly timezone: string | undefined;
  readonly effective: { readonly from: string; readonly until: string | undefined } | undefined;
  readonly results: "json" | "yaml" | "text";
  readonly errors: RegexLiteral | undefined;
  readonly references: readonly FileReference[];
  /** What stands above a member of the pact or its charters, or above the head, of which the name is asked for. */
  readonly documentation: (of: MemberNode | Name) => string | undefined;
  /** SHA-256 over the canonical text and the hashes of charter, catalogue and prompt, in lower-case hex. */
  readonly hash: () => string;
}

/** What one member of a pact means. */
export interface MemberMeaning {
  /** The names used in it. */
  readonly uses: readonly Use[];
  /** The clause it is, if it is one. */
  readonly clause?: Clause;
}

export interface Analysis {
  readonly model: Model;
  /** Of each member of the tree, in its order: the same objects for as long as the member, and what it names, are. */
  readonly byMember: readonly MemberMeaning[];
  readonly diagnostics: readonly Diagnostic[];
  /** One of them is an error. */
  readonly hasErrors: boolean;
}

/** The catalogue is known, and nothing in the pact is an error. */
export const isSettled = ({ model, hasErrors }: Pick<Analysis, "model" | "hasErrors">): boolean => model.catalogueKnown && !hasErrors;

/** Findings by where they stand in the text. */
export function inTextOrder(diagnostics: readonly Diagnostic[], parsed: Parsed): readonly Diagnostic[] {
  if (diagnostics.length < 2) return diagnostics;
  const placed = diagnostics.map((diagnostic) => ({ diagnostic, at: parsed.offsetOf(diagnostic.start) }));
  return placed.sort((a, b) => a.at - b.at).map(({ diagnostic }) => diagnostic);
}

export const clauseId = (pact: string, version: string, clause: string): string => `${pact}@${version}#${clause}`;

/** The tool of `handoff … by` and the action `handoff` are one. */
export const canonicalAction = (action: string, { handoffTool }: Pick<Model, "handoffTool">): string =>
  action === handoffTool ? "handoff" : action;

/** The parameters of an action; `respond` carries its text. */
export function parametersOf(action: string, catalogue: Catalogue): ReadonlyMap<string, FieldType> | undefined {
  if (action === "respond") return respondParameters;
  if (action === "handoff") return new Map();
  return catalogue.get(action)?.parameters;
}
const respondParameters: ReadonlyMap<string, FieldType> = new Map([
  ["text", { type: { kind: "text" }, required: true, description: "what the agent says" }],
]);

/** Does a pattern such as `get_*` match a tool's name? `*` stands for any characters. */
export function matchesPattern(pattern: string, name: string): boolean {
  const parts = pattern.split("*");
  if (!name.startsWith(parts[0]!) || name.length < pattern.length - (parts.length - 1)) return false;
  let at = parts[0]!.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  const last = parts.at(-1)!;
  return parts.length === 1 ? name === pattern : name.length - last.length >= at && name.endsWith(last);
}

type Actions = Pick<Model, "catalogue" | "groups" | "handoffTool">;

/**
 * The names of the actions a list speaks of, through groups; unknown names match nothing (they are reported elsewhere).
 * The tool of `handoff … by` is the action `handoff`, which only its name includes.
 */
export function expandActions(actions: readonly Action[], model: Actions): Set<string> {
  const { catalogue, groups, handoffTool } = model;
  const found = new Set<string>();
  const seen = new Set<string>();
  const addTools = (test: (tool: Tool) => boolean) => {
    for (const tool of catalogue.values()) if (tool.name !== handoffTool && test(tool)) found.add(tool.name);
  };
  const left = actions.toReversed();
  for (let action = left.pop(); action; action = left.pop()) {
    const { kind, text } = action.kind === "any-tool" ? { kind: action.kind, text: action.nature } : action;
    if (kind === "pattern") addTools(({ name }) => matchesPattern(text, name));
    else if (kind === "any-tool") addTools(({ readOnly, destructive }) => (text === "read-only" ? readOnly : destructive));
    else if (groups.has(text) && !seen.has(text)) {
      seen.add(text);
      for (const each of groups.get(text)!.actions.toReversed()) left.push(each);
    } else if (text === "respond" || text === "handoff" || catalogue.has(text)) found.add(text);
  }
  return found;
}

export const membersOf = <Kind extends MemberNode["kind"]>(
  members: readonly MemberNode[],
  kind: Kind,
): Extract<MemberNode, { kind: Kind }>[] => members.filter((member): member is Extract<MemberNode, { kind: Kind }> => member.kind === kind);

/** The word a member begins with: where what is said of the whole member stands. */
export function firstWord(member: MemberNode): Span {
  const word = member.kind === "suite" ? member.sort : member.kind === "broken" ? member.word : member.kind;
  return { start: member.start, end: Math.min(member.end, member.start + word.length) };
}

/** Members that stand at most once in a pact. */
export const onceMembers = [
  "version",
  "purpose",
  "effective",
  "timezone",
  "owner",
  "reviewers",
  "review",
  "agent",
  "tools",
  "suspend",
  "handoff",
  "record",
  "drift",
] as const;
