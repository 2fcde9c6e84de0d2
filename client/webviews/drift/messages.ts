// What the extension and the drift view tell each other. What the view says is decoded in client/drift-view.ts; a report comes from
// `pact drift FILE --json` as it is.

export type Unit = "share" | "calls" | "tokens" | "cost" | "ms" | "score" | "bits";
export type Verdict = "drifted" | "no drift seen" | "cannot tell";
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}
export interface Estimate {
  readonly mean: number;
  readonly interval?: Interval | undefined;
}
export interface Kind {
  readonly name: string;
  readonly before: number;
  readonly now: number;
}
export interface AmountsOf {
  readonly median: number;
  readonly p95: number;
  readonly bins: readonly number[];
}
export interface Amounts {
  readonly least: number;
  readonly most: number;
  readonly before: AmountsOf;
  readonly now: AmountsOf;
}
export interface Bin {
  readonly trials: number;
  readonly forecast: number;
  readonly observed: number;
  readonly interval: Interval;
}
export interface Reliability {
  readonly before: readonly Bin[];
  readonly now: readonly Bin[];
}
export interface Signal {
  readonly signal: string;
  readonly family: "safety" | "watched";
  readonly unit: Unit;
  readonly verdict: Verdict;
  readonly cases: number;
  readonly before?: Estimate | undefined;
  readonly now?: Estimate | undefined;
  /** Of distributions their divergence. */
  readonly difference?: number | undefined;
  readonly interval?: Interval | undefined;
  /** Of a divergence: what labels alone reach one time in twenty. */
  readonly noise?: number | undefined;
  readonly test?: string | undefined;
  readonly exact?: boolean | undefined;
  readonly p?: number | undefined;
  readonly adjusted?: number | undefined;
  /** The least change that would have been seen four times in five. */
  readonly detectable?: number | undefined;
  /** The way it was measured; absent where it is either. */
  readonly towards?: "up" | "down" | undefined;
  readonly missing?: string | undefined;
  readonly kinds?: readonly Kind[] | undefined;
  readonly amounts?: Amounts | undefined;
  readonly reliability?: Reliability | undefined;
}
export interface About {
  readonly suite: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  readonly model: string | null;
  readonly agent: { readonly adapter: string; readonly target: string };
  readonly trials: number;
  readonly began: string;
}
export interface Report {
  readonly run: string;
  readonly against: string;
  readonly blessed: { readonly by: string; readonly because: string; readonly at: string };
  readonly outdated: readonly string[];
  readonly notes: readonly string[];
  readonly verdict: Verdict;
  readonly baseline: About;
  readonly now: About;
  readonly paired: boolean;
  readonly cases: { readonly compared: number };
  readonly signals: readonly Signal[];
  readonly tools: readonly (Omit<Kind, "name"> & { readonly tool: string; readonly share: number; readonly clauses: readonly string[] })[];
  readonly clauses: readonly { readonly clause: string; readonly before: number; readonly now: number }[];
  readonly moved: readonly {
    readonly case: string;
    readonly change: "worse" | "better" | "otherwise";
    readonly what: readonly string[];
    readonly clauses: readonly string[];
  }[];
  readonly breaks: readonly { readonly case: string; readonly clause: string; readonly trials: number; readonly of: number }[];
  readonly seed: number;
  readonly permutations: number;
}

/** Why there is nothing to show, and what can be done about it. */
export interface Lack {
  readonly message: string;
  /** There is a run to bless. */
  readonly hasRun: boolean;
  /** The evaluation that was not run yet. */
  readonly suite?: string | undefined;
}

export type Question = { readonly ask: "report" };
export type Answer = { readonly answer: "report"; readonly found: Report | Lack } | { readonly answer: "cancelled" };

export type ToView =
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** Another baseline was chosen, or there is a newer run. */
  | { readonly type: "changed" };
export type FromView =
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  /** The comparison under way is not wanted any more. */
  | { readonly type: "cancel" }
  | { readonly type: "choose" }
  | { readonly type: "bless" }
  | { readonly type: "again" }
  /** A case of the run, at the step that broke a clause where one is named. */
  | { readonly type: "case"; readonly case: string; readonly clause?: string }
  | { readonly type: "clause"; readonly name: string }
  | { readonly type: "tool"; readonly name: string }
  /** A chart, as a file. */
  | { readonly type: "save"; readonly name: string; readonly svg: string };
