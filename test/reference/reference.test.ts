// The oracle itself: what is decided, held to the table of docs/decisions.md by examples worked out by hand.
import assert from "node:assert/strict";
import {
  at,
  below,
  call,
  clause,
  decided,
  desk,
  holds,
  is,
  limit,
  now,
  number,
  refunds,
  tool,
  under,
  usd,
  user,
  world,
} from "./examples.ts";
import type { Json, RefCall, RefClause, RefCondition, RefPact, RefWorld } from "./model.ts";
import { integer } from "./pools.ts";

describe("reference: the table", () => {
  const never = (when: RefCondition) => clause("never", "stop", ["refund"], when);
  const escalate = (name: string, tools: readonly string[]) => clause("escalate", name, tools, holds("flagged"));
  const flagged = (more: Partial<RefWorld> = {}) => world([], { facts: { flagged: true }, ...more });
  it("a handoff, and its tool, is always allowed", () => {
    for (const action of ["handoff", "transfer_to_human"])
      assert.equal(decided(desk, world([], { action, args: {}, suspended: true })), "allowed handoff");
  });
  it("suspended, and outside the effective dates, B excluded", () => {
    assert.equal(decided(desk, world([], { suspended: true })), "suspended");
    const until = (moment: string): RefPact => ({ ...desk, effective: { from: "2026-12-01T00:00:00Z", until: moment } });
    assert.deepEqual([decided(until(now)), decided(until("2026-12-10T10:00:01Z"))], ["not_in_force", "allowed refunds"]);
    const { now: _, ...clockless } = world();
    assert.equal(decided(until("2027-01-01T00:00:00Z"), clockless), "not_in_force");
  });
  it("a prohibition beats an escalation; unknown denies too, as indeterminate", () => {
    const pact = under(refunds, never(holds("flagged")), escalate("ask", ["refund"]));
    assert.equal(decided(pact, flagged()), "prohibited stop");
    assert.equal(decided(pact), "indeterminate stop");
    assert.equal(decided(pact, flagged({ facts: { flagged: false } })), "allowed refunds");
  });
  it("arguments that break the schema: indeterminate, on no basis", () => {
    for (const args of [{ amount: 1 }, { order_id: 7 }, { order_id: "A1", more: 1 }, "A1", { order_id: null }]) {
      assert.equal(decided(desk, world([], { args })), "indeterminate");
    }
    assert.equal(decided(desk, world([], { args: { order_id: "A1", amount: null } })), "allowed refunds");
  });
  it("a blind retry is indeterminate, unless the arguments differ or the tool is idempotent", () => {
    const lost = world([call("refund", { order_id: "A1", amount: 49 }, { outcome: "unknown" })]);
    assert.equal(decided(desk, lost), "indeterminate");
    assert.equal(decided(desk, { ...lost, args: { order_id: "A1", amount: 50 } }), "allowed refunds");
    const lax = { ...desk, tools: desk.tools.map((one) => ({ ...one, closed: false })) };
    assert.equal(decided(lax, { ...lost, args: { order_id: "A1", amount: 49, attempt: 2 } }), "indeterminate");
    const idempotent = { ...desk, tools: desk.tools.map((one) => ({ ...one, idempotent: true })) };
    assert.equal(decided(idempotent, lost), "allowed refunds");
  });
  it("a cap on calls counts this one; failed ones are returned", () => {
    const pact = under(refunds, limit("calls", "2", "session"));
    const earlier = (...outcomes: RefCall["outcome"][]) =>
      world(outcomes.map((outcome) => call("refund", { order_id: "B7" }, { outcome })));
    assert.equal(decided(pact, earlier("in flight", "failed")), "allowed refunds");
    assert.equal(decided(pact, earlier("in flight", "unknown")), "hard_cap cap");
  });
  it("a cap on tokens is passed when it is reached; on the calendar of the zone; and where the account is unknown", () => {
    const usage = { tokens: 10, cost: 0 };
    const spent = world([call("get_order", { order_id: "B7" }, { usage, time: "2026-12-10T04:59:59Z" })]);
    assert.equal(decided(under(refunds, limit("tokens", "10", "customer", "day")), spent), "hard_cap cap");
    assert.equal(
      decided({ ...under(refunds, limit("tokens", "10", "customer", "day")), timezone: "America/New_York" }, spent),
      "allowed refunds",
    );
    assert.equal(decided(under(refunds, limit("tokens", "10", "team")), { ...spent, principal: { id: "c1" } }), "hard_cap cap");
  });
  it("a turn is one message of the agent, an interaction runs from one message of the person to the next", () => {
    const events = [user("x"), call("refund", { order_id: "B7" }), user("y"), call("refund", { order_id: "B7" }, { turn: 2 })];
    const capped = (hard: string, per: string) => decided(under(refunds, limit("calls", hard, per)), world(events, { turn: 2 }));
    assert.deepEqual(
      [capped("1", "turn"), capped("2", "turn"), capped("2", "interaction"), capped("2", "session")],
      ["hard_cap cap", "allowed refunds", "allowed refunds", "hard_cap cap"],
    );
  });
  it("no record, no action, where the pact says so", () => {
    assert.equal(decided({ ...desk, record: { onFailure: "deny" } }, world([], { recordFails: true })), "evidence_unavailable record");
    assert.equal(decided({ ...desk, record: { onFailure: "allow" } }, world([], { recordFails: true })), "allowed refunds");
  });
  it("a delegate acts within its `at most`, and a chain that is no list of texts is indeterminate", () => {
    const via = (chain: Json) => decided(desk, world([], { principal: { id: "c1", via: chain } }));
    assert.deepEqual(
      [via(["helper"]), via(["helper", "other"]), via(["helper", 7]), via("helper"), via([])],
      ["allowed refunds", "out_of_scope", "indeterminate", "indeterminate", "allowed refunds"],
    );
  });
  it("an escalation beats scope, unknown or true, and is answered by a grant", () => {
    const pact = under(escalate("ask", ["refund"]), escalate("all", []));
    assert.equal(decided(pact), "escalated ask all");
    assert.equal(decided(pact, flagged({ grants: ["ask"] })), "escalated all");
    assert.equal(decided(pact, flagged({ grants: ["ask", "all"] })), "allowed ask all");
    assert.equal(decided(pact, flagged({ facts: { flagged: false }, grants: ["ask"] })), "out_of_scope");
  });
  it("a grant that names no actions needs a `may` beside it", () => {
    const granted = flagged({ grants: ["all"] });
    assert.equal(decided(under(escalate("all", [])), granted), "out_of_scope");
    assert.equal(decided(under(refunds, escalate("all", [])), granted), "allowed refunds all");
  });
  it("a clause without actions covers every tool and not `respond`; over a pattern, the tools that have what it reads", () => {
    const respond = world([], { action: "respond", args: { text: "hello" } });
    assert.equal(decided(under(clause("never", "stop", []), clause("may", "talk", ["respond"])), respond), "allowed talk");
    const large: RefClause = {
      kind: "never",
      name: "large",
      actions: [{ kind: "pattern", pattern: "*" }],
      when: below(at("amount"), usd("50")),
    };
    const looking = world([], { action: "get_order", args: { order_id: "A1" } });
    assert.deepEqual([decided(under(large)), decided(under(large), looking)], ["prohibited large", "out_of_scope"]);
  });
  it("the charter stands before the pact; what it says of tools the catalogue lacks matches nothing", () => {
    const floor = { groups: [], facts: [], clauses: [clause("never", "floor", ["refund"]), clause("never", "foreign", ["wire_money"])] };
    assert.equal(decided({ ...under(never(is(number("1"), number("1")))), charter: floor }), "prohibited floor stop");
  });
  it("`when c unless d` is `c and not d`", () => {
    const pact = under({ ...refunds, when: is(at("amount"), usd("49")), unless: holds("flagged") });
    assert.deepEqual(
      [decided(pact, flagged()), decided(pact), decided(pact, flagged({ facts: { flagged: false } }))],
      ["out_of_scope", "out_of_scope", "allowed refunds"],
    );
  });
  it("an omitted argument takes its default", () => {
    const refund = { ...tool("refund", {}), params: [{ name: "pieces", type: integer, required: false, default: 1 }] };
    const pact = { ...under(clause("may", "one", ["refund"], is(at("pieces"), number("1")))), tools: [refund] };
    for (const args of [{}, { pieces: null }]) assert.equal(decided(pact, world([], { args })), "allowed one");
  });
});
