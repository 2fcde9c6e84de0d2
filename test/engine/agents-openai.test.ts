// A model behind an endpoint of OpenAI's form: the loop of calls, what the endpoint may do wrong, and the key, which appears nowhere.
import assert from "node:assert/strict";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";
import type { FailureKind, Stage } from "../../engine/index.ts";
import { type OpenAiOptions, openaiAgent } from "../../engine/node/agents/index.ts";
import { failureOf, type Script, TestStage } from "./stage.ts";

const key = "sk-planted-4711";
const variables = { keyVariable: "PACT_TEST_KEY", baseUrlVariable: "PACT_TEST_URL" };
type Asked = {
  messages: { role: string; content: unknown; tool_calls?: { id: string }[]; tool_call_id?: string }[];
  [field: string]: unknown;
};
type Answer = (response: ServerResponse, asked: Asked) => void;

const json =
  (value: unknown, status = 200): Answer =>
  (response) => {
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(value));
  };
const says = (content: string | null, calls: [id: string, args: string][] = []) =>
  json({
    choices: [
      {
        message: {
          role: "assistant",
          content,
          tool_calls: calls.map(([id, args]) => ({ id, type: "function", function: { name: "get_order", arguments: args } })),
        },
      },
    ],
    usage: { prompt_tokens: 11, completion_tokens: 5, total_tokens: 16 },
  });

