// A live agent: deciding and reserving are one step, what nobody knows stays reserved, and a person's yes is good once.
import assert from "node:assert/strict";
import {
  type Approval,
  Approvals,
  Guard,
  type GuardedSession,
  type GuardOptions,
  MemoryState,
  type StateStore,
  type Ticket,
} from "../../engine/index.ts";
import { openSqliteState } from "../../engine/node/index.ts";
import { compile } from "./world.ts";

const start = Date.parse("2026-12-10T10:00:00Z");
const hour = 3_600_000;
const args = (order_id = "A1", amount = 49) => ({ order_id, amount });

/** A guard with a clock that the test moves. */
function guardOf(body: string, options: Partial<GuardOptions> = {}) {
  const clock = { now: start };
  const guard = new Guard(compile(body), { now: () => clock.now, ...options });
  const session = (id = "s1", principal: Record<string, unknown> = { user: "ann" }): GuardedSession =>
    guard.session({ id, principal: Object.assign(Object.create(null), principal) });
  return { guard, clock, session };
}

const short = ({ decision: { effect, reason } }: Ticket): string => `${effect} as ${reason}`;
const refund = (session: GuardedSession, given: unknown = args()) => session.request({ action: "refund", args: given });

describe("guard: limits", () => {
  it("200 simultaneous requests never pass a hard cap", async () => {
    const { session } = guardOf("may a: refund limit l: calls of refund hard 7 per session");
    const here = session();
    const tickets = await Promise.all(Array.from({ length: 200 }, (_, i) => refund(here, args(`A${i}`))));
    assert.equal(tickets.filter(({ decision }) => decision.effect === "allow").length, 7);
    assert.deepEqual(new Set(tickets.slice(7).map(short)), new Set(["deny as hard_cap"]));
  });
  it("nor over several sessions of one user", async () => {
    const { session } = guardOf("may a: refund limit l: calls hard 5 per user per day");
    const tickets = await Promise.all(Array.from({ length: 40 }, (_, i) => refund(session(`s${i}`), args(`A${i}`))));
    assert.equal(tickets.filter(({ decision }) => decision.effect === "allow").length, 5);
    assert.equal(short(await refund(session("other", { user: "bob" }))), "allow as allowed");
  });
  it("a failure gives the reservation back, an unknown outcome keeps it", async () => {
    const { session } = guardOf("may a: refund limit l: calls of refund hard 1 per session");
    const here = session();
    const first = await refund(here);
    here.settle(first.call!, "failed");
    const second = await refund(here, args("A2"));
    assert.equal(short(second), "allow as allowed");
    here.settle(second.call!, "unknown");
    assert.equal(short(await refund(here, args("A3"))), "deny as hard_cap");
    here.settle(second.call!, "failed");
    assert.equal(short(await refund(here, args("A3"))), "allow as allowed");
  });
  it("an unknown outcome blocks a blind retry, but not another call, nor one that reads", async () => {
    const { session } = guardOf("may a: refund, get_order");
    const here = session();
    here.settle((await refund(here)).call!, "unknown");
    const retry = await refund(here, { amount: 49, order_id: "A1", urgent: null });
    assert.equal(short(retry), "deny as indeterminate");
    const disguised = await refund(here, { ...args(), attempt: 2 });
    assert.match(disguised.decision.problem ?? "", /nobody knows how the same call/);
    assert.match(retry.decision.problem ?? "", /nobody knows how the same call/);
    assert.equal(short(await refund(here, args("A1", 50))), "allow as allowed");
    const look = { action: "get_order", args: { order_id: "A1" } };
    here.settle((await here.request(look)).call!, "unknown");
    assert.equal(short(await here.request(look)), "allow as allowed");
  });
  it("days and months begin on the calendar of the pact's zone", async () => {
    const { clock, session } = guardOf(
      'timezone "America/New_York" may a: refund limit d: calls hard 1 per day limit m: calls hard 3 per month',
    );
    const here = session();
    clock.now = Date.parse("2026-12-30T23:30:00-05:00");
    assert.equal(short(await refund(here, args("A1"))), "allow as allowed");
    assert.equal(short(await refund(here, args("A2"))), "deny as hard_cap");
    clock.now = Date.parse("2026-12-31T00:00:00-05:00");
    assert.equal(short(await refund(here, args("A3"))), "allow as allowed");
    clock.now = Date.parse("2027-01-01T00:00:00-05:00");
    assert.equal(short(await refund(here, args("A4"))), "allow as allowed");
  });
  it("a turn is a message of the agent, an interaction lasts until the person speaks again", async () => {
    const { session } = guardOf("may a: refund limit t: calls hard 1 per turn limit i: calls hard 2 per interaction");
    const here = session();
    here.say("user", "hello");
    assert.equal(short(await refund(here, args("A1"))), "allow as allowed");
    assert.equal(short(await refund(here, args("A2"))), "deny as hard_cap");
    here.nextTurn();
    assert.equal(short(await refund(here, args("A3"))), "allow as allowed");
    here.nextTurn();
    assert.equal(short(await refund(here, args("A4"))), "deny as hard_cap");
    here.say("user", "go on");
    assert.equal(short(await refund(here, args("A5"))), "allow as allowed");
  });
  it("tokens and cost count by what is spent; a soft cap is a notice", async () => {
    const { session } = guardOf("may a: refund limit k: tokens soft 100 hard 200 per session limit c: cost hard 1 USD per team");
    const here = session("s1", { user: "ann", team: "red" });
    here.use({ tokens: 120, cost: { amount: 0.1, currency: "USD" } });
    const { decision } = await refund(here);
    assert.equal(decision.effect, "allow");
    assert.deepEqual(decision.notices, [{ reason: "soft_cap", limit: "p@1.0.0#k", used: 120, soft: 100 }]);
    here.use({ tokens: 80, cost: { amount: 0.1 } });
    const passed = await refund(here, args("A2"));
    assert.deepEqual([short(passed), passed.decision.basis], ["deny as hard_cap", ["p@1.0.0#k"]]);
    const other = session("s2", { user: "bob", team: "red" });
    other.use({ tokens: 1, cost: { amount: 0.8, currency: "USD" } });
    assert.deepEqual((await refund(other)).decision.basis, ["p@1.0.0#c"], "0.1 + 0.1 + 0.8 is 1, exactly");
  });
  it("what was not told, or is in another currency, cannot be known and is passed", async () => {
    const { session } = guardOf("may a: refund limit c: cost hard 1 USD per session");
    const foreign = session("s1");
    foreign.use({ cost: { amount: 0.1, currency: "EUR" } });
    assert.equal(short(await refund(foreign)), "deny as hard_cap");
    const silent = session("s2");
    assert.equal(short(await refund(silent)), "allow as allowed");
    silent.nextTurn();
    assert.equal(short(await refund(silent, args("A2"))), "deny as hard_cap", "a turn whose cost was never told");
    const nobody = guardOf("may a: refund limit c: calls hard 9 per user").session("s3", {});
    assert.match((await refund(nobody)).decision.problem ?? "", /nobody can say how much of `c`/);
  });
  it("a store that fails lets nothing through", async () => {
    const broken = new Proxy(new MemoryState(), {
      get: (store, name) => {
        if (name !== "transact") return () => assert.fail("the disk is gone");
        return store.transact.bind(store);
      },
    }) satisfies StateStore;
    for (const body of [
      "may a: refund limit l: calls hard 9 per session",
      "may a: refund never n: refund when count(calls of refund within 1 day) >= 9",
    ]) {
      const { session } = guardOf(body, { state: broken });
      assert.equal((await refund(session())).decision.effect, "deny");
    }
  });
});

