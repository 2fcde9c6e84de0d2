// Conditions to closures: each clause is compiled once for each of its actions and asked many times. No code is generated
// (a worker's content policy forbids it). Every closure answers true, false or undefined: unknown.
import type { Condition, Path, Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, show } from "../../grammar/index.ts";
import { compileRegex } from "../analysis/regex.ts";
import { compileGlob, isInside } from "../analysis/texts.ts";
import { any } from "../analysis/types.ts";
import { Time } from "./calendar.ts";
import { compareNum, isNum } from "./decimal.ts";
import { type Context, type Env, type Explanation, type Getter, leaf, type Run, type Test, truthWord } from "./environment.ts";
import { compileValue } from "./operands.ts";
import { elementsOf, pathGetter, pathReach, typeOfValue } from "./paths.ts";
import { all, equal, isRawObject, keyOf, not, type Raw, some, type Truth, type Value } from "./values.ts";
import { originOf, termOf } from "./watch.ts";

export function compileCondition(node: Condition, context: Context): Test {
  const value = (each: ValueNode): Getter => compileValue(each, context);
  switch (node.kind) {
    case "and":
    case "or":
      return logical(
        node,
        node.operands.map((operand) => compileCondition(operand, context)),
      );
    case "not": {
      const inner = compileCondition(node.operand, context);
      return combined(node, [inner], (env) => not(inner.run(env)), "not");
    }
    case "parenthesised":
      return compileCondition(node.inner, context);
    case "after":
      return after(node, context);
    case "quantified":
      return quantified(node, context);
    case "holds": {
      const left = value(node.value);
      return leaf(node, [left], (env) => {
        const holds = left.get(env);
        return typeof holds === "boolean" ? holds : undefined;
      });
    }
    case "comparison":
      return comparison(node, context);
    case "known": {
      const left = value(node.left);
      return leaf(node, [left], (env) => (left.get(env) !== undefined) === node.known);
    }
    case "in":
      return membership(node, context);
    case "inside": {
      const left = value(node.left);
      return leaf(node, [left], (env) =>
        negate(
          node.negated,
          onText(left.get(env), (path) => isInside(path, node.folder.value)),
        ),
      );
    }
    case "like": {
      const [left, glob] = [value(node.left), compileGlob(node.glob.value)];
      return leaf(node, [left], (env) =>
        negate(
          node.negated,
          onText(left.get(env), (path) => glob?.test(path)),
        ),
      );
    }
    case "matches": {
      const [left, regex] = [value(node.left), compileRegex(node.regex.source, node.regex.flags)];
      return leaf(node, [left], (env) => onText(left.get(env), (text) => ("problem" in regex ? undefined : regex.test(text))));
    }
    case "text-test":
      return textTest(node, context);
    case "comes-from":
      return comesFrom(node, context);
    case "missing":
      return leaf(node, [], () => undefined);
    default:
      return assertNever(node);
  }
}

// ── Parts joined ────────────────────────────────────────────────────────────────────────────────────────────────────

function logical(node: Extract<Condition, { kind: "and" | "or" }>, tests: readonly Test[]): Test {
  const runs = tests.map(({ run }) => run);
  // `and` is decided by one false part, `or` by one true one; what is left is unknown if a part is.
  const decides = node.kind === "or";
  const [first, second] = runs;
  const run: Run =
    runs.length === 2 && first && second
      ? (env) => {
          const a = first(env);
          if (a === decides) return decides;
          const b = second(env);
          return b === decides ? decides : a === undefined || b === undefined ? undefined : !decides;
        }
      : (env) => {
          let unknown = false;
          for (let i = 0; i < runs.length; i++) {
            const truth = runs[i]!(env);
            if (truth === decides) return decides;
            if (truth === undefined) unknown = true;
          }
          return unknown ? undefined : !decides;
        };
  return combined(node, tests, run, node.kind);
}

const combined = (node: Condition, parts: readonly Test[], run: Run, join: NonNullable<Explanation["join"]>): Test => ({
  run,
  explain: (env) => ({
    text: show.condition(node),
    truth: truthWord(run(env)),
    of: parts.map((part) => part.explain(env)),
    join,
  }),
});

