// Does an agent that says 80% turn out right 80% of the time? Scores and tests over what it forecast and what happened, one list of
// forecasts for each case.
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import { demandProbability } from "./demand.ts";
import { mean, sum } from "./intraclass.ts";
import { type ReliabilityBin, reliabilityBins } from "./reliability.ts";

export interface Forecast {
  /** The probability that was given, 0 to 1. */
  readonly confidence: number;
  readonly outcome: boolean;
}

export interface ScoreTest {
  readonly z: number;
  /** Two-sided. */
  readonly p: number;
}

export interface Tested {
  /** With the variance of independent trials. */
  readonly naive: ScoreTest | undefined;
  /** With the variance between cases; undefined for fewer than two cases, and where nothing deviates. */
  readonly clustered: ScoreTest | undefined;
}

export interface Calibration {
  readonly cases: number;
  readonly forecasts: number;
  /** Mean squared deviation (Brier 1950): 0 is perfect, 0.25 what always saying one half gives. Undefined without forecasts. */
  readonly brier: number | undefined;
  /** z = Σ(y-f)/√Σf(1-f): positive where the agent says too little. */
  readonly inTheLarge: Tested;
  /** Spiegelhalter 1986: Z = Σ(y-f)(1-2f)/√Σ(1-2f)²f(1-f). Positive where extremes are said too readily. */
  readonly spiegelhalter: Tested;
  /** Expected calibration error Σ(nₖ/n)|ȳₖ-f̄ₖ|, as it is: even a perfect agent has some. Undefined without forecasts. */
  readonly ece: number | undefined;
  /** Its quadratic mean without the part that is chance; see `debiased`. Undefined where a bin cannot tell. */
  readonly debiasedEce: number | undefined;
  readonly bins: readonly ReliabilityBin[];
}

export function calibration(cases: readonly (readonly Forecast[])[]): Calibration {
  const groups = cases.filter(({ length }) => length > 0);
  const all = groups.flat();
  for (const { confidence } of all) demandProbability(confidence, "a confidence");
  const bins = reliabilityBins(groups);
  return {
    cases: groups.length,
    forecasts: all.length,
    brier: all.length === 0 ? undefined : mean(all.map((each) => deviation(each) ** 2)),
    inTheLarge: tested(groups, () => 1),
    spiegelhalter: tested(groups, ({ confidence }) => 1 - 2 * confidence),
    ece: all.length === 0 ? undefined : sum(bins.map((bin) => (bin.count / all.length) * Math.abs(bin.observed - bin.forecast))),
    debiasedEce: debiased(bins, all.length),
    bins,
  };
}

const deviation = ({ confidence, outcome }: Forecast): number => Number(outcome) - confidence;

/**
 * Σ w(y-f), which is 0 on average for a calibrated agent. Trials of one case deviate together, so that the clustered
 * variance is Σ over cases of their summed deviation squared (the cluster-robust score test: Liang & Zeger 1986, Boos 1992).
 */
function tested(groups: readonly (readonly Forecast[])[], weight: (forecast: Forecast) => number): Tested {
  const scores = groups.map((forecasts) => sum(forecasts.map((each) => weight(each) * deviation(each))));
  const variances = groups.flat().map((each) => weight(each) ** 2 * each.confidence * (1 - each.confidence));
  return {
    naive: scoreTest(sum(scores), sum(variances)),
    clustered: groups.length < 2 ? undefined : scoreTest(sum(scores), sum(scores.map((score) => score ** 2))),
  };
}

/** Without variance there is no test: who only says 0 and 1 leaves chance no room, and one contradiction refutes it. */
function scoreTest(score: number, variance: number): ScoreTest | undefined {
  if (!(variance > 0)) return undefined;
  const z = score / Math.sqrt(variance);
  return { z, p: 2 * normalCdf(-Math.abs(z), 0, 1) };
}

/**
 * The reliability of Bröcker (2012, Climate Dynamics 39) and Ferro & Fricker (2012, QJRMS 138): from each bin's (ȳ-f̄)² its
 * expectation under chance alone is taken away, here with the variance between cases; then the root, so that it reads like the
 * ECE. Chance can take away more than there is: that is 0.
 */
function debiased(bins: readonly ReliabilityBin[], forecasts: number): number | undefined {
  if (bins.length === 0 || bins.some(({ variance }) => variance === undefined)) return undefined;
  const terms = bins.map(({ count, forecast, observed, variance }) => (count / forecasts) * ((observed - forecast) ** 2 - variance!));
  return Math.sqrt(Math.max(0, sum(terms)));
}
