// The engine against the naive reference: random pacts, requests and histories must be decided alike in effect, reason and
// basis. The two share no code; the pact reaches the engine as text.
import assert from "node:assert/strict";
import fc from "fast-check";
import { runs } from "../counts.ts";
import { pactAndWorlds } from "./arbitraries.ts";
import { compileReference, decideReference } from "./engine.ts";
import { print } from "./print.ts";
import { decide } from "./reference.ts";

const worldsPerPact = 4;
const seed = Number(process.env.PACT_SEED ?? 20_261_124);

describe("the engine and the naive reference", () => {
  it(`decide ${runs.reference} random worlds alike (seed ${seed})`, function () {
    this.timeout(1_200_000);
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(pactAndWorlds(worldsPerPact), ([ref, worlds]) => {
        const pact = compileReference(ref);
        for (const world of worlds) {
          const expected = decide(ref, world);
          const actual = decideReference(pact, ref, world);
          seen.set(expected.reason, (seen.get(expected.reason) ?? 0) + 1);
          assert.deepEqual(actual, { ...expected }, `${print(ref).pact}\n${print(ref).charter ?? ""}\n${JSON.stringify(world, null, 1)}`);
        }
      }),
      { numRuns: Math.ceil(runs.reference / worldsPerPact), seed, endOnFailure: process.env.PACT_SHRINK !== "1" },
    );
    // A table with a row that never comes up would hold nothing together.
    assert.equal(seen.size, 9, JSON.stringify([...seen]));
  });
});
