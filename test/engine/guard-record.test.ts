// A live agent on record: before an action is let through, and once it has ended; and no action without its record where the pact says so.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { whoseFailure } from "../../cli/evidence-files.ts";
import {
  attribute,
  type Entry,
  fromBundle,
  liveEntry,
  logKeys,
  readEntry,
  readSigned,
  type SignedCheckpoint,
  tilePath,
} from "../../engine/evidence/index.ts";
import { type ActionOnRecord, Guard, type Outcome, toRawObject } from "../../engine/index.ts";
import { hashing, LogReader, LogWriter, newKey, Recorder, signerOf } from "../../engine/node/evidence/index.ts";
import { compile } from "./world.ts";

const record = "record input, action, authorization, decision, time for every action retain 1 year on failure deny";
const nowMs = Date.parse("2026-12-10T10:00:00Z");
const guardOf = (body: string, write: (action: ActionOnRecord) => Promise<void>) => {
  const guard = new Guard(compile(body), { now: () => nowMs, record: write });
  return guard.session({ id: "s1", principal: toRawObject({ user: "ann" })! });
};
const refund = { action: "refund", args: { order_id: "A1", amount: 49 } };

describe("a live agent on record", () => {
  it("each action twice: before it is let through, and once it has ended", async () => {
    const written: ActionOnRecord[] = [];
    const session = guardOf(`may a: refund ${record}`, async (action) => void written.push(action));
    const { call } = await session.request(refund);
    assert.deepEqual(
      written.map(({ id, outcome }) => [id, outcome]),
      [["s1/1@1796896800000", "unknown"]],
    );
    await session.settle(call!, "succeeded", '{"ok":true}');
    await session.request({ action: "get_order", args: { order_id: "A1" } });
    assert.deepEqual(
      written.map(({ id, outcome }) => [id, outcome]),
      [
        ["s1/1@1796896800000", "unknown"],
        ["s1/1@1796896800000", "executed"],
        ["s1/2@1796896800000", "denied"],
      ],
    );
  });

  it("what the session used is told once, with what came of the action, and how long that took", async () => {
    const written: ActionOnRecord[] = [];
    let clock = nowMs;
    const guard = new Guard(compile(`may a: refund ${record}`), { now: () => clock, record: async (action) => void written.push(action) });
    const session = guard.session({ id: "s1", principal: toRawObject({ user: "ann" })! });
    session.use({ tokens: 100, cost: { amount: 0.25, currency: "USD" } });
    session.use({ tokens: 50 });
    const first = await session.request(refund);
    session.use({ tokens: 7 });
    clock = nowMs + 830;
    await session.settle(first.call!, "succeeded", '{"ok":true}');
    await session.request({ action: "get_order", args: { order_id: "A1" } });
    const second = await session.request({ ...refund, args: { order_id: "A2", amount: 1 } });
    clock = nowMs;
    await session.settle(second.call!, "failed");
    assert.deepEqual(
      written.map(({ id, outcome, usage }) => [id, outcome, usage]),
      [
        ["s1/1@1796896800000", "unknown", undefined],
        ["s1/1@1796896800000", "executed", { tokens: 150, cost: 0.25, latencyMs: 830 }],
        ["s1/2@1796896800830", "denied", { tokens: 7 }],
        ["s1/3@1796896800830", "unknown", undefined],
        ["s1/3@1796896800830", "failed", {}],
      ],
    );
  });

  for (const [says, effect, reason] of [
    ["deny", "deny", "evidence_unavailable"],
    ["allow", "allow", "allowed"],
  ] as const)
    it(`where it cannot be written and the pact says \`on failure ${says}\`: ${effect}`, async () => {
      const body = `may a: refund limit l: calls of refund hard 1 per session ${record.replace("failure deny", `failure ${says}`)}`;
      let works = false;
      const session = guardOf(body, () => (works ? Promise.resolve() : Promise.reject(new Error("the disk is full"))));
      const first = await session.request(refund);
      assert.deepEqual([first.decision.effect, first.decision.reason, first.call !== undefined], [effect, reason, says === "allow"]);
      works = true;
      // The reservation went back with the action.
      const second = await session.request({ ...refund, args: { order_id: "A2", amount: 49 } });
      assert.equal(second.decision.effect, says === "deny" ? "allow" : "deny");
    });

  it("how it ended is put on record once, and an end that is none is refused", async () => {
    const written: ActionOnRecord[] = [];
    const session = guardOf(`may a: refund ${record}`, async (action) => void written.push(action));
    const { call } = await session.request(refund);
    assert.throws(() => session.settle(call!, "done" as Outcome), /succeeded, failed, unknown, and no `done`/);
    await session.settle(call!, "unknown");
    await session.settle(call!, "succeeded");
    await session.settle(call!, "failed");
    await session.settle(call!, "succeeded");
    assert.deepEqual(
      written.map(({ outcome }) => outcome),
      ["unknown", "unknown", "executed"],
    );
  });

  it("an end that could not be put on record is put there when it is said again", async () => {
    const written: ActionOnRecord[] = [];
    let fails = false;
    const session = guardOf(`may a: refund ${record}`, async (action) => {
      if (fails) throw new Error("the disk is full");
      written.push(action);
    });
    const { call } = await session.request(refund);
    fails = true;
    await assert.rejects(session.settle(call!, "succeeded"), /the disk is full/);
    fails = false;
    await session.settle(call!, "succeeded");
    await session.settle(call!, "succeeded");
    assert.deepEqual(
      written.map(({ outcome }) => outcome),
      ["unknown", "executed"],
    );
  });

  it("a host whose record answers nothing is no error", async () => {
    const session = guardOf(`may a: refund ${record}`, (() => undefined) as unknown as (action: ActionOnRecord) => Promise<void>);
    const { call, decision } = await session.request(refund);
    assert.equal(decision.effect, "allow");
    await session.settle(call!, "succeeded");
  });

  it("nobody is asked about what could not be put on record", async () => {
    const body = `may a: refund escalate big: refund when amount > 40 to "desk" within 1 hour else deny ${record}`;
    let works = false;
    const guard = new Guard(compile(body), {
      now: () => nowMs,
      record: () => (works ? Promise.resolve() : Promise.reject(new Error("the disk is full"))),
    });
    const session = guard.session({ id: "s1", principal: toRawObject({ user: "ann" })! });
    assert.equal((await session.request(refund)).decision.reason, "evidence_unavailable");
    assert.deepEqual(guard.approvals.all(), []);
    works = true;
    assert.equal((await session.request(refund)).decision.effect, "escalate");
    assert.equal(guard.approvals.all().length, 1);
  });

  it("what has no time is not put on record as of 1970", async () => {
    for (const clock of [Number.NaN, Number.POSITIVE_INFINITY, 9e15]) {
      const written: ActionOnRecord[] = [];
      const guard = new Guard(compile(`may a: refund ${record}`), {
        now: () => clock,
        record: async (action) => {
          liveEntry(action, "x", undefined);
          written.push(action);
        },
      });
      const { decision } = await guard.session({ id: "s1", principal: toRawObject({ user: "ann" })! }).request(refund);
      assert.deepEqual([decision.effect, written], ["deny", []], String(clock));
    }
  });

  it("into a log: whose failure each action was", async () => {
    const folder = mkdtempSync(path.join(tmpdir(), "pact-live-"));
    try {
      const signing = signerOf(newKey());
      const log = path.join(folder, "log");
      const writer = await LogWriter.open(log, {
        keys: logKeys("log.example/live", signing.publicKey, hashing),
        signing,
        clock: () => nowMs,
      });
      const body = `may a: refund ${record}`;
      const recorder = new Recorder(writer, log, compile(body), path.join(folder, "salt"));
      const session = guardOf(body, recorder.live);
      const first = await session.request(refund);
      await session.settle(first.call!, "succeeded", '{"ok":true}');
      await session.request({ ...refund, args: { order_id: "A2", amount: 1 } });
      await session.request({ action: "get_order", args: { order_id: "A1" } });
      await writer.close();
      const { entries } = fromBundle(readFileSync(path.join(log, tilePath({ level: "entries", index: 0, width: 4 }))), 4);
      const read = entries.map((bytes) => readEntry(bytes) as Entry);
      assert.deepEqual(
        read.map(({ id, outcome }) => [id, outcome]),
        [
          ["s1/1@1796896800000", "unknown"],
          ["s1/1@1796896800000", "executed"],
          ["s1/2@1796896800000", "unknown"],
          ["s1/3@1796896800000", "denied"],
        ],
      );
      assert.deepEqual(
        read.map((entry) => attribute(entry).attribution),
        ["infrastructure", "policy", "infrastructure", "none"],
      );
      assert.deepEqual(read[0]?.principal, { user: "ann" });
      const reader = new LogReader(log, readSigned(readFileSync(path.join(log, "checkpoint"))) as SignedCheckpoint);
      assert.deepEqual(
        read.map((entry, index) => reader.endOf(index, entry)?.index),
        [1, undefined, undefined, undefined],
      );
      // What began is attributed with what came of it, whichever of its two entries is asked for.
      const { reasons, attribution } = whoseFailure(reader, 0, read[0]!);
      assert.deepEqual([attribution, reasons[0]], ["policy", "entry 1 says what came of it"]);
      assert.equal(whoseFailure(reader, 2, read[2]!).attribution, "infrastructure");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
