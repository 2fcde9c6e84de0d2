// Quantiles, means and pass^k: by enumeration, by binomial sums, by simulation.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  bootstrapByCase,
  gateRate,
  meanOf,
  oneSidedBounds,
  passHatK,
  quantile,
  quantileBounds,
  quantileInterval,
  Random,
  solvedEachTime,
  valuesNeeded,
} from "../../engine/metrics/index.ts";
import { between, near } from "./metrics-binomial.ts";

const ranks = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const mean = (values: readonly number[]) => values.reduce((total, value) => total + value, 0) / values.length;

describe("metrics: quantiles", () => {
  it("are those of type 7, as R and NumPy give them", () => {
    const values = [15, 20, 35, 40, 50];
    assert.ok(near(quantile(values, 0.4), 29));
    assert.equal(quantile(values, 0.5), 35);
    assert.ok(near(quantile(values.toReversed(), 0.95), 48));
    assert.equal(quantile([7], 0.99), 7);
    assert.equal(quantile([], 0.5), undefined);
  });

  it("bounds are the outermost ranks whose binomial sums have the level", () => {
    for (const level of [0.9, 0.95])
      for (const q of [0.5, 0.95, 0.99])
        for (const n of [1, 5, 20, 59, 100, 299, 400]) {
          // The chance that at most u - 1 of n lie below the quantile, and that at least l do.
          const upper = ranks(n).find((u) => between(0, u - 1, n, q) >= level);
          const lower = ranks(n).findLast((l) => between(l, n, n, q) >= level);
          const found = quantileBounds(ranks(n), q, level);
          assert.deepEqual([found.lower, found.upper], [lower, upper], `${n} ${q} ${level}`);
        }
  });

  it("an upper bound of p95 takes 59 values, of p99 299, and a two-sided interval more", () => {
    assert.deepEqual([valuesNeeded(0.95), valuesNeeded(0.99), valuesNeeded(0.5)], [59, 299, 5]);
    assert.deepEqual(quantileBounds(ranks(58), 0.95), { lower: 52, upper: undefined, needed: 59 });
    assert.equal(quantileBounds(ranks(59), 0.95).upper, 59);
    assert.deepEqual([quantileInterval(ranks(71), 0.95).upper, quantileInterval(ranks(71), 0.95).needed], [undefined, 72]);
    assert.equal(quantileInterval(ranks(72), 0.95).upper, 72);
    // The median of 100 is between the 40th and the 61st value (Conover 1999, 3.2), in 95 times of 100.
    assert.deepEqual([quantileInterval(ranks(100), 0.5).lower, quantileInterval(ranks(100), 0.5).upper], [40, 61]);
  });

  it("bounds are in order and around the quantile, for all values", () => {
    const values = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 300 });
    fc.assert(
      fc.property(values, fc.constantFrom(0.5, 0.9, 0.95, 0.99), (values, q) => {
        const { lower, upper, needed } = quantileBounds(values, q);
        const estimate = quantile(values, q);
        // A lower bound of few values is the largest of them, and type 7 stays below the largest: see the median for both sides.
        if (lower !== undefined) assert.ok(lower <= Math.max(...values) && (q !== 0.5 || lower <= estimate!));
        if (upper !== undefined) assert.ok(upper >= estimate! && upper >= (lower ?? upper));
        assert.equal(lower !== undefined && upper !== undefined, values.length >= needed);
      }),
    );
  });

  it("refuse what is not a number, or no quantile", () => {
    for (const q of [0, 1, 95, Number.NaN]) {
      assert.throws(() => quantile([1], q), RangeError);
      assert.throws(() => valuesNeeded(q), RangeError);
    }
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY]) {
      assert.throws(() => quantile([value], 0.5), RangeError);
      assert.throws(() => quantileBounds([value], 0.5), RangeError);
      assert.throws(() => meanOf([value], { random: Random.seeded(1) }), RangeError);
    }
    assert.throws(() => quantileBounds([1], 0.5, 1), RangeError);
  });
});

