// The metrics a requirement may name, each with how it is measured. One list for the checker, completion and the runner.
import type { Grade } from "../grade.ts";
import { type QuantityName, quantityNames, type Statistic, statistics } from "../names.ts";
import { type Measurement, notEvaluable } from "./measured.ts";
import {
  measureBrier,
  measureCalibrationError,
  measureCompleteness,
  measureCostPerSuccess,
  measureQuantity,
  measureZ,
  quantities,
} from "./quantities.ts";
import { measureEscalations, measurePass, measureRate, rates } from "./rates.ts";

export interface MetricName {
  readonly metric: string;
  /** `pass^4`. */
  readonly power?: number | undefined;
  /** `p95(latency)`. */
  readonly of?: string | undefined;
}

const single: Readonly<Record<string, (grades: readonly Grade[]) => Measurement>> = {
  ...Object.fromEntries(
    Object.entries(rates).map(([name, definition]) => [name, (grades: readonly Grade[]) => measureRate(definition, grades)]),
  ),
  escalation_precision: (grades) => measureEscalations("precision", grades),
  escalation_recall: (grades) => measureEscalations("recall", grades),
  context_completeness: measureCompleteness,
  cost_per_success: measureCostPerSuccess,
  brier_score: measureBrier,
  calibration_error: measureCalibrationError,
  calibration_z: (grades) => measureZ("inTheLarge", grades),
  spiegelhalter_z: (grades) => measureZ("spiegelhalter", grades),
};

/** What can be measured; names.ts says the same. */
export const measurable: readonly string[] = [...Object.keys(single), "pass", ...statistics];

export const spelled = ({ metric, power, of }: MetricName): string =>
  `${metric}${power === undefined ? "" : `^${power}`}${of === undefined ? "" : `(${of})`}`;

/** Never throws on what a pact names: what is no metric is not evaluable, and passes no gate. */
export function measureMetric({ metric, power, of }: MetricName, grades: readonly Grade[]): Measurement {
  if (metric === "pass")
    return power === undefined || power < 1 ? notEvaluable("share", "say how often: `pass^4`") : measurePass(power, grades);
  const isStatistic = (statistics as readonly string[]).includes(metric);
  if (isStatistic) {
    const quantity = of === undefined || !Object.hasOwn(quantities, of) ? undefined : quantities[of as QuantityName];
    return quantity
      ? measureQuantity(metric as Statistic, quantity, grades)
      : notEvaluable("count", `say of what: \`${metric}(${quantityNames.join("|")})\``);
  }
  const measure = Object.hasOwn(single, metric) ? single[metric] : undefined;
  return measure && of === undefined && power === undefined
    ? measure(grades)
    : notEvaluable("share", `there is no metric \`${spelled({ metric, power, of })}\``);
}
