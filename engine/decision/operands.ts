// Values to closures: what is written, what is computed, what is counted over lists and over the past, what a judge says.
import type { Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, durationUnits } from "../../grammar/index.ts";
import { rootName } from "../analysis/scope.ts";
import { domainOf } from "../analysis/texts.ts";
import type { Type } from "../analysis/types.ts";
import { durationSeconds, Time, timeFromText } from "./calendar.ts";
import { compileCondition, inVariable } from "./conditions.ts";
import { isNum, minus, type Num, numOf, parseNum, plus, times, toDouble } from "./decimal.ts";
import { type Context, constant, derived, type Env, type Getter } from "./environment.ts";
import { elementsOf, pathGetter, pathReach } from "./paths.ts";
import { bareObject, keyOf, oneText, own, percentOf, type Value } from "./values.ts";
import { termOf } from "./watch.ts";

/** `expected` is the left side's type: its enumeration values win over names. */
export function compileValue(node: ValueNode, context: Context, expected?: Type): Getter {
  switch (node.kind) {
    case "text":
      return constant(node, oneText(node.value));
    case "boolean":
      return constant(node, node.value);
    case "percent":
      return constant(node, percentOf(node.digits));
    case "number": {
      const duration = node.unit !== undefined && durationUnits.includes(node.unit);
      return constant(node, duration ? durationSeconds(node.digits, node.unit!) : parseNum(node.digits));
    }
    case "moment":
      return constant(node, timeFromText(node.text, context.model.timezone));
    case "path": {
      const only = node.steps.length === 1 ? rootName(node).text : undefined;
      if (expected?.kind === "enum" && only !== undefined && expected.values.includes(only)) return constant(node, oneText(only));
      return pathGetter(node, context);
    }
    case "arithmetic": {
      const [left, right] = [compileValue(node.left, context), compileValue(node.right, context)];
      return derived(node, [left, right], (env) => arithmetic(node.operator, left.get(env), right.get(env)));
    }
    case "function":
      return invocation(node, context);
    case "history":
      return aggregate(node, context);
    case "filtered":
      return filteredCount(node, context);
    case "missing":
      return constant(node, undefined);
    default:
      return assertNever(node);
  }
}

function invocation(node: Extract<ValueNode, { kind: "function" }>, context: Context): Getter {
  const args = node.args.map((arg) => compileValue(arg, context));
  if (context.model.judges.has(node.name.text)) return judgement(node, args, context);
  const [first] = args;
  const on = (body: (value: Value, env: Env) => Value | undefined) =>
    derived(node, args, (env) => {
      const value = first?.get(env);
      return value === undefined ? undefined : body(value, env);
    });
  switch (node.name.text) {
    case "count":
      return on((value) => (Array.isArray(value) ? value.length : undefined));
    case "sum":
      return on((value) => (Array.isArray(value) ? total(value) : undefined));
    case "length":
      return on((value) => (typeof value === "string" ? codePoints(value) : undefined));
    case "domain":
      return on((value) => (typeof value === "string" ? domainOf(value) : undefined));
    case "age":
      return on((value, { nowMs }) => {
        if (!(value instanceof Time) || nowMs === undefined || value.ms > nowMs) return undefined;
        return seconds(nowMs - value.ms);
      });
    default:
      return derived(node, args, () => undefined, `there is no function \`${node.name.text}\``);
  }
}

/** A judge is asked before the decision; without an answer it is what the pact says of a failure, or unknown. */
function judgement(node: Extract<ValueNode, { kind: "function" }>, args: readonly Getter[], { model }: Context): Getter {
  const name = node.name.text;
  const judge = model.judges.get(name)!;
  const onFailure = judge.onFailure === "true" ? true : judge.onFailure === "false" ? false : undefined;
  const get = (env: Env): Value | undefined => {
    const set = own(env.given, name);
    if (typeof set === "boolean") return set;
    const values = bareObject();
    for (let i = 0; i < judge.parameters.length; i++) {
      const raw = args[i]?.raw(env);
      if (raw === undefined) return undefined; // of something unknown nobody need be asked
      values[judge.parameters[i]!.name.text] = raw;
    }
    const key = `${name} ${judge.version?.value ?? ""} ${keyOf(values)}`;
    const answer = env.judgements?.get(key);
    if (answer === undefined) env.wanted?.set(key, { judge: name, args: values, key });
    return typeof answer === "boolean" ? answer : onFailure;
  };
  return derived(node, args, get, `the judge \`${name}\` gave no answer`);
}

function aggregate(node: Extract<ValueNode, { kind: "history" }>, context: Context): Getter {
  const term = termOf(node.past, node.what.text, context.model);
  const same = node.past.same.map((name) => pathGetter({ kind: "path", steps: [name], start: name.start, end: name.end }, context));
  return derived(
    node,
    same,
    (env) =>
      env.session.amount(
        term,
        same.map((getter) => keyOf(getter.get(env))),
        env.nowMs,
      ),
    "it cannot be known how often that happened: a time, an amount or whom it belongs to is missing",
  );
}

function filteredCount(node: Extract<ValueNode, { kind: "filtered" }>, context: Context): Getter {
  const list = pathReach(node.list, context);
  const { inner, depth } = inVariable(node.variable.text, node.list, context);
  const where = compileCondition(node.where, inner);
  return derived(node, [pathGetter(node.list, context)], (env) => {
    const elements = elementsOf(list(env));
    let [count, unknown] = [0, elements === undefined];
    for (const raw of elements ?? []) {
      if (env.steps.left-- <= 0) return undefined;
      env.variables[depth] = raw;
      const truth = where.run(env);
      if (truth === undefined) unknown = true;
      else if (truth) count++;
    }
    return unknown ? undefined : count;
  });
}

// ── Small pieces ────────────────────────────────────────────────────────────────────────────────────────────────────

const seconds = (ms: number): Num | undefined => {
  const exact = numOf(ms);
  return exact === undefined ? undefined : times(exact, 0.001);
};

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

function arithmetic(operator: "+" | "-" | "*", a: Value | undefined, b: Value | undefined): Value | undefined {
  if (isNum(a) && isNum(b)) return operator === "+" ? plus(a, b) : operator === "-" ? minus(a, b) : times(a, b);
  if (a instanceof Time && b instanceof Time && operator === "-") return seconds(a.ms - b.ms);
  if (a instanceof Time && isNum(b) && operator !== "*") return new Time(a.ms + (operator === "+" ? 1000 : -1000) * toDouble(b));
  return undefined;
}

function total(values: readonly (Value | undefined)[]): Num | undefined {
  let sum: Num = 0;
  for (const value of values) {
    if (!isNum(value)) return undefined;
    sum = plus(sum, value);
  }
  return sum;
}
