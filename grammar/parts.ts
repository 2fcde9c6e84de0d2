// The parts of a member stand in one order: which of two stands before the other, where somebody wrote them the other way round.
import type { IToken } from "chevrotain";
import { endOf } from "./lexer.ts";
import * as K from "./tokens.ts";
import { quoted, type Slip, type Trouble } from "./trouble.ts";

const clause = ["when", "unless", "because"];
/** The words the parts of a member begin with, by its first word. */
const orders: Readonly<Record<string, readonly string[]>> = {
  may: clause,
  never: clause,
  escalate: ["when", "unless", "to", "carrying", "because"],
  limit: ["soft", "hard", "per"],
  handoff: ["by", "carrying", "expect"],
  record: ["redact", "retain", "on"],
  agent: ["model", "prompt", "acts"],
  tools: ["results", "errors"],
  test: ["after", "given", "expect"],
};

/** A part that stands behind one it belongs before, if it is one of the two that cannot be read. */
export function* misplaced({ tokens, start, index, end, textOf }: Trouble): Generator<Slip> {
  const order = orders[tokens[start]!.image] ?? [];
  const rank = order.indexOf(tokens[index]!.image);
  if (rank < 0) return;
  const parts = partsOf(tokens, order, start, end);
  const here = parts.find(({ at }) => at === index);
  const before = parts.find((part) => part.at < index && part.rank > rank);
  const behind = parts.find((part) => part.at > index && part.rank < rank);
  const [late, early] = before ? [here, before] : [behind, here];
  if (!late || !early) return;
  const to = parts.find(({ at }) => at > late.at)?.at ?? end;
  const left = tokens[late.at - 1]!;
  const space = textOf(late.at - 1, late.at + 1).slice(endOf(left) - left.startOffset, -tokens[late.at]!.image.length);
  const mends = [
    { at: early.at, count: 0, text: textOf(late.at, to).trimEnd(), ...(space.trim() === "" && { space }) },
    { at: late.at, count: to - late.at, text: "" },
  ];
  const [first, second] = [order[late.rank]!, order[early.rank]!];
  const span = quoted(tokens, late.at, 1);
  yield {
    start: span.start,
    end: span.end,
    code: "PACT1004",
    message: `\`${first}\` stands before \`${second}\`; move it there`,
    mends,
    fixes: [{ title: `Move \`${first}\` before \`${second}\``, mends, safe: true }],
    isWhole: true,
  };
}

/** Where parts begin, outside of all brackets. */
function partsOf(tokens: readonly IToken[], order: readonly string[], start: number, end: number): { at: number; rank: number }[] {
  const found: { at: number; rank: number }[] = [];
  let depth = 0;
  for (let at = start + 1; at < end; at++) {
    const { tokenType, image } = tokens[at]!;
    if (opening.has(tokenType)) depth++;
    else if (closing.has(tokenType)) depth--;
    const rank = depth === 0 ? order.indexOf(image) : -1;
    if (rank >= 0) found.push({ at, rank });
  }
  return found;
}
const opening = new Set([K.OpenBrace, K.OpenBracket, K.OpenParen]);
const closing = new Set([K.CloseBrace, K.CloseBracket, K.CloseParen]);
