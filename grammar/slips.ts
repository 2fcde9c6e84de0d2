// What people write who know other languages, and how it is written here. Looked up only where nothing else can be read: a word that
// means something in its place is never a slip.
import type { IToken } from "chevrotain";
import { endOf } from "./lexer.ts";

export interface Slip {
  readonly wrote: string;
  readonly start: number;
  readonly end: number;
  /** What it is here; where it takes more than other words, `advice` says what to do. */
  readonly meant?: string;
  readonly advice?: string;
}

const advice = (text: string) => ({ advice: text });
const meant = (text: string) => ({ meant: text });

/** Words that stand where a member should begin, since the one before them ended too early. The longest first. */
const afterMembers: readonly (readonly [string, Pick<Slip, "meant" | "advice">])[] = [
  ["greater than or equal to", meant(">=")],
  ["less than or equal to", meant("<=")],
  ["at least", meant(">=")],
  ["at most", meant("<=")],
  ["no more than", meant("<=")],
  ["no less than", meant(">=")],
  ["less than", meant("<")],
  ["fewer than", meant("<")],
  ["greater than", meant(">")],
  ["more than", meant(">")],
  ["not in", meant("is not in")],
  ["not like", meant("is not like")],
  ["equals", meant("is")],
  ["equal to", meant("is")],
  ["includes", meant("contains")],
  ["if", meant("when")],
  ["where", meant("when")],
  ["only if", meant("when")],
  ["only when", meant("when")],
  ["except when", meant("unless")],
  ["except if", meant("unless")],
  ["sec", meant("seconds")],
  ["secs", meant("seconds")],
  ["min", meant("minutes")],
  ["mins", meant("minutes")],
  ["hr", meant("hours")],
  ["hrs", meant("hours")],
  ["dollars", advice("write the code of the currency behind the amount, as in `5 USD`")],
  ["euros", advice("write the code of the currency behind the amount, as in `5 EUR`")],
];

const byFirstWord = Map.groupBy(
  afterMembers.map(([phrase, said]) => ({ phrase, words: phrase.split(" "), said })),
  ({ words }) => words[0]!,
);

/** Before a word that begins no member: what the two are together. */
const pairs: Readonly<Record<string, Pick<Slip, "advice">>> = {
  "one of": advice("a condition asks `in [a, b]`; `one of a, b` is a type"),
  "any tool": advice("every tool is `*`; tools of one nature are `any read-only tool` and `any destructive tool`"),
};

/** Behind `is`, which goes with them. */
const afterIs: ReadonlyMap<string, string> = new Map([
  ["at least", ">="],
  ["at most", "<="],
  ["less than", "<"],
  ["fewer than", "<"],
  ["greater than", ">"],
  ["more than", ">"],
  ["equal to", "is"],
]);

/** Before a name and a colon. */
const clauseWords: ReadonlyMap<string, string> = new Map([
  ...["allow", "allows", "permit", "can", "MAY"].map((word) => [word, "may"] as const),
  ...["deny", "forbid", "prohibit", "must_not", "cannot", "NEVER"].map((word) => [word, "never"] as const),
]);

/** What the token at an index, and those behind it, are mistaken for. */
export function slipAt(tokens: readonly IToken[], index: number): Slip | undefined {
  const token = tokens[index]!;
  const before = tokens[index - 1];
  const pair = before && pairs[`${before.image} ${token.image}`];
  const [start, end] = [token.startOffset, endOf(token)];
  const is = tokens[index - 2];
  const compared = before && is?.image === "is" ? afterIs.get(`${before.image} ${token.image}`) : undefined;
  if (is && before && compared !== undefined)
    return { wrote: `is ${before.image} ${token.image}`, start: is.startOffset, end, meant: compared };
  const clause = tokens[index + 2]?.image === ":" ? clauseWords.get(token.image) : undefined;
  if (clause !== undefined) return { wrote: token.image, start, end, meant: clause };
  if (before && pair) return { wrote: `${before.image} ${token.image}`, start: before.startOffset, end: endOf(token), ...pair };
  for (const { phrase, words, said } of byFirstWord.get(token.image) ?? []) {
    if (words.every((word, i) => tokens[index + i]?.image === word))
      return { wrote: phrase, start: token.startOffset, end: endOf(tokens[index + words.length - 1]!), ...said };
  }
  return undefined;
}

/** Names of types elsewhere. */
export const typeSlips: ReadonlyMap<string, string> = new Map([
  ...["string", "str", "varchar"].map((name) => [name, "text"] as const),
  ...["int", "long"].map((name) => [name, "integer"] as const),
  ...["float", "double", "decimal"].map((name) => [name, "number"] as const),
  ["bool", "boolean"] as const,
  ...["date", "datetime", "timestamp"].map((name) => [name, "time"] as const),
]);
