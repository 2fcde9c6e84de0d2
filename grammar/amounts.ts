// Amounts as they are written elsewhere: `1,000`, `80 eur`, `between 10 and 20`.
import type { IToken } from "chevrotain";
import { lazy } from "./lazy.ts";
import { endOf } from "./lexer.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";
import { meaningless, type Slip, type Trouble, written } from "./trouble.ts";

export function* amountsAt(trouble: Trouble): Generator<Slip> {
  const { tokens, index } = trouble;
  yield* thousands(tokens, index);
  yield* currency(tokens, index);
  yield* between(trouble);
}

/** `1,000`, read as far as its comma, or as two values. */
function* thousands(tokens: readonly IToken[], index: number): Generator<Slip> {
  const at = tokens[index]!.tokenType === K.Comma ? index - 1 : index - 2;
  if (at < 0 || !/^\d{1,3}$/.test(tokens[at]!.image)) return;
  const touch = (left: IToken, right: IToken) => endOf(left) === right.startOffset;
  const digits = [tokens[at]!.image];
  for (let i = at + 1; ; i += 2) {
    const [comma, group] = [tokens[i], tokens[i + 1]];
    if (comma?.tokenType !== K.Comma || !group || !touch(tokens[i - 1]!, comma) || !touch(comma, group)) break;
    if (!/^\d{3}(\.\d+)?$/.test(group.image)) break;
    digits.push(group.image);
  }
  if (digits.length === 1) return;
  const slip = written(tokens, at, 2 * digits.length - 1, digits.join("_"));
  yield { ...slip, message: `\`${digits.join(",")}\` is written \`${digits.join("_")}\` here` };
}

const codes = lazy(() => new Set(Intl.supportedValuesOf("currency")));

/** `80 eur`, `money usd`. */
function* currency(tokens: readonly IToken[], index: number): Generator<Slip> {
  const { image } = tokens[index]!;
  const before = tokens[index - 1]?.tokenType;
  if (before !== K.Num && before !== word("money")) return;
  const code = image.toUpperCase();
  if (code !== image && codes().has(code)) yield written(tokens, index, 1, code);
  const advice = "write the code of the currency behind the amount, as in `5 USD`";
  if (image === "dollars") yield meaningless(tokens, index, 1, advice, [{ at: index, count: 1, text: "USD" }]);
}

/** `amount between 10 EUR and 20 EUR`. */
function* between({ tokens, start, index, end, textOf }: Trouble): Generator<Slip> {
  if (tokens[index]!.image !== "between") return;
  const advice = "write both comparisons, as in `amount >= 10 and amount <= 20`";
  const left = pathBefore(tokens, index, start);
  const and = valueEnd(tokens, index + 1);
  const last = tokens[and]?.tokenType === word("and") ? valueEnd(tokens, and + 1) : and;
  if (left === index || and === index + 1 || last <= and + 1 || last > end) return yield meaningless(tokens, index, 1, advice);
  const path = textOf(left, index);
  const isApart = [tokens[left - 1], tokens[last]].some((token) => token && binding.has(token.tokenType));
  const mends = [
    ...(isApart ? [{ at: left, count: index - left + 1, text: `(${path} >=` }] : [{ at: index, count: 1, text: ">=" }]),
    { at: and, count: 1, text: `and ${path} <=` },
    ...(isApart ? [{ at: last, count: 0, text: ")" }] : []),
  ];
  const title = "Change to `>=` and `<=`";
  yield { ...meaningless(tokens, index, 1, advice, mends), fixes: [{ title, mends, safe: true }] };
}
const binding = new Set([word("not"), K.Bang, word("or"), K.OrOr]);

/** Where the names and points begin that end before an index. */
function pathBefore(tokens: readonly IToken[], index: number, start: number): number {
  let at = index;
  const isName = (i: number) => i > start && tokens[i]!.tokenType === K.Identifier;
  if (!isName(at - 1)) return index;
  at--;
  while (tokens[at - 1]?.tokenType === K.Dot && isName(at - 2)) at -= 2;
  return at;
}

/** The index behind a number with its unit, a moment or a path. */
function valueEnd(tokens: readonly IToken[], from: number): number {
  const first = tokens[from];
  if (!first) return from;
  if (first.tokenType === K.Moment || first.tokenType === K.Percent) return from + 1;
  if (first.tokenType === K.Identifier) {
    let at = from + 1;
    while (tokens[at]?.tokenType === K.Dot && tokens[at + 1]) at += 2;
    return at;
  }
  if (first.tokenType !== K.Num) return from;
  const unit = tokens[from + 1]?.tokenType;
  const isUnit = unit !== undefined && (unit === K.Currency || unit === word("tokens") || unit.CATEGORIES?.includes(K.Unit));
  return isUnit ? from + 2 : from + 1;
}
