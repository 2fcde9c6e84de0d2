// What a pact and the charters above it declare, by name: facts, groups, judges, tools as refined, limits.
import type { Action, BrokenMember, FactMember, GroupMember, JudgeMember, LimitMember, MemberNode, Name } from "../../grammar/index.ts";
import { type Gathered, gathered, sameEnds } from "../../grammar/index.ts";
import type { Catalogue } from "./catalogue.ts";
import { Findings } from "./check.ts";
import { type Memory, noTables } from "./memory.ts";
import { canonicalAction, clauseId, expandActions, type Fact, type Limit, type Model } from "./model.ts";
import { any, refineType, typeOfNode } from "./types.ts";

type Kind = MemberNode["kind"];
type Of<K extends Kind> = Extract<MemberNode, { kind: K }>;

/** The members of one file by kind: the list of a kind is the same object for as long as no member of it changes. */
export class ByKind {
  readonly members: readonly MemberNode[];
  private readonly lists: Readonly<Partial<Record<Kind, Gathered<MemberNode, MemberNode>>>>;

  constructor(members: readonly MemberNode[], before?: ByKind) {
    this.members = members;
    const { start, end } = before ? sameEnds(before.members, members) : { start: 0, end: 0 };
    const changed = new Set<Kind>();
    for (let i = start; before && i < before.members.length - end; i++) changed.add(before.members[i]!.kind);
    for (let i = start; i < members.length - end; i++) changed.add(members[i]!.kind);
    const lists = { ...before?.lists };
    for (const kind of changed) lists[kind] = gathered(members, (member) => (member.kind === kind ? [member] : none), lists[kind]);
    this.lists = lists;
  }

  of<K extends Kind>(kind: K): readonly Of<K>[] {
    return (this.lists[kind]?.found ?? none) as readonly Of<K>[];
  }
}
const none: readonly MemberNode[] = [];

/** Members by kind, the pact's own before its charters'. */
export class Members {
  private readonly own: ByKind;
  private readonly above: ByKind;
  private readonly inherited: ReadonlySet<MemberNode>;

  constructor(own: ByKind, above: ByKind) {
    this.own = own;
    this.above = above;
    this.inherited = new Set(above.members);
  }

  of<K extends Kind>(kind: K): readonly Of<K>[] {
    return this.own.of(kind);
  }
  ofCharters<K extends Kind>(kind: K): readonly Of<K>[] {
    return this.above.of(kind);
  }
  all<K extends Kind>(kind: K): readonly Of<K>[] {
    const above = this.ofCharters(kind);
    return above.length > 0 ? [...this.of(kind), ...above] : this.of(kind);
  }
  only<K extends Kind>(kind: K): Of<K> | undefined {
    return this.of(kind)[0];
  }
  /** What stands for all members of these kinds, to keep what was made of them by. */
  key(...kinds: readonly Kind[]): readonly unknown[] {
    return [this.above.members, ...kinds.map((kind) => this.own.of(kind))];
  }
  /** The charters' before the pact's, the outermost charter's first, and each in the order of its text. */
  inOrder<Member extends MemberNode>(test: (member: MemberNode) => member is Member): Member[] {
    return [...this.above.members.filter(test), ...this.own.members.filter(test)];
  }
  isInherited = (member: MemberNode): boolean => this.inherited.has(member);
  origin = (member: MemberNode): "pact" | "charter" => (this.inherited.has(member) ? "charter" : "pact");
}

/** By name; of two with the same name the first. */
export function byName<Member extends { readonly name: Name }>(members: readonly Member[]): Map<string, Member> {
  return new Map(members.toReversed().map((member) => [member.name.text, member]));
}

export function readGroups(members: Members): Map<string, GroupMember> {
  return byName<GroupMember>(members.all("group"));
}
export function readJudges(members: Members): Map<string, JudgeMember> {
  return byName<JudgeMember>(members.all("judge"));
}

/** The catalogue with what `refine` narrows; `groups` as they stand. */
export function refine(
  catalogue: Catalogue,
  groups: ReadonlyMap<string, GroupMember>,
  members: Members,
): { value: Catalogue; findings: Findings } {
  const findings = new Findings();
  const refined = new Map(catalogue);
  for (const member of members.all("refine")) {
    for (const name of expandActions(member.actions, { catalogue, groups, handoffTool: undefined })) {
      const tool = refined.get(name);
      if (!tool) continue;
      const narrow = member.fields && typeOfNode(member.fields);
      for (const field of member.fields?.fields ?? []) {
        if (!tool.parameters.has(field.name.text) && !members.isInherited(member))
          findings.unknown(
            field.name,
            "PACT2003",
            `\`${name}\` has no argument \`${field.name.text}\``,
            field.name.text,
            tool.parameters.keys(),
          );
      }
      const record = narrow ? refineType({ kind: "record", fields: tool.parameters }, narrow) : undefined;
      refined.set(name, {
        ...tool,
        ...(member.nature && { readOnly: member.nature === "read-only", destructive: member.nature === "destructive" }),
        ...(record?.kind === "record" && { parameters: record.fields }),
      });
    }
  }
  return { value: refined, findings };
}

type Named = { readonly catalogue: Catalogue; readonly groups: ReadonlyMap<string, GroupMember> };

export function readFacts(members: Members, tables: Named, handoffTool: string | undefined, memory: Memory): Map<string, Fact> {
  const facts = new Map<string, Fact>();
  const read = memory.each("fact", tables, members.all("fact"), (member, named) =>
    toFact(member, members.origin(member), { ...named, handoffTool }),
  );
  for (const fact of read.toReversed()) facts.set(fact.name, fact);
  // One too damaged to be read keeps its name, so that what refers to it is not reported as unknown.
  for (const fact of memory.each("broken fact", noTables, members.of("broken"), unreadable))
    if (fact && !facts.has(fact.name)) facts.set(fact.name, fact);
  return facts;
}

function unreadable({ word, name, start, end }: BrokenMember): Fact | undefined {
  if (word !== "fact" || !name) return undefined;
  return {
    name: name.text,
    member: { kind: "fact", name, type: undefined, source: undefined, start, end },
    type: any,
    tools: [],
    from: "pact",
  };
}

function toFact(member: FactMember, from: Fact["from"], named: Named & { handoffTool: string | undefined }): Fact {
  const tools = member.source?.kind === "result-source" ? [...expandActions(member.source.tools, named)] : [];
  return { name: member.name.text, member, type: member.type ? typeOfNode(member.type) : any, tools, from };
}

type Acting = Pick<Model, "id" | "version" | "agent" | "catalogue" | "groups" | "handoffTool">;

export function toLimit(member: LimitMember, from: Limit["from"], model: Acting): Limit {
  const name = member.name.text;
  const id = clauseId(model.id, model.version, name);
  return { id, name, member, actions: counted(member, model), key: `${model.agent ?? model.id} limit ${name}`, from };
}

function counted({ actions, measure }: LimitMember, model: Acting): ReadonlySet<string> {
  if (actions.length > 0) return canonicalActions(actions, model);
  const all = new Set([...model.catalogue.keys()].map((tool) => canonicalAction(tool, model)));
  all.delete("handoff");
  return measure === "calls" ? all : all.add("respond");
}

export function canonicalActions(actions: readonly Action[], model: Pick<Model, "catalogue" | "groups" | "handoffTool">): Set<string> {
  return new Set([...expandActions(actions, model)].map((action) => canonicalAction(action, model)));
}
