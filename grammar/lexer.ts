// Text to tokens. Never throws: what is no token becomes a finding at its place, and the rest lives.
import { type ILexingError, type IToken, Lexer, type TokenType } from "chevrotain";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { BlockComment, classify, DocComment, lexedTokens, OpenComment, OpenQuotedName, OpenText, Text, Word } from "./tokens.ts";

/** A comment with its place; `doc` comments (`///`) document what follows them. */
export interface Comment {
  readonly kind: "doc" | "line" | "block";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A block comment that nothing closes. */
  readonly open?: true;
}

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

let lexer: Lexer | undefined;

/** Offsets are UTF-16 code units, the first character of `text` having `offset`; `end` is exclusive. */
export function lex(text: string, offset = 0): Lexed {
  lexer ??= new Lexer([...lexedTokens], { positionTracking: "onlyOffset", skipValidations: true, ensureOptimizations: false });
  const { tokens: found, groups, errors: strays } = lexer.tokenize(text);
  const { tokens, errors, quoted } = strays.length > 0 ? withQuoted(text, withoutHashComments(text, found, strays)) : plain(found);
  let isFinished = true;
  tokens.forEach((token) => {
    token.startOffset += offset;
    if (token.tokenType === Word) become(token, classify(token.image));
    else if (token.tokenType === OpenText || token.tokenType === OpenQuotedName) isFinished = false;
  });
  const commentTokens: IToken[] = groups.comments ?? [];
  commentTokens.forEach((token) => {
    token.startOffset += offset;
    if (token.tokenType === OpenComment) isFinished = false;
  });
  const diagnostics = [...errors.map(strayCharacters(text, offset)), ...quoted.map(otherQuotes)];
  if (!isFinished) diagnostics.push(...unfinished(tokens, commentTokens));
  return { tokens, comments: commentTokens.map(toComment), diagnostics: diagnostics.sort((a, b) => a.start - b.start) };
}

function become(token: IToken, type: TokenType): void {
  token.tokenType = type;
  token.tokenTypeIdx = type.tokenTypeIdx!;
}

/** The exclusive end of a token. Only one that is read in the place of others says where it ends, in chevrotain's way: inclusive. */
export const endOf = ({ startOffset, endOffset, image }: IToken): number =>
  endOffset === undefined ? startOffset + image.length : endOffset + 1;

function toComment(token: IToken): Comment {
  const kind =
    token.tokenType === DocComment ? "doc" : token.tokenType === BlockComment || token.tokenType === OpenComment ? "block" : "line";
  const open = token.tokenType === OpenComment && { open: true as const };
  return { kind, text: token.image, start: token.startOffset, end: endOf(token), ...open };
}

type Stray = ILexingError;

/** Tokens, what is none, and texts in other quotes, which are among the tokens. */
interface Tokens {
  readonly tokens: IToken[];
  readonly errors: readonly Stray[];
  readonly quoted: readonly IToken[];
}
const plain = (tokens: IToken[]): Tokens => ({ tokens, errors: [], quoted: [] });

/** A text in single or curly quotes is read as the text it was meant to be. */
function withQuoted(text: string, { tokens, errors }: Omit<Tokens, "quoted">): Tokens {
  const found: IToken[] = [];
  let end = 0;
  for (const { offset, length } of errors)
    for (let at = Math.max(offset, end); at < offset + length; at++) {
      const size = quotedFrom(text, at);
      if (size === undefined) continue;
      end = at + size;
      found.push({
        image: `"${text.slice(at + 1, end - 1)}"`,
        startOffset: at,
        tokenType: Text,
        tokenTypeIdx: Text.tokenTypeIdx!,
      } as IToken);
      at = end - 1;
    }
  if (found.length === 0) return { tokens, errors, quoted: [] };
  const outside = outsideOf(found.map(({ startOffset, image }) => [startOffset, startOffset + image.length]));
  const left = outside(tokens, ({ startOffset }) => startOffset);
  const all = [...left, ...found].sort((a, b) => a.startOffset - b.startOffset);
  return { tokens: all, errors: outside(errors, ({ offset }) => offset), quoted: found };
}

