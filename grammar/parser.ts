// Text to tree, whole or again after an edit. Offsets in a tree are anchors: a piece an edit does not touch keeps its tree as it
// is, wherever the text before it moves it. In a text parsed for the first time anchors are the offsets themselves.
import type { IToken } from "chevrotain";
import type { Diagnostic } from "./diagnostic.ts";
import { type Ends, type Gathered, gathered, spliced } from "./gathered.ts";
import { type Comment, endOf } from "./lexer.ts";
import { cut, type Piece, withComment } from "./pieces.ts";
import { type Documentation, documentationText, emptyPact, isHardStart } from "./read.ts";
import { anchorIn, offsetIn } from "./seams.ts";
import { word } from "./tokens.ts";
import type { MemberNode, Pact } from "./tree.ts";

export interface Parsed {
  readonly text: string;
  /** Always there; empty where the text is no pact. The same object after an edit that changed nothing but a comment. */
  readonly tree: Pact;
  readonly diagnostics: readonly Diagnostic[];
  /** Its members, tokens, comments and findings are the same objects for as long as no edit touches them. */
  readonly pieces: readonly Piece[];
  /** The pieces that hold what few texts do. */
  readonly remarkable: readonly Piece[];
  /** In the order of the text, as all that follows; what members are called and mean is not in it. */
  readonly docs: readonly Documentation[];
  /** Put together when asked for. */
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  /** Where in the text an anchor is now, in UTF-16 code units. In a comment that was edited it is some place in it. */
  offsetOf(anchor: number): number;
  anchorAt(offset: number): number;
  /** What stands above a member, or above the head, of which the name is asked for; undefined where nothing does. */
  documentation(of: Documentation["of"]): string | undefined;
  /** The first token at or after an anchor. */
  tokenAfter(anchor: number): IToken | undefined;
}

/** Longer texts are refused whole: a pact is read by people, and no person reads four million characters. */
export const maxTextLength = 4_000_000;
const maxDiagnostics = 200;
const binary = /\0|\uFFFD/;
/** Above this, anchors are given out anew: they would no longer be small integers. */
const maxAnchor = 1_000_000_000;

/** Never throws: any text gives a tree and findings. Offsets are UTF-16 code units. */
export function parse(text: string): Parsed {
  const refusal = refuse(text);
  if (refusal) return new ParsedText(text, [], { refusal });
  return new ParsedText(text, cut(text, { anchor: 0, startsLine: true, first: true, next: [] })!);
}

/** The same as `parse(text)`, but for anchors: only the pieces that differ from `before` are read again. */
export function reparse(before: Parsed, text: string): Parsed {
  if (!(before instanceof ParsedText) || before.pieces.length === 0 || before.anchorLimit > maxAnchor) return parse(text);
  const change = difference(before.text, text);
  // Where the text became shorter, what stood further down is now among what is looked at.
  if (refuse(text, change.start, change.delta < 0 ? text.length : change.end + change.delta)) return parse(text);
  return before.edited(text, change);
}

/** Whether a text is none that can be read; of one that differs from a readable one only between two offsets, only that is looked at. */
function refuse(text: string, from = 0, to = text.length): Diagnostic | undefined {
  const about = (message: string, start = 0): Diagnostic => ({
    code: "PACT1003",
    severity: "error",
    start,
    end: Math.min(text.length, start + 1),
    message,
  });
  if (text.length > maxTextLength) {
    return about(`this file has ${text.length} characters, and a pact may have ${maxTextLength}; split it, or open the right file`);
  }
  const at = text.slice(from, Math.min(to, 8000)).search(binary);
  return at < 0 ? undefined : about("this is not text in UTF-8; open the right file, or save it as UTF-8", from + at);
}

