// How values and conditions are spelled inside a pact, from the inside out: names, places, values, conditions.
import type { RefCondition, RefPast, RefPath, RefStep, RefValue } from "./model.ts";

export const quoted = (text: string): string => JSON.stringify(text);

const isName = (text: string): boolean => /^[A-Za-z_]\w*$/.test(text);

/** A value of an enumeration, quoted where it is no name. */
export const symbol = (text: string): string => (isName(text) ? text : quoted(text));

function index(step: Exclude<RefStep, { step: "name" }>): string {
  switch (step.step) {
    case "index":
      return `[${step.index}]`;
    case "every":
      return "[*]";
    case "by":
      return `[${path(step.path)}]`;
  }
}

const stepText = (step: RefStep): string => (step.step === "name" ? `.${step.name}` : index(step));

export const path = ({ name, steps }: RefPath): string => name + steps.map(stepText).join("");

export const at = (steps: readonly RefStep[]): string => ` at ${steps.map(stepText).join("").replace(/^\./, "")}`;

function past({ tool, same, within, per }: RefPast): string {
  const arguments_ = same.length > 0 ? ` same ${same.join(", ")}` : "";
  const window = within ? ` within ${within.digits} ${within.unit}${per ? ` per ${per}` : ""}` : "";
  return `${tool}${arguments_}${window}`;
}

function value(one: RefValue): string {
  switch (one.kind) {
    case "path":
      return path(one.path);
    case "text":
      return quoted(one.text);
    case "word":
      return symbol(one.word);
    case "boolean":
      return String(one.value);
    case "number":
      return `${one.digits}${one.currency ? ` ${one.currency}` : ""}`;
    case "percent":
      return `${one.digits}%`;
    case "duration":
      return `${one.digits} ${one.unit}`;
    case "moment":
      return one.text;
    case "arithmetic":
      return `${value(one.left)} ${one.operator} ${value(one.right)}`;
    case "function":
      return `${one.name}(${value(one.of)})`;
    case "filtered":
      return `count(${one.variable} in ${path(one.list)} where ${condition(one.where)})`;
    case "count calls":
      return `count(calls of ${past(one.past)})`;
    case "sum calls":
      return `sum(${one.argument} of ${past(one.past)})`;
    case "judge":
      return `${one.judge}(${value(one.of)})`;
  }
}

/** Whatever is joined by a word stands in parentheses inside something else. */
function part(inner: RefCondition): string {
  return inner.kind === "and" || inner.kind === "or" ? `(${condition(inner)})` : condition(inner);
}

export function condition(one: RefCondition): string {
  switch (one.kind) {
    case "and":
    case "or":
      return one.parts.map(part).join(` ${one.kind} `);
    case "not":
      return `not (${condition(one.part)})`;
    case "after":
      return `after ${past(one.past)}`;
    case "quantified":
      return `${one.quantifier} ${one.variable} in ${path(one.list)} satisfies (${condition(one.satisfies)})`;
    case "holds":
      return value(one.value);
    case "compare":
      return `${value(one.left)} ${one.operator} ${value(one.right)}`;
    case "known":
      return `${value(one.value)} is ${one.known ? "known" : "unknown"}`;
    case "in": {
      const among = "name" in one.among ? path(one.among) : `[${one.among.map(value).join(", ")}]`;
      return `${value(one.left)} ${one.negated ? "is not in" : "in"} ${among}`;
    }
    case "inside":
    case "like":
      return `${value(one.left)} is ${one.negated ? "not " : ""}${one.kind} ${quoted(one.text)}`;
    case "matches":
      return `${value(one.left)} matches /${one.regex.source}/${one.regex.flags}`;
    case "starts with":
    case "ends with":
    case "contains":
      return `${value(one.left)} ${one.kind} ${value(one.right)}`;
    case "comes from": {
      const origins = one.origins.map((origin) => origin.from + (origin.at ? at(origin.at) : ""));
      return `${path(one.value)} comes from ${origins.length === 1 ? origins[0] : `[${origins.join(", ")}]`}`;
    }
  }
}
