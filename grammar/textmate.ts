// The TextMate grammar, made from the token table: colours before the language server is up, and in every other tool. A line is
// matched without what stands before it, so that a soft keyword is told from a name by its neighbours alone.
import { reservedWords, softKeywords } from "./tokens.ts";

const anyOf = (list: readonly string[]): string => [...list].sort((a, b) => b.length - a.length || (a < b ? -1 : 1)).join("|");
const words = (list: readonly string[]): string => `\\b(?:${anyOf(list)})\\b`;
const scope = (name: string) => ({ name: `${name}.behavioral-pact` });

const name = "(?:[A-Za-z_]\\w*|`[^`\\n]*`?)";
const names = `${name}(?:\\s*,\\s*${name})*`;
const declarations = "pact charter group fact judge may never escalate limit test evaluate".split(" ");
const constants = ["true", "false", "null", "known", "unknown"];
const types = "text boolean integer number percent duration time money".split(" ");
const adapters = "command http openai mcp recorded".split(" ");

/** What stands between two words says that the second is a name: `carrying order`, `comes from user`, `per team`. */
const nameAfter = (before: string, what = name) => ({
  match: `\\b(${before})\\s+(${what})`,
  captures: { 1: { patterns: [{ include: "#words" }] }, 2: { patterns: [{ include: "#names" }] } },
});

/** Names and what separates them, where no word is a keyword. */
const onlyNames = [
  { ...scope("variable.other.quoted"), match: "`[^`\\n]*`?" },
  { ...scope("variable.other"), match: "[A-Za-z_]\\w*" },
  { ...scope("punctuation.separator.comma"), match: "," },
];

const comments = [
  { ...scope("comment.line.documentation"), match: "///.*$" },
  { ...scope("comment.line.double-slash"), match: "//.*$" },
  { ...scope("comment.block"), begin: "/\\*", end: "\\*/" },
];

const values = [
  {
    ...scope("string.quoted.double"),
    begin: '"',
    end: '"|$',
    patterns: [{ ...scope("constant.character.escape"), match: "\\\\." }],
  },
  { ...scope("string.regexp"), match: "/(?![/*])(?:[^/\\\\\\[\\n]|\\\\.|\\[(?:[^\\]\\\\\\n]|\\\\.)*\\])+/[a-z]*" },
  {
    ...scope("constant.numeric.date"),
    match: "\\b\\d{4}-\\d{2}-\\d{2}(?:T\\d{2}:\\d{2}(?::\\d{2}(?:\\.\\d+)?)?(?:Z|[+-]\\d{2}:\\d{2})?)?",
  },
  { ...scope("constant.numeric.version"), match: "\\b\\d+\\.\\d+\\.\\d+(?:-[0-9A-Za-z.-]+)?" },
  { ...scope("constant.numeric"), match: "\\b\\d[\\d_]*(?:\\.\\d+)?%?" },
];

/** Where a word can only be a name, whatever it is elsewhere. */
const places = [
  {
    match: `\\b(record)\\s+(${names})`,
    captures: {
      1: scope("keyword.declaration"),
      2: { patterns: [{ match: "\\b(?:for|every)\\b", ...scope("keyword.other") }, { include: "#names" }] },
    },
  },
  {
    match: `(${words(declarations)}|\\bred\\s+team\\b)(?:\\s+(${name}))?`,
    captures: { 1: scope("keyword.declaration"), 2: scope("entity.name.type.clause") },
  },
  nameAfter("carrying|redact|same|watch|generate", names),
  nameAfter("is(?:\\s+not)?(?!\\s+(?:not|in|inside|like|known|unknown|true|false|null)\\b)|in\\s+every|in(?!\\s+every\\b)|given|per"),
  {
    match: `(:)\\s*(${anyOf(types)})\\b(?!\\s*[:.(])`,
    captures: { 1: scope("punctuation.separator"), 2: scope("support.type") },
  },
  {
    match: `\\b(of|results)\\s+(${anyOf(types)}|json|yaml)\\b(?!\\s*[:.(])`,
    captures: { 1: scope("keyword.other"), 2: scope("support.type") },
  },
  nameAfter("one\\s+of", `(?:${name}|"[^"\\n]*")(?:\\s*,\\s*(?:${name}|"[^"\\n]*"))*`),
  nameAfter("comes\\s+from|acts\\s+for|expect\\s+\\w+\\s+(?:by|as)"),
  nameAfter("at", "(?!most\\b)[A-Za-z_]\\w*"),
  {
    match: `\\b(when)\\s+(${names})\\s+(change)\\b`,
    captures: { 1: scope("keyword.control"), 2: { patterns: [{ include: "#names" }] }, 3: scope("keyword.other") },
  },
  {
    match: `\\b(agent)\\s+(${anyOf(adapters)})\\b(?=\\s*")`,
    captures: { 1: scope("keyword.other"), 2: scope("support.constant.adapter") },
  },
  { ...scope("entity.name.function.pattern"), match: "\\b[A-Za-z_]\\w*\\*[\\w*]*|\\*\\w[\\w*]*" },
];

