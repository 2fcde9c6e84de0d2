// What a condition is in a world: true, false or unknown, asked anew from the list of events every time.

import { arithmetic, callFunction, globMatches, isInside } from "./functions.ts";
import type { Comparator, RefCondition, RefPath, RefRegex, RefValue, Truth } from "./model.ts";
import { afterCalls, countCalls, sumCalls } from "./past.ts";
import { comesFrom } from "./provenance.ts";
import { type Scope, valueOfPath, withVariable } from "./scope.ts";
import { decimalOf, durationOf, instantOf, percentOf, whole } from "./units.ts";
import { and, equal, not, or, order, type Value } from "./values.ts";

export function truthOf(condition: RefCondition, scope: Scope): Truth {
  switch (condition.kind) {
    case "and":
      return and(condition.parts.map((part) => truthOf(part, scope)));
    case "or":
      return or(condition.parts.map((part) => truthOf(part, scope)));
    case "not":
      return not(truthOf(condition.part, scope));
    case "after":
      return afterCalls(condition.past, scope);
    case "quantified":
      return quantified(condition, scope);
    case "holds":
      return holds(valueIn(condition.value, scope));
    case "compare":
      return compared(valueIn(condition.left, scope), condition.operator, valueIn(condition.right, scope));
    case "known":
      return (valueIn(condition.value, scope) !== undefined) === condition.known;
    case "in": {
      const truth = isIn(valueIn(condition.left, scope), condition.among, scope);
      return condition.negated ? not(truth) : truth;
    }
    case "inside":
    case "like": {
      const left = textOf(valueIn(condition.left, scope));
      if (left === undefined) return "unknown";
      const truth = condition.kind === "like" ? globMatches(condition.text, left) : isInside(condition.text, left);
      return condition.negated ? not(truth) : truth;
    }
    case "matches":
      return matches(textOf(valueIn(condition.left, scope)), condition.regex);
    case "starts with":
    case "ends with":
    case "contains":
      return textTest(condition.kind, valueIn(condition.left, scope), valueIn(condition.right, scope));
    case "comes from":
      return comesFrom(valueOfPath(condition.value, scope), condition.origins, scope);
  }
}

const holds = (value: Value | undefined): Truth => (value?.kind === "boolean" ? value.value : "unknown");

const textOf = (value: Value | undefined): string | undefined => (value?.kind === "text" ? value.text : undefined);

function compared(left: Value | undefined, operator: Comparator, right: Value | undefined): Truth {
  if (operator === "is") return equal(left, right);
  if (operator === "is not") return not(equal(left, right));
  const sign = order(left, right);
  if (sign === undefined) return "unknown";
  switch (operator) {
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
    case ">=":
      return sign >= 0;
  }
}

function isIn(left: Value | undefined, among: readonly RefValue[] | RefPath, scope: Scope): Truth {
  if ("name" in among) return isElement(left, valueOfPath(among, scope));
  return or(among.map((value) => equal(left, valueIn(value, scope))));
}

const isElement = (value: Value | undefined, list: Value | undefined): Truth =>
  list?.kind === "list" ? or(list.items.map((item) => equal(value, item))) : "unknown";

const matches = (text: string | undefined, { source, flags }: RefRegex): Truth =>
  text === undefined ? "unknown" : new RegExp(source, flags).test(text);

function textTest(test: "starts with" | "ends with" | "contains", left: Value | undefined, right: Value | undefined): Truth {
  if (test === "contains" && left?.kind === "list") return isElement(right, left);
  if (left?.kind !== "text" || right?.kind !== "text") return "unknown";
  switch (test) {
    case "starts with":
      return left.text.startsWith(right.text);
    case "ends with":
      return left.text.endsWith(right.text);
    case "contains":
      return left.text.includes(right.text);
  }
}

function quantified(condition: Extract<RefCondition, { kind: "quantified" }>, scope: Scope): Truth {
  const list = valueOfPath(condition.list, scope);
  if (list?.kind !== "list") return "unknown";
  const truths = list.items.map((item) => truthOf(condition.satisfies, withVariable(scope, condition.variable, item)));
  switch (condition.quantifier) {
    case "every":
      return and(truths);
    case "some":
      return or(truths);
    case "no":
      return not(or(truths));
  }
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function valueIn(value: RefValue, scope: Scope): Value | undefined {
  switch (value.kind) {
    case "path":
      return valueOfPath(value.path, scope);
    case "text":
      return { kind: "text", text: value.text };
    case "word":
      return { kind: "text", text: value.word };
    case "boolean":
      return { kind: "boolean", value: value.value };
    case "number": {
      const number = decimalOf(value.digits);
      return number && { kind: "number", number };
    }
    case "percent": {
      const digits = decimalOf(value.digits);
      return digits && { kind: "number", number: percentOf(digits) };
    }
    case "duration": {
      const seconds = durationOf(`${value.digits} ${value.unit}`);
      return seconds && { kind: "duration", seconds };
    }
    case "moment": {
      const instant = instantOf(value.text, scope.pact.timezone);
      return instant === undefined ? undefined : { kind: "time", instant };
    }
    case "arithmetic":
      return arithmetic(value.operator, valueIn(value.left, scope), valueIn(value.right, scope));
    case "function":
      return callFunction(value.name, valueIn(value.of, scope), scope);
    case "filtered":
      return filtered(value, scope);
    case "count calls":
      return countCalls(value.past, scope);
    case "sum calls":
      return sumCalls(value.argument, value.past, scope);
    case "judge":
      return judged(value.judge, textOf(valueIn(value.of, scope)), scope);
  }
}

/** Unknown as soon as the condition is unknown of one element. */
function filtered(value: Extract<RefValue, { kind: "filtered" }>, scope: Scope): Value | undefined {
  const list = valueOfPath(value.list, scope);
  if (list?.kind !== "list") return undefined;
  const truths = list.items.map((item) => truthOf(value.where, withVariable(scope, value.variable, item)));
  if (truths.includes("unknown")) return undefined;
  return { kind: "number", number: whole(truths.filter((truth) => truth === true).length) };
}

/** A judge that gave no answer failed; one that is asked of something unknown is not asked at all. */
function judged(name: string, text: string | undefined, scope: Scope): Value | undefined {
  if (text === undefined) return undefined;
  const answers = scope.world.judgements[name] ?? {};
  const answer = Object.hasOwn(answers, text) ? answers[text] : "failed";
  if (typeof answer === "boolean") return { kind: "boolean", value: answer };
  const onFailure = scope.pact.judges.find((judge) => judge.name === name)?.onFailure ?? "unknown";
  return onFailure === "unknown" ? undefined : { kind: "boolean", value: onFailure === "true" };
}
