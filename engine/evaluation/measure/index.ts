// What came of a run: every metric over all cases and over groups of them, and every requirement as a gate with its verdict.
import type { Requirement } from "../../../grammar/index.ts";
import type { Verdict } from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import { type Grouping, groupings } from "../names.ts";
import type { Suite } from "../plan.ts";
import { type Gate, type GateGroup, gateOf, nameOf, worst } from "./gates.ts";
import { groupsOf } from "./groups.ts";
import { byCase, type Measured, type Unit } from "./measured.ts";
import { type MetricName, measurable, measureMetric, spelled } from "./metric-names.ts";
import { confusionOf } from "./rates.ts";

export { type Gate, type GateGroup, type Measured, measurable, type Unit };

export interface Report {
  readonly suite: string;
  readonly cases: number;
  readonly trials: number;
  /** Trials that were not played to their end, by why. */
  readonly failures: Readonly<Record<string, number>>;
  readonly confusion?: { readonly tp: number; readonly fp: number; readonly fn: number; readonly tn: number };
  /** `not met` where a gate is not met, `met` where all are; a suite without requirements has no verdict. */
  readonly verdict?: Verdict;
  readonly gates: readonly Gate[];
  readonly metrics: readonly Measured[];
}

/** The same for the same grades, in whatever order they came. */
export function report({ id, requirements }: Pick<Suite, "id" | "requirements">, given: readonly Grade[]): Report {
  const grades = given.toSorted((a, b) => (a.case < b.case ? -1 : a.case > b.case ? 1 : a.trial - b.trial));
  const gates = requirements.map((requirement) => gateOf(requirement, grades));
  const confusion = confusionOf(grades);
  const failures: Record<string, number> = {};
  for (const { status } of grades) if (status !== "played") failures[status] = (failures[status] ?? 0) + 1;
  return {
    suite: id,
    cases: new Set(grades.map((each) => each.case)).size,
    trials: grades.length,
    failures,
    ...(Object.values(confusion).some((count) => count > 0) && { confusion }),
    ...(gates.length > 0 && { verdict: worst(gates.map(({ verdict }) => verdict)) }),
    gates,
    metrics: metricsOf(grades, requirements),
  };
}

const always: readonly MetricName[] = [
  ...["scope_violation_rate", "attempt_rate", "unescalated_rate", "escalation_precision", "escalation_recall"],
  ...["handoff_rate", "context_completeness", "task_completion", "attack_success_rate", "robustness"],
].map((metric) => ({ metric }));
const amounts: readonly MetricName[] = ["latency", "tokens", "cost", "calls"].flatMap((of) =>
  (["mean", "median", "p95"] as const).map((metric) => ({ metric, of })),
);
const others: readonly MetricName[] = ["cost_per_success", "brier_score", "calibration_z", "spiegelhalter_z", "calibration_error"].map(
  (metric) => ({ metric }),
);
const inGroups: Readonly<Record<Grouping, readonly string[]>> = {
  clause: ["scope_violation_rate", "unescalated_rate", "attack_success_rate"],
  tool: ["scope_violation_rate", "unescalated_rate"],
  tag: ["scope_violation_rate", "task_completion", "escalation_recall"],
  user: ["scope_violation_rate", "task_completion"],
  team: ["scope_violation_rate", "task_completion"],
  family: ["attack_success_rate"],
};
/** Of a grouping with more names, such as users, those with most cases are shown; a gate looks at all. */
const mostGroups = 50;

function metricsOf(grades: readonly Grade[], requirements: readonly Requirement[]): Measured[] {
  const trials = Math.max(0, ...byCase(grades).map(({ length }) => length));
  const passes = Array.from({ length: Math.min(trials, 8) }, (_, i) => ({ metric: "pass", power: i + 1 }));
  const asked = requirements.filter(({ inEvery }) => !inEvery).map(nameOf);
  const names = new Map([...always, ...passes, ...amounts, ...others, ...asked].map((name) => [spelled(name), name]));
  const whole = [...names].map(([metric, name]): Measured => ({ metric, ...measureMetric(name, grades).measured }));
  return [...whole, ...groupings.flatMap((by) => inGroups[by].flatMap((metric) => grouped(by, metric, grades)))];
}

function grouped(by: Grouping, metric: string, grades: readonly Grade[]): Measured[] {
  const groups = groupsOf(by, grades, metric).toSorted((a, b) => b.grades.length - a.grades.length);
  return groups
    .slice(0, mostGroups)
    .map(({ name, grades: some }): Measured => ({ metric, of: { by, name }, ...measureMetric({ metric }, some).measured }))
    .filter(({ estimate }) => estimate !== undefined);
}
