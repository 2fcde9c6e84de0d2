// Intervals of a share: published values, an independent computation, exact coverage, and what must hold for all counts.
import assert from "node:assert/strict";
import fc from "fast-check";
import { boundWithoutFailure, casesToClaim, clopperPearson, type Interval, oneSidedBounds, wilson } from "../../engine/metrics/index.ts";
import { between, binomial, near, solve } from "./metrics-binomial.ts";

type Method = (successes: number, trials: number, level?: number) => Interval | undefined;

const is = (interval: Interval | undefined, lower: number, upper: number, within: number) =>
  assert.ok(
    near(interval?.lower, lower, within) && near(interval?.upper, upper, within),
    `[${interval?.lower}, ${interval?.upper}] is not [${lower}, ${upper}]`,
  );

/** P(the interval contains p), summed over all that can be seen. */
function coverage(method: Method, n: number, p: number): number {
  let total = 0;
  for (let x = 0; x <= n; x++) {
    const { lower, upper } = method(x, n)!;
    if (lower <= p && p <= upper) total += binomial(x, n, p);
  }
  return total;
}

describe("metrics: intervals", () => {
  it("are those of Newcombe 1998, Statistics in Medicine 17, table I", () => {
    for (const [x, n, exact, score] of [
      [81, 263, [0.2527, 0.3676], [0.2553, 0.3662]],
      [15, 148, [0.0578, 0.1617], [0.0624, 0.1605]],
      [0, 20, [0, 0.1684], [0, 0.1611]],
      [1, 29, [0.0009, 0.1776], [0.0061, 0.1718]],
    ] as const) {
      is(clopperPearson(x, n), exact[0], exact[1], 5e-5);
      is(wilson(x, n), score[0], score[1], 5e-5);
    }
  });

  it("of Wilson are the known ones of the recorded runs", () => {
    is(wilson(6, 48), 0.0585705144, 0.2470045829, 1e-10);
    is(wilson(6, 16), 0.1848123256, 0.6135895945, 1e-10);
    is(wilson(48, 200), 0.1860661599, 0.3037334098, 1e-10);
  });

  it("of Clopper and Pearson are where the binomial tails are, by bisection", () => {
    for (const level of [0.8, 0.95, 0.99])
      for (const n of [1, 2, 7, 30])
        for (let x = 0; x <= n; x++) {
          const tail = 1 - level;
          const lower = x === 0 ? 0 : solve((p) => between(x, n, n, p), tail);
          const upper = x === n ? 1 : solve((p) => 1 - between(0, x, n, p), level);
          is(oneSidedBounds(x, n, level), lower, upper, 1e-9);
          is(clopperPearson(x, n, 2 * level - 1), lower, upper, 1e-9);
        }
  });

  it("take real counts: the Beta distribution, integrated step by step", () => {
    const share = (to: number, a: number, b: number) => {
      const steps = 20_000;
      const area = (end: number) => {
        let total = 0;
        for (let step = 0; step < steps; step++) {
          const t = ((step + 0.5) * end) / steps;
          total += t ** (a - 1) * (1 - t) ** (b - 1);
        }
        return (total * end) / steps;
      };
      return area(to) / area(1);
    };
    for (const [x, n] of [
      [2.5, 10],
      [4.96, 91.3],
      [11.1, 12.75],
    ] as const) {
      const { lower, upper } = oneSidedBounds(x, n)!;
      assert.ok(near(share(lower, x, n - x + 1), 0.05, 1e-5));
      assert.ok(near(share(upper, x + 1, n - x), 0.95, 1e-5));
    }
    // SciPy 1.17: beta.ppf(.05, 2.5, 8.5), beta.ppf(.95, 3.5, 7.5).
    is(oneSidedBounds(2.5, 10), 0.06021371826618899, 0.558126766484634, 1e-12);
  });

  for (const n of [50, 100, 200])
    for (const p of [0.01, 0.02, 0.05, 0.2, 0.5]) {
      it(`of Clopper and Pearson cover ${p} in ${n} at least 95 times in 100, exactly summed`, () => {
        assert.ok(coverage(clopperPearson, n, p) >= 0.95);
        const missed = (side: (bounds: Interval) => boolean) =>
          Array.from({ length: n + 1 }, (_, x) => (side(oneSidedBounds(x, n)!) ? binomial(x, n, p) : 0)).reduce((a, b) => a + b);
        assert.ok(missed(({ upper }) => upper < p) <= 0.05 && missed(({ lower }) => lower > p) <= 0.05);
      });
    }

  it("of Wilson cover as they are known to: 0.9106 for 0.01 in 50", () => {
    assert.ok(near(coverage(wilson, 50, 0.01), 0.9106, 5e-5));
    const covered = Array.from({ length: 99 }, (_, index) => coverage(wilson, 100, (index + 1) / 100));
    assert.ok(near(covered.reduce((a, b) => a + b) / 99, 0.95, 0.006));
  });

  it("without a failure 50 cases show 5.8%, 100 2.95%, 200 1.5%, and a claim of 1% needs 299", () => {
    assert.ok(near(boundWithoutFailure(50), 0.0582, 5e-5));
    assert.ok(near(boundWithoutFailure(100), 0.0295, 5e-5));
    assert.ok(near(boundWithoutFailure(200), 0.0149, 5e-5));
    for (const n of [1, 17, 299, 5000]) assert.ok(near(oneSidedBounds(0, n)?.upper, boundWithoutFailure(n)!, 1e-12));
    assert.equal(casesToClaim(0.01), 299);
    assert.equal(casesToClaim(0.05), 59);
    assert.equal(casesToClaim(0), Number.POSITIVE_INFINITY);
    // The sample sizes of Wilks 1941 as nuclear safety uses them: 95/95 with 59, 93 and 124 runs, 99/95 with 299 and 473.
    assert.equal(casesToClaim(0.01, 1), 473);
    assert.equal(casesToClaim(0.05, 1), 93);
    assert.equal(casesToClaim(0.05, 2), 124);
  });

  it("none from no trials", () => {
    assert.equal(wilson(0, 0), undefined);
    assert.equal(clopperPearson(0, 0), undefined);
    assert.equal(oneSidedBounds(0, 0), undefined);
    assert.equal(boundWithoutFailure(0), undefined);
  });

  it("refuse counts that are none, and levels", () => {
    for (const method of [wilson, clopperPearson, oneSidedBounds]) {
      for (const [x, n] of [
        [-1, 5],
        [6, 5],
        [Number.NaN, 5],
        [1, Number.NaN],
        [0, -1],
        [1, Number.POSITIVE_INFINITY],
      ] as const)
        assert.throws(() => method(x, n), RangeError);
      for (const level of [0, 1, -1, 95, Number.NaN]) assert.throws(() => method(1, 2, level), RangeError);
    }
    assert.throws(() => casesToClaim(1.5), RangeError);
    assert.throws(() => casesToClaim(0.1, -1), RangeError);
  });

  const counts = fc.integer({ min: 1, max: 400 }).chain((n) => fc.tuple(fc.integer({ min: 0, max: n }), fc.constant(n)));
  const level = fc.constantFrom(0.8, 0.9, 0.95, 0.99);
  const slack = 1e-12;
  for (const [name, method] of Object.entries({ wilson, clopperPearson, oneSidedBounds })) {
    it(`${name}: contains the estimate, within 0 and 1, rises with successes, mirrors, and narrows with trials`, () => {
      fc.assert(
        fc.property(counts, level, fc.double({ min: 1.01, max: 20, noNaN: true }), ([x, n], level, more) => {
          const { lower, upper } = method(x, n, level)!;
          assert.ok(0 <= lower && lower <= x / n && x / n <= upper && upper <= 1);
          const mirrored = method(n - x, n, level)!;
          assert.ok(near(1 - mirrored.upper, lower, 1e-9) && near(1 - mirrored.lower, upper, 1e-9));
          const next = x < n ? method(x + 1, n, level)! : undefined;
          if (next) assert.ok(next.lower >= lower - slack && next.upper >= upper - slack);
          const larger = method(Math.min(x * more, n * more), n * more, level)!;
          assert.ok(larger.upper - larger.lower <= upper - lower + slack);
        }),
        { numRuns: 500 },
      );
    });
  }
});