class ParsedText implements Parsed {
  readonly text: string;
  readonly pieces: readonly Piece[];
  readonly tree: Pact;
  readonly diagnostics: readonly Diagnostic[];
  /** No anchor reaches it. */
  readonly anchorLimit: number;
  /** Where each piece begins in the text. */
  private readonly starts: Int32Array;
  /** The pieces by their anchors; sorted when first asked for. */
  private sorted: Int32Array | undefined;
  private readonly gathered: FromPieces;
  private documented: ReadonlyMap<Documentation["of"], string> | undefined;
  private allTokens: readonly IToken[] | undefined;
  private allComments: readonly Comment[] | undefined;

  constructor(text: string, pieces: readonly Piece[], { refusal, sorted, anchorLimit, starts, gathered, read }: Inherited = {}) {
    this.text = text;
    this.sorted = sorted;
    this.pieces = pieces;
    this.starts = starts ?? startsOf(pieces);
    this.gathered = gathered ?? gather(pieces);
    this.anchorLimit = anchorLimit ?? limitOf(pieces, 1);
    const { tree, diagnostics } = refusal ? { tree: emptyPact(), diagnostics: [refusal] } : (read ?? this.assemble());
    this.tree = tree;
    this.diagnostics = diagnostics;
  }

  get tokens(): readonly IToken[] {
    this.allTokens ??= this.pieces.flatMap(({ tokens }) => tokens);
    return this.allTokens;
  }

  get remarkable(): readonly Piece[] {
    return this.gathered.rare.found.filter(({ remarkable }) => remarkable);
  }

  get docs(): readonly Documentation[] {
    return this.gathered.docs.found;
  }

  documentation(of: Documentation["of"]): string | undefined {
    this.documented ??= new Map(this.docs.map((doc) => [doc.of, documentationText(doc.lines)]));
    return this.documented.get(of);
  }

  get comments(): readonly Comment[] {
    this.allComments ??= this.pieces.flatMap(({ comments }) => comments);
    return this.allComments;
  }

  private get byAnchor(): Int32Array {
    const { pieces } = this;
    this.sorted ??= Int32Array.from(pieces.keys()).sort((a, b) => pieces[a]!.anchor - pieces[b]!.anchor);
    return this.sorted;
  }

  offsetOf(anchor: number): number {
    const { byAnchor, pieces } = this;
    let [low, high] = [0, byAnchor.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (pieces[byAnchor[middle]!]!.anchor <= anchor) low = middle;
      else high = middle - 1;
    }
    const index = byAnchor[low];
    const piece = index === undefined ? undefined : pieces[index];
    return piece ? this.starts[index!]! + offsetIn(piece, anchor - piece.anchor) : anchor;
  }

  anchorAt(offset: number): number {
    const index = this.pieceAt(offset);
    const piece = this.pieces[index];
    return piece ? piece.anchor + anchorIn(piece, offset - this.starts[index]!) : offset;
  }

  tokenAfter(anchor: number): IToken | undefined {
    const offset = this.offsetOf(anchor);
    for (let i = this.pieceAt(offset); i < this.pieces.length; i++) {
      const piece = this.pieces[i]!;
      const found = piece.tokens.find((token) => this.starts[i]! + offsetIn(piece, token.startOffset - piece.anchor) >= offset);
      if (found) return found;
    }
    return undefined;
  }

  /** The text as it is now, with the pieces an edit did not touch as they were. */
  edited(text: string, change: Difference): ParsedText {
    return this.editedInComment(text, change) ?? this.editedWithin(text, change) ?? this.editedAcross(text, change);
  }

