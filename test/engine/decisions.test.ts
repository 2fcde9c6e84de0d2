// The decision table and the meaning of each kind of condition, one small world each.
import assert from "node:assert/strict";
import { decide, type World } from "./world.ts";

const order = (fields: Record<string, unknown>, id = "A1") => ({ tool: "get_order", args: { order_id: id }, result: fields });
const fact =
  "fact order from get_order(order_id) { status: one of pending, delivered owner: text at customer.id paid: number delivered_at: time tags: list of text }\n  ";

const check = (name: string, body: string, world: World, expected: string) => it(name, () => assert.equal(decide(body, world), expected));

describe("decisions: the table", () => {
  check("nothing said is denied", "may look: get_order", {}, "deny as out_of_scope");
  check("a may that is true allows", "may refund: refund when amount < 50", {}, "allow by refund");
  check("every may that is true is the basis", "may a: refund when amount < 50 may b: refund", {}, "allow by a, b");
  check("a never beats a may", 'may a: refund never b: refund when amount > 40 because "x"', {}, "deny by b");
  check(
    "a never beats an escalation",
    'never b: refund when amount > 40 escalate c: refund to "x" within 1 hour else deny',
    {},
    "deny by b",
  );
  check("an unknown never denies", "fact t: boolean may a: refund never b: refund when t", {}, "deny by b");
  check("a true never before an unknown one", "fact t: boolean never b: refund when t never c: refund when amount > 1", {}, "deny by c");
  check(
    "an escalation beats scope",
    'may a: refund escalate c: refund when amount > 40 to "x" within 1 hour else deny',
    {},
    "escalate by c",
  );
  check(
    "an unknown escalation escalates",
    'fact t: percent may a: refund escalate c: refund when t < 70% to "x" within 1 hour else deny',
    {},
    "escalate by c",
  );
  check("an unknown may does not allow", "fact t: boolean may a: refund when t", {}, "deny as out_of_scope");
  check("a clause without actions covers every tool", "may a: refund never b: when amount > 1", {}, "deny by b");
  check(
    "but not what the agent says",
    'may a: respond never b: when true because "x"',
    { action: "respond", args: { text: "hi" } },
    "allow by a",
  );
  check("handing over is always allowed", "never b: handoff", { action: "handoff", args: {} }, "allow by handoff");
  check("an unknown tool is out of scope", "may a: refund", { action: "drop_tables", args: {} }, "deny as out_of_scope");
  check("arguments that break their schema are not known", "may a: refund", { args: { order_id: 7 } }, "deny as indeterminate");
  check("a missing required argument too", "may a: refund", { args: {} }, "deny as indeterminate");
  check("an enumeration's stranger too", "may a: refund", { args: { order_id: "A1", kind: "half" } }, "deny as indeterminate");
  check("before it is in force", "effective 2027-01-01 until 2028-01-01 may a: refund", {}, "deny as not_in_force");
  check(
    "the end is not part of it",
    'timezone "UTC" effective 2026-01-01 until 2026-12-10 may a: refund',
    { now: "2026-12-10T00:00:00Z" },
    "deny as not_in_force",
  );
  check("without a clock it is not in force", "effective 2026-01-01 may a: refund", { now: "" }, "deny as not_in_force");
});

