// How often a server that ends by itself is started again.
import assert from "node:assert/strict";
import { Crashes } from "../../client/crashes.ts";

describe("crashes of the language server", () => {
  it("four in three minutes are survived, the fifth is not", () => {
    let now = 0;
    const crashes = new Crashes(() => now);
    const survived = Array.from({ length: 6 }, () => {
      now += 30_000;
      return crashes.again();
    });
    assert.deepEqual(survived, [true, true, true, true, false, false]);
  });

  it("one now and then is survived for ever, and a restart by hand begins anew", () => {
    let now = 0;
    const crashes = new Crashes(() => now);
    for (let i = 0; i < 100; i++) {
      now += 50_000;
      assert.ok(crashes.again());
    }
    for (let i = 0; i < 4; i++) crashes.again();
    assert.ok(!crashes.again());
    crashes.forget();
    assert.ok(crashes.again());
  });
});
