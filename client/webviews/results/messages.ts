// What the extension and the results view tell each other. The view's questions are decoded in client/results-view.ts; answers come from
// `pact results RUN --serve`, page by page.

export type Unit = "share" | "score" | "z" | "ms" | "tokens" | "cost" | "count";
export type Verdict = "met" | "not met" | "inconclusive" | "not evaluable";
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
export interface Gate {
  readonly requirement: string;
  readonly metric: string;
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly threshold: number;
  readonly unit: Unit;
  readonly verdict: Verdict;
  readonly estimate?: number;
  readonly bound?: number;
  /** Which side `bound` bounds. */
  readonly isUpper?: boolean;
  readonly moreCases?: number;
  readonly groups?: readonly GateGroup[];
  readonly missing?: string;
}
export interface GateGroup extends Pick<Gate, "verdict" | "estimate" | "bound" | "isUpper"> {
  readonly name: string;
}
export interface Measured {
  readonly metric: string;
  readonly of?: { readonly by: string; readonly name: string };
  readonly unit: Unit;
  readonly estimate?: number;
  readonly interval?: Interval;
  readonly method?: string;
  readonly cases: number;
  readonly trials: number;
  readonly naive?: { readonly estimate: number; readonly interval?: Interval };
  readonly counted?: number;
  readonly missing?: string;
}
export interface Report {
  readonly suite: string;
  readonly cases: number;
  readonly trials: number;
  readonly failures: Readonly<Record<string, number>>;
  readonly verdict?: Verdict;
  readonly gates: readonly Gate[];
  readonly metrics: readonly Measured[];
}
export interface Distribution {
  readonly of: "latency" | "tokens" | "cost";
  readonly unit: Unit;
  readonly cases: number;
  readonly least: number;
  readonly most: number;
  readonly median: number;
  readonly p95: number;
  readonly bins: readonly number[];
}
export interface Overview {
  readonly folder: string;
  readonly suite: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  readonly agent: { readonly adapter: string; readonly target: string };
  readonly model: string | null;
  readonly began: string;
  readonly trialsEach: number;
  readonly planned: number;
  readonly shard: string | null;
  readonly filter?: string;
  readonly isFinished: boolean;
  readonly report: Report;
  readonly look: number;
  readonly distributions: readonly Distribution[];
}
export interface CaseRow {
  readonly case: string;
  readonly tags: readonly string[];
  readonly trials: number;
  readonly passed: number;
  readonly told: number;
  readonly failed: number;
  readonly violations: number;
  readonly unescalated: number;
  readonly attack?: { readonly family: string; readonly succeeded: number };
  readonly latencyMs?: number;
  readonly tokens?: number;
  readonly cost?: number;
  readonly reason?: string;
  readonly clauses: readonly string[];
}
export interface Act {
  readonly step: number;
  readonly action: string;
  readonly reason: string;
  readonly clauses: readonly string[];
}
export interface TrialRow {
  readonly trial: number;
  readonly status: string;
  readonly failure?: string;
  readonly success?: boolean;
  readonly missed: readonly { readonly field: string; readonly expected: string; readonly why: string }[];
  readonly violations: readonly Act[];
  readonly unescalated: readonly Act[];
  readonly attack?: { readonly family: string; readonly succeeded?: boolean } | undefined;
  readonly latencyMs?: number;
  readonly tokens?: number;
  readonly cost?: number;
  readonly outcome?: string;
}
export interface CaseChange {
  readonly change: "worse" | "better";
  readonly by: number;
  readonly now: CaseRow;
  readonly before: CaseRow;
}
export interface MetricChange {
  readonly metric: string;
  readonly unit: Unit;
  readonly now?: number;
  readonly before?: number;
  readonly difference?: number;
  readonly interval?: Interval;
}
export interface Comparison {
  readonly metrics: readonly MetricChange[];
  readonly worse: number;
  readonly better: number;
  readonly same: number;
  readonly onlyNow: number;
  readonly onlyBefore: number;
}
export type Sorting =
  | "order"
  | "case"
  | "passed"
  | "violations"
  | "unescalated"
  | "attack"
  | "latencyMs"
  | "tokens"
  | "cost"
  | "trials"
  | "reason";
export interface View {
  readonly show: "all" | "look";
  readonly text: string;
  readonly sort: Sorting;
  readonly descending: boolean;
}
export type Question =
  | { readonly ask: "overview" }
  | { readonly ask: "rows"; readonly from: number; readonly count: number; readonly view: View }
  | { readonly ask: "trials"; readonly case: string }
  | { readonly ask: "compare"; readonly run: string }
  | { readonly ask: "changes"; readonly from: number; readonly count: number };
export type Answer =
  | { readonly answer: "overview"; readonly overview: Overview }
  | { readonly answer: "rows"; readonly total: number; readonly from: number; readonly rows: readonly CaseRow[] }
  | { readonly answer: "trials"; readonly case: string; readonly trials: readonly TrialRow[] }
  | { readonly answer: "comparison"; readonly comparison: Comparison; readonly before: Overview }
  | { readonly answer: "changes"; readonly total: number; readonly from: number; readonly rows: readonly CaseChange[] }
  | { readonly answer: "problem"; readonly message: string };

export type ToView =
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** What is looked for, from outside; and the run to compare with. */
  | { readonly type: "look"; readonly text: string }
  | { readonly type: "compare"; readonly run: string }
  /** The run has gone on, or is over. */
  | { readonly type: "changed" };
export type FromView =
  | { readonly type: "ready" }
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  | { readonly type: "step"; readonly case: string; readonly trial: number; readonly step?: number }
  | { readonly type: "clause"; readonly name: string }
  | { readonly type: "choose" }
  | { readonly type: "again" }
  | { readonly type: "baseline" };
