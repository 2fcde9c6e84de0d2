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
export interface DecisionStep {
  readonly event: "decision";
  readonly step: number;
  readonly call?: number;
  readonly action: string;
  readonly executed: boolean;
  readonly effect: "allow" | "deny" | "escalate";
  readonly reason: string;
  readonly basis: readonly string[];
  readonly counterfactual: boolean;
  readonly nearest?: { readonly clause: string; readonly lacks: readonly string[] };
  readonly escalation?: { readonly to: string; readonly within: string };
  readonly problem?: string;
  readonly arguments?: unknown;
  readonly result?: string;
  readonly explanation?: readonly ClauseExplanation[];
}
export type Step = MessageStep | DecisionStep;

export interface RunRow {
  readonly id: string;
  readonly calls: number;
  readonly broken: number;
  readonly labels: Readonly<Record<string, string>>;
}
export type ToView =
  | {
      readonly type: "runs";
      readonly pact: string;
      readonly clause: string | undefined;
      readonly sessions: readonly RunRow[];
      readonly violations: number;
    }
  | { readonly type: "loading"; readonly session: string }
  | { readonly type: "session"; readonly id: string; readonly steps: readonly Step[]; readonly focus: number | undefined }
  | { readonly type: "problem"; readonly message: string };
export type FromView =
  | { readonly type: "ready" }
  | { readonly type: "open"; readonly session: string }
  | { readonly type: "clause"; readonly id: string };
