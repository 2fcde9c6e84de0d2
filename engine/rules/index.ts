// The one function that asks all rules: names and types first, then the rules, less what is silenced.
import type { Diagnostic, MemberNode, Parsed } from "../../grammar/index.ts";
import { analyze } from "../analysis/analyze.ts";
import { Memory } from "../analysis/memory.ts";
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
  const { model, usesOf } = analysis;
  return {
    model,
    usesOf,
    usesByMember: analysis.usesByMember,
    get uses() {
      return analysis.uses;
    },
    diagnostics: silence(inTextOrder(found, parsed), parsed),
  };
}

const memberRules = rules.filter((rule) => rule.member !== undefined);
const pactRules = rules.filter((rule) => rule.pact !== undefined);

function ruled(context: RuleContext, memory: Memory): Diagnostic[] {
  const found: Diagnostic[] = [];
  const { members } = context.parsed.tree;
  const slot = context.settled ? "ruled" : "ruled with errors";
  // The names used in a member are the same object for as long as the member, and what they mean, is the same.
  const ofMembers = memory.each(slot, slot, context.analysis.usesByMember, (uses, i) =>
    memory.kept(slot, uses, () => memberRules.flatMap((rule) => [...findings(rule, rule.member!(members[i]!, context))])),
  );
  for (const here of ofMembers) if (here.length > 0) found.push(...here);
  for (const rule of pactRules) for (const each of findings(rule, rule.pact!(context))) found.push(each);
  return found;
}

function* findings({ code, severity }: Rule, found: Iterable<Finding>): Generator<Diagnostic> {
  for (const { at, ...finding } of found) yield { code, severity, start: at.start, end: at.end, ...finding };
}

function contextOf(parsed: Parsed, analysis: Analysis, files: Files): RuleContext {
  const settled = analysis.model.catalogueKnown && !analysis.diagnostics.some(({ severity }) => severity === "error");
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
