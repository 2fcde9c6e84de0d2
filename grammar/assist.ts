// What may come next at an offset, by the grammar itself: the base of completion.
import type { IToken, TokenType } from "chevrotain";
import { continuations } from "./continuations.ts";
import { endOf, lex } from "./lexer.ts";
import { maxTextLength } from "./parser.ts";
import { memberStartBefore, theParser } from "./read.ts";
import { AnyName, keywordOf, ReadOnly, Regex, Text } from "./tokens.ts";

export interface Assist {
  /** The word being typed, to be replaced. */
  readonly start: number;
  readonly end: number;
  /** The tokens of the member so far, the word being typed left out. */
  readonly before: readonly IToken[];
  /** Keywords that fit here. */
  readonly keywords: readonly string[];
  /** For each place where a name fits: the rules it stands in, outermost first. */
  readonly names: readonly (readonly string[])[];
  readonly types: readonly TokenType[];
  /** A new member may begin here. */
  readonly newMember: boolean;
  /** No `pact` or `charter` has been begun. */
  readonly noHeader: boolean;
}

/** undefined inside comments, texts and regular expressions, where nothing is offered. */
export function assist(text: string, offset: number): Assist | undefined {
  if (text.length > maxTextLength) return undefined;
  const { tokens, comments } = lex(text);
  const inside = (span: { start: number; end: number }) => span.start < offset && offset <= span.end;
  if (comments.some((comment) => inside(comment))) return undefined;
  const word = tokens.findLast((token) => token.startOffset < offset && offset <= endOf(token));
  const closed = word && offset === endOf(word) && word.image.length > 1 && word.image.endsWith(isText(word) ? '"' : "/");
  if (word && (word.tokenType === Regex || isText(word)) && !closed) return undefined;
  const partial = word && /^[\w`*]/.test(word.image) ? word : undefined;
  const start = partial?.startOffset ?? offset;
  const end = partial ? Math.max(offset, endOf(partial)) : offset;
  const earlier = tokens.filter((token) => endOf(token) <= start);
  const first = earlier[0] && keywordOf(earlier[0].tokenType);
  const noHeader = first !== "pact" && first !== "charter";
  const from = startBefore(text, earlier);
  const before = from === undefined ? [] : earlier.slice(from);
  const opened = earlier.some(({ image }) => image === "{");
  const member = theParser().getGAstProductions().member;
  const { next, complete } = before.length > 0 && member ? continuations(member, before) : { next: [], complete: true };
  const types = [...new Set(next.map(({ type }) => type))];
  const newMember = !noHeader && opened && complete;
  return {
    start,
    end,
    before,
    keywords: types.flatMap((type) => keywordOf(type) ?? (type === ReadOnly ? "read-only" : [])),
    names: next.filter(({ type }) => type === AnyName).map(({ rules }) => rules),
    types,
    newMember,
    noHeader,
  };
}

const suites = new Set(["evaluate", "red", "drift"]);

/** As the parser cuts; but `agent` at the end of what is written so far may be the one of a suite whose brace is open. */
function startBefore(text: string, tokens: readonly IToken[]): number | undefined {
  const from = memberStartBefore(text, tokens);
  if (from === undefined || from !== tokens.length - 1 || tokens[from]!.image !== "agent") return from;
  const outer = memberStartBefore(text, tokens.slice(0, from));
  if (outer === undefined || !suites.has(tokens[outer]!.image)) return from;
  const inside = tokens.slice(outer, from).map(({ image }) => image);
  return inside.filter((image) => image === "{").length > inside.filter((image) => image === "}").length ? outer : from;
}

const isText = (token: IToken): boolean => token.tokenType === Text || token.image.startsWith('"');
