// Code actions: what is offered at `|`, and what the text is once one is chosen.
import assert from "node:assert/strict";
import type { CodeAction, TextDocumentEdit, TextEdit } from "vscode-languageserver-types";
import { CompiledPact, runTest } from "../../engine/index.ts";
import { codeActions, diagnostics, resolveCodeAction } from "../../server/features/index.ts";
import { applied, marked, pact, samples, World } from "./world.ts";

function offered(text: string, only?: string[]) {
  const { snapshot, range } = marked(text);
  return { snapshot, actions: codeActions(snapshot, range, { only, snippets: false }) };
}

function chosen(text: string, title: RegExp): string {
  const { snapshot, actions } = offered(text);
  const action = actions.find((each) => title.test(each.title));
  assert.ok(action, `${title} in ${actions.map((each) => each.title).join("; ")}`);
  return applied(snapshot.text, editsOf(resolveIf(snapshot, action), snapshot.uri));
}
const resolveIf = (snapshot: Parameters<typeof resolveCodeAction>[0], action: CodeAction) =>
  action.edit ? action : resolveCodeAction(snapshot, action);
function editsOf({ edit }: CodeAction, uri: string): TextEdit[] {
  return edit?.changes?.[uri] ?? ((edit?.documentChanges?.[0] as TextDocumentEdit | undefined)?.edits as TextEdit[]) ?? [];
}
const plain = (text: string): string => text.replace(/^ +/gm, "");
const turns = (before: string, title: RegExp, after: string) =>
  it(`${before} → ${after}`, () => assert.equal(plain(chosen(pact(before), title)), plain(pact(after))));
const lacks = (before: string, title: RegExp) =>
  it(`${before}: no ${title.source}`, () => assert.ok(!offered(pact(before)).actions.some((each) => title.test(each.title))));

