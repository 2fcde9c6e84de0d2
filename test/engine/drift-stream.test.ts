// An evidence log watched for a rise: what an interaction is, that a restart changes nothing, and that the promise holds over all signals.
import assert from "node:assert/strict";
import { type Baseline, bless, readStreamState, type Stream, type StreamState, streamOf, type Watching } from "../../engine/drift/index.ts";
import { type Entry, entryType } from "../../engine/evidence/index.ts";
import type { Model } from "../../engine/index.ts";
import { Random } from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";
import { cases, snapshot } from "./drift-world.ts";

const hash = "a".repeat(64);
const model = { id: "desk", handoffTool: undefined } as unknown as Model;
const second = 1000;
const at = (seconds: number): string => new Date(Date.UTC(2026, 10, 1) + seconds * second).toISOString();

const entry = (session: string, seconds: number, over: Partial<Entry> = {}): Entry => ({
  type: entryType,
  id: `${session}/1/0`,
  time: at(seconds),
  agent: "desk",
  session,
  pact: { id: "desk", version: "1.0.0", hash },
  action: "look_up",
  decision: "allow",
  reason: "allowed",
  basis: [],
  outcome: "executed",
  ...over,
});
const broken: Partial<Entry> = { decision: "deny", reason: "prohibited" };

const baselineOf = (of: Parameters<typeof cases>[1] = () => ({}), perDay: number | null = 10): Baseline =>
  bless(snapshot(cases(100, of)), { blessed: { by: "me", because: "", at: at(0) }, checkpoint: null, perDay });
const watching = (over: Partial<Watching> = {}): Watching => ({
  baseline: baselineOf(),
  model,
  log: "shop.example/desk",
  watch: ["handoff_rate"],
  alarms: { atMost: 1, days: 91, per: "quarter" },
  ...over,
});
const opened = (over: Partial<Watching> = {}, state?: StreamState): Stream => {
  const stream = streamOf(watching(over), state);
  return "problem" in stream ? assert.fail(stream.problem) : stream;
};

/** Sessions one after the other, an hour apart, so that each is over when the next begins. */
function* sessions(count: number, of: (index: number) => Partial<Entry>): Generator<Entry> {
  for (let i = 0; i < count; i++) yield entry(`s${i}`, i * 3600, of(i));
}
const seenBy = (stream: Stream, entries: Iterable<Entry>): Stream => {
  let index = stream.from;
  for (const each of entries) stream.add(index++, each);
  return stream;
};

