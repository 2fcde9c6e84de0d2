// The token table: every word and mark of the language, once. The parser, the TextMate grammar and the completion list are made
// from it; the scanner takes words and marks from it, and is held against its patterns. Keywords are soft unless listed as reserved: a soft keyword may also name a tool,
// an argument, a field or a fact, because catalogues are written by others and know nothing of this language.
import { createToken, Lexer, type TokenType } from "chevrotain";

/** What a token is for a reader: decides its colour, and how the reference lists it. */
export type TokenRole =
  | "comment"
  | "string"
  | "regex"
  | "number"
  | "keyword"
  | "operator"
  | "mistake"
  | "name"
  | "pattern"
  | "punctuation"
  | "space";

const roles = new Map<TokenType, TokenRole>();
const table: TokenType[] = [];

/** One of the things a `Word` is; the scanner tells them apart. */
const asWord = Lexer.NA;

interface TokenOptions {
  readonly label?: string;
  readonly categories?: TokenType[];
  readonly group?: string;
  readonly lineBreaks?: boolean;
}

function token(name: string, role: TokenRole, pattern: RegExp | string, options: TokenOptions = {}): TokenType {
  const type = createToken({
    name,
    pattern,
    label: options.label ?? (typeof pattern === "string" ? `\`${pattern}\`` : name),
    line_breaks: options.lineBreaks ?? false,
    ...(options.categories && { categories: options.categories }),
    ...(options.group && { group: options.group }),
  });
  roles.set(type, role);
  table.push(type);
  return type;
}

/** Any name: an identifier, a back-quoted one, a soft keyword, a unit, a currency. Patterns never match it directly. */
export const AnyName = createToken({ name: "AnyName", pattern: Lexer.NA, label: "a name" });
/** A word that measures time after a number: `15 minutes`. */
export const Unit = createToken({ name: "Unit", pattern: Lexer.NA, label: "a unit of time" });

