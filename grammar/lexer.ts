// Text to tokens. Never throws: what is no token becomes a finding at its place, and the rest lives.
import type { IToken } from "chevrotain";
import type { Diagnostic, Fix } from "./diagnostic.ts";
import { type Comment, type Stray, scan } from "./scanner.ts";
import { OpenQuotedName, OpenText, Text } from "./tokens.ts";

export type { Comment } from "./scanner.ts";

export interface Lexed {
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Offsets are UTF-16 code units, the first character of `text` having `offset`; `end` is exclusive. */
export function lex(text: string, offset = 0): Lexed {
  const { tokens: found, comments, strays, unfinished } = scan(text, offset);
  const source = { text, offset };
  const { tokens, errors, quoted } = strays.length > 0 ? withQuoted(source, withoutHashComments(source, found, strays)) : plain(found);
  const diagnostics = [
    ...errors.map(strayCharacters(source)),
    ...quoted.map(otherQuotes),
    ...openEnds(strays.length > 0 ? tokens : unfinished, comments),
  ];
  return { tokens, comments, diagnostics: diagnostics.length > 1 ? diagnostics.sort((a, b) => a.start - b.start) : diagnostics };
}

/** A stretch of text, its first character having the offset. */
interface Source {
  readonly text: string;
  readonly offset: number;
}

/** The exclusive end of a token. Only one that is read in the place of others says where it ends, in chevrotain's way: inclusive. */
export const endOf = ({ startOffset, endOffset, image }: IToken): number =>
  endOffset === undefined ? startOffset + image.length : endOffset + 1;

/** Tokens, what is none, and texts in other quotes, which are among the tokens. */
interface Tokens {
  readonly tokens: IToken[];
  readonly errors: readonly Stray[];
  readonly quoted: readonly IToken[];
}
const plain = (tokens: IToken[]): Tokens => ({ tokens, errors: [], quoted: [] });

/** A text in single or curly quotes is read as the text it was meant to be. */
function withQuoted({ text, offset }: Source, { tokens, errors }: Omit<Tokens, "quoted">): Tokens {
  const found: IToken[] = [];
  let end = 0;
  for (const stray of errors)
    for (let at = Math.max(stray.start - offset, end); at < stray.end - offset; at++) {
      const size = quotedFrom(text, at);
      if (size === undefined) continue;
      end = at + size;
      found.push({
        image: `"${text.slice(at + 1, end - 1)}"`,
        startOffset: at + offset,
        tokenType: Text,
        tokenTypeIdx: Text.tokenTypeIdx!,
      } as IToken);
      at = end - 1;
    }
  if (found.length === 0) return { tokens, errors, quoted: [] };
  const outside = outsideOf(found.map(({ startOffset, image }) => [startOffset, startOffset + image.length]));
  const left = outside(tokens, ({ startOffset }) => startOffset);
  const all = [...left, ...found].sort((a, b) => a.startOffset - b.startOffset);
  return { tokens: all, errors: outside(errors, ({ start }) => start), quoted: found };
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
function withoutHashComments({ text, offset }: Source, tokens: IToken[], errors: readonly Stray[]): Omit<Tokens, "quoted"> {
  const ends = new Map<number, number>();
  let end = 0;
  for (const { start } of errors) {
    if (text[start - offset] !== "#" || start < end) continue;
    end = lineEnd(text, start - offset) + offset;
    ends.set(start, end);
  }
  if (ends.size === 0) return { tokens, errors };
  const outside = outsideOf([...ends].map(([start, end]) => [start + 1, end]));
  return { tokens: outside(tokens, ({ startOffset }) => startOffset), errors: outside(errors, ({ start }) => start) };
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
  ({ text, offset }: Source) =>
  ({ start, end }: Stray): Diagnostic => {
    const about = (message: string, fixes?: readonly Fix[]): Diagnostic => ({
      code: "PACT1001",
      severity: "error",
      start,
      end,
      message,
      ...(fixes && { fixes }),
    });
    const char = text[start - offset]!;
    if (char === "#")
      return about("a comment begins with `//`", [{ title: "Change to `//`", edits: [{ start, end: start + 1, text: "//" }], safe: true }]);
    if (quotes.test(char)) return about("a text stands in straight double quotes");
    return about(
      `\`${printable(text.slice(start - offset, Math.min(end, start + 20) - offset))}\` means nothing here; remove it, or put it in quotes`,
    );
  };

/** A text in other quotes that is longer is no slip. */
const mostQuoted = 500;
const quotes = /['‘’“”„«»]/;

const printable = (text: string) => text.replace(/\p{C}/gu, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);

function openEnds(tokens: readonly IToken[], comments: readonly Comment[]): Diagnostic[] {
  const found: Diagnostic[] = [];
  const add = (start: number, end: number, message: string) => found.push({ code: "PACT1002", severity: "error", start, end, message });
  for (const { tokenType, startOffset, image } of tokens) {
    if (tokenType === OpenText) add(startOffset, startOffset + image.length, 'this text is not closed; put a `"` at its end');
    if (tokenType === OpenQuotedName) add(startOffset, startOffset + image.length, "this name is not closed; put a back-quote at its end");
  }
  for (const { open, start } of comments) if (open) add(start, start + 2, "this comment is not closed; end it with `*/`");
  return found;
}
