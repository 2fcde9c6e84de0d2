// One signal, now against before: what was estimated, how sure that is, the test that suits it, and what change it could have seen.
import {
  alignedRanks,
  bootstrapDifference,
  type Counts,
  clusteredRate,
  type DetectOptions,
  detectableChange,
  detectableGrowth,
  detectableMean,
  detectableRate,
  distanceWithin,
  divergenceWithin,
  fisher,
  growthOf,
  type Interval,
  jensenShannonTest,
  kolmogorovSmirnov,
  mannWhitney,
  meanOf,
  Random,
  type Relabelled,
  type Stratum,
  smirnovWithin,
  stratifiedTest,
} from "../metrics/index.ts";
import { caseMeans, countsOf, mean, numbersOf, type Sides } from "./sides.ts";
import type { AmountSignal, DistributionSignal, ScoreSignal, SignalKind, YesNoSignal } from "./signals.ts";
import type { TrialRow } from "./snapshot.ts";

export interface Testing {
  readonly seed: number;
  readonly permutations: number;
}

export interface Tested {
  /** Cases that tell it: in both runs where they pair, else in the smaller. */
  readonly cases: number;
  readonly before?: Estimate;
  readonly now?: Estimate;
  /** Of now over before; of distributions the divergence. */
  readonly difference?: number;
  /** Of the difference, 95 %. */
  readonly interval?: Interval;
  /** Of a divergence or distance: what labels alone reach one time in twenty. */
  readonly noise?: number;
  readonly test: string;
  readonly exact: boolean;
  readonly p: number;
  /** The least change this test would have found four times in five, at a level. */
  readonly detectable: (level: number) => number | undefined;
}
export interface Estimate {
  readonly mean: number;
  /** Of a share, 95 %. */
  readonly interval?: Interval;
}

/** Why it cannot be tested, or what came of it. */
export function testSignal(signal: SignalKind, sides: Sides, testing: Testing): Tested | { readonly missing: string } {
  switch (signal.sort) {
    case "yes-no":
      return testYesNo(signal, sides, testing);
    case "amount":
    case "shape":
    case "score":
      return testNumbers(signal, sides, testing);
    case "distribution":
      return testDistribution(signal, sides, testing);
    default:
      return signal satisfies never;
  }
}

/** Which of two runs does not say it. */
function untold(sides: Sides, of: (trial: TrialRow) => unknown): { readonly missing: string } {
  const tells = (cases: readonly (readonly TrialRow[])[]) => cases.some((trials) => trials.some((trial) => of(trial) !== undefined));
  const [before, now] = sides.paired
    ? [sides.pairs.map((pair) => pair.before), sides.pairs.map((pair) => pair.now)]
    : [sides.before, sides.now];
  const missing = {
    "false false": "neither run tells it",
    "true false": "this run does not tell it",
    "false true": "the baseline does not tell it",
    "true true": "no case tells it in both runs",
  } as const;
  return { missing: missing[`${tells(before)} ${tells(now)}`] };
}

/** Case means and the interval of their difference, cases drawn with replacement. */
function estimated(strata: readonly Stratum[], paired: boolean, random: Random) {
  const { before, now } = caseMeans(strata, paired);
  const { interval } = paired
    ? meanOf(
        now.map((value, i) => value - before[i]!),
        { random },
      )
    : bootstrapDifference(before, now, { random });
  return {
    cases: Math.min(before.length, now.length),
    before: { mean: mean(before) },
    now: { mean: mean(now) },
    difference: mean(now) - mean(before),
    ...(interval && { interval }),
  };
}

// ── Yes and no ──────────────────────────────────────────────────────────────────────────────────────────────────────

function testYesNo({ of, worse }: YesNoSignal, sides: Sides, { seed, permutations }: Testing): Tested | { missing: string } {
  const random = Random.seeded(seed);
  const strata = numbersOf(sides, (trial) => numeric(of(trial)));
  if (strata.length === 0) return untold(sides, of);
  const basics = estimated(strata, sides.paired, random);
  const rated = (side: "before" | "now"): Estimate => {
    const groups = sides.paired ? strata.map((each) => each[side].map(Boolean)) : groupsOf(sides[side], of);
    return { mean: basics[side].mean, interval: clusteredRate(groups).interval!.clopperPearson };
  };
  const isWhole = strata.every(({ before, now }) => [...before, ...now].every(Number.isInteger));
  const tested = !sides.paired && isWhole ? { p: fisherP(strata[0]!), exact: true } : stratifiedTest(strata, { random, permutations })!;
  const isSingle = strata.every(({ before, now }) => before.length === 1 && now.length === 1);
  const test = sides.paired ? (isSingle ? "McNemar" : "conditional test of tables by case") : isWhole ? "Fisher" : "case means, permuted";
  return {
    ...basics,
    before: rated("before"),
    now: rated("now"),
    test,
    exact: tested.exact,
    p: tested.p,
    detectable: (level) => (isWhole ? detectableRate(strata, worse, { level, random }, sides.paired) : detectableMean(strata, { level })),
  };
}

