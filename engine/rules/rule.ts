// What a rule is: one file that says what is wrong, why it matters, shows it, finds it, and mends it where that is safe.
// The examples are executed by the tests and become the rule's page (`npm run generate`).
import type { Diagnostic, Fix, MemberNode, Parsed, Severity, Span } from "../../grammar/index.ts";
import type { Analysis, Clause, Use } from "../analysis/model.ts";

/** A place, and what is wrong there: lower case, no full stop; what, why and what to do. */
export interface Finding {
  readonly at: Span;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: NonNullable<Diagnostic["related"]>;
  /** Where one finding of a rule weighs less than its others. */
  readonly severity?: Severity;
}

/** What every rule may ask. */
export interface RuleContext {
  readonly parsed: Parsed;
  readonly analysis: Analysis;
  /** The clause a member of this pact declares. */
  clauseOf(member: MemberNode): Clause | undefined;
  /** The names used inside a member of this pact. */
  usesOf(member: MemberNode): readonly Use[];
}

/**
 * A pact, or only the members an example is about: the tests put the rest of a complete pact around those (test/rules.test.ts
 * has it, with its catalogue). `files` are read beside it.
 */
export interface Example {
  readonly pact: string;
  readonly files?: Readonly<Record<string, string>>;
}

export interface Rule {
  readonly code: `PACT${number}`;
  /** What is wrong, in kebab case: `missing-owner`. */
  readonly name: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly summary: string;
  /** Why it matters and what to do, in Markdown. */
  readonly why: string;
  /** Each gives exactly one finding, of this rule. */
  readonly bad: readonly Example[];
  /** None gives a finding of any rule. */
  readonly good: readonly Example[];
  /**
   * Asked once for each member of the pact. Its answer may depend on that member and on what it names (facts, groups, judges, the
   * catalogue, the principal), and on nothing else: it is kept for as long as those stay as they are.
   */
  readonly member?: (member: MemberNode, context: RuleContext) => Iterable<Finding>;
  /** Asked once for the whole pact, after every edit: keep it linear in the number of members. */
  readonly pact?: (context: RuleContext) => Iterable<Finding>;
}
