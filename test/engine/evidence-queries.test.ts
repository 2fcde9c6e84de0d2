// What is asked of a log: which entries are like it, who it was done for, and what today's pact decides of one.
import assert from "node:assert/strict";
import path from "node:path";
import { type Entry, type EntryFilter, entryType, isAskedTime, matches, peopleIn } from "../../engine/evidence/index.ts";
import { decideToday } from "../../engine/evidence/today.ts";
import { CompiledPact } from "../../engine/index.ts";
import { type LoadedPact, loadText } from "../../engine/node/index.ts";

const entryOf = (i: number, more: Partial<Entry> = {}): Entry => ({
  type: entryType,
  id: `e${i}`,
  time: `2026-12-10T10:00:${String(i % 60).padStart(2, "0")}Z`,
  agent: "shop/desk",
  session: `s${i % 9}`,
  principal: { customer: { id: `c${i % 5}` } },
  pact: { id: "desk", version: "1.0.0", hash: "0".repeat(64) },
  action: "issue_refund",
  input: { value: { order_id: `R${i}`, amount: 5 } },
  decision: "allow",
  reason: "allowed",
  basis: ["desk@1.0.0#small"],
  outcome: "executed",
  ...more,
});

describe("an entry that is looked for", () => {
  it("is like all that is asked, each exactly but the text", () => {
    const entry = entryOf(3);
    const like: EntryFilter[] = [
      {},
      { session: "s3" },
      { clause: "small" },
      { clause: "desk@1.0.0#small" },
      { person: "c3", action: "issue_refund" },
      { text: "ORDER_ID" },
      { since: "2026-12-10", until: "2026-12-11" },
      { since: "2026-12-10T10:00:03Z" },
    ];
    const unlike: EntryFilter[] = [
      { session: "s" },
      { clause: "mall" },
      { person: "c" },
      { person: "c3", action: "issue" },
      { until: "2026-12-10T10:00:03Z" },
      { decision: "deny" },
      { text: "nowhere" },
    ];
    assert.deepEqual(
      like.filter((filter) => !matches(entry, filter)),
      [],
    );
    assert.deepEqual(
      unlike.filter((filter) => matches(entry, filter)),
      [],
    );
  });

  it("a text is looked for as it is, not as JSON spells it, in any case of any script", () => {
    const entry = entryOf(0, { result: { value: 'He said "a\\b"\nΟΔΟΣ Straße' } });
    for (const text of ['SAID "A', "a\\b", '"\nο', "οδος", "ΟΔΟΣ s", "strasse", "STRASSE", "issue_refund"])
      assert.ok(matches(entry, { text }), text);
    for (const text of ['{"type"', '\\"a', "\\n"]) assert.ok(!matches(entry, { text }), text);
  });

  it("a time is a time of the calendar, no finer than a microsecond", () => {
    for (const text of ["2026-12-10", "2024-02-29", "2026-12-10T10:00", "2026-12-10T10:00:00Z", "2026-12-10T23:59:59.123456Z"])
      assert.ok(isAskedTime(text), text);
    for (const text of [
      ...["2026-99-99", "2026-13-45", "2026-02-30", "2023-02-29", "0000-00-00", "2026-12-10T24:00", "2026-12-10T99:99:99Z"],
      ...["2026-12-10T10:00:00.000000002Z", "2026-12-10T10:00:60Z", "yesterday", "", "2026-12-10 10:00"],
    ])
      assert.ok(!isAskedTime(text), text);
    const at = (time: string) => entryOf(0, { time });
    assert.ok(matches(at("2026-12-10T10:00:00.5Z"), { since: "2026-12-10T10:00:00Z" }));
    assert.ok(!matches(at("2026-12-10T10:00:00.5Z"), { until: "2026-12-10T10:00:00.5Z" }));
    assert.ok(matches(at("2026-12-10T10:00:00.499999999Z"), { until: "2026-12-10T10:00:00.5Z" }));
  });

  it("was done for people, and for no team, agent or what was redacted", () => {
    const of = (principal: Record<string, unknown>) => peopleIn(entryOf(0, { principal }));
    assert.deepEqual(of({ customer: { id: "c1" }, user: "u1", team: "returns", via: ["agent"], agent: "a" }), ["c1", "u1"]);
    assert.deepEqual(of({ principal: { id: 7 }, user: "7" }), ["7"]);
    assert.deepEqual(of({ customer: { id: "[redacted]" }, user: { name: "no id" }, other: null, list: ["x"] }), []);
    assert.deepEqual(peopleIn({} as Entry), []);
  });
});

