// Metrics that are amounts: time, tokens, money, calls. One value a case: the mean over its trials.
import {
  type BootstrapOptions,
  type Bounds,
  bootstrapByCase,
  calibration,
  type Forecast,
  meanOf,
  quantile,
  quantileBounds,
  quantileInterval,
  Random,
  verdictOf,
} from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import type { QuantityName, Statistic } from "../names.ts";
import { byCase, type GateOn, isUpperLimit, type Measurement, notEvaluable, type Unit, wasPlayed } from "./measured.ts";

interface Quantity {
  readonly unit: Unit;
  of(grade: Grade): number | undefined;
  readonly missing: string;
}

const total = (tools: Grade["tools"]): number => Object.values(tools).reduce((sum, each) => sum + each, 0);

export const quantities: Readonly<Record<QuantityName, Quantity>> = {
  latency: { unit: "ms", of: ({ latencyMs }) => latencyMs, missing: "these sessions do not tell how long the agent took" },
  tokens: { unit: "tokens", of: ({ tokens }) => tokens, missing: "the agent does not tell its tokens: report `usage`" },
  cost: { unit: "cost", of: ({ cost }) => cost, missing: "the agent does not tell its cost: report it, or give `--prices`" },
  turns: { unit: "count", of: ({ turns }) => turns, missing: "no case was played" },
  calls: { unit: "count", of: ({ tools }) => total(tools), missing: "no case was played" },
};

const shareBelow: Readonly<Record<Exclude<Statistic, "mean">, number>> = { median: 0.5, p50: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };

/** Two thousand draws, and fewer of very many cases, where an interval moves less. */
const options = (cases: number, level?: number): BootstrapOptions => ({
  random: Random.seeded(1),
  draws: Math.max(200, Math.min(2000, Math.round(4_000_000 / Math.max(1, cases)))),
  ...(level !== undefined && { level }),
});

export function measureQuantity(statistic: Statistic, quantity: Quantity, grades: readonly Grade[]): Measurement {
  const { unit, missing } = quantity;
  const { values, trials, silent } = amountsOf(quantity, grades);
  if (values.length === 0) return notEvaluable(unit, missing);
  const { estimate, interval, needed } = shownOf(statistic, values);
  return {
    measured: {
      unit,
      ...(estimate !== undefined && { estimate }),
      ...(interval && { interval, method: statistic === "mean" ? "bootstrap of cases" : "order statistics" }),
      cases: values.length,
      trials,
      ...(silent > 0 && { counted: silent }),
      ...(!interval && needed !== undefined && values.length < needed && { missing: `an interval needs ${needed} cases` }),
    },
    gate: (gate, level) => ({ ...gateQuantity(statistic, values, silent, gate, level), estimate }),
  };
}

interface Amounts {
  /** One for each case of which something is told. */
  readonly values: readonly number[];
  /** How many trials they are of. */
  readonly trials: number;
  /** Cases with a trial that was not played, or does not tell. */
  readonly silent: number;
}

/** Of one amount several statistics are asked, so it is kept with the grades. */
function amountsOf(quantity: Quantity, grades: readonly Grade[]): Amounts {
  const known = amounts.get(grades) ?? new Map<Quantity, Amounts>();
  amounts.set(grades, known);
  const found = known.get(quantity) ?? collected(quantity, grades);
  known.set(quantity, found);
  return found;
}
const amounts = new WeakMap<readonly Grade[], Map<Quantity, Amounts>>();

function collected({ of }: Quantity, grades: readonly Grade[]): Amounts {
  const values: number[] = [];
  let [trials, silent] = [0, 0];
  for (const ofCase of byCase(grades)) {
    let [sum, told] = [0, 0];
    for (const grade of ofCase) {
      const value = wasPlayed(grade) ? of(grade) : undefined;
      if (value === undefined) continue;
      sum += value;
      told++;
    }
    if (told > 0) values.push(sum / told);
    if (told < ofCase.length) silent++;
    trials += told;
  }
  return { values, trials, silent };
}

function shownOf(statistic: Statistic, values: readonly number[]) {
  if (statistic === "mean") return { ...meanOf(values, options(values.length)), needed: undefined };
  const q = shareBelow[statistic];
  const { lower, upper, needed } = quantileInterval(values, q);
  return { estimate: quantile(values, q), interval: lower === undefined || upper === undefined ? undefined : { lower, upper }, needed };
}

/** Beyond every amount: what a case that tells nothing counts as, against an upper limit. */
const beyond = Number.MAX_VALUE;

function gateQuantity(statistic: Statistic, values: readonly number[], silent: number, gate: GateOn, level: number) {
  const unsettled = { moreCases: undefined, bounds: undefined };
  if (statistic === "mean") {
    // A mean with one value that nobody knows can be anything.
    if (silent > 0) return { verdict: "not evaluable" as const, ...unsettled };
    const { bounds } = meanOf(values, options(values.length, level));
    return { verdict: verdictOf(gate, bounds), moreCases: undefined, bounds };
  }
  const all = [...values, ...Array<number>(silent).fill(isUpperLimit(gate) ? beyond : -beyond)];
  const bounds = quantileBounds(all, shareBelow[statistic], level);
  const known = (bound: number | undefined) => (bound === undefined || Math.abs(bound) === beyond ? undefined : bound);
  const settled: Bounds = { lower: known(bounds.lower), upper: known(bounds.upper) };
  const open = verdictOf(gate, settled);
  const more = open === "inconclusive" && all.length < bounds.needed ? bounds.needed - all.length : undefined;
  // With enough cases it is what some do not tell that keeps it open.
  const verdict = open === "inconclusive" && silent > 0 && more === undefined ? ("not evaluable" as const) : open;
  return { verdict, moreCases: more, bounds: settled };
}

