// Conditions to closures: each clause is compiled once for each of its actions and asked many times. No code is generated
// (a worker's content policy forbids it). Every closure answers true, false or undefined: unknown.
import type { At, Condition, KeyBinding, Past, Path, Step, Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, durationUnits, show } from "../../grammar/index.ts";
import type { Fact, Model } from "../analysis/model.ts";
import { matchesPattern, parametersOf } from "../analysis/model.ts";
import { resolveRoot, rootName, type Scope, typeAlong } from "../analysis/scope.ts";
import { any, type Type } from "../analysis/types.ts";
import { Decimal } from "./decimal.ts";
import type { History, PastCall } from "./history.ts";
import { mentions, vouches } from "./provenance.ts";
import { compileRegex } from "./regex.ts";
import { compileGlob, domainOf, isInside } from "./texts.ts";
import {
  all,
  durationSeconds,
  equal,
  hundredth,
  isRawObject,
  not,
  type Raw,
  type RawObject,
  some,
  Time,
  type Truth,
  timeFromText,
  toRaw,
  typed,
  type Value,
} from "./values.ts";

/** All that a condition may look at. */
export interface Env {
  readonly args: RawObject;
  readonly history: History;
  /** Facts the host supplies, by name. */
  readonly facts: RawObject;
  /** Values a test sets, by fact name; they win over any source. */
  readonly given: RawObject;
  /** The person or system the agent acts for, and `user`, `team`, `session`, `agent`. */
  readonly principal: RawObject;
  readonly nowMs: number | undefined;
  readonly variables: ReadonlyMap<string, Raw | undefined>;
}

export interface Explanation {
  readonly text: string;
  readonly truth: "true" | "false" | "unknown";
  readonly values?: Readonly<Record<string, unknown>>;
  /** Why something is unknown, for a reader. */
  readonly why?: string;
  readonly of?: readonly Explanation[];
  /** How the parts make the whole: all of them, any of them, none of it, or one for each element of a list. */
  readonly join?: "and" | "or" | "not" | "each";
}

/** A compiled condition. `explain` does the work again and keeps what it saw. */
export interface Test {
  readonly text: string;
  run(env: Env): Truth;
  explain(env: Env): Explanation;
}

interface Getter {
  readonly node: ValueNode;
  /** Written in the pact: nothing to show. */
  readonly constant?: true;
  get(env: Env): Value | undefined;
  why(env: Env): string | undefined;
}
/** A raw value and whether its container was known: an absent field of a known record is absent, not unknown. */
type Bound = { readonly raw: Raw | undefined } | undefined;

export const truthWord = (truth: Truth): Explanation["truth"] => (truth === undefined ? "unknown" : truth ? "true" : "false");

export class Compiler {
  private readonly model: Model;
  private scope: Scope;

  constructor(model: Model, action: string | undefined) {
    this.model = model;
    this.scope = { model, action, variables: new Map() };
  }

  condition(node: Condition): Test {
    switch (node.kind) {
      case "and":
      case "or":
        return combine(
          node,
          node.operands.map((operand) => this.condition(operand)),
          node.kind === "and" ? all : some,
        );
      case "not":
        return combine(node, [this.condition(node.operand)], ([truth]) => not(truth));
      case "parenthesised":
        return this.condition(node.inner);
      case "after":
        return this.after(node, node.past);
      case "quantified":
        return this.quantified(node);
      case "holds": {
        const value = this.value(node.value);
        return leaf(node, [value], (env) => asTruth(value.get(env)));
      }
      case "comparison":
        return this.comparison(node);
      case "known": {
        const value = this.value(node.left);
        return leaf(node, [value], (env) => (value.get(env) !== undefined) === node.known);
      }
      case "in":
        return this.membership(node);
      case "inside": {
        const value = this.value(node.left);
        return leaf(node, [value], (env) =>
          negate(
            node.negated,
            onText(value.get(env), (path) => isInside(path, node.folder.value)),
          ),
        );
      }
      case "like": {
        const [value, glob] = [this.value(node.left), compileGlob(node.glob.value)];
        return leaf(node, [value], (env) =>
          negate(
            node.negated,
            onText(value.get(env), (path) => glob?.test(path)),
          ),
        );
      }
      case "matches": {
        const [value, regex] = [this.value(node.left), compileRegex(node.regex.source, node.regex.flags)];
        return leaf(node, [value], (env) => onText(value.get(env), (text) => ("problem" in regex ? undefined : regex.test(text))));
      }
      case "text-test":
        return this.textTest(node);
      case "comes-from":
        return this.comesFrom(node);
      case "missing":
        return leaf(node, [], () => undefined);
      default:
        return assertNever(node);
    }
  }

