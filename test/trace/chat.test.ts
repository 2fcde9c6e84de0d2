// OpenAI chat messages, alone or many: read as sessions, and what is broken has a place and a sentence.
import assert from "node:assert/strict";
import { parseRaw, readTrace } from "../../engine/index.ts";

const call = {
  role: "assistant",
  content: null,
  tool_calls: [{ id: "c1", type: "function", function: { name: "get_order", arguments: '{"order_id":"A1"}' } }],
};
const chat = [
  { role: "system", content: "You are a desk." },
  { role: "user", content: "A1?" },
  call,
  { role: "tool", tool_call_id: "c1", content: '{"status":"ok"}' },
];
const shape = ({ value, problems }: ReturnType<typeof readTrace>) => ({
  sessions: value.map(({ id, messages }) => [
    id,
    messages.map(({ role, calls }) => [role, calls.map(({ tool, result }) => `${tool} ${result}`)].flat().join(" ")),
  ]),
  problems: problems.map(({ place, message }) => `${place}: ${message}`),
});
const messages = ["system", "user", 'agent get_order {"status":"ok"}'];

describe("chat messages", () => {
  it("an array of messages is one session, found without being told", () => {
    assert.deepEqual(shape(readTrace(JSON.stringify(chat))), { sessions: [["message-0", messages]], problems: [] });
  });
  it("an array of arrays is many", () => {
    assert.deepEqual(
      shape(readTrace(JSON.stringify([chat, chat]))).sessions.map(([id]) => id),
      ["conversation-0", "conversation-1"],
    );
  });
  it("lines with `messages`, with an id or without", () => {
    const text = [{ id: "x", messages: chat }, { messages: chat }].map((each) => JSON.stringify(each)).join("\n");
    assert.deepEqual(
      shape(readTrace(text, "openai")).sessions.map(([id]) => id),
      ["x", "line-2"],
    );
  });
  it("lines that begin with `messages` and have no id are found without being told, behind a mark of the byte order too", () => {
    const text = `\uFEFF${JSON.stringify({ messages: chat })}\n${JSON.stringify({ messages: chat })}`;
    assert.deepEqual(shape(readTrace(text)), {
      sessions: [
        ["line-1", messages],
        ["line-2", messages],
      ],
      problems: [],
    });
    const own = { messages: chat, id: "x", agent: "desk" };
    assert.deepEqual(
      readTrace(JSON.stringify(own)).value.map(({ id, agent }) => [id, agent]),
      [["x", "desk"]],
    );
  });
  it("a call as it was written before there were several", () => {
    const old = [
      { role: "user", content: "A1?" },
      { role: "assistant", content: null, function_call: { name: "get_order", arguments: '{"order_id":"A1"}' } },
      { role: "function", name: "get_order", content: '{"status":"ok"}' },
    ];
    assert.deepEqual(shape(readTrace(JSON.stringify(old))), { sessions: [["message-0", messages.slice(1)]], problems: [] });
  });
  it("a time that is none, and a name that stands twice, are no session", () => {
    const timeless = JSON.stringify({ id: "a", messages: [{ role: "user", content: "hi", time: "soon" }] });
    const twice = '{"id":"b","messages":[{"role":"assistant","content":"x","content":"y"}]}';
    assert.deepEqual(shape(readTrace(`${timeless}\n${twice}`)), {
      sessions: [],
      problems: [
        "line 1 at messages[0].time: no session: this is no time with a zone, such as 2026-12-10T10:00:00Z",
        "line 2: `messages[0].content` stands twice in one object; keep one of them",
      ],
    });
  });
  it("both forms of a call in one message are both calls; a result whose id is no call's answers none", () => {
    const both = { ...call, function_call: { name: "process_return", arguments: "{}" } };
    assert.deepEqual(
      readTrace(JSON.stringify([both])).value[0]?.messages[0]?.calls.map(({ tool }) => tool),
      ["get_order", "process_return"],
    );
    const two = {
      role: "assistant",
      content: null,
      tool_calls: ["1", "2"].map((id) => ({ id, function: { name: "get_order", arguments: "{}" } })),
    };
    const foreign = [two, { role: "tool", tool_call_id: "9", content: '{"status":"delivered"}' }];
    assert.deepEqual(shape(readTrace(JSON.stringify(foreign))).problems, ["message 0: message 1 answers no call"]);
  });
  it("a confidence of more than all is none", () =>
    assert.match(
      shape(
        readTrace(
          JSON.stringify([
            { role: "user", content: "x" },
            { role: "assistant", content: "y", confidence: 55 },
          ]),
        ),
      ).problems[0]!,
      /messages\[1\]\.confidence: .*1/,
    ));
  it("calls in the parts of another interface are said, and not passed over", () => {
    for (const part of [
      { type: "tool_use", name: "process_return", input: {} },
      { type: "tool_result", tool_use_id: "1", content: "x" },
      { functionCall: { name: "process_return" } },
    ])
      assert.match(
        shape(readTrace(JSON.stringify([{ role: "assistant", content: [part] }]))).problems[0]!,
        /message 0 has a part .*not read here/,
      );
  });
  it("a name that stands twice is read nowhere: in a whole document, in arguments, in a result", () => {
    assert.match(shape(readTrace('[{"role":"user","content":"a","content":"b"}]')).problems[0]!, /`\[0\]\.content` stands twice/);
    const twice = { ...call, tool_calls: [{ function: { name: "get_order", arguments: '{"order_id":"A1","order_id":"B1"}' } }] };
    assert.equal(readTrace(JSON.stringify([twice])).value[0]?.messages[0]?.calls[0]?.args, undefined);
    assert.equal(parseRaw('{"status":"pending","status":"delivered"}'), undefined);
  });
  it("a session without a name is called by its file where there are several", () => {
    assert.equal(readTrace(JSON.stringify(chat), "auto", "a.json").value[0]?.id, "a.json/message-0");
  });
  it("conversations are found whatever stands before their messages, on one line or many, in a list or not", () => {
    const log = { model: "m", messages: chat };
    for (const text of [
      JSON.stringify(log),
      JSON.stringify(log, undefined, 2),
      JSON.stringify([log, log]),
      `${JSON.stringify(log)}\n${JSON.stringify(log)}`,
    ])
      assert.equal(readTrace(text).value[0]?.messages.length, messages.length, text.slice(0, 30));
  });
  it("content in parts, and arguments that are no JSON", () => {
    const odd = [
      { role: "user", content: [{ type: "text", text: "hi" }, { type: "image_url" }] },
      { ...call, tool_calls: [{ function: { name: "t", arguments: "{cut" } }] },
    ];
    const [session] = readTrace(JSON.stringify(odd)).value;
    assert.equal(session?.messages[0]?.text, "hi");
    assert.equal(session?.messages[1]?.calls[0]?.args, undefined);
  });
  it("what is broken is said, and the rest is read", () => {
    assert.deepEqual(shape(readTrace('[{"role":"user","content":"hi"', "auto")).problems, [
      "line 1: the file ends in the middle of the JSON; it was cut short",
    ]);
    assert.match(
      shape(readTrace('[{"role":"narrator","content":"hi"}]')).problems[0]!,
      /^message 0 at messages\[0\]\.role: no chat messages: this is `[^`]+`; expected one of system/,
    );
    assert.match(shape(readTrace('[{"role":"tool","content":"hi"}]')).problems[0]!, /^message 0: message 0 answers no call/);
    const text = `${JSON.stringify({ messages: chat })}\n{"messages": 7}\n`;
    const { sessions, problems } = shape(readTrace(text, "openai"));
    assert.equal(sessions.length, 1);
    assert.match(problems[0]!, /^line 2 at messages: no chat messages/);
  });
});