describe("metrics: bootstrap", () => {
  it("one seed gives one interval, which is that of all resamples where they can be listed", () => {
    // Means of the 27 resamples of 0, 3, 6 are 0 (1 of 27), 1 (3), 2 (6), 3 (7) and as many above.
    const options = () => ({ random: Random.seeded(2), draws: 9999, level: 0.9 });
    const found = meanOf([0, 3, 6], options());
    assert.deepEqual(found, meanOf([0, 3, 6], options()));
    assert.deepEqual([found.estimate, found.interval, found.bounds], [3, { lower: 1, upper: 5 }, { lower: 1, upper: 5 }]);
  });

  it("takes the draws at rank (B + 1)α/2 from both ends, and draws without a value as worse than all", () => {
    // The first call is the estimate; 199 draws follow, which say 1 to 199. At 90% that is rank 10 from each end.
    const counting = (missing: number) => {
      let calls = 0;
      const statistic = () => (calls++ < 200 - missing ? calls - 1 : undefined);
      return bootstrapByCase([1, 2], statistic, { random: Random.seeded(1), draws: 199, level: 0.9 });
    };
    assert.deepEqual(counting(0).interval, { lower: 10, upper: 190 });
    assert.deepEqual(counting(4).interval, { lower: 6, upper: 190 });
    assert.deepEqual([counting(10).interval, counting(10).bounds, counting(10).undefinedDraws], [undefined, { lower: 10, upper: 180 }, 10]);
  });

  it("draws cases, not trials", () => {
    const cases = [
      [1, 1, 1],
      [5, 5, 5],
    ];
    const seen = new Set<number>();
    bootstrapByCase(cases, (sample) => seen.add(mean(sample.flat())).size, { random: Random.seeded(1) });
    assert.deepEqual(
      [...seen].sort((a, b) => a - b),
      [1, 3, 5],
    );
  });

  it("covers the mean of 40 values about as often as it says", () => {
    const random = Random.seeded(3);
    let covered = 0;
    for (let draw = 0; draw < 500; draw++) {
      const values = Array.from({ length: 40 }, () => random.uniform() + random.uniform());
      const { lower, upper } = meanOf(values, { random, draws: 399 }).interval!;
      if (lower <= 1 && 1 <= upper) covered++;
    }
    assert.ok(covered / 500 > 0.91 && covered / 500 < 0.97, `${covered}`);
  });

  it("says nothing of one case, of cases all alike, or of nothing; draws without a value count against both ends", () => {
    const options = () => ({ random: Random.seeded(1) });
    for (const values of [[], [1], [2, 2, 2]]) {
      const { interval, bounds, estimate } = meanOf(values, options());
      assert.deepEqual([interval, bounds, estimate], [undefined, undefined, values[0]]);
    }
    const values = [1, 2, 3, 4, 5, 6];
    const whole = bootstrapByCase(values, mean, options());
    const partly = bootstrapByCase(values, (sample) => (sample[0] === 1 && sample[1] === 1 ? undefined : mean(sample)), options());
    assert.ok(partly.undefinedDraws > 0 && partly.undefinedDraws < 2000);
    assert.equal(partly.interval, undefined);
    assert.ok(whole.interval);
    assert.throws(() => meanOf(values, { random: Random.seeded(1), draws: 39 }), RangeError);
    assert.throws(() => meanOf(values, { random: Random.seeded(1), level: 2 }), RangeError);
  });
});

