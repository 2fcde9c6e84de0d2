// Tests between two runs: each against all arrangements one after the other, and against published or independent values.
import assert from "node:assert/strict";
import fc from "fast-check";
import { fisher, kolmogorovSmirnov, mannWhitney, mcNemar, Random } from "../../engine/metrics/index.ts";
import { near } from "./metrics-binomial.ts";

/** Every choice of `size` of the values as the first sample, the rest as the second. */
function* splits(values: readonly number[], size: number): Generator<readonly [number[], number[]]> {
  for (let chosen = 0; chosen < 2 ** values.length; chosen++) {
    const first = values.filter((_, index) => chosen & (1 << index));
    if (first.length === size) yield [first, values.filter((_, index) => !(chosen & (1 << index)))];
  }
}

/** The share of all splits in which the statistic is at least as large. */
function permutationP(first: readonly number[], second: readonly number[], statistic: (a: number[], b: number[]) => number): number {
  const seen = statistic([...first], [...second]);
  let [all, extreme] = [0, 0];
  for (const [a, b] of splits([...first, ...second], first.length)) {
    all++;
    if (statistic(a, b) >= seen - 1e-9) extreme++;
  }
  return extreme / all;
}

const largestDistance = (a: readonly number[], b: readonly number[]) =>
  Math.max(...[...a, ...b].map((at) => Math.abs(a.filter((v) => v <= at).length / a.length - b.filter((v) => v <= at).length / b.length)));
const uOf = (a: readonly number[], b: readonly number[]) => a.flatMap((x) => b.filter((y) => x > y)).length;

