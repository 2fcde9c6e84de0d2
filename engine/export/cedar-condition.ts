// Conditions in three-valued logic to two Cedar expressions: one says that the condition is true, the other that it is not
// false. In Cedar a missing attribute is an error and the policy is skipped, so that each of them asks `has` before it reads.
import type { Condition, Conditions, Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, show } from "../../grammar/index.ts";
import { comparison } from "./cedar-comparison.ts";
import { and, atom, not, or, pattern, relation, set } from "./cedar-expression.ts";
import { globPatterns } from "./cedar-glob.ts";
import { exactly, joinSides, leaf, type Sides, sayable, unknown, unsayable, type Writing } from "./cedar-sides.ts";
import { operandOf, typeOf } from "./cedar-value.ts";

export function conditionsSides({ when, unless }: Conditions, writing: Writing): Sides {
  const parts = [when && sidesOf(when, false, writing), unless && sidesOf(unless, true, writing)].filter((part) => part !== undefined);
  return joinSides("and", parts);
}

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

function holds(node: Extract<Condition, { kind: "holds" }>, negated: boolean, writing: Writing): Sides {
  const [operand] = sayable([operandOf(node.value, writing)], writing) ?? [];
  if (!operand) return unknown;
  if (operand.is === "constant") return typeof operand.value === "boolean" ? exactly(operand.value !== negated) : unknown;
  if (operand.kind !== "boolean") return unsayable(`\`${show.condition(node)}\` is neither yes nor no`, writing);
  const value = atom(operand.text);
  return leaf(operand.known, negated ? not(value) : value);
}

// ── Membership and text ────────────────────────────────────────────────────────────────────────────────────────────────

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
