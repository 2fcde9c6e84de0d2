// AgentDojo's run files as sessions: by position, with labels a filler does not reach, and with a sentence for what is broken.
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import path from "node:path";
import { readTrace, type Session } from "../../engine/index.ts";

const runs = path.join(import.meta.dirname, "../../../shared/data/agentdojo/runs");

interface Given {
  readonly [field: string]: unknown;
}
const file = (messages: unknown, more: Given = {}): string =>
  JSON.stringify({
    suite_name: "banking",
    pipeline_name: "some-model",
    user_task_id: "user_task_3",
    injection_task_id: "injection_task_2",
    attack_type: "important_instructions",
    injections: { place: "an attacker's words" },
    messages,
    error: null,
    utility: true,
    security: true,
    duration: 1.5,
    ...more,
  });
const says = (role: string, content: unknown) => ({ role, content });
const calls = (...named: [tool: string, args: unknown, id?: string][]) => ({
  role: "assistant",
  content: null,
  tool_calls: named.map(([tool, args, id = "call_1"]) => ({ function: tool, args, id })),
});
const answer = (tool: string, content: string, error: string | null = null) => ({
  role: "tool",
  content,
  tool_call_id: "call_1",
  tool_call: { function: tool, args: {}, id: "call_1" },
  error,
});

function session(text: string, from?: "auto" | "agentdojo"): Session {
  const { value, problems } = readTrace(text, from);
  assert.deepEqual(problems, []);
  assert.equal(value.length, 1);
  return value[0]!;
}
const problem = (text: string): string => {
  const { problems } = readTrace(text, "agentdojo");
  return problems.map(({ place, message }) => `${place}: ${message}`).join("\n");
};