  /** An edit inside a comment of one line, which says nothing to anyone but its reader: no piece is read again, and the tree is the same. */
  private editedInComment(text: string, { start, end, delta }: Difference): ParsedText | undefined {
    const index = this.pieceAt(start);
    const piece = this.pieces[index]!;
    const from = this.starts[index]!;
    const offset = (anchor: number) => from + offsetIn(piece, anchor - piece.anchor);
    // Behind its third character: the first three say what kind of comment it is.
    const comment = piece.comments.find((each) => each.kind !== "block" && offset(each.start) + 3 <= start && end <= offset(each.end));
    // One that ends the file may take part of the file's end with it.
    if (!comment || this.offsetOf(this.tree.end) <= offset(comment.end)) return undefined;
    const edited = withComment(piece, comment, text.slice(offset(comment.start), offset(comment.end) + delta));
    if (!edited) return undefined;
    const { byAnchor: sorted, anchorLimit, tree, diagnostics } = this;
    const pieces = this.pieces.with(index, edited);
    const starts = this.movedStarts({ from: index, to: index + 1, fresh: [edited] });
    const gathered = gather(pieces, this.gathered, { start: index, end: pieces.length - index - 1 });
    return new ParsedText(text, pieces, { sorted, anchorLimit, starts, gathered, read: { tree, diagnostics } });
  }

  /** An edit inside one piece, as nearly all are: that piece alone is read again. Undefined where its neighbours could be cut otherwise. */
  private editedWithin(text: string, { start, end, delta }: Difference): ParsedText | undefined {
    const { pieces, starts } = this;
    const index = this.pieceAt(start);
    const [piece, after] = [pieces[index]!, pieces[index + 1]];
    const from = starts[index]!;
    const isInside = from < start && end < from + piece.length;
    if (!isInside || !piece.startsLine || after?.startsLine === false) return undefined;
    const stretch = text.slice(from, from + piece.length + delta);
    const next = this.tokensOf(index + 1, index + 3);
    const fresh = cut(stretch, { anchor: this.anchorLimit, startsLine: true, first: index === 0, next });
    if (!fresh || !endsAsBefore(stretch, fresh, next) || !beginsAsBefore(piece, fresh, pieces[index - 1])) return undefined;
    return this.replaced(text, { from: index, to: index + 1, fresh });
  }

  /** Any other edit: the pieces around it are cut again. */
  private editedAcross(text: string, { start, end, delta }: Difference): ParsedText {
    let [from, to] = [this.lineBefore(this.pieceAt(start)), this.lineAfter(this.pieceAt(end))];
    for (let short = 3; short > 0 && from > 0; ) {
      from = this.lineBefore(from - 1);
      short -= this.pieces[from]!.tokens.length;
    }
    for (;;) {
      const stop = to < this.pieces.length ? this.starts[to]! + delta : text.length;
      const stretch = text.slice(this.starts[from], stop);
      const next = this.tokensOf(to, to + 2);
      const fresh = cut(stretch, {
        anchor: this.anchorLimit,
        startsLine: this.pieces[from]!.startsLine,
        first: from === 0,
        next,
        known: (at, length, following) => this.untouched(this.starts[from]! + at, length, following, { start, end, delta }),
      });
      // A comment that is still open takes what follows with it, one at the end belongs to what follows, and the head is read with the first
      // word, wherever that stands.
      const isWhole = to === this.pieces.length;
      const isCut = fresh && (from > 0 || fresh[0]!.tokens.length > 0) && endsAsBefore(stretch, fresh, next);
      if (fresh && (isWhole || isCut)) return this.replaced(text, { from, to, fresh });
      to = this.pieces.length;
    }
  }

  /** The text with other pieces between two indexes. */
  private replaced(text: string, replacement: Replacement): ParsedText {
    const { from, to, fresh } = replacement;
    const ends = { start: from, end: this.pieces.length - to };
    const pieces = spliced(this.pieces, ends, fresh);
    const sorted = sortedWith(this.byAnchor, { from, to, before: this.pieces, pieces });
    const starts = this.movedStarts(replacement);
    const gathered = gather(pieces, this.gathered, ends);
    return new ParsedText(text, pieces, { sorted, starts, anchorLimit: limitOf(fresh, this.anchorLimit), gathered });
  }

