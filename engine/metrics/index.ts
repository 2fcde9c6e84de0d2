// The door of metrics: numbers in, numbers out. It is its own door because the distributions it stands on are large, and the
// language server has no use for them.
export { type BootstrapOptions, type Bootstrapped, bootstrapByCase, bootstrapDifference } from "./bootstrap.ts";
export { type Calibration, calibration, type Forecast, type ScoreTest, type Tested } from "./calibration.ts";
export { clusteredRate, type Groups, worstOf } from "./clustered.ts";
export { benjaminiHochberg, holm } from "./correction.ts";
export {
  type DetectOptions,
  detectableChange,
  detectableGrowth,
  detectableMean,
  detectableRate,
  growthOf,
  type Probe,
} from "./detectable.ts";
export { beginning, type Detecting, expectedDelay, type Standing, watched } from "./e-detector.ts";
export { type Bounds, type Gate, type GateResult, gateRate, moreCases, type Verdict, verdictOf } from "./gate.ts";
export {
  boundWithoutFailure,
  casesToClaim,
  clopperPearson,
  type Interval,
  oneSidedBounds,
  usualLevel,
  wilson,
} from "./intervals.ts";
export { intraclassCorrelation } from "./intraclass.ts";
export { type Counts, divergenceWithin, jensenShannon, jensenShannonTest } from "./jensen-shannon.ts";
export { type KolmogorovSmirnov, kolmogorovSmirnov } from "./kolmogorov-smirnov.ts";
export { type MannWhitney, mannWhitney } from "./mann-whitney.ts";
export { meanOf, type QuantileBounds, quantile, quantileBounds, quantileInterval, valuesNeeded } from "./order.ts";
export { type PassHatK, passHatK, solvedEachTime } from "./pass-hat.ts";
export { Random } from "./random.ts";
export { gateBounds, type Intervals, type Rate } from "./rate.ts";
export { type Detection, type Detections, pooledRate, precisionAndRecall } from "./ratio.ts";
export { type Relabelled, type RelabelOptions, relabelTest, type Stratum, usualPermutations } from "./relabel.ts";
export { type ReliabilityBin, reliabilityBins } from "./reliability.ts";
export { distanceWithin, smirnovWithin } from "./smirnov-within.ts";
export { alignedRanks, type Stratified, stratifiedTest } from "./stratified.ts";
export { fisher, mcNemar, type YesNo } from "./yes-no.ts";
