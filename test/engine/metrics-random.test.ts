// Seeded randomness: the published outputs of the generators, and that what is drawn from them is even.
import assert from "node:assert/strict";
import { Random } from "../../engine/metrics/index.ts";
import { splitMix64 } from "../../engine/metrics/random.ts";

describe("metrics: randomness", () => {
  it("xoshiro128** 1.1 gives the reference outputs from the state 1, 2, 3, 4", () => {
    const random = new Random([1, 2, 3, 4]);
    assert.deepEqual(
      Array.from({ length: 10 }, () => random.word()),
      [11520, 0, 5927040, 70819200, 2031721883, 1637235492, 1287239034, 3734860849, 3729100597, 4258142804],
    );
  });

  it("SplitMix64 gives the reference outputs from the seed 1234567", () => {
    assert.deepEqual(splitMix64(1234567n, 5), [
      6457827717110365317n,
      3203168211198807973n,
      9817491932198370423n,
      4593380528125082431n,
      16408922859458223821n,
    ]);
  });

  it("one seed draws the same again, another does not", () => {
    const draw = (seed: number) =>
      Array.from(
        { length: 5 },
        (
          (random) => () =>
            random.uniform()
        )(Random.seeded(seed)),
      );
    assert.deepEqual(draw(7), draw(7));
    assert.notDeepEqual(draw(7), draw(8));
  });

  it("numbers below n, uniforms and shuffles are even", () => {
    const random = Random.seeded(1);
    const faces = new Map<number, number>();
    const orders = new Map<string, number>();
    let total = 0;
    for (let draw = 0; draw < 60_000; draw++) {
      const face = random.below(6);
      faces.set(face, (faces.get(face) ?? 0) + 1);
      const order = random.shuffle(["a", "b", "c"]).join("");
      orders.set(order, (orders.get(order) ?? 0) + 1);
      const uniform = random.uniform();
      assert.ok(uniform >= 0 && uniform < 1);
      total += uniform;
    }
    // Chi-squared with 5 degrees of freedom: 20.5 is passed one time in a thousand.
    for (const seen of [faces, orders]) {
      assert.equal(seen.size, 6);
      assert.ok([...seen.values()].reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0) < 20.5);
    }
    assert.ok(Math.abs(total / 60_000 - 0.5) < 0.005);
  });

  it("the sum of what is drawn is that of values drawn one by one, whatever was drawn before", () => {
    for (const count of [1, 2, 3, 50, 1024, 1025, 3000]) {
      const values = Array.from({ length: count }, (_, i) => ((i * 7919) % 13) + 0.5);
      const [together, oneByOne] = [Random.seeded(count), Random.seeded(count)];
      for (let draw = 0; draw < 20; draw++) {
        let sum = 0;
        for (let i = 0; i < count; i++) sum += values[oneByOne.below(count)]!;
        assert.equal(together.sumOfDrawn(values), sum);
        assert.equal(together.word(), oneByOne.word());
      }
    }
    assert.throws(() => Random.seeded(1).sumOfDrawn([]), RangeError);
  });

  it("words beyond the last whole multiple are drawn again", () => {
    // Of 2^32 words, those from 3·2^30 on are no multiple of 3·2^30: the remainder would favour small numbers.
    const random = Random.seeded(3);
    let low = 0;
    for (let draw = 0; draw < 9000; draw++) if (random.below(3 * 2 ** 30) < 2 ** 30) low++;
    assert.ok(Math.abs(low / 9000 - 1 / 3) < 0.02);
  });

  it("refuses what cannot be drawn from", () => {
    assert.throws(() => new Random([0, 0, 0, 0]), RangeError);
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) assert.throws(() => Random.seeded(seed), RangeError);
    for (const count of [0, -1, 1.5, Number.NaN, 2 ** 32 + 1]) assert.throws(() => Random.seeded(1).below(count), RangeError);
  });
});
