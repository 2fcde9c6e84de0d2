// Tokens a second: this parser to its typed tree with recovery, chevrotain's JSON grammar to a concrete tree, Langium on the same
// language. One process a candidate, so that none warms or spoils another; the best of as many rounds as it takes V8 to have compiled
// all of it. Prints one JSON object.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { type CstNode, CstParser, createToken, type ILexerConfig, Lexer, type ParserMethod } from "chevrotain";
import { lex, parse } from "../../grammar/index.ts";
import { grownJson, grownPact } from "./grown.ts";

const size = 1_000_000;
const candidates = {
  ours,
  "chevrotain JSON": () => chevrotainJson({}),
  // Beyond what the bound asks: without the lines and columns that chevrotain counts unless told not to, as here.
  "chevrotain JSON, offsets only": () => chevrotainJson({ positionTracking: "onlyOffset" }),
  Langium: langium,
};

/** What reads the text once, and how many tokens that is. */
interface Candidate {
  readonly tokens: number;
  read(): unknown;
}

async function ours(): Promise<Candidate> {
  const text = grownPact(size);
  if (parse(text).diagnostics.length > 0) throw new Error("the pact to be parsed has errors");
  return { tokens: lex(text).tokens.length, read: () => parse(text) };
}

/** The grammar of JSON (RFC 8259) as in chevrotain's own examples, which leave the lexer its defaults. */
async function chevrotainJson(options: ILexerConfig): Promise<Candidate> {
  const punctuation = Object.fromEntries(
    [..."{}[],:"].map((sign) => [sign, createToken({ name: `Sign${sign.charCodeAt(0)}`, pattern: sign })]),
  );
  const [True, False, Null] = ["true", "false", "null"].map((name) => createToken({ name, pattern: name }));
  const Text = createToken({ name: "Text", pattern: /"(?:[^\\"]|\\(?:[bfnrtv"\\/]|u[0-9a-fA-F]{4}))*"/ });
  const Num = createToken({ name: "Num", pattern: /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/ });
  const Space = createToken({ name: "Space", pattern: /[ \t\n\r]+/, group: Lexer.SKIPPED, line_breaks: true });
  const all = [Space, Num, Text, ...Object.values(punctuation), True!, False!, Null!];
  class Json extends CstParser {
    value = this.RULE("value", () => {
      this.OR([
        { ALT: () => this.CONSUME(Text) },
        { ALT: () => this.CONSUME(Num) },
        { ALT: () => this.SUBRULE(this.object) },
        { ALT: () => this.SUBRULE(this.array) },
        { ALT: () => this.CONSUME(True!) },
        { ALT: () => this.CONSUME(False!) },
        { ALT: () => this.CONSUME(Null!) },
      ]);
    });
    object: ParserMethod<[], CstNode> = this.RULE("object", () => {
      this.CONSUME(punctuation["{"]!);
      this.MANY_SEP({ SEP: punctuation[","]!, DEF: () => this.SUBRULE(this.entry) });
      this.CONSUME(punctuation["}"]!);
    });
    entry: ParserMethod<[], CstNode> = this.RULE("entry", () => {
      this.CONSUME(Text);
      this.CONSUME(punctuation[":"]!);
      this.SUBRULE(this.value);
    });
    array: ParserMethod<[], CstNode> = this.RULE("array", () => {
      this.CONSUME(punctuation["["]!);
      this.MANY_SEP({ SEP: punctuation[","]!, DEF: () => this.SUBRULE(this.value) });
      this.CONSUME(punctuation["]"]!);
    });
    constructor() {
      super(all);
      this.performSelfAnalysis();
    }
  }
  const lexer = new Lexer(all, options);
  const parser = new Json();
  const text = grownJson(size);
  const read = () => {
    parser.input = lexer.tokenize(text).tokens;
    const tree = parser.value();
    if (parser.errors.length > 0) throw new Error(String(parser.errors[0]));
    return tree;
  };
  return { tokens: lexer.tokenize(text).tokens.length, read };
}

async function langium(): Promise<Candidate> {
  const { createServicesForGrammar } = await import("langium/grammar");
  const grammar = readFileSync(path.join(import.meta.dirname, "pact.langium"), "utf8");
  const { parser } = await createServicesForGrammar({ grammar });
  const text = grownPact(size);
  const read = () => parser.LangiumParser.parse(text);
  const [error] = [...read().lexerErrors, ...read().parserErrors];
  if (error) throw new Error(`Langium: ${error.message}`);
  return { tokens: lex(text).tokens.length, read };
}

const name = process.argv[2] as keyof typeof candidates | undefined;
if (name) {
  const { tokens, read } = await candidates[name]();
  let best = Infinity;
  for (let round = 0; round < (name === "Langium" ? 5 : 40); round++) {
    const start = performance.now();
    read();
    best = Math.min(best, performance.now() - start);
  }
  console.log((tokens / best) * 1000);
} else {
  const self = fileURLToPath(import.meta.url);
  const rates: Record<string, number> = {};
  for (let round = 0; round < 3; round++) {
    for (const each of Object.keys(candidates))
      rates[each] = Math.max(rates[each] ?? 0, Number(execFileSync(process.execPath, [self, each], { encoding: "utf8" })));
  }
  console.log(JSON.stringify(rates));
}