// Space and comments. Comments are kept in groups of their own and attached to the tree by offset.
token("WhiteSpace", "space", /[\s\uFEFF]+/, { group: Lexer.SKIPPED, lineBreaks: true });
export const DocComment = token("DocComment", "comment", /\/\/\/[^\n\r]*/, { group: "comments" });
export const LineComment = token("LineComment", "comment", /\/\/[^\n\r]*/, { group: "comments" });
export const BlockComment = token("BlockComment", "comment", /\/\*(?:[^*]|\*(?!\/))*\*\//, { group: "comments", lineBreaks: true });
export const OpenComment = token("OpenComment", "comment", /\/\*[\s\S]*/, { group: "comments", lineBreaks: true });

// Quoted things. An unfinished one ends with its line, so that it costs only that line.
export const Text = token("Text", "string", /"(?:[^"\\\n\r]|\\[^\n\r])*"/, { label: "a text in double quotes" });
export const OpenText = token("OpenText", "string", /"(?:[^"\\\n\r]|\\[^\n\r])*\\?/, { categories: [Text] });
export const QuotedName = token("QuotedName", "name", /`[^`\n\r]+`/, { categories: [AnyName] });
export const OpenQuotedName = token("OpenQuotedName", "name", /`[^`\n\r]*/, { categories: [AnyName] });
export const Regex = token("Regex", "regex", /\/(?![/*])(?:[^/\\[\n\r]|\\[^\n\r]|\[(?:[^\]\\\n\r]|\\[^\n\r])*\])+\/[a-z]*/, {
  label: "a regular expression between slashes",
});

// Numbers, longest form first.
export const Moment = token("Moment", "number", /\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})?)?/, {
  label: "a date or time",
});
export const Version = token("Version", "number", /\d+\.\d+\.\d+(?:-[0-9A-Za-z.-]+)?/, { label: "a version such as `1.0.0`" });
export const Percent = token("Percent", "number", /\d[\d_]*(?:\.\d+)?%/, { label: "a percentage" });
export const Num = token("Num", "number", /\d[\d_]*(?:\.\d+)?/, { label: "a number" });

// Words. One pattern finds them all: names, keywords, currencies and patterns of tools, which the scanner tells apart.
export const ReadOnly = token("ReadOnly", "keyword", /read-only(?![\w-])/, { label: "`read-only`" });
export const Word = token("Word", "name", /[A-Za-z_]\w*(?:\*[\w*]*)?|\*\w[\w*]*/);
export const Pattern = token("Pattern", "pattern", asWord, { label: "a pattern of tool names" });
export const Currency = token("Currency", "number", asWord, { label: "a currency such as `USD`", categories: [AnyName] });
export const Identifier = token("Identifier", "name", asWord, { label: "a name", categories: [AnyName] });

// Operators and brackets. The mistaken ones are tokens, so that they are reported where they stand and the line lives.
export const LessOrEqual = token("LessOrEqual", "operator", "<=");
export const GreaterOrEqual = token("GreaterOrEqual", "operator", ">=");
export const NotEquals = token("NotEquals", "mistake", /!=|<>/, { label: "`!=`" });
export const ArrowGreater = token("ArrowGreater", "mistake", "=>");
export const ArrowLess = token("ArrowLess", "mistake", "=<");
export const Equals = token("Equals", "mistake", /==?/, { label: "`=`" });
export const AndAnd = token("AndAnd", "mistake", "&&");
export const OrOr = token("OrOr", "mistake", "||");
export const Bang = token("Bang", "mistake", "!");
export const Less = token("Less", "operator", "<");
export const Greater = token("Greater", "operator", ">");
export const Plus = token("Plus", "operator", "+");
export const Minus = token("Minus", "operator", "-");
export const Star = token("Star", "operator", "*");
export const Caret = token("Caret", "operator", "^");
export const OpenBrace = token("OpenBrace", "punctuation", "{");
export const CloseBrace = token("CloseBrace", "punctuation", "}");
export const OpenBracket = token("OpenBracket", "punctuation", "[");
export const CloseBracket = token("CloseBracket", "punctuation", "]");
export const OpenParen = token("OpenParen", "punctuation", "(");
export const CloseParen = token("CloseParen", "punctuation", ")");
export const Comma = token("Comma", "punctuation", ",");
export const Colon = token("Colon", "punctuation", ":");
export const Dot = token("Dot", "punctuation", ".");

/** Words that mean one thing everywhere; as a name they are written in back-quotes. */
export const reservedWords = [
  ..."pact charter refine group fact judge may never escalate limit record test evaluate".split(" "),
  ..."when unless and or not is in inside like matches comes contains starts ends".split(" "),
  ..."known unknown because after every some satisfies expect given carrying true false null".split(" "),
] as const;

const softWords = [
  ..."version purpose effective until timezone owner reviewers review agent model prompt acts for tools from results errors".split(" "),
  ..."json yaml text suspend by destructive boolean integer number percent duration time money one of list at".split(" "),
  ..."last any user message action command error on failure tool to within else with no where same per".split(" "),
  ..."under tokens cost calls soft hard handoff rate redact retain deny allow as says returns ago".split(" "),
  ..."red team cases trials require generate seed schedule drift baseline watch alarms most reevaluate change delegate".split(" "),
] as const;

const unitWords = [
  ..."ms millisecond milliseconds s second seconds minute minutes hour hours day days".split(" "),
  ..."week weeks month months year years".split(" "),
] as const;

const words = new Map<string, TokenType>();
const keywords = new Map<TokenType, string>();
function keyword(text: string, categories: TokenType[]): void {
  const type = token(`Word_${text}`, "keyword", asWord, { label: `\`${text}\``, categories });
  words.set(text, type);
  keywords.set(type, text);
}
for (const text of reservedWords) keyword(text, []);
for (const text of softWords) keyword(text, [AnyName]);
for (const text of unitWords) keyword(text, [AnyName, Unit]);

/** Every keyword and its type. */
export const keywordTypes: ReadonlyMap<string, TokenType> = words;

/** The token type of a keyword; throws on a word the table does not have, which is a bug of the caller. */
export function word(text: string): TokenType {
  const type = words.get(text);
  if (!type) throw new Error(`no keyword \`${text}\` in the token table`);
  return type;
}

/** The keyword a token type stands for, if it is one. */
export const keywordOf = (type: TokenType): string | undefined => keywords.get(type);

export const roleOf = (type: TokenType): TokenRole => roles.get(type) ?? "name";
export const durationUnits: readonly string[] = unitWords;
export const softKeywords: readonly string[] = [...softWords, ...unitWords];

/** How an operator or a bracket is written; nothing for what is neither. */
export function marksOf(type: TokenType): readonly string[] {
  if (type === NotEquals) return ["!=", "<>"];
  if (type === Equals) return ["==", "="];
  return typeof type.PATTERN === "string" ? [type.PATTERN] : [];
}

/** Every token type in lexer order, and the two categories. */
export const lexedTokens: readonly TokenType[] = table;
export const vocabulary: readonly TokenType[] = [AnyName, Unit, ...table];
