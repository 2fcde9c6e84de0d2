// OpenTelemetry's spans of models, agents and tools: one conversation is one session in whatever form it was written, and what was not
// recorded is never taken for something that did not happen.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { CompiledPact, type DecisionEvent, readTrace, replay, type Session } from "../../engine/index.ts";
import { loadPact } from "../../engine/node/index.ts";
import { attributes, document, type Form, forms, nanos, type Recorded, type Span, spansOf, type Told } from "./otlp-forms.ts";

const at = Date.parse("2026-12-02T12:00:00Z");
const conversation: readonly Told[] = [
  { role: "system", text: "You are a desk.", ms: at },
  { role: "user", text: "Please return A1, and look for a lamp", ms: at + 1000 },
  {
    role: "assistant",
    calls: [
      { id: "call_1", tool: "get_order", args: { order_id: "A1" } },
      { id: "call_2", tool: "search_products", args: { query: "lamp", most: 3 } },
    ],
    ms: at + 2000,
  },
  { role: "tool", id: "call_1", text: '{"status":"delivered","paid":120.5}', ms: at + 3000 },
  { role: "tool", id: "call_2", text: '{"products":[]}', ms: at + 3000 },
  // The same id as before: real recordings repeat them.
  {
    role: "assistant",
    text: "I return it.",
    calls: [{ id: "call_1", tool: "process_return", args: { order_id: "A1", amount: 49 } }],
    ms: at + 4000,
  },
  { role: "tool", id: "call_1", text: '{"ok":true}', ms: at + 5000 },
  { role: "assistant", text: "Done.", ms: at + 6000 },
  { role: "user", text: "Thanks", ms: at + 60_000 },
  { role: "assistant", text: "You are welcome.", ms: at + 61_000 },
];
const current = forms["messages of parts, structured"]!;

const shifted = (span: Span, ms: number): Span => {
  const later = (time: string | number) => String(BigInt(time) + BigInt(ms) * 1_000_000n);
  return { ...span, startTimeUnixNano: later(span.startTimeUnixNano), endTimeUnixNano: later(span.endTimeUnixNano) };
};

const textOf = (spans: readonly unknown[]) => JSON.stringify(document(spans));
function session(text: string): Session {
  const { value, problems } = readTrace(text);
  assert.deepEqual(problems, []);
  assert.equal(value.length, 1);
  return value[0]!;
}
const read = (recorded: Omit<Recorded, "form"> & { form?: Form } = {}) =>
  session(textOf(spansOf(conversation, { id: "c1", form: current, ...recorded })));
const shape = ({ messages }: Session) =>
  messages.map(({ role, text, timeMs, calls }) => [
    role,
    text,
    timeMs,
    ...calls.map(({ tool, argumentsText, result, failed }) => `${tool} ${argumentsText} ${result} ${failed}`),
  ]);
const problems = (text: string) => readTrace(text).problems.map(({ place, message }) => `${place}: ${message}`);

const expected = [
  ["system", "You are a desk.", at + 1000],
  ["user", "Please return A1, and look for a lamp", at + 1000],
  [
    "agent",
    "",
    at + 2000,
    'get_order {"order_id":"A1"} {"status":"delivered","paid":120.5} false',
    'search_products {"query":"lamp","most":3} {"products":[]} false',
  ],
  ["agent", "I return it.", at + 4000, 'process_return {"order_id":"A1","amount":49} {"ok":true} false'],
  ["agent", "Done.", at + 6000],
  ["user", "Thanks", at + 60_000],
  ["agent", "You are welcome.", at + 61_000],
];

