// Each member by itself: are the names in it known, and do the types fit? What comes out depends on the member and on what it
// names, so that it can be kept.
import type { Action, Diagnostic, MemberNode, TestMember, TypeNode } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import { ConditionChecker, Findings } from "./check.ts";
import { checkJudges } from "./judges.ts";
import { checkLimit } from "./limits.ts";
import { type ClauseMember, expandActions, firstWord, type Model, parametersOf, type Use } from "./model.ts";

export interface Checked {
  readonly findings: readonly Diagnostic[];
  readonly uses: readonly Use[];
  /** Of a clause: the actions it covers. Those a pattern brought in and that lack an argument it reads are left out. */
  readonly actions: ReadonlySet<string>;
}

/** What a member may name. */
export type Declared = Pick<
  Model,
  "catalogue" | "catalogueKnown" | "facts" | "groups" | "judges" | "principal" | "handoffTool" | "timezone"
> & {
  /** Where the clause of a name stands. */
  readonly clauses: ReadonlyMap<string, "pact" | "charter">;
  readonly limits: ReadonlyMap<string, MemberNode>;
  /** Members too damaged to be read, by name. */
  readonly broken: ReadonlyMap<string, MemberNode>;
  readonly isInherited: (member: MemberNode) => boolean;
  /** The records its charters demand. */
  readonly floors: readonly Extract<MemberNode, { kind: "record" }>[];
};

export function checkMember(member: MemberNode, declared: Declared): Checked {
  const findings = new Findings();
  const actions = new MemberChecker(declared, findings).check(member);
  return { findings: findings.list, uses: findings.uses, actions };
}

const none: ReadonlySet<string> = new Set();

class MemberChecker {
  private readonly declared: Declared;
  private readonly findings: Findings;

  constructor(declared: Declared, findings: Findings) {
    this.declared = declared;
    this.findings = findings;
  }

  check(member: MemberNode): ReadonlySet<string> {
    switch (member.kind) {
      case "may":
      case "never":
      case "escalate":
        return this.clause(member);
      case "refine":
      case "group":
      case "delegate":
        this.actions(member.actions);
        break;
      case "limit":
        this.actions(member.actions);
        checkLimit(member, this.declared, this.findings);
        break;
      case "record":
        this.recordsLess(member);
        break;
      case "fact":
        this.fact(member);
        break;
      case "judge":
        for (const { type } of member.parameters) this.enumValues(type);
        break;
      case "tools":
        if (member.errors) this.conditions(undefined).regex(member.errors);
        break;
      case "handoff":
        if (member.by) this.conditions(undefined).tool(member.by);
        for (const end of member.rate ? [member.rate.from, member.rate.to] : [])
          if (Number(end.digits) > 100)
            this.findings.report(end, "PACT2005", `a rate is a share of all cases: \`${show.literal(end)}\` is more than all of them`);
        break;
      case "suite":
        for (const item of member.items)
          if (item.kind === "suite-trials" && !/^[1-9]\d*$/.test(item.count.replaceAll("_", "")))
            this.findings.report(
              item,
              "PACT2005",
              `a case is played a whole number of times, not \`${item.count}\`; write \`trials 1\` or more`,
            );
        break;
      case "test":
        this.test(member);
        break;
    }
    return none;
  }

  private conditions(action: string | undefined, elsewhere?: (name: string) => boolean): ConditionChecker {
    return new ConditionChecker(this.declared, this.findings, action, elsewhere);
  }

  /** Checks a clause for each of its actions. */
  private clause(member: ClauseMember): ReadonlySet<string> {
    const { catalogue, catalogueKnown, groups } = this.declared;
    this.actions(member.actions);
    const named =
      member.actions.length > 0 ? expandActions(member.actions, { catalogue, groups, handoffTool: undefined }) : new Set(catalogue.keys());
    const conditions = [member.conditions.when, member.conditions.unless].filter((part) => part !== undefined);
    const has = (action: string, name: string) => parametersOf(action, catalogue)?.has(name) ?? false;
    // Without a catalogue nobody knows which arguments there are: a charter is checked under each pact.
    // Of a tool that is not there, nobody knows the arguments either: the tool is what is reported.
    const isUnknown = named.size === 0 && member.actions.length > 0;
    const elsewhere = (name: string) => !catalogueKnown || isUnknown || [...named].some((action) => has(action, name));
    const explicit = new Map(member.actions.flatMap((action) => (action.kind === "name" ? [[action.text, action] as const] : [])));
    const covered = new Set(named);
    for (const action of named.size > 0 ? named : [undefined]) {
      const checker = this.conditions(action, elsewhere);
      for (const condition of conditions) checker.condition(condition);
      if (action === undefined || checker.lacking.size === 0) continue;
      covered.delete(action);
      const at = explicit.get(action);
      if (!at) continue;
      const [name] = checker.lacking;
      this.findings.report(
        at,
        "PACT2003",
        `\`${action}\` has no argument \`${name}\`, which this clause reads; name it in a clause of its own`,
      );
    }
    checkJudges(member, this.declared, this.findings);
    return covered;
  }

