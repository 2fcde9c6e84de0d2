// Corrections for many tests, against a published example and against their definitions.
import assert from "node:assert/strict";
import fc from "fast-check";
import { benjaminiHochberg, holm } from "../../engine/metrics/index.ts";
import { near } from "./metrics-binomial.ts";

/** The fifteen p-values of Benjamini & Hochberg 1995, section 3.2. */
const published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];

describe("metrics: corrections", () => {
  it("of the published fifteen, Benjamini and Hochberg's keeps four at 5%, Holm's three", () => {
    assert.equal(benjaminiHochberg(published).filter((p) => p <= 0.05).length, 4);
    assert.equal(holm(published).filter((p) => p <= 0.05).length, 3);
    // The adjusted values as SciPy 1.17 has them (false_discovery_control).
    const expected = [0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714, 0.06385714, 0.0645, 0.0765, 0.486];
    benjaminiHochberg(published)
      .slice(0, 10)
      .forEach((p, index) => {
        assert.ok(near(p, expected[index]!, 1e-8));
      });
    assert.ok(near(holm(published)[2], 0.0019 * 13) && near(holm(published)[3], 0.0095 * 12));
  });

  const pValues = fc.array(
    fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000),
    { maxLength: 12 },
  );
  const level = fc.constantFrom(0.01, 0.0503, 0.1, 0.3);

  it("Holm's rejects what stepping down rejects", () => {
    fc.assert(
      fc.property(pValues, level, (pValues, level) => {
        const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
        const kept = order.findIndex((index, rank) => pValues[index]! * (pValues.length - rank) > level);
        const rejected = new Set(kept < 0 ? order : order.slice(0, kept));
        holm(pValues).forEach((p, index) => {
          assert.equal(p <= level, rejected.has(index));
        });
      }),
      { numRuns: 500 },
    );
  });

  it("Benjamini and Hochberg's rejects what stepping up rejects", () => {
    fc.assert(
      fc.property(pValues, level, (pValues, level) => {
        const order = [...pValues.keys()].sort((a, b) => pValues[a]! - pValues[b]!);
        const last = order.findLastIndex((index, rank) => (pValues[index]! * pValues.length) / (rank + 1) <= level);
        const rejected = new Set(order.slice(0, last + 1));
        benjaminiHochberg(pValues).forEach((p, index) => {
          assert.equal(p <= level, rejected.has(index));
        });
      }),
      { numRuns: 500 },
    );
  });

  it("nothing comes of nothing, and what is no p-value is refused", () => {
    for (const correct of [holm, benjaminiHochberg]) {
      assert.deepEqual(correct([]), []);
      assert.deepEqual(correct([0.04]), [0.04]);
      for (const p of [-0.1, 1.1, Number.NaN]) assert.throws(() => correct([0.5, p]), RangeError);
    }
  });
});
