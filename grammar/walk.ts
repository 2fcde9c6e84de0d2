// Every condition and value inside a condition, from the outside in: for whoever looks for one kind of thing in it.
import type { Condition, Conditions, Past, Value } from "./tree.ts";
import { assertNever } from "./tree.ts";

export type ConditionPart = Condition | Value;

/** The parts directly inside. */
export function partsOf(node: ConditionPart): readonly ConditionPart[] {
  switch (node.kind) {
    case "and":
    case "or":
      return node.operands;
    case "not":
      return [node.operand];
    case "parenthesised":
      return [node.inner];
    case "quantified":
      return [node.list, node.satisfies];
    case "filtered":
      return [node.list, node.where];
    case "holds":
      return [node.value];
    case "comparison":
    case "text-test":
    case "arithmetic":
      return [node.left, node.right];
    case "known":
    case "inside":
    case "like":
    case "matches":
    case "comes-from":
      return [node.left];
    case "in":
      return "kind" in node.values ? [node.left, node.values] : [node.left, ...node.values];
    case "function":
      return node.args;
    case "path":
      return node.steps.flatMap((step) => (step.kind === "index" && typeof step.index === "object" ? [step.index] : []));
    case "after":
    case "history":
    case "text":
    case "number":
    case "percent":
    case "moment":
    case "boolean":
    case "missing":
      return [];
    default:
      return assertNever(node);
  }
}

/** A condition or value, and all inside it. */
export function everyPart(node: ConditionPart, into: ConditionPart[] = []): readonly ConditionPart[] {
  into.push(node);
  for (const part of partsOf(node)) everyPart(part, into);
  return into;
}

export function everyPartOf({ when, unless }: Conditions): readonly ConditionPart[] {
  const parts: ConditionPart[] = [];
  if (when) everyPart(when, parts);
  if (unless) everyPart(unless, parts);
  return parts;
}

/** What a condition says of the past. */
export const pastOf = (part: ConditionPart): Past | undefined => (part.kind === "after" || part.kind === "history" ? part.past : undefined);
