// A text that counts the boundary in, and a condition that leaves it out.
import { type Comparison, durationUnits, everyPart, type Literal, show, type Value } from "../../grammar/index.ts";
import { type ClauseMember, isClause } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import { compareNum, parseNum } from "../decision/decimal.ts";
import { partsOfClause } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";
import { type Side, type Wording, wordingsIn } from "./wording.ts";

export const wordingAgainstOperator: Rule = {
  code: "PACT3026",
  name: "wording-against-operator",
  severity: "warning",
  summary: "a text that says `at most`, beside a condition that says `less than`, or the other way round",
  why:
    'Most slips of a boundary are between what a sentence says and what its condition does with the number itself: "at most 50" allows 50, `< 50` does not. ' +
    "The text above a clause and its `because` are compared with the numbers of its conditions, and `purpose` with those of every `may`. Earlier calls that are counted (`count(calls of …)`) are not.",
  bad: [
    {
      pact: 'purpose "Refund amounts under 50 USD."\nrefine issue_refund { amount: money USD }\nmay small: issue_refund when amount <= 50 USD',
    },
    { pact: "/// Refunds of up to 50 are made at once.\nmay small: issue_refund when amount < 50" },
    { pact: 'never large: issue_refund when amount >= 50 because "A refund is at most 50."' },
    { pact: 'never large: issue_refund when amount > 50 because "Refunds of 50 or more are made by a person."' },
  ],
  good: [
    {
      pact: 'purpose "Refund amounts under 50 USD."\nrefine issue_refund { amount: money USD }\nmay small: issue_refund when amount < 50 USD',
    },
    { pact: "/// Refunds of up to 50 are made at once.\nmay small: issue_refund when amount <= 50" },
    { pact: 'never large: issue_refund when amount > 50 because "No refund is more than 50 USD."' },
    { pact: "/// From 10 to under 50, and 50 days at most.\nmay middle: issue_refund when amount >= 10 and amount < 50" },
    { pact: 'never often: issue_refund when count(calls of issue_refund) >= 3 because "At most 3 refunds in a session."' },
  ],
  about: ["purpose", "may", "never", "escalate"],
  // What stands above a clause is compared together with its reason.
  member: (member, { parsed }) => (isClause(member) && parsed.documentation(member) === undefined ? inClause(member, "") : []),
  documentation: (member, words) => (isClause(member) ? inClause(member, words) : []),
  *pact({ parsed: { tree } }) {
    const purpose = tree.members.find((member) => member.kind === "purpose");
    // Without its unit a number of the purpose might be any number.
    const said = purpose?.kind === "purpose" ? wordingsIn(purpose.text.value).filter(({ unit }) => unit !== undefined) : [];
    if (said.length > 0)
      yield* against(
        said,
        tree.members.flatMap((member) => (member.kind === "may" ? boundaries(member) : [])),
      );
  },
};

function inClause(member: ClauseMember, words: string): Iterable<Finding> {
  const said = wordingsIn(`${words}\n${"because" in member ? (member.because?.value ?? "") : ""}`);
  return said.length > 0 ? against(said, boundaries(member)) : [];
}

interface Boundary {
  readonly node: Comparison;
  readonly literal: Literal;
  /** The side of the number the number itself is on. */
  readonly side: Side;
}

/** Where the text or the conditions draw both boundaries at one number, nobody can tell which is about which. */
function* against(said: readonly Wording[], found: readonly Boundary[]): Generator<Finding> {
  for (const { node, literal, side } of found) {
    const words = said.filter((each) => speaksOf(each, literal));
    const clear = words.length > 0 && words.every((each) => each.side !== side);
    const isThere = (other: Boundary) => show.literal(other.literal) === show.literal(literal);
    if (clear && found.every((other) => other.side === side || !isThere(other))) yield finding(node, words[0]!);
  }
}

function finding(node: Comparison, { words }: Wording): Finding {
  const { left, operator, right } = node;
  const other = operator.endsWith("=") ? operator.slice(0, 1) : `${operator}=`;
  const message = `the text says \`${words}\`, and \`${operator}\` draws the line on the other side of that number; write \`${other}\`, or mend the text`;
  return {
    at: node,
    message,
    fixes: [{ title: `Change to \`${other}\``, edits: [{ start: left.end, end: right.start, text: ` ${other} ` }] }],
  };
}

const boundaries = remembered((member: ClauseMember): readonly Boundary[] =>
  partsOfClause(member).flatMap((node) => {
    if (node.kind !== "comparison" || node.operator === "is" || node.operator === "is not" || countsCalls(node)) return [];
    const [right, left] = [numeric(node.right), numeric(node.left)];
    const low = node.operator === "<=" || node.operator === ">";
    if (right && !left) return [{ node, literal: right, side: low ? "low" : "high" }];
    return left && !right ? [{ node, literal: left, side: low ? "high" : "low" }] : [];
  }),
);

const numeric = (value: Value): Literal | undefined => (value.kind === "number" || value.kind === "percent" ? value : undefined);
const countsCalls = (node: Comparison): boolean => everyPart(node).some(({ kind }) => kind === "history");

/** The same number, and no other unit. */
function speaksOf({ digits, unit }: Wording, literal: Literal): boolean {
  if (literal.kind !== "number" && literal.kind !== "percent") return false;
  const [said, meant] = [parseNum(digits), parseNum(literal.digits)];
  if (said === undefined || meant === undefined || compareNum(said, meant) !== 0) return false;
  if (literal.kind === "percent" || unit === "%") return literal.kind === "percent" && unit === "%";
  if (unit === undefined) return true;
  return literal.unit === undefined ? !durationUnits.includes(unit) : singular(unit) === singular(literal.unit);
}
const singular = (unit: string): string => unit.replace(/s$/, "");
