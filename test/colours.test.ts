// Colours without a server: what the TextMate grammar makes of every token of every sample, in the scopes themes know, and with the
// right one for what the token is there: a keyword that is a name where it stands is coloured as a name.
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import oniguruma from "vscode-oniguruma";
import textmate, { type IGrammar, type IRawGrammar } from "vscode-textmate";
import { lex, parse, roleOf } from "../grammar/index.ts";

const root = path.join(import.meta.dirname, "..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");

/** VS Code's own grammar of Markdown is not at hand: one that knows nothing is injected into as well. */
const markdown: IRawGrammar = { scopeName: "text.html.markdown", patterns: [], repository: {} as IRawGrammar["repository"] };
const codeblock = "markdown.behavioral-pact.codeblock";

async function load(scopeName: string): Promise<IGrammar> {
  const wasm = readFileSync(createRequire(import.meta.url).resolve("vscode-oniguruma/release/onig.wasm"));
  await oniguruma.loadWASM({ data: new Uint8Array(wasm).buffer });
  const file = (name: string) => textmate.parseRawGrammar(read(`syntaxes/${name}.tmLanguage.json`), `${name}.json`);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns: string[]) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text: string) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => {
      if (name === "text.html.markdown") return markdown;
      return file(name === codeblock ? "behavioral-pact.markdown" : "behavioral-pact");
    },
    getInjections: (name) => (name === "text.html.markdown" ? [codeblock] : []),
  });
  return (await registry.loadGrammar(scopeName))!;
}

/** The innermost scope at each offset. */
function scopesOf(text: string, grammar: IGrammar): (offset: number) => string {
  const scopes: string[] = [];
  let state = textmate.INITIAL;
  for (const line of text.split("\n")) {
    const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
    state = ruleStack;
    for (const { startIndex, endIndex, scopes: all } of tokens)
      for (let i = startIndex; i < endIndex && i < line.length; i++) scopes.push(all.at(-1)!);
    scopes.push("line end");
  }
  return (offset) => scopes[offset]!;
}

/** Where a name stands in the tree, and that a word is only formally one: `calls of`, `agent command`. */
function namesOf(text: string): Set<number> {
  const found = new Set<number>();
  const walk = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { kind, start, text: word } = node as { kind?: string; start?: number; text?: string };
    if (kind === "name" && word !== "calls") found.add(start!);
    for (const child of Object.values(node)) walk(child);
  };
  walk(parse(text).tree);
  return found;
}

const expected = {
  comment: /^comment\./,
  string: /^string\.quoted\.|^variable\.other\.quoted/,
  regex: /^string\.regexp\./,
  number: /^constant\.numeric\.|^support\.constant\.currency\./,
  keyword: /^keyword\.(?!operator)|^constant\.language\.|^support\.type\./,
  operator: /^keyword\.operator\./,
  mistake: /^invalid\.illegal\./,
  name: /^variable\.|^entity\.name\.(?:function|type)\.|^support\.constant\./,
  pattern: /^entity\.name\.function\./,
  punctuation: /^punctuation\./,
  space: /./,
};

const samples = readdirSync(path.join(root, "samples"), { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".pact"))
  .map((file): [string, string] => [file, read(path.join("samples", file))]);
const fences = [...read("docs/language.md").matchAll(/^```pact\n([\s\S]*?)^```/gm)].map(([, text], i): [string, string] => [
  `example ${i + 1} of docs/language.md`,
  `pact example {\n${text}}\n`,
]);
const odd: [string, string] = [
  "names that are keywords elsewhere",
  `pact odd {
  agent "a" acts for user { text: text  model: list of text }
  fact text: one of yes, no, "in the end"
  fact cost from get_cost(user: user.text) { agent: one of text, no  time: time at model.time }
  judge error(message: text, tool: boolean) by command "x" error 4%
  may time: send_text, get_*, any read-only tool
    when text is no and user.text is not model and (cost.agent is text or error(text, tool))
     and count(p in list where (p.time is 3)) >= 1 and text comes from [user, get_cost at text]
     and after send_text same text, time within 2 hours per agent
  limit tokens: tokens hard 1_000 per user per day
  never \`may\`: \`record\` when a == b && !c because "x"
  record input, text, time for every action redact text, cost retain 2 years on failure deny
  test time: send_text(text: "hello", time: 3, model: null) given text is no expect deny by time
  evaluate cases { agent command "x" cases "y" require mean(tokens) <= 4_000, pass^4 >= 50% in every agent }
  drift { watch tokens, cost reevaluate when model, tools change or every 30 days }
}
`,
];

describe("colours", () => {
  let grammar: IGrammar;
  before(async () => {
    grammar = await load("source.behavioral-pact");
  });

  for (const [name, text] of [...samples, ...fences, odd]) {
    it(name, () => {
      const scopeAt = scopesOf(text, grammar);
      const names = namesOf(text);
      const { tokens, comments } = lex(text);
      const wrong = tokens.flatMap(({ tokenType, startOffset, image }) => {
        const role = names.has(startOffset) ? (roleOf(tokenType) === "number" ? "number" : "name") : roleOf(tokenType);
        const line = text.slice(0, startOffset).split("\n").length;
        return expected[role].test(scopeAt(startOffset)) ? [] : [`${line}: ${image} is a ${role}, and ${scopeAt(startOffset)}`];
      });
      assert.deepEqual(wrong, []);
      for (const { start } of comments) assert.match(scopeAt(start), expected.comment);
      for (let i = 0; i < text.length; i++) {
        if (/\S/.test(text[i]!)) assert.notEqual(scopeAt(i), "source.behavioral-pact", `${i}: ${text.slice(i, i + 20)}`);
      }
    });
  }

  it("a fence in Markdown, and nothing behind it", async () => {
    const scopeAt = scopesOf(fenced, await load("text.html.markdown"));
    assert.match(scopeAt(fenced.indexOf("may ")), /^keyword\.declaration\./);
    assert.match(scopeAt(fenced.indexOf("never ")), /^keyword\.declaration\./);
    assert.match(scopeAt(fenced.lastIndexOf("may")), /^text\.html\.markdown$/);
    assert.match(scopeAt(fenced.indexOf("may_json")), /^text\.html\.markdown$/);
  });
});

const fenced = "# Title\n\n```pact\nmay look: get_order\n  never loud: respond\n```\n\n```json\nmay_json\n```\n\nThey may.\n";
