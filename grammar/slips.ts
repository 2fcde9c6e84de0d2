// What people write who know other languages, and how it is written here. Looked up only where nothing else can be read: a word that
// means something in its place is never a slip.
import type { IToken } from "chevrotain";
import { endOf } from "./lexer.ts";
import type { Mend } from "./mends.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";

/** What stands there instead of what was meant. Whether it was one is seen by reading on as if it were mended. */
export interface Slip {
  readonly start: number;
  readonly end: number;
  readonly code: "PACT1004" | "PACT1007";
  readonly message: string;
  /** What is read instead; empty where nobody can know it. */
  readonly mends: readonly Mend[];
  readonly fixes: readonly Mending[];
  /** It is one only if the member can then be read to its end. */
  readonly isWhole?: true;
}

export interface Mending {
  readonly title: string;
  readonly mends: readonly Mend[];
  readonly safe?: true;
}

/** A member that cannot be read on from a token. */
export interface Trouble {
  readonly tokens: readonly IToken[];
  /** Where the member begins, where it cannot be read on, and where what belongs to it ends. */
  readonly start: number;
  readonly index: number;
  readonly end: number;
  /** The rules of the grammar it stands in, outermost first; none where the member had ended and something follows. */
  readonly rules: readonly string[];
}

/** What is written elsewhere for a comparison. The longest first. */
const comparisons = phrases({
  "greater than or equal to": ">=",
  "less than or equal to": "<=",
  "at least": ">=",
  "at most": "<=",
  "no more than": "<=",
  "no less than": ">=",
  "less than": "<",
  "fewer than": "<",
  "greater than": ">",
  "more than": ">",
  "equal to": "is",
});

/** Other words, and what they are here. */
const words = phrases({
  "not in": "is not in",
  "not like": "is not like",
  equals: "is",
  includes: "contains",
  if: "when",
  where: "when",
  "only if": "when",
  "only when": "when",
  "except when": "unless",
  "except if": "unless",
});

/** Behind a number. */
const units = phrases({ sec: "seconds", secs: "seconds", min: "minutes", mins: "minutes", hr: "hours", hrs: "hours" });

/** What takes more than other words: `advice` says what to do. */
const advised = phrases({
  dollars: "write the code of the currency behind the amount, as in `5 USD`",
  euros: "write the code of the currency behind the amount, as in `5 EUR`",
});

/** Behind the first word of the two. */
const pairs = phrases({
  "one of": "a condition asks `in [a, b]`; `one of a, b` is a type",
  "any tool": "every tool is `*`; tools of one nature are `any read-only tool` and `any destructive tool`",
});

/** Before a name and a colon. */
const clauseWords = phrases({
  ...Object.fromEntries(["allow", "allows", "permit", "can", "MAY"].map((word) => [word, "may"])),
  ...Object.fromEntries(["must", "should", "shall", "can", "do"].map((word) => [`${word} not`, "never"])),
  ...Object.fromEntries(["deny", "forbid", "prohibit", "must_not", "cannot", "NEVER"].map((word) => [word, "never"])),
});

/** What a member that cannot be read on may have been meant to say, the likeliest first. */
export function* slipsAt(trouble: Trouble): Generator<Slip> {
  const { tokens, index } = trouble;
  if (index < trouble.end) yield* wordsAt(tokens, index);
  if (index < trouble.end) yield* negations(trouble);
  yield* missingWhen(trouble);
  yield* commas(trouble);
}

/** A word that begins a clause elsewhere. */
export function clauseSlip(tokens: readonly IToken[], index: number): Slip | undefined {
  const found = phrasesAt(clauseWords, tokens, index).find(({ count }) => tokens[index + count + 1]?.tokenType === K.Colon);
  return found && written(tokens, index, found.count, found.meant);
}

function* wordsAt(tokens: readonly IToken[], index: number): Generator<Slip> {
  // `is`, which goes with a comparison in words, has been read with the first of them.
  if (tokens[index - 2]?.tokenType === word("is"))
    for (const { count, meant } of phrasesAt(comparisons, tokens, index - 1)) yield written(tokens, index - 2, count + 1, meant);
  for (const { count, meant } of phrasesAt(pairs, tokens, index - 1)) yield meaningless(tokens, index - 1, count, meant);
  const isAmount = tokens[index - 1]?.tokenType === K.Num;
  for (const table of isAmount ? [units, comparisons, words] : [comparisons, words])
    for (const { count, meant } of phrasesAt(table, tokens, index)) yield written(tokens, index, count, meant);
  if (isAmount) for (const { count, meant } of phrasesAt(advised, tokens, index)) yield meaningless(tokens, index, count, meant);
}

/** `may not`, and a comparison with nothing. */
function* negations({ tokens, start, index }: Trouble): Generator<Slip> {
  const { image, tokenType } = tokens[index]!;
  const before = tokens[index - 1]?.tokenType;
  if (tokenType === word("not") && before === word("may") && index === start + 1) yield written(tokens, start, 2, "never");
  if (image !== "null") return;
  if (before === word("is") || before === K.Equals) yield written(tokens, index - 1, 2, "is unknown");
  if (before === K.NotEquals) yield written(tokens, index - 1, 2, "is known");
  if (before === word("not") && tokens[index - 2]?.tokenType === word("is")) yield written(tokens, index - 2, 3, "is known");
}

