// What a pact and the charters above it declare, by name: facts, groups, judges, tools as refined, limits.
import type { Action, FactMember, GroupMember, JudgeMember, LimitMember, MemberNode, Name } from "../../grammar/index.ts";
import type { Catalogue } from "./catalogue.ts";
import { Findings } from "./check.ts";
import type { Memory } from "./memory.ts";
import { canonicalAction, clauseId, expandActions, type Fact, type Limit, type Model } from "./model.ts";
import { any, refineType, typeOfNode } from "./types.ts";

/** Members by kind, the pact's own before its charters'. */
export class Members {
  readonly own: ReadonlyMap<string, readonly MemberNode[]>;
  readonly above: ReadonlyMap<string, readonly MemberNode[]>;
  private readonly inherited: ReadonlySet<MemberNode>;
  private readonly written: readonly MemberNode[];

  constructor(own: readonly MemberNode[], inherited: readonly MemberNode[]) {
    this.own = Map.groupBy(own, ({ kind }) => kind);
    this.above = Map.groupBy(inherited, ({ kind }) => kind);
    this.inherited = new Set(inherited);
    this.written = own;
  }

  of<Kind extends MemberNode["kind"]>(kind: Kind): readonly Extract<MemberNode, { kind: Kind }>[] {
    return (this.own.get(kind) ?? []) as readonly Extract<MemberNode, { kind: Kind }>[];
  }
  ofCharters<Kind extends MemberNode["kind"]>(kind: Kind): readonly Extract<MemberNode, { kind: Kind }>[] {
    return (this.above.get(kind) ?? []) as readonly Extract<MemberNode, { kind: Kind }>[];
  }
  all<Kind extends MemberNode["kind"]>(kind: Kind): readonly Extract<MemberNode, { kind: Kind }>[] {
    return [...this.of(kind), ...this.ofCharters(kind)];
  }
  only<Kind extends MemberNode["kind"]>(kind: Kind): Extract<MemberNode, { kind: Kind }> | undefined {
    return this.of(kind)[0];
  }
  /** The charters' before the pact's, the outermost charter's first, and each in the order of its text. */
  inOrder<Member extends MemberNode>(test: (member: MemberNode) => member is Member): Member[] {
    return [...[...this.inherited].filter(test), ...this.written.filter(test)];
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
  for (const member of members.all("fact").toReversed()) {
    const fact = memory.of("fact", member, tables, (named) => toFact(member, members.origin(member), { ...named, handoffTool }));
    facts.set(fact.name, fact);
  }
  // One too damaged to be read keeps its name, so that what refers to it is not reported as unknown.
  for (const member of members.of("broken")) {
    const { name, word } = member;
    if (word === "fact" && name && !facts.has(name.text))
      facts.set(
        name.text,
        memory.kept("broken fact", member, () => ({
          name: name.text,
          member: unreadable(member, name),
          type: any,
          tools: [],
          from: "pact",
        })),
      );
  }
  return facts;
}

function toFact(member: FactMember, from: Fact["from"], named: Named & { handoffTool: string | undefined }): Fact {
  const tools = member.source?.kind === "result-source" ? [...expandActions(member.source.tools, named)] : [];
  return { name: member.name.text, member, type: member.type ? typeOfNode(member.type) : any, tools, from };
}

const unreadable = ({ start, end }: MemberNode, name: Name): FactMember => ({
  kind: "fact",
  name,
  type: undefined,
  source: undefined,
  start,
  end,
});

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
