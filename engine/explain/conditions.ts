// Conditions in words. What is denied is said of the parts: "not (a and b)" is "not a, or not b", which is the same in the logic of
// true, false and unknown.
import type { Condition, Quantified } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";
import { comparison, membership } from "./comparisons.ts";
import { comesFrom } from "./origins.ts";
import { after } from "./past.ts";
import { quoted, spelled, spoken } from "./phrases.ts";
import { matches } from "./regex.ts";
import { inline, type Said } from "./said.ts";
import { path, subject, value } from "./values.ts";
import { factOf, isArgument, type Wording, withElement } from "./wording.ts";

export function condition(node: Condition, wording: Wording, negated = false): Said {
  const is = negated ? "is not" : "is";
  switch (node.kind) {
    case "and":
    case "or": {
      const join = (node.kind === "and") === negated ? "or" : "and";
      return { join, parts: node.operands.map((each) => condition(each, wording, negated)) };
    }
    case "not":
      return condition(node.operand, wording, !negated);
    case "parenthesised":
      return condition(node.inner, wording, negated);
    case "after":
      return after(node.past, negated, wording);
    case "quantified":
      return quantified(node, wording, negated);
    case "holds":
      return holds(node, wording, negated);
    case "comparison":
      return comparison(node, wording, negated);
    case "known":
      return known(node, wording, node.known !== negated);
    case "in":
      return membership(node, wording, node.negated !== negated);
    case "inside":
      return `${subject(node.left, wording)} ${node.negated === negated ? "lies" : "does not lie"} in the folder ${quoted(node.folder.value)}`;
    case "like":
      return `${subject(node.left, wording)} ${node.negated === negated ? "has" : "does not have"} the form ${quoted(node.glob.value)}`;
    case "matches":
      return `${subject(node.left, wording)} ${matches(node.regex, negated)}`;
    case "text-test": {
      const [yes, no] = tests[node.test];
      return `${subject(node.left, wording)} ${negated ? no : yes} ${value(node.right, wording)}`;
    }
    case "comes-from":
      return comesFrom(node, wording, negated);
    case "missing":
      return `something that is not written yet ${is} true`;
    default:
      return assertNever(node);
  }
}

const tests = {
  "starts with": ["begins with", "does not begin with"],
  "ends with": ["ends with", "does not end with"],
  contains: ["contains", "does not contain"],
} as const;

/** A fact that is read from a tool is known once that tool has been asked. */
function known({ left }: Extract<Condition, { kind: "known" }>, wording: Wording, isKnown: boolean): string {
  const words = subject(left, wording);
  const fact = factOf(left, wording);
  if (fact && fact.tools.length > 0) return `${words} has ${isKnown ? "" : "not "}been looked up`;
  if (isArgument(left, wording)) return `${words} is ${isKnown ? "" : "not "}given`;
  return `it is ${isKnown ? "" : "not "}known what ${words} is`;
}

/** A yes or no: a fact, an argument, or what a judge says. */
function holds({ value: node }: Extract<Condition, { kind: "holds" }>, wording: Wording, negated: boolean): string {
  if (node.kind === "function")
    return `${spelled(node.name.text)} says ${negated ? "no" : "yes"} of ${node.args.map((each) => subject(each, wording)).join(" and ")}`;
  if (node.kind !== "path") return `${subject(node, wording)} is ${negated ? "false" : "true"}`;
  const [only, ...rest] = node.steps;
  const words = rest.length === 0 && only?.kind === "name" ? quoted(spoken(only.text)) : path(node, wording);
  return `${words} is ${negated ? "false" : "true"}`;
}

/** Not for every one is for at least one not; what is denied of some is said of none. */
function quantified(node: Quantified, wording: Wording, negated: boolean): Said {
  const { quantifier, variable, list, satisfies } = node;
  const which = {
    every: negated ? "at least one" : "each",
    some: negated ? "none" : "at least one",
    no: negated ? "at least one" : "none",
  }[quantifier];
  const elements = `${which} of ${path(list, wording)}`;
  const said = condition(satisfies, withElement(wording, variable, list), negated && quantifier === "every");
  // Inside of what is said about another list, "for" would stand twice.
  if (wording.variables.size > 0) return `${elements} is such that ${inline(said)}`;
  if (typeof said === "string" || said.head) return `for ${elements}, ${inline(said)}`;
  return { ...said, head: `for ${elements}` };
}