/** A condition that stands in a clause without its `when`: behind the actions, or read as if it were one. */
function* missingWhen({ tokens, start, index, end }: Trouble): Generator<Slip> {
  const isClause = clauses.has(tokens[start]!.tokenType) && tokens[start + 2]?.tokenType === K.Colon;
  if (!isClause || index >= end || tokens.slice(start, index).some(({ tokenType }) => besideConditions.has(tokenType))) return;
  const insert = (title: string, at: number, text: string) => ({ title, mends: [{ at, count: 0, text }] });
  const slip = (at: number, message: string) => {
    const { start, end } = quoted(tokens, at, 1);
    return { start, end, code: "PACT1004" as const, message };
  };
  const next = index + 1 < end ? tokens[index + 1]!.tokenType : undefined;
  if (tokens[index]!.tokenType === K.Identifier && (next === undefined || endsCondition.has(next))) {
    const fixes = [insert("Insert `,`", index, ","), insert("Insert `when`", index, "when")];
    yield { ...slip(index, "expected `,` before another action, or `when` before a condition"), mends: [], fixes };
    return;
  }
  for (const at of index === start + 4 ? [index, index - 1] : [index]) {
    const fix = { ...insert("Insert `when`", at, "when"), safe: true as const };
    yield { ...slip(at, "expected `when` before a condition"), mends: fix.mends, fixes: [fix], isWhole: true };
  }
}
const clauses = new Set(["may", "never", "escalate"].map(word));
const besideConditions = new Set(["when", "unless", "because", "to"].map(word));
/** What may follow a condition, and is none of it. */
const endsCondition = new Set([...["because", "unless", "to"].map(word), K.Comma, K.CloseBrace]);

/** Commas between the fields of a record, all of them at once: whoever writes one writes them all. */
function* commas({ tokens, start, end, rules }: Trouble): Generator<Slip> {
  if (!rules.includes("fields")) return;
  const found: number[] = [];
  let [braces, others] = [0, 0];
  for (let i = start; i < end; i++) {
    const { tokenType } = tokens[i]!;
    if (tokenType === K.OpenBrace) braces++;
    else if (tokenType === K.CloseBrace) braces--;
    else if (tokenType === K.OpenParen || tokenType === K.OpenBracket) others++;
    else if (tokenType === K.CloseParen || tokenType === K.CloseBracket) others--;
    else if (tokenType === K.Comma && braces > 0 && others === 0 && beginsField(tokens, i + 1)) found.push(i);
  }
  if (found.length === 0) return;
  // Behind a type without a comma `at` would say where the value is.
  const mends = found.map((at) => (tokens[at + 1]!.tokenType === word("at") ? { at, count: 2, text: "`at`" } : { at, count: 1, text: "" }));
  const what = found.length === 1 ? "it" : "them";
  const fixes = [{ title: found.length === 1 ? "Remove the comma" : `Remove ${found.length} commas`, mends, safe: true as const }];
  const { start: from, end: to } = quoted(tokens, found[0]!, 1);
  yield { start: from, end: to, code: "PACT1004", message: `no comma stands between fields; remove ${what}`, mends, fixes };
}

/** Behind a comma: the name of a field, or the end of them all. What goes on with an enumeration is neither. */
const beginsField = (tokens: readonly IToken[], index: number): boolean =>
  tokens[index]?.tokenType === K.CloseBrace || tokens[index + 1]?.tokenType === K.Colon;

/** Some tokens are written otherwise here. */
function written(tokens: readonly IToken[], at: number, count: number, meant: string): Slip {
  const { wrote, start, end } = quoted(tokens, at, count);
  const mends = [{ at, count, text: meant }];
  const fixes = [{ title: `Change to \`${meant}\``, mends, safe: true as const }];
  return { start, end, code: "PACT1007", message: `\`${wrote}\` is written \`${meant}\` here`, mends, fixes };
}

/** Some tokens mean nothing here. */
function meaningless(tokens: readonly IToken[], at: number, count: number, advice: string): Slip {
  const { wrote, start, end } = quoted(tokens, at, count);
  return { start, end, code: "PACT1007", message: `\`${wrote}\` means nothing here: ${advice}`, mends: [], fixes: [] };
}

function quoted(tokens: readonly IToken[], at: number, count: number): { wrote: string; start: number; end: number } {
  const these = tokens.slice(at, at + count);
  return { wrote: these.map(({ image }) => image).join(" "), start: these[0]!.startOffset, end: endOf(these.at(-1)!) };
}

type Phrases = ReadonlyMap<string, readonly { readonly words: readonly string[]; readonly meant: string }[]>;

/** By their first word. */
function phrases(table: Readonly<Record<string, string>>): Phrases {
  return Map.groupBy(
    Object.entries(table).map(([phrase, meant]) => ({ words: phrase.split(" "), meant })),
    (each) => each.words[0]!,
  );
}

/** Those that are written from an index on. */
function phrasesAt(table: Phrases, tokens: readonly IToken[], index: number): { count: number; meant: string }[] {
  const all = table.get(tokens[index]?.image ?? "") ?? [];
  return all
    .filter((each) => each.words.every((image, i) => tokens[index + i]?.image === image))
    .map((each) => ({ count: each.words.length, meant: each.meant }));
}

/** Names of types elsewhere. */
export const typeSlips: ReadonlyMap<string, string> = new Map([
  ...["string", "str", "varchar"].map((name) => [name, "text"] as const),
  ...["int", "long"].map((name) => [name, "integer"] as const),
  ...["float", "double", "decimal"].map((name) => [name, "number"] as const),
  ["bool", "boolean"] as const,
  ...["date", "datetime", "timestamp"].map((name) => [name, "time"] as const),
]);
