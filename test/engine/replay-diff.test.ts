// Two versions of a pact on the same recording: which decisions flip, which only have another reason.
import assert from "node:assert/strict";
import { type DiffEvent, type FlipEvent, readTrace, replay, replayDiff, type Session } from "../../engine/index.ts";
import { compile } from "./world.ts";

const call = (amount: number) => [
  {
    role: "assistant",
    content: null,
    tool_calls: [{ function: { name: "refund", arguments: JSON.stringify({ order_id: "A1", amount }) } }],
  },
  { role: "tool", content: "{}" },
];
const sessions = (...ids: string[]): readonly Session[] =>
  readTrace(
    ids.map((id) => JSON.stringify({ id, messages: [{ role: "user", content: "hi" }, ...call(20), ...call(80), ...call(200)] })).join("\n"),
    "pact",
  ).value;

async function diff(old: string, now: string, options: { only?: string } = {}, recorded = sessions("s1", "s2")) {
  const events: (FlipEvent | DiffEvent)[] = [];
  for await (const event of replayDiff(compile(old), compile(now), recorded, options)) events.push(event);
  const flips = events
    .filter((event) => event.event === "flip")
    .map((each) => `${each.session} step ${each.step} call ${each.call} ${each.change}: ${each.old.effect} → ${each.new.effect}`);
  const last = events.at(-1)!;
  assert.equal(last.event, "diff");
  const { sessions: told, decisions, flips: flipped, widened, narrowed, reasons } = last as DiffEvent;
  return { flips, counts: [told, decisions, flipped, widened, narrowed, reasons] };
}

describe("the decisions an edit flips", () => {
  it("none where nothing of meaning changed: layout, order, a clause nothing reaches", async () => {
    const { flips, counts } = await diff(
      "may a: refund when amount < 50 may b: refund when amount < 60",
      "may look: get_order may b: refund when amount < 60 may a: refund when amount < 50",
    );
    assert.deepEqual(flips, []);
    assert.deepEqual(counts, [2, 6, 0, 0, 0, 0]);
  });

  it("each widened and narrowed action, with its place", async () => {
    const { flips, counts } = await diff("may a: refund when amount < 100", "may a: refund when amount > 50", {}, sessions("s1"));
    assert.deepEqual(flips, ["s1 step 1 call 0 narrowed: allow → deny", "s1 step 3 call 2 widened: deny → allow"]);
    assert.deepEqual(counts, [1, 3, 2, 1, 1, 0]);
  });

  it("to hand over instead of denying is wider, instead of allowing narrower", async () => {
    const { flips } = await diff(
      "may a: refund when amount < 100",
      'may a: refund when amount < 100 escalate e: refund when amount > 50 to "x" within 1 hour else deny',
      {},
      sessions("s1"),
    );
    assert.deepEqual(flips, ["s1 step 2 call 1 narrowed: allow → escalate", "s1 step 3 call 2 widened: deny → escalate"]);
  });

  it("the same effect for another reason is told, and flips nothing", async () => {
    const { flips, counts } = await diff("may a: refund", "may b: refund", { only: "s2" });
    assert.equal(flips.length, 3);
    assert.match(flips[0]!, /s2 step 1 call 0 reason: allow → allow/);
    assert.deepEqual(counts, [1, 3, 0, 0, 0, 3]);
  });

  it("agrees with the two replays themselves", async () => {
    const [old, now] = ["may a: refund when amount < 100", "may a: refund when count(calls of refund) < 1"];
    const effects = async (body: string) => {
      const found: string[] = [];
      for await (const event of replay(compile(body), sessions("s1", "s2"))) if (event.event === "decision") found.push(event.effect);
      return found;
    };
    const [before, after] = [await effects(old), await effects(now)];
    const { counts } = await diff(old, now);
    assert.equal(counts[2], before.filter((effect, i) => effect !== after[i]).length);
  });
});