describe("code actions", () => {
  describe("mend findings", () => {
    turns("may x: process_return when amu|ont < 3", /Change to `amount`/, "may x: process_return when amount < 3");
    turns(
      "refine process_return { amount: money EUR }\nmay x: process_return when amount < 8|0",
      /Change to `80 EUR`/,
      "refine process_return { amount: money EUR }\nmay x: process_return when amount < 80 EUR",
    );
    turns("may x: get_order when age(now) > 2|4", /Change to `24 days`/, "may x: get_order when age(now) > 24 days");
    turns(
      "fact sure: percent\nmay x: get_order when sure < 7|0",
      /Change to `70%`/,
      "fact sure: percent\nmay x: get_order when sure < 70%",
    );
    turns(
      "fact o|k: boolean\nmay x: get_order when ok",
      /Ignore PACT3002/,
      "// pact-ignore PACT3002: why\n  fact ok: boolean\nmay x: get_order when ok",
    );
    lacks("may x: process_return when amu|ont < 3", /Ignore/);
    it("findings link to their pages", () => {
      const { snapshot } = marked(pact("may x: process_return when amuont < 3"));
      const found = diagnostics(snapshot).find(({ code }) => code === "PACT2003");
      assert.equal(found?.codeDescription?.href, "https://pacts.example/findings#PACT2003");
    });
    it("all that is safe at once, and only when asked for", () => {
      const { snapshot, range } = marked(pact("may x|: process_return when amuont < 3 and amuont > 1"));
      const safe = {
        ...snapshot,
        analysis: {
          ...snapshot.analysis,
          diagnostics: snapshot.analysis.diagnostics
            .filter(({ code }) => code === "PACT2003")
            .map((each) => ({
              ...each,
              fixes: each.fixes?.map((fix) => ({ ...fix, safe: true as const })) ?? [],
            })),
        },
      };
      assert.ok(!codeActions(safe, range, { snippets: false }).some(({ kind }) => kind?.startsWith("source")));
      const [fix] = codeActions(safe, range, { only: ["source.fixAll"], snippets: false });
      assert.equal(applied(snapshot.text, editsOf(fix!, snapshot.uri)), pact("may x: process_return when amount < 3 and amount > 1"));
      assert.deepEqual(codeActions(snapshot, range, { only: ["source.fixAll"], snippets: false }), []);
    });
  });

  describe("groups", () => {
    turns("may x: get_order, |send_email", /Make a group of these 2 actions$/, "group x_tools: get_order, send_email\nmay x: x_tools");
    turns(
      "/// Why.\nmay x: get_order, search_products, «get_order»",
      /Make a group of these 3/,
      "group x_tools: get_order, search_products, get_order\n/// Why.\nmay x: x_tools",
    );
    turns(
      "may x: get_order, «send_email, process_return»",
      /Make a group of these 2/,
      "group x_tools: send_email, process_return\nmay x: get_order, x_tools",
    );
    turns(
      "never y: send_email, get_order\nmay x: get_order, |send_email",
      /for every clause that lists them \(2\)/,
      "group x_tools: get_order, send_email\nnever y: x_tools\nmay x: x_tools",
    );
    lacks("may x: |get_order", /Make a group/);
  });

  describe("unless and when not", () => {
    turns("never x: get_order un|less now is known", /as `when not`/, "never x: get_order when not (now is known)");
    turns(
      'never x: get_order when now is known or team is known un|less user is "a" and team is known',
      /as `when not`/,
      'never x: get_order when (now is known or team is known) and not (user is "a" and team is known)',
    );
    turns("fact a: boolean\nnever x: get_order un|less not a", /as `when not`/, "fact a: boolean\nnever x: get_order when a");
    turns(
      "never x: get_order wh|en not (now is known or team is known)",
      /as `unless`/,
      "never x: get_order unless now is known or team is known",
    );
    turns(
      "never x: get_order wh|en now is known and not (team is known)",
      /as `unless`/,
      "never x: get_order when now is known unless team is known",
    );
    lacks("never x: get_order wh|en now is known or not (team is known)", /as `unless`/);
    lacks("never x: get_order wh|en now is known", /as `/);
  });

  describe("quotes", () => {
    turns("fact `a|a`: text", /Remove the back-quotes/, "fact aa: text");
    turns("fact a|a: text", /Put `aa` in back-quotes/, "fact `aa`: text");
    turns("fact t: one of a, b\nmay x: get_order when t is |a", /Quote `a`/, 'fact t: one of a, b\nmay x: get_order when t is "a"');
    turns('fact t: one of a, b\nmay x: get_order when t is |"a"', /Remove the quotes/, "fact t: one of a, b\nmay x: get_order when t is a");
    lacks("fact `in|`: text", /Remove the back-quotes/);
  });

  describe("tests at boundaries", () => {
    const written = (body: string) => chosen(pact(body), /tests at the boundaries/).replace(/\s+/g, " ");
    it("expect what is decided", () => {
      const text = written("refine process_return { amount: money USD }\nmay s|mall: process_return when amount < 500 USD");
      assert.match(text, /test small_amount_below: process_return\(order_id: "A1", amount: 499.99\) expect allow by small/);
      assert.match(text, /test small_amount_at: process_return\(order_id: "A1", amount: 500\) expect deny as out_of_scope/);
      assert.match(text, /test small_amount_above: process_return\(order_id: "A1", amount: 500.01\) expect deny as out_of_scope/);
    });
    it("of a count, with calls before", () => {
      const text = written("may do: process_return\nnever ma|ny: process_return when count(calls of process_return same order_id) >= 1");
      assert.match(text, /many_\w+_below: process_return\(order_id: "A1", amount: 1\) expect allow by do/);
      assert.match(
        text,
        /many_\w+_at: process_return\(order_id: "A1", amount: 1\) after process_return\(order_id: "A1", amount: 1\) returns \{\} expect deny by many/,
      );
    });
    it("of an age, and with what else has to hold", () => {
      const text = written(
        "fact order from get_order(order_id) { at_door: time owner: text }\nmay re|turn: process_return when age(order.at_door) <= 30 days and order_id comes from user\nnever others: process_return when order.owner is not customer.id",
      );
      assert.match(text, /at: process_return\(order_id: "A1", amount: 1\) after user says "Please: A1" given [^?]* expect allow by return/);
      assert.match(text, /above: [^?]* expect deny as out_of_scope/);
    });
    it("of a sample: each side of the boundary is decided otherwise", () => {
      const { name, world } = samples.find((each) => each.name === "returns-desk.pact")!;
      const snapshot = world.of(name);
      const at = snapshot.positionAt(snapshot.analysis.model.clauses.find((each) => each.name === "small_returns")!.member.name.start);
      const action = codeActions(snapshot, { start: at, end: at }, { snippets: false }).find(({ title }) => title.includes("boundaries"))!;
      const [edit] = editsOf(resolveIf(snapshot, action), snapshot.uri);
      assert.deepEqual(edit!.newText.match(/expect .*/g), [
        "expect allow by small_returns",
        "expect escalate by large_returns",
        "expect escalate by large_returns",
        "expect allow by small_returns",
        "expect allow by small_returns",
        "expect deny as out_of_scope",
      ]);
    });
    lacks("may x|: get_order", /tests at/);
    for (const { name, world } of samples) {
      it(`${name}: every test that is written passes`, () => {
        const snapshot = world.of(name);
        for (const clause of snapshot.analysis.model.clauses.filter(({ from }) => from === "pact")) {
          const at = snapshot.positionAt(clause.member.name.start);
          const action = codeActions(snapshot, { start: at, end: at }, { snippets: false }).find(({ title }) =>
            title.includes("boundaries"),
          );
          const edits = action ? editsOf(resolveIf(snapshot, action), snapshot.uri) : [];
          if (edits.length === 0) continue;
          const after = new World({ ...Object.fromEntries(world.files), [name]: applied(snapshot.text, edits) }).of(name);
          assert.ok(after.analysis.model.tests.length > snapshot.analysis.model.tests.length);
          assert.deepEqual(
            after.analysis.diagnostics.filter(({ severity }) => severity === "error"),
            [],
          );
          const compiled = new CompiledPact(after.analysis.model);
          for (const test of after.analysis.model.tests) assert.equal(runTest(test, compiled).message, "", test.name.text);
        }
      });
    }
  });
});