describe("a model behind an endpoint", () => {
  let server: Server;
  let url: string;
  let answers: Answer[] = [];
  let asked: Asked[] = [];
  let headers: IncomingMessage["headers"] = {};
  before(async () => {
    server = createServer(async (request, response) => {
      let body = "";
      for await (const piece of request) body += piece;
      headers = request.headers;
      asked.push(JSON.parse(body));
      // The last answer is given for good.
      (answers.length > 1 ? answers.shift()! : answers[0]!)(response, asked.at(-1)!);
    });
    await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    process.env.PACT_TEST_KEY = key;
  });
  after(() => {
    delete process.env.PACT_TEST_KEY;
    server.closeAllConnections();
    server.close();
  });

  async function play(given: Answer[], script: Script = {}, options: Partial<OpenAiOptions> = {}, stage = new TestStage("k", script)) {
    answers = given;
    asked = [];
    const agent = openaiAgent(`small@${url}`, { timeLimitMs: 20_000, ...variables, ...options });
    const failure = await failureOf(agent.play(stage));
    await agent.close();
    return { stage, failure };
  }

  it("offers the tools, calls what is asked for in order, and tells what came of it", async () => {
    const calls = says("I look", [
      ["c1", '{"order_id": "A1"}'],
      ["c2", '{"order_id": "A2"}'],
    ]);
    const { stage, failure } = await play([calls, says("They are delivered")], { text: "A1 and A2?" }, { prompt: "Be kind" });
    assert.equal(failure, undefined);
    assert.deepEqual(stage.acts, ["say", "call get_order", "call get_order", "say", "turn"]);
    assert.deepEqual(stage.calls[1], ["get_order", { order_id: "A2" }]);
    assert.deepEqual(stage.spent[0], { inputTokens: 11, outputTokens: 5 });
    assert.equal(headers.authorization, `Bearer ${key}`);
    const [first, second] = asked;
    assert.deepEqual(
      first!.messages.map(({ role, content }) => [role, content]),
      [
        ["system", "Be kind"],
        ["user", "A1 and A2?"],
      ],
    );
    assert.deepEqual([first!.model, first!.stream, first!.seed, first!.temperature], ["small", undefined, undefined, undefined]);
    assert.match(JSON.stringify(first!.tools), /"type":"function","function":\{"name":"get_order"/);
    assert.deepEqual(
      second!.messages.slice(2).map(({ role, tool_call_id }) => [role, tool_call_id]),
      [
        ["assistant", undefined],
        ["tool", "c1"],
        ["tool", "c2"],
      ],
    );
  });
  it("a number of many digits is not rounded", async () => {
    const args = '{"order_id": 9007199254740993}';
    const { stage } = await play([says("I look", [["c1", args]]), says("Done")], { text: "A1?" });
    assert.deepEqual(stage.calls, [["get_order", args]]);
  });
  it("goes on with what the person says next, with a seed where it is asked for", async () => {
    const { stage } = await play([says("Hello"), says("Bye")], { replies: ["Thanks"] }, { sendsSeed: true, temperature: 0 });
    assert.deepEqual(stage.said, ["Hello", "Bye"]);
    assert.deepEqual([asked[1]!.seed, asked[1]!.temperature, asked[1]!.messages.at(-1)!.content], [7, 0, "Thanks"]);
  });
  it("a history with calls in the old form is told in the new", async () => {
    const messages = [
      { role: "user" as const, content: "A1?" },
      { role: "assistant" as const, content: null, function_call: { name: "get_order", arguments: '{"order_id":"A1"}' } },
      { role: "function" as const, content: '{"status":"ok"}' },
      { role: "user" as const, content: "and?" },
    ];
    await play([says("sent")], { messages });
    const [, called, answered] = asked[0]!.messages;
    assert.deepEqual([called?.role, answered?.role], ["assistant", "tool"]);
    assert.equal(answered?.tool_call_id, called?.tool_calls?.[0]?.id);
  });

  it("ids that repeat are told apart", async () => {
    const twice = says(null, [
      ["same", "{}"],
      ["same", "{}"],
    ]);
    const { failure } = await play([twice, twice, says("done")]);
    assert.equal(failure, undefined);
    const given = asked[2]!.messages.flatMap(({ tool_calls }) => tool_calls ?? []).map(({ id }) => id);
    assert.equal(new Set(given).size, 4);
    assert.deepEqual(
      asked[2]!.messages.flatMap(({ tool_call_id }) => tool_call_id ?? []),
      given,
    );
  });
  it("arguments that are no JSON are called as they are; none are an empty object", async () => {
    const calls = says(null, [
      ["a", '{"order_id": '],
      ["b", ""],
    ]);
    const call = (_: string, args: unknown) => ({ content: "no object", isError: typeof args === "string" });
    const { stage } = await play([calls, says("sorry")], { call });
    assert.deepEqual(
      stage.calls.map(([, args]) => args),
      ['{"order_id": ', {}],
    );
    assert.equal(asked[1]!.messages.at(-2)!.content, "error: no object");
  });
  it("what was said before is sent as the wire knows it", async () => {
    const stage = new TestStage("k");
    const call = { id: null, function: { name: "get_order", arguments: { order_id: "A1" } } };
    const messages: Stage["messages"] = [
      { role: "user", content: "A1?", time: "2026-01-01T00:00:00Z" },
      { role: "assistant", content: null, tool_calls: [call], confidence: 0.5 },
      { role: "tool", content: "open", isError: false },
      { role: "user", content: "and now?", facts: { secret: 1 } },
    ];
    Object.assign(stage, { messages });
    await play([says("open")], {}, {}, stage);
    assert.deepEqual(asked[0]!.messages, [
      { role: "user", content: "A1?" },
      {
        role: "assistant",
        content: null,
        tool_calls: [{ id: "call_1", type: "function", function: { name: "get_order", arguments: '{"order_id":"A1"}' } }],
      },
      { role: "tool", content: "open", tool_call_id: "call_1" },
      { role: "user", content: "and now?" },
    ]);
  });

  const echo = (status: number): Answer => json({ error: { message: `Incorrect API key provided: ${key}` } }, status);
  const wrong: [title: string, answer: Answer, kind: FailureKind, isInfrastructure: boolean][] = [
    ["429", echo(429), "unreachable", true],
    ["500", echo(500), "unreachable", true],
    ["401, with the key in its words", echo(401), "unreachable", false],
    ["403", echo(403), "unreachable", false],
    ["404", echo(404), "unreachable", false],
    ["400", echo(400), "unreachable", false],
    ["a redirect", (response) => response.writeHead(307, { location: "http://127.0.0.1:1/" }).end(), "unreachable", false],
    ["a cut connection", (response) => response.destroy(), "unreachable", true],
    [
      "an answer that is cut",
      (response) => {
        response.writeHead(200, { "content-type": "application/json", "content-length": 1000 }).write('{"choices": [');
        setTimeout(() => response.destroy(), 20);
      },
      "unreachable",
      true,
    ],
    ["no JSON", (response) => response.writeHead(200, { "content-type": "application/json" }).end(`{"choices": ${key}`), "protocol", false],
    ["HTML", (response) => response.writeHead(200, { "content-type": "text/html" }).end("<p>hello"), "protocol", false],
    ["another shape", json({ choices: [{ message: { content: 5 } }] }), "protocol", false],
    [
      "a call in the old form",
      json({ choices: [{ message: { content: null, function_call: { name: "get_order", arguments: "{}" } } }] }),
      "protocol",
      false,
    ],
    ["no choices", json({ choices: [] }), "protocol", false],
    ["calls without end", says(null, [["x", "{}"]]), "protocol", false],
    [
      "more than anybody reads",
      (response) => {
        response.writeHead(200, { "content-type": "application/json" });
        const write = () => {
          while (!response.destroyed && response.write("x".repeat(1_000_000)));
        };
        response.on("drain", write);
        write();
      },
      "flooded",
      false,
    ],
  ];
  for (const [title, answer, kind, isInfrastructure] of wrong) {
    it(`${title} is a failure as \`${kind}\`, asked once, without the key`, async () => {
      const { failure, stage } = await play([answer]);
      assert.deepEqual([failure?.kind, failure?.isInfrastructure], [kind, isInfrastructure], failure?.message);
      assert.ok(!inspect([failure, stage], { depth: 20, showHidden: true }).includes(key));
      assert.ok(!`${failure?.message}${failure?.stack}`.includes(key));
      assert.equal(asked.length, title === "calls without end" ? 64 : 1);
    });
  }
  it("a key that the endpoint gives back as its answer is not recorded", async () => {
    assert.deepEqual((await play([says(`the key is ${key}`)])).stage.said, ["the key is (key)"]);
  });
  it("an endpoint that does not answer has timed out; a trial that is over is cancelled", async () => {
    assert.equal((await play([() => {}], {}, { timeLimitMs: 300 })).failure?.kind, "timed_out");
    const over = new AbortController();
    const cancelling: Answer = () => over.abort();
    assert.equal((await play([cancelling], { signal: over.signal })).failure?.kind, "cancelled");
    assert.equal((await play([says("no")], { signal: over.signal })).failure?.kind, "cancelled");
  });
  it("without a key and an endpoint nothing is asked; an endpoint of one's own needs no key, and its address may be the environment's", async () => {
    const none = { timeLimitMs: 20_000, keyVariable: "PACT_TEST_ABSENT", baseUrlVariable: "PACT_TEST_URL" };
    const failure = await failureOf(openaiAgent("small", none).play(new TestStage("k")));
    assert.deepEqual([failure?.kind, failure?.isInfrastructure], ["unreachable", false]);
    assert.match(failure!.message, /no PACT_TEST_ABSENT/);
    process.env.PACT_TEST_URL = url;
    answers = [says("hello")];
    const stage = new TestStage("k");
    await openaiAgent("small", none)
      .play(stage)
      .finally(() => delete process.env.PACT_TEST_URL);
    assert.deepEqual([stage.said, headers.authorization], [["hello"], "Bearer none"]);
  });
  it("an endpoint that is not there", async () => {
    const failure = await failureOf(openaiAgent("m@http://127.0.0.1:1/v1", { timeLimitMs: 20_000, ...variables }).play(new TestStage("k")));
    assert.deepEqual([failure?.kind, failure?.isInfrastructure], ["unreachable", true], failure?.message);
  });
});