describe("metrics: tests between runs", () => {
  it("McNemar's is the share of coin tosses as uneven", () => {
    for (let first = 0; first <= 6; first++)
      for (let second = 0; second <= 6; second++) {
        const discordant = first + second;
        let extreme = 0;
        for (let tosses = 0; tosses < 2 ** discordant; tosses++) {
          const heads = tosses.toString(2).replaceAll("0", "").length;
          if (Math.abs(2 * heads - discordant) >= Math.abs(first - second)) extreme++;
        }
        assert.ok(near(mcNemar(first, second), extreme / 2 ** discordant));
      }
    // SciPy 1.17: binomtest(6, 22).
    assert.ok(near(mcNemar(6, 16), 0.052478790283203125, 1e-12));
    for (const count of [-1, 0.5, Number.NaN]) assert.throws(() => mcNemar(count, 1), RangeError);
  });

  it("Fisher's: the lady tasting tea, and tables as SciPy has them", () => {
    const p = (a: number, b: number, c: number, d: number) => fisher({ yes: a, no: b }, { yes: c, no: d });
    // Fisher 1935: 34 of 70 are as good or better on either side; 2 of 70 for all right.
    assert.ok(near(p(3, 1, 1, 3), 34 / 70));
    assert.ok(near(p(4, 0, 0, 4), 2 / 70));
    assert.ok(near(p(10, 2, 3, 15), 0.0005367241191434357, 1e-12));
    assert.ok(near(p(8, 2, 1, 5), 0.034965034965034975, 1e-12));
    assert.ok(near(p(1, 9, 11, 3), 0.0027594561852200836, 1e-12));
    assert.equal(p(0, 0, 3, 4), undefined);
    assert.ok(near(p(0, 5, 0, 9), 1));
    for (const count of [-1, 0.5, Number.NaN]) assert.throws(() => p(count, 1, 1, 1), RangeError);
  });

  it("Fisher's is the sum over all ways to hand out the yeses that are no likelier", () => {
    for (const [a, b, c, d] of [
      [3, 1, 2, 5],
      [0, 4, 5, 1],
      [2, 2, 2, 2],
      [5, 0, 3, 3],
    ] as const) {
      const values = [...new Array(a + c).fill(1), ...new Array(b + d).fill(0)];
      const counts = new Map<number, number>();
      for (const [first] of splits(values, a + b)) {
        const yes = first.reduce((sum, value) => sum + value, 0);
        counts.set(yes, (counts.get(yes) ?? 0) + 1);
      }
      const all = [...counts.values()].reduce((sum, count) => sum + count);
      const extreme = [...counts.values()].filter((count) => count <= counts.get(a)!).reduce((sum, count) => sum + count);
      assert.ok(near(fisher({ yes: a, no: b }, { yes: c, no: d }), extreme / all));
    }
  });

  it("Mann and Whitney's without ties is that of all splits", () => {
    const random = Random.seeded(1);
    for (const [n, m] of [
      [1, 1],
      [3, 4],
      [5, 5],
      [2, 9],
    ] as const) {
      const values = random.shuffle(Array.from({ length: n + m }, (_, index) => index));
      const [first, second] = [values.slice(0, n), values.slice(n)];
      const found = mannWhitney(first, second)!;
      assert.equal(found.u, uOf(first, second));
      const middle = (n * m) / 2;
      assert.ok(
        near(
          found.p,
          permutationP(first, second, (a, b) => Math.abs(uOf(a, b) - middle)),
        ),
      );
    }
  });

  it("Mann and Whitney's has the published critical values at 5%, two-sided", () => {
    // The critical values printed since Auble 1953 and Milton 1964: the largest U that is significant.
    for (const [n, m, critical] of [
      [5, 5, 2],
      [8, 7, 10],
      [10, 10, 23],
      [20, 20, 127],
    ] as const) {
      // The first sample starts below all of the second; moving its largest values up past the second raises U one by one.
      const withU = (u: number) => {
        const [past, rest] = [Math.floor(u / m), u % m];
        const first = Array.from({ length: n }, (_, index) =>
          index >= n - past ? m + 1 + index : index === n - past - 1 ? rest + 0.5 + index / 1000 : -n + index,
        );
        return mannWhitney(
          first,
          Array.from({ length: m }, (_, index) => index + 1),
        )!;
      };
      assert.equal(withU(critical).u, critical);
      assert.ok(withU(critical).p <= 0.05 && withU(critical + 1).p > 0.05, `${n} ${m}`);
    }
  });

  it("Mann and Whitney's with ties, and with many values, as SciPy has it", () => {
    assert.ok(near(mannWhitney([19, 22, 16, 29, 24], [20, 11, 17, 12])?.p, 1 / 9, 1e-12));
    const tied = mannWhitney([1, 2, 2, 3, 5, 5], [2, 4, 5, 6, 7, 7, 8])!;
    assert.deepEqual([tied.u, tied.exact], [7, false]);
    assert.ok(near(tied.p, 0.050835582280956304, 1e-12));
    assert.equal(mannWhitney([1, 1], [1, 1, 1])?.p, 1);
    assert.equal(mannWhitney([], [1]), undefined);
    assert.throws(() => mannWhitney([Number.NaN], [1]), RangeError);
    // The two ways agree where both can be had.
    const [first, second] = [Array.from({ length: 49 }, (_, index) => index * 1.07), Array.from({ length: 49 }, (_, index) => index + 5.5)];
    const exact = mannWhitney(first, second)!;
    const rough = mannWhitney([...first, 25.1], [...second, 25.2])!;
    assert.deepEqual([exact.exact, rough.exact], [true, false]);
    assert.ok(near(exact.p, rough.p, 0.02));
  });

  it("Kolmogorov and Smirnov's is that of all splits, with ties and without", () => {
    const values = fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(values, values, (first, second) => {
        const found = kolmogorovSmirnov(first, second)!;
        assert.ok(near(found.distance, largestDistance(first, second)));
        assert.ok(near(found.p, permutationP(first, second, largestDistance)));
      }),
      { numRuns: 60 },
    );
  });

  it("Kolmogorov and Smirnov's as SciPy has it, and in the limit", () => {
    assert.ok(near(kolmogorovSmirnov([1, 2, 3, 4, 5, 6, 7], [4.5, 5.5, 6.5, 7.5, 8.5])?.p, 0.23737373737373738, 1e-12));
    const upTo = (count: number, from: number) => Array.from({ length: count }, (_, index) => index + from);
    assert.ok(near(kolmogorovSmirnov(upTo(10, 0), upTo(10, 4.5))?.p, 0.16782134274394334, 1e-12));
    const exact = kolmogorovSmirnov(upTo(1000, 0), upTo(1000, 60.5))!;
    const limit = kolmogorovSmirnov(upTo(1001, 0), upTo(1001, 60.5))!;
    assert.deepEqual([exact.exact, limit.exact], [true, false]);
    assert.ok(near(exact.p, limit.p, 0.01), `${exact.p} ${limit.p}`);
    assert.equal(kolmogorovSmirnov(upTo(2000, 0), upTo(2000, 0))?.p, 1);
    assert.ok(near(kolmogorovSmirnov([1, 2], [1, 2])?.p, 1));
    assert.equal(kolmogorovSmirnov([1], []), undefined);
    assert.throws(() => kolmogorovSmirnov([1], [Number.POSITIVE_INFINITY]), RangeError);
  });
});