  // ── Conditions ────────────────────────────────────────────────────────────────────────────────────────────────────

  private comparison(node: Extract<Condition, { kind: "comparison" }>): Test {
    const left = this.value(node.left);
    const right = this.value(node.right, this.typeOf(node.left));
    const { operator } = node;
    if (operator === "is") return leaf(node, [left, right], (env) => equal(left.get(env), right.get(env)));
    if (operator === "is not") return leaf(node, [left, right], (env) => not(equal(left.get(env), right.get(env))));
    const holds = { "<": (c: number) => c < 0, "<=": (c: number) => c <= 0, ">": (c: number) => c > 0, ">=": (c: number) => c >= 0 }[
      operator
    ];
    return leaf(node, [left, right], (env) => {
      const order = compare(left.get(env), right.get(env));
      return order === undefined ? undefined : holds(order);
    });
  }

  private membership(node: Extract<Condition, { kind: "in" }>): Test {
    const left = this.value(node.left);
    if ("kind" in node.values) {
      const list = this.value(node.values);
      return leaf(node, [left, list], (env) => {
        const [value, values] = [left.get(env), list.get(env)];
        return negate(
          node.negated,
          Array.isArray(values) && value !== undefined ? some(values.map((each) => equal(value, each))) : undefined,
        );
      });
    }
    const type = this.typeOf(node.left);
    const values = node.values.map((each) => this.value(each, type));
    return leaf(node, [left], (env) => {
      const value = left.get(env);
      return negate(node.negated, value === undefined ? undefined : some(values.map((each) => equal(value, each.get(env)))));
    });
  }

  private textTest(node: Extract<Condition, { kind: "text-test" }>): Test {
    const [left, right] = [this.value(node.left), this.value(node.right)];
    return leaf(node, [left, right], (env) => {
      const [a, b] = [left.get(env), right.get(env)];
      if (a === undefined || b === undefined) return undefined;
      if (Array.isArray(a)) return node.test === "contains" ? some(a.map((each) => equal(each, b))) : undefined;
      if (typeof a !== "string" || typeof b !== "string") return undefined;
      return node.test === "contains" ? a.includes(b) : node.test === "starts with" ? a.startsWith(b) : a.endsWith(b);
    });
  }

  private quantified(node: Extract<Condition, { kind: "quantified" }>): Test {
    const list = this.bound(node.list);
    const inner = this.inVariable(node.variable.text, node.list, () => this.condition(node.satisfies));
    const fold = node.quantifier === "every" ? all : node.quantifier === "some" ? some : (truths: readonly Truth[]) => not(some(truths));
    const each = (env: Env) => elements(list(env))?.map((raw) => withVariable(env, node.variable.text, raw));
    const run = (env: Env): Truth => {
      const envs = each(env);
      return envs ? fold(envs.map((one) => inner.run(one))) : undefined;
    };
    const text = show.condition(node);
    return {
      text,
      run,
      explain: (env) => {
        const envs = each(env)?.slice(0, 50);
        const why = envs ? undefined : this.getter(node.list).why(env);
        return {
          text,
          truth: truthWord(run(env)),
          ...(envs && { of: envs.map((one) => inner.explain(one)), join: "each" as const }),
          ...(why && { why }),
        };
      },
    };
  }

  private after(node: Condition, past: Past): Test {
    const matches = this.matching(past);
    const tool = show.past(past);
    const test = leaf(node, [], (env) => some(matches(env).map(({ call, matched }) => all([call.ok === true, matched]))));
    return {
      ...test,
      explain: (env) => ({ ...test.explain(env), ...(test.run(env) === false && { why: `no successful \`${tool}\` so far` }) }),
    };
  }

