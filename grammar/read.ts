// One piece of a text to its members. Never throws: what cannot be read becomes a finding, and a member that keeps its name.
import type { IRecognitionException, IToken } from "chevrotain";
import type { Diagnostic } from "./diagnostic.ts";
import { type Comment, endOf } from "./lexer.ts";
import { shorten } from "./messages.ts";
import { nearest } from "./nearest.ts";
import { type Mistake, memberWords, PactParser } from "./rules.ts";
import { type Slip, slipAt, typeSlips } from "./slips.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";
import type { BrokenMember, MemberNode, Name, Pact } from "./tree.ts";

const maxNesting = 100;
/** Sums and products in one value: they nest to the left. */
const maxTerms = 1000;
/** Tokens; nearly every member is shorter. */
const firstLook = 256;
const noReading = { node: undefined, consumed: 0, errors: [] as IRecognitionException[], mistakes: [] as readonly Mistake[] };
/** V8's setting (v8.dev/docs/stack-trace-api); elsewhere it means nothing. */
const engine = Error as { stackTraceLimit?: number | undefined };

let shared: PactParser | undefined;

export interface Reading {
  /** Of the piece that begins a file. */
  readonly header: Omit<Pact, "members"> | undefined;
  readonly members: readonly MemberNode[];
  readonly diagnostics: readonly Diagnostic[];
  /** It ends with the brace that closes the pact. */
  readonly closed: boolean;
  /** A second pact begins in it: nothing after it is read. */
  readonly stops: boolean;
}

/** A piece to be read: `text` is what holds it, its first character having the anchor `offset`. */
export interface PieceSource {
  readonly text: string;
  readonly offset: number;
  readonly anchor: number;
  readonly length: number;
  readonly tokens: readonly IToken[];
  readonly comments: readonly Comment[];
  readonly first: boolean;
  /** The token after the piece; undefined at the end of the file. */
  readonly following: IToken | undefined;
}

export const emptyPact = (at = 0): Pact => ({
  kind: "pact",
  name: { kind: "name", text: "", start: at, end: at },
  title: undefined,
  under: undefined,
  members: [],
  start: at,
  end: at,
});

// Words that never occur inside a member, but for `expect escalate`.
const hardStarts = new Set("pact charter refine group fact judge may never escalate limit record test evaluate".split(" ").map(word));
const [escalate, expect] = [word("escalate"), word("expect")];
// Soft words that begin a member when this follows them; used only to recover, at the start of a line.
const softStarts = new Map<unknown, (next: IToken | undefined) => boolean>([
  ...["purpose", "owner", "reviewers", "timezone", "agent"].map((text) => [word(text), is(K.Text, K.OpenText)] as const),
  [word("version"), is(K.Version)],
  [word("effective"), is(K.Moment)],
  [word("review"), is(word("every"))],
  [word("tools"), is(word("from"))],
  [word("suspend"), is(word("by"))],
  [word("handoff"), is(word("to"))],
  [word("delegate"), is(word("to"))],
  [word("red"), is(word("team"))],
  [word("drift"), is(K.OpenBrace)],
]);

/** A condition is put to a clause that has none yet, and a comparison to one that has; what stands by itself begins a member. */
function fits({ meant }: Slip, last: MemberNode | undefined): boolean {
  if (meant === "may" || meant === "never") return true;
  const conditions = last && "conditions" in last ? last.conditions : undefined;
  const isEmpty = !conditions?.when && !conditions?.unless && !(last && "because" in last && last.because);
  if (meant === "when" || meant === "unless") return conditions !== undefined && isEmpty;
  return meant === undefined || /^[a-z]/.test(meant) || conditions?.when !== undefined || conditions?.unless !== undefined;
}

function is(...types: unknown[]) {
  return (token: IToken | undefined) => token !== undefined && types.includes(token.tokenType);
}