describe("decisions: values", () => {
  check("decimals are exact", "may a: refund when amount + 0.2 is 0.3", { args: { order_id: "A1", amount: 0.1 } }, "allow by a");
  check("an absent scalar is unknown", "never a: refund when amount > 5", { args: { order_id: "A1" } }, "deny by a");
  check("an absent list is empty", "may a: refund when count(lines) is 0", { args: { order_id: "A1" } }, "allow by a");
  check("an absent argument takes its default", "may a: refund when urgent is false", {}, "allow by a");
  check("unless is when not", "may a: refund unless amount > 50", {}, "allow by a");
  check("unless unknown stays unknown", "may a: refund unless amount > 50", { args: { order_id: "A1" } }, "deny as out_of_scope");
  check("is unknown asks outright", "may a: refund when amount is unknown", { args: { order_id: "A1" } }, "allow by a");
  check(
    "false and unknown is false",
    'may b: refund never a: refund when amount > 5 and order_id is "B2"',
    { args: { order_id: "A1" } },
    "allow by b",
  );
  check("every of an empty list", "may a: refund when every l in lines satisfies (l.price < 5)", {}, "allow by a");
  check(
    "every",
    "may a: refund when every l in lines satisfies (l.price < 5)",
    {
      args: {
        order_id: "A1",
        lines: [
          { sku: "a", price: 4 },
          { sku: "b", price: 9 },
        ],
      },
    },
    "deny as out_of_scope",
  );
  check(
    "some, with an unknown and a true",
    "may a: refund when some l in lines satisfies (l.price < 5)",
    { args: { order_id: "A1", lines: [{ sku: "a" }, { sku: "b", price: 4 }] } },
    "allow by a",
  );
  check(
    "count where",
    'may a: refund when count(l in lines where l.sku starts with "x") <= 1',
    { args: { order_id: "A1", lines: [{ sku: "x1" }, { sku: "y" }] } },
    "allow by a",
  );
  check("a set", "may a: refund when kind in [full]", { args: { order_id: "A1", kind: "part" } }, "deny as out_of_scope");
  check(
    "a hostile field name is a field",
    "may a: refund when amount < 50",
    { args: JSON.parse('{"order_id":"A1","amount":5,"__proto__":{"amount":500}}') },
    "allow by a",
  );
});

describe("decisions: text", () => {
  const path = (value: string) => ({ action: "write_file", args: { path: value } });
  check("inside", 'may a: write_file when path is inside "/srv/app"', path("/srv/app/x/../y.ts"), "allow by a");
  check("climbing out", 'may a: write_file when path is inside "/srv/app"', path("/srv/app/../etc/passwd"), "deny as out_of_scope");
  check(
    "a sibling that begins alike",
    'may a: write_file when path is inside "/srv/app"',
    path("/srv/application/x"),
    "deny as out_of_scope",
  );
  check("a relative path is unknown", 'may b: write_file never a: write_file unless path is inside "/srv/app"', path("x.ts"), "deny by a");
  check("globs", 'may b: write_file never a: write_file when path is like "**/*.{pem,key}"', path("/a/b.key"), "deny by a");
  check("a glob's star does not cross folders", 'may a: write_file when path is like "/a/*.ts"', path("/a/b/c.ts"), "deny as out_of_scope");
  check("a glob's set of letters", 'may a: write_file when path is like "/a/[xy]?.[!t]s"', path("/a/y1.js"), "allow by a");
  check("and what is not in it", 'may a: write_file when path is like "/a/[xy]?.[!t]s"', path("/a/y1.ts"), "deny as out_of_scope");
  it("a glob that is not closed is said", () => {
    for (const glob of ["/a/[xy", "/a/{x,y"]) assert.throws(() => decide(`may a: write_file when path is like "${glob}"`), /not closed/);
  });
  check("hidden files match too", 'may b: write_file never a: write_file when path is like "**/.env*"', path("/a/.env.local"), "deny by a");
  check("domain", 'may a: refund when domain(note) is "shop.example"', { args: { order_id: "A1", note: "a@shop.example" } }, "allow by a");
  for (const note of [
    "a@shop.example <x@evil.example>",
    "a@shop.example ,x@evil.example",
    "a@shop.example@evil.example",
    "https://evil.example\\@shop.example/",
  ])
    check(
      `more than one address has no domain: ${note}`,
      'may a: refund when domain(note) is "shop.example"',
      { args: { order_id: "A1", note } },
      "deny as out_of_scope",
    );
  check(
    "a last dot is none",
    'may a: refund never n: refund when domain(note) is "evil.example"',
    { args: { order_id: "A1", note: "a@evil.example." } },
    "deny by n",
  );
  check(
    "the host of a URL",
    'may a: refund when domain(note) is "shop.example"',
    { args: { order_id: "A1", note: "https://u@Shop.example:8443/x?y@z" } },
    "allow by a",
  );
  check(
    "a domain in the user part does not count",
    'may a: refund when domain(note) is "shop.example"',
    { args: { order_id: "A1", note: "https://shop.example@evil.example/" } },
    "deny as out_of_scope",
  );
});

