// Text to tokens, a character at a time. The patterns of the token table say what a token is, and chevrotain's lexer made of them is the
// oracle of the tests; this one finds the same without trying patterns, and has nothing to work out before it begins.
import type { IToken, TokenType } from "chevrotain";
import * as K from "./tokens.ts";

/** A comment with its place; `doc` comments (`///`) document what follows them. */
export interface Comment {
  readonly kind: "doc" | "line" | "block";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A block comment that nothing closes. */
  readonly open?: true;
}

/** Characters next to each other of which none begins a token. */
export interface Stray {
  readonly start: number;
  readonly end: number;
}

export interface Scanned {
  readonly tokens: IToken[];
  readonly comments: readonly Comment[];
  readonly strays: readonly Stray[];
  /** Of the tokens, texts and names that nothing closes. */
  readonly unfinished: readonly IToken[];
}

/** In the order of the text, whose first character has the offset `base`. Never throws. */
export function scan(text: string, base: number): Scanned {
  const scanner = new Scanner(text, base);
  scanner.run();
  return scanner;
}

const codeOf = (character: string): number => character.charCodeAt(0);
const newLine = codeOf("\n");
const carriageReturn = codeOf("\r");
const quote = codeOf('"');
const percent = codeOf("%");
const star = codeOf("*");
const minus = codeOf("-");
const dot = codeOf(".");
const slash = codeOf("/");
const backslash = codeOf("\\");
const openBracket = codeOf("[");
const closeBracket = codeOf("]");
const backQuote = codeOf("`");
const smallA = codeOf("a");
const smallZ = codeOf("z");
const capitalA = codeOf("A");
const capitalZ = codeOf("Z");

const [letter, digit, space] = [1, 2, 4];
/** What the characters of ASCII may be part of. */
const classes = new Uint8Array(128);
for (const each of "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_") classes[codeOf(each)] = letter;
for (const each of "0123456789") classes[codeOf(each)] = digit;
for (const each of " \t\n\r\v\f") classes[codeOf(each)] = space;
const otherSpace = /[\s\uFEFF]/;
const moment = new RegExp(K.Moment.PATTERN as RegExp, "y");
const version = new RegExp(K.Version.PATTERN as RegExp, "y");

/** Operators and brackets by their first character, longer ones first. */
const marks: (readonly { readonly mark: string; readonly type: TokenType }[] | undefined)[] = [];
for (const type of K.lexedTokens)
  for (const mark of K.marksOf(type)) {
    const code = codeOf(mark);
    marks[code] = [...(marks[code] ?? []), { mark, type }].sort((a, b) => b.mark.length - a.mark.length);
  }

/**
 * Keywords by a hash of their characters, which is made while a word is read: a text is mostly made of them, and none of them is cut out
 * of it only to be looked up.
 */
const lastPlace = 1023;
const nextHash = (hash: number, code: number): number => (Math.imul(hash, 31) + code) | 0;
interface Keyword {
  readonly image: string;
  readonly type: TokenType;
}
const keywords: (readonly Keyword[] | undefined)[] = [];
for (const [image, type] of K.keywordTypes) {
  const hash = [...image].reduce((before, each) => nextHash(before, codeOf(each)), 0) & lastPlace;
  keywords[hash] = [...(keywords[hash] ?? []), { image, type }];
}

/** Three capital letters. */
function isCurrency(word: string): boolean {
  if (word.length !== 3) return false;
  for (let i = 0; i < 3; i++) if (word.charCodeAt(i) < capitalA || word.charCodeAt(i) > capitalZ) return false;
  return true;
}

class Scanner implements Scanned {
  readonly tokens: IToken[] = [];
  readonly comments: Comment[] = [];
  readonly strays: { start: number; end: number }[] = [];
  readonly unfinished: IToken[] = [];
  private readonly text: string;
  private readonly base: number;
  private at = 0;
  /** Where a regular expression was read, and a class of characters in one, that nothing ends. */
  private readonly endless = new Set<number>();
  private readonly endlessClass = new Set<number>();

  constructor(text: string, base: number) {
    this.text = text;
    this.base = base;
  }

  run(): void {
    const { text } = this;
    while (this.at < text.length) {
      const code = text.charCodeAt(this.at);
      const of = code < 128 ? classes[code] : otherSpace.test(text[this.at]!) ? space : 0;
      if (of === space) this.at++;
      else if (of === letter) this.word();
      else if (of === digit) this.number();
      else if (code === quote) this.quoted();
      else if (code === backQuote) this.name();
      else if (code === slash) this.slash();
      else if (code === star && this.isWord(this.at + 1)) this.pattern(this.at + 1);
      else this.mark(code);
    }
  }

  /** A token to before an offset. */
  private take(tokenType: TokenType, end: number, image = this.text.slice(this.at, end)): void {
    this.tokens.push({ image, startOffset: this.base + this.at, tokenTypeIdx: tokenType.tokenTypeIdx!, tokenType });
    this.at = end;
  }

  private takeUnfinished(tokenType: TokenType, end: number): void {
    this.take(tokenType, end);
    this.unfinished.push(this.tokens.at(-1)!);
  }

  /** A letter, a digit or `_`. */
  private isWord(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code < 128 && (classes[code]! & (letter | digit)) !== 0;
  }

  private isDigit(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return code < 128 && classes[code] === digit;
  }

