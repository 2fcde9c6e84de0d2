// A text is cut into pieces at the words that can only begin a member, and each piece is lexed and read by itself: what an
// unfinished member lacks is reported there, its neighbours are read as if it were not, and an edit costs the pieces it touches.
import type { IToken } from "chevrotain";
import type { Diagnostic } from "./diagnostic.ts";
import { type Comment, endOf, lex } from "./lexer.ts";
import { documentationText, isHardStart, PieceReader, type Reading } from "./read.ts";
import { type Seam, seamed } from "./seams.ts";

/** Read by itself: from one word that can only begin a member to the next, the space and the comments above it included. */
export interface Piece extends Reading {
  /** The anchor of its first character. Tokens, comments, trees and findings of a piece count from here. */
  readonly anchor: number;
  readonly length: number;
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly lexical: readonly Diagnostic[];
  /** It holds what few texts do: a letter beyond ASCII, or `pact-ignore`. Rules about letters look only here. */
  readonly remarkable: boolean;
  /** It begins at the end of a line, so that it can be lexed without what is before it. */
  readonly startsLine: boolean;
  /** Comments that have been edited since it was read. */
  readonly seams?: readonly Seam[];
}

/** What surrounds a stretch of text that is cut by itself. */
export interface Surroundings {
  readonly anchor: number;
  readonly startsLine: boolean;
  /** It begins the file. */
  readonly first: boolean;
  /** The tokens of the pieces that follow, as far as they are looked at; empty where the file ends. */
  readonly next: readonly IToken[];
  /** A piece that has been read already, for a stretch of this text that is what it was. */
  readonly known?: (start: number, length: number, following: string | undefined) => Piece | undefined;
}

/** The pieces of a stretch of text; undefined where a comment is still open at its end and something follows. */
export function cut(text: string, { anchor, startsLine, first, next, known }: Surroundings): Piece[] | undefined {
  const lexed = lex(text, anchor);
  if (next.length > 0 && lexed.comments.at(-1)?.open) return undefined;
  const starts = hardStarts(next.length > 0 ? [...lexed.tokens, ...next.slice(0, 2)] : lexed.tokens, lexed.tokens.length);
  const bounds = [
    { token: 0, at: anchor, startsLine },
    ...starts.map((token) => ({ token, ...lineEndBefore(text, anchor, lexed.tokens, token, lexed.comments) })),
  ];
  const isRemarkable = remarkable.test(text);
  const comments = divider(lexed.comments);
  const lexical = divider(lexed.diagnostics);
  return bounds.map((bound, i) => {
    const after = bounds[i + 1];
    const end = after?.at ?? anchor + text.length;
    const upTo = after ? end : Infinity;
    const inside = { comments: comments(upTo), lexical: lexical(upTo) };
    const following = after ? lexed.tokens[after.token] : next[0];
    const old = known?.(bound.at - anchor, end - bound.at, following?.image);
    if (old && old.startsLine === bound.startsLine) return old;
    const [at, length] = [bound.at, end - bound.at];
    const tokens = bounds.length === 1 ? lexed.tokens : lexed.tokens.slice(bound.token, after?.token);
    const source = { text, offset: anchor, anchor: at, length, tokens, comments: inside.comments, first: first && i === 0, following };
    const { header, members, docs, diagnostics, closed, stops } = new PieceReader(source).read();
    // Written out: V8 takes its time to spread what it does not know.
    return {
      anchor: at,
      length,
      startsLine: bound.startsLine,
      tokens,
      comments: inside.comments,
      lexical: inside.lexical,
      remarkable: isRemarkable && remarkable.test(text.slice(at - anchor, end - anchor)),
      header,
      members,
      docs,
      diagnostics,
      closed,
      stops,
    };
  });
}

const remarkable = /[^ -~\s]|pact-ignore/;

/** A piece with another text in one of its comments of one line; undefined where that says anything to others than its readers. */
export function withComment(piece: Piece, comment: Comment, text: string): Piece | undefined {
  // Behind what is no token it may be a part of what was meant: `'see http://shop.example'`.
  if (piece.lexical.length > 0 || !piece.startsLine) return undefined;
  if (piece.remarkable || remarkable.test(text) || /[\n\r]/.test(text)) return undefined;
  const fresh = { ...comment, text };
  const inPlace = (comments: readonly Comment[]) => comments.map((each) => (each === comment ? fresh : each));
  const doc = piece.docs.find(({ lines }) => lines.includes(comment));
  // Whether anything stands above a member stays as it is.
  if (comment.kind === "doc" && !(doc && documentationText(inPlace(doc.lines)))) return undefined;
  const docs = doc ? piece.docs.map((each) => (each === doc ? { ...doc, lines: inPlace(doc.lines) } : each)) : piece.docs;
  const by = text.length - comment.text.length;
  const seams = seamed(piece.seams, { at: comment.end - piece.anchor, by });
  return { ...piece, length: piece.length + by, comments: inPlace(piece.comments), docs, seams };
}

/** The tokens of a stretch that begin a piece; its own first token does so anyway. */
function hardStarts(tokens: readonly IToken[], count: number): number[] {
  const found: number[] = [];
  for (let i = 1; i < count; i++) if (isHardStart(tokens, i)) found.push(i);
  return found;
}

/** A piece begins where the line of the piece before it ends, or at its last token where both stand on one line. */
function lineEndBefore(
  text: string,
  anchor: number,
  tokens: readonly IToken[],
  token: number,
  comments: readonly Comment[],
): { at: number; startsLine: boolean } {
  const last = endOf(tokens[token - 1]!);
  const end = tokens[token]!.startOffset;
  let from = last;
  for (;;) {
    const at = text.indexOf("\n", from - anchor);
    if (at < 0 || at + anchor >= end) return { at: last, startsLine: false };
    const inside = comments[firstEndingAfter(comments, at + anchor)];
    if (!inside || inside.start > at + anchor) return { at: at + anchor, startsLine: true };
    from = inside.end;
  }
}

function firstEndingAfter(comments: readonly Comment[], offset: number): number {
  let [low, high] = [0, comments.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (comments[middle]!.end > offset) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Hands out sorted spans in order: those that begin before an offset. */
function divider<Item extends { readonly start: number }>(items: readonly Item[]): (before: number) => readonly Item[] {
  let at = 0;
  return (before) => {
    const from = at;
    while (at < items.length && items[at]!.start < before) at++;
    return items.slice(from, at);
  };
}
