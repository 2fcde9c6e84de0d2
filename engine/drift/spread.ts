// How each signal lies on both sides, for whoever draws it: the kinds of a distribution, the spread of an amount over the cases, and of
// confidence what came true. Nothing here is tested or decides anything.
import { clusteredRate, type Forecast, type Interval, quantile, reliabilityBins } from "../metrics/index.ts";
import { type Counted, meansOf } from "./movers.ts";
import { caseMeans, numbersOf, type Sides } from "./sides.ts";
import type { SignalKind } from "./signals.ts";
import type { TrialRow } from "./snapshot.ts";

export interface Spread {
  /** Of a distribution: how often each kind of thing is there in a run, as the mean over cases. */
  readonly kinds?: readonly Counted[];
  /** Of an amount: the means of the cases that tell it. */
  readonly amounts?: Amounts;
  /** Of confidence: what was said against the share that came true. */
  readonly reliability?: { readonly before: readonly Bin[]; readonly now: readonly Bin[] };
}
export interface Amounts {
  /** Where the first bin begins and the last one ends; each is as wide as the others. */
  readonly least: number;
  readonly most: number;
  readonly before: AmountsOf;
  readonly now: AmountsOf;
}
export interface AmountsOf {
  readonly median: number;
  readonly p95: number;
  readonly bins: readonly number[];
}
export interface Bin {
  readonly trials: number;
  /** The mean of what was said. */
  readonly forecast: number;
  /** The share that came true, as the mean over cases, and its 95 % interval clustered by case. */
  readonly observed: number;
  readonly interval: Interval;
}

export function spreadOf(signal: SignalKind, sides: Sides): Spread {
  switch (signal.sort) {
    case "distribution":
      return { kinds: meansOf(sides, signal.of).sort((a, b) => b.before + b.now - a.before - a.now || (a.name < b.name ? -1 : 1)) };
    case "amount":
    case "shape":
      return amountsOf(sides, signal.of);
    case "score":
      return signal.name === "calibration_in_the_large" ? { reliability: reliabilityOf(sides) } : {};
    case "yes-no":
      return {};
    default:
      return signal satisfies never;
  }
}

// ── Amounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const mostBins = 20;

function amountsOf(sides: Sides, of: (trial: TrialRow) => number | undefined): Spread {
  const { before, now } = caseMeans(numbersOf(sides, of), sides.paired);
  const all = [...before, ...now];
  if (before.length === 0 || now.length === 0) return {};
  const [least, most] = [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))];
  const count = least === most ? 1 : Math.min(mostBins, Math.ceil(Math.sqrt(all.length)) + 1);
  const binned = (values: readonly number[]): AmountsOf => {
    const bins = Array.from({ length: count }, () => 0);
    for (const value of values) bins[least === most ? 0 : Math.min(count - 1, Math.floor(((value - least) / (most - least)) * count))]!++;
    return { median: quantile(values, 0.5)!, p95: quantile(values, 0.95)!, bins };
  };
  return { amounts: { least, most, before: binned(before), now: binned(now) } };
}

// ── Confidence ──────────────────────────────────────────────────────────────────────────────────────────────────────

const forecastsIn = (trials: readonly TrialRow[]): Forecast[] =>
  trials.flatMap(({ confidence, success }) =>
    confidence === undefined || success === undefined ? [] : [{ confidence, outcome: success }],
  );

/** Of cases that pair, those that tell it on both sides, as the test has them. */
function reliabilityOf(sides: Sides): NonNullable<Spread["reliability"]> {
  const told = (cases: readonly (readonly TrialRow[])[]) => cases.map(forecastsIn).filter(({ length }) => length > 0);
  if (!sides.paired) return { before: binsOf(told(sides.before)), now: binsOf(told(sides.now)) };
  const pairs = sides.pairs
    .map(({ before, now }) => ({ before: forecastsIn(before), now: forecastsIn(now) }))
    .filter(({ before, now }) => before.length > 0 && now.length > 0);
  return { before: binsOf(pairs.map(({ before }) => before)), now: binsOf(pairs.map(({ now }) => now)) };
}

/** Equal forecasts stand in one bin, so that its ends say which are its own. */
const binsOf = (cases: readonly (readonly Forecast[])[]): Bin[] =>
  reliabilityBins(cases).map(({ count, forecast, lowest, highest }) => {
    const within = cases.map((each) => each.filter(({ confidence }) => confidence >= lowest && confidence <= highest));
    const rate = clusteredRate(within.map((each) => each.map(({ outcome }) => outcome)).filter(({ length }) => length > 0));
    return { trials: count, forecast, observed: rate.estimate!, interval: rate.interval!.clopperPearson };
  });