  /** Where each piece begins once others stand between two indexes. */
  private movedStarts({ from, to, fresh }: Replacement): Int32Array {
    const { starts, pieces } = this;
    const shift = fresh.length - (to - from);
    const now = new Int32Array(starts.length + shift);
    now.set(starts.subarray(0, from));
    let at = from < starts.length ? starts[from]! : this.text.length;
    fresh.forEach((piece, i) => {
      now[from + i] = at;
      at += piece.length;
    });
    const delta = to < pieces.length ? at - starts[to]! : 0;
    for (let i = to; i < starts.length; i++) now[i + shift] = starts[i]! + delta;
    return now;
  }

  private tokensOf(from: number, to: number): readonly IToken[] {
    return this.pieces.slice(from, to).flatMap(({ tokens }) => tokens);
  }

  /** The piece at a place of the new text, if no edit touches it and it is followed by what followed it. */
  private untouched(at: number, length: number, following: string | undefined, { start, end, delta }: Difference): Piece | undefined {
    const old = at + length < start ? at : at > end + delta ? at - delta : -1;
    const index = old < 0 ? -1 : this.pieceAt(old + 1);
    const piece = this.starts[index] === old ? this.pieces[index] : undefined;
    return piece?.length === length && this.pieces[index + 1]?.tokens[0]?.image === following ? piece : undefined;
  }

  /** The piece, or one before it, that can be lexed without what precedes it. */
  private lineBefore(index: number): number {
    let at = index;
    while (at > 0 && !this.pieces[at]!.startsLine) at--;
    return at;
  }

  /** The first piece after this one and its neighbour that can be lexed without them. */
  private lineAfter(index: number): number {
    let at = Math.min(index + 2, this.pieces.length);
    while (at < this.pieces.length && !this.pieces[at]!.startsLine) at++;
    return at;
  }

  /** The piece an offset is in; at the border of two, the one that ends there. */
  private pieceAt(offset: number): number {
    let [low, high] = [0, this.pieces.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.starts[middle]! < offset) low = middle;
      else high = middle - 1;
    }
    return Math.max(0, low);
  }

  private assemble(): { tree: Pact; diagnostics: readonly Diagnostic[] } {
    const [head] = this.pieces;
    const stop = this.gathered.rare.found.find(({ stops }) => stops);
    // Behind it nothing is read.
    const { members, rare } = stop ? gather(this.pieces.slice(0, this.pieces.indexOf(stop) + 1)) : this.gathered;
    const diagnostics = rare.found.flatMap(findingsIn);
    const header = head?.header ?? emptyPact(head?.anchor);
    const end = this.anchorAt(this.text.length);
    if (!stop && header.name.text && !this.pieces.at(-1)?.closed)
      diagnostics.push({ code: "PACT1004", severity: "error", start: end, end, message: "expected `}` at the end; the text ends here" });
    const last = this.anchorAt(this.text.trimEnd().length);
    return {
      tree: { ...header, members: members.found, start: header.start, end: last },
      diagnostics: diagnostics.slice(0, maxDiagnostics),
    };
  }
}

/** What the pieces of a text hold, in its order. */
interface FromPieces {
  readonly members: Gathered<Piece, MemberNode>;
  readonly docs: Gathered<Piece, Documentation>;
  /** Those that hold what few pieces do. */
  readonly rare: Gathered<Piece, Piece>;
}

const gather = (pieces: readonly Piece[], before?: FromPieces, ends?: Ends): FromPieces => ({
  members: gathered(pieces, ({ members }) => members, before?.members, ends),
  docs: gathered(pieces, ({ docs }) => docs, before?.docs, ends),
  rare: gathered(pieces, (piece) => (isRare(piece) ? [piece] : none), before?.rare, ends),
});
const isRare = ({ remarkable, stops, lexical, diagnostics }: Piece): boolean =>
  remarkable || stops || lexical.length > 0 || diagnostics.length > 0;
const none: readonly Piece[] = [];

const findingsIn = ({ lexical, diagnostics }: Piece): readonly Diagnostic[] =>
  [...lexical, ...diagnostics].sort((a, b) => a.start - b.start);

