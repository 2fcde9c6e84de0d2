// What change could have been seen? The runs at hand are dealt to before and now as if nothing had changed, a change of some size is put into
// those of now, and the test is taken: the smallest size that it finds four times in five. No assumption but that the runs are like these.
import normalCdf from "@stdlib/stats-base-dists-normal-cdf";
import normalQuantile from "@stdlib/stats-base-dists-normal-quantile";
import { demandLevel } from "./demand.ts";
import { mean, sum } from "./intraclass.ts";
import { Random } from "./random.ts";
import { asSeen, dealsOf, type Relabelled, type RelabelOptions, type Sizes, type Stratum, shuffleLabels, sizesOf } from "./relabel.ts";
import { alignedRanks, excessOf, excessVariance, normalP, stratifiedTest } from "./stratified.ts";
import { fisher, mcNemar } from "./yes-no.ts";

export interface DetectOptions {
  /** What the p-value has to be at most, after whatever correction it is subject to. */
  readonly level: number;
  readonly random: Random;
  /** How often it is to be found: 80% unless said otherwise. */
  readonly power?: number;
}
const usualPower = 0.8;

/**
 * Of yes (1) and no (0): the least change of the rate that would be seen, upwards or downwards. Undefined where not even all that could
 * turn would. `paired`: within cases; otherwise all are one stratum, under Fisher's test.
 */
export function detectableRate(
  strata: readonly Stratum[],
  direction: "up" | "down",
  { level, random, power = usualPower }: DetectOptions,
  paired = true,
): number | undefined {
  demandLevel(level);
  const from = direction === "up" ? 0 : 1;
  const runs = Uint8Array.from(strata.flatMap(({ before, now }) => [...before, ...now]));
  const sizes = sizesOf(strata);
  const isNow = asSeen(sizes);
  const p = paired ? stratifiedYesP(sizes) : fisherP(sizes[0]!);
  const drawn = Random.seeded(random.word());
  // The same draws are looked at for each size of a change: dealt once, with what each run that could turn has to be below.
  const deals = Array.from({ length: rateDraws }, () => {
    shuffleLabels(isNow, sizes, drawn);
    return {
      labels: isNow.slice(),
      turnsAt: Float64Array.from(isNow, (label, at) => (label === 1 && runs[at] === from ? drawn.uniform() : 1)),
    };
  });
  const found = (turned: number): number => {
    const hits = deals.filter(({ labels, turnsAt }) => p(tableOf(runs, labels, sizes, (at) => turnsAt[at]! < turned)) <= level);
    return hits.length / rateDraws;
  };
  const turned = smallestSeen(1, found, power);
  const able = mean(strata.map(({ before, now }) => mean([...before, ...now].map((run) => Number(run === from)))));
  return turned === undefined || able === 0 ? undefined : turned * able;
}
const rateDraws = 500;

/** Of amounts compared by aligned ranks: by which share they would have to grow. Undefined where not even tenfold would be seen. */
export function detectableGrowth(strata: readonly Stratum[], { level, random, power = usualPower }: DetectOptions): number | undefined {
  demandLevel(level);
  if (!isAttainable(strata, level)) return undefined;
  const seed = random.word();
  const critical = normalQuantile(1 - level / 2, 0, 1);
  const grow = growthOf(strata);
  const found = (growth: number): number => {
    const drawn = Random.seeded(seed);
    const scores = Array.from({ length: growthDraws }, () => {
      const ranks = alignedRanks(changed(strata, (value) => grow(value, growth, drawn), drawn));
      const variance = excessVariance(ranks);
      return variance > 0 ? excessOf(ranks) / Math.sqrt(variance) : 0;
    });
    return shareBeyond(critical, scores);
  };
  return smallestSeen(mostGrowth, found, power);
}
/**
 * How a value of these grows. Of whole numbers some grow by one and the others not at all: were all to grow by a hundredth each, every tie
 * would break, and ranks would see what no count of calls can show.
 */