describe("decisions: facts and history", () => {
  check("an order not looked up is unknown", `${fact}may a: refund when order.status is delivered`, {}, "deny as out_of_scope");
  check(
    "one looked up is known",
    `${fact}may a: refund when order.status is delivered`,
    { past: [order({ status: "delivered" })] },
    "allow by a",
  );
  check(
    "another's does not count",
    `${fact}may a: refund when order.status is delivered`,
    { past: [order({ status: "delivered" }, "B2")] },
    "deny as out_of_scope",
  );
  check(
    "the newest counts",
    `${fact}may a: refund when order.status is delivered`,
    { past: [order({ status: "delivered" }), order({ status: "pending" })] },
    "deny as out_of_scope",
  );
  check(
    "a failed call is no answer",
    `${fact}may a: refund when order.status is delivered`,
    { past: [{ tool: "get_order", args: { order_id: "A1" }, failed: true }] },
    "deny as out_of_scope",
  );
  check(
    "at picks inside",
    `${fact}may a: refund when order.owner is customer.id`,
    { past: [order({ customer: { id: "c1" } })], principal: { customer: { id: "c1" } } },
    "allow by a",
  );
  check(
    "a value of another type is unknown",
    `${fact}never a: refund when order.status is pending`,
    { past: [order({ status: "lost" })] },
    "deny by a",
  );
  check(
    "age",
    `${fact}may a: refund when age(order.delivered_at) <= 30 days`,
    { past: [order({ delivered_at: "2026-11-20T00:00:00Z" })] },
    "allow by a",
  );
  check(
    "the age of the future is unknown",
    `${fact}never a: refund when age(order.delivered_at) > 1 days`,
    { past: [order({ delivered_at: "2027-11-20T00:00:00Z" })] },
    "deny by a",
  );
  check(
    "a time without a zone is unknown without the pact's",
    `${fact}never a: refund when age(order.delivered_at) > 1 days`,
    { past: [order({ delivered_at: "2026-12-10T00:00:00" })] },
    "deny by a",
  );
  check(
    "after needs a success",
    "may a: refund when after get_order same order_id",
    { past: [{ tool: "get_order", args: { order_id: "A1" } }] },
    "deny as out_of_scope",
  );
  check(
    "count includes calls under way",
    "may b: refund never a: refund when count(calls of refund) >= 1",
    { past: [{ tool: "refund", args: { order_id: "A1" } }] },
    "deny by a",
  );
  check(
    "count leaves failed calls out",
    "may b: refund never a: refund when count(calls of refund) >= 1",
    { past: [{ tool: "refund", args: { order_id: "A1" }, failed: true }] },
    "allow by b",
  );
  check(
    "sum",
    "may b: refund never a: refund when sum(amount of refund) + amount > 60",
    { past: [{ tool: "refund", args: { order_id: "A1", amount: 20 }, result: {} }] },
    "deny by a",
  );
  check(
    "within a day, outside",
    "may b: refund never a: refund when count(calls of refund within 1 day) >= 1",
    { past: [{ tool: "refund", args: { order_id: "A1" }, result: {}, time: "2026-12-08T10:00:00Z" }] },
    "allow by b",
  );
  check(
    "within a day, when unknown",
    "may b: refund never a: refund when count(calls of refund within 1 day) >= 1",
    { past: [{ tool: "refund", args: { order_id: "A1" }, result: {} }] },
    "deny by a",
  );
  const yes = "fact yes: boolean from last user message matches /\\byes\\b/i\n  ";
  check("the last message counts", `${yes}may a: refund when yes`, { past: ["user: yes", "user: no, wait"] }, "deny as out_of_scope");
  check("nobody has spoken: unknown", `${yes}never a: refund when not yes`, {}, "deny by a");
});
