// The TextMate grammar, made from the token table: colours before the language server is up, and in every other tool.
import { reservedWords, softKeywords } from "./tokens.ts";

const words = (list: readonly string[]): string =>
  `\\b(?:${[...list].sort((a, b) => b.length - a.length || a.localeCompare(b)).join("|")})\\b`;

const declarations = "pact charter refine group fact judge may never escalate limit record test evaluate".split(" ");
const constants = ["true", "false", "null", "known", "unknown"];

/** The grammar as JSON; `syntaxes/generate.mjs` writes it, and a test says when it is stale. */
export function textMateGrammar() {
  const operators = reservedWords.filter((word) => !declarations.includes(word) && !constants.includes(word));
  return {
    $schema: "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json",
    name: "Behavioral Pact",
    scopeName: "source.behavioral-pact",
    fileTypes: ["pact"],
    patterns: [
      { name: "comment.line.documentation.behavioral-pact", match: "///.*$" },
      { name: "comment.line.double-slash.behavioral-pact", match: "//.*$" },
      { name: "comment.block.behavioral-pact", begin: "/\\*", end: "\\*/" },
      {
        name: "string.quoted.double.behavioral-pact",
        begin: '"',
        end: '"|$',
        patterns: [{ name: "constant.character.escape.behavioral-pact", match: "\\\\." }],
      },
      { name: "variable.other.quoted.behavioral-pact", match: "`[^`\\n]*`?" },
      { name: "string.regexp.behavioral-pact", match: "/(?![/*])(?:[^/\\\\\\[\\n]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*\\])+/[a-z]*" },
      {
        name: "constant.numeric.date.behavioral-pact",
        match: "\\b\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})?)?",
      },
      { name: "constant.numeric.behavioral-pact", match: "\\b\\d[\\d_]*(?:\\.\\d+)*%?" },
      { name: "entity.name.function.pattern.behavioral-pact", match: "\\b[A-Za-z_]\\w*\\*[\\w*]*|\\*\\w[\\w*]*" },
      {
        match: `(${words(declarations)})(?:\\s+([A-Za-z_]\\w*))?`,
        captures: { 1: { name: "keyword.declaration.behavioral-pact" }, 2: { name: "entity.name.type.clause.behavioral-pact" } },
      },
      { name: "constant.language.behavioral-pact", match: words(constants) },
      { name: "keyword.control.behavioral-pact", match: words(operators) },
      { name: "support.constant.currency.behavioral-pact", match: "\\b[A-Z]{3}\\b" },
      // A soft keyword is one only where it is followed by no `:`, `.` or `(`: as a name it is left alone.
      { name: "keyword.other.behavioral-pact", match: `${words(softKeywords)}(?!\\s*[:.(])` },
      { name: "keyword.operator.behavioral-pact", match: "<=|>=|<|>|\\+|-|\\*|\\^" },
      { name: "invalid.illegal.operator.behavioral-pact", match: "==?|!=?|&&|\\|\\|" },
    ],
  };
}