  private comesFrom(node: Extract<Condition, { kind: "comes-from" }>): Test {
    const left = this.value(node.left);
    const origins = node.origins.map(({ tool, at }) => {
      if (tool.kind === "name" && tool.text === "user")
        return (env: Env, value: Value) => env.history.messages.some(({ role, text }) => role === "user" && mentions(text, value));
      if (tool.kind === "name" && tool.text === "respond") {
        return (env: Env, value: Value) => {
          const said = env.history.last("agent");
          return said !== undefined && mentions(said.text, value);
        };
      }
      const tools = this.toolsOf(tool);
      return (env: Env, value: Value) =>
        tools.some((name) => env.history.callsOf(name).some((call) => vouches(call, atPlaces(call.result, at), value)));
    });
    const from = (env: Env, value: Value | undefined): Truth => {
      if (value === undefined || isRawObject(value)) return undefined;
      if (Array.isArray(value)) return all(value.map((each) => from(env, each)));
      return origins.some((origin) => origin(env, value));
    };
    return leaf(node, [left], (env) => from(env, left.get(env)));
  }

  // ── Values ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** `expected` is the left side's type: its enumeration values win over names. */
  private value(node: ValueNode, expected?: Type): Getter {
    switch (node.kind) {
      case "text":
        return constant(node, node.value);
      case "boolean":
        return constant(node, node.value);
      case "percent":
        return constant(node, Decimal.parse(node.digits)?.times(hundredth));
      case "number":
        return constant(
          node,
          node.unit && durationUnits.includes(node.unit) ? durationSeconds(node.digits, node.unit) : Decimal.parse(node.digits),
        );
      case "moment":
        return constant(node, timeFromText(node.text, this.model.timezone));
      case "path": {
        const only = node.steps.length === 1 ? rootName(node).text : undefined;
        if (expected?.kind === "enum" && only !== undefined && expected.values.includes(only)) return constant(node, only);
        return this.getter(node);
      }
      case "arithmetic": {
        const [left, right] = [this.value(node.left), this.value(node.right)];
        return derived(node, [left, right], (env) => arithmetic(node.operator, left.get(env), right.get(env)));
      }
      case "function":
        return this.invocation(node);
      case "history":
        return this.aggregate(node);
      case "filtered": {
        const list = this.bound(node.list);
        const where = this.inVariable(node.variable.text, node.list, () => this.condition(node.where));
        return derived(node, [this.getter(node.list)], (env) => {
          const truths = elements(list(env))?.map((raw) => where.run(withVariable(env, node.variable.text, raw)));
          return truths && !truths.includes(undefined) ? Decimal.of(truths.filter(Boolean).length) : undefined;
        });
      }
      case "missing":
        return constant(node, undefined);
      default:
        return assertNever(node);
    }
  }

  private invocation(node: Extract<ValueNode, { kind: "function" }>): Getter {
    const args = node.args.map((arg) => this.value(arg));
    const [first] = args;
    const on = (body: (value: Value, env: Env) => Value | undefined) =>
      derived(node, args, (env) => {
        const value = first?.get(env);
        return value === undefined ? undefined : body(value, env);
      });
    switch (node.name.text) {
      case "count":
        return on((value) => (Array.isArray(value) ? Decimal.of(value.length) : undefined));
      case "sum":
        return on((value) => (Array.isArray(value) ? total(value) : undefined));
      case "length":
        return on((value) => (typeof value === "string" ? Decimal.of([...value].length) : undefined));
      case "domain":
        return on((value) => (typeof value === "string" ? domainOf(value) : undefined));
      case "age":
        return on((value, env) => {
          if (!(value instanceof Time) || env.nowMs === undefined || value.ms > env.nowMs) return undefined;
          return Decimal.of(env.nowMs - value.ms).times(new Decimal(1n, 3));
        });
      default:
        return derived(node, args, () => undefined, `the judge \`${node.name.text}\` is not asked yet`);
    }
  }

  private aggregate(node: Extract<ValueNode, { kind: "history" }>): Getter {
    const matches = this.matching(node.past);
    return derived(node, [], (env) => {
      const counted = matches(env).filter(({ call, matched }) => call.ok !== false && matched !== false);
      if (counted.some(({ matched }) => matched === undefined)) return undefined;
      if (node.what.text === "calls") return Decimal.of(counted.length);
      return total(counted.map(({ call }) => call.args[node.what.text]).map((raw) => (raw instanceof Decimal ? raw : undefined)));
    });
  }

  private getter(node: Path): Getter {
    const bound = this.bound(node);
    const type = this.typeOf(node);
    const unknown = this.whyUnknown(node);
    return {
      node,
      get: (env) => {
        const found = bound(env);
        return found && typed(found.raw, type, this.model.timezone);
      },
      why: (env) =>
        bound(env) === undefined || typed(bound(env)!.raw, type, this.model.timezone) === undefined ? unknown(bound(env)) : undefined,
    };
  }