  private word(): void {
    const { text, at } = this;
    let end = at;
    let hash = 0;
    let code = text.charCodeAt(at);
    do {
      hash = nextHash(hash, code);
      code = text.charCodeAt(++end);
    } while (code < 128 && (classes[code]! & (letter | digit)) !== 0);
    if (code === star) return this.pattern(end);
    if (code === minus && text.startsWith(readOnly, at) && !this.goesOn(at + readOnly.length))
      return this.take(K.ReadOnly, at + readOnly.length, readOnly);
    for (const { image, type } of keywords[hash & lastPlace] ?? none)
      if (image.length === end - at && text.startsWith(image, at)) return this.take(type, end, image);
    const image = text.slice(at, end);
    this.take(isCurrency(image) ? K.Currency : K.Identifier, end, image);
  }

  private goesOn(at: number): boolean {
    return this.isWord(at) || this.text.charCodeAt(at) === minus;
  }

  /** A word with `*` in it: from `from` on there are words and stars. */
  private pattern(from: number): void {
    let end = from;
    while (this.isWord(end) || this.text.charCodeAt(end) === star) end++;
    this.take(K.Pattern, end);
  }

  private number(): void {
    const { text } = this;
    if (text.charCodeAt(this.at + 4) === minus && this.matches(moment)) return this.take(K.Moment, moment.lastIndex);
    let end = this.digits(this.at);
    if (text.charCodeAt(end) === dot && this.isDigit(end + 1)) {
      if (this.matches(version)) return this.take(K.Version, version.lastIndex);
      end++;
      while (this.isDigit(end)) end++;
    }
    if (text.charCodeAt(end) === percent) this.take(K.Percent, end + 1);
    else this.take(K.Num, end);
  }

  private digits(from: number): number {
    let end = from;
    while (this.isDigit(end) || this.text[end] === "_") end++;
    return end;
  }

  private matches(pattern: RegExp): boolean {
    pattern.lastIndex = this.at;
    return pattern.test(this.text);
  }

  /** An unfinished text ends with its line, so that it costs only that line. */
  private quoted(): void {
    const { text } = this;
    let end = this.at + 1;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === quote) return this.take(K.Text, end + 1);
      if (code === newLine || code === carriageReturn) break;
      if (code === backslash && !this.endsLine(end + 1)) end++;
    }
    this.takeUnfinished(K.OpenText, end);
  }

  private name(): void {
    const { text } = this;
    let end = this.at + 1;
    while (!this.endsLine(end) && text.charCodeAt(end) !== backQuote) end++;
    if (end > this.at + 1 && text.charCodeAt(end) === backQuote) this.take(K.QuotedName, end + 1);
    else this.takeUnfinished(K.OpenQuotedName, end);
  }

  private endsLine(at: number): boolean {
    const code = this.text.charCodeAt(at);
    return at >= this.text.length || code === newLine || code === carriageReturn;
  }

  /** A comment, or a regular expression. */
  private slash(): void {
    const { text } = this;
    const next = text.charCodeAt(this.at + 1);
    if (next === slash) {
      let end = this.at + 2;
      while (!this.endsLine(end)) end++;
      return this.comment(text.charCodeAt(this.at + 2) === slash ? "doc" : "line", end);
    }
    if (next === star) {
      const close = text.indexOf("*/", this.at + 2);
      return close < 0 ? this.comment("block", text.length, true) : this.comment("block", close + 2);
    }
    let end = this.endOfRegex(this.at + 1);
    if (end === undefined) return this.stray();
    while (text.charCodeAt(end) >= smallA && text.charCodeAt(end) <= smallZ) end++;
    this.take(K.Regex, end);
  }

  private comment(kind: Comment["kind"], end: number, open?: true): void {
    const { text, base, at } = this;
    this.comments.push({ kind, text: text.slice(at, end), start: base + at, end: base + end, ...(open && { open }) });
    this.at = end;
  }

  /** Behind the slash that closes it; undefined where its line, or a class of characters in it, has no end. */
  private endOfRegex(from: number): number | undefined {
    const { text } = this;
    let at = from;
    while (!this.endsLine(at) && !this.endless.has(at)) {
      const code = text.charCodeAt(at);
      if (code === slash) return at + 1;
      const after = code === openBracket ? this.endOfClass(at + 1) : this.afterCharacter(at);
      if (after === undefined) break;
      at = after;
    }
    // Whoever comes to one of these again need not look for the end: a line of a million slashes is read once.
    for (let passed = from; passed < at; ) {
      this.endless.add(passed);
      passed = text.charCodeAt(passed) === openBracket ? this.endOfClass(passed + 1)! : this.afterCharacter(passed)!;
    }
    this.endless.add(at);
    return undefined;
  }

  private endOfClass(from: number): number | undefined {
    let at = from;
    while (!this.endsLine(at) && !this.endlessClass.has(at)) {
      if (this.text.charCodeAt(at) === closeBracket) return at + 1;
      const after = this.afterCharacter(at);
      if (after === undefined) break;
      at = after;
    }
    for (let passed = from; passed < at; passed = this.afterCharacter(passed)!) this.endlessClass.add(passed);
    this.endlessClass.add(at);
    return undefined;
  }

  /** With what escapes it; undefined where that is the last of its line. */
  private afterCharacter(at: number): number | undefined {
    if (this.text.charCodeAt(at) !== backslash) return at + 1;
    return this.endsLine(at + 1) ? undefined : at + 2;
  }

  private mark(code: number): void {
    for (const { mark, type } of marks[code] ?? none)
      if (this.text.startsWith(mark, this.at)) return this.take(type, this.at + mark.length, mark);
    this.stray();
  }

  private stray(): void {
    const start = this.base + this.at++;
    const last = this.strays.at(-1);
    if (last?.end === start) last.end++;
    else this.strays.push({ start, end: start + 1 });
  }
}

const readOnly = "read-only";
const none: readonly never[] = [];