  private actions(actions: readonly Action[]): void {
    const checker = this.conditions(undefined);
    for (const action of actions) {
      if (action.kind === "any-tool" || (action.kind === "pattern" && action.text === "*")) continue;
      const group = action.kind === "name" ? this.declared.groups.get(action.text) : undefined;
      if (group) this.findings.use({ start: action.start, end: action.end, name: action.text, role: "group" });
      else checker.tool(action);
    }
  }

  private fact(member: Extract<MemberNode, { kind: "fact" }>): void {
    const checker = this.conditions(undefined);
    if (member.type) this.enumValues(member.type);
    const { source } = member;
    if (!source) return;
    if (source.kind === "message-source") return checker.regex(source.regex);
    for (const tool of source.tools) {
      for (const name of checker.tool(tool)) {
        const parameters = this.declared.catalogue.get(name)?.parameters;
        for (const { argument } of source.keys) {
          if (parameters && !parameters.has(argument.text))
            this.findings.unknown(
              argument,
              "PACT2003",
              `\`${name}\` has no argument \`${argument.text}\``,
              argument.text,
              parameters.keys(),
            );
        }
      }
    }
    for (const { value } of source.keys) if (value) checker.path(value);
  }

  private enumValues(type: TypeNode): void {
    if (type.kind === "list") this.enumValues(type.of);
    if (type.kind === "record-type") for (const field of type.fields) this.enumValues(field.type);
    if (type.kind !== "enum") return;
    const seen = new Set<string>();
    for (const value of type.values) {
      const word = value.kind === "name" ? value.text : value.value;
      if (seen.has(word)) this.findings.report(value, "PACT2007", `\`${word}\` stands in this list twice`, { severity: "warning" });
      seen.add(word);
    }
  }

  private test(member: TestMember): void {
    const { catalogue, judges, limits } = this.declared;
    const checker = this.conditions(undefined);
    for (const { tool, args } of [member.call, ...member.history.flatMap((event) => (event.kind === "returns" ? [event.call] : []))]) {
      if (tool.text !== "respond") checker.tool(tool);
      const parameters = parametersOf(tool.text, catalogue);
      const named = new Set<string>();
      for (const { name } of args) {
        if (named.has(name.text)) this.findings.report(name, "PACT2007", `\`${name.text}\` is given here a second time; keep one`);
        named.add(name.text);
        if (parameters && !parameters.has(name.text))
          this.findings.unknown(name, "PACT2003", `\`${tool.text}\` has no argument \`${name.text}\``, name.text, parameters.keys());
      }
    }
    for (const { path } of member.given) {
      const [only] = path.steps;
      // A test may set what a judge answers, and what stands on a limit's account.
      const name = path.steps.length === 1 && only?.kind === "name" ? only.text : undefined;
      if (name === undefined || !(judges.has(name) || limits.has(name))) checker.path(path);
    }
    this.decidedBy(member);
  }

  private decidedBy({ by }: TestMember): void {
    if (!by?.text) return;
    const { clauses, limits, broken } = this.declared;
    const from = clauses.get(by.text);
    if (from) this.findings.use({ start: by.start, end: by.end, name: by.text, role: "clause", from });
    else if (!limits.has(by.text) && !broken.has(by.text))
      this.findings.unknown(by, "PACT2001", `there is no clause \`${by.text}\``, by.text, clauses.keys());
  }

  /** A pact records at least what its charter asks for. */
  private recordsLess(member: Extract<MemberNode, { kind: "record" }>): void {
    const recorded = new Set(member.fields.map(({ text }) => text));
    for (const floor of this.declared.floors) {
      const missing = floor.fields.map(({ text }) => text).filter((field) => !recorded.has(field));
      if (missing.length > 0)
        this.findings.report(firstWord(member), "PACT2015", `the charter records ${missing.join(", ")} as well; a pact never records less`);
      if (floor.onFailure === "deny" && member.onFailure === "allow")
        this.findings.report(firstWord(member), "PACT2015", "the charter denies what cannot be recorded, and so does every pact under it");
    }
  }
}