/** A reserved member word begins a member, but for the effect in `expect escalate`. */
export function isHardStart(tokens: readonly IToken[], index: number): boolean {
  const type = tokens[index]!.tokenType;
  if (!hardStarts.has(type)) return false;
  const isEffect = type === escalate && tokens[index - 1]?.tokenType === expect;
  return !isEffect || tokens[index + 2]?.tokenType === K.Colon;
}

/** The index of the token that begins the member the tokens end in; undefined before the first member. */
export function memberStartBefore(text: string, tokens: readonly IToken[]): number | undefined {
  for (let i = tokens.length - 1; i >= 0; i--) {
    const { tokenType, startOffset } = tokens[i]!;
    const before = tokens[i - 1];
    if (tokenType === word("pact") || tokenType === word("charter")) return undefined;
    if (isHardStart(tokens, i)) return i;
    const startsLine = !before || /[\n{]/.test(text.slice(endOf(before) - 1, startOffset));
    if (softStarts.has(tokenType) && startsLine && (i === tokens.length - 1 || softStarts.get(tokenType)!(tokens[i + 1]))) return i;
  }
  return undefined;
}

export class PieceReader {
  private readonly diagnostics: Diagnostic[] = [];
  private readonly members: MemberNode[] = [];
  private readonly source: PieceSource;
  private readonly tokens: readonly IToken[];
  private typeNames: Slip[] = [];
  /** The last boundary that was looked for. */
  private searched = { from: 0, found: -1 };
  private readonly rules: PactParser;
  private at = 0;
  private nextComment = 0;
  private closed = false;
  private stops = false;

  constructor(source: PieceSource) {
    shared ??= new PactParser();
    this.source = source;
    this.tokens = source.tokens;
    this.rules = shared;
  }

  read(): Reading {
    // chevrotain makes an error of whatever it did not expect; where in our program it did so, which costs more than reading, nobody asks.
    const { stackTraceLimit } = engine;
    engine.stackTraceLimit = 0;
    try {
      const header = this.source.first ? this.header() : undefined;
      while (this.at < this.tokens.length) this.step();
      const { members, diagnostics, closed, stops } = this;
      return { header, members, diagnostics, closed, stops };
    } finally {
      engine.stackTraceLimit = stackTraceLimit;
    }
  }

  /** Nothing follows: the file ends here. */
  private get last(): boolean {
    return this.source.following === undefined;
  }

  private header(): Omit<Pact, "members"> {
    const doc = this.docBefore(this.tokens[0]);
    const first = this.tokens[0]?.tokenType;
    if (first !== word("pact") && first !== word("charter")) {
      const start = this.tokens[0]?.startOffset ?? this.source.anchor;
      const what = this.tokens[0] ? `found \`${shorten(this.tokens[0].image)}\`` : "the text is empty";
      this.report(
        start,
        start + (this.tokens[0]?.image.length ?? 0),
        "PACT1004",
        `expected \`pact NAME {\` or \`charter NAME {\`; ${what}`,
      );
      return emptyPact(start);
    }
    const end = this.boundary(1);
    const { node, consumed } = this.run("header", 0, end);
    this.at = Math.max(consumed, 1);
    const named = this.broken(0, 1).name;
    const fallback = {
      ...emptyPact(this.source.anchor),
      kind: first === word("charter") ? ("charter" as const) : ("pact" as const),
      ...(named && { name: named }),
    };
    return { ...((node as Omit<Pact, "members"> | undefined) ?? fallback), ...(doc && { doc }) };
  }

  /** Reads one member, or steps over what is none. */
  private step(): void {
    const token = this.tokens[this.at]!;
    if (token.tokenType === K.CloseBrace) return this.close(token);
    if (token.tokenType === word("pact") || token.tokenType === word("charter")) {
      this.report(token.startOffset, endOf(token), "PACT1004", "a file holds one pact or one charter; move this one to a file of its own");
      this.at = this.tokens.length;
      this.stops = true;
      return;
    }
    if (this.startsMember(this.at)) return this.member();
    const end = this.boundary(this.at + 1);
    const stop = this.closes(end) ? end - 1 : end;
    // What stands here was meant for the member before, which therefore does not say all it was to say.
    const last = this.members.at(-1);
    if (last && last.kind !== "broken") this.members[this.members.length - 1] = { ...last, broken: true };
    const slip = slipAt(this.tokens, this.at);
    if (slip && fits(slip, last)) {
      this.slipped(slip);
      this.at = Math.max(stop, this.at + 1);
      return;
    }
    const known = nearest(token.image, memberWords);
    const hint = known ? `, did you mean \`${known}\`?` : "; members begin with words such as `may`, `never`, `escalate`, `fact`";
    const fixes = known ? [{ title: `Change to \`${known}\``, edits: [{ start: token.startOffset, end: endOf(token), text: known }] }] : [];
    this.report(token.startOffset, endOf(token), "PACT1005", `\`${shorten(token.image)}\` begins no member of a pact${hint}`, fixes);
    this.at = Math.max(stop, this.at + 1);
  }

  private close(token: IToken): void {
    if (this.last && this.at === this.tokens.length - 1) this.closed = true;
    else this.report(token.startOffset, endOf(token), "PACT1004", "this `}` closes nothing; remove it");
    this.at++;
  }

  private member(): void {
    const start = this.at;
    const token = this.tokens[start]!;
    const doc = this.docBefore(token);
    const hard = this.tokens.length;
    const { deep, result: first } = this.firstReading(start);
    if (deep) {
      this.report(
        deep.startOffset,
        endOf(deep),
        "PACT1006",
        `${/[-+*]/.test(deep.image) ? `a sum of more than ${maxTerms} terms` : `nested more than ${maxNesting} deep`}; name a part of it as a fact or a clause of its own`,
      );
      const end = this.closes(hard) ? hard - 1 : hard;
      this.members.push(this.broken(start, end));
      this.at = end;
      return;
    }
    let result = first;
    let end = hard;
    // A soft word at the start of a line may still be a name of this member, but only if the member then ends well.
    const clean = result.errors.length === 0;
    const soft = clean && result.consumed === hard ? hard : this.boundary(start + 1);
    const overran =
      result.consumed > soft &&
      result.consumed < this.tokens.length &&
      !this.startsMember(result.consumed) &&
      this.tokens[result.consumed]!.tokenType !== K.CloseBrace;
    if ((!clean || overran) && soft < hard) {
      end = soft;
      result = this.runMember(start, end);
    }
    for (const error of result.errors) this.recognition(error, end);
    for (const mistake of result.mistakes) this.slipped(mistake);
    for (const slip of this.typeNames) this.slipped(slip);
    const node = (result.node as MemberNode | undefined) ?? this.broken(start, result.consumed);
    const broken = result.errors.length + result.mistakes.length + this.typeNames.length > 0;
    const marked = broken && node.kind !== "broken" && { broken: true as const };
    this.members.push(doc || marked ? ({ ...node, ...(doc && { doc }), ...marked } as MemberNode) : node);
    // After an error the rest of the piece is part of the same trouble: it is not reported again.
    this.at = result.errors.length > 0 ? this.resume(start, end) : Math.max(result.consumed, start + 1);
  }

  /** A member alone, however much stands behind it: what is looked at grows while the member does not end in it. */
  private firstReading(start: number) {
    const { length } = this.tokens;
    for (let size = firstLook; ; size *= 4) {
      const to = Math.min(length, start + size);
      const deep = this.tooDeep(start, to);
      const result = deep ? noReading : this.runMember(start, to);
      const goesOn = result.errors.length === 0 ? result.consumed >= to : result.errors.some(({ token }) => !(token.startOffset >= 0));
      if (deep || to === length || !goesOn) return { deep, result };
    }
  }

  /** Where reading goes on after a damaged member: its end, short of the brace that closes the pact and none of its own. */
  private resume(start: number, end: number): number {
    return this.closes(end) && end - 1 > start && this.opened(start, end - 1) === 0 ? end - 1 : end;
  }

  /** How many braces are open after these tokens. */
  private opened(from: number, to: number): number {
    let depth = 0;
    for (let i = from; i < to; i++) {
      const { tokenType } = this.tokens[i]!;
      if (tokenType === K.OpenBrace) depth++;
      else if (tokenType === K.CloseBrace && depth > 0) depth--;
    }
    return depth;
  }

  /** Is the token before this one the last of the file, and a brace? */
  private closes(end: number): boolean {
    return this.last && end === this.tokens.length && this.tokens[end - 1]?.tokenType === K.CloseBrace;
  }

  /** A member whose types may go by the names they have elsewhere: each is read as the type it is, and reported. */
  private runMember(from: number, to: number) {
    this.typeNames = [];
    const result = this.run("member", from, to, false);
    const isForeign = result.errors.some(({ context, token }) => context.ruleStack.at(-1) === "type" && typeSlips.has(token.image));
    if (!isForeign) return result;
    const tokens = this.tokens.slice(from, to).map((token, i) => this.asType(token, from + i));
    return this.run("member", from, to, false, tokens);
  }

  /** Where a type stands: behind `:` or `list of`. */
  private asType(token: IToken, index: number): IToken {
    const meant = token.tokenType === K.Identifier ? typeSlips.get(token.image) : undefined;
    const before = this.tokens[index - 1]?.tokenType;
    const isPlace = before === K.Colon || (before === word("of") && this.tokens[index - 2]?.tokenType === word("list"));
    if (meant === undefined || !isPlace) return token;
    this.typeNames.push({ wrote: token.image, meant, start: token.startOffset, end: endOf(token) });
    const tokenType = word(meant);
    return { ...token, tokenType, tokenTypeIdx: tokenType.tokenTypeIdx! };
  }

  private run(rule: "header" | "member", from: number, to: number, report = true, tokens?: readonly IToken[]) {
    const piece = tokens ?? (from === 0 && to === this.tokens.length ? this.tokens : this.tokens.slice(from, to));
    this.rules.input = piece as IToken[];
    this.rules.mistakes = [];
    const node: unknown = rule === "header" ? this.rules.header() : this.rules.member();
    let consumed = to;
    const errors: IRecognitionException[] = [];
    for (const error of this.rules.errors) {
      if (error.name === "NotAllInputParsedException") consumed = from + piece.indexOf(error.token);
      else errors.push(error);
    }
    if (report) for (const error of errors) this.recognition(error, to);
    return { node, consumed, errors, mistakes: this.rules.mistakes as readonly Mistake[] };
  }

  private recognition(error: IRecognitionException, pieceEnd: number): void {
    const at = error.token;
    if (at.startOffset >= 0) return this.report(at.startOffset, endOf(at), "PACT1004", error.message);
    const last = this.tokens[pieceEnd - 1];
    const end = last ? endOf(last) : this.source.anchor;
    const next = this.tokens[pieceEnd] ?? this.source.following;
    this.report(
      Math.max(0, end - 1),
      end,
      "PACT1004",
      next ? error.message.replace("the text ends here", `found \`${next.image}\``) : error.message,
    );
  }

  private slipped({ start, end, wrote, meant, advice }: Slip): void {
    if (meant === undefined) return this.report(start, end, "PACT1007", `\`${wrote}\` means nothing here: ${advice}`);
    const title = meant ? `Change to \`${meant}\`` : `Remove \`${wrote}\``;
    const message = meant ? `\`${wrote}\` is written \`${meant}\` here` : `no \`${wrote}\` stands here; remove it`;
    this.report(start, end, "PACT1007", message, [{ title, edits: [{ start, end, text: this.apartFrom(start, end, meant) }], safe: true }]);
  }

  /** A word in the place of a mark keeps apart from what stands beside it. */
  private apartFrom(start: number, end: number, meant: string): string {
    const { text, offset } = this.source;
    const [before, after] = [text[start - 1 - offset] ?? " ", text[end - offset] ?? " "];
    const left = /^\w/.test(meant) && !/[\s(]/.test(before) ? " " : "";
    const right = /\w$/.test(meant) && /[\w"`([/-]/.test(after) ? " " : "";
    return `${left}${meant}${right}`;
  }

  private broken(start: number, end: number): BrokenMember {
    const [first, second] = [this.tokens[start]!, this.tokens[start + 1]];
    const named = second && (second.tokenType === K.QuotedName || second.tokenType.CATEGORIES?.includes(K.AnyName));
    const name: Name | undefined = named
      ? { kind: "name", text: second.image.replaceAll("`", ""), start: second.startOffset, end: endOf(second) }
      : undefined;
    return { kind: "broken", word: first.image, name, start: first.startOffset, end: endOf(this.tokens[Math.max(start, end - 1)]!) };
  }

  private startsMember(index: number): boolean {
    const type = this.tokens[index]?.tokenType;
    return type !== undefined && ((hardStarts.has(type) && type !== word("pact") && type !== word("charter")) || softStarts.has(type));
  }

  /** The index of the next token that seems to begin a member, from `index` on; the number of tokens where there is none. */
  private boundary(index: number): number {
    if (index >= this.searched.from && index <= this.searched.found) return this.searched.found;
    let found = index;
    for (; found < this.tokens.length; found++) {
      const { tokenType, startOffset } = this.tokens[found]!;
      if (softStarts.get(tokenType)?.(this.tokens[found + 1]) && this.startsLine(found, startOffset)) break;
    }
    this.searched = { from: index, found };
    return found;
  }

  private startsLine(index: number, offset: number): boolean {
    const before = this.tokens[index - 1];
    return !before || /[\n{]/.test(this.source.text.slice(endOf(before) - 1 - this.source.offset, offset - this.source.offset));
  }

  private tooDeep(from: number, to: number): IToken | undefined {
    if (to - from <= maxNesting) return undefined;
    let depth = 0;
    let terms = 0;
    let prefixes = 0;
    for (let i = from; i < to; i++) {
      const { tokenType } = this.tokens[i]!;
      if (tokenType === K.OpenParen || tokenType === K.OpenBrace || tokenType === K.OpenBracket) depth++;
      else if (tokenType === K.CloseParen || tokenType === K.CloseBrace || tokenType === K.CloseBracket) depth--;
      const isPrefix = tokenType === word("not") || tokenType === K.Bang || tokenType === word("list") || tokenType === word("of");
      prefixes = isPrefix ? prefixes + 1 : tokenType === K.OpenParen ? prefixes : 0;
      if (tokenType === K.Plus || tokenType === K.Minus || tokenType === K.Star) terms++;
      else if (tokenType === K.Comma || tokenType === K.Colon || tokenType === word("and") || tokenType === word("or")) terms = 0;
      if (depth + prefixes > maxNesting || terms > maxTerms) return this.tokens[i];
    }
    return undefined;
  }

  private docBefore(token: IToken | undefined): string {
    const lines: string[] = [];
    const end = token?.startOffset ?? this.source.anchor;
    const before = this.tokens[this.at - 1]?.startOffset ?? this.source.anchor;
    const { comments } = this.source;
    for (; (comments[this.nextComment]?.start ?? Infinity) < end; this.nextComment++) {
      const comment = comments[this.nextComment]!;
      if (comment.kind === "doc" && comment.start >= before) lines.push(comment.text.slice(3).trim());
    }
    return lines.join("\n");
  }

  private report(start: number, end: number, code: string, message: string, fixes: Diagnostic["fixes"] = []): void {
    this.diagnostics.push({ code, severity: "error", start, end, message, ...(fixes.length > 0 && { fixes }) });
  }
}
