// A long session: what a decision costs after 100,000 events beside after a hundred, and what an event is kept at. A process
// of its own, started by `npm run bench:decide` with `--expose-gc`.
import { analyze, CompiledPact, type RawObject, type SessionMonitor, toRawObject } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import { random } from "./workload.ts";

const events = 100_000;
const catalogue = JSON.stringify({
  tools: [
    {
      name: "get_order",
      inputSchema: { properties: { order_id: { type: "string" } }, required: ["order_id"] },
      annotations: { readOnlyHint: true },
    },
    {
      name: "refund",
      inputSchema: {
        properties: { order_id: { type: "string" }, amount: { type: "number" }, to: { type: "string" } },
        required: ["order_id", "amount", "to"],
      },
    },
  ],
});
const text = `pact long {
  version 1.0.0
  agent "bench/agent" acts for customer { id: text }
  timezone "Europe/Berlin"
  tools from "./tools.json"
  fact order from get_order(order_id) { status: one of pending, delivered owner: text paid: number }
  fact yes: boolean from last user message matches /\\byes\\b/i
  may look: get_order when order_id comes from user
  may pay: refund when after get_order same order_id and order.status is delivered and amount <= order.paid and order_id comes from user
  never foreign: refund when order is known and order.owner is not customer.id
  never planted: refund unless to comes from [user, get_order at account]
  never often: refund when count(calls of refund same order_id within 1 day) >= 3
  never much: refund when sum(amount of refund within 1 hour per agent) + amount > 1_000_000
  escalate unsure: refund when count(calls of refund) > 60_000 to "lead" within 1 hour else deny
  limit daily: calls of refund soft 40_000 hard 90_000 per customer per day
  limit turns: calls hard 5 per turn
}`;

const pact = (() => {
  const { model, diagnostics } = analyze(parse(text), { read: () => ({ text: catalogue }), exists: () => true });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join("; "));
  return new CompiledPact(model);
})();

/** Plays a session, one decision before each event. */
class Player {
  readonly session: SessionMonitor;
  allowed = 0;
  private i = 0;
  private nowMs = 1_800_000_000_000;
  private readonly next: () => number;

  constructor(seed: number) {
    this.next = random(seed);
    this.session = pact.session({ id: `s${seed}`, principal: toRawObject({ customer: { id: "c1" }, user: "c1" })!, reportsUsage: true });
  }

  /** Decides, then something happens. Nanoseconds of the decision. */
  step(): number {
    const { session } = this;
    const i = this.i++;
    this.nowMs += 700;
    // Every four events are about an order of their own; half of the questions are about the one before.
    const id = `A${Math.floor(i / 4) - (this.next() < 0.5 ? 1 : 0)}`;
    const args = toRawObject({ order_id: id, amount: 5, to: `acct-${id}` })!;
    const request = { action: this.next() < 0.5 ? "refund" : "get_order", args, nowMs: this.nowMs };
    const start = process.hrtime.bigint();
    const { effect } = pact.decide(request, session);
    const time = Number(process.hrtime.bigint() - start);
    if (effect === "allow") this.allowed++;
    this.happen(i, id, args);
    return time;
  }

  private happen(i: number, id: string, args: RawObject): void {
    const { session, nowMs } = this;
    if (i % 4 === 0) return session.say("user", `Order ${id} please, and yes, ${i} more words about it than anybody needs.`, nowMs);
    if (i % 4 === 1) return session.say("agent", `Looking at ${id}.`, nowMs);
    session.nextTurn();
    if (i % 4 === 2) {
      const call = session.begin("get_order", toRawObject({ order_id: id })!, nowMs);
      session.settle(call, "succeeded", toRawObject({ status: "delivered", owner: "c1", paid: 49.5, account: `acct-${id}` })!);
    } else session.settle(session.begin("refund", args, nowMs), i % 40 === 3 ? "failed" : "succeeded", toRawObject({ ok: true })!);
  }
}

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
const collect = globalThis.gc ?? (() => undefined);

collect();
const before = process.memoryUsage().heapUsed;
const long = new Player(1);
for (let i = 0; i < events; i++) long.step();
collect();
const bytes = (process.memoryUsage().heapUsed - before) / events;

// Side by side, so that whatever the machine does meanwhile happens to both: a session at its events 100 to 200, and the long one.
const early: number[] = [];
const late: number[] = [];
for (let round = 0; round < 40; round++) {
  const short = new Player(100 + round);
  for (let i = 0; i < 100; i++) short.step();
  for (let i = 0; i < 100; i++) {
    const [a, b] = [short.step(), long.step()];
    if (round >= 10) {
      early.push(a);
      late.push(b);
    }
  }
}
console.log(
  JSON.stringify({
    ratio: median(late) / median(early),
    early: median(early),
    late: median(late),
    allowed: long.allowed,
    bytes: Math.round(bytes),
  }),
);