export function growthOf(strata: readonly Stratum[]): (value: number, growth: number, random: Random) => number {
  const isWhole = strata.every(({ before, now }) => [...before, ...now].every(Number.isInteger));
  return isWhole ? (value, growth, random) => Math.floor(value * (1 + growth) + random.uniform()) : (value, growth) => value * (1 + growth);
}

const growthDraws = 80;
const mostGrowth = 9;

/**
 * Of means compared within cases: how far all of now would have to move. The excess grows by δ·Σnm/(n+m), and its variance under other
 * labels by δ²·Σ(nm)²/((n+m)²(n+m-1)), since labels then tell apart what has moved; where that outruns it, no size would be seen.
 */
export function detectableMean(
  strata: readonly Stratum[],
  { level, power = usualPower }: Omit<DetectOptions, "random">,
): number | undefined {
  demandLevel(level);
  const [sizes, variance] = [sizesOf(strata), excessVariance(strata)];
  const pull = sum(sizes.map(({ before, now }) => (before * now) / (before + now)));
  const growth = sum(sizes.map(({ before, now }) => (before * now) ** 2 / ((before + now) ** 2 * (before + now - 1))));
  const [critical, beyond] = [normalQuantile(1 - level / 2, 0, 1), normalQuantile(power, 0, 1)];
  const square = pull ** 2 - critical ** 2 * growth;
  if (!(variance > 0 && square > 0) || !isAttainable(strata, level)) return undefined;
  // (δ·pull - beyond·√V)² = critical²·(V + δ²·growth), by its larger root.
  const half = pull * beyond * Math.sqrt(variance);
  return (half + Math.sqrt(half ** 2 + square * (critical ** 2 - beyond ** 2) * variance)) / square;
}

/** Of a statistic that has only its labels: the least size, 0 to `most`, of what `inject` does to a run of now. */
export function detectableChange<Value>(
  strata: readonly Stratum<Value>[],
  { inject, statistic, test, most }: Probe<Value>,
  { level, random, power = usualPower }: DetectOptions,
): number | undefined {
  demandLevel(level);
  if (!isAttainable(strata, level)) return undefined;
  const [seed, other] = [random.word(), random.word()];
  const draw = (size: number, drawn: Random) => changed(strata, (value) => inject(value, size, drawn), drawn);
  // What labels alone come to depends on the runs, and hardly on which of them had changed: it is taken again only where the search ends.
  const least = (at: number): number | undefined => {
    const drawn = Random.seeded(other);
    const noise = test(draw(at, drawn), { random: drawn, permutations: changeDeals })?.noise;
    if (!noise) return undefined;
    // Distances are squares of something near enough normal.
    const critical = Math.sqrt(noise[Math.min(noise.length - 1, Math.ceil(noise.length * (1 - level)))]!);
    const found = (size: number): number => {
      const again = Random.seeded(seed);
      return shareBeyond(
        critical,
        Array.from({ length: changeDraws }, () => Math.sqrt(statistic(draw(size, again)) ?? 0)),
      );
    };
    return smallestSeen(most, found, power);
  };
  const first = least(0);
  return first === undefined ? undefined : least(first);
}
const changeDeals = 3000;
const changeDraws = 100;

export interface Probe<Value> {
  readonly inject: (value: Value, size: number, random: Random) => Value;
  readonly statistic: (strata: readonly Stratum<Value>[]) => number | undefined;
  readonly test: (strata: readonly Stratum<Value>[], options: RelabelOptions) => Relabelled | undefined;
  readonly most: number;
}

/** What was seen and its mirror image are two of all deals: fewer cases than that takes cannot come to such a p-value, whatever they show. */
const isAttainable = (strata: readonly Stratum<unknown>[], level: number): boolean => 2 / dealsOf(sizesOf(strata)) <= level;

/** By bisection of its logarithm, since the same draws are looked at for each size: what finds a change finds a larger one. */
function smallestSeen(most: number, found: (size: number) => number, power: number): number | undefined {
  if (!(found(most) >= power)) return undefined;
  let [low, high] = [most / 1000, most];
  while (high > 1.03 * low) {
    const middle = Math.sqrt(low * high);
    if (found(middle) >= power) high = middle;
    else low = middle;
  }
  return high;
}

