// Has a rate risen, looked at after every interaction for as long as one likes? Shiryaev and Roberts' statistic as an e-detector (Shin,
// Ramdas & Rinaldo 2024, The New England Journal of Statistics in Data Science 2): M = (1 + M)·L after each, alarm at A. While the rate is
// at most `rate`, L is at most 1 on average whatever came before, M minus the number of interactions drifts downwards, and so the mean
// time to an alarm is at least A. Which rise to look for need not be known: the mean of the detectors for several is one as well.
import { demandLevel } from "./demand.ts";
import { mean } from "./intraclass.ts";

export interface Detecting {
  /** The highest rate at which nothing is wrong: the baseline's upper bound. */
  readonly rate: number;
  /** At least so many interactions lie between two false alarms, on average. */
  readonly runLength: number;
}

/** Where a detector stands: what has to be kept to go on later. */
export interface Standing {
  /** One for each rise that is looked for. */
  readonly statistics: readonly number[];
  /** Interactions since it began, or since its last alarm. */
  readonly seen: number;
}

/** The rises that are looked for, of the odds: from half as much again to ten times. */
const rises: readonly number[] = [1.5, 2, 3, 5, 10];

export const beginning: Standing = { statistics: rises.map(() => 0), seen: 0 };

/** After one more interaction. Having alarmed, it begins anew. */
export function watched(standing: Standing, happened: boolean, { rate, runLength }: Detecting): { standing: Standing; alarm: boolean } {
  demandLevel(rate);
  if (!(runLength >= 1 && Number.isFinite(runLength))) throw new RangeError(`a run length of ${runLength} is none: give 1 or more`);
  if (standing.statistics.length !== rises.length) throw new RangeError("this is no standing of such a detector: begin anew");
  const statistics = standing.statistics.map((statistic, i) => (1 + statistic) * likelihoodRatio(happened, rate, risen(rate, rises[i]!)));
  const alarm = mean(statistics) >= runLength;
  return { standing: alarm ? beginning : { statistics, seen: standing.seen + 1 }, alarm };
}

/**
 * About how long it takes, in interactions, until a rise is found. A statistic whose logarithm gains g each time is (e^(g·t) - 1)/(1 - e^-g)
 * after t; one of k has to come to k·A by itself at the latest. To the first order that is Lorden's bound ln(A)/g (1971). Undefined where the
 * rate has not risen.
 */
export function expectedDelay({ rate, runLength }: Detecting, now: number): number | undefined {
  demandLevel(rate);
  demandLevel(now);
  if (now <= rate) return undefined;
  const gains = rises.map((rise) => {
    const to = risen(rate, rise);
    return now * Math.log(to / rate) + (1 - now) * Math.log((1 - to) / (1 - rate));
  });
  const gain = Math.max(...gains);
  return gain > 0 ? Math.log1p(rises.length * runLength * -Math.expm1(-gain)) / gain : undefined;
}

/** By odds, so that it stays below 1. */
function risen(rate: number, rise: number): number {
  const odds = (rise * rate) / (1 - rate);
  return odds / (1 + odds);
}

const likelihoodRatio = (happened: boolean, rate: number, to: number): number => (happened ? to / rate : (1 - to) / (1 - rate));
