// The one function that asks all rules: names and types first, then the rules, less what is silenced.
import type { Diagnostic, MemberNode, Parsed } from "../../grammar/index.ts";
import { analyze } from "../analysis/analyze.ts";
import { Memory, sameEnds } from "../analysis/memory.ts";
import { type Analysis, type Clause, inTextOrder } from "../analysis/model.ts";
import { type Files, noFiles } from "../analysis/sources.ts";
import { rules } from "./all.ts";
import { silence } from "./ignore.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";

/**
 * What a pact means, and every finding about it in the order of its text. Never throws on what a user wrote. With the same `memory`
 * again, only what an edit changes is worked out anew.
 */
export function check(parsed: Parsed, files: Files = noFiles, memory: Memory = new Memory()): Analysis {
  const analysis = analyze(parsed, files, memory);
  const found = [...analysis.diagnostics, ...ruled(contextOf(parsed, analysis, files), memory)];
  const { model, usesOf, usesByMember } = analysis;
  const diagnostics = silence(inTextOrder(found, parsed), parsed);
  return {
    model,
    usesOf,
    usesByMember,
    get uses() {
      return analysis.uses;
    },
    diagnostics,
    hasErrors: diagnostics.some(({ severity }) => severity === "error"),
  };
}

const memberRules = rules.filter((rule) => rule.member !== undefined);
const pactRules = rules.filter((rule) => rule.pact !== undefined);
const rulesOf = new Map<string, readonly Rule[]>();

/** The rules to ask of a kind of member. */
function rulesAbout(kind: MemberNode["kind"]): readonly Rule[] {
  const found = rulesOf.get(kind) ?? memberRules.filter(({ about }) => !about || about.includes(kind));
  rulesOf.set(kind, found);
  return found;
}

function ruled(context: RuleContext, memory: Memory): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { parsed, analysis, settled } = context;
  const { members } = parsed.tree;
  const { usesByMember } = analysis;
  const slot = settled ? "ruled" : "ruled with errors";
  // The names used in a member are the same object for as long as the member, and what they mean, is the same.
  const ofMembers = memory.each(slot, slot, usesByMember, (uses, i) => memory.kept(slot, uses, () => ofMember(members[i]!, context)));
  for (const here of ofMembers) if (here.length > 0) found.push(...here);
  const { tree, diagnostics } = parsed;
  const { catalogue, facts, groups, judges } = analysis.model;
  const known = memory.value(`${slot} ${diagnostics.length > 0}`, [], () => new Asked());
  known.stand([memory.constants, tree.name, tree.under, catalogue, facts, groups, judges], members, usesByMember);
  for (const rule of pactRules) known.answer(rule, context, found);
  return found;
}

/** What the rules about whole pacts said last, and of what. */
class Asked {
  private common: readonly unknown[] = [];
  private members: readonly MemberNode[] = [];
  private uses: readonly unknown[] = [];
  private readonly answers = new Map<Rule, readonly Diagnostic[]>();
  private readonly changed = new Set<string>();

  /** Forgets what is no longer known: all where `common` is another, else what is about members of which one, or what it names, changed. */
  stand(common: readonly unknown[], members: readonly MemberNode[], uses: readonly unknown[]): void {
    if (common.some((each, i) => each !== this.common[i])) this.answers.clear();
    const { start, end } = sameEnds(this.uses, uses);
    this.changed.clear();
    for (let i = start; i < this.uses.length - end; i++) this.changed.add(this.members[i]!.kind);
    for (let i = start; i < uses.length - end; i++) this.changed.add(members[i]!.kind);
    [this.common, this.members, this.uses] = [common, members, uses];
  }

  answer(rule: Rule, context: RuleContext, into: Diagnostic[]): void {
    const known = rule.about?.some((kind) => this.changed.has(kind)) === false ? this.answers.get(rule) : undefined;
    const found = known ?? collect(rule, rule.pact!(context), []);
    if (!known) this.answers.set(rule, found);
    for (const each of found) into.push(each);
  }
}

function ofMember(member: MemberNode, context: RuleContext): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const rule of rulesAbout(member.kind)) collect(rule, rule.member!(member, context), found);
  return found.length > 0 ? found : none;
}
const none: readonly Diagnostic[] = [];

function collect({ code, severity }: Rule, findings: Iterable<Finding>, into: Diagnostic[]): Diagnostic[] {
  for (const { at, ...finding } of findings) into.push({ code, severity, start: at.start, end: at.end, ...finding });
  return into;
}

function contextOf(parsed: Parsed, analysis: Analysis, files: Files): RuleContext {
  const settled = analysis.model.catalogueKnown && !analysis.hasErrors;
  let clauses: Map<MemberNode, Clause> | undefined;
  let named: Map<string, Clause> | undefined;
  return {
    parsed,
    analysis,
    clauseOf: (member) => {
      clauses ??= new Map(analysis.model.clauses.map((clause) => [clause.member as MemberNode, clause]));
      return clauses.get(member);
    },
    clauseNamed: (name) => {
      named ??= new Map(analysis.model.clauses.map((clause) => [clause.name, clause]));
      return named.get(name);
    },
    usesOf: analysis.usesOf,
    files,
    settled,
  };
}