describe("drift: streams", () => {
  it("an interaction is a session, over after half an hour of silence; usage of a step is counted once", () => {
    const stream = opened({ watch: ["tokens"], baseline: baselineOf((i) => ({ tokens: 90 + i / 10 })) });
    const usage = { tokens: 60 };
    seenBy(stream, [
      entry("a", 0, { id: "a/1/0", usage }),
      entry("b", 10, { id: "b/1", usage }),
      entry("a", 20, { id: "a/1/1", usage, action: "search" }),
      entry("a", 1500, { id: "a/2/2", usage }),
    ]);
    assert.deepEqual(
      [stream.kept.interactions, stream.kept.open.map(({ session, tokens }) => [session, tokens])],
      [
        0,
        [
          ["b", 60],
          ["a", 120],
        ],
      ],
    );
    seenBy(stream, [entry("c", 1820)]);
    assert.deepEqual([stream.kept.interactions, stream.kept.open.map(({ session }) => session)], [1, ["a", "c"]]);
    stream.settle(at(10_000));
    assert.deepEqual([stream.kept.interactions, stream.kept.open], [3, []]);
    // 120 is more than one case in twenty had; 60 is not, and `c` said nothing.
    const row = stream.rows().find(({ signal }) => signal === "tokens")!;
    assert.equal(row.seen, 2);
  });

  it("alarms on a rise, and begins anew; what a person granted is no violation", () => {
    const quiet = seenBy(
      opened(),
      sessions(300, (i) => (i % 150 === 149 ? broken : {})),
    );
    assert.deepEqual(quiet.alarms, []);
    const granted = { decision: "escalate", reason: "escalated", approval: { by: "lead", at: at(0), clause: "large" } } as const;
    assert.deepEqual(
      seenBy(
        opened(),
        sessions(300, () => granted),
      ).alarms,
      [],
    );
    const loud = seenBy(
      opened(),
      sessions(60, (i) => (i >= 30 ? broken : {})),
    );
    const [first] = loud.alarms;
    assert.equal(first?.signal, "scope_violation_rate");
    assert.ok(first.index > 30 && first.index < 40, `entry ${first.index}`);
    assert.ok(loud.alarms.length > 1 && loud.alarms[1]!.after < 10);
    assert.equal(loud.alarms[0]!.after, first.index);
  });

  it("a user who costs more is found among many who do not", () => {
    const baseline = baselineOf((i) => ({ cost: 1 + i / 100 }));
    const stream = seenBy(
      opened({ baseline, watch: ["cost"] }),
      sessions(900, (i) => ({
        principal: { user: i % 30 === 7 ? "dear" : `u${i % 30}` },
        usage: { cost: i % 30 === 7 ? 9 : 1.5 },
      })),
    );
    assert.deepEqual(new Set(stream.alarms.map(({ signal, of }) => `${signal} ${of}`)), new Set(["cost by user dear"]));
  });

  it("a restart at any entry changes nothing", () => {
    const random = Random.seeded(4);
    const all = [...sessions(80, () => (random.uniform() < 0.2 ? broken : { principal: { user: "u" } }))];
    const whole = seenBy(opened(), all);
    for (let cut = 0; cut < all.length; cut += 7) {
      const written = JSON.stringify(seenBy(opened(), all.slice(0, cut)).kept);
      const state = readStreamState(written);
      assert.ok(!("problem" in state));
      assert.deepEqual(seenBy(opened({}, state), all.slice(cut)).kept, whole.kept, `cut at ${cut}`);
    }
  });

  it("begins anew under another baseline, log or promise; passes other pacts over; and says what it lacks", () => {
    const { kept } = seenBy(
      opened(),
      sessions(10, () => ({})),
    );
    assert.equal(opened({}, kept).from, 10);
    for (const other of [
      { log: "other" },
      { baseline: baselineOf(() => ({ outcome: "x" })) },
      { alarms: { atMost: 2, days: 91, per: "quarter" } },
    ])
      assert.equal(opened(other, kept).from, 0);
    const foreign = { pact: { id: "other", version: "1.0.0", hash } };
    assert.deepEqual(
      seenBy(
        opened(),
        sessions(50, () => ({ ...broken, ...foreign })),
      ).kept.interactions,
      0,
    );
    assert.equal(
      seenBy(
        opened(),
        sessions(5, () => ({ pact: { id: "desk", version: "1.0.1", hash: "b".repeat(64) } })),
      ).kept.otherPact,
      5,
    );
    const lacking = streamOf(watching({ baseline: baselineOf(() => ({}), null) }), undefined);
    assert.match("problem" in lacking ? lacking.problem : "", /--per-day/);
    for (const text of [
      "{",
      "[]",
      JSON.stringify({ ...kept, next: -1 }),
      JSON.stringify({ ...kept, standings: { a: { statistics: [1], seen: 0 } } }),
    ])
      assert.ok("problem" in readStreamState(text), text);
  });

  it("over all signals together false alarms are as rare as promised, each rate at the baseline's bound", () => {
    const random = Random.seeded(9);
    // One alarm in ten days of a hundred interactions each.
    const baseline = baselineOf((i) => ({ ...(i < 10 && { handedOff: true }), ...(i < 20 && { held: ["large"] }) }), 100);
    const alarms = { atMost: 1, days: 10, per: "week" };
    const over = { baseline, alarms, watch: ["handoff_rate", "escalation_rate"] };
    const rates = new Map(
      opened(over)
        .rows()
        .map(({ signal, rate }) => [signal, rate]),
    );
    assert.equal(rates.size, 4);
    const each = 1000;
    let count = 0;
    const streams = Math.ceil(runs.streams / 50);
    for (let i = 0; i < streams; i++) {
      const happens = (signal: string) => random.uniform() < rates.get(signal)!;
      const stream = opened(over);
      let time = 0;
      for (let session = 0; session < each; session++) {
        time += 3600;
        const all: Partial<Entry>[] = [{}];
        if (happens("scope_violation_rate")) all.push(broken);
        if (happens("unescalated_rate")) all.push({ decision: "escalate", reason: "escalated" });
        if (happens("handoff_rate")) all.push({ action: "handoff" });
        if (happens("escalation_rate")) all.push({ decision: "escalate", reason: "escalated", outcome: "escalated" });
        for (const what of all) stream.add(stream.from, entry(`s${session}`, time, what));
      }
      count += stream.alarms.length;
    }
    const interactions = streams * each;
    console.log(`      ${count} alarms in ${interactions} interactions; at most ${interactions / 1000} are promised`);
    assert.ok(count <= interactions / 1000 + 3 * Math.sqrt(interactions / 1000));
    assert.ok(count > 0);
  }).timeout(120_000);
});
