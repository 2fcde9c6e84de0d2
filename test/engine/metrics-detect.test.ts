// What could have been seen, and how long until it is: claims held against simulations that share no code with them.
import assert from "node:assert/strict";
import {
  alignedRanks,
  beginning,
  detectableChange,
  detectableGrowth,
  detectableMean,
  detectableRate,
  divergenceWithin,
  expectedDelay,
  jensenShannonTest,
  mcNemar,
  Random,
  type Standing,
  type Stratum,
  stratifiedTest,
  watched,
} from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";

const level = 0.05 / 3;

describe("metrics: what could have been seen", () => {
  it("of yes and no: the change it names is found four times in five, on runs drawn anew", () => {
    const drawn = Random.seeded(11);
    // Every case has its own rate: most never, some at times.
    const rates = Array.from({ length: 100 }, () => (drawn.uniform() < 0.3 ? drawn.uniform() * 0.4 : 0));
    const toss = (rate: number) => Number(drawn.uniform() < rate);
    const claims = Array.from({ length: 12 }, () => {
      const strata = rates.map((rate): Stratum => ({ before: [toss(rate)], now: [toss(rate)] }));
      return detectableRate(strata, "up", { level, random: drawn })!;
    });
    const claimed = claims.reduce((a, b) => a + b, 0) / claims.length;
    const rate = rates.reduce((a, b) => a + b, 0) / rates.length;
    const turned = claimed / (1 - rate);
    let found = 0;
    for (let i = 0; i < 4000; i++) {
      let [lost, won] = [0, 0];
      for (const each of rates) {
        const [before, now] = [toss(each), toss(each) || toss(turned)];
        if (before > now) lost++;
        if (now > before) won++;
      }
      if (mcNemar(lost, won) <= level) found++;
    }
    assert.ok(Math.abs(found / 4000 - 0.8) < 0.05, `${claimed} is found in ${found} of 4000`);
  });

  it("too few cases can show nothing, and it says so", () => {
    const strata = Array.from({ length: 5 }, (): Stratum => ({ before: [0], now: [0] }));
    assert.equal(detectableRate(strata, "up", { level, random: Random.seeded(1) }), undefined);
    assert.equal(detectableRate(strata, "down", { level, random: Random.seeded(1) }), undefined);
    const many = Array.from({ length: 100 }, (): Stratum => ({ before: [0], now: [0] }));
    assert.ok(detectableRate(many, "up", { level, random: Random.seeded(1) })! < 0.12);
    assert.equal(detectableMean([{ before: [1], now: [1] }], { level }), undefined);
  });

  it("of several trials, of samples that do not pair, of amounts, means and distributions", () => {
    const drawn = Random.seeded(5);
    const share = (hits: number, of: number, what: string) => assert.ok(Math.abs(hits / of - 0.8) < 0.06, `${what}: ${hits} of ${of}`);
    const rates = Array.from({ length: 60 }, () => drawn.uniform() ** 3);
    const toss = (rate: number) => Number(drawn.uniform() < rate);
    const several = (turned: number): Stratum[] =>
      rates.map((rate) => ({ before: [toss(rate), toss(rate)], now: [0, 0].map(() => toss(rate) || toss(turned)) }));
    const average = (of: () => number) => Array.from({ length: 8 }, of).reduce((a, b) => a + b, 0) / 8;
    const rate = rates.reduce((a, b) => a + b, 0) / rates.length;
    const hits = (times: number, of: () => boolean) => Array.from({ length: times }, of).filter(Boolean).length;

    const turned = average(() => detectableRate(several(0), "up", { level, random: drawn })!) / (1 - rate);
    share(
      hits(600, () => stratifiedTest(several(turned), { random: drawn })!.p <= level),
      600,
      "trials",
    );

    const apart = (more: number): Stratum[] => [{ before: rates.map(() => toss(rate)), now: rates.map(() => toss(rate) || toss(more)) }];
    const unpaired = average(() => detectableRate(apart(0), "up", { level, random: drawn }, false)!) / (1 - rate);
    share(
      hits(600, () => stratifiedTest(apart(unpaired), { random: drawn })!.p <= level),
      600,
      "unpaired",
    );

    const cost = (growth: number) => Math.exp(drawn.uniform() + drawn.uniform()) * (1 + growth);
    const costs = (growth: number) => rates.map((each): Stratum => ({ before: [cost(each)], now: [cost(each) * (1 + growth)] }));
    const growth = average(() => detectableGrowth(costs(0), { level, random: drawn })!);
    share(
      hits(600, () => stratifiedTest(alignedRanks(costs(growth)), { random: drawn })!.p <= level),
      600,
      "amounts",
    );

    // Counts: a run of three calls has one more in three times as many cases as a run of one.
    const count = (more: number) => {
      const calls = 1 + drawn.below(3);
      return calls + toss(Math.min(1, calls * more));
    };
    const counts = (more: number) => rates.map((): Stratum => ({ before: [count(0)], now: [count(more)] }));
    const more = average(() => detectableGrowth(counts(0), { level, random: drawn })!);
    share(
      hits(600, () => stratifiedTest(alignedRanks(counts(more)), { random: drawn })!.p <= level),
      600,
      `counts by ${more}`,
    );

    const scores = (shift: number) => rates.map((): Stratum => ({ before: [drawn.uniform()], now: [drawn.uniform() + shift] }));
    const shift = average(() => detectableMean(scores(0), { level })!);
    share(
      hits(300, () => stratifiedTest(scores(shift), { random: drawn, permutations: 1500 })!.p <= level),
      300,
      "means",
    );

    const calls = () => [drawn.below(4), drawn.below(2)];
    const moved = (run: readonly number[], size: number, of = drawn) => (of.uniform() < size ? [0, run[0]! + run[1]!] : run);
    const many = Array.from({ length: 150 });
    const tools = (size: number) => many.map((): Stratum<readonly number[]> => ({ before: [calls()], now: [moved(calls(), size)] }));
    const probe = { inject: moved, statistic: divergenceWithin, test: jensenShannonTest, most: 1 };
    const size = average(() => detectableChange(tools(0), probe, { level, random: drawn })!);
    share(
      hits(300, () => jensenShannonTest(tools(size), { random: drawn, permutations: 1500 })!.p <= level),
      300,
      "distributions",
    );
  }).timeout(120_000);
});