const operators = reservedWords.filter((word) => !declarations.includes(word) && !constants.includes(word));
const others = softKeywords.filter((word) => !types.includes(word) && word !== "where");
/** Behind a dot, before a colon, in brackets and as a function, a soft keyword is a name; behind a colon it is a type. */
const notAName = "(?<![.\\w])(?=\\w+\\b(?!\\s*[:.]|\\())(?:(?<=:\\s|\\bof\\s)|(?=\\w+\\b(?!\\s*[,\\])])))";

const keywords = [
  { ...scope("constant.language"), match: words(constants) },
  { ...scope("keyword.other"), match: "\\bread-only\\b" },
  { ...scope("keyword.control"), match: words(operators) },
  { ...scope("support.constant.currency"), match: "\\b[A-Z]{3}\\b" },
  { ...scope("keyword.other"), match: "\\bcalls(?=\\s+of\\b)" },
  { ...scope("keyword.other"), match: "(?<!\\.)\\bwhere\\b(?!\\s*[:.])" },
  { ...scope("keyword.other"), match: `${notAName}${words(others)}` },
];

const rest = [
  { ...scope("variable.other.quoted"), match: "`[^`\\n]*`?" },
  { ...scope("entity.name.function"), match: "(?<!\\.)\\b[A-Za-z_]\\w*(?=\\()" },
  { ...scope("variable.other"), match: "\\b[A-Za-z_]\\w*" },
  { ...scope("keyword.operator"), match: "<=|>=|<(?!>)|>(?!=)|\\+|-|\\*|\\^" },
  { ...scope("invalid.illegal.operator"), match: "=[>=<]?|<>|!=?|&&|\\|\\|" },
  { ...scope("punctuation.section.braces"), match: "[{}]" },
  { ...scope("punctuation.section.brackets"), match: "[\\[\\]]" },
  { ...scope("punctuation.section.parens"), match: "[()]" },
  { ...scope("punctuation.separator"), match: "[,:]" },
  { ...scope("punctuation.accessor"), match: "\\." },
];

const schema = "https://raw.githubusercontent.com/martinring/tmlanguage/master/tmlanguage.json";

/** The grammar as JSON; `npm run generate` writes it, and a test says when it is stale. */
export const textMateGrammar = () => ({
  $schema: schema,
  name: "Behavioral Pact",
  scopeName: "source.behavioral-pact",
  fileTypes: ["pact"],
  patterns: [...comments, ...values, ...places, ...keywords, ...rest],
  repository: {
    names: { patterns: [...values.slice(0, 1), ...onlyNames] },
    words: {
      patterns: [
        { ...scope("keyword.control"), match: words(operators) },
        { ...scope("keyword.other"), match: "\\w+" },
      ],
    },
  },
});

/** Colours for what stands in a Markdown file between ```pact and ```. */
export const markdownInjection = () => ({
  $schema: schema,
  name: "Behavioral Pact in Markdown",
  scopeName: "markdown.behavioral-pact.codeblock",
  injectionSelector: "L:text.html.markdown",
  patterns: [
    {
      name: "markup.fenced_code.block.markdown",
      begin: "(^|\\G)(\\s*)(`{3,}|~{3,})\\s*(?i:(pact|behavioral-pact)((?:\\s+|:|,|\\{|\\?)[^`]*)?$)",
      end: "(^|\\G)(\\2|\\s{0,3})(\\3)\\s*$",
      beginCaptures: {
        3: { name: "punctuation.definition.markdown" },
        4: { name: "fenced_code.block.language.markdown" },
        5: { name: "fenced_code.block.language.attributes.markdown" },
      },
      endCaptures: { 3: { name: "punctuation.definition.markdown" } },
      patterns: [
        {
          begin: "(^|\\G)(\\s*)(.*)",
          while: "(^|\\G)(?!\\s*([`~]{3,})\\s*$)",
          contentName: "meta.embedded.block.behavioral-pact",
          patterns: [{ include: "source.behavioral-pact" }],
        },
      ],
    },
  ],
});