/** Of scores that are near enough normal, whose mean and spread say more of the share beyond than counting it does. */
function shareBeyond(critical: number, scores: readonly number[]): number {
  const middle = mean(scores);
  const spread = Math.sqrt(sum(scores.map((score) => (score - middle) ** 2)) / (scores.length - 1));
  return spread > 0 ? normalCdf((middle - critical) / spread, 0, 1) : Number(middle > critical);
}

/** Dealt anew within each case, and changed where they fall to now. */
function changed<Value>(strata: readonly Stratum<Value>[], change: (value: Value) => Value, random: Random): Stratum<Value>[] {
  return strata.map(({ before, now }) => {
    const dealt = random.shuffle([...before, ...now]);
    return { before: dealt.slice(0, before.length), now: dealt.slice(before.length).map(change) };
  });
}

// ── Tables of yes and no ────────────────────────────────────────────────────────────────────────────────────────────

/** For each case: how many yeses, and how many of them now. */
type Table = readonly { readonly yes: number; readonly yesNow: number }[];

function tableOf(runs: Uint8Array, isNow: Uint8Array, sizes: readonly Sizes[], turns: (at: number) => boolean): Table {
  let at = 0;
  return sizes.map(({ before, now }) => {
    let [yes, yesNow] = [0, 0];
    for (const end = at + before + now; at < end; at++) {
      if (isNow[at] === 0) yes += runs[at]!;
      else yesNow += turns(at) ? 1 - runs[at]! : runs[at]!;
    }
    return { yes: yes + yesNow, yesNow };
  });
}

function stratifiedYesP(sizes: readonly Sizes[]): (table: Table) => number {
  if (sizes.every(({ before, now }) => before === 1 && now === 1))
    return remembered(
      (table) => [0, 1].map((now) => table.filter(({ yes, yesNow }) => yes === 1 && yesNow === now).length) as [number, number],
      mcNemar,
    );
  return (table) => {
    let [excess, variance] = [0, 0];
    for (const [i, { yes, yesNow }] of table.entries()) {
      const { before, now } = sizes[i]!;
      const all = before + now;
      excess += yesNow - (now * yes) / all;
      variance += (before * now * yes * (all - yes)) / (all * all * (all - 1));
    }
    return variance === 0 || variance > manyYeses ? normalP(excess, variance, 1) : exactP(table, sizes);
  };
}

/** Cases whose runs all say the same tell nothing. */
function exactP(table: Table, sizes: readonly Sizes[]): number {
  const strata = table.flatMap(({ yes, yesNow }, i) => {
    const { before, now } = sizes[i]!;
    return yes === 0 || yes === before + now ? [] : [{ before: yesAndNo(yes - yesNow, before), now: yesAndNo(yesNow, now) }];
  });
  return stratifiedTest(strata, { random: unused })!.p;
}
/** From this variance on the normal distribution is near enough for a power. */
const manyYeses = 9;
/** Few whole numbers are tested exactly, and nothing is drawn. */
const unused = Random.seeded(0);

const yesAndNo = (yes: number, of: number): number[] => Array.from({ length: of }, (_, i) => Number(i < yes));

const fisherP = ({ before, now }: Sizes): ((table: Table) => number) =>
  remembered(
    ([row]) => [row!.yes - row!.yesNow, row!.yesNow],
    (yesBefore, yesNow) => fisher({ yes: yesBefore, no: before - yesBefore }, { yes: yesNow, no: now - yesNow }) ?? 1,
  );

/** The same two counts come up again and again. */
function remembered(countsOf: (table: Table) => [number, number], p: (first: number, second: number) => number): (table: Table) => number {
  const known = new Map<number, number>();
  return (table) => {
    const [first, second] = countsOf(table);
    const key = first * 2 ** 26 + second;
    const found = known.get(key) ?? p(first, second);
    known.set(key, found);
    return found;
  };
}
