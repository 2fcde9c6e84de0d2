// Tree to meaning: names, types, the catalogue, the charter. Pure: the files a pact names are asked of `files`, which the caller
// fills from a disk, an editor or a test. With the same `Memory` again, only what an edit changes is worked out anew.
import { canonical, type Diagnostic, lazy, type MemberNode, type Name, type Parsed, show } from "../../grammar/index.ts";
import { Findings } from "./check.ts";
import { ByKind, byName, canonicalActions, Members, readFacts, readGroups, readJudges, refine, toLimit } from "./declare.ts";
import { type Checked, checkMember, type Declared } from "./members.ts";
import { Memory, noTables } from "./memory.ts";
import { type Analysis, type Clause, clauseId, inTextOrder, isClause, type MemberMeaning, type Model, onceMembers } from "./model.ts";
import { digest, type Files, noFiles, readSources, type Sources } from "./sources.ts";
import { type Type, typeOfNode } from "./types.ts";

export function analyze(parsed: Parsed, files: Files = noFiles, memory: Memory = new Memory()): Analysis {
  return new Analyzer(parsed, files, memory).run();
}

const clauseOf = ({ clause }: Read): readonly Clause[] => (clause ? [clause] : []);
const findingsOf = ({ findings }: Read): readonly Diagnostic[] => findings;

interface Read extends Checked, MemberMeaning {}

class Analyzer {
  private readonly findings = new Findings();
  private readonly parsed: Parsed;
  private readonly memory: Memory;
  private readonly sources: Sources;
  private readonly members: Members;
  /** The charters' before the pact's. */
  private readonly all: readonly MemberNode[];

  constructor(parsed: Parsed, files: Files, memory: Memory) {
    this.parsed = parsed;
    this.memory = memory;
    const own = memory.next<ByKind>("members", (before) => new ByKind(parsed.tree.members, before));
    this.sources = readSources(parsed.tree, own, files, memory, this.findings);
    const { inherited } = this.sources;
    this.members = new Members(
      own,
      memory.value("above", [inherited], () => new ByKind(inherited)),
    );
    this.all = inherited.length > 0 ? inherited.concat(parsed.tree.members) : parsed.tree.members;
  }

  run(): Analysis {
    const { memory, members, sources } = this;
    const { tree } = this.parsed;
    this.findings.add(memory.value("heads", [tree.name, tree.kind, ...members.key(...onceMembers, "may", "broken")], () => this.heads()));
    const identity = memory.value("identity", [tree.name, ...members.key("agent", "version", "handoff", "timezone")], () =>
      this.identity(),
    );
    const { principal, handoffTool, timezone } = identity;
    // Members are kept for as long as these say the same, wherever they stand.
    const says = memory.value("says", [identity, tree.kind, sources.catalogueKnown], () =>
      JSON.stringify([tree.kind, identity, sources.catalogueKnown]),
    );
    memory.begin([says, sources.inherited]);
    this.duplicates();
    const tables = this.tables(handoffTool);
    const declared: Omit<Declared, keyof typeof tables> = {
      principal,
      handoffTool,
      timezone,
      catalogueKnown: sources.catalogueKnown,
      isInherited: members.isInherited,
      floors: members.ofCharters("record"),
    };
    const found = memory.each("checked", tables, this.all, (member, watched) => this.read(member, identity, { ...declared, ...watched }));
    return this.result(this.model(identity, tables, found), found.slice(this.sources.inherited.length));
  }

  private read(member: MemberNode, { id, version }: Identity, declared: Declared): Read {
    const checked = checkMember(member, declared);
    if (!isClause(member)) return checked;
    const name = member.name.text;
    const facts = new Set(checked.uses.flatMap((use) => (use.role === "fact" ? [use.name] : [])));
    const { actions } = checked;
    const from = this.members.origin(member);
    const clause: Clause = { id: clauseId(id, version, name), name, member, actions, facts: [...facts], from };
    return { ...checked, clause };
  }

  /** What of the heads everything else may depend on. */
  private identity() {
    const { members } = this;
    const { tree } = this.parsed;
    const agent = members.only("agent");
    const fields = agent?.fields;
    const printed = fields ? show.type(fields) : "";
    const type = this.memory.value<Type>("principal", [printed], () =>
      fields ? typeOfNode(fields) : { kind: "record", fields: new Map() },
    );
    return {
      id: tree.name.text,
      version: members.only("version")?.version ?? "0.0.0",
      agent: agent?.id.value,
      principal: agent?.principal && { name: agent.principal.text, type, printed },
      handoffTool: members.only("handoff")?.by?.text,
      timezone: members.only("timezone")?.zone.value,
    };
  }

