// Random pacts, each with a world to decide in: what the engine and the reference are held together by.
import fc from "fast-check";
import { pactIn } from "./arbitrary-pacts.ts";
import { worldIn } from "./arbitrary-worlds.ts";
import type { RefPact, RefWorld } from "./model.ts";
import { chooserOf } from "./pools.ts";

/**
 * A pact and a world. The bias of fast-check towards small numbers is switched off: the pools are small already, and
 * the shares below are meant as they stand.
 */
export const pactAndWorld: fc.Arbitrary<readonly [RefPact, RefWorld]> = fc.noBias(
  fc.gen().map((draw) => {
    const choose = chooserOf(draw);
    const pact = pactIn(choose);
    return [pact, worldIn(choose, pact)] as const;
  }),
);

/** One pact with several worlds, where reading a pact costs more than deciding by it. */
export const pactAndWorlds = (count: number): fc.Arbitrary<readonly [RefPact, readonly RefWorld[]]> =>
  fc.noBias(
    fc.gen().map((draw) => {
      const choose = chooserOf(draw);
      const pact = pactIn(choose);
      return [pact, Array.from({ length: count }, () => worldIn(choose, pact))] as const;
    }),
  );
