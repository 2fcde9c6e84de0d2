// Names and paths to closures: what stands under a name where a clause is decided, and what stands inside it.
import type { At, KeyBinding, Path, Step, Value as ValueNode } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import type { Fact } from "../analysis/model.ts";
import { compileRegex } from "../analysis/regex.ts";
import { resolveRoot, rootName, typeAlong } from "../analysis/scope.ts";
import { any, type Type } from "../analysis/types.ts";
import { isoText, Time } from "./calendar.ts";
import { Decimal, isNum, toDouble } from "./decimal.ts";
import type { Bound, Context, Env, Getter } from "./environment.ts";
import { isScalarType } from "./schema.ts";
import { emptyObject, isRawObject, keyOf, own, type Raw, typed, type Value } from "./values.ts";

type Reach = (env: Env) => Bound;

export function typeOfValue(node: ValueNode, { scope }: Context): Type {
  if (node.kind !== "path") return any;
  const root = resolveRoot(rootName(node).text, scope);
  return root ? typeAlong(root.type, node.steps.slice(1)).type : any;
}

/** A path as a typed value. */
export function pathGetter(node: Path, context: Context): Getter {
  const reach = pathReach(node, context);
  const type = typeOfValue(node, context);
  const read = readerOf(type, context.model.timezone);
  const slot = node.steps.length === 1 ? argumentSlot(node, context) : undefined;
  const get =
    slot !== undefined
      ? isScalarType(type)
        ? (env: Env) => env.slots[slot] as Value | undefined
        : (env: Env) => read(env.slots[slot])
      : (env: Env) => {
          const found = reach(env);
          return found && read(found.raw);
        };
  const unknown = whyUnknown(node, context);
  if (node.steps.length === 1 && resolveRoot(rootName(node).text, context.scope)?.role === "builtin" && type.kind === "time")
    return clockGetter(node);
  return {
    node,
    slot: slot !== undefined && isScalarType(type) ? slot : -1,
    get,
    raw: (env) => {
      const found = reach(env);
      // A value of the wrong type is unknown, also where only its text would be looked at.
      return found && get(env) !== undefined ? (found.raw ?? (type.kind === "list" ? [] : undefined)) : undefined;
    },
    why: (env) => (get(env) === undefined ? unknown(reach(env)) : undefined),
  };
}

const clockGetter = (node: Path): Getter => ({
  node,
  slot: -1,
  get: ({ nowMs }) => (nowMs === undefined ? undefined : new Time(nowMs)),
  raw: ({ nowMs }) => (nowMs === undefined ? undefined : isoText(nowMs)),
  why: ({ nowMs }) => (nowMs === undefined ? "nobody said what time it is" : undefined),
});

/** `typed`, with the common types decided beforehand. */
function readerOf(type: Type, timezone: string | undefined): (raw: Raw | undefined) => Value | undefined {
  switch (type.kind) {
    case "text":
      return (raw) => (typeof raw === "string" ? raw : undefined);
    case "number":
    case "money":
      return (raw) => (typeof raw === "number" || raw instanceof Decimal ? raw : undefined);
    case "boolean":
      return (raw) => (typeof raw === "boolean" ? raw : undefined);
    case "enum": {
      const values = new Set<Raw | undefined>(type.values);
      return (raw) => (values.has(raw) ? (raw as string) : undefined);
    }
    default:
      return (raw) => typed(raw, type, timezone);
  }
}

const argumentSlot = (node: Path, { scope, slots }: Context): number | undefined => {
  const { text } = rootName(node);
  return resolveRoot(text, scope)?.role === "argument" ? slots.get(text) : undefined;
};

export function pathReach(node: Path, context: Context): Reach {
  const name = rootName(node).text;
  const root = resolveRoot(name, context.scope);
  const steps = node.steps.slice(1);
  const walk = walker(steps, context);
  switch (root?.role) {
    case "variable": {
      const depth = context.depths.get(name)!;
      return (env) => walk({ raw: env.variables[depth] }, env);
    }
    case "argument": {
      const slot = context.slots.get(name)!;
      return (env) => walk({ raw: env.slots[slot] }, env);
    }
    case "fact":
      return factReach(root.fact, steps, context);
    case "principal":
      return (env) => {
        const principal = own(env.session.principal, name);
        return walk(isRawObject(principal) ? { raw: principal } : undefined, env);
      };
    case "builtin":
      return builtinReach(name, context);
    default:
      return () => undefined;
  }
}

function builtinReach(name: string, { model }: Context): Reach {
  if (name === "now") return (env) => (env.nowMs === undefined ? undefined : { raw: isoText(env.nowMs) });
  if (name === "session") return (env) => ({ raw: env.session.id });
  if (name === "agent") return () => (model.agent === undefined ? undefined : { raw: model.agent });
  return (env) => {
    const raw = own(env.session.principal, name);
    return raw === undefined || raw === null ? undefined : { raw };
  };
}

/** Follows steps through raw values; unknown where a container is missing. */
function walker(steps: readonly Step[], context: Context): (from: Bound, env: Env) => Bound {
  if (steps.length === 0) return (from) => from;
  const indexes = steps.map((step) =>
    step.kind === "index" && typeof step.index === "object" ? pathGetter(step.index, context) : undefined,
  );
  return (from, env) => {
    let here = from;
    for (let i = 0; here && i < steps.length; i++) here = take(here.raw, steps[i]!, indexes[i]?.get(env));
    return here;
  };
}

