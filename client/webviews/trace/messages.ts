// What the extension tells the trace view. The view's answers are decoded in client/trace-view.ts.

export interface Explanation {
  readonly text: string;
  readonly truth: "true" | "false" | "unknown";
  readonly values?: Readonly<Record<string, unknown>>;
  readonly why?: string;
  readonly of?: readonly Explanation[];
  readonly join?: "and" | "or" | "not" | "each";
}
export interface ClauseExplanation {
  readonly clause: string;
  readonly kind: string;
  readonly truth: Explanation["truth"];
  readonly when?: Explanation;
  readonly unless?: Explanation;
}
export interface MessageStep {
  readonly event: "message";
  readonly step: number;
  readonly role: "system" | "user" | "agent";
  readonly text: string;
}
/** What was decided of an action, without the action. */
export interface Verdict {
  readonly effect: "allow" | "deny" | "escalate";
  readonly reason: string;
  readonly basis: readonly string[];
  readonly nearest?: { readonly clause: string; readonly lacks: readonly string[] };
  readonly escalation?: { readonly to: string; readonly within: string };
  readonly problem?: string;
}
export interface DecisionStep extends Verdict {
  readonly event: "decision";
  readonly step: number;
  readonly call?: number;
  readonly action: string;
  readonly executed: boolean;
  readonly counterfactual: boolean;
  readonly notices?: readonly { readonly limit: string; readonly used: unknown; readonly soft: unknown }[];
  readonly notEvaluable?: readonly string[];
  readonly authority?: {
    readonly principal?: unknown;
    readonly user?: unknown;
    readonly team?: unknown;
    readonly agent?: string;
    readonly via: readonly string[];
  };
  readonly arguments?: unknown;
  readonly result?: string;
  readonly explanation?: readonly ClauseExplanation[];
  /** It is one of what the list is about. */
  readonly marked: boolean;
  readonly flip?: { readonly change: "widened" | "narrowed" | "reason"; readonly old: Verdict };
}
export type Step = MessageStep | DecisionStep;

export interface RunRow {
  readonly id: string;
  readonly detail: string;
  /** What a filter looks in, in lower case. */
  readonly terms: string;
  readonly marked: number;
}
export interface Runs {
  /** `Runs that broke` and the name of the clause. */
  readonly heading: string;
  readonly name: string;
  /** The whole in a sentence. */
  readonly told: string;
  /** What the marks are, behind their number. */
  readonly marks: "broken" | "flipped";
  readonly rows: readonly RunRow[];
}
export type ToView =
  | { readonly type: "runs"; readonly runs: Runs }
  | { readonly type: "loading"; readonly session: string }
  /** `focus` is a place in `steps`. */
  | { readonly type: "session"; readonly id: string; readonly steps: readonly Step[]; readonly focus: number | undefined }
  | { readonly type: "problem"; readonly message: string };
export type FromView =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly session: string }
  | { readonly type: "clause"; readonly id: string }
  | { readonly type: "case"; readonly session: string; readonly step: number };
