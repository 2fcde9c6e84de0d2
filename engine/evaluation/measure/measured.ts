// A metric as it is reported: what was estimated, how sure that is, from how much; or what is missing to say anything.
import type { Bounds, GateResult, Interval } from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import type { Grouping } from "../names.ts";

export type Unit = "share" | "score" | "z" | "ms" | "tokens" | "cost" | "count";

export interface Measured {
  /** As a requirement writes it: `scope_violation_rate`, `pass^4`, `p95(latency)`. */
  readonly metric: string;
  /** Of these cases only; absent: of all. */
  readonly of?: { readonly by: Grouping; readonly name: string };
  readonly unit: Unit;
  /** Absent: not evaluable, and `missing` says what for. */
  readonly estimate?: number;
  /** Two-sided, 95 %. */
  readonly interval?: Interval;
  /** How the interval was found, in a few words. */
  readonly method?: string;
  readonly cases: number;
  readonly trials: number;
  /** Intra-class correlation of a case's trials, and how many independent ones they are worth. */
  readonly rho?: number;
  readonly effective?: number;
  /** As if all trials were independent, to compare with. */
  readonly naive?: { readonly estimate: number; readonly interval?: Interval };
  /** Trials that were not played, or of which nobody can say, counted as the worse outcome. */
  readonly counted?: number;
  readonly missing?: string;
}

/** A metric over some grades, with what a gate needs. */
export interface Measurement {
  readonly measured: Omit<Measured, "metric" | "of">;
  /** One-sided bounds at `level`; trials nobody can say anything of count against the gate. */
  gate(gate: GateOn, level: number): GateAnswer;
}
export interface GateOn {
  readonly operator: "<" | "<=" | ">" | ">=";
  readonly threshold: number;
}
export interface GateAnswer extends GateResult {
  readonly estimate?: number | undefined;
  readonly bounds?: Bounds | undefined;
}

/** The metric cannot be said: a gate on it is never met. */
export function notEvaluable(unit: Unit, missing: string): Measurement {
  return {
    measured: { unit, cases: 0, trials: 0, missing },
    gate: () => ({ verdict: "not evaluable", moreCases: undefined }),
  };
}

export const isUpperLimit = ({ operator }: GateOn): boolean => operator === "<" || operator === "<=";
export const wasPlayed = ({ status }: Grade): boolean => status === "played";

const grouped = new WeakMap<readonly Grade[], Grade[][]>();

/** One list for each case, in the order the cases came. Every metric asks, so it is kept with the grades. */
export function byCase(grades: readonly Grade[]): readonly (readonly Grade[])[] {
  const known = grouped.get(grades) ?? [...Map.groupBy(grades, (each) => each.case).values()];
  grouped.set(grades, known);
  return known;
}
