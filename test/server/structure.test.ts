// What a pact looks like from outside: outline, search, folding, growing selections, links, hints and colours.
import assert from "node:assert/strict";
import type { DocumentSymbol, SelectionRange } from "vscode-languageserver-types";
import {
  documentLinks,
  foldingRanges,
  inlayHints,
  outline,
  resolveInlayHint,
  selectionRanges,
  semanticTokens,
  semanticTokensDelta,
  semanticTokensLegend,
  workspaceSymbols,
} from "../../server/features/index.ts";
import { marked, pact, samples, textIn, World } from "./world.ts";

const told = (symbols: readonly DocumentSymbol[], indent = ""): string[] =>
  symbols.flatMap(({ name, detail, children }) => [`${indent}${name} (${detail})`, ...told(children ?? [], `${indent}  `)]);
const everything = { start: { line: 0, character: 0 }, end: { line: 1000, character: 0 } };

describe("outline and search", () => {
  it("nests fields and items", () => {
    const { snapshot } = marked(
      'pact p "P" { version 1.0.0 fact order from get_order { paid: { total: number } } may x: get_order test t: get_order() expect deny by x evaluate e { trials 4 cases "./c.jsonl" } }',
    );
    assert.deepEqual(told(outline(snapshot)), [
      "p (P)",
      "  version (1.0.0)",
      "  order (fact)",
      "    paid ()",
      "      total (number)",
      "  x (may: get_order)",
      "  t (test: deny by x)",
      "  e (evaluate)",
      "    trials (4)",
      "    cases (./c.jsonl)",
    ]);
  });
  it("finds by letters in order, the best first", () => {
    const world = new World({
      "a.pact": "pact p { may look_up: get_order may lookup: get_order fact local_option: text }",
      "b.pact": "charter c { fact up: text }",
    });
    const names = (query: string) => workspaceSymbols(query, world).map(({ name }) => name);
    assert.deepEqual(names("up"), ["up", "look_up", "lookup"]);
    assert.deepEqual(names("lop"), ["lookup", "look_up", "local_option"]);
    assert.deepEqual(names("zzz"), []);
    assert.ok(names("").length >= 5);
  });
});

describe("folding", () => {
  it("members, heads, headings, comments, JSON", () => {
    const { snapshot } = marked(`pact p {
  version 1.0.0
  owner "a"
  purpose "b"

  // What it may do
  may x: get_order
    when now is known
  // why
  // and how
  may y: get_order

  // Tests
  test t: get_order()
    after get_order() returns {
      "a": 1
    }
    expect allow
}
`);
    assert.deepEqual(
      foldingRanges(snapshot).map(({ startLine, endLine, kind }) => `${startLine}-${endLine} ${kind ?? ""}`.trim()),
      ["0-17", "1-3 region", "5-10 region", "6-7", "8-9 comment", "12-17 region", "13-17", "14-15"],
    );
  });
});

describe("growing selections", () => {
  it("from the word to the file", () => {
    const { snapshot, position } = marked("pact p {\n  may x: process_return when (order.sta|tus is a and amount < 3) or amount > 4\n}\n");
    const texts: string[] = [];
    for (let here: SelectionRange | undefined = selectionRanges(snapshot, [position])[0]; here; here = here.parent)
      texts.push(textIn(snapshot.text, here.range));
    const condition = "(order.status is a and amount < 3) or amount > 4";
    const clause = `may x: process_return when ${condition}`;
    assert.deepEqual(texts, [
      "status",
      "order.status",
      "order.status is a",
      "order.status is a and amount < 3",
      "(order.status is a and amount < 3)",
      condition,
      clause,
      `pact p {\n  ${clause}\n}`,
      snapshot.text,
    ]);
  });
});

describe("links", () => {
  it("to every file that is no pattern", () => {
    const { snapshot } = marked(
      'pact p under "./c.pact" { tools from "./tools.json" evaluate e { cases "./a.jsonl", "./b/*.jsonl" } drift { baseline "./base.json" } }',
    );
    assert.deepEqual(
      documentLinks(snapshot).map(({ range, target }) => [textIn(snapshot.text, range), target]),
      ["c.pact", "tools.json", "a.jsonl", "base.json"].map((file) => [`./${file}`, `file:///work/${file}`]),
    );
  });
});

