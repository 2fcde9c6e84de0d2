// All that is known of an action before a request for it comes: its clauses compiled, its arguments in their places.
import type { Clause, Limit, Model } from "../analysis/model.ts";
import { canonicalAction, parametersOf } from "../analysis/model.ts";
import type { Type } from "../analysis/types.ts";
import { compileCondition } from "./conditions.ts";
import { isIntegral, isNum, type Num, parseNum } from "./decimal.ts";
import type { Request } from "./decision.ts";
import type { Context, Env, Run, Test } from "./environment.ts";
import type { SessionMonitor } from "./monitor.ts";
import { type Check, constraintsOf, defaultOf, isScalarType, typeCheck } from "./schema.ts";
import { emptyObject, isAmong, isBare, not, oneText, type Raw, type RawObject, toRawObject } from "./values.ts";

export interface CompiledClause {
  readonly clause: Clause;
  readonly id: string;
  /** The clause alone, as a basis. */
  readonly alone: readonly string[];
  readonly when: Test | undefined;
  readonly unless: Test | undefined;
  readonly run: Run;
}

/** The clauses of one kind, and what is run of them: only a clause that holds is looked at itself. */
export interface Rank {
  readonly clauses: readonly CompiledClause[];
  readonly runs: readonly Run[];
}

const maxSteps = 100_000;

// One for all: what is asked of every plan should lie close to hand.
const emptyRank: Rank = Object.freeze({ clauses: [], runs: [] });
const noLimits: readonly CompiledLimit[] = Object.freeze([]);

export interface Parameter {
  readonly name: string;
  readonly fallback: Raw | undefined;
  readonly required: boolean;
  /** Of a type that is checked once here, so that nobody who reads it looks again. */
  readonly scalar: boolean;
  readonly check: Check;
  readonly constraints: Check | undefined;
}

/** All that is known of an action before a request for it comes. */
export interface Plan {
  readonly action: string;
  readonly parameters: readonly Parameter[];
  /** Beside the parameters, close together in memory: their names, and what is enough to see that nearly all are well. */
  readonly names: readonly string[];
  readonly scalars: readonly Scalar[];
  readonly words: readonly (readonly Raw[])[];
  readonly places: ReadonlyMap<string, number>;
  /** No arguments beyond the schema. */
  readonly closed: boolean;
  readonly never: Rank;
  readonly escalate: Rank;
  readonly may: Rank;
  readonly limits: readonly CompiledLimit[];
  /** Where quantifiers keep the element they stand at: one decision is made at a time. */
  readonly variables: (Raw | undefined)[];
  readonly steps: { left: number };
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
  const types = [...declared.values()].map(({ type }): Type => type);
  const context = contextOf(model, requested, new Map(parameters.map(({ name }, i) => [name, i])));
  const clauses = model.clauses.filter(({ actions }) => actions.has(requested)).map((clause) => compileClause(clause, context));
  const limits = model.limits.filter(({ actions }) => actions.has(action)).map(compileLimit);
  const of = (kind: Clause["member"]["kind"]): Rank => {
    const mine = clauses.filter(({ clause }) => clause.member.kind === kind);
    return mine.length === 0 ? emptyRank : { clauses: mine, runs: mine.map(({ run }) => run) };
  };
  return {
    action,
    parameters,
    names: parameters.map(({ name }) => oneText(name)),
    scalars: parameters.map(({ constraints }, i) => (constraints ? 0 : scalarOf(types[i]!))),
    words: types.map((type) => (type.kind === "enum" ? type.values.map(oneText) : [])),
    places: context.slots,
    closed: tool?.closed ?? false,
    never: of("never"),
    escalate: of("escalate"),
    may: of("may"),
    limits: limits.length === 0 ? noLimits : limits,
    variables: [],
    steps: { left: 0 },
  };
}

export const contextOf = (model: Model, action: string, slots: ReadonlyMap<string, number>): Context => ({
  model,
  scope: { model, action, variables: new Map() },
  slots,
  depths: new Map(),
  depth: 0,
});

export const clausesOf = ({ never, escalate, may }: Plan): CompiledClause[] => [...never.clauses, ...escalate.clauses, ...may.clauses];

function compileClause(clause: Clause, context: Context): CompiledClause {
  const conditions = clause.member.conditions;
  const when = conditions.when && compileCondition(conditions.when, context);
  const unless = conditions.unless && compileCondition(conditions.unless, context);
  return { clause, id: clause.id, alone: Object.freeze([clause.id]), when, unless, run: holds(when?.run, unless?.run) };
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
  const { parameters, names, scalars, words, places } = plan;
  const slots = new Array<Raw | undefined>(names.length);
  let problem = request.unreadable || !args ? "the arguments are no JSON object" : undefined;
  let next = 0;
  let filled = 0;
  // In the order they come, which is nearly always the schema's: looking each up by its name would cost more than all the rest.
  for (const name in args) {
    const place = names[next] === name ? next : places.get(name);
    if (place === undefined) {
      if (plan.closed) problem ??= `\`${name}\` is no argument of \`${plan.action}\``;
      continue;
    }
    next = place + 1;
    const given = args[name];
    if (given === undefined || given === null) continue;
    filled++;
    if (isScalar(scalars[place]!, given, words, place)) {
      slots[place] = given;
      continue;
    }
    const { check, constraints, scalar } = parameters[place]!;
    const wrong = check(given);
    // What is of another type than it should be is unknown to every clause that reads it.
    if (wrong === undefined || !scalar) slots[place] = given;
    const broken = wrong ?? (problem === undefined ? constraints?.(given) : undefined);
    if (broken !== undefined) problem ??= `\`${name}\`${broken}`;
  }
  for (let i = 0; filled < names.length && i < names.length; i++) {
    const { name, fallback, required } = parameters[i]!;
    const given = args?.[name];
    if (given !== undefined && given !== null) continue;
    slots[i] = fallback;
    if (required) problem ??= `\`${name}\` is missing`;
  }
  const { facts, given, nowMs, judgements } = request;
  plan.steps.left = maxSteps;
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
    steps: plan.steps,
  };
}

/** The types that need no more than a look, as small numbers; 0 for the others. */
const codes = { text: 1, number: 2, money: 2, boolean: 3, integer: 4, enum: 5 } as const;
type Scalar = (typeof codes)[keyof typeof codes] | 0;

const scalarOf = ({ kind }: Type): Scalar => (Object.hasOwn(codes, kind) ? codes[kind as keyof typeof codes] : 0);

/** `typeCheck` of a scalar, without its sentence: asked of every argument of every request. */
function isScalar(scalar: Scalar, raw: Raw, words: Plan["words"], place: number): boolean {
  switch (scalar) {
    case 1:
      return typeof raw === "string";
    case 2:
      return typeof raw === "number" || isNum(raw);
    case 3:
      return typeof raw === "boolean";
    case 4:
      return typeof raw === "number" ? Number.isInteger(raw) : isNum(raw) && isIntegral(raw);
    case 5:
      return isAmong(raw, words[place]!);
    default:
      return false;
  }
}

/** Objects are read by name: one that inherits something is copied to one that does not, and what cannot be copied is unknown. */
const withoutPrototype = (object: RawObject): RawObject | undefined => (isBare(object) ? object : toRawObject(object));