  // ── Paths ─────────────────────────────────────────────────────────────────────────────────────────────────────────

  private typeOf(node: ValueNode): Type {
    if (node.kind !== "path") return any;
    const root = resolveRoot(rootName(node).text, this.scope);
    return root ? typeAlong(root.type, node.steps.slice(1)).type : any;
  }

  private bound(node: Path): (env: Env) => Bound {
    const name = rootName(node).text;
    const root = resolveRoot(name, this.scope);
    const steps = node.steps.slice(1);
    const walk = this.walker(steps);
    switch (root?.role) {
      case "variable":
        return (env) => (env.variables.has(name) ? walk({ raw: env.variables.get(name) }, env) : undefined);
      case "argument": {
        const fallback = toRaw(parametersOf(this.scope.action ?? "", this.model.catalogue)?.get(name)?.default);
        return (env) => walk({ raw: env.args[name] === undefined ? fallback : env.args[name] }, env);
      }
      case "fact":
        return this.fact(root.fact, steps);
      case "principal":
        return (env) => walk(isRawObject(env.principal[name]) ? { raw: env.principal[name] } : undefined, env);
      case "builtin":
        if (name === "now") return (env) => (env.nowMs === undefined ? undefined : { raw: new Time(env.nowMs).toJSON() });
        return (env) => (env.principal[name] === undefined ? undefined : { raw: env.principal[name] });
      default:
        return () => undefined;
    }
  }

  /** Follows steps through raw values; unknown where a container is missing. */
  private walker(steps: readonly Step[]): (from: Bound, env: Env) => Bound {
    const indexes = steps.map((step) => (step.kind === "index" && typeof step.index === "object" ? this.getter(step.index) : undefined));
    return (from, env) => {
      let here = from;
      for (const [i, step] of steps.entries()) {
        if (!here) return undefined;
        here = take(here.raw, step, indexes[i]?.get(env));
      }
      return here;
    };
  }

  private fact(fact: Fact, steps: readonly Step[]): (env: Env) => Bound {
    const { source, type } = fact.member;
    const { name } = fact;
    const walk = this.walker(steps);
    const supplied = (env: Env): Bound => (env.given[name] !== undefined ? { raw: env.given[name] } : undefined);
    if (!source)
      return (env) =>
        walk(supplied(env) ?? (env.facts[name] === undefined || env.facts[name] === null ? undefined : { raw: env.facts[name] }), env);
    if (source.kind === "message-source") {
      const regex = compileRegex(source.regex.source, source.regex.flags);
      return (env) => {
        const said = source.which === "last" ? [env.history.last("user")] : env.history.messages.filter(({ role }) => role === "user");
        const texts = said.flatMap((message) => (message ? [message.text] : []));
        if (supplied(env)) return supplied(env);
        return texts.length === 0 || "problem" in regex ? undefined : { raw: texts.some((text) => regex.test(text)) };
      };
    }
    const find = this.newest(fact);
    const first = steps[0];
    const field =
      first?.kind === "name" && type?.kind === "record-type" ? type.fields.find((each) => each.name.text === first.text) : undefined;
    const rest = field?.at ? this.walker(steps.slice(1)) : walk;
    const outer = source.at ? this.walker(source.at.steps) : undefined;
    const inner = field?.at ? this.place(field.at) : undefined;
    return (env) => {
      const set = supplied(env);
      if (set) return walk(set, env);
      const call = find(env);
      if (!call) return undefined;
      let here: Bound = call.result === undefined ? undefined : { raw: call.result };
      if (inner?.fromArguments) here = { raw: call.args };
      else if (outer) here = outer(here, env);
      if (inner) here = inner.walk(here, env);
      return rest(here, env);
    };
  }

  /** `at a.b` inside the result, `at arguments.b` inside the call itself. */
  private place(at: At): { fromArguments: boolean; walk: (from: Bound, env: Env) => Bound } {
    const [first] = at.steps;
    const fromArguments = first?.kind === "name" && first.text === "arguments" && at.steps.length > 1;
    return { fromArguments, walk: this.walker(fromArguments ? at.steps.slice(1) : at.steps) };
  }

