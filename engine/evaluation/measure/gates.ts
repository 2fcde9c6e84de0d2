// A requirement of the pact as a gate: a bound against a threshold, of all cases or in every group of them.
import { type Requirement, show } from "../../../grammar/index.ts";
import { durationSeconds } from "../../decision/calendar.ts";
import { toDouble } from "../../decision/decimal.ts";
import { usualLevel, type Verdict } from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import type { Grouping } from "../names.ts";
import { type Group, groupsOf } from "./groups.ts";
import type { Unit } from "./measured.ts";
import { type MetricName, measureMetric, spelled } from "./metric-names.ts";

/** What one requirement came to; of `in every …` one answer for each group. */
export interface Gate {
  /** As the pact writes it. */
  readonly requirement: string;
  readonly metric: string;
  readonly operator: Requirement["operator"];
  readonly threshold: number;
  readonly unit: Unit;
  readonly verdict: Verdict;
  readonly estimate?: number;
  /** One-sided at 95 %: the bound that decided. Where it is not met that is the one on the far side of the threshold. */
  readonly bound?: number;
  readonly isUpper?: boolean;
  /** What would settle it, if the estimate stays what it is. */
  readonly moreCases?: number;
  readonly groups?: readonly GateGroup[];
  /** Why it is not evaluable. */
  readonly missing?: string;
}

/** Of `in every …`, one of them. */
export interface GateGroup extends Pick<Gate, "verdict" | "estimate" | "bound" | "isUpper"> {
  readonly name: string;
}

export function gateOf(requirement: Requirement, grades: readonly Grade[]): Gate {
  const { operator, inEvery } = requirement;
  const name = nameOf(requirement);
  const threshold = thresholdOf(requirement);
  const base = { requirement: written(requirement), metric: spelled(name), operator, threshold };
  const gate = { operator, threshold };
  if (inEvery) return { ...base, ...inEach(name, gate, groupsOf(inEvery.text as Grouping, grades, name.metric)) };
  const measurement = measureMetric(name, grades);
  const answer = measurement.gate(gate, usualLevel);
  const { missing, unit } = measurement.measured;
  return {
    ...base,
    unit,
    ...answered(answer, operator),
    ...(answer.moreCases !== undefined && { moreCases: answer.moreCases }),
    ...(answer.verdict === "not evaluable" && { missing: missing ?? "some trials do not tell it" }),
  };
}

function answered({ verdict, estimate, bounds }: ReturnType<ReturnType<typeof measureMetric>["gate"]>, operator: Requirement["operator"]) {
  const isUpper = operator.startsWith("<") !== (verdict === "not met");
  const bound = isUpper ? bounds?.upper : bounds?.lower;
  return { verdict, ...(estimate !== undefined && { estimate }), ...(bound !== undefined && { bound, isUpper }) };
}

/**
 * Met where it is met in each group: for that no correction is needed (an intersection–union test, Berger 1982). That some group
 * fails is said at a level divided by their number (Bonferroni, the first step of Holm 1979), or of twenty sound families one would fail.
 */
function inEach(name: MetricName, gate: { operator: Requirement["operator"]; threshold: number }, groups: readonly Group[]) {
  if (groups.length === 0)
    return { unit: "share" as const, verdict: "not evaluable" as const, missing: "there is no such group among the cases", groups: [] };
  const rows = groups.map(({ name: group, grades }) => {
    const measurement = measureMetric(name, grades);
    const answer = measurement.gate(gate, usualLevel);
    const corrected = measurement.gate(gate, 1 - (1 - usualLevel) / groups.length).verdict;
    const verdict = answer.verdict === "not met" && corrected !== "not met" ? ("inconclusive" as const) : answer.verdict;
    return {
      unit: measurement.measured.unit,
      moreCases: answer.moreCases,
      row: { name: group, ...answered({ ...answer, verdict }, gate.operator) },
    };
  });
  const verdict = worst(rows.map(({ row }) => row.verdict));
  const least = rows.filter(({ row }) => row.verdict === verdict).map(({ row }) => row);
  const farthest = least.reduce((a, b) => (gate.operator.startsWith("<") === (b.bound ?? 0) > (a.bound ?? 0) ? b : a));
  return {
    unit: rows[0]!.unit,
    ...farthest,
    verdict,
    groups: rows.map(({ row }) => row),
    ...(verdict === "not evaluable" && { missing: `nobody can say of \`${farthest.name}\`` }),
  };
}

export const nameOf = ({ metric, power, of }: Requirement): MetricName => ({
  metric: metric.text,
  power: power === undefined ? undefined : Number(power),
  of: of?.text,
});

/** Shares from 0 to 1, spans of time in milliseconds, everything else as it is written. */
function thresholdOf({ threshold }: Requirement): number {
  if (threshold.kind === "percent") return Number(threshold.digits.replaceAll("_", "")) / 100;
  if (threshold.kind !== "number") return Number.NaN;
  const isTime = threshold.unit !== undefined && /^(?:ms|millisecond|s|second|minute|hour|day)s?$/.test(threshold.unit);
  return isTime ? toDouble(durationSeconds(threshold.digits, threshold.unit!)) * 1000 : Number(threshold.digits.replaceAll("_", ""));
}

const written = (requirement: Requirement): string =>
  `${spelled(nameOf(requirement))} ${requirement.operator} ${show.literal(requirement.threshold)}${requirement.inEvery ? ` in every ${requirement.inEvery.text}` : ""}`;

/** Deny on doubt: one gate that is not met decides, then what nobody can say, then what is open. */
const severity: readonly Verdict[] = ["not met", "not evaluable", "inconclusive", "met"];
export const worst = (verdicts: readonly Verdict[]): Verdict => severity.find((each) => verdicts.includes(each))!;
