// Requests nobody should send: a decision comes back, never an exception, never an allow by accident.
import assert from "node:assert/strict";
import { type CompiledPact, Guard, parseRaw, type RawObject, toRaw, toRawObject } from "../../engine/index.ts";
import { compile } from "./world.ts";

const strict = compile('may a: refund when amount < 50 and urgent is false never b: refund when note is known and note contains "x"');

async function ask(args: unknown, pact: CompiledPact = strict, more: object = {}): Promise<string> {
  const session = new Guard(pact, { now: () => Date.parse("2026-12-10T10:00:00Z") }).session({ id: "s" });
  const { decision } = await session.request({ action: "refund", args, ...more });
  return `${decision.effect} as ${decision.reason}${decision.problem ? `: ${decision.problem}` : ""}`;
}

const fine = { order_id: "A1", amount: 49 };
const cyclic: Record<string, unknown> = { ...fine };
cyclic.self = cyclic;
const deep = (levels: number): unknown => {
  let value: unknown = "x";
  for (let i = 0; i < levels; i++) value = i % 2 ? [value] : { value };
  return value;
};
const laughs = (): unknown => {
  let value: unknown = ["ha"];
  for (let i = 0; i < 40; i++) value = [value, value];
  return value;
};

describe("hostile requests", () => {
  it("a good one is allowed, or nothing below would mean anything", async () => assert.equal(await ask(fine), "allow as allowed"));

  for (const [name, args, expected] of [
    ["no arguments", undefined, /deny as indeterminate: `order_id` is missing/],
    ["null", null, /deny as indeterminate: `order_id` is missing/],
    ["a text", "order_id=A1", /deny as indeterminate: the arguments are no JSON object/],
    ["a list", [fine], /deny as indeterminate: the arguments are no JSON object/],
    ["a function", () => fine, /deny as indeterminate: the arguments are no JSON object/],
    ["a missing one", { amount: 49 }, /deny as indeterminate: `order_id` is missing/],
    ["one of another type", { ...fine, amount: "49" }, /deny as indeterminate: `amount` is not a number/],
    ["an object where a text should be", { ...fine, order_id: { toString: "A1" } }, /deny as indeterminate: `order_id` is not a text/],
    ["a stranger of an enumeration", { ...fine, kind: "half" }, /deny as indeterminate: `kind` is not one of full, part/],
    ["not a number", { ...fine, amount: Number.NaN }, /deny as indeterminate: the arguments are no JSON object/],
    ["infinity", { ...fine, amount: Number.NEGATIVE_INFINITY }, /deny as indeterminate: the arguments are no JSON object/],
    ["a cycle", cyclic, /deny as indeterminate: the arguments are no JSON object/],
    ["a thousand levels", { ...fine, lines: deep(1000) }, /deny as indeterminate: the arguments are no JSON object/],
    ["two to the forty references", { ...fine, lines: laughs() }, /deny as indeterminate: the arguments are no JSON object/],
    [
      "a getter that throws",
      Object.defineProperty({ ...fine }, "note", { enumerable: true, get: () => assert.fail("boo") }),
      /deny as indeterminate: the arguments are no JSON object/,
    ],
    [
      "a proxy that throws",
      new Proxy(fine, { ownKeys: () => assert.fail("boo") }),
      /deny as indeterminate: the arguments are no JSON object/,
    ],
    ["an inherited amount", Object.create({ order_id: "A1", amount: 49 }), /deny as indeterminate: `order_id` is missing/],
    ["10 MB of text", { ...fine, note: "y".repeat(10_000_000) }, /^allow as allowed$/],
    ["10 MB of text that a `never` reads", { ...fine, note: `${"y".repeat(10_000_000)}x` }, /^deny as prohibited$/],
    ["`__proto__` as a field", JSON.parse('{"order_id":"A1","amount":500,"__proto__":{"amount":5}}'), /^deny as out_of_scope$/],
    ["`__proto__` instead of a field", JSON.parse('{"order_id":"A1","__proto__":{"amount":5}}'), /^deny as out_of_scope$/],
    ["`constructor` as a field", { ...fine, constructor: { prototype: 1 } }, /^allow as allowed$/],
    ["null where a default stands", { ...fine, urgent: null }, /^allow as allowed$/],
  ] as const) {
    it(name, async () => assert.match(await ask(args), expected));
  }

  it("arguments that break their schema decide nothing, and a `never` on them still prohibits", async () => {
    const pact = compile("may a: refund never b: refund when amount > 100");
    assert.match(await ask({ order_id: 7, amount: 500 }, pact), /^deny as prohibited$/);
  });
  it("an action that is no text, or that nothing knows", async () => {
    const session = new Guard(strict, { now: () => 0 }).session({ id: "s" });
    for (const action of [undefined, null, 7, {}, "", "__proto__", "constructor", "toString", "drop_tables"]) {
      const { decision } = await session.request({ action: action as string, args: fine });
      assert.deepEqual([decision.effect, decision.reason], ["deny", "out_of_scope"], String(action));
    }
  });
  it("facts, principals and given values of any shape", async () => {
    const pact = compile(
      'fact topic: one of a, b fact list: list of text may a: refund when topic is a and count(list) is 0 and customer.id is "c1"',
    );
    for (const facts of [
      undefined,
      null,
      7,
      "a",
      [],
      cyclic,
      { topic: "a" },
      { topic: "a", list: null },
      { topic: { kind: "a" }, list: [] },
      deep(900),
    ])
      assert.match(await ask(fine, pact, { facts }), /^deny as out_of_scope/);
    for (const principal of [
      {},
      { customer: null },
      { customer: "c1" },
      { customer: { id: ["c1"] } },
      { __proto__: { customer: { id: "c1" } } },
    ]) {
      const session = pact.session({ principal: toRawObject(principal)! });
      const request = { action: "refund", args: toRawObject(fine)!, facts: toRawObject({ topic: "a", list: [] })!, nowMs: 0 };
      assert.equal(pact.decide(request, session).effect, "deny");
      assert.equal(pact.decide(request, pact.session({ principal: toRawObject({ customer: { id: "c1" } })! })).effect, "allow");
    }
  });
  it("a chain of delegates that is none", () => {
    const pact = compile('may a: refund delegate to "helper" at most refund');
    const asked = { action: "refund", args: toRawObject(fine)!, nowMs: 0 };
    const decide = (via: unknown) => pact.decide(asked, pact.session({ principal: toRawObject({ via })! })).reason;
    assert.deepEqual(
      [decide("helper"), decide([7]), decide({}), decide(["stranger"]), decide(["helper", "stranger"])],
      ["indeterminate", "indeterminate", "indeterminate", "out_of_scope", "out_of_scope"],
    );
    assert.deepEqual([decide(["helper"]), decide([]), decide(null)], ["allowed", "allowed", "allowed"]);
  });
  it("clocks that are none, or run backwards", () => {
    const pact = compile('timezone "UTC" effective 2026-01-01 may a: refund limit l: calls hard 5 per day');
    const session = pact.session();
    for (const nowMs of [undefined, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -8.64e15, 8.64e15 + 1])
      assert.notEqual(pact.decide({ action: "refund", args: toRawObject(fine)!, nowMs }, session).effect, "allow", String(nowMs));
  });
  it("results and messages of any size and shape end as unknown, or as what they are", () => {
    const pact = compile(
      'fact order from get_order(order_id) { status: text } may a: refund when order.status is "ok" and order_id comes from user',
    );
    for (const result of [undefined, null, 7, "ok", [], cyclic, deep(199), { status: 7 }, { status: "x".repeat(1_000_000) }]) {
      const session = pact.session();
      session.say("user", `A1 ${"word ".repeat(50_000)}`);
      session.settle(session.begin("get_order", toRawObject({ order_id: "A1" })!), "succeeded", toRaw(result));
      const decide = () => pact.decide({ action: "refund", args: toRawObject(fine)!, nowMs: 0 }, session).effect;
      assert.equal(decide(), "deny");
      session.settle(session.begin("get_order", toRawObject({ order_id: "A1" })!), "succeeded", toRaw({ status: "ok" }));
      assert.equal(decide(), "allow");
    }
  });
  it("a run of joints in a message is read in one go", () => {
    const session = compile("may a: refund when order_id comes from user").session();
    const start = process.hrtime.bigint();
    session.say("user", `a${"-".repeat(400_000)}b's`);
    // Tried from each of its places it would take minutes; the limit is there to fail, not to measure.
    assert.ok(process.hrtime.bigint() - start < 20_000_000_000n);
  });
  it("a long list in a quantifier inside a quantifier is unknown, and hangs nothing", () => {
    const pact = compile("may a: refund never dup: refund when some a in lines satisfies (count(b in lines where b.sku is a.sku) > 1)");
    const decide = (count: number) =>
      pact.decide({
        action: "refund",
        args: toRawObject({ ...fine, lines: Array.from({ length: count }, (_, i) => ({ sku: `s${i}` })) })!,
        nowMs: 0,
      }).reason;
    assert.deepEqual([decide(200), decide(20_000)], ["allowed", "indeterminate"]);
  });
  it("a result with more values than are kept vouches for what it holds, and makes the rest unknown", () => {
    const pact = compile("may a: refund never b: refund when note comes from get_order");
    const session = pact.session();
    session.settle(
      session.begin("get_order", toRawObject({ order_id: "A1" })!),
      "succeeded",
      toRaw(Array.from({ length: 120_000 }, (_, i) => `v${i}`)),
    );
    const decide = (note: string) => pact.decide({ action: "refund", args: toRawObject({ ...fine, note })!, nowMs: 0 }, session).reason;
    assert.deepEqual([decide("v5"), decide("v119999"), decide("elsewhere")], ["prohibited", "indeterminate", "indeterminate"]);
  });
  it("numbers keep every digit, and a text of digits is no number", () => {
    const pact = compile("may a: refund when amount < 0.1");
    const decide = (text: string) =>
      pact.decide({ action: "refund", args: parseRaw(`{"order_id":"A1","amount":${text}}`) as RawObject, nowMs: 0 }).effect;
    assert.deepEqual(
      ["0.09999999999999999999999", "0.1", "0.10000000000000000000001", "1e-7", "1e400"].map((text) => {
        try {
          return decide(text);
        } catch (error) {
          return String(error);
        }
      }),
      ["allow", "deny", "deny", "allow", "deny"],
    );
  });
});
