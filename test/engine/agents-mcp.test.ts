// Agents that get their tools over MCP, from an endpoint which answers nobody else; tools that are really there; the adapters' words.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { request } from "node:http";
import path from "node:path";
import { type Agent, AgentFailure, type FailureKind } from "../../engine/index.ts";
import { agentFor, type McpTools, mcpAgent, mcpTools } from "../../engine/node/agents/index.ts";
import { failureOf, noneLeft, type Script, TestStage } from "./stage.ts";

const cwd = path.join(import.meta.dirname, "../fixtures/agents");

describe("agents over MCP", () => {
  let agent: Agent;
  let mark: string;
  const start = (timeLimitMs = 20_000, flags = "") => {
    mark = randomUUID();
    agent = mcpAgent(`"${process.execPath}" over-mcp.mjs ${flags} ${mark}`, { cwd, timeLimitMs });
  };
  beforeEach(() => start());
  afterEach(async () => {
    await agent.close();
    await noneLeft(mark);
  });
  const play = async (text: string, script: Script = {}) => {
    const stage = new TestStage("k", { text, ...script });
    return { stage, failure: await failureOf(agent.play(stage)) };
  };

  for (const flags of ["", "--modern"])
    it(`list and call tools with the official client ${flags}, and speak in lines`, async () => {
      start(20_000, flags);
      const { stage, failure } = await play("good", { replies: ["Thanks"] });
      assert.equal(failure, undefined);
      assert.deepEqual(stage.said, ["get_order: delivered", "user Thanks: no tool `rm_rf` (failed)"]);
      assert.deepEqual(stage.calls, [
        ["get_order", { order_id: "A1" }],
        ["rm_rf", {}],
      ]);
      assert.deepEqual([stage.told[0], stage.spent, stage.outcome], [{ confidence: 0.5 }, [{ tokens: 12 }], "answered"]);
    });
  it("who only calls tools just ends, and trials are played at once", async () => {
    const played = await Promise.all([play("silently"), play("silently")]);
    for (const { stage, failure } of played) {
      assert.equal(failure, undefined);
      assert.deepEqual(stage.acts, ["call get_order", "call get_order"]);
    }
  });

  const hostile: [text: string, kind: FailureKind, message: RegExp][] = [
    ["exits", "exited", /exit code 5/],
    ["garbage", "protocol", /no JSON/],
    ["line", "protocol", /over MCP/],
    ["other", "protocol", /somebody else/],
    ["much", "flooded", /in one trial/],
  ];
  for (const [text, kind, message] of hostile) {
    it(`one that does \`${text}\` has failed as \`${kind}\`, and the next trial is played`, async () => {
      const { failure } = await play(text);
      assert.equal(failure?.kind, kind, failure?.message);
      assert.match(failure!.message, message);
      await noneLeft(mark);
      assert.equal((await play("silently")).failure, undefined);
    });
  }
  it("one that is silent has timed out; one that is cancelled or closed is", async () => {
    start(2000);
    assert.equal((await play("silent")).failure?.kind, "timed_out");
    const over = new AbortController();
    const playing = play("silent", { signal: over.signal });
    over.abort();
    assert.equal((await playing).failure?.kind, "cancelled");
    const closing = play("silent");
    await agent.close();
    assert.equal((await closing).failure?.kind, "cancelled");
    assert.equal((await play("silent")).failure?.kind, "cancelled");
  });

  const initialize = {
    jsonrpc: "2.0",
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "x", version: "1" } },
  };
  const post = (url: string, headers: Record<string, string>, body = JSON.stringify(initialize)) =>
    new Promise<number | undefined>((answered, failed) => {
      const accepted = { accept: "application/json, text/event-stream", "content-type": "application/json" };
      const asked = request(url, { method: "POST", headers: { ...accepted, ...headers } }, (response) => {
        response.resume();
        answered(response.statusCode);
      });
      asked.once("error", failed).end(body);
    });

  it("the endpoint answers only to its own name and path, while the trial is played", async () => {
    const answers: (number | undefined)[] = [];
    let url = "";
    const stage = new TestStage("k", { text: "url" });
    const over = new AbortController();
    Object.assign(stage, { signal: over.signal });
    const playing = failureOf(agent.play(stage));
    while (stage.said.length === 0) await new Promise((next) => setTimeout(next, 10));
    url = stage.said[0]!;
    const { origin, port } = new URL(url);
    const ways: [string, Record<string, string>][] = [
      [url, {}],
      [url, { origin }],
      [url, { host: "evil.example" }],
      [url, { host: `evil.example:${port}` }],
      [url, { host: "127.0.0.1" }],
      [url, { origin: "http://evil.example" }],
      [url, { origin: "null" }],
      [`${origin}/mcp`, {}],
      [`${url}/..`, {}],
    ];
    for (const [to, headers] of ways) answers.push(await post(to, headers));
    assert.deepEqual(answers, [200, 200, 403, 403, 403, 403, 403, 404, 404]);
    assert.ok([413, undefined].includes(await post(url, {}, "x".repeat(2_000_000)).catch(() => undefined)));
    over.abort();
    await playing;
    assert.equal(await post(url, {}), 404);
  });
});

describe("tools that are really there", () => {
  let tools: McpTools;
  let mark: string;
  const start = (timeLimitMs = 20_000) => {
    mark = randomUUID();
    tools = mcpTools(`"${process.execPath}" tool-server.mjs ${mark}`, { cwd, timeLimitMs });
  };
  afterEach(async () => {
    await tools.close();
    await noneLeft(mark);
  });
  const failed = (error: unknown) => error instanceof AgentFailure && error.kind === "unreachable" && error.isInfrastructure;

  it("answer in text, or as what is meant for programs; a tool that fails has answered", async () => {
    start();
    assert.deepEqual(await tools.call("add", { a: 1, b: 2 }), { content: "3\nas text", isError: false });
    assert.deepEqual(await tools.call("order", {}), { content: '{"status":"delivered"}', isError: false });
    assert.deepEqual(await tools.call("fail", {}), { content: "it is broken", isError: true });
    const unknown = await tools.call("absent", {});
    assert.deepEqual([unknown.isError, /absent/.test(unknown.content)], [true, true]);
    assert.equal((await tools.call("add", "1 and 2")).isError, true);
    assert.equal((await tools.call("pid", {})).content, (await tools.call("pid", {})).content);
  });
  it("a server that ends is nobody's behaviour, and is started again", async () => {
    start();
    await assert.rejects(tools.call("end", {}), (error) => failed(error) && /exit code 7/.test(String(error)));
    assert.equal((await tools.call("fail", {})).isError, true);
  });
  it("so is one that does not answer, and one that is not there", async () => {
    start(2000);
    await assert.rejects(tools.call("hang", {}), failed);
    await noneLeft(mark);
    tools = mcpTools("no-such-server", { cwd, timeLimitMs: 20_000 });
    await assert.rejects(tools.call("add", {}), (error) => failed(error) && /no-such-server/.test(String(error)));
  });
});

describe("adapters", () => {
  const options = { cwd, timeLimitMs: 1000 };
  it("are made by their word", async () => {
    for (const adapter of ["command", "openai", "mcp"] as const) await agentFor(adapter, "x", options).close();
  });
  it("say what is not there, and what is not played", () => {
    assert.throws(() => agentFor("http", "https://x", options), /`http` are not there yet/);
    assert.throws(() => agentFor("recorded", "x", options), /`pact replay`/);
  });
});