  /** Every name that can be looked up. */
  private tables(handoffTool: string | undefined) {
    const { members, memory, sources } = this;
    const { groups, judges } = memory.stage("words", {
      groups: memory.value("groups", members.key("group"), () => readGroups(members)),
      judges: memory.value("judges", members.key("judge"), () => readJudges(members)),
    });
    const refined = memory.value("refined", [sources.catalogue, groups, ...members.key("refine")], () =>
      refine(sources.catalogue, groups, members),
    );
    this.findings.add(refined.findings.list);
    const { catalogue } = memory.stage("tools", { catalogue: refined.value });
    const named = memory.stage("fact sources", { catalogue, groups });
    const facts = memory.value("facts", [memory.constants, named, ...members.key("fact", "broken")], () =>
      readFacts(members, named, handoffTool, memory),
    );
    // Of a clause others only know that it is there: what it says may change without touching them.
    const clauses = memory.value(
      "clauses",
      members.key("may", "never", "escalate"),
      () => new Map(members.inOrder(isClause).map((member) => [member.name.text, members.origin(member)])),
    );
    const limits = memory.value("limits by name", members.key("limit"), () => byName(members.all("limit")));
    const broken = memory.value("broken", members.key("broken"), () =>
      byName(members.of("broken").filter((member): member is typeof member & { name: Name } => member.name !== undefined)),
    );
    return memory.stage("all", { catalogue, groups, judges, facts, clauses, limits, broken });
  }

  private model(identity: Identity, tables: NameTables, read: readonly Read[]): Model {
    const { members, sources, memory, parsed } = this;
    const { tree } = parsed;
    const { id, version, agent, principal, handoffTool, timezone } = identity;
    const { catalogue, groups, judges, facts } = tables;
    const acting = { id, version, agent, handoffTool };
    const limited = memory.stage("limited", { catalogue, groups });
    const effective = members.only("effective");
    const tools = members.only("tools");
    let hash: string | undefined;
    return {
      tree,
      ...acting,
      catalogue,
      catalogueKnown: sources.catalogueKnown,
      facts,
      groups,
      judges,
      clauses: memory.gather("clauses read", read, clauseOf),
      limits: memory.value("limits", [memory.constants, limited, ...members.key("limit")], () =>
        memory.each(
          "limit",
          limited,
          members.inOrder((member) => member.kind === "limit"),
          (member, named) => toLimit(member, members.origin(member), { ...acting, ...named }),
        ),
      ),
      delegates: memory.value("delegates", [memory.constants, limited, ...members.key("delegate")], () =>
        members.all("delegate").map((member) => ({
          to: member.to.value,
          actions: canonicalActions(member.actions, { catalogue, groups, handoffTool }),
        })),
      ),
      onRecordFailure: members.all("record").some(({ onFailure }) => onFailure === "deny") ? "deny" : "allow",
      tests: members.of("test"),
      principal: principal && { name: principal.name, type: principal.type },
      timezone,
      effective: effective && { from: effective.from.text, until: effective.until?.text },
      results: tools?.results ?? "json",
      errors: tools?.errors,
      references: sources.references,
      documentation: (of) => {
        for (const text of [parsed, ...sources.charters]) {
          const found = text.documentation(of);
          if (found !== undefined) return found;
        }
        return undefined;
      },
      // Printing and hashing a whole pact costs more than all else here: it is done where somebody asks.
      hash: () => {
        hash ??= digest([canonical(tree), ...sources.hashes()].join("\n"));
        return hash;
      },
    };
  }

  private result(model: Model, read: readonly Read[]): Analysis {
    const { parsed, findings, memory } = this;
    const diagnostics = [...parsed.diagnostics, ...findings.list, ...memory.gather("found", read, findingsOf)];
    return new PactAnalysis(parsed, { model, byMember: read, diagnostics });
  }

