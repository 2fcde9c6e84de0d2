// The end of a member that is not there: braces that nothing closes, an escalation whose ladder ends nowhere.
import { endOf } from "./lexer.ts";
import { shorten } from "./messages.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";
import type { Slip, Trouble } from "./trouble.ts";

export function* missingEnds(trouble: Trouble): Generator<Slip> {
  yield* missingDeny(trouble);
  yield* missingBraces(trouble);
}

/** Behind the last person of an escalation: what can stand there is one word more or this. */
function* missingDeny(trouble: Trouble): Generator<Slip> {
  const { tokens, index, rules } = trouble;
  const isRung = tokens[index - 3]?.tokenType === word("within") && tokens[index - 2]!.tokenType === K.Num;
  if (rules.at(-1) !== "escalate" || !isRung || tokens[index]?.tokenType === word("else")) return;
  yield ending(trouble, "else deny");
}

/** The next member begins, or the file goes on behind this one, and braces are still open. */
function* missingBraces(trouble: Trouble): Generator<Slip> {
  const { tokens, start, index, end, following, textOf } = trouble;
  if (index < end || !(tokens[index] ?? following)) return;
  let depth = 0;
  for (let i = start; i < index; i++) {
    if (tokens[i]!.tokenType === K.OpenBrace) depth++;
    else if (tokens[i]!.tokenType === K.CloseBrace) depth--;
  }
  if (depth > 0) yield ending(trouble, Array(depth).fill("}").join(" "), textOf(start, index).includes("\n") ? "\n  " : " ");
}

function ending({ tokens, index, following }: Trouble, text: string, space = " "): Slip {
  const next = tokens[index] ?? following;
  const [start, end] = next === tokens[index] && next ? [next.startOffset, endOf(next)] : lastOf(endOf(tokens[index - 1]!));
  const mends = [{ at: index, count: 0, text, space }];
  const message = `expected \`${text}\`; ${next ? `found \`${shorten(next.image)}\`` : "the text ends here"}`;
  return { start, end, code: "PACT1004", message, mends, fixes: [{ title: `Insert \`${text}\``, mends, safe: true }], isWhole: true };
}

const lastOf = (end: number): [number, number] => [Math.max(0, end - 1), end];
