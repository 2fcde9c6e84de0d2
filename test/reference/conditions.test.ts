// The oracle itself: what conditions are, held to the sentences of docs/decisions.md by examples worked out by hand.
import assert from "node:assert/strict";
import { agent, answer, at, below, call, desk, elsewhere, holds, is, number, path, truth, usd, user, world } from "./examples.ts";
import type { RefCall, RefCondition, RefFact, RefPact, RefValue } from "./model.ts";
import { text } from "./pools.ts";

describe("reference: values", () => {
  it("numbers are exact decimals: 0.1 + 0.2 is 0.3", () => {
    const sum: RefValue = { kind: "arithmetic", operator: "+", left: number("0.1"), right: number("0.2") };
    assert.equal(truth(is(sum, number("0.3"))), true);
  });
  it("50% is 0.5, and a percentage may be a text such as 70%", () => {
    assert.equal(truth(is({ kind: "percent", digits: "50" }, number("0.5"))), true);
    for (const rate of [0.7, "70%"])
      assert.equal(truth(is(at("rate"), { kind: "percent", digits: "70" }), world([], { facts: { rate } })), true);
    assert.equal(truth(is(at("rate"), number("0.7")), world([], { facts: { rate: "seventy" } })), "unknown");
  });
  it("a date alone is midnight in the pact's zone, and unknown without one", () => {
    const due = world([], { facts: { due: "2026-12-10" } });
    const midnight = is(at("due"), { kind: "moment", text: "2026-12-10T05:00:00Z" });
    assert.equal(truth(midnight, due, { ...desk, timezone: "America/New_York" }), true);
    assert.equal(truth(midnight, due), "unknown");
  });
  it("an absent list is empty, an absent scalar unknown, and what the host does not say is unknown, lists too", () => {
    const tags = is({ kind: "function", name: "count", of: at("order.tags") }, number("0"));
    assert.equal(truth(tags, world([answer({ status: "pending" })])), true);
    assert.equal(truth(is({ kind: "function", name: "count", of: at("labels") }, number("0"))), "unknown");
    assert.equal(
      truth(is({ kind: "function", name: "count", of: at("labels") }, number("0")), world([], { facts: { labels: null } })),
      "unknown",
    );
    assert.equal(truth(is(at("home"), { kind: "text", text: "x" })), "unknown");
    assert.equal(truth({ kind: "known", value: at("home"), known: true }), false);
  });
  it("whatever is asked of something unknown is unknown, a list too", () => {
    assert.equal(truth(is({ kind: "function", name: "count", of: at("order.tags") }, number("0"))), "unknown");
    assert.equal(truth(is({ kind: "function", name: "count", of: at("order.tags") }, number("0")), world([answer({})])), true);
  });
  it("an element that cannot be read stays in its place and is counted", () => {
    const labels = world([], { facts: { labels: ["a", 7] } });
    assert.equal(truth(is({ kind: "function", name: "count", of: at("labels") }, number("2")), labels), true);
    assert.equal(truth({ kind: "contains", left: at("labels"), right: { kind: "text", text: "b" } }, labels), "unknown");
  });
  it("every is true of an empty list, an unknown list is unknown for all three", () => {
    const quantified = (quantifier: "every" | "some" | "no", list: string): RefCondition => ({
      kind: "quantified",
      quantifier,
      variable: "v",
      list: path(list),
      satisfies: is(at("v"), { kind: "text", text: "x" }),
    });
    assert.deepEqual(
      (["every", "some", "no"] as const).map((one) => truth(quantified(one, "labels"), world([], { facts: { labels: [] } }))),
      [true, false, true],
    );
    assert.deepEqual(
      (["every", "some", "no"] as const).map((one) => truth(quantified(one, "order.tags"))),
      ["unknown", "unknown", "unknown"],
    );
  });
  it("the age of a future time is unknown, and so is every age without a clock", () => {
    const old = below({ kind: "function", name: "age", of: at("due") }, { kind: "duration", digits: "2", unit: "hours" });
    assert.equal(truth(old, world([], { facts: { due: "2026-12-10T09:00:00Z" } })), true);
    assert.equal(truth(old, world([], { facts: { due: "2026-12-10T10:00:01Z" } })), "unknown");
    const { now: _, ...clockless } = world([], { facts: { due: "2026-12-10T09:00:00Z" } });
    assert.equal(truth(old, clockless), "unknown");
  });
  it("domain is behind the @ or the host of a URL, in lower case; inside resolves dots and knows nothing of relative paths", () => {
    const domain = (home: string) =>
      truth(
        is({ kind: "function", name: "domain", of: at("home") }, { kind: "text", text: "shop.example" }),
        world([], { facts: { home } }),
      );
    assert.deepEqual(["a@SHOP.example", "https://shop.example/x", "a@evil.example", "shop"].map(domain), [true, true, false, "unknown"]);
    const inside = (home: string) =>
      truth({ kind: "inside", left: at("home"), negated: false, text: "/srv/app" }, world([], { facts: { home } }));
    assert.deepEqual(["/srv/app/x", "/srv/apple", "/srv/app/../x", "x", "~/x"].map(inside), [true, false, false, "unknown", "unknown"]);
  });
  it("length counts code points", () => {
    assert.equal(truth(is({ kind: "function", name: "length", of: at("home") }, number("1")), world([], { facts: { home: "😀" } })), true);
  });
  it("a judge that fails is unknown, or true where it says so; one asked of something unknown is unknown", () => {
    const judge: RefCondition = { kind: "holds", value: { kind: "judge", judge: "is_threat", of: at("home") } };
    assert.equal(truth(judge, world([], { facts: { home: "x" } })), true);
    assert.equal(truth(judge, world([], { facts: { home: "x" }, judgements: { is_threat: { x: false } } })), false);
    assert.equal(truth(judge), "unknown");
  });
});

