// Gates: what a bound settles, and how many more cases would.
import assert from "node:assert/strict";
import fc from "fast-check";
import { clusteredRate, type Gate, gateBounds, gateRate, moreCases, verdictOf } from "../../engine/metrics/index.ts";

const operators = ["<", "<=", ">", ">="] as const;
const gate = (operator: Gate["operator"], threshold: number): Gate => ({ operator, threshold });
const cases = (count: number, failing: number) => clusteredRate(Array.from({ length: count }, (_, index) => [index < failing]));

describe("metrics: gates", () => {
  it("compare a bound, not the estimate", () => {
    const bounds = { lower: 0.1, upper: 0.3 };
    const verdicts = (threshold: number) => operators.map((operator) => verdictOf(gate(operator, threshold), bounds));
    assert.deepEqual(verdicts(0.05), ["not met", "not met", "met", "met"]);
    assert.deepEqual(verdicts(0.1), ["not met", "inconclusive", "inconclusive", "met"]);
    assert.deepEqual(verdicts(0.2), ["inconclusive", "inconclusive", "inconclusive", "inconclusive"]);
    assert.deepEqual(verdicts(0.3), ["inconclusive", "met", "not met", "inconclusive"]);
    assert.deepEqual(verdicts(0.4), ["met", "met", "not met", "not met"]);
  });

  it("what is missing settles nothing", () => {
    for (const operator of operators) assert.equal(verdictOf(gate(operator, 0.5), undefined), "not evaluable");
    assert.equal(verdictOf(gate("<", 9), { lower: 1, upper: undefined }), "inconclusive");
    assert.equal(verdictOf(gate("<", 1), { lower: 1, upper: undefined }), "not met");
    assert.equal(verdictOf(gate(">", 0), { lower: undefined, upper: 9 }), "inconclusive");
    assert.equal(verdictOf(gate(">", 0), { lower: undefined, upper: undefined }), "inconclusive");
    assert.deepEqual(gateRate(gate("<=", 1), clusteredRate([])), { verdict: "not evaluable", moreCases: undefined });
  });

  it("a scope violation rate of none in n is met where the one-sided bound is: 1% takes 299 cases", () => {
    assert.deepEqual(gateRate(gate("<=", 0.01), cases(299, 0)), { verdict: "met", moreCases: undefined });
    assert.deepEqual(gateRate(gate("<=", 0.01), cases(298, 0)), { verdict: "inconclusive", moreCases: 1 });
    assert.deepEqual(gateRate(gate("<=", 0.01), cases(50, 0)), { verdict: "inconclusive", moreCases: 249 });
    assert.equal(gateRate(gate("<=", 0.01), cases(50, 5)).verdict, "not met");
  });

  it("no number of cases settles an estimate on the threshold, or one too near to it", () => {
    assert.deepEqual(gateRate(gate("<=", 0), cases(50, 0)), { verdict: "inconclusive", moreCases: undefined });
    assert.deepEqual(gateRate(gate("<=", 0.1), cases(50, 5)), { verdict: "inconclusive", moreCases: undefined });
    assert.deepEqual(gateRate(gate("<=", 0.10001), cases(50, 5)), { verdict: "inconclusive", moreCases: undefined });
  });

  it("no more cases are needed where the verdict stands", () => {
    assert.equal(
      moreCases(gate("<", 1), 5, () => ({ lower: 0, upper: 0.5 })),
      0,
    );
  });

  it("refuse a threshold or bounds that are none", () => {
    assert.throws(() => verdictOf(gate("<", Number.NaN), { lower: 0, upper: 1 }), RangeError);
    assert.throws(() => verdictOf(gate("<", 1), { lower: Number.NaN, upper: 1 }), RangeError);
    assert.throws(() => verdictOf(gate("<", 1), { lower: 1, upper: 0 }), RangeError);
    assert.throws(() => moreCases(gate("<", 1), 0, () => undefined), RangeError);
    for (const [estimate, effective, count] of [
      [Number.NaN, 10, 10],
      [1.1, 10, 10],
      [0.5, 0, 10],
      [0.5, Number.NaN, 10],
      [0.5, 10, 0],
    ] as const)
      assert.throws(() => gateBounds(estimate, effective, count), RangeError);
  });

  it("met is when every value between the bounds satisfies, not met when none does, for all bounds", () => {
    const tenth = fc.integer({ min: 0, max: 10 }).map((value) => value / 10);
    fc.assert(
      fc.property(fc.constantFrom(...operators), tenth, tenth, tenth, (operator, threshold, one, other) => {
        const bounds = { lower: Math.min(one, other), upper: Math.max(one, other) };
        const holds = {
          "<": (v: number) => v < threshold,
          "<=": (v: number) => v <= threshold,
          ">": (v: number) => v > threshold,
          ">=": (v: number) => v >= threshold,
        };
        const values = [0, 0.25, 0.5, 0.75, 1].map((part) => bounds.lower + part * (bounds.upper - bounds.lower)).with(4, bounds.upper);
        const expected = values.every(holds[operator]) ? "met" : values.some(holds[operator]) ? "inconclusive" : "not met";
        assert.equal(verdictOf(gate(operator, threshold), bounds), expected);
      }),
      { numRuns: 1000 },
    );
  });

  it("more cases are the fewest that settle it, one after the other", () => {
    const group = fc.array(fc.boolean(), { minLength: 3, maxLength: 3 });
    const groups = fc.array(group, { minLength: 2, maxLength: 30 });
    fc.assert(
      fc.property(groups, fc.constantFrom(...operators), fc.integer({ min: 1, max: 19 }), (groups, operator, twentieths) => {
        const rate = clusteredRate(groups);
        const asked = gate(operator, twentieths / 20);
        const { verdict, moreCases } = gateRate(asked, rate);
        if (verdict !== "inconclusive") return assert.equal(moreCases, undefined);
        if (moreCases === undefined) return assert.ok(Math.abs(rate.estimate! - asked.threshold) < 1e-3);
        const at = (count: number) =>
          verdictOf(asked, gateBounds(rate.estimate!, (rate.effective / rate.cases) * (rate.cases + count), rate.cases + count));
        assert.notEqual(at(moreCases), "inconclusive");
        for (let fewer = 0; fewer < Math.min(moreCases, 60); fewer++) {
          assert.equal(at(fewer), "inconclusive");
          assert.equal(at(moreCases - 1 - fewer), "inconclusive");
        }
      }),
      { numRuns: 200 },
    );
  });
});
