// Tokens that are read in the place of those that stand there: what follows a slip is read as it was meant, and nothing false is
// said of it. Where the text itself is mended by the same, the edits that do so.
import type { IToken } from "chevrotain";
import type { TextEdit } from "./diagnostic.ts";
import { endOf, lex } from "./lexer.ts";

/** `count` tokens from the one at an index on are read as `text`; where they are none, it is read before that token. */
export interface Mend {
  readonly at: number;
  readonly count: number;
  readonly text: string;
  /** What stands before it where it is put in; without, a space, and nothing before what closes or parts. */
  readonly space?: string;
}

/** A text, and the anchor of its first character. */
export interface Anchored {
  readonly text: string;
  readonly offset: number;
}

/** The mends are in the order of the text, and none touches another. */
export function mended(tokens: readonly IToken[], mends: readonly Mend[]): readonly IToken[] {
  const result = tokens.slice();
  for (const { at, count, text } of mends.toReversed()) result.splice(at, count, ...inPlace(text, spanOf(tokens, at, count)));
  return result;
}

/** The index a mended text has to be read beyond: what cannot be read even so was no slip of this kind. */
export const reachOf = ([first]: readonly Mend[]): number =>
  first ? first.at + (first.text === "" ? 0 : lex(first.text).tokens.length - 1) : 0;

export function editsOf(tokens: readonly IToken[], mends: readonly Mend[], source: Anchored): readonly TextEdit[] {
  return mends.map(({ at, count, text, space }) => {
    const { start, end } = spanOf(tokens, at, count);
    if (count === 0) return { start, end, text: `${space ?? (/^[,)\]]/.test(text) ? "" : " ")}${text}` };
    return text === "" ? { start: leftOf(tokens, at, source), end, text } : { start, end, text: apart(text, { start, end }, source) };
  });
}

/** Tokens that are read where others stand have their place: their names and values say what is read, their offsets what is written. */
function inPlace(text: string, { start, end }: { start: number; end: number }): readonly IToken[] {
  if (text === "") return [];
  return lex(text).tokens.map((token) => Object.assign(token, { startOffset: start, endOffset: end - 1 }));
}

/** What is put in stands behind the token before it. */
function spanOf(tokens: readonly IToken[], at: number, count: number): { start: number; end: number } {
  if (count > 0) return { start: tokens[at]!.startOffset, end: endOf(tokens[at + count - 1]!) };
  const start = endOf(tokens[at - 1]!);
  return { start, end: start };
}

/** Words that are taken out take the space before them along; a mark leaves it. */
function leftOf(tokens: readonly IToken[], at: number, { text, offset }: Anchored): number {
  const token = tokens[at]!;
  const before = tokens[at - 1] && endOf(tokens[at - 1]!);
  if (before === undefined || !/^\w/.test(token.image)) return token.startOffset;
  return text.slice(before - offset, token.startOffset - offset).trim() === "" ? before : token.startOffset;
}

/** A word in the place of a mark keeps apart from what stands beside it. */
export function apart(put: string, { start, end }: { start: number; end: number }, { text, offset }: Anchored): string {
  const [before, after] = [text[start - 1 - offset] ?? " ", text[end - offset] ?? " "];
  const left = /^[\w`]/.test(put) && !/[\s(]/.test(before) ? " " : "";
  const right = /\w$/.test(put) && /[\w"`([/-]/.test(after) ? " " : "";
  return `${left}${put}${right}`;
}