describe("guard: windows over sessions", () => {
  const splitting = "may a: refund never n: refund when count(calls of refund same order_id within 1 day per customer) >= 1";
  const of = (id: string) => ({ customer: { id } });
  it("what a customer did in another session counts, and only theirs", async () => {
    const { session, clock } = guardOf(splitting);
    assert.equal(short(await refund(session("s1", of("c1")))), "allow as allowed");
    assert.equal(short(await refund(session("s2", of("c1")))), "deny as prohibited");
    assert.equal(short(await refund(session("s3", of("c2")))), "allow as allowed");
    assert.equal(short(await refund(session("s4", {}))), "deny as indeterminate");
    clock.now += 24 * hour + 1;
    assert.equal(short(await refund(session("s5", of("c1")))), "allow as allowed");
  });
  it("a clock that goes backwards makes the count unknown, and opens nothing", async () => {
    const { session, clock } = guardOf(splitting);
    await refund(session("s1", of("c1")));
    clock.now -= 48 * hour;
    assert.equal(short(await refund(session("s2", of("c1")))), "deny as indeterminate");
    clock.now = Number.NaN;
    assert.equal(short(await refund(session("s3", of("c1")))), "deny as indeterminate");
  });
  for (const [name, open] of [
    ["the memory", () => new MemoryState()],
    ["a database", () => openSqliteState(":memory:")],
  ] as const)
    it(`what was forgotten because it was long ago is no zero to a clock that goes back: ${name}`, async () => {
      const { session, clock } = guardOf("may a: refund never n: refund when count(calls of refund within 1 day per customer) >= 1000", {
        state: open(),
      });
      const here = session("s1", of("c1"));
      for (let i = 0; i < 130; i++) {
        assert.equal((await refund(here, args(`A${i}`))).decision.effect, "allow");
        clock.now += 1000;
      }
      clock.now += 90 * 24 * hour;
      // A failure takes its call back, so that nothing later is left which would be a doubt by itself.
      here.settle((await refund(here, args("B"))).call!, "failed");
      clock.now = start + hour;
      assert.equal(short(await refund(here, args("C"))), "deny as indeterminate");
    });
});

