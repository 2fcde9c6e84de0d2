// Definition, type definition, references and highlights: what stands at `|`, and where it leads.
import assert from "node:assert/strict";
import { definition, documentHighlights, references, typeDefinition } from "../../server/features/index.ts";
import { marked, pact, textIn, type World } from "./world.ts";

const charter = `charter floor {
  fact checked: boolean
  group money: process_return, issue_store_credit
  never unchecked: money unless checked
  never others: send_email when customer.id is "x"
}
`;
const under = (body: string) => pact(body).replace("pact p {", 'pact p under "./floor.pact" {');

/** `file:text` of each place, and the line where it says more. */
const told = (
  world: World,
  found: readonly { uri: string; range: { start: { line: number; character: number }; end: { line: number; character: number } } }[],
) =>
  found.map(({ uri, range }) => {
    const name = uri.replace("file:///work/", "");
    return `${name}:${range.start.line}:${textIn(world.files.get(name)!, range)}`;
  });

function defines(title: string, text: string, ...expected: string[]): void {
  it(title, () => {
    const { world, snapshot, position } = marked(text, { "floor.pact": charter });
    assert.deepEqual(told(world, definition(snapshot, position, world)), expected);
  });
}

describe("definition", () => {
  defines("a fact", pact("fact seen: boolean\nmay x: get_order when se|en"), "a.pact:2:seen");
  defines("a fact of the charter", under("may x: get_order when ch|ecked"), "floor.pact:1:checked");
  defines("a group of the charter", under("limit x: calls of mon|ey hard 3 per session"), "floor.pact:2:money");
  defines(
    "a clause of the charter, in a test",
    under('test t: process_return(order_id: "A") expect deny by unch|ecked'),
    "floor.pact:3:unchecked",
  );
  defines(
    "a field",
    pact("fact order from get_order(order_id) { status: one of a, b }\nmay x: process_return when order.sta|tus is a"),
    "a.pact:2:status",
  );
  defines("an enumeration's value", pact("fact topic: one of a, b\nmay x: get_order when topic is |b"), "a.pact:2:b");
  defines("a value a test sets", pact("fact topic: one of a, b\ntest x: get_order() given topic is |b expect allow"), "a.pact:2:b");
  defines("a variable", pact("fact all: list of text\nmay x: get_order when some e in all satisfies (|e is order_id)"), "a.pact:3:e");
  defines("the principal's field", pact("may x: get_order when customer.i|d is order_id"), "a.pact:1:id");
  defines("a judge", pact('judge bad(t: text) by command "./j" error 4%\nnever x: respond when b|ad(text)'), "a.pact:2:bad");
  defines("what is carried", pact('fact seen: boolean\nhandoff to "x" carrying se|en'), "a.pact:2:seen");
  defines(
    "a limit a test sets",
    pact("limit few: calls hard 3 per session\ntest x: get_order() given f|ew is 3 expect deny by few"),
    "a.pact:2:few",
  );
  defines("a tool, in the catalogue", pact("may x: get_or|der"), 'tools.json:3:"get_order"');
  defines("an argument, in the catalogue", pact("may x: process_return when am|ount < 3"), 'tools.json:19:"amount"');
  defines("a tool, from a charter", "charter c { never x: send_em|ail }");
  defines("a file", pact("").replace("./tools", "./to|ols"), "tools.json:0:");
  defines("nothing", pact("// what| is this"));

  it("a tool named in a charter, through the pacts below it", () => {
    const { world, snapshot, position } = marked(charter.replace("send_email", "send_em|ail"), {
      "b.pact": pact("").replace("pact p {", 'pact p under "./a.pact" {'),
    });
    assert.deepEqual(told(world, definition(snapshot, position, world)), ['tools.json:32:"send_email"']);
  });
  it("what a charter leaves to the pacts below it", () => {
    const { world, snapshot, position } = marked(charter.replace("when customer", "when cust|omer"), {
      "b.pact": pact("").replace("pact p {", 'pact p under "./a.pact" {'),
    });
    assert.deepEqual(told(world, definition(snapshot, position, world)), ["b.pact:1:customer"]);
    const found = references(snapshot, position, { includeDeclaration: true }, world);
    assert.deepEqual(told(world, found), ["b.pact:1:customer", "a.pact:4:customer"]);
  });
  it("type definition", () => {
    const { world, snapshot, position } = marked(pact("fact topic: one of a, b\nmay x: get_order when to|pic is b"));
    assert.deepEqual(told(world, typeDefinition(snapshot, position, world)), ["a.pact:2:a"]);
  });
});

describe("references", () => {
  const below = under("may x: get_order when checked\ntest t: get_order() given checked is true expect deny by unchecked");
  const asked = (includeDeclaration: boolean) => {
    const { world, snapshot, position } = marked(charter.replace("fact checked", "fact che|cked"), {
      "b.pact": below.replace("floor", "a"),
      "unrelated.pact": pact("fact checked: boolean"),
    });
    return told(world, references(snapshot, position, { includeDeclaration }, world));
  };
  it("across charter and pacts", () => {
    assert.deepEqual(asked(true), ["a.pact:1:checked", "a.pact:3:checked", "b.pact:2:checked", "b.pact:3:checked"]);
    assert.deepEqual(asked(false), ["a.pact:3:checked", "b.pact:2:checked", "b.pact:3:checked"]);
  });
  it("of a tool, in every pact of its catalogue", () => {
    const { world, snapshot, position } = marked(pact("may x: get_or|der"), {
      "b.pact": pact('test t: get_order(order_id: "A") expect allow'),
    });
    assert.deepEqual(told(world, references(snapshot, position, { includeDeclaration: true }, world)), [
      "a.pact:2:get_order",
      "b.pact:2:get_order",
    ]);
  });
  it("highlights what writes and what reads", () => {
    const { snapshot, position } = marked(
      pact("fact seen: boolean\nmay x: get_order when se|en\ntest t: get_order() given seen is true expect allow"),
    );
    assert.deepEqual(
      documentHighlights(snapshot, position).map(({ kind }) => kind),
      [3, 2, 3],
    );
  });
});
