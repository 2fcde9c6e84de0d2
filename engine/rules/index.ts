// Every rule, and the one function that asks them all: names and types first, then the rules, less what is silenced.
import type { Diagnostic, MemberNode, Parsed } from "../../grammar/index.ts";
import { analyze, type Files, noFiles } from "../analysis/analyze.ts";
import type { Analysis } from "../analysis/model.ts";
import { hostMustSupply } from "./host-must-supply.ts";
import { ignoredWithoutReason, silence } from "./ignore.ts";
import { notEnforcedYet } from "./not-enforced-yet.ts";
import type { Finding, Rule, RuleContext } from "./rule.ts";
import { selfSuppliedFact } from "./self-supplied-fact.ts";

/** By code. */
export const rules: readonly Rule[] = [notEnforcedYet, hostMustSupply, selfSuppliedFact, ignoredWithoutReason];

/** What a pact means, and every finding about it in the order of its text. Never throws on what a user wrote. */
export function check(parsed: Parsed, files: Files = noFiles): Analysis {
  const analysis = analyze(parsed, files);
  const found = [...analysis.diagnostics, ...ruled(contextOf(parsed, analysis))];
  return { ...analysis, diagnostics: silence(found, parsed).toSorted((a, b) => a.start - b.start) };
}

function* ruled(context: RuleContext): Generator<Diagnostic> {
  for (const rule of rules) {
    if (rule.pact) for (const finding of rule.pact(context)) yield toDiagnostic(rule, finding);
    if (rule.member)
      for (const member of context.parsed.tree.members)
        for (const finding of rule.member(member, context)) yield toDiagnostic(rule, finding);
  }
}

const toDiagnostic = ({ code, severity }: Rule, { at: { start, end }, ...finding }: Finding): Diagnostic => ({
  code,
  severity,
  start,
  end,
  ...finding,
});

function contextOf(parsed: Parsed, analysis: Analysis): RuleContext {
  const clauses = new Map(analysis.model.clauses.map((clause) => [clause.member as MemberNode, clause]));
  return { parsed, analysis, clauseOf: (member) => clauses.get(member), usesOf: analysis.usesOf };
}
