// Completion by the place of the cursor (`|`): what is offered first, and what must not be offered.
import assert from "node:assert/strict";
import type { MarkupContent, TextEdit } from "vscode-languageserver-types";
import { alarmSpans, changeWords, groupings, metricNames, quantityNames, watchWords } from "../../engine/evaluation/names.ts";
import { completion, resolveCompletion } from "../../server/features/index.ts";
import { memberSnippets, plainText } from "../../server/features/snippets.ts";
import { applied, marked, samples } from "./world.ts";

const { world } = samples.find(({ name }) => name === "returns-desk.pact")!;
const sample = world.files.get("returns-desk.pact")!.replace(/\}\s*$/, "");

/** The labels offered at `|`, likeliest first. */
function offered(line: string): string[] {
  const { snapshot, position } = marked(`${sample}  ${line}\n}\n`, Object.fromEntries(world.files));
  const items = completion(snapshot, position, { snippets: true });
  return items.sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1)).map(({ label }) => label);
}

function resolved(line: string, label: string): string {
  const { snapshot, position } = marked(`${sample}  ${line}\n}\n`, Object.fromEntries(world.files));
  const item = completion(snapshot, position, { snippets: true }).find((each) => each.label === label);
  return (resolveCompletion(snapshot, item!).documentation as MarkupContent).value;
}

/** What each item writes at `|` in an editor without snippets. */
function written(line: string): string[] {
  const { snapshot, position } = marked(`${sample}  ${line}\n}\n`, Object.fromEntries(world.files));
  return completion(snapshot, position, { snippets: false }).map(({ textEdit }) => textEdit!.newText);
}

/** The codes of what is wrong with the sample once a line stands in it. */
function codes(line: string): ReadonlySet<string> {
  const { snapshot } = marked(`${sample}  ${line}\n}\n`, Object.fromEntries(world.files));
  return new Set(snapshot.analysis.diagnostics.map(({ code }) => code));
}

const begins = (line: string, ...labels: string[]) => it(line, () => assert.deepEqual(offered(line).slice(0, labels.length), labels));
const without = (line: string, label: string) => it(`${line} without ${label}`, () => assert.ok(!offered(line).includes(label)));