describe("guard: approval", () => {
  const ladder =
    'escalate big: refund when amount >= 500 to "lead" within 1 hour else "director" within 2 hours else deny carrying order, attempted_action, conversation because "Large."';
  const fact = "fact order from get_order(order_id) { status: text } ";
  const large = args("A1", 900);

  async function waiting(body = `${fact}${ladder}`, principal: Record<string, unknown> = { customer: { id: "c1" }, user: "ann" }) {
    const world = guardOf(body);
    const session = world.session("s1", principal);
    const ticket = await session.request({
      action: "refund",
      args: large,
      carry: (name) => (name === "conversation" ? "user: please" : undefined),
    });
    return { ...world, session, ticket, approval: ticket.approvals[0] as Approval };
  }
  const yes = (approval: Approval, nowMs: number, more: object = {}) => ({
    id: approval.id,
    by: "zoe",
    as: "lead",
    grant: true,
    nowMs,
    ...more,
  });

  it("says what, who, why, whom it asks, what it carries and what is missing", async () => {
    const { ticket, approval } = await waiting();
    assert.equal(short(ticket), "escalate as escalated");
    assert.deepEqual(ticket.decision.escalation, { to: "lead", within: "1 hour" });
    assert.deepEqual(
      [approval.clause, approval.because, approval.action, { ...approval.args }],
      ["p@1.0.0#big", "Large.", "refund", large],
    );
    assert.equal(approval.carrying.conversation, "user: please");
    assert.deepEqual(approval.missing, ["order"]);
    assert.equal(approval.deadlineMs, start + hour);
    assert.equal(JSON.stringify(approval.authority), '{"principal":{"id":"c1"},"user":"ann","agent":"x","via":[]}');
  });
  it("a grant that names its actions authorises them, once", async () => {
    const { guard, session, approval, clock } = await waiting();
    assert.ok("approval" in guard.approvals.answer(yes(approval, clock.now)));
    const allowed = await refund(session, { amount: 900, order_id: "A1" });
    assert.deepEqual([short(allowed), allowed.decision.basis], ["allow as allowed", ["p@1.0.0#big"]]);
    assert.equal(short(await refund(session, large)), "escalate as escalated", "used up");
  });
  it("is good for just this action, principal and session, and until it expires", async () => {
    const { guard, session, approval, clock, session: _ } = await waiting();
    guard.approvals.answer(yes(approval, clock.now));
    assert.equal(short(await refund(session, args("A1", 901))), "escalate as escalated");
    assert.equal(short(await refund(guard.session({ id: "s2" }), large)), "escalate as escalated");
    clock.now += hour;
    assert.equal(short(await refund(session, large)), "escalate as escalated");
    clock.now -= 1000;
    assert.equal(short(await refund(session, large)), "escalate as escalated", "a clock that goes back gives none back");
  });
  it("a grant of a clause that names no actions adds a person to what a `may` allows, and nothing else", async () => {
    const unsure = 'fact t: boolean escalate unsure: when t is unknown to "lead" within 1 hour else deny ';
    for (const [body, outcome] of [
      [unsure, "deny as out_of_scope"],
      [`${unsure} may a: refund`, "allow as allowed"],
    ] as const) {
      const { guard, session, approval, clock } = await waiting(body);
      guard.approvals.answer(yes(approval, clock.now));
      assert.equal(short(await refund(session, large)), outcome);
    }
  });
  it("everything is decided again when the grant is used: a prohibition that has become true wins", async () => {
    const { guard, session, approval, clock } = await waiting(`${ladder} never n: refund when after refund`);
    guard.approvals.answer(yes(approval, clock.now));
    session.monitor.settle(session.monitor.begin("refund", large as never, clock.now), "succeeded");
    assert.equal(short(await refund(session, large)), "deny as prohibited");
  });
  it("each of several escalations is granted through its own chain", async () => {
    const two = `${ladder} escalate also: refund when amount > 800 to "risk" within 1 hour else deny`;
    const { guard, session, ticket, clock } = await waiting(two);
    assert.deepEqual(
      ticket.approvals.map(({ clause }) => clause),
      ["p@1.0.0#big", "p@1.0.0#also"],
    );
    guard.approvals.answer(yes(ticket.approvals[0]!, clock.now));
    const open = await refund(session, large);
    assert.deepEqual([short(open), open.decision.basis], ["escalate as escalated", ["p@1.0.0#also"]]);
    guard.approvals.answer(yes(ticket.approvals[1]!, clock.now, { as: "risk" }));
    assert.deepEqual((await refund(session, large)).decision.basis, ["p@1.0.0#big", "p@1.0.0#also"]);
  });
  it("a timeout moves to the next, and the last word is deny", async () => {
    const { guard, session, approval, clock } = await waiting();
    clock.now += hour;
    const late = guard.approvals.answer(yes(approval, clock.now));
    assert.equal("refused" in late && late.refused, "not_asked");
    assert.equal(guard.approvals.all()[0]?.rung, 1);
    clock.now += 2 * hour;
    guard.approvals.advance(clock.now);
    const denied = await refund(session, large);
    assert.equal(short(denied), "deny as escalated");
    assert.match(denied.decision.problem ?? "", /nobody who was asked has answered in time/);
  });
  it("a no is a no", async () => {
    const { guard, session, approval, clock } = await waiting();
    guard.approvals.answer(yes(approval, clock.now, { grant: false }));
    assert.equal(short(await refund(session, large)), "deny as escalated");
    const again = guard.approvals.answer(yes(approval, clock.now));
    assert.equal("refused" in again && again.refused, "closed");
  });
  it("the agent, its delegates and the person asking never approve", async () => {
    const principal = { customer: { id: "c1" }, user: "ann", via: [] };
    const { guard, approval, clock } = await waiting(undefined, principal);
    for (const by of ["x", "ann", "ANN ", "c1", ""]) {
      const answer = guard.approvals.answer(yes(approval, clock.now, { by }));
      assert.equal("refused" in answer && answer.refused, "not_separate", by);
    }
    assert.ok("approval" in guard.approvals.answer(yes(approval, clock.now)));
  });
  it("outlives a restart as plain data, and stays single-use in the shared store", async () => {
    const state = new MemoryState();
    const first = guardOf(ladder, { state });
    const { approvals } = await refund(first.session(), large);
    first.guard.approvals.answer(yes(approvals[0]!, start));
    const kept = JSON.parse(JSON.stringify(first.guard.approvals.all())) as Approval[];
    const second = guardOf(ladder, { state, approvals: new Approvals(state, kept) });
    const there = second.session();
    const granted = await refund(there, large);
    assert.equal(short(granted), "allow as allowed");
    await there.settle(granted.call!, "succeeded");
    assert.equal(short(await refund(first.session(), large)), "escalate as escalated");
  });
  it("is only a plain yes, at a time", async () => {
    const { guard, session, approval, clock } = await waiting(ladder);
    for (const nowMs of [Number.NaN, Number.POSITIVE_INFINITY, undefined as unknown as number, null as unknown as number]) {
      const answer = guard.approvals.answer(yes(approval, nowMs));
      assert.equal("refused" in answer && answer.refused, "no_time");
    }
    guard.approvals.answer(yes(approval, clock.now, { grant: "no" }));
    assert.equal(short(await refund(session, large)), "deny as escalated");
  });
  it("an altered amount, also in its twentieth digit, is another action", async () => {
    const { guard, session, clock } = await waiting(ladder);
    const exact = '{"order_id":"A1","amount":900.00000000000000001}';
    const { parseRaw } = await import("../../engine/index.ts");
    const ticket = await session.request({ action: "refund", args: parseRaw(exact) });
    guard.approvals.answer(yes(ticket.approvals[0]!, clock.now));
    assert.equal(short(await session.request({ action: "refund", args: parseRaw(exact.replace("01}", "02}")) })), "escalate as escalated");
    assert.equal(short(await session.request({ action: "refund", args: parseRaw(exact) })), "allow as allowed");
  });
});

