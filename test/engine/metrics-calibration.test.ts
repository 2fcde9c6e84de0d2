// Calibration: scores and tests by hand, bins with ties, and how the tests keep their level when trials resemble each other.
import assert from "node:assert/strict";
import fc from "fast-check";
import { calibration, type Forecast, Random, reliabilityBins } from "../../engine/metrics/index.ts";
import { near } from "./metrics-binomial.ts";

const forecast = (confidence: number, outcome: boolean): Forecast => ({ confidence, outcome });
const some = (confidence: number, right: number, wrong: number): Forecast[] => [
  ...Array.from({ length: right }, () => forecast(confidence, true)),
  ...Array.from({ length: wrong }, () => forecast(confidence, false)),
];

/** Each forecast a case of its own. */
const apart = (forecasts: readonly Forecast[]): Forecast[][] => forecasts.map((each) => [each]);

describe("metrics: calibration", () => {
  const four = [[forecast(0.8, true)], [forecast(0.6, false)], [forecast(0.3, false)], [forecast(0.9, true)]];

  it("Brier, calibration-in-the-large and Spiegelhalter's Z by hand", () => {
    const { brier, inTheLarge, spiegelhalter, cases, forecasts } = calibration(four);
    assert.deepEqual([cases, forecasts], [4, 4]);
    // (.04 + .36 + .09 + .01)/4; (.2 - .6 - .3 + .1)/√.70; (-.12 + .12 - .12 - .08)/√(.0576 + .0096 + .0336 + .0576).
    assert.ok(near(brier, 0.125));
    assert.ok(near(inTheLarge.naive?.z, -0.6 / Math.sqrt(0.7)));
    assert.ok(near(spiegelhalter.naive?.z, -0.2 / Math.sqrt(0.1584)));
    // Between cases: -.6/√(.04 + .36 + .09 + .01), and -.2/√(.0144 + .0144 + .0144 + .0064).
    assert.ok(near(inTheLarge.clustered?.z, -0.6 / Math.sqrt(0.5)));
    assert.ok(near(spiegelhalter.clustered?.z, -0.2 / Math.sqrt(0.0496)));
  });

  it("p-values are those of the normal distribution", () => {
    // 10 of 10 at .5: z = 5/√2.5 = √10; 2Φ(-√10) = 0.0015654.
    assert.ok(near(calibration([some(0.5, 10, 0)]).inTheLarge.naive?.p, 0.0015654, 1e-7));
    assert.equal(calibration([some(0.5, 5, 5)]).inTheLarge.naive?.p, 1);
  });

  it("the debiased error takes away what chance alone adds, by hand", () => {
    // Two bins of 5: ȳ = 1/5 at .2 and 2/5 at .8: half of (0 - .04) and half of (.16 - .06).
    const { ece, debiasedEce, bins } = calibration(apart([...some(0.2, 1, 4), ...some(0.8, 2, 3)]));
    assert.equal(bins.length, 2);
    assert.ok(near(ece, 0.2));
    assert.ok(near(debiasedEce, Math.sqrt(0.03)));
    assert.equal(calibration(apart([...some(0.2, 1, 4), ...some(0.8, 4, 1)])).debiasedEce, 0);
    // The variance between two cases of two trials in one bin of .5: their sums deviate by 1 and -1 from the mean; 2·(1 + 1)/4².
    const together = calibration([some(0.5, 2, 0), some(0.5, 0, 2)]);
    assert.ok(near(together.bins[0]?.variance, 1 / 4));
    assert.equal(calibration([some(0.5, 2, 2)]).debiasedEce, undefined);
  });

  it("the part taken away is just what chance adds on average, summed over all outcomes", () => {
    // Six forecasts of .3 in one bin: the mean of (ȳ - f)² - ȳ(1 - ȳ)/5 over all 64 outcomes of a rate of .3 is 0, of .5 is .04.
    for (const rate of [0.3, 0.5]) {
      let total = 0;
      for (let outcomes = 0; outcomes < 64; outcomes++) {
        const right = outcomes.toString(2).replaceAll("0", "").length;
        const [bin] = reliabilityBins(apart(some(0.3, right, 6 - right)));
        const term = (bin!.observed - bin!.forecast) ** 2 - bin!.variance!;
        total += rate ** right * (1 - rate) ** (6 - right) * term;
      }
      assert.ok(near(total, (rate - 0.3) ** 2));
    }
  });

  it("five bins of as many up to 200 forecasts, ten beyond", () => {
    const distinct = (count: number) => Array.from({ length: count }, (_, index) => forecast((index + 0.5) / count, index % 2 === 0));
    assert.deepEqual(
      reliabilityBins(apart(distinct(200))).map(({ count }) => count),
      [40, 40, 40, 40, 40],
    );
    assert.deepEqual(
      reliabilityBins(apart(distinct(201)))
        .map(({ count }) => count)
        .sort(),
      [20, 20, 20, 20, 20, 20, 20, 20, 20, 21],
    );
    assert.deepEqual(
      reliabilityBins([some(0.1, 0, 2), some(0.9, 1, 1)]).map(({ lowest, highest, forecast, observed }) => [
        lowest,
        highest,
        forecast,
        observed,
      ]),
      [
        [0.1, 0.1, 0.1, 0],
        [0.9, 0.9, 0.9, 0.5],
      ],
    );
  });

  it("a run of equal forecasts stands where its middle falls", () => {
    // Of 20 in bins of 4, the run of ten from the third on begins in the first bin and has its middle in the second.
    const counts = reliabilityBins(apart([...some(0.1, 1, 1), ...some(0.5, 5, 5), ...some(0.9, 4, 4)])).map(({ count }) => count);
    assert.deepEqual(counts, [2, 10, 8]);
  });

  it("equal forecasts stay together, in whatever order; nobody stands alone", () => {
    const confidences = fc.array(fc.tuple(fc.integer({ min: 0, max: 8 }), fc.boolean()), { minLength: 2, maxLength: 300 });
    fc.assert(
      fc.property(confidences, (pairs) => {
        const forecasts = pairs.map(([eighths, outcome]) => forecast(eighths / 8, outcome));
        const bins = reliabilityBins(apart(forecasts));
        assert.deepEqual(
          reliabilityBins(apart(Random.seeded(1).shuffle(forecasts))).map(({ count, lowest }) => [count, lowest]),
          bins.map(({ count, lowest }) => [count, lowest]),
        );
        assert.equal(
          bins.reduce((total, { count }) => total + count, 0),
          forecasts.length,
        );
        assert.ok(bins.every(({ count }) => count >= 2));
        for (let index = 1; index < bins.length; index++) assert.ok(bins[index - 1]!.highest < bins[index]!.lowest);
      }),
    );
  });

  it("what cannot be told is undefined, never 0", () => {
    const nothing = { naive: undefined, clustered: undefined };
    const empty = calibration([]);
    assert.deepEqual([empty.brier, empty.ece, empty.debiasedEce, empty.bins], [undefined, undefined, undefined, []]);
    assert.deepEqual([empty.inTheLarge, empty.spiegelhalter], [nothing, nothing]);
    assert.deepEqual(calibration([[forecast(1, true)], [forecast(0, false)]]).inTheLarge, nothing);
    assert.equal(calibration([[forecast(1, false)], [forecast(1, true)]]).inTheLarge.naive, undefined);
    const one = calibration([[forecast(0.7, true)]]);
    assert.deepEqual([one.debiasedEce, one.inTheLarge.clustered], [undefined, undefined]);
    for (const confidence of [-0.1, 1.1, Number.NaN]) assert.throws(() => calibration([[forecast(confidence, true)]]), RangeError);
  });

  it("a calibrated agent is accused about 5 times in 100 by the clustered tests, far more often by the naive", () => {
    // 50 cases of 4 trials with one confidence a case; the trials of a case all turn out alike 4 times in 10.
    const random = Random.seeded(9);
    const alarms = { naive: 0, clustered: 0, spiegelhalter: 0, plain: 0, debiased: 0 };
    const draws = 2000;
    for (let draw = 0; draw < draws; draw++) {
      const found = calibration(
        Array.from({ length: 50 }, () => {
          const confidence = 0.05 + 0.9 * random.uniform();
          const shared = random.uniform() < 0.4 ? random.uniform() : undefined;
          return Array.from({ length: 4 }, () => forecast(confidence, (shared ?? random.uniform()) < confidence));
        }),
      );
      if (found.inTheLarge.naive!.p < 0.05) alarms.naive++;
      if (found.inTheLarge.clustered!.p < 0.05) alarms.clustered++;
      if (found.spiegelhalter.clustered!.p < 0.05) alarms.spiegelhalter++;
      alarms.plain += found.ece!;
      alarms.debiased += found.debiasedEce!;
    }
    assert.ok(alarms.clustered / draws > 0.03 && alarms.clustered / draws < 0.07, `${alarms.clustered}`);
    assert.ok(alarms.spiegelhalter / draws > 0.03 && alarms.spiegelhalter / draws < 0.085, `${alarms.spiegelhalter}`);
    assert.ok(alarms.naive / draws > 0.12, `${alarms.naive}`);
    assert.ok(alarms.debiased < 0.75 * alarms.plain, `${alarms.debiased} ${alarms.plain}`);
  });
});
