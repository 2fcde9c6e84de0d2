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

/** What the token at an index, with those before or behind it, is mistaken for. */
export function slipAt(tokens: readonly IToken[], index: number): Slip | undefined {
  return withWordsBefore(tokens, index) ?? clauseWord(tokens, index) ?? withWordsBehind(tokens, index);
}

function withWordsBefore(tokens: readonly IToken[], index: number): Slip | undefined {
  const [first, before, token] = [tokens[index - 2], tokens[index - 1], tokens[index]!];
  if (!before) return undefined;
  const wrote = `${before.image} ${token.image}`;
  const compared = first?.image === "is" ? afterIs.get(wrote) : undefined;
  if (first && compared !== undefined) return { wrote: `is ${wrote}`, start: first.startOffset, end: endOf(token), meant: compared };
  const pair = pairs[wrote];
  return pair && { wrote, start: before.startOffset, end: endOf(token), ...pair };
}

function clauseWord(tokens: readonly IToken[], index: number): Slip | undefined {
  const { image, startOffset } = tokens[index]!;
  const meant = tokens[index + 2]?.image === ":" ? clauseWords.get(image) : undefined;
  return meant === undefined ? undefined : { wrote: image, start: startOffset, end: endOf(tokens[index]!), meant };
}

function withWordsBehind(tokens: readonly IToken[], index: number): Slip | undefined {
  const { image, startOffset } = tokens[index]!;
  const found = byFirstWord.get(image)?.find(({ words }) => words.every((word, i) => tokens[index + i]?.image === word));
  return found && { wrote: found.phrase, start: startOffset, end: endOf(tokens[index + found.words.length - 1]!), ...found.said };
}

/** Names of types elsewhere. */
export const typeSlips: ReadonlyMap<string, string> = new Map([
  ...["string", "str", "varchar"].map((name) => [name, "text"] as const),
  ...["int", "long"].map((name) => [name, "integer"] as const),
  ...["float", "double", "decimal"].map((name) => [name, "number"] as const),
  ["bool", "boolean"] as const,
  ...["date", "datetime", "timestamp"].map((name) => [name, "time"] as const),
]);