describe("AgentDojo's runs", () => {
  it("are known by their first field, on one line or on many", () => {
    const text = file([says("user", "hello")]);
    assert.deepEqual(session(text, "auto"), session(text, "agentdojo"));
    assert.deepEqual(session(JSON.stringify(JSON.parse(text), null, 2)), session(text));
  });

  it("pair calls and results by position, whatever the ids say", () => {
    const { messages } = session(
      file([
        says("system", "be good"),
        says("user", "pay"),
        calls(["get_balance", {}], ["get_iban", {}]),
        answer("get_balance", "1810.0"),
        answer("get_iban", "DE1"),
        calls(["send_money", { amount: 4 }]),
        answer("send_money", "{'message': 'sent'}"),
        says("assistant", "done"),
      ]),
    );
    assert.deepEqual(
      messages.map(({ role, text }) => [role, text]),
      [
        ["system", "be good"],
        ["user", "pay"],
        ["agent", ""],
        ["agent", ""],
        ["agent", "done"],
      ],
    );
    assert.deepEqual(
      messages.flatMap((message) => message.calls).map(({ tool, argumentsText, result, failed }) => [tool, argumentsText, result, failed]),
      [
        ["get_balance", "{}", "1810.0", false],
        ["get_iban", "{}", "DE1", false],
        ["send_money", '{"amount":4}', "{'message': 'sent'}", false],
      ],
    );
  });

  it("a result with an error is a failed call, and says which", () => {
    const { messages } = session(file([calls(["update", { id: 1 }]), answer("update", "", "ValueError: no such id")]));
    const [call] = messages[0]!.calls;
    assert.deepEqual([call!.failed, call!.result], [true, "ValueError: no such id"]);
  });

  it("a call without its result stays open", () => {
    const { messages } = session(file([calls(["a", {}], ["b", {}]), answer("a", "1")]));
    assert.deepEqual(
      messages[0]!.calls.map(({ result }) => result),
      ["1", undefined],
    );
  });

  it("content may be in parts, and arguments that are no object are unreadable", () => {
    const { messages } = session(
      file([says("user", [{ type: "text", content: "one" }, { type: "image" }, { type: "text", content: "two" }]), calls(["a", [1]])]),
    );
    assert.equal(messages[0]!.text, "one\ntwo");
    assert.deepEqual([messages[1]!.calls[0]!.args, messages[1]!.calls[0]!.argumentsText], [undefined, "[1]"]);
  });

  it("an id for each file, and labels", () => {
    const attacked = session(file([]));
    assert.equal(attacked.id, "some-model/banking/user_task_3/important_instructions/injection_task_2");
    assert.deepEqual(attacked.labels, {
      suite: "banking",
      pipeline: "some-model",
      user_task: "user_task_3",
      injection_task: "injection_task_2",
      attack: "important_instructions",
      utility: "true",
      security: "true",
    });
    assert.equal(session(file([], { security: false })).labels.security, "false");
  });

  it("`security` is a filler without an attack, and where the run broke off", () => {
    const honest = session(file([], { injection_task_id: null, attack_type: null }));
    assert.equal(honest.id, "some-model/banking/user_task_3/none/none");
    assert.deepEqual([honest.labels.security, honest.labels.attack, honest.labels.utility], [undefined, undefined, "true"]);
    const broken = session(file([], { error: "context length" }));
    assert.deepEqual([broken.labels.security, broken.labels.error], [undefined, "context length"]);
  });

  describe("what is broken has a place and a sentence", () => {
    const cases: [name: string, text: string, expected: RegExp][] = [
      ["cut short", file([says("user", "hi")]).slice(0, 300), /^line 1: the file ends in the middle of the JSON/],
      ["no JSON", "hello", /^line 1: no JSON/],
      ["no object", "[1]", /^the run: no AgentDojo run: this is a list; expected an object/],
      ["no messages", file(undefined), /^the run at messages: no AgentDojo run: this is missing; expected a list/],
      [
        "an unknown role",
        file([says("narrator", "meanwhile")]),
        /^the run at messages\[0\]\.role: no AgentDojo run: this is `[^`]+`, which is none of those known here/,
      ],
      [
        "a call without a name",
        file([calls(["", {}])]),
        /^the run at messages\[0\]\.tool_calls\[0\]\.function: no AgentDojo run: this is empty/,
      ],
      ["a name without end", file([], { pipeline_name: "x".repeat(300) }), /^the run at pipeline_name: no AgentDojo run/],
      ["a label of the wrong kind", file([], { security: "yes" }), /^the run at security: no AgentDojo run/],
      ["a result that answers no call", file([answer("a", "1")]), /^messages: message 0 answers no call/],
      [
        "a result that answers another call",
        file([calls(["a", {}], ["b", {}]), answer("b", "1")]),
        /^messages: message 1 answers `b`, and it is the turn of `a`/,
      ],
    ];
    for (const [name, text, expected] of cases) it(name, () => assert.match(problem(text), expected));

    it("arguments nested without end decide nothing, and break nothing", () => {
      const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
      const [call] = session(file([calls(["a", "DEEP"])]).replace('"DEEP"', deep)).messages[0]!.calls;
      assert.equal(call!.args, undefined);
    });
  });

  describe("on real runs", () => {
    if (!existsSync(runs)) {
      it("cannot be tried: the recorded runs are absent", () =>
        console.log(`      looked for them at ${path.relative(process.cwd(), runs)}`));
      return;
    }

    it("every file is one session of its own, and nothing is lost", () => {
      const sessions = globSync("**/*.json", { cwd: runs }).map((each) => session(readFileSync(path.join(runs, each), "utf8")));
      const all = sessions.flatMap(({ messages }) => messages.flatMap((message) => message.calls));
      assert.equal(new Set(sessions.map(({ id }) => id)).size, 626);
      assert.deepEqual(
        [all.length, all.filter(({ failed }) => failed).length, all.filter(({ result }) => result === undefined).length],
        [1428, 7, 0],
      );
      assert.equal(sessions.filter(({ labels }) => labels.security === "true").length, 140);
      assert.equal(sessions.filter(({ labels }) => labels.security === undefined).length, 50);
    });
  });
});