interface Own {
  readonly id: string;
  readonly principal: Readonly<Record<string, unknown>>;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly messages: readonly {
    readonly role: Told["role"];
    readonly content: string | null;
    readonly time: string;
    readonly tool_call_id?: string;
    readonly tool_calls?: readonly { readonly id: string; readonly function: { readonly name: string; readonly arguments: string } }[];
  }[];
}
/** A session of our own form as an instrumented agent would have written it, with what its host knew as attributes of the resource. */
function asSpans({ id, principal, facts, messages }: Own, trace: string) {
  const told = messages.map(
    ({ role, content, time, tool_call_id, tool_calls }): Told => ({
      role,
      ms: Date.parse(time),
      ...(content !== null && { text: content }),
      ...(tool_call_id !== undefined && { id: tool_call_id }),
      ...(tool_calls && {
        calls: tool_calls.map((call) => ({ id: call.id, tool: call.function.name, args: JSON.parse(call.function.arguments) })),
      }),
    }),
  );
  return document(spansOf(told, { id, trace, form: withoutUsage, tools: true }), {
    "pact.facts": facts,
    "pact.principal": JSON.stringify(principal),
  });
}
const withoutUsage: Form = (input, output) => {
  const { fields } = current(input, output);
  return { fields: Object.fromEntries(Object.entries(fields).filter(([name]) => !name.includes("usage"))) };
};