describe("inlay hints", () => {
  const drawn = (body: string, world?: Record<string, string>) => {
    const { snapshot } = marked(pact(body), world);
    const lines = snapshot.text.split("\n");
    for (const { position, label } of inlayHints(snapshot, everything).sort((a, b) => b.position.character - a.position.character)) {
      const line = lines[position.line]!;
      lines[position.line] = `${line.slice(0, position.character)}«${label}»${line.slice(position.character)}`;
    }
    return lines.slice(2, -2).join("\n").trim();
  };
  const draws = (body: string, expected: string) => it(body, () => assert.equal(drawn(body), expected));
  draws("effective 2027-01-01 until 2028-01-01T00:00Z", "effective 2027-01-01«UTC» until 2028-01-01T00:00Z");
  draws('timezone "Europe/Berlin"\neffective 2027-01-01', 'timezone "Europe/Berlin"\neffective 2027-01-01«Europe/Berlin»');
  draws('never x: when true because "y"', 'never x:«every tool (5)» when true because "y"');
  draws("may x: get_*, any read-only tool", "may x: get_*«(1)», any read-only tool«(2)»");
  draws("group g: get_order, send_email\nmay x: g", "group g: get_order, send_email\nmay x: g«(2)»");
  draws("limit x: tokens soft 3 per session", "limit x: tokens soft 3 per session«notice only»");
  draws("record input for every action", "record input for every action«on failure allow»");
  draws("may x: get_order when order_id is known", "may x: get_order when order_id is known");
  it("an omitted argument with a default, and the moment of a test", () => {
    const catalogue = JSON.stringify({
      tools: [
        { name: "go", inputSchema: { type: "object", properties: { fast: { type: "boolean", default: false }, to: { type: "string" } } } },
      ],
    });
    assert.equal(
      drawn('effective 2027-01-01T00:00Z\ntest x: go(to: "a") expect deny', { "tools.json": catalogue }),
      'effective 2027-01-01T00:00Z\ntest x: go(to: "a"«, fast: false»)«now is 2027-01-01T00:00Z» expect deny',
    );
  });
  it("each says more once it is looked at", () => {
    const { snapshot } = marked(pact("may x: get_*"));
    const [hint] = inlayHints(snapshot, everything);
    assert.match(JSON.stringify(resolveInlayHint(snapshot, hint!).tooltip), /one tool: `get_order`/);
  });
});

describe("semantic tokens", () => {
  const read = (text: string, data: readonly number[]) => {
    const lines = text.split("\n");
    const found: string[] = [];
    let [line, character] = [0, 0];
    for (let i = 0; i < data.length; i += 5) {
      const [down, right, length, type, modifiers] = data.slice(i, i + 5) as [number, number, number, number, number];
      [line, character] = [line + down, down > 0 ? right : character + right];
      const more = semanticTokensLegend.tokenModifiers.filter((_, bit) => modifiers & (1 << bit));
      found.push([lines[line]!.slice(character, character + length), semanticTokensLegend.tokenTypes[type], ...more].join(" "));
    }
    return found;
  };
  it("names what names are", () => {
    const { snapshot } = marked(
      pact("fact topic: one of a, b\ngroup g: get_order\nmay x: g, process_return when topic is a and amount < 3"),
    );
    assert.deepEqual(read(snapshot.text, semanticTokens(snapshot)).slice(2), [
      "topic variable declaration readonly",
      "a enumMember declaration",
      "b enumMember declaration",
      "g namespace declaration",
      "get_order function",
      "x method declaration",
      "g namespace",
      "process_return function",
      "topic variable readonly",
      "a enumMember",
      "amount parameter",
    ]);
  });
  for (const { name, world } of samples) {
    it(`${name}: the difference leads from one answer to the next`, () => {
      const before = semanticTokens(world.of(name));
      const after = before.filter((_, i) => i < 50 || i >= 65);
      const data = [...before];
      for (const edit of semanticTokensDelta(before, after)) data.splice(edit.start, edit.deleteCount, ...(edit.data ?? []));
      assert.deepEqual(data, after);
      assert.deepEqual(semanticTokensDelta(before, before), []);
    });
  }
});
