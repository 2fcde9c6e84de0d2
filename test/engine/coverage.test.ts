// Coverage: what the tests of a pact saw of each clause, and what a clause can be at all.
import assert from "node:assert/strict";
import { coverage, discover, runTest } from "../../engine/index.ts";
import { compile } from "./world.ts";

/** A row in one line: `never late 1 true, 0 false, 2 unknown; no test sees false`. */
function rows(body: string): string[] {
  const pact = compile(body);
  const tried = pact.model.tests.map((test) => ({ id: test.name.text, action: test.call.tool.text, result: runTest(test, pact) }));
  return coverage(pact.model, tried).clauses.map(
    ({ kind, name, true: yes, false: no, unknown, missing }) =>
      `${kind} ${name} ${yes}/${no}/${unknown} ${missing.join(", ") || "covered"}`,
  );
}
/** What a clause over `refund` can be. */
function needed(conditions: string, before = ""): string {
  const pact = compile(`${before} may c: refund ${conditions}`);
  return coverage(pact.model, []).clauses[0]!.needed.join(" ");
}
const test = (name: string, args: string, more = "") => `test ${name}: refund(order_id: "A1"${args}) ${more} expect deny`;

describe("coverage of clauses by tests", () => {
  it("counts true, false and unknown over the actions a clause speaks of", () => {
    const body = `
      may small: refund when amount < 50
      may look: get_order
      never blocked: refund when risk is true
      fact risk: boolean
      ${test("a", ", amount: 20", "given risk is true")}
      ${test("b", ", amount: 80", "given risk is false")}
      ${test("c", "")}`;
    assert.deepEqual(rows(body), ["may small 1/1/1 covered", "may look 0/0/0 true", "never blocked 1/1/1 covered"]);
  });

  it("tells which clauses each test exercised", () => {
    const pact = compile(`may small: refund when amount < 50 may look: get_order ${test("a", ", amount: 80")}`);
    const [member] = pact.model.tests;
    const { tests } = coverage(pact.model, [{ id: "a", action: "refund", result: runTest(member!, pact) }]);
    assert.deepEqual(tests, [{ test: "a", clauses: { "p@1.0.0#small": "false" } }]);
  });

  it("a limit is passed or not, by its hard cap where it has one; what is denied before is not counted", () => {
    const body = `
      may any: refund
      never big: refund when amount > 100
      limit returns: calls of refund soft 1 hard 2 per session
      limit noted: calls of refund soft 2 per session
      ${test("a", ", amount: 1", "given returns is 1")}
      ${test("b", ", amount: 1", "given returns is 2, noted is 2")}
      ${test("c", ", amount: 200", "given returns is 2")}`;
    assert.deepEqual(rows(body).slice(2), ["limit returns 1/1/0 covered", "limit noted 1/1/0 covered"]);
  });

  it("a limit of which a test does not say what was spent is neither passed nor not", () => {
    assert.deepEqual(rows(`may any: refund limit money: cost hard 5 USD per session ${test("a", ", amount: 1")}`).slice(1), [
      "limit money 0/0/1 true, false",
    ]);
  });

  it("a limit counts the calls of a test, also where it does not say whose they are and when", () => {
    const after = (times: number) => Array.from({ length: times }, (_, i) => `refund(order_id: "B${i}") returns {}`).join(", ");
    const body = (hard: number, before: number, given = "") => `
      may any: refund
      limit refunds: calls of refund hard ${hard} per customer per day
      test one: refund(order_id: "A1") ${before > 0 ? `after ${after(before)}` : ""} ${given} expect allow`;
    const decided = (hard: number, before: number, given?: string) => {
      const pact = compile(body(hard, before, given));
      const { decision } = runTest(pact.model.tests[0]!, pact);
      return `${decision.effect} ${decision.reason}`;
    };
    assert.equal(decided(3, 2), "allow allowed");
    assert.equal(decided(3, 3), "deny hard_cap");
    assert.equal(decided(0, 0), "deny hard_cap");
    assert.equal(decided(3, 3, 'given customer.id is "c1", now is 2026-12-10T10:00:00Z'), "deny hard_cap");
    assert.equal(decided(3, 0, "given refunds is 3"), "deny hard_cap");
  });

  it("limits are found like clauses, with the same identity", () => {
    const { model } = compile("may any: refund limit returns: calls of refund hard 2 per session");
    assert.deepEqual(
      discover(model).map(({ id, kind }) => `${kind} ${id}`),
      ["may p@1.0.0#any", "limit p@1.0.0#returns"],
    );
  });

  describe("unknown is asked for where a clause can be unknown", () => {
    const always = "true";
    const certain = "true false";
    const doubtful = "true false unknown";
    const says = (conditions: string, expected: string, before = "") =>
      it(`${conditions || "no condition"}: ${expected}`, () => assert.equal(needed(conditions, before), expected));
    says("", always);
    says('when order_id is "A1"', certain);
    says('unless order_id starts with "A"', certain);
    says("when amount < 50", doubtful); // an optional argument
    says("when urgent", certain); // with a default
    says("when amount is known and amount < 50", certain);
    says("when amount < 50 unless amount is unknown", certain);
    says("when (amount is unknown or amount < 50)", certain);
    says("when amount is known or amount < 50", doubtful);
    says("when kind is known and amount < 50", doubtful);
    says("when risk", doubtful, "fact risk: boolean");
    says("when risk is known", certain, "fact risk: boolean");
    says('when customer.id is "c"', doubtful);
    says("when order_id comes from user", certain);
    says("when order_id comes from get_order", doubtful);
    says("when after get_order", certain);
    says("when after get_order same order_id", certain);
    says("when after refund same amount", doubtful);
    says("when after get_order within 1 day", doubtful);
    says("when count(calls of refund) >= 1", certain);
    says("when sum(amount of refund) >= 1", doubtful);
    says("when count(lines) > 2", certain); // an absent list is empty
    says("when some l in lines satisfies (l.price > 5)", doubtful);
    says('when session is "s"', certain);
    says('when domain(order_id) is "x.example"', doubtful);
  });
});
