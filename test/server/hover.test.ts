// Hover: what is said at `|`, above all what a clause decides at its boundaries.
import assert from "node:assert/strict";
import type { MarkupContent } from "vscode-languageserver-types";
import { memberWords, reservedWords, softKeywords } from "../../grammar/index.ts";
import { hover } from "../../server/features/index.ts";
import { keywordWords } from "../../server/features/words.ts";
import { marked, pact } from "./world.ts";

const said = (text: string): string => {
  const { snapshot, position } = marked(text);
  return (hover(snapshot, position)?.contents as MarkupContent | undefined)?.value ?? "";
};
const says = (text: string, ...parts: (string | RegExp)[]) =>
  it(text.split("\n").find((line) => line.includes("|")) ?? text, () => {
    const found = said(text);
    for (const part of parts) assert.ok(typeof part === "string" ? found.includes(part) : part.test(found), `${part} in\n${found}`);
  });
const usd = "refine process_return { amount: money USD }\n";

describe("hover", () => {
  says(
    pact(`${usd}may sm|all: process_return when amount < 500 USD`),
    "**may** use `process_return`",
    "| 499.99 USD | allows |\n| 500 USD | does not allow |\n| 500.01 USD | does not allow |",
  );
  says(
    pact(`${usd}may sm|all: process_return when amount <= 500 USD and order_id comes from user`),
    "| 499.99 USD | allows, if the rest holds |\n| 500 USD | allows, if the rest holds |\n| 500.01 USD | does not allow |",
  );
  says(
    pact(`${usd}escalate la|rge: process_return when amount >= 500 USD and amount < 2_000 USD to "a" within 1 hour else deny`),
    "| 499.99 USD | does not ask |\n| 500 USD | asks a person |\n| 500.01 USD | asks a person |\n| 1_999.99 USD | asks a person |\n| 2_000 USD | does not ask |",
  );
  says(pact("never fe|w: process_return unless amount > 3"), "| 2.99 | denies |\n| 3 | denies |\n| 3.01 | does not prohibit |");
  says(
    pact("never ma|ny: process_return when count(calls of process_return) >= 2"),
    "| 1 | does not prohibit |\n| 2 | denies |\n| 3 | denies |",
  );
  says(pact("fact sure: percent\nmay x|: get_order when sure >= 70%"), "| 69% | does not allow |\n| 70% | allows |\n| 71% | allows |");
  says(pact("fact sure: percent\nmay x|: get_order when sure >= 0.5%"), "| 0.4% | does not allow |\n| 0.5% | allows |");
  says(
    pact("fact bought: time\nmay x|: get_order when age(bought) <= 30 days"),
    "| 1 second under 30 days | allows |\n| 30 days | allows |\n| 1 second over 30 days | does not allow |",
  );
  says(
    pact("fact bought: time\nmay x|: get_order when bought < 2026-12-01"),
    "| 1 second before 2026-12-01 | allows |\n| 2026-12-01 | does not allow |",
  );
  says(pact("may x|: process_return when 3 > amount"), "| 2.99 | allows |\n| 3 | does not allow |");
  says(pact("fact big: boolean\nmay x|: process_return when big or amount < 3"), "| 2.99 | allows |\n| 3 | allows, if the rest holds |");
  says(pact("may x: process_return when amount |< 3"), "| 2.99 | allows |");
  says(pact('may x: process_return\ntest t: process_return(order_id: "A") expect allow by |x'), "**may** use");

  says(pact('may x: get_order\ntest o|k: get_order(order_id: "A") expect allow by x'), "It passes: allow by x (allowed).");
  says(pact('test b|ad: get_order(order_id: "A") expect allow'), "**It fails**: expected allow, got deny (out_of_scope).");
  says(pact("may x: get_or|der"), "tool **get_order** (read-only)", "Reads one order", "`order_id`: text", "Spoken of by may `x`");
  says(pact("may x: process_return when am|ount < 3"), "an argument of `process_return`", "How much is paid back");
  says(pact("group m: get_*\nmay x: |m"), "It stands for one tool: `get_order`");
  says(pact("may x: get|_*"), "one tool: `get_order`");
  says(pact("may x: any read-only to|ol"), "2 tools: `get_order` and `search_products`");
  says(pact('judge bad(t: text) by command "./j" error 4%\nnever x: respond when b|ad(text)'), "judge **bad**(t: text)", "wrong in 4%");
  says(
    pact("limit f|ew: calls of process_return soft 2 hard 3 per customer"),
    "From `2` on it gives notice",
    "From more than `3` on it denies",
    "for each customer",
  );
  says(pact("may x: get_order wh|en order_id is known"), "**when**: The clause applies where this is true.");
  says(pact("may x: get_order when count(ca|lls of get_order) > 3"), "calls");
  says(pact("may x: get_order when co|unt(calls of get_order) > 3"), "`count(list)`: integer");
  says(pact("test t: get_order() expect deny as out_of|_scope"), "Nothing authorises it");
  says(pact("evaluate e { require escalation_re|call >= 80% }"), "Of the escalations due");
  says(pact("").replace("./tools", "./to|ols"), "the tool catalogue", "5 tools");
  says(pact("may x: get_order when after get_order within 3 mon|ths"), "one is 30 days");
  says(`pact p { ver|sion 1.0.0 }`, "The version of the pact");

  it("says nothing of comments and punctuation", () => {
    assert.equal(said(pact("// may |x")), "");
  });
  it("every keyword is explained", () => {
    const words = [...reservedWords, ...softKeywords, ...memberWords];
    const units = /^(ms|s|millisecond|second|minute|hour|day|week|month|year)s?$/;
    assert.deepEqual(
      words.filter((word) => !keywordWords.has(word) && !units.test(word)),
      [],
    );
  });
});