function tool(spanId: string, afterMs: number, name: string, fields: Readonly<Record<string, unknown>> = {}): Span {
  return {
    traceId: "t1",
    spanId,
    name: `execute_tool ${name}`,
    startTimeUnixNano: nanos(at + afterMs),
    endTimeUnixNano: nanos(at + 100_000),
    attributes: attributes({ "gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name, ...fields }),
  };
}
const withFields = (span: Span, fields: Readonly<Record<string, unknown>>): Span => ({
  ...span,
  attributes: [...span.attributes.filter(({ key }) => !(key in fields)), ...attributes(fields)],
});
const calls = ({ messages }: Session) => messages.flatMap((message) => message.calls);
const structuredBody = (body: Readonly<Record<string, unknown>>) => ({ kvlistValue: { values: attributes(body) } });

const samples = path.join(import.meta.dirname, "../../samples/returns-desk");

const loaded = loadPact(path.join(samples, "returns-desk.pact"));
if ("problem" in loaded) throw new Error(loaded.problem);
const pact = new CompiledPact(loaded.analysis.model);

/** Decisions in the order of sessions. */
async function decided(sessions: readonly Session[]): Promise<DecisionEvent[]> {
  const decisions: DecisionEvent[] = [];
  for await (const event of replay(pact, sessions)) if (event.event === "decision") decisions.push(event);
  return decisions.sort((a, b) => (a.session < b.session ? -1 : a.session > b.session ? 1 : a.step - b.step));
}

describe("OpenTelemetry's spans", () => {
  describe("one conversation", () => {
    for (const [name, form] of Object.entries(forms)) {
      it(`as ${name}`, () => {
        assert.deepEqual(shape(read({ form })), expected);
        assert.deepEqual(read({ form }), read());
      });
      it(`as ${name}, with a span for each tool`, () => assert.deepEqual(read({ form, tools: true }), read()));
    }
    it("says which agent, which model, who, and what was used", () => {
      const { id, model, labels, messages, principal, agent } = read({ more: { "enduser.id": "u7", "gen_ai.agent.name": "desk" } });
      assert.deepEqual([id, agent, model, labels, principal.user], ["c1", "desk", "example-model", { provider: "openai" }, "u7"]);
      assert.deepEqual(
        messages.map(({ usage }) => usage?.tokens),
        [undefined, undefined, 100, 100, 100, undefined, 100],
      );
    });
    it("without a conversation's id, a trace is a session", () => assert.equal(read({ id: undefined }).id, "t1"));
    it("over several traces is one session", () => {
      const [one, two] = [conversation.slice(0, 8), conversation];
      const spans = [...spansOf(one, { id: "c1", form: current }), ...spansOf(two, { id: "c1", trace: "t2", form: current }).slice(-1)];
      assert.deepEqual(session(textOf(spans)), read());
    });
    it("in any order, with numbers for texts, as lines, as an array", () => {
      const spans = spansOf(conversation, { id: "c1", form: current, tools: true });
      assert.deepEqual(session(textOf(spans.toReversed())), read());
      const numbered = spans.map((span) => ({
        ...span,
        startTimeUnixNano: Number(span.startTimeUnixNano),
        endTimeUnixNano: Number(span.endTimeUnixNano),
      }));
      assert.deepEqual(session(textOf(numbered)), read());
      assert.deepEqual(session(textOf(spans).replaceAll(/"intValue":"(\d+)"/g, '"intValue":$1')), read());
      const lines = spans.toReversed().map((span) => JSON.stringify(document([span])));
      assert.deepEqual(session(lines.join("\n")), read());
      assert.deepEqual(session(`[${lines.join()}]`), read());
      assert.deepEqual(session(JSON.stringify(JSON.parse(textOf(spans)), null, 2)), read());
      fc.assert(
        fc.property(fc.shuffledSubarray(spans, { minLength: spans.length }), (shuffled) =>
          assert.deepEqual(session(textOf(shuffled)), read()),
        ),
        { numRuns: 30 },
      );
    });
    it("sent twice is told once", () => {
      const spans = spansOf(conversation, { id: "c1", form: current, tools: true });
      assert.deepEqual(session([spans, spans].map(textOf).join("\n")), read());
    });
    it("where each span tells only what is new, or a part of the history", () => {
      const latest =
        (most: number): Form =>
        (input, output) =>
          current(rest(input, most), output);
      const rest = (input: readonly Told[], most: number) => {
        const last = input.findLastIndex(({ role }) => role === "assistant");
        return input.slice(Math.max(0, Math.min(last + 1, input.length - most)));
      };
      assert.deepEqual(shape(read({ form: latest(0) })), expected);
      assert.deepEqual(shape(read({ form: latest(5) })), expected);
    });
    it("where an answer was asked for twice, is told once", () => {
      const spans = spansOf(conversation, { id: "c1", form: current });
      const again = {
        ...spans[0]!,
        spanId: "again",
        attributes: spans[0]!.attributes.filter(({ key }) => key !== "gen_ai.output.messages"),
      };
      const failed = { ...again, startTimeUnixNano: nanos(at + 500), status: { code: 2 }, endTimeUnixNano: nanos(at + 600) };
      assert.deepEqual(
        shape(session(textOf([failed, ...spans]))).map(([role]) => role),
        expected.map(([role]) => role),
      );
    });
    it("as log records beside spans without content", () => {
      const spans = spansOf(conversation, { id: "c1", form: forms["an event for each message"]! });
      const logs = spans.flatMap(({ traceId, spanId, events }) =>
        events!.map(({ name, attributes: fields }) => ({
          traceId,
          spanId,
          eventName: name,
          body: structuredBody(JSON.parse(fields.at(-1)!.value.stringValue as string)),
        })),
      );
      const text = [document(spans.map(({ events, ...span }) => span)), { resourceLogs: [{ scopeLogs: [{ logRecords: logs }] }] }]
        .map((each) => JSON.stringify(each))
        .join("\n");
      assert.deepEqual(session(text), read());
    });
  });

  describe("tools", () => {
    it("run as their spans say, whatever was asked for", () => {
      const spans = spansOf(conversation, { form: current, tools: true });
      const changed = spans.map((span) =>
        span.spanId === "t1-5-0" ? withFields(span, { "gen_ai.tool.call.arguments": '{"order_id":"A1","amount":5000}' }) : span,
      );
      const call = session(textOf(changed)).messages[3]!.calls[0]!;
      assert.deepEqual([call.argumentsText, call.args?.amount], ['{"order_id":"A1","amount":5000}', 5000]);
    });
    describe("on a machine whose clock is another", () => {
      for (const [name, form] of Object.entries(forms))
        for (const skewMs of [-60_000, -1500, -500, 500, 1500, 60_000])
          it(`${skewMs} ms, ${name}`, () => {
            const spans = spansOf(conversation, { form, tools: true }).map((span) =>
              span.name.startsWith("execute_tool ") ? shifted(span, skewMs) : span,
            );
            assert.deepEqual(shape(session(textOf(spans))), shape(read({ form, tools: true })));
          });
    });
    describe("whose ids repeat, and of which spans are missing, are none lost", () => {
      const pay = (amount: number, ms: number, id = "call_0"): Told => ({
        role: "assistant",
        calls: [{ id, tool: "pay", args: { amount } }],
        ms: at + ms,
      });
      const paid = (text: string, ms: number, id = "call_0"): Told => ({ role: "tool", id, text, ms: at + ms });
      const asked: Told = { role: "user", text: "pay", ms: at };
      const done: Told = { role: "assistant", text: "done", ms: at + 9000 };
      const twice = [asked, pay(5, 1000), paid('"ok1"', 2000), pay(5000, 3000), paid('"ok2"', 4000), done];
      const amounts = (spans: readonly Span[]) =>
        readTrace(textOf(spans))
          .value.flatMap(calls)
          .map(({ args, result }) => [args?.amount, result]);
      const spans = spansOf(twice, { form: current, tools: true });
      const without = (...ids: string[]) => spans.filter(({ spanId }) => !ids.includes(spanId));
      const shiftedBy = (ms: number, id: string) => spans.map((span) => (span.spanId === id ? shifted(span, ms) : span));

      it("where the turn that asked first is missing, and the run of the second", () =>
        assert.deepEqual(amounts(without("t1-1", "t1-3-0")).slice(0, 2), [
          [5, '"ok1"'],
          [5000, '"ok2"'],
        ]));
      it("where the first run is missing, and the second was tried twice", () => {
        const again = spans.filter(({ spanId }) => spanId === "t1-3-0").map((span) => ({ ...shifted(span, 1500), spanId: "again" }));
        const found = amounts([...without("t1-1-0"), ...again]).map(([amount]) => amount);
        assert.deepEqual(found, [5, 5000, 5000]);
      });
      it("where the clock of one of two runs is late", () =>
        assert.deepEqual(amounts(shiftedBy(7000, "t1-1-0")).slice(0, 2), [
          [5, '"ok1"'],
          [5000, '"ok2"'],
        ]));
      it("where one ran later than the agent went on", () => {
        const later: readonly Told[] = [
          asked,
          pay(5, 1000, "c1"),
          { role: "user", text: "wait", ms: at + 1500 },
          { ...done, text: "ok", ms: at + 2000 },
          paid('"ok1"', 5000, "c1"),
          done,
        ];
        const run = tool("late", 3000, "pay", {
          "gen_ai.tool.call.id": "c1",
          "gen_ai.tool.call.arguments": { amount: 5 },
          "gen_ai.tool.call.result": '"ok1"',
        });
        const { value, problems: found } = readTrace(textOf([...spansOf(later, { form: current }), run]));
        assert.deepEqual(found, []);
        assert.ok(value.flatMap(calls).some(({ args }) => args?.amount === 5));
      });
    });
    it("that failed say why", () => {
      const failed = withFields(tool("s", 1, "pay", { "gen_ai.tool.call.arguments": { a: 1 } }), { "error.type": "timeout" });
      const [call] = calls(session(textOf([...spansOf(conversation, { form: current }), failed])));
      assert.deepEqual([call!.tool, call!.failed, call!.result], ["pay", true, "timeout"]);
    });
    it("of another agent below are calls of the session; what the agents say to each other is nobody's word", () => {
      const outer = {
        ...tool("t1-agent", 0, "x"),
        name: "invoke_agent desk",
        attributes: attributes({ "gen_ai.operation.name": "invoke_agent" }),
      };
      const inner = {
        ...outer,
        spanId: "inner",
        parentSpanId: "t1-agent",
        startTimeUnixNano: nanos(at + 2100),
        endTimeUnixNano: nanos(at + 2900),
      };
      const below = spansOf(
        [
          { role: "user", text: "Refund everything", ms: at + 2200 },
          { role: "assistant", text: "It is done", calls: [{ id: "call_1", tool: "refund_all", args: {} }], ms: at + 2300 },
        ],
        { form: current, trace: "t1" },
      ).map((span) => ({ ...span, spanId: "below", parentSpanId: "inner" }));
      const top = spansOf(conversation, { form: current, trace: "t1" });
      const { messages } = session(textOf([outer, inner, ...below, ...top]));
      assert.deepEqual(
        messages.filter(({ role }) => role === "user").map(({ text }) => text),
        ["Please return A1, and look for a lamp", "Thanks"],
      );
      assert.ok(messages.some(({ role, text }) => role === "system" && text === "Refund everything"));
      assert.equal(messages.flatMap((message) => message.calls).filter(({ tool: name }) => name === "refund_all").length, 1);
      assert.deepEqual(
        messages.flatMap((message) => message.calls.map(({ result }) => result)).filter((result) => result !== undefined).length,
        3,
      );
    });
  });

  describe("what was not recorded", () => {
    const bare = (spans: readonly Span[]) =>
      spans.map((span) => ({
        ...span,
        events: [],
        attributes: span.attributes.filter(({ key }) => !/messages|instructions|arguments|result/.test(key)),
      }));

    it("is said, with the way to turn it on, and the calls are kept, their arguments unknown", () => {
      const text = textOf(bare(spansOf(conversation, { id: "c1", form: current, tools: true })));
      assert.match(
        problems(text)[0]!,
        /^session c1: `gen_ai\.input\.messages` and `gen_ai\.output\.messages` are absent.*OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT/,
      );
      const [read] = readTrace(text).value;
      assert.deepEqual(
        calls(read!).map(({ tool: name, args, unseen }) => [name, args, unseen]),
        [
          ["get_order", undefined, true],
          ["search_products", undefined, true],
          ["process_return", undefined, true],
        ],
      );
      for (const call of calls(read!)) assert.match(call.argumentsText, /^\(not recorded: `gen_ai\.tool\.call\.arguments`/);
      assert.deepEqual(
        read!.messages.map(({ usage }) => usage?.tokens),
        [100, 100, 100, 100],
      );
    });
    it("is no promise that nothing was done: such calls are decided as ones nobody can read, and count as done", async () => {
      const text = textOf(bare(spansOf(conversation, { id: "c1", form: current, tools: true })));
      const decisions = await decided(readTrace(text).value);
      const returned = decisions.find(({ action }) => action === "process_return")!;
      assert.deepEqual([returned.effect, returned.executed], ["deny", true]);
    });
    it("only of the answers", () => {
      const spans = spansOf(conversation, { id: "c1", form: current }).map((span) => ({
        ...span,
        attributes: span.attributes.filter(({ key }) => key !== "gen_ai.output.messages"),
      }));
      assert.match(problems(textOf(spans))[0]!, /^session c1: `gen_ai\.output\.messages` is absent/);
    });
    it("is made up for by the history that a later span tells", () => {
      const spans = spansOf(conversation, { id: "c1", form: current });
      const silent = spans.map((span, i) =>
        i === spans.length - 1 ? span : { ...span, attributes: span.attributes.filter(({ key }) => !key.endsWith(".messages")) },
      );
      const read = session(textOf(silent));
      assert.deepEqual(
        shape(read)
          .filter(([role, , , ...made]) => role === "agent" && made.length > 0)
          .map(([, , , ...made]) => made),
        expected.filter(([role, , , ...made]) => role === "agent" && made.length > 0).map(([, , , ...made]) => made),
      );
    });
    it("is made up for where spans of the model are missing, and what their tools did is told once", () => {
      const spans = spansOf(conversation, { id: "c1", form: current, tools: true });
      const models = spans.filter(({ name }) => name.startsWith("chat"));
      const timeless = (each: ReturnType<typeof shape>) => each.map(([role, text, , ...made]) => [role, text, ...made]);
      // Every choice of spans that are lost, but for the last.
      for (let lost = 0; lost < 2 ** (models.length - 1); lost++) {
        const kept = spans.filter((span) => !(lost & (1 << models.indexOf(span)) && models.includes(span)));
        assert.deepEqual(timeless(shape(session(textOf(kept)))), timeless(expected as ReturnType<typeof shape>), `lost ${lost}`);
      }
    });
    it("is made up for where calls of one turn ran one after the other: they are still of one turn", () => {
      const spans = spansOf(conversation, { id: "c1", form: current, tools: true });
      const models = spans.filter(({ name }) => name.startsWith("chat"));
      const later = (ms: number) => nanos(at + 2000 + ms);
      const [asked, first, second, ...rest] = spans;
      const inOrder = [
        asked!,
        { ...first!, startTimeUnixNano: later(100), endTimeUnixNano: later(200) },
        { ...second!, startTimeUnixNano: later(300), endTimeUnixNano: later(400) },
        ...rest,
      ];
      const timeless = (each: ReturnType<typeof shape>) => each.map(([role, text, , ...made]) => [role, text, ...made]);
      for (let lost = 0; lost < 2 ** (models.length - 1); lost++) {
        const kept = inOrder.filter((span) => !(lost & (1 << models.indexOf(span)) && models.includes(span)));
        assert.deepEqual(timeless(shape(session(textOf(kept)))), timeless(expected as ReturnType<typeof shape>), `lost ${lost}`);
      }
    });
    it("of events that tell of messages without what was said in them", () => {
      const form = forms["an event for each message, its fields as attributes"]!;
      const spans = spansOf(conversation, { id: "c1", form }).map((span) => ({
        ...span,
        events: span.events!.map((event) => ({ ...event, attributes: event.attributes.filter(({ key }) => key === "id") })),
      }));
      assert.match(problems(textOf(spans))[0]!, /are absent/);
    });
    it("because a limit cut it", () => {
      const spans = spansOf(conversation, { id: "c1", form: forms["messages of parts, as JSON"]! });
      const cut = spans.map((span) => ({
        ...span,
        attributes: span.attributes.map(({ key, value }) => ({
          key,
          value: typeof value.stringValue === "string" ? { stringValue: value.stringValue.slice(0, 60) } : value,
        })),
      }));
      assert.match(problems(textOf(cut))[0]!, /^session c1: `gen_ai\.input\.messages` is no list of messages in JSON, .* a limit/);
    });
  });

  describe("calls in the forms of other interfaces", () => {
    const args = { order_id: "A1" };
    const asText = JSON.stringify(args);
    const spanWith = (fields: Record<string, unknown>, events: unknown[] = []) => ({
      traceId: "t1",
      spanId: "b1",
      name: "chat",
      startTimeUnixNano: nanos(at),
      endTimeUnixNano: nanos(at + 1),
      attributes: attributes({ "gen_ai.operation.name": "chat", "gen_ai.conversation.id": "c1", "gen_ai.input.messages": "[]", ...fields }),
      events,
    });
    const output = (message: unknown) => spanWith({ "gen_ai.output.messages": JSON.stringify([message]) });
    const parts = (...given: unknown[]) => output({ role: "assistant", parts: given });
    const written = {
      "a message's `function_call`": output({ role: "assistant", content: null, function_call: { name: "get_order", arguments: asText } }),
      "an indexed `function_call`": spanWith({
        "gen_ai.completion.0.role": "assistant",
        "gen_ai.completion.0.function_call.name": "get_order",
        "gen_ai.completion.0.function_call.arguments": asText,
      }),
      "a choice with `function_call`": spanWith({}, [
        {
          name: "gen_ai.choice",
          timeUnixNano: nanos(at),
          attributes: attributes({ index: 0, message: JSON.stringify({ function_call: { name: "get_order", arguments: asText } }) }),
        },
      ]),
      "a part of OpenAI's responses": parts({ type: "function_call", call_id: "1", name: "get_order", arguments: asText }),
      "a part of type `function`": parts({ type: "function", function: { name: "get_order", arguments: asText } }),
      "a part of Gemini": parts({ functionCall: { name: "get_order", args } }),
      "a part of Anthropic": parts({ type: "tool_use", id: "1", name: "get_order", input: args }),
      "a part of Bedrock": parts({ toolUse: { toolUseId: "1", name: "get_order", input: args } }),
      "a part nobody knows": parts({ type: "of_tomorrow", name: "get_order", arguments: args }),
    };
    for (const [name, span] of Object.entries(written))
      it(name, () => {
        const calls = session(textOf([span])).messages.flatMap((message) => message.calls);
        assert.deepEqual(
          calls.map(({ tool, argumentsText }) => [tool, argumentsText]),
          [["get_order", asText]],
        );
      });
    it("one that is not there, though the message ended in it, is said", () =>
      assert.match(
        problems(textOf([output({ role: "assistant", parts: [], finish_reason: "tool_call" })]))[0]!,
        /lacks the call it ends in/,
      ));
  });

  describe("what is broken has a place and a sentence", () => {
    const whole = textOf(spansOf(conversation, { form: current }));
    const cases: [name: string, text: string, expected: RegExp][] = [
      ["cut short", whole.slice(0, 900), /^line 1: the file ends in the middle of the JSON/],
      ["a last line cut short", `${whole}\n${whole.slice(0, 700)}`, /^line 2: the file ends in the middle of the JSON/],
      ["not a list", '{"resourceSpans":7}', /^line 1: no OTLP/],
      ["no spans of a model", textOf([{ traceId: "a", spanId: "b", name: "GET /" }]), /^line 1: no span here is of a model/],
      ["a span without an id", textOf([{ traceId: "a" }]), /^line 1 at resourceSpans\.0 at spanId: no span/],
      [
        "a span without its time among others",
        textOf(
          spansOf(conversation, { form: current, tools: true }).map((span, i) => (i === 1 ? { ...span, startTimeUnixNano: "0" } : span)),
        ),
        /does not say when it began/,
      ],
      ["a trace's id without end", textOf([{ traceId: "a".repeat(300), spanId: "b" }]), /at traceId: no span: .*/],
    ];
    for (const [name, text, pattern] of cases) it(name, () => assert.match(problems(text)[0]!, pattern));

    it("what is nested without end decides nothing, and breaks nothing", () => {
      const deep = `${'{"arrayValue":{"values":['.repeat(50_000)}${"]}}".repeat(50_000)}`;
      const text = textOf([...spansOf(conversation, { form: current }), tool("deep", 70_000, "pay")]).replace(
        '"gen_ai.operation.name","value":{"stringValue":"execute_tool"}',
        `$&},{"key":"gen_ai.tool.call.arguments","value":${deep}`,
      );
      const call = calls(readTrace(text).value[0]!).at(-1)!;
      assert.deepEqual([call.tool, call.args], ["pay", undefined]);
    });
    it("unknown kinds, bytes, and names that objects inherit", () => {
      const odd = { ...tool("odd", 70_000, "pay"), parentSpanId: "odd" };
      const fields = [
        {
          key: "gen_ai.tool.call.arguments",
          value: {
            kvlistValue: { values: [{ key: "__proto__", value: { bytesValue: "AAE=" } }, { key: "n", value: { newValue: 1 } }, 7] },
          },
        },
        { key: "a", value: null },
        null,
      ];
      const text = textOf([...spansOf(conversation, { form: current }), { ...odd, attributes: [...odd.attributes, ...fields] }]);
      const call = calls(session(text)).at(-1)!;
      assert.equal(call.argumentsText, '{"__proto__":"AAE=","n":{"newValue":1}}');
    });
    it("numbers keep all their digits", () => {
      const value = { kvlistValue: { values: [{ key: "n", value: { intValue: "9007199254740993" } }] } };
      const odd = tool("odd", 70_000, "pay");
      const text = textOf([
        ...spansOf(conversation, { form: current }),
        { ...odd, attributes: [...odd.attributes, { key: "gen_ai.tool.call.arguments", value }] },
      ]);
      assert.equal(calls(session(text)).at(-1)!.argumentsText, '{"n":9007199254740993}');
    });

    it("no input breaks the reader", () => {
      const keys = fc.constantFrom(
        ...[
          "operation.name",
          "input.messages",
          "output.messages",
          "prompt",
          "completion",
          "prompt.0.role",
          "prompt.0.tool_calls.0.name",
          "tool.name",
          "tool.call.id",
          "tool.call.arguments",
          "conversation.id",
          "usage.input_tokens",
          "system_instructions",
        ].map((name) => `gen_ai.${name}`),
        "pact.facts",
        "pact.principal",
        "pact.confidence",
      );
      const words = fc.constantFrom(
        "chat",
        "execute_tool",
        "invoke_agent",
        "user",
        "tool_call",
        "tool",
        "{",
        '[{"role":"tool"}]',
        '[{"parts":[{"type":"tool_call","name":"a"}]}]',
      );
      const value = fc.oneof(
        words.map((stringValue) => ({ stringValue })),
        fc.json().map((stringValue) => ({ stringValue })),
        fc.anything().map((each) => ({ arrayValue: { values: [each] } })),
        fc.anything(),
      );
      const span = fc.record(
        {
          traceId: fc.constantFrom("a", "b"),
          spanId: fc.constantFrom("1", "2", "3", "4"),
          parentSpanId: fc.constantFrom("", "1", "2", "3"),
          startTimeUnixNano: fc.oneof(fc.integer(), fc.constantFrom("5", "x", "99999999999999999999", 1.5)),
          endTimeUnixNano: fc.oneof(fc.nat(), fc.constant(null)),
          attributes: fc.array(fc.record({ key: keys, value })),
          events: fc.array(
            fc.record({
              name: fc.constantFrom("gen_ai.choice", "gen_ai.user.message", "gen_ai.tool.message", "x"),
              attributes: fc.array(fc.record({ key: fc.constantFrom("content", "gen_ai.event.content", "message"), value })),
            }),
          ),
          status: fc.oneof(fc.record({ code: fc.integer() }), fc.anything()),
        },
        { requiredKeys: ["traceId", "spanId"] },
      );
      fc.assert(
        fc.property(
          fc.oneof(
            fc.array(span).map((spans) => document(spans)),
            fc.record({ resourceSpans: fc.anything() }),
            fc.anything(),
          ),
          (given) => {
            const { value } = readTrace(JSON.stringify(given) ?? "", "otlp");
            for (const each of value) for (const message of each.messages) assert.equal(typeof message.text, "string");
          },
        ),
        { numRuns: 2000 },
      );
    });
  });

  it("100,000 spans are read in a time that grows with them", () => {
    const time = (sessions: number): number => {
      const spans = Array.from({ length: sessions }, (_, i) =>
        spansOf(conversation, { id: `c${i}`, trace: `t${i}`, form: current, tools: true }),
      ).flat();
      const text = textOf(spans);
      const began = performance.now();
      assert.equal(readTrace(text).value.length, sessions);
      return (performance.now() - began) / spans.length;
    };
    time(200);
    const [few, many] = [time(1500), time(14_300)];
    assert.ok(many < few * 3, `${few} ms a span, then ${many}`);
  });

  describe("through the pact of the returns desk", () => {
    const lines = readFileSync(path.join(samples, "sessions.jsonl"), "utf8").trim().split("\n");
    it("are decided as the sessions of our own form are", async () => {
      const { value, problems: wrong } = readTrace(
        lines.map((line, i) => JSON.stringify(asSpans(JSON.parse(line), `trace-${i}`))).join("\n"),
      );
      assert.deepEqual(wrong, []);
      const [ours, theirs] = [await decided(readTrace(lines.join("\n")).value), await decided(value)];
      assert.ok(ours.length > 150);
      assert.deepEqual(theirs, ours);
    });
  });
});
