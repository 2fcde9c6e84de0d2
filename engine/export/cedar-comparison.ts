// Comparisons: of what is read with constants, exactly or not at all, and of two values of one kind.
import type { Condition } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import { compareNum, isIntegral, isNum, type Num, showNum } from "../decision/decimal.ts";
import { equal } from "../decision/values.ts";
import { atom, type Expression, relation } from "./cedar-expression.ts";
import { exactly, known, leaf, type Sides, sayable, unknown, unsayable, type Writing } from "./cedar-sides.ts";
import { literal, type Operand, operandOf, type Read, typeOf } from "./cedar-value.ts";

type Comparison = Extract<Condition, { kind: "comparison" }>;
type Operator = Comparison["operator"];
const opposite: Record<Operator, Operator> = { is: "is not", "is not": "is", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };
const mirrored: Record<Operator, Operator> = { is: "is", "is not": "is not", "<": ">", "<=": ">=", ">": "<", ">=": "<=" };
const methods = { "<": "lessThan", "<=": "lessThanOrEqual", ">": "greaterThan", ">=": "greaterThanOrEqual" } as const;

export function comparison(node: Comparison, negated: boolean, writing: Writing): Sides {
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