describe("reference: facts", () => {
  const delivered = is(at("order.status"), { kind: "word", word: "delivered" });
  it("the newest successful result with the same key", () => {
    assert.equal(
      truth(delivered, world([answer({ status: "pending" }), answer({ status: "delivered" }), answer({ status: "pending" }, "B7")])),
      true,
    );
    assert.equal(truth(delivered, world([answer({ status: "delivered" }, "B7")])), "unknown");
    assert.equal(
      truth(delivered, world([answer({ status: "delivered" }), call("get_order", { order_id: "A1" }, { outcome: "failed" })])),
      true,
    );
  });
  it("a newest result that cannot be read hides the older one; a value outside the enumeration is unknown", () => {
    assert.equal(
      truth(delivered, world([answer({ status: "delivered" }), call("get_order", { order_id: "A1" }, { result: "unreadable" })])),
      "unknown",
    );
    assert.equal(truth(delivered, world([answer({ status: "lost" })])), "unknown");
  });
  it("calls of one message do not see each other's results", () => {
    assert.equal(truth(delivered, world([answer({ status: "delivered" })], { turn: 1 })), "unknown");
  });
  it("given wins over every source", () => {
    assert.equal(truth(delivered, world([answer({ status: "pending" })], { given: { order: { status: "delivered" } } })), true);
  });
  it("messages: last and any; unknown while the person has said nothing", () => {
    const fact = (which: "last" | "any"): RefPact => ({
      ...desk,
      facts: [{ name: "yes", type: { kind: "boolean" }, source: { from: "message", which, regex: { source: "yes", flags: "" } } }],
    });
    const talk = world([user("yes"), user("no")]);
    assert.deepEqual([truth(holds("yes"), talk, fact("last")), truth(holds("yes"), talk, fact("any"))], [false, true]);
    assert.equal(truth(holds("yes"), world([agent("yes")]), fact("any")), "unknown");
  });
  it("`at arguments.x` reads the argument of the call; a name step into a list reads nothing", () => {
    const steps = ["arguments", "order_id"].map((name) => ({ step: "name", name }) as const);
    const asked: RefFact = { name: "asked", type: text, source: { from: "result", tools: ["get_order"], keys: [], at: steps } };
    const inList: RefFact = {
      ...asked,
      name: "in_list",
      source: { from: "result", tools: ["get_order"], keys: [], at: [{ step: "name", name: "id" }] },
    };
    const pact = { ...desk, facts: [asked, inList] };
    assert.equal(truth(is(at("asked"), { kind: "text", text: "A1" }), world([answer({})]), pact), true);
    assert.equal(truth(is(at("in_list"), { kind: "text", text: "A1" }), world([answer([{ id: "A1" }])]), pact), "unknown");
  });
});

