// Text to tokens. Never throws: what is no token becomes a finding at its place, and the rest lives.
import { type ILexingError, type IToken, Lexer, type TokenType } from "chevrotain";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { BlockComment, classify, DocComment, lexedTokens, OpenComment, OpenQuotedName, OpenText, Word } from "./tokens.ts";

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
  const { tokens, errors } = withoutHashComments(text, found, strays);
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
  const diagnostics = errors.map(strayCharacters(text, offset));
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
  // Both lists are in the order of the text, and so are the comments.
  const outside = <Item>(items: readonly Item[], startOf: (item: Item) => number): Item[] => {
    const comments = [...ends];
    let at = 0;
    return items.filter((item) => {
      const start = startOf(item);
      while (at < comments.length && comments[at]![1] <= start) at++;
      return at === comments.length || start <= comments[at]![0];
    });
  };
  return { tokens: outside(tokens, ({ startOffset }) => startOffset), errors: outside(errors, ({ offset }) => offset) };
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
    if (quotes.test(char)) return about("a text stands in straight double quotes", inStraightQuotes(text, offset, base));
    return about(`\`${printable(text.slice(offset, offset + Math.min(length, 20)))}\` means nothing here; remove it, or put it in quotes`);
  };

/** A text in other quotes that is longer is no slip. */
const mostQuoted = 500;
const quotes = /['‘’“”„«»]/;

/** Both ends of a text in other quotes, where the line has another end and neither inside it. */
function inStraightQuotes(text: string, offset: number, base: number): readonly Fix[] | undefined {
  const rest = text.slice(offset + 1, Math.min(lineEnd(text, offset), offset + mostQuoted));
  const length = rest.search(quotes);
  if (length < 0 || rest.slice(0, length).includes('"')) return undefined;
  const close = base + offset + 1 + length;
  const edits = [base + offset, close].map((start) => ({ start, end: start + 1, text: '"' }));
  return [{ title: "Change to straight double quotes", edits }];
}

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
