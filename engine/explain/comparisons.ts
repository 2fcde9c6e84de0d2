// Comparisons in words: money is under, time is before, an age is old, a count is how many.
import type { Comparator, Comparison, Membership, Value } from "../../grammar/index.ts";
import { condition } from "./conditions.ts";
import { calledBefore } from "./past.ts";
import { duration, listed, spoken } from "./phrases.ts";
import { inline } from "./said.ts";
import { doneTo, owner, path, subject, value } from "./values.ts";
import { isArgument, typeOf, type Wording, withElement } from "./wording.ts";

export function comparison({ left, operator, right }: Comparison, wording: Wording, negated: boolean): string {
  const is = negated ? opposites[operator] : operator;
  const bare = right.kind === "number" && right.unit === undefined ? right.digits : undefined;
  if (left.kind === "history" && left.name.text === "count" && bare !== undefined) return calledBefore(left.past, is, bare, wording);
  if (left.kind === "filtered" && bare !== undefined) {
    const inner = withElement(wording, left.variable, left.list);
    return `for ${amounts[is]} ${bare} of ${path(left.list, wording)}, ${inline(condition(left.where, inner))}`;
  }
  const words = special(left, is, right, wording) ?? shared(left, is, right, wording);
  if (words) return words;
  if (right.kind === "boolean") return `${subject(left, wording)} is ${(is === "is") === right.value ? "true" : "false"}`;
  return `${subject(left, wording)} ${wordsOf(is, isTime(left, wording) || isTime(right, wording))} ${other(left, right, wording)}`;
}

const opposites: Readonly<Record<Comparator, Comparator>> = { is: "is not", "is not": "is", "<": ">=", "<=": ">", ">": "<=", ">=": "<" };
const amounts = { is: "exactly", "is not": "any number but", "<": "fewer than", "<=": "at most", ">": "more than", ">=": "at least" };
const sizes = { is: "is", "is not": "is not", "<": "is under", "<=": "is at most", ">": "is over", ">=": "is at least" };
const times = { is: "is", "is not": "is not", "<": "is before", "<=": "is no later than", ">": "is after", ">=": "is no earlier than" };

const wordsOf = (operator: Comparator, time: boolean): string => (time ? times : sizes)[operator];

/** How old, how long: said as a person says it. */
function special(left: Value, operator: Comparator, right: Value, wording: Wording): string | undefined {
  if (left.kind !== "function" || left.args.length !== 1) return undefined;
  const of = subject(left.args[0]!, wording);
  const limit = right.kind === "number" && right.unit !== undefined ? duration({ ...right, unit: right.unit }) : value(right, wording);
  const size = sizes[operator].replace("under", "less than").replace("over", "more than");
  const done = left.name.text === "age" && left.args[0]?.kind === "path" ? doneTo(left.args[0], wording) : undefined;
  if (done) return `${done.what} was ${done.done} ${size.replace(/^is /, "").replace(/^is$/, "exactly")} ${limit} ago`;
  if (left.name.text === "age") return `${of} ${size} ${limit} old`;
  if (left.name.text === "length") return `${of} ${size} ${limit} characters long`;
  return undefined;
}

/** `r.date is f.date`: has the same date as. */
function shared(left: Value, operator: Comparator, right: Value, wording: Wording): string | undefined {
  if (left.kind !== "path" || right.kind !== "path" || (operator !== "is" && operator !== "is not")) return undefined;
  const [last, other] = [left.steps.at(-1), right.steps.at(-1)];
  if (left.steps.length < 2 || right.steps.length < 2 || last?.kind !== "name" || other?.kind !== "name" || last.text !== other.text)
    return undefined;
  const has = operator === "is" ? "has" : "does not have";
  return `${owner(left, wording)} ${has} the same ${spoken(last.text)} as ${owner(right, wording)}`;
}

/** Of two things that could be taken for one, the second is told apart. */
function other(left: Value, right: Value, wording: Wording): string {
  const words = value(right, wording);
  const asked = right.kind === "path" && right.steps.length === 1 && isArgument(right, wording) && !isArgument(left, wording);
  return asked ? `${words} that is asked for` : words;
}

export function membership({ left, values }: Membership, wording: Wording, negated: boolean): string {
  const is = negated ? "is not" : "is";
  if ("kind" in values) return `${subject(left, wording)} ${is} among ${path(values, wording)}`;
  const words = values.map((each) => value(each, wording));
  if (words.length === 1) return `${subject(left, wording)} ${is} ${words[0]}`;
  if (negated) return `${subject(left, wording)} is neither ${words.join(" nor ")}`;
  return `${subject(left, wording)} is ${words.length > 2 ? "one of" : "either"} ${listed(words, "or")}`;
}

const isTime = (node: Value, wording: Wording): boolean => node.kind === "moment" || typeOf(node, wording)?.kind === "time";
