// How an amount is spread over the cases of a run: counts in equal bins, and where half and nearly all of the cases lie.
import { quantile } from "../../metrics/index.ts";

export interface Distribution {
  readonly of: "latency" | "tokens" | "cost";
  readonly unit: "ms" | "tokens" | "cost";
  readonly cases: number;
  readonly least: number;
  readonly most: number;
  readonly median: number;
  readonly p95: number;
  /** From `least` to `most`, each as wide as the others. */
  readonly bins: readonly number[];
}

const mostBins = 24;

/** undefined where no case tells it. */
export function distribution(
  of: Distribution["of"],
  unit: Distribution["unit"],
  told: readonly (number | undefined)[],
): Distribution | undefined {
  const values = told.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (values.length === 0) return undefined;
  let [least, most] = [values[0]!, values[0]!];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const count = least === most ? 1 : Math.min(mostBins, Math.ceil(Math.sqrt(values.length)) + 1);
  const bins = Array.from({ length: count }, () => 0);
  for (const value of values) bins[least === most ? 0 : Math.min(count - 1, Math.floor(((value - least) / (most - least)) * count))]!++;
  return { of, unit, cases: values.length, least, most, median: quantile(values, 0.5)!, p95: quantile(values, 0.95)!, bins };
}
