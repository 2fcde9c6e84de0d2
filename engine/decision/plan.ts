// All that is known of an action before a request for it comes: its clauses compiled, its arguments in their places.
import type { Clause, Limit, Model } from "../analysis/model.ts";
import { canonicalAction, parametersOf } from "../analysis/model.ts";
import { compileCondition } from "./conditions.ts";
import { type Num, parseNum } from "./decimal.ts";
import type { Request } from "./decision.ts";
import type { Context, Env, Run, Test } from "./environment.ts";
import type { SessionMonitor } from "./monitor.ts";
import { type Check, constraintsOf, defaultOf, isScalarType, typeCheck } from "./schema.ts";
import { emptyObject, isBare, not, type Raw, type RawObject, toRawObject } from "./values.ts";

export interface CompiledClause {
  readonly clause: Clause;
  readonly id: string;
  readonly when: Test | undefined;
  readonly unless: Test | undefined;
  readonly run: Run;
}

export interface Parameter {
  readonly name: string;
  readonly fallback: Raw | undefined;
  readonly required: boolean;
  /** Checked once here, so that nobody who reads it looks again. */
  readonly scalar: boolean;
  readonly check: Check;
  readonly constraints: Check | undefined;
}

/** All that is known of an action before a request for it comes. */
export interface Plan {
  readonly action: string;
  readonly parameters: readonly Parameter[];
  readonly places: ReadonlyMap<string, number>;
  /** No arguments beyond the schema. */
  readonly closed: boolean;
  readonly never: readonly CompiledClause[];
  readonly escalate: readonly CompiledClause[];
  readonly may: readonly CompiledClause[];
  readonly limits: readonly CompiledLimit[];
  /** Where quantifiers keep the element they stand at: one decision is made at a time. */
  readonly variables: (Raw | undefined)[];
}

export interface CompiledLimit {
  readonly limit: Limit;
  readonly hard: Num | undefined;
  readonly soft: Num | undefined;
  readonly calls: boolean;
}

export function planOf(requested: string, model: Model): Plan {
  const action = canonicalAction(requested, model);
  const tool = model.catalogue.get(requested);
  const declared = parametersOf(requested, model.catalogue) ?? new Map();
  const parameters = [...declared].map(
    ([name, field]): Parameter => ({
      name,
      fallback: defaultOf(field),
      required: field.required && !field.nullable,
      scalar: isScalarType(field.type),
      check: typeCheck(field.type),
      constraints: tool && constraintsOf(tool, name),
    }),
  );
  const context = contextOf(model, requested, new Map(parameters.map(({ name }, i) => [name, i])));
  const clauses = model.clauses.filter(({ actions }) => actions.has(requested)).map((clause) => compileClause(clause, context));
  const of = (kind: Clause["member"]["kind"]) => clauses.filter(({ clause }) => clause.member.kind === kind);
  return {
    action,
    parameters,
    places: context.slots,
    closed: tool?.closed ?? false,
    never: of("never"),
    escalate: of("escalate"),
    may: of("may"),
    limits: model.limits.filter(({ actions }) => actions.has(action)).map(compileLimit),
    variables: [],
  };
}

export const contextOf = (model: Model, action: string, slots: ReadonlyMap<string, number>): Context => ({
  model,
  scope: { model, action, variables: new Map() },
  slots,
  depths: new Map(),
  depth: 0,
});

export const clausesOf = ({ never, escalate, may }: Plan): CompiledClause[] => [...never, ...escalate, ...may];

function compileClause(clause: Clause, context: Context): CompiledClause {
  const conditions = clause.member.conditions;
  const when = conditions.when && compileCondition(conditions.when, context);
  const unless = conditions.unless && compileCondition(conditions.unless, context);
  return { clause, id: clause.id, when, unless, run: holds(when?.run, unless?.run) };
}

/** A clause without conditions is true. */
function holds(when: Run | undefined, unless: Run | undefined): Run {
  if (!unless) return when ?? (() => true);
  if (!when) return (env) => not(unless(env));
  return (env) => {
    const truth = when(env);
    if (truth === false) return false;
    const without = not(unless(env));
    return without === false ? false : truth === undefined || without === undefined ? undefined : true;
  };
}

function compileLimit(limit: Limit): CompiledLimit {
  const { measure, hard, soft } = limit.member;
  const number = (literal: typeof hard) => (literal?.kind === "number" ? parseNum(literal.digits) : undefined);
  return { limit, hard: number(hard), soft: number(soft), calls: measure === "calls" };
}

// ── Frames ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Arguments in their places, with what is wrong with them. */
export function frameOf(plan: Plan, request: Request, session: SessionMonitor, wanted: Env["wanted"]): Env {
  const args = withoutPrototype(request.args);
  const { parameters, places } = plan;
  const slots = new Array<Raw | undefined>(parameters.length);
  let problem = request.unreadable || !args ? "they are no JSON object" : undefined;
  let next = 0;
  let filled = 0;
  // In the order they come, which is nearly always the schema's: looking each up by its name would cost more than all the rest.
  for (const name in args) {
    const place = parameters[next]?.name === name ? next : places.get(name);
    if (place === undefined) {
      if (plan.closed) problem ??= `\`${name}\` is no argument of \`${plan.action}\``;
      continue;
    }
    next = place + 1;
    const given = args[name];
    if (given === undefined || given === null) continue;
    filled++;
    const parameter = parameters[place]!;
    const wrong = parameter.check(given);
    // What is of another type than it should be is unknown to every clause that reads it.
    slots[place] = wrong !== undefined && parameter.scalar ? undefined : given;
    const broken = wrong ?? (problem === undefined ? parameter.constraints?.(given) : undefined);
    if (broken !== undefined) problem ??= `\`${name}\`${broken}`;
  }
  for (let i = 0; filled < parameters.length && i < parameters.length; i++) {
    const { name, fallback, required } = parameters[i]!;
    const given = args?.[name];
    if (given !== undefined && given !== null) continue;
    slots[i] = fallback;
    if (required) problem ??= `\`${name}\` is missing`;
  }
  const { facts, given, nowMs, judgements } = request;
  return {
    problem,
    slots,
    session,
    facts: facts === undefined ? emptyObject : (withoutPrototype(facts) ?? emptyObject),
    given: given === undefined ? emptyObject : (withoutPrototype(given) ?? emptyObject),
    nowMs: nowMs !== undefined && Number.isFinite(nowMs) ? nowMs : undefined,
    judgements,
    wanted,
    variables: plan.variables,
  };
}

/** Objects are read by name: one that inherits something is copied to one that does not, and what cannot be copied is unknown. */
const withoutPrototype = (object: RawObject): RawObject | undefined => (isBare(object) ? object : toRawObject(object));
