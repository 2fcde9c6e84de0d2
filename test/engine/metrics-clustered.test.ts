// Rates over cases with several trials: what they are worth, by hand and by simulation, and precision and recall.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  clusteredRate,
  type Detection,
  type Groups,
  type Interval,
  intraclassCorrelation,
  pooledRate,
  precisionAndRecall,
  Random,
  type Rate,
  wilson,
  worstOf,
} from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";
import { near } from "./metrics-binomial.ts";

/** A case of the beta-binomial distribution, by Pólya's urn: every trial makes its own outcome likelier in the next. */
function caseOf(random: Random, trials: number, p: number, rho: number): boolean[] {
  const weight = (1 - rho) / rho;
  let solved = 0;
  return Array.from({ length: trials }, (_, done) => {
    const outcome = random.uniform() < (p * weight + solved) / (weight + done);
    if (outcome) solved++;
    return outcome;
  });
}

const contains = ({ lower, upper }: Interval, p: number): boolean => lower <= p && p <= upper;

/** The share of draws for which each holds. */
function shares<Name extends string>(draw: () => Rate, holds: Record<Name, (rate: Rate) => boolean>): Record<Name, number> {
  const names = Object.keys(holds) as Name[];
  const counts = Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  for (let done = 0; done < runs.clusters; done++) {
    const rate = draw();
    for (const name of names) if (holds[name](rate)) counts[name]++;
  }
  for (const name of names) counts[name] /= runs.clusters;
  if (process.env.PACT_LONG === "1") console.log(`      ${JSON.stringify(counts)}`);
  return counts;
}