/** How long a text in other quotes is, from its first quote to its last; undefined where none begins or ends, or `"` stands in it. */
function quotedFrom(text: string, at: number): number | undefined {
  if (!quotes.test(text[at]!) || /[\p{L}\p{N}_]/u.test(text[at - 1] ?? "")) return undefined;
  const rest = text.slice(at + 1, Math.min(lineEnd(text, at), at + mostQuoted));
  const length = rest.search(quotes);
  return length < 0 || /["\\]/.test(rest.slice(0, length)) ? undefined : length + 2;
}

const otherQuotes = ({ startOffset, image }: IToken): Diagnostic => {
  const [start, end] = [startOffset, startOffset + image.length];
  const edits = [start, end - 1].map((at) => ({ start: at, end: at + 1, text: '"' }));
  const fixes: readonly Fix[] = [{ title: "Change to straight double quotes", edits, safe: true }];
  return { code: "PACT1001", severity: "error", start, end, message: "a text stands in straight double quotes", fixes };
};

/** What stands behind a `#` that means nothing here is a comment, and not read. */
function withoutHashComments(text: string, tokens: IToken[], errors: readonly Stray[]): { tokens: IToken[]; errors: readonly Stray[] } {
  const ends = new Map<number, number>();
  let end = 0;
  for (const { offset } of errors) {
    if (text[offset] !== "#" || offset < end) continue;
    end = lineEnd(text, offset);
    ends.set(offset, end);
  }
  if (ends.size === 0) return { tokens, errors };
  const outside = outsideOf([...ends].map(([start, end]) => [start + 1, end]));
  return { tokens: outside(tokens, ({ startOffset }) => startOffset), errors: outside(errors, ({ offset }) => offset) };
}

/** Leaves out what begins inside of some spans; all of it is in the order of the text. */
function outsideOf(spans: readonly (readonly [start: number, end: number])[]) {
  return <Item>(items: readonly Item[], startOf: (item: Item) => number): Item[] => {
    let at = 0;
    return items.filter((item) => {
      const start = startOf(item);
      while (at < spans.length && spans[at]![1] <= start) at++;
      return at === spans.length || start < spans[at]![0];
    });
  };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end < 0 ? text.length : end;
}

const strayCharacters =
  (text: string, base: number) =>
  ({ offset, length }: Stray): Diagnostic => {
    const [start, end] = [base + offset, base + offset + length];
    const about = (message: string, fixes?: readonly Fix[]): Diagnostic => ({
      code: "PACT1001",
      severity: "error",
      start,
      end,
      message,
      ...(fixes && { fixes }),
    });
    const char = text[offset]!;
    if (char === "#")
      return about("a comment begins with `//`", [{ title: "Change to `//`", edits: [{ start, end: start + 1, text: "//" }], safe: true }]);
    if (quotes.test(char)) return about("a text stands in straight double quotes");
    return about(`\`${printable(text.slice(offset, offset + Math.min(length, 20)))}\` means nothing here; remove it, or put it in quotes`);
  };

/** A text in other quotes that is longer is no slip. */
const mostQuoted = 500;
const quotes = /['‘’“”„«»]/;

const printable = (text: string) => text.replace(/\p{C}/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);

function unfinished(tokens: readonly IToken[], comments: readonly IToken[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const add = (token: IToken, message: string, length = token.image.length) =>
    found.push({ code: "PACT1002", severity: "error", start: token.startOffset, end: token.startOffset + length, message });
  for (const token of tokens) {
    if (token.tokenType === OpenText) add(token, 'this text is not closed; put a `"` at its end');
    if (token.tokenType === OpenQuotedName) add(token, "this name is not closed; put a back-quote at its end");
  }
  for (const token of comments) if (token.tokenType === OpenComment) add(token, "this comment is not closed; end it with `*/`", 2);
  return found;
}