/** The context inside `every v in L satisfies (…)`, and the depth at which the element stands. */
export function inVariable(name: string, list: Path, context: Context): { readonly inner: Context; readonly depth: number } {
  const { scope, depth } = context;
  const type = typeOfValue(list, context);
  const element = type.kind === "list" ? type.of : any;
  const inner: Context = {
    ...context,
    scope: { ...scope, variables: new Map([...scope.variables, [name, element]]) },
    depths: new Map([...context.depths, [name, depth]]),
    depth: depth + 1,
  };
  return { inner, depth };
}

const explainedElements = 50;

function quantified(node: Extract<Condition, { kind: "quantified" }>, context: Context): Test {
  const list = pathReach(node.list, context);
  const { inner, depth } = inVariable(node.variable.text, node.list, context);
  const test = compileCondition(node.satisfies, inner);
  const decides = node.quantifier !== "every";
  const run = (env: Env): Truth => {
    const elements = elementsOf(list(env));
    if (!elements) return undefined;
    let [found, unknown] = [false, false];
    for (const raw of elements) {
      if (env.steps.left-- <= 0) return undefined;
      env.variables[depth] = raw;
      const truth = test.run(env);
      if (truth === undefined) unknown = true;
      else if (truth === decides) {
        found = true;
        break;
      }
    }
    const truth = found ? decides : unknown ? undefined : !decides;
    return node.quantifier === "no" ? not(truth) : truth;
  };
  const getter = pathGetter(node.list, context);
  return {
    run,
    explain: (env) => {
      const truth = truthWord(run(env));
      const of = elementsOf(list(env))
        ?.slice(0, explainedElements)
        .map((raw) => {
          env.variables[depth] = raw;
          return test.explain(env);
        });
      const why = of ? undefined : getter.why(env);
      return { text: show.condition(node), truth, ...(of && { of, join: "each" as const }), ...(why !== undefined && { why }) };
    },
  };
}

// ── Comparisons ─────────────────────────────────────────────────────────────────────────────────────────────────────

type Order = "<" | "<=" | ">" | ">=";

const holds = (operator: Order, order: number): boolean =>
  operator === "<" ? order < 0 : operator === "<=" ? order <= 0 : operator === ">" ? order > 0 : order >= 0;

function comparison(node: Extract<Condition, { kind: "comparison" }>, context: Context): Test {
  const left = compileValue(node.left, context);
  const right = compileValue(node.right, context, typeOfValue(node.left, context));
  const { operator } = node;
  if (operator === "is" || operator === "is not") return leaf(node, [left, right], equality(left, right, operator === "is"));
  const slow: Run = (env) => {
    const order = compare(left.get(env), right.get(env));
    return order === undefined ? undefined : holds(operator, order);
  };
  const bound = right.constant?.value;
  return leaf(node, [left, right], typeof bound === "number" ? beside(left, operator, bound, slow) : slow);
}

/** Against a plain number, which is nearly always what an amount is compared with. */
function beside({ get, slot }: Getter, operator: Order, bound: number, slow: Run): Run {
  switch (operator) {
    case "<":
      return (env) => {
        const value = slot < 0 ? get(env) : env.slots[slot];
        return typeof value === "number" ? value < bound : slow(env);
      };
    case "<=":
      return (env) => {
        const value = slot < 0 ? get(env) : env.slots[slot];
        return typeof value === "number" ? value <= bound : slow(env);
      };
    case ">":
      return (env) => {
        const value = slot < 0 ? get(env) : env.slots[slot];
        return typeof value === "number" ? value > bound : slow(env);
      };
    case ">=":
      return (env) => {
        const value = slot < 0 ? get(env) : env.slots[slot];
        return typeof value === "number" ? value >= bound : slow(env);
      };
  }
}

function equality(left: Getter, right: Getter, is: boolean): Run {
  const word = right.constant?.value;
  const { get, slot } = left;
  if (typeof word === "string" || typeof word === "boolean") {
    return (env) => {
      const value = slot < 0 ? get(env) : env.slots[slot];
      return value === undefined ? undefined : (value === word) === is;
    };
  }
  return (env) => {
    const truth = equal(left.get(env), right.get(env));
    return truth === undefined ? undefined : truth === is;
  };
}

