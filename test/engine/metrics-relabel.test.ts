// Tests that deal labels within cases: against all deals one after the other, against published values, and against each other.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  alignedRanks,
  bootstrapDifference,
  fisher,
  jensenShannon,
  jensenShannonTest,
  mcNemar,
  meanOf,
  Random,
  relabelTest,
  type Stratum,
  smirnovWithin,
  stratifiedTest,
} from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";
import { near } from "./metrics-binomial.ts";

const random = () => Random.seeded(7);

/** Every way to hand the runs of each case to before and now, written as plainly as can be. */
function deals<Value>(strata: readonly Stratum<Value>[]): Stratum<Value>[][] {
  const [first, ...rest] = strata;
  if (!first) return [[]];
  const all = [...first.before, ...first.now];
  const ways: Stratum<Value>[] = [];
  for (let chosen = 0; chosen < 2 ** all.length; chosen++) {
    const now = all.filter((_, i) => chosen & (1 << i));
    if (now.length === first.now.length) ways.push({ now, before: all.filter((_, i) => !(chosen & (1 << i))) });
  }
  return deals(rest).flatMap((others) => ways.map((way) => [way, ...others]));
}

function naiveP<Value>(strata: readonly Stratum<Value>[], statistic: (strata: readonly Stratum<Value>[]) => number): number {
  const seen = statistic(strata);
  const all = deals(strata);
  return all.filter((each) => statistic(each) >= seen - 1e-9).length / all.length;
}

const average = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
const naiveExcess = (strata: readonly Stratum[]) =>
  Math.abs(strata.reduce((total, { before, now }) => total + now.length * (average(now) - average([...before, ...now])), 0));

const side = <Value>(value: fc.Arbitrary<Value>) => fc.array(value, { minLength: 1, maxLength: 2 });
const strataOf = <Value>(value: fc.Arbitrary<Value>) =>
  fc.array(fc.record({ before: side(value), now: side(value) }), { minLength: 1, maxLength: 4 });
const pair = (before: number, now: number): Stratum => ({ before: [before], now: [now] });
const yesNo = (yes: number, no: number): number[] => [...new Array(yes).fill(1), ...new Array(no).fill(0)];