describe("metrics: clustered rates", () => {
  it("the intra-class correlation is that of Shrout & Fleiss 1979 (six targets, four judges): 0.17", () => {
    const ratings = [
      [9, 2, 5, 8],
      [6, 1, 3, 2],
      [8, 4, 6, 8],
      [7, 1, 2, 6],
      [10, 5, 6, 9],
      [6, 2, 4, 7],
    ];
    assert.ok(near(intraclassCorrelation(ratings), 0.1657, 5e-5));
  });

  it("with unequal sizes it uses Donner's n0, by hand", () => {
    // Sizes 1, 2, 3, values 0 | 0, 1 | 1, 1, 1; grand mean 2/3. Between: (4/9 + 2/36 + 3/9)/2 = 5/12; within: (1/2)/3 = 1/6;
    // n0 = (6 - 14/6)/2 = 11/6; rho = (5/12 - 1/6)/(5/12 + 5/6·1/6) = (1/4)/(5/9) = 9/20.
    assert.ok(near(intraclassCorrelation([[0], [0, 1], [1, 1, 1]]), 9 / 20));
  });

  it("it stays from 0 to 1, and is unknown where the values cannot tell", () => {
    assert.equal(
      intraclassCorrelation([
        [0, 1],
        [1, 0],
      ]),
      0,
    );
    assert.equal(
      intraclassCorrelation([
        [0, 0],
        [1, 1],
      ]),
      1,
    );
    for (const groups of [[], [[1, 0]], [[1], [0]], [[1, 1], [1]]]) assert.equal(intraclassCorrelation(groups), undefined);
  });

  it("by hand: 2 cases of 2 trials", () => {
    // Means 1 and 1/2: between 2·2/16 = 1/4, within (1/2)/2 = 1/4, rho 0; all four trials count.
    const rate = clusteredRate([
      [true, true],
      [true, false],
    ]);
    assert.deepEqual([rate.estimate, rate.rho, rate.effective, rate.cases, rate.trials], [0.75, 0, 4, 2, 4]);
    assert.deepEqual(rate.interval?.wilson, rate.naive.interval?.wilson);
  });

  it("a case tried more often does not count for more", () => {
    const rate = clusteredRate([[true, true, true, true, true, true], [false]]);
    assert.equal(rate.estimate, 0.5);
    assert.equal(rate.naive.estimate, 6 / 7);
  });

  it("unequal sizes are worth n·m/(1 + (m-1)ρ) with their harmonic mean as m", () => {
    const rate = clusteredRate([[true, false, true, true], [false], [true, true], [false, false, false, true]]);
    const m = 4 / (1 / 4 + 1 + 1 / 2 + 1 / 4);
    assert.ok(near(rate.effective, (4 * m) / (1 + (m - 1) * rate.rho!)));
  });

  it("where all outcomes agree, trials count no more than cases: the bound is that of as many cases", () => {
    const none = clusteredRate(Array.from({ length: 50 }, () => [false, false, false, false]));
    assert.deepEqual([none.rho, none.effective], [undefined, 50]);
    assert.ok(near(none.interval?.bounds.upper, 0.0582, 5e-5));
    assert.ok(near(none.naive.interval?.bounds.upper, 0.0149, 5e-5));
    const one = clusteredRate([[true, false, false, false], ...Array.from({ length: 49 }, () => [false, false, false, false])]);
    assert.ok(one.interval!.bounds.upper >= none.interval!.bounds.upper, "one failure shows no less than none");
    const turned = clusteredRate([[false, true, true, true], ...Array.from({ length: 49 }, () => [true, true, true, true])]);
    assert.ok(near(turned.interval?.bounds.lower, 1 - one.interval!.bounds.upper));
    assert.equal(pooledRate(Array.from({ length: 50 }, () => [true, true, true, true])).effective, 50);
  });

  it("no cases are not evaluable, a case without trials is refused", () => {
    for (const rate of [clusteredRate([]), pooledRate([]), pooledRate([[], []]), worstOf([])]) {
      assert.deepEqual([rate.estimate, rate.interval, rate.naive.interval], [undefined, undefined, undefined]);
    }
    assert.throws(() => clusteredRate([[true], []]), RangeError);
    assert.throws(() => worstOf([[]]), RangeError);
    assert.throws(() => intraclassCorrelation([[Number.NaN, 1], [0]]), RangeError);
    for (const rate of [clusteredRate, pooledRate, worstOf]) assert.throws(() => rate([[true]], 95), RangeError);
  });

  it("worst of k: every trial of the case", () => {
    const rate = worstOf([[true, true], [true, false], [false]]);
    assert.deepEqual([rate.estimate, rate.cases, rate.effective], [1 / 3, 3, 3]);
  });

  for (const p of [0.05, 0.2, 0.5]) {
    it(`50 cases of 4 trials with ρ = 0.4 cover ${p}; naive intervals do not`, () => {
      const random = Random.seeded(20261125);
      const covered = shares(() => clusteredRate(Array.from({ length: 50 }, () => caseOf(random, 4, p, 0.4))), {
        wilson: ({ interval }) => contains(interval!.wilson, p),
        clopperPearson: ({ interval }) => contains(interval!.clopperPearson, p),
        naiveWilson: ({ naive }) => contains(naive.interval!.wilson, p),
        naiveClopperPearson: ({ naive }) => contains(naive.interval!.clopperPearson, p),
        upperMissed: ({ interval }) => interval!.bounds.upper < p,
        lowerMissed: ({ interval }) => interval!.bounds.lower > p,
      });
      for (const share of [covered.wilson, covered.clopperPearson]) assert.ok(share > 0.92 && share < 0.98, `${share}`);
      for (const share of [covered.naiveWilson, covered.naiveClopperPearson]) assert.ok(share < 0.88, `${share}`);
      assert.ok(covered.upperMissed < 0.06 && covered.lowerMissed < 0.06);
    });
  }

  it("a gate's upper bound misses a rate just above what 50 cases can show not much more often than it says", () => {
    const random = Random.seeded(4);
    const { missed } = shares(() => clusteredRate(Array.from({ length: 50 }, () => caseOf(random, 4, 0.07, 0.4))), {
      missed: ({ interval }) => interval!.bounds.upper < 0.07,
    });
    assert.ok(missed < 0.075, `${missed}`);
  });

  it("a ratio of sums covers its truth, also where cases that raise more are more often right", () => {
    const random = Random.seeded(5);
    // Half the cases raise in each of 4 trials and are right 1 time in 2, half in one and right 1 time in 10: 2.1 of 5.
    const draw = () =>
      pooledRate(
        Array.from({ length: 50 }, () => {
          const often = random.uniform() < 0.5;
          return caseOf(random, often ? 4 : 1, often ? 0.5 : 0.1, 0.4);
        }),
      );
    const covered = shares(draw, {
      wilson: ({ interval }) => contains(interval!.wilson, 0.42),
      clopperPearson: ({ interval }) => contains(interval!.clopperPearson, 0.42),
      naive: ({ naive }) => contains(naive.interval!.wilson, 0.42),
    });
    for (const share of [covered.wilson, covered.clopperPearson]) assert.ok(share > 0.92 && share < 0.98, `${share}`);
    assert.ok(covered.naive < 0.88, `${covered.naive}`);
  });

  it("precision and recall of 6 true, 42 false, 10 missed are the known ones, naive", () => {
    const detection = (count: number, raised: boolean, owed: boolean): Detection[] =>
      Array.from({ length: count }, () => ({ raised, owed }));
    const all = [
      ...detection(6, true, true),
      ...detection(42, true, false),
      ...detection(10, false, true),
      ...detection(142, false, false),
    ];
    const cases = Array.from({ length: 50 }, (_, index) => all.filter((_, at) => at % 50 === index));
    const found = precisionAndRecall(cases);
    assert.deepEqual([found.truePositives, found.falsePositives, found.falseNegatives, found.trueNegatives], [6, 42, 10, 142]);
    const shown = ({ estimate, interval }: Rate["naive"]) =>
      [estimate, interval!.wilson.lower, interval!.wilson.upper].map((each) => each!.toFixed(3));
    assert.deepEqual(shown(found.precision.naive), ["0.125", "0.059", "0.247"]);
    assert.deepEqual(shown(found.recall.naive), ["0.375", "0.185", "0.614"]);
    assert.deepEqual(found.precision.naive.interval?.wilson, wilson(6, 48));
    assert.ok(found.precision.effective <= 48 && found.recall.effective <= 16);
  });

  it("a ratio of sums by hand", () => {
    // 3 of 3 and 0 of 1: p 3/4, Σ(y - pm)² = 2·(9/16), V = 2·(9/8)/16 = 9/64, effective (3/16)/(9/64) = 4/3.
    // All of the variance is between the cases, so ρ is 1: 16/(9 + 1) = 8/5 is larger, and does not count.
    const rate = pooledRate([[true, true, true], [false], []]);
    assert.deepEqual([rate.estimate, rate.rho, rate.cases, rate.trials], [0.75, 1, 2, 4]);
    assert.ok(near(rate.effective, 4 / 3));
  });

  it("for all groups: intervals contain the estimate, effective sizes are between cases and trials", () => {
    const groups: fc.Arbitrary<Groups> = fc.array(fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(groups, (groups) => {
        const clustered = clusteredRate(groups);
        assert.ok(clustered.effective >= clustered.cases - 1e-9 && clustered.effective <= clustered.trials + 1e-9);
        for (const { estimate, interval, effective, trials } of [clustered, pooledRate(groups)]) {
          assert.ok(effective > 0 && effective <= trials + 1e-9);
          for (const { lower, upper } of [interval!.wilson, interval!.clopperPearson, interval!.bounds]) {
            assert.ok(0 <= lower && lower <= estimate! + 1e-12 && estimate! - 1e-12 <= upper && upper <= 1);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
