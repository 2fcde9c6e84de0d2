// What the grammar allows at a position: asked of the member around it, however long the pact is.
import type { Position, Range } from "vscode-languageserver-types";
import { type Assist, assist, endOf, lex } from "../../grammar/index.ts";
import { linesOf } from "./lines.ts";
import { lastMemberBefore } from "./places.ts";
import type { Snapshot } from "./snapshot.ts";

export type Token = Assist["before"][number];

/** The text from the member before a position to the end of its line, after a header that stands for all before. */
interface Piece {
  readonly text: string;
  /** The position's index in it. */
  readonly at: number;
  /** What the text's first index is in the document. */
  readonly base: number;
}

export function assistAt(snapshot: Snapshot, position: Position): Assisted | undefined {
  const piece = pieceAt(snapshot, position);
  const found = assist(piece.text, piece.at);
  if (!found) return undefined;
  const range = rangeIn(snapshot, piece, found.start, found.end);
  const before = linesOf(snapshot).lineAt(range.start.line).slice(0, range.start.character);
  return { found, range, startsLine: /(^|\{)\s*$/.test(before) };
}

export interface Assisted {
  readonly found: Assist;
  readonly range: Range;
  /** Nothing stands before it on its line, or a brace that opens. */
  readonly startsLine: boolean;
}

export type TextAt = NonNullable<ReturnType<typeof textAt>>;

/** The text in quotes a position is in, its part before the position, and the words before it. */
export function textAt(snapshot: Snapshot, position: Position) {
  const piece = pieceAt(snapshot, position);
  const { tokens, comments } = lex(piece.text);
  if (comments.some(({ start, end }) => start < piece.at && piece.at <= end)) return undefined;
  const index = tokens.findLastIndex((token) => token.startOffset < piece.at && piece.at <= endOf(token));
  const token = tokens[index];
  const isClosed = token && token.image.length > 1 && token.image.endsWith('"');
  if (!token?.image.startsWith('"') || (isClosed && piece.at === endOf(token))) return undefined;
  // One that is not closed takes in the rest of its line, which is not meant.
  const end = isClosed ? endOf(token) - 1 : piece.at + /^[\w./-]*/.exec(piece.text.slice(piece.at, endOf(token)))![0].length;
  return {
    before: tokens.slice(0, index).map(({ image }) => image),
    typed: piece.text.slice(token.startOffset + 1, piece.at),
    range: rangeIn(snapshot, piece, token.startOffset + 1, end),
  };
}

/** The tokens of the member before a position, as far as the position; inside a text too, but not inside a comment. */
export function tokensBefore(snapshot: Snapshot, position: Position): readonly Token[] {
  const piece = pieceAt(snapshot, position);
  const { tokens, comments } = lex(piece.text);
  if (comments.some(({ start, end }) => start < piece.at && piece.at <= end)) return [];
  const before = tokens.filter((token) => endOf(token) <= piece.at);
  return piece.text.startsWith(header) ? before.slice(headerTokens) : before;
}

/** The word, number or text at a position, and where it stands. */
export function tokenAt(snapshot: Snapshot, position: Position) {
  const piece = pieceAt(snapshot, position);
  const token = lex(piece.text).tokens.findLast((each) => each.startOffset <= piece.at && piece.at <= endOf(each));
  if (!token || (piece.text.startsWith(header) && token.startOffset < header.length)) return undefined;
  return { token, range: rangeIn(snapshot, piece, token.startOffset, endOf(token)) };
}

const header = "pact p { ";
const headerTokens = 3;

function pieceAt(snapshot: Snapshot, position: Position): Piece {
  const lines = linesOf(snapshot);
  const at = lines.indexAt(position);
  const lineEnd = lines.indexAt({ line: position.line, character: Number.MAX_SAFE_INTEGER });
  const member = snapshot.parsed.tree.members[lastMemberBefore(snapshot, position)];
  // At a member's own beginning what stands before it may still go on.
  const start = member ? lines.indexAt(snapshot.positionAt(member.start)) : 0;
  const before = start === at ? snapshot.parsed.tree.members[lastMemberBefore(snapshot, position) - 1] : undefined;
  const from = before ? lines.indexAt(snapshot.positionAt(before.start)) : start;
  const prefix = member ? header : "";
  return { text: prefix + snapshot.text.slice(from, lineEnd), at: at - from + prefix.length, base: from - prefix.length };
}

function rangeIn(snapshot: Snapshot, { base }: Piece, start: number, end: number): Range {
  const lines = linesOf(snapshot);
  return { start: lines.positionAt(base + start), end: lines.positionAt(base + end) };
}
