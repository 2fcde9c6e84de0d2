// A pact in plain language: the samples as their owners read them, one sentence for each kind of condition, and random pacts.
// `UPDATE=1` rewrites the explained samples; their difference is read like code.
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { check, explainNamed, explainPact, renderExplained, renderExplainedItem } from "../../engine/index.ts";
import { loadPact } from "../../engine/node/index.ts";
import { parse } from "../../grammar/index.ts";
import * as arbitrary from "../grammar/arbitraries.ts";
import { pactAndWorld } from "../reference/arbitraries.ts";
import { print } from "../reference/print.ts";
import { Folder } from "./run.ts";

const samples = path.join(import.meta.dirname, "../../samples");
const files = {
  read: (name: string) => (name === "./tools.json" ? { text: catalogue } : { problem: "there is no such file" }),
  exists: () => true,
};
const text = { type: "string" };
const catalogue = JSON.stringify({
  tools: [
    { name: "get_order", description: "Reads one order.", inputSchema: { type: "object", properties: { order_id: text } } },
    {
      name: "pay",
      inputSchema: {
        type: "object",
        properties: {
          order_id: text,
          amount: { type: "number" },
          to: text,
          lines: { type: "array", items: { type: "object", properties: { a: { type: "number" } } } },
          due: { type: "string", format: "date" },
        },
      },
    },
  ],
});
const around = (member: string) => `pact desk {
  version 1.0.0
  timezone "UTC"
  agent "a" acts for customer { id: text }
  tools from "./tools.json"
  fact order from get_order(order_id) { status: one of open, done  total: money USD  paid: money USD  placed_at: time }
  fact sure: boolean
  judge is_threat(message: text) by command "judge" error 4%
  ${member}
}`;
const explained = (member: string, name = "it"): string => {
  const analysis = check(parse(around(member)), files);
  assert.deepEqual(
    analysis.diagnostics.filter(({ severity }) => severity === "error").map(({ message }) => message),
    [],
    member,
  );
  return renderExplainedItem(explainNamed(name, analysis)!, "text");
};
const when = (condition: string): string =>
  /^- it: The agent may use pay when ([\s\S]*?)\.?$/.exec(explained(`may it: pay when ${condition}`))![1]!;

