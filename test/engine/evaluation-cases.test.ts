// Cases as people write them: what is wrong is said at its line and field; matchers; what a trial comes to on its stage.
import assert from "node:assert/strict";
import { type CaseWords, caseJsonSchema, matcherProblem, mismatch, readCases } from "../../engine/evaluation/index.ts";
import { parseRaw, type Raw } from "../../engine/index.ts";

const words: CaseWords = {
  tools: new Set(["get_order", "process_return"]),
  clauses: new Set(["large_returns"]),
  judges: new Set(["is_polite"]),
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
    ["[1]", "", /expected object/],
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
    ['{"id":"a","input":"x","tags":"t"}', "tags", /expected array/],
  ];
  for (const [line, field, message] of wrong)
    it(`${line.slice(0, 70)}: said at \`${field}\``, () => {
      const found = readCases(`{"id":"first","input":"x"}\n${line}`, "cases.jsonl", words).problems[0];
      assert.equal(found?.line, 2);
      assert.equal(found?.field, field);
      assert.match(found?.message ?? "", message);
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