describe("metrics: pass^k", () => {
  /** All subsets of k trials, one after the other: in how many was every trial solved? */
  function enumerated(k: number, trials: readonly boolean[]): number {
    let [all, solved] = [0, 0];
    for (let subset = 0; subset < 2 ** trials.length; subset++) {
      const chosen = trials.filter((_, index) => subset & (1 << index));
      if (chosen.length !== k) continue;
      all++;
      if (chosen.every(Boolean)) solved++;
    }
    return solved / all;
  }

  it("is the share of all choices of k trials that are solved throughout", () => {
    for (let n = 1; n <= 8; n++)
      for (let c = 0; c <= n; c++)
        for (let k = 1; k <= n; k++) {
          const trials = Array.from({ length: n }, (_, index) => index < c);
          assert.ok(near(solvedEachTime(k, c, n), enumerated(k, trials)));
        }
  });

  it("is the mean over cases, with an interval of cases", () => {
    const groups = [
      ...Array.from({ length: 10 }, () => [true, true, true, true]),
      ...Array.from({ length: 10 }, () => [true, true, false, false]),
      ...Array.from({ length: 10 }, () => [false, false, false, false]),
    ];
    const of = (k: number) => passHatK(k, groups, { random: Random.seeded(1) });
    assert.ok(near(of(1).estimate, 1 / 2));
    assert.ok(near(of(2).estimate, (1 + 1 / 6) / 3));
    assert.ok(near(of(3).estimate, 1 / 3) && near(of(4).estimate, 1 / 3));
    const { interval, bounds, estimate, effective } = of(2);
    // Values 1, 1/6 and 0 for ten cases each: their squares around 7/18 are 10·(121 + 16 + 49)/324.
    assert.ok(near(effective, ((7 / 18) * (11 / 18) * 30 * 29) / (1860 / 324)));
    assert.deepEqual(gateRate({ operator: ">=", threshold: 0.2 }, of(2)), { verdict: "met", moreCases: undefined });
    assert.ok(interval!.lower < bounds!.lower && bounds!.lower < estimate! && estimate! < bounds!.upper && bounds!.upper < interval!.upper);
  });

  it("a gate's bounds miss about 1 time in 20 at most, for agents that are nearly always right", () => {
    // Solved in every try, or in half of them, 4 tasks of 5 and 1 of 5: pass^2 is .8 + .2/4.
    const random = Random.seeded(6);
    const draws = 1000;
    let missed = 0;
    for (let draw = 0; draw < draws; draw++) {
      const groups = Array.from({ length: 50 }, () => {
        const chance = random.uniform() < 0.8 ? 1 : 0.5;
        return Array.from({ length: 4 }, () => random.uniform() < chance);
      });
      if (passHatK(2, groups, { random, draws: 40 }).bounds!.lower > 0.85) missed++;
    }
    assert.ok(missed / draws < 0.06, `${missed}`);
  });

  it("is not evaluable where a case has fewer than k trials, and says how many have", () => {
    const found = passHatK(3, [[true, true, true], [true, true], [true]], { random: Random.seeded(1) });
    assert.deepEqual(found, { estimate: undefined, cases: 3, tooFew: 2, effective: 0, interval: undefined, bounds: undefined });
    assert.equal(passHatK(1, [], { random: Random.seeded(1) }).estimate, undefined);
  });

  it("all solved shows no more than as many cases without a failure can", () => {
    const found = passHatK(
      2,
      Array.from({ length: 50 }, () => [true, true]),
      { random: Random.seeded(1) },
    );
    assert.equal(found.estimate, 1);
    assert.ok(near(found.bounds?.lower, 0.05 ** (1 / 50)) && near(found.interval?.lower, 0.025 ** (1 / 50)));
    const alike = passHatK(
      1,
      Array.from({ length: 50 }, () => [true, false]),
      { random: Random.seeded(1) },
    );
    assert.deepEqual([alike.estimate, alike.interval, alike.effective], [0.5, undefined, 50]);
    assert.deepEqual(alike.bounds, oneSidedBounds(25, 50));
    // The mean of 49 thirds is not a third in doubles; that is no variance.
    const thirds = Array.from({ length: 49 }, () => [true, false, false]);
    assert.equal(passHatK(1, thirds, { random: Random.seeded(1) }).effective, 49);
  });

  it("refuses counts that are none", () => {
    assert.throws(() => passHatK(0, [[true]], { random: Random.seeded(1) }), RangeError);
    assert.throws(() => passHatK(1, [[]], { random: Random.seeded(1) }), RangeError);
    for (const [k, c, n] of [
      [3, 1, 2],
      [1, 3, 2],
      [0, 1, 2],
      [1, -1, 2],
      [1, Number.NaN, 2],
    ] as const)
      assert.throws(() => solvedEachTime(k, c, n), RangeError);
  });
});
