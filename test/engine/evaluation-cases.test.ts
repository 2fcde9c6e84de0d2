// Cases as people write them: what is wrong is said at its line and field; matchers; what a trial comes to on its stage.
import assert from "node:assert/strict";
import type { Type } from "../../engine/analysis/types.ts";
import { type CaseWords, caseJsonSchema, matcherProblem, mismatch, readCases } from "../../engine/evaluation/index.ts";
import { parseRaw, type Raw } from "../../engine/index.ts";

const words: CaseWords = {
  tools: new Set(["get_order", "process_return"]),
  argumentsOf: (tool) => (tool === "get_order" ? ["order_id"] : undefined),
  clauses: new Set(["large_returns", "answer"]),
  escalations: new Set(["large_returns"]),
  judges: new Set(["is_polite"]),
  facts: new Map<string, Type>([
    ["change_freeze", { kind: "boolean" }],
    ["since", { kind: "time" }],
  ]),
  principal: { name: "customer", type: { kind: "record", fields: new Map([["id", { type: { kind: "text" }, required: false }]]) } },
  timezone: "UTC",
};
const problem = (line: string) => readCases(line, "cases.jsonl", words).problems[0];
const raw = (json: string): Raw => parseRaw(json)!;

describe("cases", () => {
  it("are read whole, with what they leave out", () => {
    const { value, problems } = readCases(
      '{"id":"a","input":"Hello."}\n\n{"id":"b","input":[{"role":"user","content":"Hi."}]}\n',
      "c",
      words,
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      value.map(({ id, messages, replies, tags }) => ({ id, messages, replies, tags })),
      [
        { id: "a", messages: [{ role: "user", content: "Hello." }], replies: [], tags: [] },
        { id: "b", messages: [{ role: "user", content: "Hi." }], replies: [], tags: [] },
      ],
    );
  });

  const wrong: [string, string, RegExp][] = [
    ['{"id":"a","input":', "", /ends too early/],
    ["[1]", "", /^this is a list; expected an object$/],
    ['{"id":"a"}', "input", /missing/],
    ['{"input":"x"}', "id", /missing/],
    ['{"id":"a","input":"x","expct":{}}', "", /no field `expct`/],
    ['{"id":"a","input":"x","expect":{"action":[]}}', "expect", /no field `action`/],
    ['{"id":"a","input":"x","expect":{"actions":["refund"]}}', "expect.actions[0]", /no tool `refund`/],
    [
      '{"id":"a","input":"x","expect":{"actions":[{"tool":"get_order","arguments":{"order_id":{"$like":"x"}}}]}}',
      "expect.actions[0].arguments.order_id",
      /`\$like` is no operator/,
    ],
    ['{"id":"a","input":"x","expect":{"escalate":"big"}}', "expect.escalate", /no clause `big`/],
    ['{"id":"a","input":"x","expect":{"answer":{"$matches":"(?=a)"}}}', "expect.answer", /linear time/],
    ['{"id":"a","input":"x","expect":{"answer":{"$judge":"is_rude"}}}', "expect.answer", /no judge `is_rude`.*is_polite/],
    ['{"id":"a","input":"x","tools":{"get_ordr":{}}}', "tools.get_ordr", /no tool `get_ordr`/],
    ['{"id":"a","input":"x","now":"yesterday"}', "now", /no time/],
    ['{"id":"a","input":[{"role":"assistant","content":"x"}]}', "input", /last message has to be the person's/],
    ['{"id":"a","input":"x","attack":{"family":"f"}}', "attack.goal", /missing/],
    ['{"id":"a","input":"x","tags":"t"}', "tags", /^this is a text; expected a list$/],
    ['{"id":"a","input":3}', "input", /^this is a number; expected a text or a list$/],
    ['{"id":"a","input":[]}', "input", /^this is empty; expected at least one item$/],
    ['{"id":"a","input":[{"role":"boss","content":"x"}]}', "input[0].role", /^this is `boss`; expected one of system, /],
    ['{"id":"","input":"x"}', "id", /^this is empty; expected at least one character$/],
    ['{"id":null,"input":"x"}', "id", /^this is null; expected a text$/],
    [`{"id":"${"a".repeat(300)}","input":"x"}`, "id", /^this is too long; expected at most 256 characters$/],
    ['{"id":"a","input":"x","expect":{"actions":{"exactly":[],"inAnyOrder":[]}}}', "expect.actions", /`exactly` and `inAnyOrder` both/],
    ['{"id":"a","input":"x","expect":{"escalate":3}}', "expect.escalate", /^this is a number; expected true or false or a text$/],
    ['{"id":"a","input":"x","expect":{"escalate":"answer"}}', "expect.escalate", /no clause that asks a person.*`large_returns`/],
    ['{"id":"a","input":"x","tools":{"get_order":[{"returns":1,"error":"x"}]}}', "tools.get_order[0]", /`returns` and `error`/],
    ['{"id":"a","input":"x","tools":{"get_order":[{"returns":null,"error":"x"}]}}', "tools.get_order[0]", /`returns` and `error`/],
    [
      '{"id":"a","input":"x","tools":{"get_order":[{"when":{"order":"x"},"returns":1}]}}',
      "tools.get_order[0].when.order",
      /`get_order` has no argument `order`; there is only `order_id`/,
    ],
    [
      '{"id":"a","input":"x","expect":{"actions":[{"tool":"get_order","arguments":{"$equals":{"oder_id":1}}}]}}',
      "expect.actions[0].arguments.oder_id",
      /no argument `oder_id`; did you mean `order_id`\?/,
    ],
    ['{"id":"a","input":"x","facts":{"change_freze":true}}', "facts.change_freze", /no fact.*did you mean `change_freeze`\?/],
    ['{"id":"a","input":"x","facts":{"change_freeze":"maybe"}}', "facts.change_freeze", /is not a boolean/],
    ['{"id":"a","input":"x","facts":{"since":"maybe"}}', "facts.since", /is not a time/],
    ['{"id":"a","input":"x","principal":{"client":{"id":"c"}}}', "principal.client", /acts for no `client`; there are customer, user/],
    ['{"id":"a","input":"x","principal":{"customer":{"name":"c"}}}', "principal.customer.name", /has no field `name`/],
    ['{"id":"a","input":"x","input":"y"}', "input", /stands twice/],
    ['{"id":"a","input":"x","tools":{"get_order":[{},{"a\\"":{"b":"{\\\\"},"a\\u0022":2}]}}', 'tools.get_order[1].a"', /stands twice/],
  ];
  for (const [line, field, message] of wrong)
    it(`${line.slice(0, 70)}: said at \`${field}\``, () => {
      const found = readCases(`{"id":"first","input":"x"}\n${line}`, "cases.jsonl", words).problems[0];
      assert.equal(found?.line, 2);
      assert.equal(found?.field, field);
      assert.match(found?.message ?? "", message);
    });

  it("take what is nobody's slip: facts nobody knows, how sure the agent is, arguments of a tool that says nothing of them", () => {
    const facts = '"facts":{"change_freeze":null,"confidence":0.9,"since":"2026-12-10T10:00:00Z"}';
    const tools = '"tools":{"process_return":[{"when":{"any":1},"error":"x"}],"get_order":[{"when":{"order_id":{"$matches":"R"}}}]}';
    const line = `{"id":"a","input":"x",${facts},${tools},"principal":{"customer":{"id":"c"},"user":"u","team":"t","via":[]}}`;
    assert.equal(problem(line), undefined);
    assert.equal(problem('{"id":"a","input":"x","tools":{"get_order":[{"a":1},{"a":1}]}}'), undefined);
  });

  it("what nests without end is said, and nothing hangs", () => {
    assert.match(problem(`{"id":"a","input":"x","facts":{"a":${"[".repeat(5000)}${"]".repeat(5000)}}}`)?.message ?? "", /deeper/);
  });

  it("keep numbers exact, in answers and in what is expected", async () => {
    const [read] = readCases('{"id":"a","input":"x","tools":{"get_order":{"total":12345678901234567890.12}}}', "c", words).value;
    const [answer] = read!.tools.get("get_order")!;
    assert.equal(await mismatch(raw('{"total":12345678901234567890.12}'), answer?.returns, async () => "failed", "it"), undefined);
    assert.ok(await mismatch(raw('{"total":12345678901234567890.13}'), answer?.returns, async () => "failed", "it"));
  });

  it("have a JSON Schema that says the same fields", () => {
    const schema = caseJsonSchema() as { properties: Record<string, { description?: string }>; required: string[] };
    assert.deepEqual(schema.required, ["id", "input"]);
    for (const [name, { description }] of Object.entries(schema.properties)) if (name !== "$schema") assert.ok(description, name);
  });
});

describe("matchers", () => {
  const yes = async () => true;
  const matches = async (expected: string, actual: string) => (await mismatch(raw(expected), raw(actual), yes, "it")) === undefined;
  const table: [string, string, boolean][] = [
    ["1.0", "1", true],
    ['"a"', '"a"', true],
    ['"a"', '"A"', false],
    ["null", "null", true],
    ['{"a":1}', '{"a":1,"b":2}', true],
    ['{"$equals":{"a":1}}', '{"a":1,"b":2}', false],
    ["[1,2]", "[1,2]", true],
    ["[1,2]", "[1,2,3]", false],
    ["[]", "{}", false],
    ['{"$near":93,"$within":0.5}', "93.4", true],
    ['{"$near":93,"$within":0.5}', "93.6", false],
    ['{"$near":0.3}', "0.3", true],
    ['{"$matches":"^R\\\\d+$"}', '"R12"', true],
    ['{"$matches":"^R\\\\d+$"}', '"X12"', false],
    ['{"$contains":"SORRY"}', '"I am sorry."', true],
    ['{"$contains":2}', "[1,2]", true],
    ['{"$contains":"2"}', "[1,2]", false],
    ['{"a":{"b":[{"$near":1,"$within":1}]}}', '{"a":{"b":[2]}}', true],
  ];
  for (const [expected, actual, holds] of table)
    it(`${expected} ${holds ? "takes" : "refuses"} ${actual}`, async () => assert.equal(await matches(expected, actual), holds));

  it("an answer a judge does not give is neither yes nor no", async () => {
    const ask = async (judge: string) => (judge === "broken" ? ("failed" as const) : judge === "yes");
    assert.equal(await mismatch(raw('{"$judge":"yes"}'), "x", ask, "it"), undefined);
    assert.equal((await mismatch(raw('{"$judge":"no"}'), "x", ask, "it"))?.isUnknown, undefined);
    assert.equal((await mismatch(raw('{"$judge":"broken"}'), "x", ask, "it"))?.isUnknown, true);
  });

  it("one operator at a time", () => {
    assert.match(matcherProblem(raw('{"$near":1,"$contains":2}'), new Set())?.message ?? "", /one operator at a time/);
    assert.match(matcherProblem(raw('{"$within":1}'), new Set())?.message ?? "", /beside a `\$near`/);
    assert.equal(matcherProblem(raw('{"$near":1,"$within":2}'), new Set()), undefined);
  });
});