describe("reference: the past", () => {
  const count = (past: object): RefCondition => ({
    kind: "compare",
    left: { kind: "count calls", past: { tool: "refund", same: [], ...past } },
    operator: "is",
    right: number("1"),
  });
  const refunded = (more: Partial<RefCall> = {}) => call("refund", { order_id: "A1", amount: 40 }, more);
  it("after needs a success, count takes everything that has not failed", () => {
    const after: RefCondition = { kind: "after", past: { tool: "refund", same: [] } };
    for (const outcome of ["in flight", "unknown"] as const) {
      assert.equal(truth(after, world([refunded({ outcome })])), false);
      assert.equal(truth(count({}), world([refunded({ outcome })])), true);
    }
    assert.equal(truth(count({}), world([refunded({ outcome: "failed" })])), false);
    assert.equal(truth(after, world([refunded()])), true);
  });
  it("`same` is by value, unknown where one side is", () => {
    const same = { same: ["order_id", "amount"] };
    assert.equal(truth(count(same), world([refunded()], { args: { order_id: "A1", amount: 40 } })), true);
    assert.equal(truth(count(same), world([refunded()], { args: { order_id: "A1" } })), "unknown");
    assert.equal(truth(count(same), world([refunded()], { args: { order_id: "B7" } })), false);
  });
  it("without a window this session, with one every session of the principal, `per agent` all", () => {
    const session = world();
    const others = {
      ...session,
      sessions: [...session.sessions, elsewhere("c1", [refunded()]), { ...elsewhere("c2", [refunded()]), id: "s3" }],
    };
    const within = { digits: "1", unit: "hours" };
    assert.equal(truth(count({}), others), false);
    assert.equal(truth(count({ within }), others), true);
    assert.equal(
      truth(
        is({ kind: "count calls", past: { tool: "refund", same: [], within: { digits: "1", unit: "hours" }, per: "agent" } }, number("2")),
        others,
      ),
      true,
    );
    const unknown = { ...session, sessions: [...session.sessions, elsewhere(null, [refunded()])] };
    assert.equal(truth(count({ within }), unknown), "unknown");
  });
  it("a window includes its edge, and a call later than now or without a time is unknown", () => {
    const within = { digits: "1", unit: "hours" };
    assert.equal(truth(count({ within }), world([refunded({ time: "2026-12-10T09:00:00Z" })])), true);
    assert.equal(truth(count({ within }), world([refunded({ time: "2026-12-10T08:59:59Z" })])), false);
    assert.equal(truth(count({ within }), world([refunded({ time: "2026-12-10T10:00:01Z" })])), "unknown");
  });
  it("sum adds the argument of the calls counted, and is unknown if one lacks it", () => {
    const sum: RefCondition = is({ kind: "sum calls", argument: "amount", past: { tool: "refund", same: [] } }, usd("80"));
    assert.equal(truth(sum, world([refunded(), refunded()])), true);
    assert.equal(truth(sum, world([refunded(), call("refund", { order_id: "A1" })])), "unknown");
  });
});