/** What a text has from the one it was made of. */
interface Inherited {
  readonly refusal?: Diagnostic;
  readonly sorted?: Int32Array;
  readonly anchorLimit?: number;
  readonly starts?: Int32Array;
  /** From the pieces of that one. */
  readonly gathered?: FromPieces;
  readonly read?: Pick<Parsed, "tree" | "diagnostics">;
}

function startsOf(pieces: readonly Piece[]): Int32Array {
  const starts = new Int32Array(pieces.length);
  let at = 0;
  for (let i = 0; i < pieces.length; i++) {
    starts[i] = at;
    at += pieces[i]!.length;
  }
  return starts;
}

/** The pieces in the order of their anchors, where they were in it before some were replaced: those that stay keep their order, fresh ones are above. */
function sortedWith(sorted: Int32Array, { from, to, before, pieces }: Splice): Int32Array {
  const delta = pieces.length - before.length;
  const come = new Map<Piece, number>();
  for (let i = from; i < to + delta; i++) come.set(pieces[i]!, i);
  const result = new Int32Array(pieces.length);
  let at = 0;
  for (const index of sorted) {
    const now = index < from ? index : index >= to ? index + delta : come.get(before[index]!);
    if (now === undefined) continue;
    result[at++] = now;
    if (index >= from && index < to) come.delete(before[index]!);
  }
  for (const index of come.values()) result[at++] = index;
  return result;
}

/** No anchor of the pieces reaches it. */
function limitOf(pieces: readonly Piece[], limit: number): number {
  let found = limit;
  for (const { anchor, length } of pieces) found = Math.max(found, anchor + length + 1);
  return found;
}

/**
 * Does a stretch still begin with the word its piece began with, and that a piece, after the one before? What that one lacks is said with the
 * word behind it. What begins the file need not.
 */
function beginsAsBefore(piece: Piece, [first]: readonly Piece[], before: Piece | undefined): boolean {
  const { tokens } = first!;
  if (tokens[0]?.image !== piece.tokens[0]?.image) return false;
  if (!before) return tokens.length > 0;
  const last = before.tokens.at(-1);
  // Whether `expect escalate` is an effect hangs on the second token after it.
  return (
    tokens.length > 0 && last?.tokenType !== word("escalate") && isHardStart([...(last ? [last] : []), ...tokens.slice(0, 3)], last ? 1 : 0)
  );
}

/** Does what follows a stretch still begin at the end of the line of its last token, with a word that begins a piece? */
function endsAsBefore(stretch: string, pieces: readonly Piece[], next: readonly IToken[]): boolean {
  const piece = pieces.at(-1)!;
  const last = piece.tokens.at(-1);
  if (!last) return false;
  const end = stretch.length - piece.length + offsetIn(piece, endOf(last) - piece.anchor);
  return next.length === 0 || (!stretch.includes("\n", end) && isHardStart([last, ...next.slice(0, 3)], 1));
}

/** Other pieces between two indexes, and what is remembered then. */
interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly fresh: readonly Piece[];
}

interface Splice {
  readonly from: number;
  readonly to: number;
  readonly before: readonly Piece[];
  readonly pieces: readonly Piece[];
}

/** What of the old text was replaced, and how much longer the new one is: all outside is equal. */
interface Difference {
  readonly start: number;
  readonly end: number;
  readonly delta: number;
}

function difference(before: string, after: string): Difference {
  const shorter = Math.min(before.length, after.length);
  const start = agreeing(shorter, (from, to) => before.slice(from, to) === after.slice(from, to));
  const [a, b] = [before.length, after.length];
  const same = (from: number, to: number) => before.slice(a - to, a - from) === after.slice(b - to, b - from);
  const tail = agreeing(shorter - start, same);
  return { start, end: a - tail, delta: b - a };
}

/** How far two texts agree, by comparing stretches that halve. */
function agreeing(length: number, same: (from: number, to: number) => boolean): number {
  let at = 0;
  for (let step = 1 << 16; step > 0; step >>= 1) while (at + step <= length && same(at, at + step)) at += step;
  return at;
}