describe("metrics: the e-detector", () => {
  const rate = 0.02;

  it("is the mean over rises of the sums of likelihood ratios from each beginning to now", () => {
    const drawn = Random.seeded(2);
    const seen = Array.from({ length: 30 }, () => drawn.uniform() < 0.1);
    let standing: Standing = beginning;
    for (const each of seen) standing = watched(standing, each, { rate, runLength: 1e9 }).standing;
    const naive = [1.5, 2, 3, 5, 10].map((rise) => {
      const to = (rise * rate) / (1 - rate) / (1 + (rise * rate) / (1 - rate));
      const ratio = (each: boolean) => (each ? to / rate : (1 - to) / (1 - rate));
      return seen.reduce((total, _, from) => total + seen.slice(from).reduce((product, each) => product * ratio(each), 1), 0);
    });
    assert.equal(standing.seen, 30);
    for (const [i, statistic] of standing.statistics.entries()) assert.ok(Math.abs(statistic / naive[i]! - 1) < 1e-9);
  });

  it("a ratio is 1 on average at the rate, and less below it", () => {
    for (const at of [0.001, 0.01, rate]) {
      const then = (happened: boolean) => watched(beginning, happened, { rate, runLength: 1e9 }).standing.statistics;
      const [yes, no] = [then(true), then(false)];
      for (const [i, each] of yes.entries()) assert.ok(at * each + (1 - at) * no[i]! <= 1 + 1e-12);
    }
  });

  it("alarms no sooner than it says while nothing changed, and soon after a rise", () => {
    const runLength = 1000;
    const drawn = Random.seeded(17);
    const timeTo = (now: number): number => {
      let standing: Standing = beginning;
      for (let time = 1; ; time++) {
        const next = watched(standing, drawn.uniform() < now, { rate, runLength });
        if (next.alarm) return time;
        standing = next.standing;
      }
    };
    const averageTime = (now: number, streams: number) => {
      const times = Array.from({ length: streams }, () => timeTo(now));
      const mean = times.reduce((a, b) => a + b, 0) / streams;
      return { mean, error: Math.sqrt(times.reduce((sum, each) => sum + (each - mean) ** 2, 0) / streams / (streams - 1)) };
    };
    const quiet = averageTime(rate, runs.streams);
    assert.ok(quiet.mean - 3 * quiet.error >= runLength, `${quiet.mean} ± ${quiet.error}`);
    const told = [2, 5].map((rise) => {
      const { mean } = averageTime(rate * rise, Math.ceil(runs.streams / 4));
      const theory = expectedDelay({ rate, runLength }, rate * rise)!;
      assert.ok(mean < theory && mean > theory / 3, `${rise}: ${mean} against ${theory}`);
      return `${rise}×: ${mean.toFixed(0)} (theory ${theory.toFixed(0)})`;
    });
    console.log(
      `      between alarms at the rate: ${quiet.mean.toFixed(0)} of ${runLength} promised; until a rise is found: ${told.join(", ")}`,
    );
  });

  it("refuses what it cannot watch", () => {
    assert.throws(() => watched(beginning, true, { rate: 0, runLength: 10 }), RangeError);
    assert.throws(() => watched(beginning, true, { rate, runLength: Number.NaN }), RangeError);
    assert.throws(() => watched({ statistics: [0], seen: 0 }, true, { rate, runLength: 10 }), RangeError);
    assert.equal(expectedDelay({ rate, runLength: 10 }, rate), undefined);
  });
});