describe("what today's pact decides of an entry", () => {
  const beside = path.join(import.meta.dirname, "../fixtures/x.pact");
  const tools = path.join(import.meta.dirname, "../fixtures/tools.json");
  const pactOf = (...members: string[]): CompiledPact => {
    const text = `pact desk {\n  version 2.0.0\n  tools from "${tools}"\n  fact calm: boolean\n  fact order from get_order(order_id) { status: text }\n  ${members.join("\n  ")}\n}\n`;
    const loaded = loadText(text, beside) as LoadedPact;
    assert.deepEqual(
      loaded.analysis.diagnostics.filter(({ severity }) => severity === "error"),
      [],
    );
    return new CompiledPact(loaded.analysis.model);
  };
  const today = (entry: Entry, pact: CompiledPact) => {
    const found = decideToday(entry, "value" in entry.input! ? entry.input : { problem: "it was pruned" }, pact);
    return "problem" in found ? found.problem : `${found.isCertain ? "certain" : "open"} ${found.effect} ${found.reason}`;
  };

  it("is certain where nothing else is looked at", () => {
    assert.equal(today(entryOf(0), pactOf("may small: issue_refund when amount < 9")), "certain allow allowed");
    assert.equal(today(entryOf(0), pactOf("may small: issue_refund when amount < 2")), "certain deny out_of_scope");
    assert.equal(today(entryOf(0, { facts: { calm: true } }), pactOf("may small: issue_refund when calm")), "certain allow allowed");
  });

  it("is open where the session, or a fact that is not on record, could change it", () => {
    for (const members of [
      ["may small: issue_refund when calm"],
      ["may small: issue_refund when after get_order same order_id"],
      ['may small: issue_refund when order.status is "paid"'],
      ["may small: issue_refund", "never twice: issue_refund when count(calls of issue_refund) >= 1"],
      ["may small: issue_refund", "never planted: issue_refund unless order_id comes from user"],
      ["may small: issue_refund", "limit few: calls of issue_refund hard 3 per session"],
    ])
      assert.match(today(entryOf(0), pactOf(...members)), /^open /, members.join());
  });

  it("a prohibition that looks at the entry alone is certain, whatever came before", () => {
    const pact = pactOf("may small: issue_refund when after get_order same order_id", "never any: issue_refund when amount > 1");
    assert.equal(today(entryOf(0), pact), "certain deny prohibited");
  });

  it("cannot be said of what was redacted, pruned, or is no object", () => {
    const pact = pactOf("may small: issue_refund");
    assert.match(today(entryOf(0, { redacted: { email: `sha256:${"0".repeat(64)}` } }), pact), /`email` of this entry was redacted/);
    assert.equal(today(entryOf(0, { input: { blob: `sha256:${"0".repeat(64)}`, bytes: 9 } }), pact), "it was pruned");
    assert.match(today(entryOf(0, { input: { value: [1] } }), pact), /no JSON object/);
  });

  it("is as then where it is the very pact, whatever it looks at", () => {
    const pact = pactOf("may small: issue_refund when after get_order same order_id");
    assert.equal(today(entryOf(0, { pact: { ...pact.identity } }), pact), "certain allow allowed");
  });
});
