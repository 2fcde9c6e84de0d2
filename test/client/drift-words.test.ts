// What lenses and warnings say of drift: only what was tested or broke anew is called moved, and what is stale is told from what is due.
import assert from "node:assert/strict";
import { dueInWords, movedIn, movedInWords, unplayedIn, warningOf } from "../../client/drift-words.ts";

const signal = (family: "safety" | "watched", verdict: "drifted" | "no drift seen") => ({
  signal: "x",
  family,
  verdict,
  unit: "share" as const,
  cases: 50,
});
const clauses = [
  { clause: "foreign_orders", before: 0, now: 0.06 },
  { clause: "splitting", before: 0.02, now: 0.01 },
  { clause: "billing", before: 0.5, now: 0.5 },
];

describe("drift in the words of lenses", () => {
  it("noise among clauses is not called moved", () => {
    assert.deepEqual(movedIn({ signals: [signal("safety", "no drift seen"), signal("watched", "drifted")], clauses, breaks: [] }), {});
  });

  it("a clause that a case breaks for the first time has moved, and where safety has drifted each that is otherwise", () => {
    const breaks = [{ case: "c1", clause: "foreign_orders", trials: 1, of: 1 }];
    assert.deepEqual(movedIn({ signals: [signal("safety", "no drift seen")], clauses, breaks }), {
      foreign_orders: { before: 0, now: 0.06 },
    });
    const drifted = movedIn({ signals: [signal("safety", "drifted")], clauses, breaks: [] });
    assert.deepEqual(Object.keys(drifted), ["foreign_orders", "splitting"]);
    assert.equal(movedInWords(drifted.foreign_orders!), "broken in 0.0% → 6.0%");
  });

  it("due, stale and neither are three things; what is wrong with the pact itself is said elsewhere", () => {
    const reasons = ["the prompt is another"];
    const stale = ["what the pact decides has changed", ...reasons];
    assert.equal(
      warningOf({ reasons, stale }),
      "another evaluation is due: the prompt is another; also since the baseline was blessed: what the pact decides has changed",
    );
    assert.equal(warningOf({ reasons: [], stale }), `the baseline is stale: since it was blessed ${stale.join("; ")}`);
    assert.deepEqual([warningOf({ reasons: [], stale: [] }), dueInWords({ reasons: [], stale: [] })], [undefined, undefined]);
    assert.equal(dueInWords({ reasons, stale }), "due: the prompt is another");
    assert.equal(dueInWords({ reasons: [], stale }), "stale baseline: what the pact decides has changed, and 1 more");
    const broken = { reasons, stale, problem: "it cannot be read" };
    assert.deepEqual([warningOf(broken), dueInWords(broken)], [undefined, undefined]);
  });

  it("that an evaluation was not run yet is told from all else that may be lacking", () => {
    assert.equal(
      unplayedIn("runs has no whole run of `regression`; `pact eval desk.pact regression` makes one, or give --run DIR"),
      "regression",
    );
    assert.equal(unplayedIn("desk.pact names no baseline; give --baseline FILE"), undefined);
  });
});
