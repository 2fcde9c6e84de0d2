// The runner with agents that are functions: how many play at once, what is tried again, what a failure leaves behind.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { type Agent, AgentFailure, type Case, caseWordsOf, noPrices, readCases, type Stage } from "../../engine/evaluation/index.ts";
import { CompiledPact } from "../../engine/index.ts";
import { type Manifest, type Result, RunFolder } from "../../engine/node/evaluation/run-folder.ts";
import { type Playing, play } from "../../engine/node/evaluation/runner.ts";
import { loadPact } from "../../engine/node/index.ts";

const loaded = loadPact(path.join(import.meta.dirname, "../../samples/adapters/library.pact"));
assert.ok("analysis" in loaded);
const pact = new CompiledPact(loaded.analysis.model);

const casesOf = (count: number): readonly Case[] =>
  readCases(
    Array.from({ length: count }, (_, i) =>
      JSON.stringify({ id: `c${i}`, input: "When is the Hill branch open?", tools: { opening_hours: { hours: "9" } } }),
    ).join("\n"),
    "cases.jsonl",
    caseWordsOf(pact.model),
  ).value;
const manifest: Manifest = {
  form: 1,
  suite: "library_desk@1.0.0#by_command",
  pact: pact.identity,
  file: "library.pact",
  model: null,
  agent: { adapter: "command", target: "a function" },
  cases: { count: 1, digest: "" },
  trials: 1,
  seed: 0,
  shard: null,
  began: "2026-11-25T00:00:00Z",
};

describe("the runner", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-runner-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function run(playing: (stage: Stage) => Promise<void>, more: Partial<Playing> = {}): Promise<Result[]> {
    const results: Result[] = [];
    const agent: Agent = { play: playing, close: async () => undefined };
    const run = new RunFolder(path.join(folder, "run"), manifest);
    const usual = {
      pact,
      agent,
      cases: casesOf(10),
      trials: 1,
      seed: 0,
      concurrency: 4,
      timeLimitMs: 10_000,
      prices: noPrices,
      waitsMs: [1, 1, 1],
    };
    const ports = { judge: async () => "failed" as const, ask: async () => "failed" as const, signal: new AbortController().signal };
    try {
      await play({ ...usual, ...ports, folder: run, tell: (result) => results.push(result), ...more });
    } finally {
      run.close();
    }
    return results;
  }

  it("plays no more at once than it is told, however many cases there are", async () => {
    let [playing, most] = [0, 0];
    const results = await run(
      async (stage) => {
        most = Math.max(most, ++playing);
        await turn();
        stage.say("Nine.");
        playing--;
      },
      { cases: casesOf(2_000), concurrency: 7 },
    );
    assert.equal(results.length, 2_000);
    assert.equal(most, 7);
  });

  it("grades a trial while the next is played, and no further one before it has its result", async () => {
    const played: string[] = [];
    const second = Promise.withResolvers<void>();
    const isRecorded = Promise.withResolvers<void>();
    const results = run(
      async (stage) => {
        stage.say("Nine.");
        played.push(stage.key);
        if (stage.key === "c1/0") second.resolve();
      },
      {
        cases: casesOf(3),
        concurrency: 1,
        record: async (_event, { id }) => {
          if (id !== "c0/0") return;
          await second.promise;
          await isRecorded.promise;
        },
      },
    );
    await second.promise;
    for (let i = 0; i < 20; i++) await turn();
    assert.deepEqual(played, ["c0/0", "c1/0"]);
    isRecorded.resolve();
    assert.deepEqual(
      (await results).map(({ grade }) => grade.case),
      ["c0", "c1", "c2"],
    );
  });

  it("tries the infrastructure again and says how often; what the agent does wrong it does once", async () => {
    const seen = new Map<string, number>();
    const results = await run(async ({ key }) => {
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (key === "c0/0" && count <= 2) throw new AgentFailure("unreachable", "rate limit", { isInfrastructure: true });
      if (key === "c1/0") throw new AgentFailure("unreachable", "always away", { isInfrastructure: true });
      if (key === "c2/0") throw new AgentFailure("protocol", "garbage");
      if (key === "c3/0") throw new TypeError("a bug in an adapter");
    });
    const of = (id: string) => results.find(({ grade }) => grade.case === id)!;
    assert.deepEqual([of("c0").grade.status, of("c0").retries], ["played", ["rate limit", "rate limit"]]);
    assert.deepEqual([of("c1").grade.status, of("c1").retries?.length, seen.get("c1/0")], ["unreachable", 3, 4]);
    assert.deepEqual([of("c2").grade.status, seen.get("c2/0")], ["protocol", 1]);
    assert.equal(of("c3").grade.failure, "a bug in an adapter");
    assert.equal(results.filter(({ grade }) => grade.status === "played").length, 7);
  });

  it("an agent that never ends is late, and what it did until then is kept", async () => {
    const results = await run(
      (stage) => {
        stage.say("One moment.");
        return new Promise(() => undefined);
      },
      { cases: casesOf(1), timeLimitMs: 30 },
    );
    assert.equal(results[0]?.grade.status, "timed_out");
    assert.match(readFileSync(path.join(folder, "run/sessions.jsonl"), "utf8"), /One moment/);
  });

  it("plays every case once before any a second time", async () => {
    const order: string[] = [];
    await run(async ({ key }) => void order.push(key), { trials: 2, concurrency: 1 });
    assert.deepEqual(
      order.slice(0, 10).map((key) => key.split("/")[1]),
      Array(10).fill("0"),
    );
  });

  it("a cancelled trial leaves no result, and the rest is not begun", async () => {
    const cancel = new AbortController();
    let begun = 0;
    const results = await run(
      () => {
        if (++begun === 3) cancel.abort();
        return begun < 3 ? Promise.resolve() : new Promise(() => undefined);
      },
      { concurrency: 1, signal: cancel.signal },
    );
    assert.equal(results.length, 2);
    assert.equal(begun, 3);
  });

  it("a torn line is no result, and its trial is played again", async () => {
    await run(async () => undefined);
    const results = path.join(folder, "run/results.jsonl");
    const whole = readFileSync(results);
    for (const cut of [1, 5, 100, whole.length - 1]) {
      truncateSync(results, whole.length - cut);
      const again = await run(async () => undefined);
      assert.ok(again.length >= 1);
      const keys = readFileSync(results, "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line).grade.case);
      assert.deepEqual(
        keys.sort(),
        Array.from({ length: 10 }, (_, i) => `c${i}`),
      );
    }
  });
});