describe("guard: suspension and the record", () => {
  it("a suspended pact denies, and so does one of which nobody knows", async () => {
    const silent = (() => undefined) as unknown as () => boolean;
    for (const suspended of [() => true, () => assert.fail("unreachable"), silent]) {
      const { session } = guardOf("may a: refund", { suspended });
      assert.equal(short(await refund(session())), "deny as suspended");
      assert.equal(short(await session().request({ action: "handoff" })), "allow as allowed");
    }
  });
  it("without a record no action, where the pact says so", async () => {
    const record = "record input for every action on failure deny";
    const promised = (() => Promise.resolve(true)) as unknown as () => boolean;
    for (const recordable of [() => false, promised]) {
      const { session } = guardOf(`may a: refund ${record}`, { recordable });
      assert.equal(short(await refund(session())), "deny as evidence_unavailable");
    }
    assert.equal(short(await refund(guardOf("may a: refund", { recordable: () => false }).session())), "allow as allowed");
  });
});

describe("guard: restarts and other hazards", () => {
  const body = "may a: refund limit l: calls of refund hard 2 per session";
  it("a session opened again gives back only its own reservations", async () => {
    const state = new MemoryState();
    await refund(guardOf(body, { state }).session());
    const again = guardOf(body, { state }).session();
    again.settle((await refund(again, args("A2"))).call!, "failed");
    assert.equal(short(await refund(again, args("A3"))), "allow as allowed");
    assert.equal(short(await refund(again, args("A4"))), "deny as hard_cap");
  });
  it("and knows that it does not know what happened before", async () => {
    for (const condition of [
      "count(calls of refund) >= 1",
      "after refund",
      "order_id comes from get_order",
      "note is known and note comes from user",
    ]) {
      const state = new MemoryState();
      const text = `may a: refund never n: refund when ${condition}`;
      const given = { ...args(), note: "x" };
      assert.equal(short(await refund(guardOf(text, { state }).session(), given)), "allow as allowed", condition);
      assert.equal(short(await refund(guardOf(text, { state }).session(), given)), "deny as indeterminate", condition);
    }
  });
  it("a call of unknown outcome is not repeated after a restart either, in whatever order its arguments come", async () => {
    const state = new MemoryState();
    const first = guardOf("may a: refund", { state }).session();
    const given = { order_id: "A1", lines: [{ sku: null }] };
    first.settle((await refund(first, given)).call!, "unknown");
    for (const session of [first, guardOf("may a: refund", { state }).session()])
      assert.equal(short(await refund(session, { lines: [{}], order_id: "A1" })), "deny as indeterminate");
  });
  for (const [name, open] of [
    ["the memory", () => new MemoryState()],
    ["a database", () => openSqliteState(":memory:")],
  ] as const)
    it(`a call that was cut off is not repeated by who opens the session again: ${name}`, async () => {
      const state = open();
      const here = guardOf("may a: refund, get_order", { state }).session();
      const again = () => guardOf("may a: refund, get_order", { state }).session();
      const look = { action: "get_order", args: { order_id: "A1" } };
      await here.request(look);
      const cutOff = await refund(here);
      // Who began it knows that it is under way, and what came of it is still to come.
      assert.equal(short(await refund(here)), "allow as allowed");
      const retry = await refund(again());
      assert.equal(short(retry), "deny as indeterminate");
      assert.match(retry.decision.problem ?? "", /nobody knows how the same call/);
      assert.equal(short(await refund(again(), args("A2"))), "allow as allowed");
      assert.equal(short(await again().request(look)), "allow as allowed");
      assert.equal(short(await refund(guardOf("may a: refund", { state }).session("s2"))), "allow as allowed");
      assert.equal(cutOff.decision.effect, "allow");
    });
  it("and one that ended is, by whoever opens the session", async () => {
    for (const outcome of ["succeeded", "failed"] as const) {
      const state = new MemoryState();
      const here = guardOf("may a: refund", { state }).session();
      const { call } = await refund(here);
      here.settle(call!, "unknown");
      here.settle(call!, outcome);
      assert.equal(short(await refund(guardOf("may a: refund", { state }).session())), "allow as allowed");
    }
  });
  it("what one turn or interaction used is not known to who opens the session in the middle of it", async () => {
    for (const per of ["turn", "interaction"]) {
      const state = new MemoryState();
      const body = `may a: refund limit l: calls of refund hard 1 per ${per}`;
      const here = guardOf(body, { state }).session();
      here.settle((await refund(here)).call!, "succeeded");
      assert.equal(short(await refund(here, args("A2"))), "deny as hard_cap", per);
      const again = guardOf(body, { state }).session();
      assert.notEqual(short(await refund(again, args("A2"))), "allow as allowed", per);
      if (per === "turn") again.nextTurn();
      else again.say("user", "and another");
      assert.equal(short(await refund(again, args("A2"))), "allow as allowed", per);
    }
  });
  it("what a person said before is not known to who opens the session again", async () => {
    const state = new MemoryState();
    const body = "fact stop: boolean from any user message matches /stop/i may a: refund never n: refund when stop";
    const here = guardOf(body, { state }).session();
    here.say("user", "stop");
    assert.equal(short(await refund(here)), "deny as prohibited");
    const again = guardOf(body, { state }).session();
    again.say("user", "please go on");
    assert.equal(short(await refund(again)), "deny as indeterminate");
  });
  it("a used grant stays used in what is kept, also without a shared store", async () => {
    const ladder = 'escalate big: refund to "lead" within 1 hour else deny';
    const first = guardOf(ladder);
    const { approvals } = await refund(first.session());
    first.guard.approvals.answer({ id: approvals[0]!.id, by: "zoe", as: "lead", grant: true, nowMs: start });
    assert.equal(short(await refund(first.session("s1"))), "allow as allowed");
    const kept = JSON.parse(JSON.stringify(first.guard.approvals.all())) as Approval[];
    const state = new MemoryState();
    const second = guardOf(ladder, { state, approvals: new Approvals(state, kept) });
    assert.equal(short(await refund(second.session())), "escalate as escalated");
  });
  it("what changed while a judge was thinking counts", async () => {
    const text = 'judge j(t: text) by command "x" error 1% may a: refund never n: refund when note is known and j(note)';
    let suspended = false;
    const judge = async () => {
      suspended = true;
      return false;
    };
    const { session } = guardOf(text, { judge, suspended: () => suspended });
    assert.equal(short(await refund(session(), { ...args(), note: "x" })), "deny as suspended");
  });
  it("never rejects: a clock and a judge that throw deny", async () => {
    const text = 'judge j(t: text) by command "x" error 1% may a: refund never n: refund when note is known and j(note)';
    const boom = () => {
      throw new Error("boom");
    };
    assert.equal((await refund(guardOf(text, { judge: boom }).session(), { ...args(), note: "x" })).decision.effect, "deny");
    const guard = new Guard(compile("may a: refund"), { now: boom });
    assert.equal((await guard.session({ id: "s" }).request({ action: "refund", args: args() })).decision.effect, "deny");
    const capped = new Guard(compile("may a: refund limit d: calls hard 9 per day"), { now: () => null as unknown as number });
    assert.equal(short(await refund(capped.session({ id: "s" }))), "deny as hard_cap");
    for (const nothing of [undefined, null])
      assert.equal(
        (
          await guardOf("may a: refund")
            .session()
            .request(nothing as never)
        ).decision.effect,
        "deny",
      );
  });
  it("a store that fails while a call is settled leaves it to be settled again", async () => {
    const state = new MemoryState();
    const settle = state.settle.bind(state);
    const fact = 'fact order from get_order(order_id) { status: text } may look: get_order may a: refund when order.status is "ok"';
    const session = guardOf(fact, { state }).session();
    const look = async () => (await session.request({ action: "get_order", args: { order_id: "A1" } })).call!;
    session.settle(await look(), "succeeded", '{"status":"ok"}');
    const second = await look();
    state.settle = () => assert.fail("the disk is full");
    assert.throws(() => session.settle(second, "succeeded", '{"status":"cancelled"}'));
    state.settle = settle;
    session.settle(second, "succeeded", '{"status":"cancelled"}');
    assert.equal(short(await refund(session)), "deny as out_of_scope");
  });
  it("a turn in which only something was said counts as one of which its use must be told, in every session of the user", async () => {
    const { session } = guardOf("may t: respond may a: refund limit l: tokens hard 100 per user");
    const here = session("s1");
    const answer = () => here.request({ action: "respond", args: { text: "hi" } });
    assert.equal(short(await answer()), "allow as allowed");
    here.nextTurn();
    assert.equal(short(await answer()), "deny as hard_cap");
    assert.equal(short(await refund(session("s2"))), "deny as hard_cap");
  });
  it("an amount that is none is not told", async () => {
    for (const tokens of [Number.NaN, -5, Number.POSITIVE_INFINITY]) {
      const here = guardOf("may a: refund limit l: tokens hard 100 per session").session();
      here.use({ tokens });
      assert.equal(short(await refund(here)), "deny as hard_cap", String(tokens));
    }
  });
  it("what the agent says counts once", async () => {
    const here = guardOf("may t: respond limit l: calls of respond hard 2 per session").session();
    for (let i = 0; i < 2; i++) {
      const ticket = await here.request({ action: "respond", args: { text: "hi" } });
      here.settle(ticket.call!, "succeeded");
      here.say("agent", "hi");
      assert.equal(ticket.decision.effect, "allow");
    }
    assert.equal(short(await here.request({ action: "respond", args: { text: "hi" } })), "deny as hard_cap");
  });
  it("nobody approves under another spelling of the one who asks", async () => {
    const ladder = 'escalate big: refund to "lead" within 1 hour else deny';
    const principal = { customer: { id: "c1", contact: { email: "ann@x.example" } }, user: 42 };
    const { guard, session } = guardOf(ladder);
    const { approvals } = await refund(session("s1", principal));
    for (const by of ["42", "ann@x.example", "ANN@x.\u200bexample"]) {
      const answer = guard.approvals.answer({ id: approvals[0]!.id, by, as: "lead", grant: true, nowMs: start });
      assert.equal("refused" in answer && answer.refused, "not_separate", by);
    }
  });
});