  /** The newest successful call a fact reads, with the same keys as the action at hand. */
  private newest(fact: Fact): (env: Env) => PastCall | undefined {
    const source = fact.member.source;
    if (source?.kind !== "result-source") return () => undefined;
    const keys = source.keys.map((key) => [key.argument.text, this.key(key)] as const);
    return (env) => {
      const wanted = keys.map(([name, bound]) => [name, bound(env)?.raw] as const);
      if (wanted.some(([, raw]) => raw === undefined || raw === null)) return undefined;
      let found: PastCall | undefined;
      for (const tool of fact.tools) {
        const call = env.history
          .callsOf(tool)
          .findLast(({ ok, args }) => ok === true && wanted.every(([name, raw]) => equal(args[name], raw)));
        if (call && (!found || call.step >= found.step)) found = call;
      }
      return found;
    };
  }

  private key({ argument, value }: KeyBinding): (env: Env) => Bound {
    return this.bound(value ?? { kind: "path", steps: [argument], start: argument.start, end: argument.end });
  }

  private whyUnknown(node: Path): (found: Bound) => string | undefined {
    const text = show.path(node);
    const root = resolveRoot(rootName(node).text, this.scope);
    return (found) => {
      if (found)
        return found.raw === undefined || found.raw === null
          ? `\`${text}\` is not there`
          : `\`${text}\` cannot be read as what it should be`;
      if (root?.role !== "fact") return `\`${text}\` was not supplied`;
      const { source } = root.fact.member;
      if (!source) return `the host did not supply \`${root.name}\``;
      if (source.kind === "message-source") return "the person has not said anything yet";
      const keys = source.keys.map(({ argument }) => `\`${argument.text}\``).join(", ");
      return `\`${root.name}\` has not been looked up: no successful ${root.fact.tools.map((tool) => `\`${tool}\``).join(" or ") || "call"}${keys ? ` with this ${keys}` : ""} so far`;
    };
  }

  // ── History ───────────────────────────────────────────────────────────────────────────────────────────────────────

  private toolsOf(tool: Past["tool"]): string[] {
    return tool.kind === "name" ? [tool.text] : [...this.model.catalogue.keys()].filter((name) => matchesPattern(tool.text, name));
  }

  /** The calls of the past that a history term speaks of; `matched` is unknown where a key or a time is. */
  private matching(past: Past): (env: Env) => { call: PastCall; matched: Truth }[] {
    const tools = this.toolsOf(past.tool);
    const keys = past.same.map(
      (name) => [name.text, this.bound({ kind: "path", steps: [name], start: name.start, end: name.end })] as const,
    );
    const window = past.within && durationSeconds(past.within.digits, past.within.unit).toNumber() * 1000;
    return (env) => {
      const wanted = keys.map(([name, bound]) => [name, bound(env)?.raw] as const);
      const inTime = ({ timeMs }: PastCall): Truth => {
        if (window === undefined) return true;
        return timeMs === undefined || env.nowMs === undefined ? undefined : env.nowMs - timeMs <= window;
      };
      return tools.flatMap((tool) =>
        env.history.callsOf(tool).map((call) => ({
          call,
          matched: all([...wanted.map(([name, raw]) => equal(call.args[name] ?? undefined, raw ?? undefined)), inTime(call)]),
        })),
      );
    };
  }

  private inVariable<Result>(name: string, list: Path, body: () => Result): Result {
    const outer = this.scope;
    const type = this.typeOf(list);
    this.scope = { ...outer, variables: new Map([...outer.variables, [name, type.kind === "list" ? type.of : any]]) };
    const result = body();
    this.scope = outer;
    return result;
  }
}

// ── Small pieces ────────────────────────────────────────────────────────────────────────────────────────────────────

function combine(node: Condition, parts: readonly Test[], fold: (truths: readonly Truth[]) => Truth): Test {
  const text = show.condition(node);
  const run = (env: Env) => fold(parts.map((part) => part.run(env)));
  const join = node.kind === "or" || node.kind === "not" ? node.kind : "and";
  return { text, run, explain: (env) => ({ text, truth: truthWord(run(env)), of: parts.map((part) => part.explain(env)), join }) };
}

function leaf(node: Condition, reads: readonly Getter[], run: (env: Env) => Truth): Test {
  const text = show.condition(node);
  return {
    text,
    run,
    explain: (env) => {
      const truth = run(env);
      const values: Record<string, unknown> = {};
      for (const read of reads) {
        const value = read.constant ? undefined : read.get(env);
        // Whole records say too much: their fields are shown where they are read.
        if (value !== undefined && !isRawObject(value)) values[show.value(read.node)] = plain(value);
      }
      const why = truth === undefined ? reads.map((read) => read.why(env)).find((each) => each !== undefined) : undefined;
      return { text, truth: truthWord(truth), ...(Object.keys(values).length > 0 && { values }), ...(why && { why }) };
    },
  };
}

/** A value as JSON, long texts and lists cut: an explanation is read by people. */
function plain(value: Value): unknown {
  if (typeof value === "string") return value.length > 200 ? `${value.slice(0, 199)}…` : value;
  if (Array.isArray(value)) return value.slice(0, 20).map((each) => (each === undefined ? null : plain(each)));
  return JSON.parse(JSON.stringify(value));
}

const constant = (node: ValueNode, value: Value | undefined): Getter => ({
  node,
  constant: true,
  get: () => value,
  why: () => (value === undefined ? `\`${show.value(node)}\` has no time zone` : undefined),
});