function compare(a: Value | undefined, b: Value | undefined): number | undefined {
  if (isNum(a) && isNum(b)) return compareNum(a, b);
  if (a instanceof Time && b instanceof Time) return a.ms - b.ms;
  return undefined;
}

function membership(node: Extract<Condition, { kind: "in" }>, context: Context): Test {
  const left = compileValue(node.left, context);
  if ("kind" in node.values) {
    const list = compileValue(node.values, context);
    return leaf(node, [left, list], (env) => {
      const values = list.get(env);
      return negate(node.negated, Array.isArray(values) ? isOneOf(left.get(env), values) : undefined);
    });
  }
  const type = typeOfValue(node.left, context);
  const getters = node.values.map((each) => compileValue(each, context, type));
  const words = getters.map(({ constant }) => constant?.value);
  if (words.every((word) => typeof word === "string")) {
    const { get, slot } = left;
    const { negated } = node;
    const among: ReadonlySet<unknown> = new Set(words);
    return leaf(node, [left], (env) => {
      const value = slot < 0 ? get(env) : env.slots[slot];
      return value === undefined ? undefined : among.has(value) !== negated;
    });
  }
  return leaf(node, [left, ...getters], (env) =>
    negate(
      node.negated,
      isOneOf(
        left.get(env),
        getters.map((getter) => getter.get(env)),
      ),
    ),
  );
}

const isOneOf = (value: Value | undefined, values: readonly (Value | undefined)[]): Truth => some(values.map((each) => equal(value, each)));

function textTest(node: Extract<Condition, { kind: "text-test" }>, context: Context): Test {
  const [left, right] = [compileValue(node.left, context), compileValue(node.right, context)];
  const test = texts[node.test];
  const { get, slot } = left;
  const part = right.constant?.value;
  return leaf(node, [left, right], (env) => {
    const a = slot < 0 ? get(env) : env.slots[slot];
    const b = part ?? right.get(env);
    if (typeof a === "string" && typeof b === "string") return test(a, b);
    return node.test === "contains" && Array.isArray(a) ? isOneOf(b, a as readonly (Value | undefined)[]) : undefined;
  });
}
const texts = {
  contains: (text: string, part: string) => text.includes(part),
  "starts with": (text: string, part: string) => text.startsWith(part),
  "ends with": (text: string, part: string) => text.endsWith(part),
};

// ── The past, and where a value comes from ──────────────────────────────────────────────────────────────────────────

function after(node: Extract<Condition, { kind: "after" }>, context: Context): Test {
  const term = termOf(node.past, "after", context.model);
  const same = node.past.same.map((name) => pathGetter({ kind: "path", steps: [name], start: name.start, end: name.end }, context));
  return leaf(
    node,
    same,
    (env) =>
      env.session.happened(
        term,
        same.map((getter) => keyOf(getter.get(env))),
        env.nowMs,
      ),
    () => `no successful \`${show.past(node.past)}\` so far`,
  );
}

function comesFrom(node: Extract<Condition, { kind: "comes-from" }>, context: Context): Test {
  const left = compileValue(node.left, context);
  const origins = node.origins.map((origin): ((env: Env, raw: Raw) => Truth) => {
    const watch = originOf(origin, context.model);
    if (watch) return ({ session }, raw) => session.vouches(watch, raw);
    return origin.tool.text === "user"
      ? ({ session }, raw) => session.personMentions(raw)
      : ({ session }, raw) => session.agentMentions(raw);
  });
  const from = (env: Env, raw: Raw | undefined): Truth => {
    if (raw === undefined || raw === null || isRawObject(raw)) return undefined;
    if (Array.isArray(raw)) return all(raw.map((each: Raw) => from(env, each)));
    let unknown = false;
    for (const origin of origins) {
      const truth = origin(env, raw);
      if (truth) return true;
      if (truth === undefined) unknown = true;
    }
    return unknown ? undefined : false;
  };
  return leaf(node, [left], (env) => from(env, left.raw(env)));
}

const negate = (negated: boolean, truth: Truth): Truth => (negated ? not(truth) : truth);
const onText = (value: Value | undefined, test: (text: string) => Truth): Truth => (typeof value === "string" ? test(value) : undefined);
