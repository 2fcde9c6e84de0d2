// What `pact … --json` says, one JSON object a line. Documented in docs/events.md; a test holds the two together.
import type { ClauseExplanation, Effect, Notice, Reason } from "./decision/decision.ts";
import type { Explanation } from "./decision/environment.ts";
import type { Authority } from "./decision/principal.ts";
import type { Alarm, DriftReport, StreamRow } from "./drift/index.ts";
import type { Grade } from "./evaluation/grade.ts";
import type { Report } from "./evaluation/measure/index.ts";
import type { Listed } from "./export/cedar-policy.ts";

export type TruthWord = Explanation["truth"];

export interface DecisionEvent {
  readonly event: "decision";
  readonly session: string;
  /** The message the action stands in, from 0. */
  readonly step: number;
  /** The tool call within the session, from 0; absent for what the agent says. */
  readonly call?: number;
  readonly action: string;
  /** It took effect: a successful call, or something said. */
  readonly executed: boolean;
  readonly effect: Effect;
  readonly reason: Reason;
  readonly basis: readonly string[];
  readonly unknown: readonly string[];
  /** An action before it was executed against the pact: from there on the session is not what it would have been. */
  readonly counterfactual: boolean;
  readonly nearest?: { readonly clause: string; readonly lacks: readonly string[] };
  readonly escalation?: { readonly to: string; readonly within: string };
  readonly problem?: string;
  /** Soft caps that are passed. */
  readonly notices?: readonly Notice[];
  /** Limits of which the recording does not carry what they count. */
  readonly notEvaluable?: readonly string[];
  /** With `--explain`: what was decided on, and how each clause over the action stood. */
  readonly arguments?: unknown;
  readonly result?: string;
  readonly authority?: Authority;
  readonly explanation?: readonly ClauseExplanation[];
}
/** With `--explain`: what was said. */
export interface MessageEvent {
  readonly event: "message";
  readonly session: string;
  readonly step: number;
  readonly role: "system" | "user" | "agent";
  readonly text: string;
}
export interface SessionEvent {
  readonly event: "session";
  readonly id: string;
  readonly decisions: number;
  readonly calls: number;
  /** Actions executed though the pact denies them, and though it hands them to a person. */
  readonly violations: number;
  readonly unescalated: number;
  readonly labels: Readonly<Record<string, string>>;
}
export interface ClauseRow {
  readonly clause: string;
  readonly name: string;
  readonly kind: "may" | "never" | "escalate" | "limit";
  /** Over the actions it speaks of: how often its condition was true, false and unknown; a limit's is that a cap of it is passed. */
  readonly true: number;
  readonly false: number;
  readonly unknown: number;
  /** Decisions it was the basis of (for a `may`, also those it came nearest to allowing). */
  readonly allow: number;
  readonly escalate: number;
  readonly deny: number;
  /** Of those, executed though denied or to be escalated. */
  readonly violations: number;
}
export interface SummaryEvent {
  readonly event: "summary";
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  readonly sessions: number;
  readonly calls: number;
  readonly decisions: number;
  readonly violations: number;
  readonly unescalated: number;
  readonly violatingSessions: number;
  readonly clauses: readonly ClauseRow[];
  /** What the recording does not carry, so that nothing can be said about it. */
  readonly notEvaluable: readonly string[];
}
/** What was decided of an action, without the action. */
export type Verdict = Pick<DecisionEvent, "effect" | "reason" | "basis" | "nearest" | "problem">;
/** With `--diff`: an action that the pact as it is decides otherwise than as it was, or for another reason. */
export interface FlipEvent {
  readonly event: "flip";
  readonly session: string;
  readonly step: number;
  readonly call?: number;
  readonly action: string;
  readonly executed: boolean;
  /** `widened`: more is let through (deny, escalate, allow); `reason`: the same effect. */
  readonly change: "widened" | "narrowed" | "reason";
  readonly old: Verdict;
  readonly new: Verdict;
}
/** With `--diff`, last. */
export interface DiffEvent {
  readonly event: "diff";
  readonly old: SummaryEvent["pact"];
  readonly new: SummaryEvent["pact"];
  readonly sessions: number;
  readonly decisions: number;
  /** Effects that changed: `widened` and `narrowed` together. */
  readonly flips: number;
  readonly widened: number;
  readonly narrowed: number;
  /** Decisions with the same effect for another reason. */
  readonly reasons: number;
}
/** A `test` member of a pact begins, and how it ends. */
export interface TestEvent {
  readonly event: "started" | "passed" | "failed" | "skipped";
  readonly id: string;
  readonly file: string;
  readonly message?: string;
  /** Of one that failed, in the words of a test. */
  readonly expected?: string;
  readonly actual?: string;
}
/** A suite begins: how many trials there are, and how many of them an earlier run has played. */
export interface SuiteEvent {
  readonly event: "suite";
  readonly id: string;
  readonly file: string;
  /** The folder the run is written to. */
  readonly run: string;
  readonly cases: number;
  readonly trials: number;
  readonly done: number;
}
/** A trial of a case has its result. */
export interface TrialEvent {
  readonly event: "trial";
  readonly id: string;
  readonly case: string;
  readonly trial: number;
  /** `played`, or why it was not played to its end. */
  readonly status: Grade["status"];
  readonly failure?: string;
  readonly success?: boolean;
  readonly missed: Grade["missed"];
  readonly violations: Grade["violations"];
  readonly unescalated: Grade["unescalated"];
  readonly attack?: Grade["attack"];
  /** The clauses whose condition was true at least once. */
  readonly exercised: Grade["exercised"];
  /** How often the infrastructure failed before. */
  readonly retries: number;
  readonly done: number;
  readonly trials: number;
}
/** A suite is over: what was measured, and what of its requirements holds. */
export interface EvaluationEvent extends Omit<Report, "suite"> {
  readonly event: "evaluation";
  readonly id: string;
  readonly file: string;
  readonly run: string;
  readonly pact: SummaryEvent["pact"];
  readonly cancelled: boolean;
}
/** With `--evidence`, last: the checkpoint over all that was put on record. */
export interface EvidenceEvent {
  readonly event: "evidence";
  /** A signed note; who keeps it can hold the log against it. */
  readonly checkpoint: string;
}
/** A case made of a step of a session, as a line of a file of cases has it. */
export interface CaseEvent {
  readonly event: "case";
  readonly case: Readonly<Record<string, unknown>>;
}
/** A pact in another language. */
export interface ExportEvent {
  readonly event: "export";
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  /** The texts; with `--out`, the names of the files they were written to. */
  readonly policies: string;
  readonly schema: string;
  readonly listed: readonly Listed[];
}
export interface CoverageRow {
  readonly clause: string;
  readonly name: string;
  readonly kind: ClauseRow["kind"];
  /** In how many tests its condition was true, false and unknown; a limit's is that its cap is passed. */
  readonly true: number;
  readonly false: number;
  readonly unknown: number;
  /** What it can be at all, and what of that no test has seen. */
  readonly needed: readonly TruthWord[];
  readonly missing: readonly TruthWord[];
}
/** With `--coverage`, after the tests of a file: what they tried of each clause, the charters' too. */
export interface CoverageEvent {
  readonly event: "coverage";
  readonly file: string;
  readonly pact: SummaryEvent["pact"];
  readonly clauses: readonly CoverageRow[];
  /** The clauses over each test's action, and how they stood. */
  readonly tests: readonly { readonly test: string; readonly clauses: Readonly<Record<string, TruthWord>> }[];
}
/** Now against a baseline. */
export interface DriftEvent extends DriftReport {
  readonly event: "drift";
  readonly file: string;
  readonly run: string;
  readonly blessed: { readonly by: string; readonly because: string; readonly at: string };
  /** What has changed since the run: it says nothing of that. */
  readonly outdated: readonly string[];
  /** The file of the baseline, and what somebody has to know before they read the verdict. */
  readonly against: string;
  readonly notes: readonly string[];
}
/** Is an agent to be evaluated again? */
export interface DueEvent {
  readonly event: "due";
  readonly file: string;
  readonly suite?: string;
  readonly baseline?: string;
  /** Empty where it is not. */
  readonly reasons: readonly string[];
  /** What is not as it was when the baseline was blessed, whether it asks for another evaluation or not. */
  readonly stale?: readonly string[];
  readonly problem?: string;
}
/** What an agent has put on record, watched for a rise. */
export interface StreamEvent {
  readonly event: "stream";
  readonly file: string;
  readonly log: string;
  /** What was known is of another baseline, log or promise: all was read from the beginning. */
  readonly began: boolean;
  /** How many entries were read in all. */
  readonly entries: number;
  readonly interactions: number;
  /** Interactions that are not over yet. */
  readonly open: number;
  /** Entries that were decided under another text of the pact than the baseline's. */
  readonly otherPact: number;
  /** Interactions between two false alarms of one signal, at least and on average. */
  readonly runLength: number;
  /** Since the last time; and how many there were before. */
  readonly alarms: readonly Alarm[];
  readonly earlier: number;
  readonly signals: readonly StreamRow[];
}
export type PactEvent =
  | DecisionEvent
  | MessageEvent
  | SessionEvent
  | SummaryEvent
  | FlipEvent
  | DiffEvent
  | TestEvent
  | CoverageEvent
  | ExportEvent
  | SuiteEvent
  | TrialEvent
  | EvaluationEvent
  | EvidenceEvent
  | CaseEvent
  | DriftEvent
  | DueEvent
  | StreamEvent;
