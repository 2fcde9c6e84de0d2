// What people write who know other languages, and how it is written here. Looked up only where nothing else can be read: a word that
// means something in its place is never a slip.
import type { IToken } from "chevrotain";
import { amountsAt } from "./amounts.ts";
import { missingEnds } from "./ends.ts";
import { shorten } from "./messages.ts";
import { nearest } from "./nearest.ts";
import { misplaced } from "./parts.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";
import { meaningless, quoted, type Slip, type Trouble, written } from "./trouble.ts";

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
  to: "until",
  till: "until",
  max: "hard",
  maximum: "hard",
  "at most": "hard",
  hourly: "per hour",
  daily: "per day",
  weekly: "per week",
  monthly: "per month",
});

/** Behind a number. */
const units = phrases({
  sec: "seconds",
  secs: "seconds",
  min: "minutes",
  mins: "minutes",
  h: "hours",
  hr: "hours",
  hrs: "hours",
  d: "days",
  wk: "weeks",
  wks: "weeks",
  yr: "years",
  yrs: "years",
  euro: "EUR",
  euros: "EUR",
});

/** Behind `expect`. */
const effects = phrases({
  allowed: "allow",
  permitted: "allow",
  permit: "allow",
  denied: "deny",
  refused: "deny",
  prohibited: "deny",
  forbidden: "deny",
  escalated: "escalate",
});

const everyTool = "every tool is `*`; tools of one nature are `any read-only tool` and `any destructive tool`";

/** Before a name and a colon. */
const clauseWords = phrases({
  ...Object.fromEntries(["allow", "allows", "permit", "can", "MAY"].map((word) => [word, "may"])),
  ...Object.fromEntries(["must", "should", "shall", "can", "do"].map((word) => [`${word} not`, "never"])),
  ...Object.fromEntries(["deny", "forbid", "prohibit", "must_not", "cannot", "NEVER"].map((word) => [word, "never"])),
});

/** What a member that cannot be read on may have been meant to say, the likeliest first. */
export function* slipsAt(trouble: Trouble): Generator<Slip> {
  const { tokens, index, end } = trouble;
  if (index < end) {
    yield* amountsAt(trouble);
    yield* wordsAt(tokens, index);
    yield* negations(trouble);
    yield* signs(trouble);
    yield* oneOf(trouble);
    yield* misplaced(trouble);
    yield* misspelt(trouble);
    yield* missingWhen(trouble);
    yield* missingKind(trouble);
  }
  yield* commas(trouble);
  yield* missingEnds(trouble);
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
  if (quoted(tokens, index - 1, 2).wrote === "any tool") yield meaningless(tokens, index - 1, 2, everyTool);
  const isAmount = tokens[index - 1]?.tokenType === K.Num;
  for (const table of isAmount ? [units, comparisons, words] : [comparisons, words])
    for (const { count, meant } of phrasesAt(table, tokens, index)) yield written(tokens, index, count, meant);
}

/** What stands between a name and its value in a test, and what a test expects. */
function* signs({ tokens, index, rules }: Trouble): Generator<Slip> {
  const { tokenType } = tokens[index]!;
  const rule = rules.at(-1);
  if (rule === "given" && (tokenType === K.Equals || tokenType === K.Colon)) yield written(tokens, index, 1, "is");
  if (rule === "call" && tokenType === K.Equals) yield written(tokens, index, 1, ":");
  if (rule === "test" && tokens[index - 1]?.tokenType === word("expect"))
    for (const { count, meant } of phrasesAt(effects, tokens, index)) yield written(tokens, index, count, meant);
}

/** A type where a condition asks for one of some values. */
function* oneOf({ tokens, index, end, textOf }: Trouble): Generator<Slip> {
  if (quoted(tokens, index - 1, 2).wrote !== "one of") return;
  const isValue = (at: number) => at < end && [K.Text, K.Identifier, K.Num].includes(tokens[at]!.tokenType);
  let last = index + 1;
  if (!isValue(last)) return;
  while (tokens[last + 1]?.tokenType === K.Comma && isValue(last + 2)) last += 2;
  const mends = [
    { at: index - 1, count: 3, text: `in [${textOf(index + 1, index + 2)}` },
    { at: last + 1, count: 0, text: "]" },
  ];
  const slip = meaningless(tokens, index - 1, 2, "a condition asks `in [a, b]`; `one of a, b` is a type", mends);
  yield { ...slip, fixes: [{ title: "Change to `in […]`", mends, safe: true }] };
}

/** A word of the language with a slip of the pen. */
function* misspelt({ tokens, index, words }: Trouble): Generator<Slip> {
  const { image, tokenType } = tokens[index]!;
  const near = tokenType === K.Identifier && image.length > 2 ? nearest(image, words()) : undefined;
  if (near === undefined) return;
  const { start, end } = quoted(tokens, index, 1);
  const mends = [{ at: index, count: 1, text: near }];
  const fixes = [{ title: `Change to \`${near}\``, mends }];
  yield { start, end, code: "PACT1004", message: `\`${image}\` means nothing here, did you mean \`${near}\`?`, mends, fixes };
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
  if (!isClause || tokens.slice(start, index).some(({ tokenType }) => besideConditions.has(tokenType))) return;
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
    // A clause that names no action covers every one: only its author knows whether that was meant.
    const fix = { ...insert("Insert `when`", at, "when"), ...(at === index && { safe: true as const }) };
    yield { ...slip(at, "expected `when` before a condition"), mends: fix.mends, fixes: [fix], isWhole: true };
  }
}
const clauses = new Set(["may", "never", "escalate"].map(word));
const besideConditions = new Set(["when", "unless", "because", "to"].map(word));
/** What may follow a condition, and is none of it. */
const endsCondition = new Set([...["because", "unless", "to"].map(word), K.Comma, K.CloseBrace]);

/** An agent under test of which nobody says how it is reached. */
function* missingKind({ tokens, index, rules }: Trouble): Generator<Slip> {
  if (!rules.includes("suiteItem") || tokens[index]!.tokenType !== K.Text || tokens[index - 1]!.tokenType !== word("agent")) return;
  const { wrote, start, end } = quoted(tokens, index, 1);
  const mends = [{ at: index, count: 0, text: "command" }];
  const message = `expected \`command\`, \`openai\`, \`mcp\` or \`recorded\`; found \`${shorten(wrote)}\``;
  yield { start, end, code: "PACT1004", message, mends, fixes: [{ title: "Insert `command`", mends }] };
}

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