const numeric = (value: boolean | undefined): number | undefined => (value === undefined ? undefined : Number(value));

const groupsOf = (cases: readonly (readonly TrialRow[])[], of: (trial: TrialRow) => boolean | undefined): boolean[][] =>
  cases.map((trials) => trials.map(of).filter((value) => value !== undefined)).filter(({ length }) => length > 0);

function fisherP({ before, now }: Stratum): number {
  const table = (values: readonly number[]) => {
    const yes = values.filter((value) => value === 1).length;
    return { yes, no: values.length - yes };
  };
  return fisher(table(before), table(now))!;
}

// ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function testNumbers(signal: AmountSignal | ScoreSignal, sides: Sides, testing: Testing): Tested | { missing: string } {
  const random = Random.seeded(testing.seed);
  const strata = numbersOf(sides, signal.of);
  if (strata.length === 0) return untold(sides, signal.of);
  const basics = estimated(strata, sides.paired, random);
  const options = { random, permutations: testing.permutations };
  if (signal.sort === "shape") return { cases: basics.cases, ...testShape(strata, sides.paired, options) };
  if (signal.sort === "score") {
    const { p, exact } = stratifiedTest(strata, options)!;
    const test = sides.paired ? "runs permuted within cases" : "case means, permuted";
    return { ...basics, test, exact, p, detectable: (level) => detectableMean(strata, { level }) };
  }
  const ranks = () => stratifiedTest(alignedRanks(strata), options)!;
  const { p, exact } = sides.paired ? ranks() : mannWhitney(strata[0]!.now, strata[0]!.before)!;
  const test = sides.paired ? "aligned ranks within cases" : "Mann–Whitney";
  return { ...basics, test, exact, p, detectable: (level) => detectableGrowth(strata, { level, random }) };
}

function testShape(strata: readonly Stratum[], paired: boolean, options: { random: Random; permutations: number }) {
  const within = smirnovWithin(strata, options)!;
  const probe = {
    inject: growthOf(strata),
    statistic: distanceWithin,
    test: smirnovWithin,
    most: 9,
  };
  const published = paired ? undefined : kolmogorovSmirnov(strata[0]!.before, strata[0]!.now)!;
  return {
    difference: within.seen,
    ...noiseOf(within),
    test: paired ? "Smirnov's distance, runs permuted within cases" : "Kolmogorov–Smirnov",
    exact: published?.exact ?? within.exact,
    p: published?.p ?? within.p,
    detectable: (level: number) => detectableChange(strata, probe, { level, random: options.random }),
  };
}

// ── Distributions ───────────────────────────────────────────────────────────────────────────────────────────────────

function testDistribution({ of }: DistributionSignal, sides: Sides, { seed, permutations }: Testing): Tested | { missing: string } {
  const random = Random.seeded(seed);
  const strata = countsOf(sides, of);
  const tested = strata.length === 0 ? undefined : jensenShannonTest(strata, { random, permutations });
  if (!tested) return untold(sides, of);
  return {
    cases: sides.paired ? strata.length : Math.min(strata[0]!.before.length, strata[0]!.now.length),
    difference: tested.seen,
    ...noiseOf(tested),
    test: sides.paired ? "Jensen–Shannon, runs permuted within cases" : "Jensen–Shannon, cases permuted",
    exact: tested.exact,
    p: tested.p,
    detectable: (level) => detectableShift(strata, { level, random }),
  };
}

/** In how large a share of runs what is done most would have to turn into what is done second most. */
function detectableShift(strata: readonly Stratum<Counts>[], options: DetectOptions): number | undefined {
  // Where there is but one kind of thing, it turns into one that was never seen.
  const wide =
    strata[0]!.now[0]!.length > 1 ? strata : strata.map(({ before, now }) => ({ before: before.map(widened), now: now.map(widened) }));
  const inject = (run: Counts, share: number, random: Random): Counts =>
    random.uniform() < share ? [0, run[0]! + run[1]!, ...run.slice(2)] : run;
  return detectableChange(wide, { inject, statistic: divergenceWithin, test: jensenShannonTest, most: 1 }, options);
}
const widened = (run: Counts): Counts => [...run, 0];

const noiseOf = ({ noise }: Relabelled): { noise: number } => ({ noise: noise[Math.ceil(noise.length * 0.95) - 1]! });