describe("metrics: labels dealt within cases", () => {
  it("yes and no with one run on each side is McNemar's test, and in one stratum of equal sides Fisher's", () => {
    for (let first = 0; first <= 7; first++)
      for (let second = 0; second <= 7; second++) {
        const strata = [
          ...Array.from({ length: first }, () => pair(1, 0)),
          ...Array.from({ length: second }, () => pair(0, 1)),
          pair(1, 1),
        ];
        const tested = stratifiedTest(strata, { random: random() })!;
        assert.ok(tested.exact && near(tested.p, mcNemar(first, second)), `${first}, ${second}`);
        const [a, b] = [
          { yes: first, no: 8 - first },
          { yes: second, no: 8 - second },
        ];
        const one = stratifiedTest([{ before: yesNo(a.yes, a.no), now: yesNo(b.yes, b.no) }], { random: random() })!;
        assert.ok(near(one.p, fisher(a, b)!), `${first}, ${second} of 8`);
      }
  });

  it("of several trials it is the exact conditional test: penicillin in rabbits, as R has it", () => {
    // mantelhaen.test(Rabbits, exact = TRUE) of R's own help page: Mann 1986, p = 0.03994.
    const tables = [
      [0, 0, 6, 5],
      [3, 0, 3, 6],
      [6, 2, 0, 4],
      [5, 6, 1, 0],
      [2, 5, 0, 0],
    ] as const;
    const strata = tables.map(([a, b, c, d]) => ({ before: yesNo(b, d), now: yesNo(a, c) }));
    assert.equal(stratifiedTest(strata, { random: random() })!.p.toFixed(5), "0.03994");
  });

  it("is the share of all deals as far from what was to be expected, for whole numbers and for ranks", () => {
    fc.assert(
      fc.property(strataOf(fc.integer({ min: -3, max: 9 })), (strata) => {
        const tested = stratifiedTest(strata, { random: random() })!;
        assert.ok(tested.exact && near(tested.p, naiveP(strata, naiveExcess), 1e-9));
        const ranks = alignedRanks(strata);
        assert.ok(near(stratifiedTest(ranks, { random: random() })!.p, naiveP(ranks, naiveExcess), 1e-9));
      }),
      { numRuns: 150 },
    );
  });

  it("aligned ranks are ranks of deviations from the case's mean, ties sharing theirs, doubled", () => {
    assert.deepEqual(alignedRanks([pair(100, 104), pair(3, 1), pair(5, 5)]), [pair(2, 12), pair(10, 4), pair(7, 7)]);
  });

  it("at random it comes to the exact value within what chance allows", () => {
    const strata = Array.from({ length: 12 }, (_, i) => ({ before: [i % 3, (i * 7) % 5], now: [(i * 5) % 4, 2] }));
    const exact = stratifiedTest(strata, { random: random() })!;
    const halves = strata.map(({ before, now }) => ({ before: before.map((v) => v + 0.5), now: now.map((v) => v + 0.5) }));
    const dealt = stratifiedTest(halves, { random: random(), permutations: 20_000 })!;
    assert.ok(exact.exact && !dealt.exact);
    assert.ok(Math.abs(dealt.p - exact.p) < 4 * Math.sqrt((exact.p * (1 - exact.p)) / 20_000), `${dealt.p} for ${exact.p}`);
    assert.equal(stratifiedTest([], { random: random() }), undefined);
    assert.throws(() => stratifiedTest([{ before: [], now: [1] }], { random: random() }), RangeError);
    assert.throws(() => stratifiedTest([pair(Number.NaN, 1)], { random: random() }), RangeError);
  });

  it("Jensen–Shannon is what is gained by telling the sides apart, in bits", () => {
    const entropy = (p: readonly number[]) => -p.reduce((total, each) => total + (each > 0 ? each * Math.log2(each) : 0), 0);
    const shares = (counts: readonly number[]) => counts.map((count) => count / counts.reduce((a, b) => a + b, 0));
    const counts = fc.array(fc.nat(9), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(counts, counts, (first, second) => {
        fc.pre(first.some(Boolean) && second.some(Boolean));
        const [p, q] = [shares(first), shares(second)];
        const middle = p.map((each, i) => (each + q[i]!) / 2);
        assert.ok(near(jensenShannon(first, second)!, entropy(middle) - (entropy(p) + entropy(q)) / 2, 1e-9));
      }),
    );
    assert.equal(jensenShannon([2, 0], [0, 5]), 1);
    assert.equal(jensenShannon([2, 4], [1, 2]), 0);
    assert.equal(jensenShannon([0, 0], [1, 0]), undefined);
  });

  it("Jensen–Shannon and Smirnov within cases are the share of all deals as far apart", () => {
    const vector = fc.array(fc.nat(3), { minLength: 3, maxLength: 3 });
    const divergence = (strata: readonly Stratum<readonly number[]>[]) => {
      const total = (runs: (stratum: Stratum<readonly number[]>) => readonly (readonly number[])[]) =>
        [0, 1, 2].map((kind) => strata.reduce((sum, each) => sum + average(runs(each).map((run) => run[kind]!)), 0));
      return (
        jensenShannon(
          total(({ before }) => before),
          total(({ now }) => now),
        ) ?? 0
      );
    };
    fc.assert(
      fc.property(strataOf(vector), (strata) => {
        const tested = jensenShannonTest(strata, { random: random() });
        if (tested) assert.ok(tested.exact && near(tested.p, naiveP(strata, divergence), 1e-9));
      }),
      { numRuns: 100 },
    );
    const distance = (strata: readonly Stratum[]) => {
      const upTo = (values: readonly number[], at: number) => values.filter((value) => value <= at).length / values.length;
      const all = strata.flatMap(({ before, now }) => [...before, ...now]);
      return Math.max(...all.map((at) => Math.abs(average(strata.map(({ before, now }) => upTo(now, at) - upTo(before, at))))));
    };
    fc.assert(
      fc.property(strataOf(fc.nat(4)), (strata) => {
        const tested = smirnovWithin(strata, { random: random() })!;
        assert.ok(near(tested.seen, distance(strata), 1e-9) && near(tested.p, naiveP(strata, distance), 1e-9));
      }),
      { numRuns: 100 },
    );
  });

  it("deals at random where all are too many, each as likely, and the same for the same seed", () => {
    const sizes = Array.from({ length: 3 }, () => ({ before: 2, now: 1 }));
    const counts = new Map<string, number>();
    const count = (isNow: Uint8Array) => {
      counts.set(isNow.join(""), (counts.get(isNow.join("")) ?? 0) + 1);
      return 0;
    };
    assert.equal(relabelTest(sizes, count, { random: random(), permutations: 27 }).exact, true);
    assert.equal(counts.size, 27);
    counts.clear();
    const sizesOfMany = [...sizes, { before: 1, now: 1 }];
    assert.equal(relabelTest(sizesOfMany, (isNow) => count(isNow.subarray(0, 9)), { random: random(), permutations: 50 }).exact, false);
    counts.clear();
    relabelTest([...sizesOfMany, ...sizes, ...sizes], (isNow) => count(isNow.subarray(0, 9)), { random: random(), permutations: 27_000 });
    // χ² with 26 degrees of freedom: 54.1 is passed once in a thousand.
    assert.ok([...counts.values()].reduce((sum, each) => sum + (each - 1000) ** 2 / 1000, 0) < 54.1);
  });

  it("keeps a small level on Brier scores of 50 cases, where percentiles of a bootstrap pass it", () => {
    const drawn = Random.seeded(3);
    const level = 0.05 / 8;
    const score = () => {
      const confidence = 0.6 + 0.4 * drawn.uniform();
      return (Number(drawn.uniform() < confidence) - confidence) ** 2;
    };
    let [byLabels, byBootstrap] = [0, 0];
    for (let i = 0; i < runs.calibrations; i++) {
      const strata = Array.from({ length: 50 }, () => pair(score(), score()));
      const differences = strata.map(({ before, now }) => now[0]! - before[0]!);
      const { interval } = meanOf(differences, { random: drawn, level: 1 - level });
      if (interval && (interval.lower > 0 || interval.upper < 0)) byBootstrap++;
      if (stratifiedTest(strata, { random: drawn, permutations: 1000 })!.p <= level) byLabels++;
    }
    const share = (count: number) => `${((100 * count) / runs.calibrations).toFixed(2)}%`;
    console.log(`      at a level of ${(100 * level).toFixed(2)}%: by labels ${share(byLabels)}, by a bootstrap ${share(byBootstrap)}`);
    assert.ok(byLabels / runs.calibrations <= level + 3 * Math.sqrt((level * (1 - level)) / runs.calibrations));
  }).timeout(300_000);

  it("the difference of two samples has an interval that holds it as often as it says", () => {
    const drawn = Random.seeded(3);
    let held = 0;
    for (let i = 0; i < 400; i++) {
      const sample = (shift: number) => Array.from({ length: 40 }, () => drawn.uniform() + drawn.uniform() + shift);
      const { interval } = bootstrapDifference(sample(0), sample(0.3), { random: drawn, draws: 400 });
      if (interval!.lower <= 0.3 && interval!.upper >= 0.3) held++;
    }
    assert.ok(held / 400 > 0.91 && held / 400 < 0.98, `${held} of 400`);
  });
});