function take(raw: Raw | undefined, step: Step, key: Value | undefined): Bound {
  if (step.kind === "name") return isRawObject(raw) ? { raw: own(raw, step.text) } : undefined;
  if (step.index === "*")
    return Array.isArray(raw) ? { raw } : isRawObject(raw) ? { raw: Object.values(raw).map((each) => each ?? null) } : undefined;
  const index = typeof step.index === "number" ? step.index : isNum(key as Raw) ? toDouble(key as number) : key;
  if (typeof index === "number") return Array.isArray(raw) ? { raw: raw[index] } : undefined;
  return typeof index === "string" && isRawObject(raw) ? { raw: own(raw, index) } : undefined;
}

// ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

const given = ({ given: values }: Env, name: string): Raw | undefined => (values === emptyObject ? undefined : own(values, name));

function factReach(fact: Fact, steps: readonly Step[], context: Context): Reach {
  const { name } = fact;
  const walk = walker(steps, context);
  const found = sourceReach(fact, steps, context);
  return (env) => {
    const set = given(env, name);
    return set === undefined ? found(env) : walk({ raw: set }, env);
  };
}

function sourceReach(fact: Fact, steps: readonly Step[], context: Context): Reach {
  const { source } = fact.member;
  const { name } = fact;
  if (!source) {
    const walk = walker(steps, context);
    return (env) => {
      const supplied = own(env.facts, name);
      return supplied === undefined || supplied === null ? undefined : walk({ raw: supplied }, env);
    };
  }
  if (source.kind === "message-source") {
    if (source.which === "any") return ({ session }) => bind(session.anySaid(name));
    const regex = compileRegex(source.regex.source, source.regex.flags);
    return ({ session: { lastSaid } }) => (lastSaid === undefined || "problem" in regex ? undefined : { raw: regex.test(lastSaid) });
  }
  return resultReach(fact, steps, context);
}
const bind = (raw: Raw | undefined): Bound => (raw === undefined ? undefined : { raw });

function resultReach({ name, member }: Fact, steps: readonly Step[], context: Context): Reach {
  const source = member.source?.kind === "result-source" ? member.source : undefined;
  const first = steps[0];
  const field =
    first?.kind === "name" && member.type?.kind === "record-type"
      ? member.type.fields.find((each) => each.name.text === first.text)
      : undefined;
  const rest = walker(field?.at ? steps.slice(1) : steps, context);
  const outer = source?.at ? walker(source.at.steps, context) : undefined;
  const inner = field?.at ? place(field.at, context) : undefined;
  const keys = (source?.keys ?? []).map((key) => keyGetter(key, context));
  return (env) => {
    const newest = env.session.newestOf(
      name,
      keys.map((key) => keyOf(key.get(env))),
    );
    if (newest?.result === undefined) return undefined;
    let here: Bound = { raw: newest.result };
    if (inner?.fromArguments) here = { raw: newest.args };
    else if (outer) here = outer(here, env);
    if (inner) here = inner.walk(here, env);
    return rest(here, env);
  };
}

/** `at a.b` inside the result, `at arguments.b` inside the call itself. */
function place(at: At, context: Context): { readonly fromArguments: boolean; readonly walk: (from: Bound, env: Env) => Bound } {
  const [first] = at.steps;
  const fromArguments = first?.kind === "name" && first.text === "arguments" && at.steps.length > 1;
  return { fromArguments, walk: walker(fromArguments ? at.steps.slice(1) : at.steps, context) };
}

const keyGetter = ({ argument, value }: KeyBinding, context: Context): Getter =>
  pathGetter(value ?? { kind: "path", steps: [argument], start: argument.start, end: argument.end }, context);

// ── Why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

function whyUnknown(node: Path, { scope }: Context): (found: Bound) => string {
  const root = resolveRoot(rootName(node).text, scope);
  return (found) => {
    const text = show.path(node);
    if (found)
      return found.raw === undefined || found.raw === null ? `\`${text}\` is not there` : `\`${text}\` cannot be read as what it should be`;
    if (root?.role !== "fact") return `\`${text}\` was not supplied`;
    const { source } = root.fact.member;
    if (!source) return `the host did not supply \`${root.name}\``;
    if (source.kind === "message-source") return "the person has not said anything yet";
    const keys = source.keys.map(({ argument }) => `\`${argument.text}\``).join(", ");
    const tools = root.fact.tools.map((tool) => `\`${tool}\``).join(" or ") || "call";
    return `\`${root.name}\` has not been looked up: no successful ${tools}${keys ? ` with this ${keys}` : ""} so far`;
  };
}

/** The elements of a list; an absent one of a known record is empty, an unknown one unknown. */
export function elementsOf(bound: Bound): readonly (Raw | undefined)[] | undefined {
  if (!bound) return undefined;
  if (bound.raw === undefined || bound.raw === null) return [];
  return Array.isArray(bound.raw) ? bound.raw : undefined;
}