describe("completion", () => {
  begins("may x: |", "get_order", "issue_store_credit", "process_return", "search_products", "send_email");
  begins("may x: process_return when |", "amount", "order_id");
  begins("may x: process_return when order.|", "customer_id", "delivered_at", "paid", "status");
  begins("may x: process_return when order.status is |", "cancelled", "delivered", "pending");
  begins("may x: process_return when topic in [product, |", "billing_dispute", "other", "product", "return", "shipping");
  begins("never x: process_return unless after get_order same |", "order_id");
  without("never x: process_return unless after get_order same |", "amount");
  without("never x: process_return when count(calls of search_products same |", "amount");
  begins("fact x: text from get_order(|", "order_id");
  begins("test x: get_order(|", "order_id");
  begins("may x: process_return when order_id comes from |", "user", "respond");
  begins("may x: process_return when amount < 500 |", "USD");
  begins("may x: process_return when age(order.delivered_at) <= 30 |", "minutes", "hours", "days");
  begins("may x: process_return when after get_order within 1 |", "minute", "hour", "day");
  begins("may x: process_return when confidence >= |", "50%");
  begins('escalate x: process_return to "desk" within 15 |', "minutes");
  begins("may x: process_return when amount <= |", "100 USD", "amount", "order");
  begins("test x: get_order() given now is |", "2027-01-01T00:00:00Z");
  begins("limit x: calls of process_return hard 3 per |", "customer", "session", "user");
  begins("limit x: cost hard 3 |", "USD");
  begins("fact x: money |", "USD");
  begins('test x: process_return(order_id: "A", |', "amount");
  begins("test x: process_return(order_id: |", '""');
  begins('test x: process_return(order_id: "A") given topic is |', "billing_dispute", "other");
  begins('test x: process_return(order_id: "A") given topic is other, confidence is |', "50%");
  begins('test x: process_return(order_id: "A") expect allow by |', "small_returns");
  begins('test x: process_return(order_id: "A") expect escalate by |', "investigated", "large_returns", "unsure");
  begins('test x: process_return(order_id: "A") expect deny as |', "prohibited", "out_of_scope");
  begins("never x: process_return when count(|", "calls");
  begins("never x: process_return when count(calls of process_return within 1 day per |", "customer", "session");
  begins("evaluate e { agent |", "recorded", "command");
  begins("evaluate e { require |", "scope_violation_rate");
  begins("red team e { generate boundary, |", "injection", "authority_claim");
  begins('escalate x: process_return to "a" within 1 hour else deny carrying conversation, |', "confidence");
  begins('evaluate e { cases "./|', "attacks.jsonl", "sessions.jsonl", "tools.json");
  begins('evaluate e { agent recorded "|', "attacks.jsonl");
  begins("may x: get_order, |", "issue_store_credit");
  without("may x: get_order, |", "get_order");
  without('never x: process_return because "./|', "tools.json");
  without("may x: process_return when order.|", "amount");
  without("may x: |", "topic");
  without('escalate x: process_return to "desk" within 1 hour else |', "to");
  without("evaluate e { agent |", "http");
  without("evaluate e { require pass^2 >= |", "true");
  it("offers for a test just the clauses that can decide so", () => {
    const call = 'test x: process_return(order_id: "A")';
    assert.deepEqual(offered(`${call} expect allow by |`), ["small_returns"]);
    assert.deepEqual(offered(`${call} expect escalate by |`), ["investigated", "large_returns", "unsure"]);
    const clauses = ["small_returns", "investigated", "large_returns", "unsure"];
    const deny = offered(`${call} expect deny by |`);
    assert.ok(deny.length > 0 && !deny.some((name) => clauses.includes(name)));
    for (const effect of ["allow", "escalate", "deny"])
      for (const name of offered(`${call} expect ${effect} by |`))
        assert.ok(!codes(`${call} expect ${effect} by ${name}`).has("PACT3032"), `${effect} by ${name}`);
  });
  it("offers only what can be compared", () => {
    // Words that go on, functions that want a value, and records that want a field are no values yet.
    const open = new Set("in inside like not count sum domain length order customer".split(" "));
    const clashes = (line: string, value: string) => codes(`${line}${value}${line.includes("[") ? "]" : ""}`).has("PACT2005");
    assert.ok(clashes("may x: process_return when topic in [", "true") && clashes("may x: process_return when amount < ", "topic"));
    for (const left of [
      "order.status is",
      "order.status is not",
      "topic in [product,",
      "topic in [",
      "amount <",
      "amount is",
      "order_id is",
    ]) {
      const line = `may x: process_return when ${left} `;
      const values = offered(`${line}|`).filter((word) => !open.has(word));
      assert.ok(values.length > 0 && !values.includes("true"), left);
      for (const value of values) assert.ok(!clashes(line, value), `${left} ${value}`);
    }
  });
  it("offers the tests of a text after texts alone", () => {
    for (const test of ["starts", "ends", "contains", "matches"]) {
      assert.ok(offered("may x: process_return when order_id |").includes(test), test);
      assert.ok(offered("may x: process_return when topic |").includes(test), test);
      for (const left of [
        "amount",
        "order.paid",
        "amount - 5",
        "order.delivered_at",
        "now - order.delivered_at",
        "count(calls of get_order)",
      ])
        assert.ok(!offered(`may x: process_return when ${left} |`).includes(test), `${left} ${test}`);
    }
    assert.ok(!offered("may x: process_return when amount is |").includes("like"));
    assert.ok(offered("may x: process_return when order_id is not |").includes("like"));
  });
  it("offers what a test may set after what it sets already", () => {
    const given = 'test x: process_return(order_id: "A") given';
    for (const set of ["topic is other", "confidence is 50%", "order.status is pending"])
      for (const name of ["topic", "confidence", "order", "customer", "now"])
        assert.ok(offered(`${given} ${set}, |`).includes(name), `${set}, ${name}`);
    assert.ok(!offered(`${given} topic is other, |`).includes("product"));
    assert.deepEqual(offered(`${given} confidence is 50%, customer.|`), ["id"]);
  });
  it("looks for lists where there have to be lists", () => {
    const lists = "fact lines: list of { price: money USD } fact box: { parts: list of text } may x: process_return when";
    assert.deepEqual(offered(`${lists} some i in |`), ["box", "lines"]);
    assert.deepEqual(offered(`${lists} some i in box.|`), ["parts"]);
    assert.deepEqual(offered(`${lists} amount < order.|`), ["paid"]);
    assert.deepEqual(offered(`${lists} order.status is pending and order.|`), ["customer_id", "delivered_at", "paid", "status"]);
    assert.deepEqual(offered(`${lists} order_id in |`), ["[ ]", "box", "lines"]);
    assert.deepEqual(offered(`${lists} every i in lines satisfies (i.price < |`).slice(0, 2), ["100 USD", "i"]);
  });
  begins("may x: process_return when now - order.delivered_at > 24 |", "minutes", "hours", "days");
  begins("may x: process_return when now - order.delivered_at > 24 h|", "minutes", "hours", "days");
  begins("may x: process_return when order.delivered_at + 24 |", "minutes", "hours", "days");
  begins("may x: process_return when amount < order.paid - 5 |", "USD");
  begins("evaluate e { require p95(latency) <= 2 |", "minutes");
  begins("evaluate e { require mean(cost) <= 2 |", "USD");
  without("may x: process_return when now - order.delivered_at > 24 |", "tokens");
  without("may x: process_return when amount < 24 |", "tokens");
  without("limit x: calls of process_return hard 3 |", "USD");
  without("fact x: money |", "");
  it("begins a member on a line of its own, and nowhere else", () => {
    const members = new Set(memberSnippets.map(({ label }) => label));
    for (const line of ["amount |", "amount < 5 USD |", "amount < 5 USD d|", "now - order.delivered_at > 24 |"])
      assert.deepEqual(
        offered(`may x: process_return when ${line}`).filter((label) => members.has(label)),
        [],
        line,
      );
    for (const line of ["may x: any |", "may x: get_order |", "may x: get_order when topic is other never|"])
      assert.deepEqual(
        offered(line).filter((label) => members.has(label)),
        [],
        line,
      );
    for (const line of ["|", "n|", "may x: get_order\n  |", "may x: process_return when amount < 5 USD\n  n|"])
      assert.ok(offered(line).includes("never"), line);
    const alone = (text: string) => {
      const { snapshot, position } = marked(text);
      return completion(snapshot, position, { snippets: true }).map(({ label }) => label);
    };
    for (const text of ["pact p {\n  |\n}", "pact p {\n  n|\n}", "pact p { n|\n}", "pact p {\n  |version 1.0.0\n}"])
      assert.ok(alone(text).includes("never"), text);
  });
  it("offers zones for what is typed, and puts one between the quotes", () => {
    const zones = Intl.supportedValuesOf("timeZone");
    const at = (line: string) => {
      const { snapshot, position } = marked(`pact p {\n  ${line}\n}\n`);
      return completion(snapshot, position, { snippets: true }).map((item) => ({
        item,
        text: applied(snapshot.text, [item.textEdit as TextEdit]),
      }));
    };
    assert.deepEqual(
      at('timezone "|"').map(({ item }) => item.label),
      zones,
    );
    for (const line of ['timezone "Europe/|"', 'timezone "Europe/|']) {
      const found = at(line);
      assert.deepEqual(
        found.map(({ item }) => item.label),
        zones.filter((zone) => zone.startsWith("Europe/")),
      );
      const berlin = found.find(({ item }) => item.label === "Europe/Berlin")!;
      assert.equal(berlin.text, `pact p {\n  ${line.replace("Europe/|", "Europe/Berlin")}\n}\n`);
    }
    assert.deepEqual(
      at('timezone "berlin|"').map(({ item }) => item.label),
      ["Europe/Berlin"],
    );
    assert.deepEqual(at('owner "Europe/|"'), []);
  });
  it("offers who is asked elsewhere, after `to` and `else` and between the quotes", () => {
    // The charter's as well.
    const desks = ["billing-desk", "fraud-desk", "ops-lead", "retail-support", "returns-lead"];
    const quoted = desks.map((desk) => JSON.stringify(desk));
    assert.deepEqual(
      offered("escalate x: process_return to |").filter((label) => label.startsWith('"')),
      quoted,
    );
    assert.deepEqual(offered("handoff to |"), quoted);
    assert.deepEqual(offered('escalate x: process_return to "ops-lead" within 1 hour else |'), ["deny", ...quoted.toSpliced(2, 1)]);
    assert.deepEqual(offered('escalate x: process_return to "re|" within 1 hour else deny'), desks);
    assert.deepEqual(offered('delegate to "|" at most get_order'), []);
    assert.ok(written("handoff to |").includes('"ops-lead"'));
    const { snapshot, position } = marked(
      `${sample}  escalate x: process_return to "re| within 1 hour else deny\n}\n`,
      Object.fromEntries(world.files),
    );
    const lead = completion(snapshot, position, { snippets: true }).find(({ label }) => label === "returns-lead")!;
    assert.match(applied(snapshot.text, [lead.textEdit as TextEdit]), /x: process_return to "returns-lead within 1 hour else deny\n/);
  });
  it("writes plain text in an editor without snippets", () => {
    const { snapshot, position } = marked(`${sample}  may x: process_return when |\n}\n`, Object.fromEntries(world.files));
    const plain = completion(snapshot, position, { snippets: false });
    assert.ok(plain.every(({ insertTextFormat }) => insertTextFormat === undefined));
    assert.deepEqual(
      plain.map(({ label }) => label),
      completion(snapshot, position, { snippets: true }).map(({ label }) => label),
    );
    assert.ok(written("may x: process_return when |").includes("count()"));
    assert.ok(written("test x: get_order(|").includes("order_id: "));
    assert.ok(written("test x: get_order(order_id: |").includes('""'));
    assert.ok(written("may x: process_return when amount < |").includes("100 USD"));
    assert.ok(written("may x: process_return when now - order.delivered_at > |").includes("30 minutes"));
    assert.ok(written("evaluate e { require |").includes("p95(latency)"));
    assert.ok(written("may|").includes("may name: tool when condition"));
    assert.ok(written("evalu|").includes('evaluate recorded {\n  agent recorded "./sessions.jsonl"\n}'));
  });
  it("takes the marks of a snippet out, and nothing else", () => {
    const stop = (inside: string) => `\${${inside}}`;
    assert.equal(plainText(`a$0 b${stop("1")} ${stop("2:c d")} ${stop("3|e,f|")}$10`), "a b c d e");
    assert.equal(plainText(`\\$1 \\} \\\\ ${stop("1:\\}x")} ${stop("2|\\,y,z|")} {k} $x`), "$1 } \\ }x ,y {k} $x");
    for (const { body } of memberSnippets) assert.doesNotMatch(plainText(body), /\$|\|/);
  });
  it("offers nothing in comments and texts", () => {
    assert.deepEqual(offered("// may |"), []);
    assert.deepEqual(offered('never x: get_order because "no |'), []);
  });
  it("offers nothing behind the quote that ends a text, unless it is asked for by key", () => {
    const items = (line: string, typed?: string) => {
      const { snapshot, position } = marked(`${sample}  ${line}\n}\n`, Object.fromEntries(world.files));
      return completion(snapshot, position, { snippets: true, typed }).map(({ label }) => label);
    };
    const ended = 'test x: process_return() given customer.id is "c1"|';
    assert.deepEqual(items(ended, '"'), []);
    assert.ok(items(ended).includes("expect"));
    assert.deepEqual(items('escalate x: process_return to "|"', '"'), items('escalate x: process_return to "|"'));
    assert.deepEqual(items('tools from "./|"', "/"), ["tools.json"]);
    assert.ok(items("may x: process_return when topic |", " ").includes("is"));
  });

  it("says of an item what it is once somebody looks", () => {
    assert.match(resolved("may x: |", "get_order"), /Reads one order/);
    assert.match(resolved("may x: process_return |", "when"), /applies where this is true/);
    assert.match(resolved("m|", "never"), /Prohibits/);
    assert.match(resolved("may x: process_return when |", "order"), /newest successful `get_order`/);
    assert.match(resolved("may x: process_return when |", "amount"), /How much is paid back/);
  });
  it("offers for drift just what is watched, and what is noticed", () => {
    // The sample's own drift ends before: a second one is read all the same.
    assert.deepEqual(new Set(offered("drift { watch |")), new Set<string>(watchWords));
    assert.deepEqual(new Set(offered("drift { reevaluate when |")), new Set<string>(changeWords));
    assert.ok(offered("drift { alarms at most 1 per |").every((word) => Object.hasOwn(alarmSpans, word)));
  });
  it("offers just the metrics there are, each as it can be required", () => {
    assert.deepEqual(new Set(offered("evaluate e { require |")), new Set(metricNames));
    assert.deepEqual(new Set(offered("evaluate e { require p95(|")), new Set<string>(quantityNames));
    assert.deepEqual(new Set(offered("evaluate e { require pass^2 >= 50% in every |")), new Set<string>(groupings));
    const thresholds = [">= 50%", "<= 2 s", "<= 4", "<= 0.10 USD"];
    const unmeasured = (text: string) => codes(`evaluate e { cases "./attacks.jsonl" agent command "a" require ${text} }`).has("PACT4001");
    for (const text of written("evaluate e { require |"))
      assert.ok(!thresholds.every((threshold) => unmeasured(`${text} ${threshold}`)), text);
    for (const text of written("evaluate e { require p95(|"))
      assert.ok(!thresholds.every((threshold) => unmeasured(`p95(${text}) ${threshold}`)), text);
    for (const text of written("evaluate e { require pass^2 >= 50% in every |"))
      assert.ok(!unmeasured(`pass^2 >= 50% in every ${text}`), text);
    assert.ok(unmeasured("latency <= 2 s"));
  });
  it("names the charter and the catalogue", () => {
    const at = (line: string) => {
      const { snapshot, position } = marked(`${line}\n}\n`, Object.fromEntries(world.files));
      return completion(snapshot, position, { snippets: true }).map(({ label }) => label);
    };
    assert.ok(at('pact a under "./|" {').includes("retail.charter.pact"));
    assert.ok(at('pact a { tools from "|" }').includes("tools.json"));
  });
  it("offers a member where one may begin, and a head only once", () => {
    const labels = offered("m|");
    assert.ok(labels.includes("may") && labels.includes("never") && labels.includes("fact"));
    assert.ok(!labels.includes("version"));
  });
});
