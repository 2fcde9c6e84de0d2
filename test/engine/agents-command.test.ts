// Agents that are programs: good ones play many cases in few processes; each bad one has failed its own trial and no other, and
// nothing of it is left behind.
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Agent, FailureKind } from "../../engine/index.ts";
import { type CommandOptions, commandAgent } from "../../engine/node/agents/index.ts";
import { failureOf, grownWhile, noneLeft, TestStage } from "./stage.ts";

const root = path.join(import.meta.dirname, "../..");
const fixtures = path.join(root, "test/fixtures/agents");

describe("agents that are programs", () => {
  let agent: Agent;
  let mark: string;
  let keys = 0;
  const start = (options: Partial<CommandOptions> = {}, flags = "") => {
    mark = randomUUID();
    agent = commandAgent(`"${process.execPath}" hostile.mjs ${flags} ${mark}`, { cwd: fixtures, timeLimitMs: 20_000, ...options });
  };
  const play = async (text: string, script: ConstructorParameters<typeof TestStage>[1] = {}) => {
    const stage = new TestStage(`${text}-${++keys}`, { text, ...script });
    const failure = await failureOf(agent.play(stage));
    return { stage, failure };
  };
  const pids = (played: readonly { stage: TestStage }[]) => new Set(played.map(({ stage }) => stage.said[0]));
  afterEach(async () => {
    await agent.close();
    await noneLeft(mark);
  });

  it("one process plays many trials, one after another", async () => {
    start();
    const played = [];
    for (let i = 0; i < 20; i++) played.push(await play("good"));
    assert.ok(played.every(({ failure }) => failure === undefined));
    assert.equal(pids(played).size, 1);
  });
  it("as many processes as trials at once, and those are used again", async () => {
    start();
    const four = () => Promise.all([1, 2, 3, 4].map(() => play("good")));
    const played = [...(await four()), ...(await four()), ...(await four())];
    assert.ok(played.every(({ failure }) => failure === undefined));
    assert.ok(pids(played).size <= 4);
  });
  it("trials are mixed in one process where it says that it can", async () => {
    start({}, "--interleaves");
    const played = await Promise.all(["unknown", "both", "unknown"].map((text) => play(text)));
    assert.deepEqual(
      played.map(({ stage, failure }) => [failure, stage.said[0]]),
      [
        [undefined, "failed: true"],
        [undefined, "asked"],
        [undefined, "failed: true"],
      ],
    );
    const six = await Promise.all([1, 2, 3, 4, 5, 6].map(() => play("good")));
    assert.ok(pids(six).size <= 2);
  });
  it("a mixed trial that is silent fails alone, and the others are played to their end", async () => {
    start({ timeLimitMs: 2000 }, "--interleaves");
    const release = Promise.withResolvers<void>();
    const call = async () => {
      await release.promise;
      return { content: "late", isError: false };
    };
    const slow = play("both", { call });
    const silent = await play("silent");
    release.resolve();
    assert.equal(silent.failure?.kind, "timed_out");
    assert.deepEqual([(await slow).failure, (await slow).stage.outcome], [undefined, "both"]);
    assert.equal((await play("good")).failure, undefined);
  });
  it("a fresh process for each trial", async () => {
    start({ perCase: true });
    const played = [await play("good"), await play("good"), ...(await Promise.all([play("good"), play("good")]))];
    assert.equal(pids(played).size, 4);
    await noneLeft(mark);
  });
  it("a number of many digits is not rounded", async () => {
    start();
    const { stage } = await play("digits");
    assert.deepEqual(stage.calls, [["get_order", '{"order_id":9007199254740993}']]);
  });
  it("calls are made in order, and what is told is recorded", async () => {
    start();
    const { stage, failure } = await play("both");
    assert.equal(failure, undefined);
    assert.deepEqual(stage.acts, ["call get_order", "call get_order", "say", "end"]);
    assert.deepEqual(stage.calls[1], ["get_order", { order_id: "b" }]);
    assert.deepEqual(stage.spent, [{ inputTokens: 3, outputTokens: 4, cost: { amount: 0.5, currency: "USD" } }]);
    assert.equal(stage.outcome, "both");
  });

  const hostile: [text: string, kind: FailureKind, message: RegExp][] = [
    ["garbage", "protocol", /no JSON: "hello there"/],
    ["blank", "protocol", /no JSON/],
    ["shape", "protocol", /`text` is wrong/],
    ["deep", "protocol", /nests too deeply/],
    ["other", "protocol", /spoke for `somebody else's`/],
    ["utf8", "protocol", /no UTF-8/],
    ["flood", "flooded", /a line of more than/],
    ["lines", "flooded", /in one trial/],
    ["long", "flooded", /a line of more than/],
    ["exits", "exited", /^ended with exit code 3: my \[31mlast words$/],
    ["mute", "exited", /^ended with exit code 4$/],
    ["forks", "exited", /exit code 3/],
    ["daemon", "exited", /exit code 6/],
    ["error", "exited", /no credit/],
  ];
  for (const [text, kind, message] of hostile) {
    it(`one that does \`${text}\` has failed as \`${kind}\`, and the next trial is played`, async () => {
      start();
      assert.equal((await play("good")).failure, undefined);
      const grown = await grownWhile(async () => {
        const { failure } = await play(text);
        assert.deepEqual([failure?.kind, failure?.isInfrastructure], [kind, false], failure?.message);
        assert.match(failure!.message, message);
      });
      assert.ok(grown < 150_000_000, `${grown} bytes`);
      await noneLeft(mark);
      assert.equal((await play("good")).failure, undefined);
    });
  }
  for (const text of ["silent", "stubborn", "unread"]) {
    it(`one that does \`${text}\` has timed out, and the next trial is played`, async () => {
      start({ timeLimitMs: 2000 });
      const call = () => ({ content: "x".repeat(1_000_000), isError: false });
      let failure: Awaited<ReturnType<typeof play>>["failure"];
      const grown = await grownWhile(async () => {
        failure = (await play(text, { call })).failure;
      });
      assert.equal(failure?.kind, "timed_out", failure?.message);
      assert.ok(grown < 150_000_000, `${grown} bytes`);
      await noneLeft(mark);
      assert.equal((await play("good")).failure, undefined);
    });
  }
  for (const text of ["unknown", "errors", "late", "after", "leaves"]) {
    it(`one that does \`${text}\` has failed nothing`, async () => {
      start();
      for (const each of [text, "good", text, "good", "good"]) {
        assert.equal((await play(each)).failure, undefined);
        // What comes late finds its process idle, gone, or at the next trial.
        await setTimeout(20);
      }
    });
  }
  it("what is said after `done` is charged to no trial, also where others are played meanwhile", async () => {
    start({}, "--interleaves");
    const texts = Array.from({ length: 30 }, (_, i) => ["late", "after", "good"][i % 3]!);
    for (const { failure } of await Promise.all(texts.map((text) => play(text)))) assert.equal(failure, undefined);
    await setTimeout(50);
    assert.equal((await play("good")).failure, undefined);
  });
  it("what was said before a failure stays", async () => {
    start();
    assert.deepEqual((await play("exits")).stage.said, ["I am going"]);
  });
  it("a command that is not there, and a folder that is not there", async () => {
    start();
    await agent.close();
    for (const options of [{ cwd: fixtures }, { cwd: path.join(fixtures, "absent") }]) {
      agent = commandAgent("no-such-agent", { timeLimitMs: 20_000, ...options });
      const { failure } = await play("good");
      assert.equal(failure?.kind, "exited");
      assert.match(failure!.message, /127.*no-such-agent|could not be started/s);
    }
  });
  it("a trial that is cancelled, before it began and while it is played", async () => {
    start();
    const over = new AbortController();
    const playing = play("silent", { signal: over.signal });
    const waiting = play("good", { signal: over.signal });
    over.abort();
    for (const { failure } of [await playing, await waiting, await play("good", { signal: over.signal })])
      assert.equal(failure?.kind, "cancelled");
    assert.equal((await play("good")).failure, undefined);
  });
  it("closing ends what is played", async () => {
    start();
    const playing = play("stubborn");
    const waiting = play("good");
    await agent.close();
    assert.deepEqual([(await playing).failure?.kind, (await waiting).failure?.kind], ["cancelled", "cancelled"]);
    assert.equal((await play("good")).failure?.kind, "cancelled");
    await noneLeft(mark);
  });
  const runner = (then: string) => `
    import { commandAgent } from ${JSON.stringify(path.join(root, "engine/node/agents/index.ts"))};
    import { TestStage } from ${JSON.stringify(path.join(root, "test/engine/stage.ts"))};
    const agent = commandAgent('"${process.execPath}" hostile.mjs ${mark}', { cwd: ${JSON.stringify(fixtures)}, timeLimitMs: 20000 });
    await agent.play(new TestStage("k", { text: "good" }));
    ${then}`;
  const run = (then: string) =>
    spawnSync(process.execPath, ["--input-type=module-typescript", "-e", runner(then)], { encoding: "utf8", timeout: 20_000 });
  it("no process is left where ours ends without closing, and an idle one keeps ours from nothing", async () => {
    start();
    const { status, stderr } = run("");
    assert.equal(status, 0, stderr);
    const playing = run('agent.play(new TestStage("l", { text: "stubborn" })).catch(() => {}); setTimeout(() => process.exit(0), 300);');
    assert.equal(playing.status, 0, playing.stderr);
    await noneLeft(mark);
  });
  it("an agent ends by itself where ours was killed", async () => {
    start();
    assert.equal(run('process.kill(process.pid, "SIGKILL");').signal, "SIGKILL");
    await noneLeft(mark);
  });
});

describe("the agents of docs/agent-protocol.md", () => {
  const page = readFileSync(path.join(root, "docs/agent-protocol.md"), "utf8");
  let folder: string;
  before(() => (folder = mkdtempSync(path.join(os.tmpdir(), "pact-agents-"))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function plays(fence: string, file: string, program: string): Promise<void> {
    const [, code] = page.match(new RegExp(`\`\`\`${fence}\\n([^]*?)\`\`\``)) ?? [];
    writeFileSync(path.join(folder, file), code!);
    const agent = commandAgent(`"${program}" ${file}`, { cwd: folder, timeLimitMs: 20_000 });
    try {
      const stages = ["a", "b", "c"].map((key) => new TestStage(key, { text: "A1", replies: ["A2", "A3"] }));
      await Promise.all(stages.map((stage) => agent.play(stage)));
      for (const { said, outcome, calls, told } of stages) {
        assert.deepEqual(said, ["It is delivered", "It is delivered", "It is delivered"]);
        assert.deepEqual(calls[2], ["get_order", { order_id: "A3" }]);
        assert.deepEqual([told[0], outcome], [{ confidence: 0.9 }, "answered"]);
      }
    } finally {
      await agent.close();
    }
  }

  it("in TypeScript", () => plays("ts", "agent.ts", process.execPath));
  it("in Python", function () {
    let python: string;
    try {
      python = execFileSync("python3", ["-c", "import sys; print(sys.executable)"], { encoding: "utf8" }).trim();
    } catch {
      console.log("      python3 is not on this machine: its example was not run");
      return this.skip();
    }
    return plays("python", "agent.py", python);
  });
});
