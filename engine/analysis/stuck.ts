// Can a prohibition be false while a fact is unknown? If not, it denies for as long as the fact is unknown. Decided by
// running Kleene's logic over sets: every condition that does not read the fact may turn out either way.
import type { Condition, Conditions, Path, Value } from "../../grammar/index.ts";

type Truths = ReadonlySet<boolean | undefined>;
const either: Truths = new Set([true, false, undefined]);
const only = (truth: boolean | undefined): Truths => new Set([truth]);

/** True where the condition cannot be false unless the fact is known. */
export const waitsFor = (fact: string, conditions: Conditions): boolean => !whileUnknown(fact, conditions).has(false);

/** All that a condition may be while a fact is unknown; undefined stands for unknown. */
export function whileUnknown(fact: string, { when, unless }: Conditions): Truths {
  const parts = [when ? truths(when, fact) : only(true), unless ? not(truths(unless, fact)) : only(true)];
  return fold(parts, false);
}

function truths(node: Condition, fact: string): Truths {
  switch (node.kind) {
    case "and":
    case "or":
      return fold(
        node.operands.map((operand) => truths(operand, fact)),
        node.kind === "or",
      );
    case "not":
      return not(truths(node.operand, fact));
    case "parenthesised":
      return truths(node.inner, fact);
    case "known":
      return reads(node.left, fact) ? only(!node.known) : either;
    case "quantified":
      return isRoot(node.list, fact) ? only(undefined) : either;
    case "holds":
      return reads(node.value, fact) ? only(undefined) : either;
    case "comparison":
    case "text-test":
      return reads(node.left, fact) || reads(node.right, fact) ? only(undefined) : either;
    case "in":
    case "inside":
    case "like":
    case "matches":
    case "comes-from":
      return reads(node.left, fact) ? only(undefined) : either;
    default:
      return either;
  }
}

function reads(node: Value, fact: string): boolean {
  switch (node.kind) {
    case "path":
      return isRoot(node, fact);
    case "arithmetic":
      return reads(node.left, fact) || reads(node.right, fact);
    case "function":
      return node.args.some((arg) => reads(arg, fact));
    case "filtered":
      return isRoot(node.list, fact);
    default:
      return false;
  }
}

const isRoot = ({ steps: [root] }: Path, fact: string): boolean => root?.kind === "name" && root.text === fact;
const not = (set: Truths): Truths => new Set([...set].map((truth) => (truth === undefined ? undefined : !truth)));

/** Every combination: `absorbing` is what one operand alone decides (false for `and`, true for `or`). */
function fold(sets: readonly Truths[], absorbing: boolean): Truths {
  let all: Truths = only(!absorbing);
  for (const set of sets) {
    const next = new Set<boolean | undefined>();
    for (const a of all) for (const b of set) next.add(a === absorbing || b === absorbing ? absorbing : a === undefined ? a : b);
    all = next;
  }
  return all;
}
