// Conditions in three-valued logic to two Cedar expressions: one says that the condition is true, the other that it is not
// false. In Cedar a missing attribute is an error and the policy is skipped, so that each of them asks `has` before it reads.
import type { Condition, Conditions, Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, show } from "../../grammar/index.ts";
import { compareNum, isIntegral, isNum, type Num, showNum } from "../decision/decimal.ts";
import { equal } from "../decision/values.ts";
import { and, atom, choose, type Expression, not, or, pattern, relation, set } from "./cedar-expression.ts";
import { globPatterns } from "./cedar-glob.ts";
import { literal, type Operand, operandOf, type Place, type Read, typeOf } from "./cedar-value.ts";

/** What Cedar cannot say counts as unknown: it is not true, and not false either. */
export interface Sides {
  readonly isTrue: Expression;
  readonly notFalse: Expression;
}

/** Where the reasons go why something could not be said. */
export interface Writing extends Place {
  readonly reasons: Set<string>;
}

const unknown: Sides = { isTrue: false, notFalse: true };
const exactly = (expression: Expression): Sides => ({ isTrue: expression, notFalse: expression });
const known = (operands: readonly Read[]): Expression => and(...operands.map((each) => each.known));
const leaf = (of: Expression, holds: Expression, there = of): Sides => ({ isTrue: and(there, holds), notFalse: choose(of, holds, true) });

export function conditionsSides({ when, unless }: Conditions, writing: Writing): Sides {
  const parts = [when && sidesOf(when, false, writing), unless && sidesOf(unless, true, writing)].filter((part) => part !== undefined);
  return joinSides("and", parts);
}

const joinSides = (join: "and" | "or", parts: readonly Sides[]): Sides => {
  const by = join === "and" ? and : or;
  return { isTrue: by(...parts.map(({ isTrue }) => isTrue)), notFalse: by(...parts.map(({ notFalse }) => notFalse)) };
};

/** Negations are carried down to the leaves: `not` swaps the two sides, and `and` with `or`. */
function sidesOf(node: Condition, negated: boolean, writing: Writing): Sides {
  switch (node.kind) {
    case "and":
    case "or":
      return joinSides(
        (node.kind === "and") === negated ? "or" : "and",
        node.operands.map((operand) => sidesOf(operand, negated, writing)),
      );
    case "not":
      return sidesOf(node.operand, !negated, writing);
    case "parenthesised":
      return sidesOf(node.inner, negated, writing);
    case "holds":
      return holds(node, negated, writing);
    case "comparison":
      return comparison(node, negated, writing);
    case "known": {
      const operand = operandOf(node.left, writing);
      if (operand.is === "unsayable") return unsayable(operand.why, writing);
      const isKnown = operand.is === "constant" ? true : operand.is === "unknown" ? false : operand.known;
      return exactly(node.known === negated ? not(isKnown) : isKnown);
    }
    case "in":
      return membership(node, node.negated !== negated, writing);
    case "like":
      return globbed(node, node.negated !== negated, writing);
    case "text-test":
      return textTest(node, negated, writing);
    case "after":
      return unsayable(`\`${show.condition(node)}\` asks for the past`, writing);
    case "quantified":
      return unsayable(`\`${show.condition(node)}\` looks at each element of a list`, writing);
    case "inside":
      return unsayable(`\`${show.condition(node)}\` resolves a path`, writing);
    case "matches":
      return unsayable(`\`${show.condition(node)}\` is a regular expression`, writing);
    case "comes-from":
      return unsayable(`\`${show.condition(node)}\` asks where a value comes from`, writing);
    case "missing":
      return unknown;
    default:
      return assertNever(node);
  }
}

function unsayable(why: string, { reasons }: Writing): Sides {
  reasons.add(why);
  return unknown;
}

/** Operands that Cedar has; undefined, with its reason noted, where one of them is not. */
function sayable(operands: readonly Operand[], { reasons }: Writing): readonly Extract<Operand, { is: "read" | "constant" }>[] | undefined {
  const found = operands.filter((each) => each.is === "read" || each.is === "constant");
  for (const each of operands) if ("why" in each) reasons.add(each.why);
  return found.length === operands.length ? found : undefined;
}

function holds(node: Extract<Condition, { kind: "holds" }>, negated: boolean, writing: Writing): Sides {
  const [operand] = sayable([operandOf(node.value, writing)], writing) ?? [];
  if (!operand) return unknown;
  if (operand.is === "constant") return typeof operand.value === "boolean" ? exactly(operand.value !== negated) : unknown;
  if (operand.kind !== "boolean") return unsayable(`\`${show.condition(node)}\` is neither yes nor no`, writing);
  const value = atom(operand.text);
  return leaf(operand.known, negated ? not(value) : value);
}

// ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Comparison = Extract<Condition, { kind: "comparison" }>;
type Operator = Comparison["operator"];
const opposite: Record<Operator, Operator> = { is: "is not", "is not": "is", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };
const mirrored: Record<Operator, Operator> = { is: "is", "is not": "is not", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const methods = { "<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual" } as const;

function comparison(node: Comparison, negated: boolean, writing: Writing): Sides {
  const operands = sayable([operandOf(node.left, writing), operandOf(node.right, writing, typeOf(node.left, writing))], writing);
  const [left, right] = operands ?? [];
  if (!left || !right) return unknown;
  const operator = negated ? opposite[node.operator] : node.operator;
  if (left.is === "read") return compared(left, operator, right, node, writing);
  if (right.is === "read") return compared(right, mirrored[operator], left, node, writing);
  return constants(left.value, operator, right.value);
}

function constants(left: string | boolean | Num, operator: Operator, right: string | boolean | Num): Sides {
  if (operator === "is" || operator === "is not") return exactly((equal(left, right) === true) === (operator === "is"));
  return isNum(left) && isNum(right) ? exactly(ordered(compareNum(left, right), operator)) : unknown;
}
const ordered = (order: number, operator: keyof typeof methods): boolean =>
  order === 0 ? operator.endsWith("=") : order < 0 === operator.startsWith("<");

function compared(
  left: Read,
  operator: Operator,
  right: Extract<Operand, { is: "read" | "constant" }>,
  node: Comparison,
  writing: Writing,
): Sides {
  const { kind } = left;
  const equality = operator === "is" || operator === "is not";
  if (right.is === "constant") {
    if (kind === "long" && isNum(right.value) && !isIntegral(right.value))
      return leaf(left.known, betweenIntegers(left, operator, right.value));
    const text = literal(right.value, kind);
    if (text === undefined || (!equality && kind !== "long" && kind !== "decimal"))
      return unsayable(
        `\`${show.value(node.right)}\` does not fit ${kinds[kind]} of Cedar exactly, in \`${show.condition(node)}\``,
        writing,
      );
    const own = operator === "is" && left.values?.includes(right.value as string);
    return leaf(left.known, operation(left.text, operator, text, kind), own ? left.there : left.known);
  }
  if (kind !== right.kind || (!equality && kind !== "long" && kind !== "decimal"))
    return unsayable(`\`${show.condition(node)}\` compares ${kinds[kind]} with ${kinds[right.kind]}, which Cedar cannot`, writing);
  return leaf(known([left, right]), operation(left.text, operator, right.text, kind));
}
const kinds = { text: "a text", boolean: "a boolean", long: "an integer", decimal: "a decimal" };

function operation(left: string, operator: Operator, right: string, kind: Read["kind"]): Expression {
  if (operator === "is") return relation(`${left} == ${right}`);
  if (operator === "is not") return relation(`${left} != ${right}`);
  return kind === "long" ? relation(`${left} ${operator} ${right}`) : atom(`${left}.${methods[operator]}(${right})`);
}

/** An integer against a number between two integers: below it is up to the lower one. */
function betweenIntegers({ text }: Read, operator: Operator, bound: Num): Expression {
  if (operator === "is" || operator === "is not") return operator === "is not";
  const digits = showNum(bound);
  const floor = BigInt(digits.split(".")[0]!) - (digits.startsWith("-") ? 1n : 0n);
  const below = operator.startsWith("<");
  if (floor < -(2n ** 63n) || floor >= 2n ** 63n) return below === floor > 0n;
  return relation(`${text} ${below ? "<=" : ">"} ${floor}`);
}

function membership(node: Extract<Condition, { kind: "in" }>, negated: boolean, writing: Writing): Sides {
  if ("kind" in node.values) return unsayable(`\`${show.value(node.values)}\` is a list`, writing);
  const left = operandOf(node.left, writing);
  const expected = typeOf(node.left, writing);
  const texts = node.values.flatMap((value) => {
    const operand = operandOf(value, writing, expected);
    return operand.is === "constant" && typeof operand.value === "string" ? [operand.value] : [];
  });
  if (left.is === "read" && left.kind === "text" && texts.length === node.values.length) {
    const contained = atom(`${set(texts)}.contains(${left.text})`);
    const own = !negated && texts.every((text) => left.values?.includes(text));
    return leaf(left.known, negated ? not(contained) : contained, own ? left.there : left.known);
  }
  const each = (right: ValueNode): Condition => ({
    kind: "comparison",
    left: node.left,
    operator: "is",
    right,
    start: node.start,
    end: node.end,
  });
  return joinSides(
    negated ? "and" : "or",
    node.values.map((value) => sidesOf(each(value), negated, writing)),
  );
}

// ── Text ────────────────────────────────────────────────────────────────────────────────────────────────────────────

function textTest(node: Extract<Condition, { kind: "text-test" }>, negated: boolean, writing: Writing): Sides {
  const [left, right] = sayable([operandOf(node.left, writing), operandOf(node.right, writing)], writing) ?? [];
  if (!left || !right) return unknown;
  if (left.is !== "read" || left.kind !== "text" || right.is !== "constant" || typeof right.value !== "string")
    return unsayable(`\`${show.condition(node)}\` compares with a text that is not written in the pact`, writing);
  const ends = { "starts with": [right.value, ""], "ends with": ["", right.value], contains: ["", right.value, ""] }[node.test];
  const like = relation(`${left.text} like ${pattern(...ends)}`);
  return leaf(left.known, negated ? not(like) : like);
}

function globbed(node: Extract<Condition, { kind: "like" }>, negated: boolean, writing: Writing): Sides {
  const [left] = sayable([operandOf(node.left, writing)], writing) ?? [];
  if (!left) return unknown;
  const patterns = globPatterns(node.glob.value);
  if (!patterns || left.is !== "read" || left.kind !== "text")
    return unsayable(`\`${show.condition(node)}\` asks for more than Cedar's \`like\` can`, writing);
  const like = (each: readonly string[]) => relation(`${left.text} like ${pattern(...each)}`);
  const fits = and(or(...patterns.some.map(like)), ...patterns.none.map((each) => not(like(each))));
  return leaf(left.known, negated ? not(fits) : fits);
}
