// What is asked, and what is answered: the request, the decision, and what a decision says beside its effect.
import type { Clause } from "../analysis/model.ts";
import type { Num } from "./decimal.ts";
import type { Explanation, Judgements } from "./environment.ts";
import type { Authority } from "./principal.ts";
import type { RawObject, Truth } from "./values.ts";

export type Effect = "allow" | "deny" | "escalate";
/** The table's reason codes, strongest first. */
export const reasons = [
  "suspended",
  "not_in_force",
  "prohibited",
  "indeterminate",
  "hard_cap",
  "evidence_unavailable",
  "escalated",
  "allowed",
  "out_of_scope",
] as const;
export type Reason = (typeof reasons)[number];

export interface Request {
  readonly action: string;
  readonly args: RawObject;
  readonly facts?: RawObject;
  /** Values a test sets, by the name of a fact or judge. */
  readonly given?: RawObject;
  /** Milliseconds since 1970 UTC; undefined where nobody knows. */
  readonly nowMs?: number | undefined;
  readonly suspended?: boolean;
  /** The arguments could not be read at all: nothing is known of them, so nothing is allowed. */
  readonly unreadable?: boolean;
  /**
   * A recording or a test: what it does not carry (times, usage) is reported as not evaluable instead of denied, and no
   * record is written.
   */
  readonly recorded?: boolean;
  /** The record of this action cannot be written. */
  readonly unrecordable?: boolean;
  /** Escalations a person granted for just this action, by clause id. */
  readonly grants?: ReadonlySet<string>;
  readonly judgements?: Judgements;
}

/** A soft cap is passed: nothing is denied, somebody should know. */
export interface Notice {
  readonly reason: "soft_cap";
  readonly limit: string;
  readonly used: Num;
  readonly soft: Num;
}

export interface Decision {
  readonly effect: Effect;
  readonly reason: Reason;
  /** All clauses of the winning rank, as `pact@version#clause`. */
  readonly basis: readonly string[];
  /** Clauses over this action whose condition was unknown: all of them from `decideInFull`, else those the table had to look at. */
  readonly unknown: readonly string[];
  readonly notices: readonly Notice[];
  /** Limits that a recording does not carry enough to judge. */
  readonly notEvaluable: readonly string[];
  readonly authority: Authority;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  /** The first rung of the first open escalation. */
  readonly escalation?: { readonly to: string; readonly within: string } | undefined;
  /** For `out_of_scope`, where it is asked for: the `may` that lacked least, and what it lacked. */
  readonly nearest?: Nearest | undefined;
  /** What is wrong with the request itself: arguments that break their schema, a blind retry, a chain that is none. */
  readonly problem?: string | undefined;
}

export interface Nearest {
  readonly clause: string;
  readonly lacks: readonly string[];
}

/** How each clause over the action stood; for summaries, coverage and explanations. */
export interface Standing {
  readonly clause: Clause;
  readonly truth: Truth;
}

export interface ClauseExplanation {
  readonly clause: string;
  readonly kind: string;
  readonly truth: Explanation["truth"];
  readonly when?: Explanation;
  readonly unless?: Explanation;
}