/** Money over all cases for each case that was solved. */
export function measureCostPerSuccess(grades: readonly Grade[]): Measurement {
  if (!grades.some(({ success }) => success !== undefined)) return notEvaluable("cost", "no case says what is expected: give `expect`");
  const told = grades.filter(({ cost }) => cost !== undefined).length;
  if (told === 0) return notEvaluable("cost", quantities.cost.missing);
  if (told < grades.length) return notEvaluable("cost", `${grades.length - told} of ${grades.length} trials do not tell their cost`);
  const perSuccess = (cases: readonly (readonly Grade[])[]): number | undefined => {
    const all = cases.flat();
    const solved = all.filter(({ success }) => success === true).length;
    return solved === 0 ? undefined : all.reduce((sum, each) => sum + each.cost!, 0) / solved;
  };
  return bootstrapped("cost", byCase(grades), perSuccess, "no case was solved");
}

/** Of the fields a handoff owes, the share it carried, over the cases that were handed off. */
export function measureCompleteness(grades: readonly Grade[]): Measurement {
  const handed = byCase(grades.filter(({ carried }) => carried !== undefined));
  const share = (cases: readonly (readonly Grade[])[]): number | undefined => {
    const all = cases.flat();
    return all.length === 0 ? undefined : all.reduce((sum, { carried }) => sum + carried!.carried / carried!.owed, 0) / all.length;
  };
  return bootstrapped("share", handed, share, "no case was handed over with something to carry");
}

function bootstrapped<Case extends readonly Grade[]>(
  unit: Unit,
  cases: readonly Case[],
  statistic: (cases: readonly Case[]) => number | undefined,
  missing: string,
): Measurement {
  const { estimate, interval } = bootstrapByCase(cases, statistic, options(cases.length));
  if (estimate === undefined) return notEvaluable(unit, missing);
  return {
    measured: {
      unit,
      estimate,
      ...(interval && { interval, method: "bootstrap of cases" }),
      cases: cases.length,
      trials: cases.flat().length,
    },
    gate: (gate, level) => {
      const { bounds } = bootstrapByCase(cases, statistic, options(cases.length, level));
      return { verdict: verdictOf(gate, bounds ?? { lower: undefined, upper: undefined }), moreCases: undefined, estimate, bounds };
    },
  };
}

// ── Confidence ──────────────────────────────────────────────────────────────────────────────────────────────────────

const forecasts = (grades: readonly Grade[]): Forecast[][] =>
  byCase(grades)
    .map((trials) =>
      trials.flatMap(({ confidence, success }) =>
        confidence === undefined || success === undefined ? [] : [{ confidence, outcome: success }],
      ),
    )
    .filter(({ length }) => length > 0);
const noForecasts = "no trial tells both how sure the agent was and whether it was right";

/** Whoever tells how sure it was only where it pleases could look as calibrated as it likes: a gate needs it of every trial. */
function neededOfAll(measurement: Measurement, grades: readonly Grade[]): Measurement {
  const silent = grades.filter((grade) => !wasPlayed(grade) || (grade.success !== undefined && grade.confidence === undefined)).length;
  if (silent === 0 || measurement.measured.estimate === undefined) return measurement;
  const missing = `${silent} of ${grades.length} trials do not tell how sure the agent was`;
  return {
    measured: { ...measurement.measured, missing },
    gate: () => ({ verdict: "not evaluable", moreCases: undefined, estimate: measurement.measured.estimate }),
  };
}

export function measureBrier(grades: readonly Grade[]): Measurement {
  const measured = bootstrapped("score", forecastGrades(grades), (cases) => calibration(forecasts(cases.flat())).brier, noForecasts);
  return neededOfAll(measured, grades);
}

export function measureCalibrationError(grades: readonly Grade[]): Measurement {
  const { debiasedEce, cases, forecasts: count } = calibration(forecasts(grades));
  if (debiasedEce === undefined) return notEvaluable("score", count === 0 ? noForecasts : "too few forecasts to tell chance apart");
  const measured = { unit: "score" as const, estimate: debiasedEce, cases, trials: count };
  // Shown and not gated: at these sizes it has no interval worth the name.
  return { measured, gate: () => ({ verdict: "inconclusive", moreCases: undefined, estimate: debiasedEce }) };
}

/**
 * `calibration_z`, `spiegelhalter_z`: how far from calibrated, in standard errors. A gate asks how far, whichever way: `<= 2` and `>= -2`
 * are one requirement.
 */
export function measureZ(which: "inTheLarge" | "spiegelhalter", grades: readonly Grade[]): Measurement {
  const found = calibration(forecasts(grades));
  const z = found[which].clustered?.z;
  if (z === undefined) return notEvaluable("z", found.forecasts === 0 ? noForecasts : "too few cases to tell");
  const measured: Measurement = {
    measured: { unit: "z", estimate: z, method: "score test, clustered by case", cases: found.cases, trials: found.forecasts },
    gate: (gate) => {
      const apart = isUpperLimit(gate) ? Math.abs(z) : -Math.abs(z);
      const bounds = { lower: apart, upper: apart };
      return { verdict: verdictOf(gate, bounds), moreCases: undefined, estimate: z, bounds };
    },
  };
  return neededOfAll(measured, grades);
}

const forecastGrades = (grades: readonly Grade[]): readonly (readonly Grade[])[] =>
  byCase(grades.filter(({ confidence, success }) => confidence !== undefined && success !== undefined));