describe("pact explain", () => {
  for (const [name, form] of [
    ["airline/airline", "text"],
    ["banking/banking", "text"],
    ["returns-desk/returns-desk", "text"],
    ["returns-desk/returns-desk", "markdown"],
    ["returns-desk/retail.charter", "text"],
  ] as const) {
    it(`${name} as ${form}`, () => {
      const loaded = loadPact(path.join(samples, `${name}.pact`));
      assert.ok("analysis" in loaded);
      const written = renderExplained(explainPact(loaded.analysis), form);
      const golden = path.join(import.meta.dirname, "explained", `${path.basename(name)}.${form === "text" ? "txt" : "md"}`);
      if (process.env.UPDATE) writeFileSync(golden, written);
      assert.equal(written, readFileSync(golden, "utf8"));
    });
  }

  const sentences: readonly [condition: string, words: string][] = [
    ["amount < 500", "the amount is under 500"],
    ["amount >= 1_000.5", "the amount is at least 1,000.5"],
    ["not (amount <= 5)", "the amount is over 5"],
    ["amount >= 5 and amount < 9", "the amount is at least 5 and under 9"],
    ["order.total > order.paid", "the order's total is over the order's paid amount"],
    ["order.status is done", "the order's status is done"],
    ["order.status in [open, done]", "the order's status is either open or done"],
    ["not (order.status in [open, done])", "the order's status is neither open nor done"],
    ["age(order.placed_at) <= 30 days", "the order was placed at most 30 days ago"],
    ["age(due) <= 30 days", "the due is at most 30 days old"],
    ["now < 2027-01-01", "the present time is before 1 January 2027"],
    ["order is known", "the order has been looked up"],
    ["amount is unknown", "the amount is not given"],
    ["sure", "“sure” is true"],
    ["not sure", "“sure” is false"],
    ["is_threat(to)", "is_threat says yes of the to"],
    ["order_id comes from user", "the person wrote the order id themselves"],
    ["not (order_id comes from user)", "the person did not write the order id themselves"],
    ["to comes from respond", "the agent's last message named the to"],
    [
      "to comes from [user, get_order at a, get_order at b]",
      "the to comes from what the person wrote themselves or an answer of get_order (as its a or b)",
    ],
    ["after get_order same order_id", "get_order has been called successfully before with the same order id"],
    [
      "not after get_order within 2 hours per agent",
      "get_order has not been called successfully before within the last 2 hours for anybody",
    ],
    ["count(calls of pay) < 1", "pay has not been called in this session"],
    ["count(calls of pay within 1 day) >= 2", "pay has already been called at least twice within the last day for the same customer"],
    [
      "amount + sum(amount of pay same to) > 9",
      "the amount plus the total amount of earlier calls of pay with the same to in this session is over 9",
    ],
    ["count(lines) > 2", "the number of lines is over 2"],
    ["count(line in lines where line.a is 1) > 2", "for more than 2 of the lines, its a is 1"],
    ["every line in lines satisfies (line.a is 1)", "for each of the lines, its a is 1"],
    ["not (every line in lines satisfies (line.a is 1))", "for at least one of the lines, its a is not 1"],
    [
      "no l in lines satisfies (some m in lines satisfies (l.a is m.a))",
      "for none of the lines, at least one of the lines is such that the line has the same a as the line called m",
    ],
    ['to starts with "a"', "the to begins with “a”"],
    ['to is inside "/srv"', "the to lies in the folder “/srv”"],
    ['to is not like "*.key"', "the to does not have the form “*.key”"],
    ["to matches /\\b(yes|go on)\\b/i", "the to contains “yes” or “go on”"],
    ["to matches /^[a-z]+$/", "the to fits the pattern “/^[a-z]+$/”"],
    ["length(to) < 8", "the to is less than 8 characters long"],
    ['domain(to) is "a.example"', "the mail domain of the to is “a.example”"],
  ];
  for (const [condition, words] of sentences) it(condition, () => assert.equal(when(condition), words));

  it("what is mixed is a list", () => {
    assert.equal(
      explained('may it: pay when amount < 5 and (sure or not (order_id is "1" or to is "2"))'),
      `- it: The agent may use pay when all of this holds:
  - the amount is under 5
  - at least one of these holds:
    - “sure” is true
    - the order id is not “1” and the to is not “2”`,
    );
  });

  it("who decides, and why", () => {
    assert.equal(
      explained('escalate it: pay unless sure to "desk" within 1 hour else "lead" within 2 days else deny carrying order because "Money."'),
      "- it: The agent may not use pay by itself unless “sure” is true. “desk” decides and has 1 hour; then “lead”, who has 2 days; " +
        "without an answer by then it is refused. They are shown the order. The reason: “Money.”",
    );
  });

  const symbols = /<=|>=|==|!=|&&|\|\||[<>`]|undefined|\[object|NaN|null/;
  const isPlain = (words: string) => assert.doesNotMatch(words.replaceAll(/“[^”]*”/g, ""), symbols);

  it("random pacts: never throws, and leaves no symbols", () => {
    fc.assert(
      fc.property(arbitrary.pact, fc.nat(1000), (pact, cut) => {
        for (const each of [pact, pact.slice(0, cut), pact.replaceAll(/\b(is|in|when|from)\b/g, "")]) {
          const explanation = explainPact(check(parse(each)));
          isPlain(renderExplained(explanation, "text"));
          renderExplained(explanation, "markdown");
        }
      }),
      { numRuns: 400 },
    );
  });

  it("random pacts over a catalogue and under a charter: the same", () => {
    fc.assert(
      fc.property(pactAndWorld, ([random]) => {
        const { pact, catalogue: tools, charter = "" } = print(random);
        const beside: Readonly<Record<string, string>> = { "./tools.json": tools, "./floor.charter.pact": charter };
        const read = (name: string) => (beside[name] ? { text: beside[name] } : { problem: "there is no such file" });
        isPlain(renderExplained(explainPact(check(parse(pact), { read, exists: () => true })), "text"));
      }),
      { numRuns: 300 },
    );
  });

  describe("in a shell", () => {
    let folder: Folder;
    beforeEach(() => {
      folder = new Folder();
      folder.put("p.pact", 'pact p {\n  version 1.0.0\n  tools from "./tools.json"\n  may look: get_order when order_id is "1"\n}\n');
    });
    afterEach(() => folder.remove());

    it("the whole, or one clause; what is not there with what is near", () => {
      assert.match(folder.pact("explain", "p.pact").stdout, /^p, version 1\.0\.0\n-+\n\nWHAT THE AGENT MAY DO\n/);
      assert.deepEqual(folder.pact("explain", "p.pact", "--clause", "look", "--format", "markdown"), {
        status: 0,
        stdout: "- **look**: The agent may use get\\_order when the order id is “1”.\n",
        stderr: "",
      });
      assert.deepEqual(folder.pact("explain", "p.pact", "--clause", "lock"), {
        status: 2,
        stdout: "",
        stderr: "pact: p.pact: nothing here is called `lock`, did you mean `look`?\n",
      });
      assert.equal(folder.pact("explain", "none.pact").status, 2);
    });

    it("says of a pact with errors that it decides nothing yet", () => {
      folder.put("p.pact", folder.read("p.pact").replace("get_order", "get_ordr"));
      const { status, stdout } = folder.pact("explain", "p.pact");
      assert.equal(status, 1);
      assert.match(stdout, /There is an error in this text, so that it decides nothing yet/);
    });
  });
});
