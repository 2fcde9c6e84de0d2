// What a rule is: one file that says what is wrong, why it matters, shows it, finds it, and mends it where that is safe.
// The examples are executed by the tests and become the rule's page (`npm run generate`).
import type { Diagnostic, Fix, MemberNode, Parsed, Severity, Span } from "../../grammar/index.ts";
import type { Analysis, MemberMeaning } from "../analysis/model.ts";
import type { Files } from "../analysis/sources.ts";

/** A place, and what is wrong there: lower case, no full stop; what, why and what to do. */
export interface Finding {
  readonly at: Span;
  readonly message: string;
  readonly fixes?: readonly Fix[];
  readonly related?: NonNullable<Diagnostic["related"]>;
  /** Where one finding of a rule weighs less than its others. */
  readonly severity?: Severity;
  readonly tags?: NonNullable<Diagnostic["tags"]>;
}

/** What every rule may ask. */
export interface RuleContext {
  readonly parsed: Parsed;
  readonly analysis: Analysis;
  /** What the pact names is read through these. */
  readonly files: Files;
}

/** A pact, or only the members an example is about: `example.ts` puts the rest of a complete pact around those. `files` are read beside it. */
export interface Example {
  readonly pact: string;
  readonly files?: Readonly<Record<string, string>>;
}

/** What is written of a finding, whoever finds it. */
export interface Page {
  readonly code: `PACT${number}`;
  /** What is wrong, in kebab case: `missing-owner`. */
  readonly name: string;
  readonly severity: Severity;
  /** One line for lists. */
  readonly summary: string;
  /** Why it matters and what to do, in Markdown. */
  readonly why: string;
  /** Each gives exactly one finding, of this code. */
  readonly bad: readonly Example[];
  /** None gives a finding of any code. */
  readonly good: readonly Example[];
}

export interface Rule extends Page {
  /** The kinds of member it looks at, where it does not look at all. */
  readonly about?: readonly MemberNode["kind"][];
  /**
   * When it is asked of the whole pact: where every member could be read, or where the catalogue is known and nothing is an error. What
   * follows from all of a pact (nothing allows this, nothing uses that) is said only then: a slip in one clause would otherwise be
   * reported at every place that relies on it.
   */
  readonly needs?: "all read" | "no error";
  /**
   * Asked once for each member of the pact that it is about. Its answer may depend on that member and on what it names (facts, groups,
   * judges, the catalogue, the principal), and on nothing else: it is kept for as long as those stay as they are.
   */
  readonly member?: (member: MemberNode, context: RuleContext, meaning: MemberMeaning) => Iterable<Finding>;
  /**
   * Asked once for each member with something above it for people to read, with that. Its answer may depend on these two alone: it is kept
   * while they stay. What `member` says may depend on whether something stands there, and not on what.
   */
  readonly documentation?: (member: MemberNode, words: string) => Iterable<Finding>;
  /**
   * Asked once for the whole pact. With `about`, its answer may depend on those members, on what is declared and on the head of the pact:
   * it is kept while none of these changes. Without, it is asked after every edit. Keep it linear in the number of members.
   */
  readonly pact?: (context: RuleContext) => Iterable<Finding>;
}