  private heads(): readonly Diagnostic[] {
    const { members } = this;
    const findings = new Findings();
    const { tree } = this.parsed;
    for (const kind of onceMembers) {
      for (const again of members.of(kind).slice(1)) findings.report(again, "PACT2014", `\`${kind}\` stands here a second time; keep one`);
    }
    if (tree.kind === "charter") {
      for (const may of members.of("may"))
        findings.report(may.name, "PACT2015", "a charter is a floor and allows nothing; move this `may` to a pact");
    } else if (tree.name.text && !members.only("version") && !members.of("broken").some(({ word }) => word === "version")) {
      findings.report(tree.name, "PACT2014", "this pact has no version; add `version 1.0.0`", { severity: "warning" });
    }
    this.times(findings);
    return findings.list;
  }

  private times(findings: Findings): void {
    const { members } = this;
    const effective = members.only("effective");
    const zone = members.only("timezone")?.zone;
    const unzoned = [effective?.from, effective?.until].some((moment) => moment && !/(Z|[+-]\d\d:\d\d)$/.test(moment.text));
    if (effective && !zone && unzoned) {
      const message = 'these dates name no time zone, and UTC is taken; add `timezone`, as in `timezone "Europe/Berlin"`';
      findings.report(effective, "PACT2013", message, { severity: "warning" });
    }
    if (zone && !isTimeZone(zone.value))
      findings.report(zone, "PACT2013", `\`${zone.value}\` is no time zone; write one such as "Europe/Berlin" or "UTC"`);
  }

  /** One namespace for clauses and limits, one each for tests and suites, one for facts, groups and judges: naming something twice is an error. */
  private duplicates(): void {
    const { memory, sources, all } = this;
    const named = memory.each("named", noTables, all, (member, _, i) => nameIn(member, i < sources.inherited.length));
    for (const { first, again } of memory.value("named twice", [named], () => namedTwice(named))) {
      const member = again < sources.inherited.length ? undefined : all[again];
      if (member && "name" in member && member.name) this.twice(member.name, all[first]!);
    }
  }

  private twice(name: Name, first: MemberNode): void {
    const what = this.members.isInherited(first) ? "something in the charter" : `a \`${first.kind}\` above`;
    this.findings.report(name, "PACT2007", `\`${name.text}\` is already the name of ${what}; choose another`);
  }
}

interface Found extends Pick<Analysis, "model" | "byMember"> {
  /** In any order. */
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * A class, since an object written out with getters would have functions of its own on its shape, which V8 keeps until its next full
 * collection: every analysis of a session of editing would outlive it.
 */
class PactAnalysis implements Analysis {
  readonly model: Model;
  readonly byMember: readonly MemberMeaning[];
  readonly hasErrors: boolean;
  private readonly parsed: Parsed;
  private readonly found: readonly Diagnostic[];
  private ordered: readonly Diagnostic[] | undefined;

  constructor(parsed: Parsed, { model, byMember, diagnostics }: Found) {
    this.parsed = parsed;
    this.model = model;
    this.byMember = byMember;
    this.found = diagnostics;
    this.hasErrors = diagnostics.some(({ severity }) => severity === "error");
  }

  get diagnostics(): readonly Diagnostic[] {
    this.ordered ??= inTextOrder(this.found, this.parsed);
    return this.ordered;
  }
}

const spaces: Readonly<Partial<Record<MemberNode["kind"], string>>> = {
  may: "clause",
  never: "clause",
  escalate: "clause",
  limit: "clause",
  test: "test",
  suite: "suite",
  fact: "word",
  group: "word",
  judge: "word",
};

/** The name a member takes, with the space it takes it in; a charter's tests and suites take none here. */
function nameIn(member: MemberNode, isAbove: boolean): string | undefined {
  const space = spaces[member.kind];
  const name = "name" in member ? member.name?.text : undefined;
  return !space || !name || (isAbove && (space === "test" || space === "suite")) ? undefined : `${space} ${name}`;
}

function namedTwice(names: readonly (string | undefined)[]): readonly { readonly first: number; readonly again: number }[] {
  const seen = new Map<string, number>();
  const found: { first: number; again: number }[] = [];
  for (const [i, name] of names.entries()) {
    if (name === undefined) continue;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, i);
    else found.push({ first, again: i });
  }
  return found;
}

type Identity = ReturnType<Analyzer["identity"]>;
type NameTables = ReturnType<Analyzer["tables"]>;

const listed = lazy(() => new Set(["UTC", ...Intl.supportedValuesOf("timeZone")]));

/** The names a zone goes by today are listed at once; for others a formatter has to be made, which costs ten times as much. */
export function isTimeZone(zone: string): boolean {
  return listed().has(zone) || isAlias(zone);
}

function isAlias(zone: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