function derived(node: ValueNode, from: readonly Getter[], get: (env: Env) => Value | undefined, otherwise?: string): Getter {
  return { node, get, why: (env) => from.map((each) => each.why(env)).find((why) => why !== undefined) ?? otherwise };
}

const asTruth = (value: Value | undefined): Truth => (typeof value === "boolean" ? value : undefined);
const negate = (negated: boolean, truth: Truth): Truth => (negated ? not(truth) : truth);
const onText = (value: Value | undefined, test: (text: string) => Truth): Truth => (typeof value === "string" ? test(value) : undefined);

function compare(a: Value | undefined, b: Value | undefined): number | undefined {
  if (a instanceof Decimal && b instanceof Decimal) return a.compare(b);
  if (a instanceof Time && b instanceof Time) return a.ms - b.ms;
  return undefined;
}

function arithmetic(operator: "+" | "-" | "*", a: Value | undefined, b: Value | undefined): Value | undefined {
  if (a instanceof Decimal && b instanceof Decimal) return operator === "+" ? a.plus(b) : operator === "-" ? a.minus(b) : a.times(b);
  if (a instanceof Time && b instanceof Time && operator === "-") return Decimal.of(a.ms - b.ms).times(new Decimal(1n, 3));
  if (a instanceof Time && b instanceof Decimal && operator !== "*")
    return new Time(a.ms + (operator === "+" ? 1000 : -1000) * b.toNumber());
  return undefined;
}

function total(values: readonly (Value | undefined)[]): Decimal | undefined {
  let sum = Decimal.of(0);
  for (const value of values) {
    if (!(value instanceof Decimal)) return undefined;
    sum = sum.plus(value);
  }
  return sum;
}

/** The elements of a list; an absent one of a known record is empty, an unknown one unknown. */
function elements(bound: Bound): readonly (Raw | undefined)[] | undefined {
  if (!bound) return undefined;
  if (bound.raw === undefined || bound.raw === null) return [];
  return Array.isArray(bound.raw) ? bound.raw : undefined;
}

const withVariable = (env: Env, name: string, raw: Raw | undefined): Env => ({
  ...env,
  variables: new Map([...env.variables, [name, raw]]),
});

function take(raw: Raw | undefined, step: Step, key: Value | undefined): Bound {
  if (step.kind === "name") return isRawObject(raw) ? { raw: own(raw, step.text) } : undefined;
  if (step.index === "*")
    return Array.isArray(raw) ? { raw } : isRawObject(raw) ? { raw: Object.values(raw).map((each) => each ?? null) } : undefined;
  const index = typeof step.index === "number" ? step.index : key instanceof Decimal ? key.toNumber() : key;
  if (typeof index === "number") return Array.isArray(raw) ? { raw: raw[index] } : undefined;
  return typeof index === "string" && isRawObject(raw) ? { raw: own(raw, index) } : undefined;
}
const own = (object: RawObject, name: string): Raw | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

function atPlaces(result: Raw | undefined, at: At | undefined): (Raw | undefined)[] {
  let here: (Raw | undefined)[] = [result];
  for (const step of at?.steps ?? []) {
    here = here.flatMap((raw) => {
      // A name also reaches into every element of a list: `at reservations.id`.
      if (step.kind === "name" && Array.isArray(raw)) return raw.map((each) => take(each, step, undefined)?.raw);
      const found = take(raw, step, undefined)?.raw;
      return step.kind === "index" && step.index === "*" && Array.isArray(found) ? [...found] : [found];
    });
  }
  return here;
}
