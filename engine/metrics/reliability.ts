// The bins of a reliability diagram: forecasts in ascending order, as many in each bin.
import type { Forecast } from "./calibration.ts";
import { mean, sum } from "./intraclass.ts";

export interface ReliabilityBin {
  readonly count: number;
  /** The mean of what was forecast, and how far it reaches. */
  readonly forecast: number;
  readonly lowest: number;
  readonly highest: number;
  /** The share that came true. */
  readonly observed: number;
  /** Of observed - forecast, by chance alone; trials of one case deviate together. Undefined for fewer than two cases. */
  readonly variance: number | undefined;
}

type Member = Forecast & { readonly index: number };

/** Few bins, since each must hold enough to tell a share: 5 up to 200 forecasts, 10 beyond. */
const binsFor = (forecasts: number): number => (forecasts <= 200 ? 5 : 10);

/**
 * One list of forecasts for each case. Equal forecasts always stand in one bin, that in which the middle of their run falls, so that
 * the order they came in does not matter; agents that always say the same numbers have fewer and uneven bins. A bin of one
 * forecast joins its neighbour.
 */
export function reliabilityBins(cases: readonly (readonly Forecast[])[]): ReliabilityBin[] {
  const sorted = cases.flatMap((forecasts, index) => forecasts.map((each): Member => ({ ...each, index })));
  sorted.sort((a, b) => a.confidence - b.confidence);
  const bins: Member[][] = [];
  let last = -1;
  for (const run of runsOf(sorted)) {
    const bin = Math.floor(((run.start + run.members.length / 2) / sorted.length) * binsFor(sorted.length));
    if (bin === last || bins.at(-1)?.length === 1) bins.at(-1)!.push(...run.members);
    else bins.push([...run.members]);
    last = bin;
  }
  if (bins.length > 1 && bins.at(-1)!.length === 1) bins.at(-2)!.push(...bins.pop()!);
  return bins.map(summary);
}

/** Stretches of equal confidence, with the position they start at. */
function runsOf(sorted: readonly Member[]): { readonly start: number; readonly members: Member[] }[] {
  const runs: { start: number; members: Member[] }[] = [];
  sorted.forEach((member, start) => {
    const run = runs.at(-1);
    if (run && run.members[0]!.confidence === member.confidence) run.members.push(member);
    else runs.push({ start, members: [member] });
  });
  return runs;
}

const summary = (members: readonly Member[]): ReliabilityBin => ({
  count: members.length,
  forecast: mean(members.map(({ confidence }) => confidence)),
  lowest: members[0]!.confidence,
  highest: members.at(-1)!.confidence,
  observed: mean(members.map(({ outcome }) => Number(outcome))),
  variance: varianceByCase(members),
});

/** c/(c-1)·Σ over the c cases of (their summed deviation from the mean one)²/n²: ȳ(1-ȳ)/(n-1) for equal forecasts, one a case. */
function varianceByCase(members: readonly Member[]): number | undefined {
  const deviations = members.map(({ confidence, outcome }) => Number(outcome) - confidence);
  const middle = mean(deviations);
  const sums = new Map<number, number>();
  members.forEach(({ index }, at) => {
    sums.set(index, (sums.get(index) ?? 0) + deviations[at]! - middle);
  });
  if (sums.size < 2) return undefined;
  return (sum([...sums.values()].map((each) => each ** 2)) / members.length ** 2) * (sums.size / (sums.size - 1));
}
