// The decision table: clauses have no order and no priority, and the strongest reason wins. An error never opens a gate.
import type { Clause, Limit, Model } from "../analysis/model.ts";
import { canonicalAction, clauseId, parametersOf } from "../analysis/model.ts";
import { timeFromText } from "./calendar.ts";
import { compileCondition } from "./conditions.ts";
import { compareNum, type Num, parseNum, plus } from "./decimal.ts";
import {
  type Context,
  type Env,
  type Explanation,
  type Judgements,
  type JudgeQuestion,
  type Run,
  type Test,
  truthWord,
} from "./environment.ts";
import { type Authority, type MonitorOptions, SessionMonitor } from "./monitor.ts";
import { pathReach } from "./paths.ts";
import { type Check, constraintsOf, defaultOf, isScalarType, typeCheck } from "./schema.ts";
import { bareObject, emptyObject, isBare, not, type Raw, type RawObject, type Truth, toRawObject } from "./values.ts";
import { type Watch, watchOf } from "./watch.ts";

export type Effect = "allow" | "deny" | "escalate";
/** The table's reason codes, strongest first. */
export const reasons = [
  "suspended",
  "not_in_force",
  "prohibited",
  "indeterminate",
  "hard_cap",
  "evidence_unavailable",
  "escalated",
  "allowed",
  "out_of_scope",
] as const;
export type Reason = (typeof reasons)[number];

export interface Request {
  readonly action: string;
  readonly args: RawObject;
  readonly facts?: RawObject;
  /** Values a test sets, by the name of a fact or judge. */
  readonly given?: RawObject;
  /** Milliseconds since 1970 UTC; undefined where nobody knows. */
  readonly nowMs?: number | undefined;
  readonly suspended?: boolean;
  /** The arguments could not be read at all: nothing is known of them, so nothing is allowed. */
  readonly unreadable?: boolean;
  /**
   * A recording or a test: what it does not carry (times, usage) is reported as not evaluable instead of denied, and no
   * record is written.
   */
  readonly recorded?: boolean;
  /** The record of this action cannot be written. */
  readonly unrecordable?: boolean;
  /** Escalations a person granted for just this action, by clause id. */
  readonly grants?: ReadonlySet<string>;
  readonly judgements?: Judgements;
}

/** A soft cap is passed: nothing is denied, somebody should know. */
export interface Notice {
  readonly reason: "soft_cap";
  readonly limit: string;
  readonly used: Num;
  readonly soft: Num;
}

export interface Decision {
  readonly effect: Effect;
  readonly reason: Reason;
  /** All clauses of the winning rank, as `pact@version#clause`. */
  readonly basis: readonly string[];
  /** Clauses over this action whose condition was unknown. */
  readonly unknown: readonly string[];
  readonly notices: readonly Notice[];
  /** Limits that a recording does not carry enough to judge. */
  readonly notEvaluable: readonly string[];
  readonly authority: Authority;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  /** The first rung of the first open escalation. */
  readonly escalation?: { readonly to: string; readonly within: string } | undefined;
  /** For `out_of_scope`, where it is asked for: the `may` that lacked least, and what it lacked. */
  readonly nearest?: Nearest | undefined;
  /** What is wrong with the request itself: arguments that break their schema, a blind retry, a chain that is none. */
  readonly problem?: string | undefined;
}

export interface Nearest {
  readonly clause: string;
  readonly lacks: readonly string[];
}

/** How each clause over the action stood; for summaries, coverage and explanations. */
export interface Standing {
  readonly clause: Clause;
  readonly truth: Truth;
}

interface CompiledClause {
  readonly clause: Clause;
  readonly id: string;
  readonly when: Test | undefined;
  readonly unless: Test | undefined;
  readonly run: Run;
}

interface Parameter {
  readonly name: string;
  readonly fallback: Raw | undefined;
  readonly required: boolean;
  /** Checked once here, so that nobody who reads it looks again. */
  readonly scalar: boolean;
  readonly check: Check;
  readonly constraints: Check | undefined;
}

/** All that is known of an action before a request for it comes. */
interface Plan {
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

interface CompiledLimit {
  readonly limit: Limit;
  readonly hard: Num | undefined;
  readonly soft: Num | undefined;
  readonly calls: boolean;
}

const none: readonly never[] = Object.freeze([]);

export class CompiledPact {
  readonly model: Model;
  readonly watch: Watch;
  readonly identity: Decision["pact"];
  private readonly plans = new Map<string, Plan>();
  private readonly from: number | undefined;
  private readonly until: number | undefined;

  /** Compiling is lazy by action: a pact over a large catalogue pays only for the tools it meets. */
  constructor(model: Model) {
    this.model = model;
    this.watch = watchOf(model);
    this.identity = Object.freeze({ id: model.id, version: model.version, hash: model.hash });
    this.from = model.effective && timeFromText(model.effective.from, model.timezone ?? "UTC")?.ms;
    this.until = model.effective?.until ? timeFromText(model.effective.until, model.timezone ?? "UTC")?.ms : undefined;
  }

  session(options: MonitorOptions = {}): SessionMonitor {
    return new SessionMonitor(this.watch, options);
  }

  /** Never throws, and an error of ours denies. Says nothing of what a denial lacked: see `decideInFull`. */
  decide(request: Request, session: SessionMonitor = this.session()): Decision {
    try {
      const plan = this.planFor(request.action);
      return this.conclude(plan, request, frameOf(plan, request, session, undefined));
    } catch (error) {
      return this.failed(session, error);
    }
  }

  /** The decision with the nearest `may` of a denial, and how each clause over the action stood. */
  decideInFull(
    request: Request,
    session: SessionMonitor = this.session(),
  ): { readonly decision: Decision; readonly standings: readonly Standing[] } {
    const decision = this.decide(request, session);
    try {
      const plan = this.planFor(request.action);
      const env = frameOf(plan, request, session, undefined);
      const standings = clausesOf(plan).map(({ clause, run }) => ({ clause, truth: run(env) }));
      const nearest = decision.reason === "out_of_scope" && decision.problem === undefined ? nearestOf(plan, env) : undefined;
      return { decision: nearest ? { ...decision, nearest } : decision, standings };
    } catch (error) {
      return { decision: this.failed(session, error), standings: [] };
    }
  }

  /** The denial of what could not be decided at all. */
  failed({ authority }: SessionMonitor, error: unknown): Decision {
    return {
      effect: "deny",
      reason: "indeterminate",
      basis: none,
      unknown: none,
      notices: none,
      notEvaluable: none,
      authority,
      pact: this.identity,
      problem: `this could not be decided: ${error instanceof Error ? error.message : String(error)}`,
    };
  }

  /** What has to be asked of judges before this request can be decided; ask, add the answers, and ask again until it is empty. */
  questions(request: Request, session: SessionMonitor): JudgeQuestion[] {
    if (this.model.judges.size === 0) return [];
    const wanted = new Map<string, JudgeQuestion>();
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, wanted);
    for (const { run } of clausesOf(plan)) run(env);
    return [...wanted.values()];
  }

  /** The explanation tree of every clause over the action. Computed on request, never on the way of a decision. */
  explain(request: Request, session: SessionMonitor = this.session()): ClauseExplanation[] {
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, undefined);
    return clausesOf(plan).map(({ clause, when, unless, run }) => ({
      clause: clause.id,
      kind: clause.member.kind,
      truth: truthWord(run(env)),
      ...(when && { when: when.explain(env) }),
      ...(unless && { unless: unless.explain(env) }),
    }));
  }

  /** The limits an action counts on, with what stands on their accounts; for whoever shows budgets. */
  accounts(
    action: string,
    session: SessionMonitor,
    nowMs: number | undefined,
  ): { readonly limit: string; readonly total: Num; readonly known: boolean }[] {
    return this.planFor(action).limits.map(({ limit }) => ({ limit: limit.id, ...session.spent(limit, nowMs) }));
  }

  /** What an escalation or a handoff carries: facts as they stand, the action itself, and what the host adds. */
  carried(names: readonly string[], request: Request, session: SessionMonitor, carry?: (name: string) => Raw | undefined): RawObject {
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, undefined);
    const carried = bareObject();
    for (const name of names) {
      const path = { kind: "path" as const, steps: [{ kind: "name" as const, text: name, start: 0, end: 0 }], start: 0, end: 0 };
      const fact = this.model.facts.has(name) ? pathReach(path, contextOf(this.model, request.action, plan.places))(env)?.raw : undefined;
      const own = name === "attempted_action" ? Object.assign(bareObject(), { action: request.action, arguments: request.args }) : fact;
      const raw = own ?? carry?.(name);
      if (raw !== undefined && raw !== null) carried[name] = raw;
    }
    return carried;
  }

  // ── The table ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private conclude(plan: Plan, request: Request, env: Env): Decision {
    const { session } = env;
    const never = stand(plan.never, env);
    const escalate = stand(plan.escalate, env);
    const may = stand(plan.may, env);
    const draft: Draft = {
      effect: "deny",
      reason: "out_of_scope",
      basis: none,
      unknown: joined(joined(never.unknown, escalate.unknown), may.unknown),
      notices: none,
      notEvaluable: none,
      authority: session.authority,
      pact: this.identity,
      escalation: undefined,
      nearest: undefined,
      problem: undefined,
    };

    // Giving up to a person is the safe thing to do, whatever else holds.
    if (plan.action === "handoff") return finish(draft, "allow", "allowed", [this.idOf("handoff")]);
    if (request.suspended) return finish(draft, "deny", "suspended", none);
    if (!this.inForce(request)) return finish(draft, "deny", "not_in_force", none);
    if (never.true.length > 0) return finish(draft, "deny", "prohibited", never.true);
    draft.problem = env.problem ?? session.brokenChain ?? blindRetry(request, session);
    if (never.unknown.length > 0 || draft.problem !== undefined) return finish(draft, "deny", "indeterminate", never.unknown);
    if (plan.limits.length > 0) {
      const passed = count(plan.limits, request, session, draft);
      if (passed.length > 0) return finish(draft, "deny", "hard_cap", passed);
    }
    if (request.unrecordable && !request.recorded && this.model.onRecordFailure === "deny")
      return finish(draft, "deny", "evidence_unavailable", [this.idOf("record")]);
    if (session.authority.via.length > 0) {
      draft.problem = this.outsideDelegation(plan.action, session.authority.via);
      if (draft.problem !== undefined) return draft;
    }
    if (escalate.true.length > 0 || escalate.unknown.length > 0) return escalated(plan, request, env, may.true, draft);
    return may.true.length > 0 ? finish(draft, "allow", "allowed", may.true) : draft;
  }

  private inForce({ nowMs, recorded }: Request): boolean {
    if (!this.model.effective) return true;
    if (nowMs === undefined) return recorded === true;
    if (this.from === undefined || !(nowMs >= this.from)) return false;
    return this.model.effective.until === undefined || (this.until !== undefined && nowMs < this.until);
  }

  private outsideDelegation(action: string, via: readonly string[]): string | undefined {
    for (const agent of via) {
      const delegate = this.model.delegates.filter(({ to }) => to === agent);
      if (delegate.length === 0) return `nothing is delegated to \`${agent}\``;
      if (!delegate.some(({ actions }) => actions.has(action))) return `\`${agent}\` was not delegated \`${action}\``;
    }
    return undefined;
  }

  private idOf(clause: string): string {
    return clauseId(this.model.id, this.model.version, clause);
  }

  // ── Plans and frames ──────────────────────────────────────────────────────────────────────────────────────────────

  private planFor(requested: string): Plan {
    let plan = this.plans.get(requested);
    if (!plan) {
      plan = this.plan(requested);
      // Only names the catalogue knows are kept: a caller that makes names up must not fill the memory.
      if (this.model.catalogue.has(requested) || plan.action === "respond" || plan.action === "handoff") this.plans.set(requested, plan);
    }
    return plan;
  }

  private plan(requested: string): Plan {
    const action = canonicalAction(requested, this.model);
    const tool = this.model.catalogue.get(requested);
    const declared = parametersOf(requested, this.model.catalogue) ?? new Map();
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
    const context = contextOf(this.model, requested, new Map(parameters.map(({ name }, i) => [name, i])));
    const clauses = this.model.clauses.filter(({ actions }) => actions.has(requested)).map((clause) => compileClause(clause, context));
    const of = (kind: Clause["member"]["kind"]) => clauses.filter(({ clause }) => clause.member.kind === kind);
    return {
      action,
      parameters,
      places: context.slots,
      closed: tool?.closed ?? false,
      never: of("never"),
      escalate: of("escalate"),
      may: of("may"),
      limits: this.model.limits.filter(({ actions }) => actions.has(action)).map(compileLimit),
      variables: [],
    };
  }
}

/** A decision on its way down the table; one literal, so that all have the same shape. A denial for want of a `may`, unless found otherwise. */
type Draft = { -readonly [Key in keyof Decision]: Decision[Key] };

function finish(draft: Draft, effect: Effect, reason: Reason, basis: readonly string[]): Decision {
  draft.effect = effect;
  draft.reason = reason;
  draft.basis = basis;
  return draft;
}

/** What a person granted no longer waits; whether it also authorises is up to whether it names its actions. */
function escalated(plan: Plan, { grants }: Request, env: Env, allowed: readonly string[], draft: Draft): Decision {
  const applying = plan.escalate.filter(({ run }) => run(env) !== false);
  const open = applying.filter(({ id }) => !grants?.has(id));
  const [first] = open;
  if (first) {
    const rung = first.clause.member.kind === "escalate" ? first.clause.member.rungs[0] : undefined;
    draft.escalation = rung && { to: rung.to.value, within: `${rung.within.digits} ${rung.within.unit}` };
    return finish(draft, "escalate", "escalated", idsOf(open));
  }
  const authorises = applying.some(({ clause }) => clause.member.actions.length > 0);
  return allowed.length > 0 || authorises ? finish(draft, "allow", "allowed", [...allowed, ...idsOf(applying)]) : draft;
}

/** Arguments in their places, with what is wrong with them. */
function frameOf(plan: Plan, request: Request, session: SessionMonitor, wanted: Env["wanted"]): Env {
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

interface Stand {
  readonly true: readonly string[];
  readonly unknown: readonly string[];
}
const nothingStands: Stand = { true: none, unknown: none };

function stand(clauses: readonly CompiledClause[], env: Env): Stand {
  if (clauses.length === 0) return nothingStands;
  let yes: string[] | undefined;
  let unknown: string[] | undefined;
  for (let i = 0; i < clauses.length; i++) {
    const clause = clauses[i]!;
    const truth = clause.run(env);
    if (truth === undefined) unknown = append(unknown, clause.id);
    else if (truth) yes = append(yes, clause.id);
  }
  return yes || unknown ? { true: yes ?? none, unknown: unknown ?? none } : nothingStands;
}
function append(list: string[] | undefined, id: string): string[] {
  if (!list) return [id];
  list.push(id);
  return list;
}
const joined = (a: readonly string[], b: readonly string[]): readonly string[] => (a.length === 0 ? b : b.length === 0 ? a : [...a, ...b]);
const idsOf = (clauses: readonly CompiledClause[]): string[] => clauses.map(({ id }) => id);

/** The limits that are passed; notices, and what cannot be judged, go into `draft`. */
function count(limits: readonly CompiledLimit[], { nowMs, recorded }: Request, session: SessionMonitor, draft: Draft): readonly string[] {
  const passed: string[] = [];
  for (const { limit, hard, soft, calls } of limits) {
    const { total, known } = readOrUnknown(() => session.spent(limit, nowMs));
    if (!known) {
      if (recorded) draft.notEvaluable = [...draft.notEvaluable, limit.id];
      else if (hard !== undefined) {
        passed.push(limit.id);
        draft.problem ??= `nobody can say how much of \`${limit.name}\` is spent`;
      }
      continue;
    }
    const used = calls ? plus(total, 1) : total;
    // A call counts itself; tokens and cost are known only afterwards, so that a cap that is reached is passed.
    const over = (cap: Num | undefined): cap is Num => cap !== undefined && compareNum(used, cap) >= (calls ? 1 : 0);
    if (over(hard)) passed.push(limit.id);
    else if (over(soft)) draft.notices = [...draft.notices, { reason: "soft_cap", limit: limit.id, used, soft }];
  }
  return passed;
}

function blindRetry({ action, args }: Request, session: SessionMonitor): string | undefined {
  if (!session.isBlindRetry(action, args)) return undefined;
  return `nobody knows how the same call of \`${action}\` before ended; look before it is repeated`;
}

function nearestOf({ may }: Plan, env: Env): Nearest | undefined {
  let best: Nearest | undefined;
  for (const { id, when, unless } of may) {
    const without = unless && unless.run(env) !== false ? [`unless ${unless.explain(env).text}`] : [];
    const lacks = [...(when ? lacking(when.explain(env)) : []), ...without];
    if (!best || lacks.length < best.lacks.length) best = { clause: id, lacks };
  }
  return best;
}

const contextOf = (model: Model, action: string, slots: ReadonlyMap<string, number>): Context => ({
  model,
  scope: { model, action, variables: new Map() },
  slots,
  depths: new Map(),
  depth: 0,
});

export interface ClauseExplanation {
  readonly clause: string;
  readonly kind: string;
  readonly truth: Explanation["truth"];
  readonly when?: Explanation;
  readonly unless?: Explanation;
}

const clausesOf = ({ never, escalate, may }: Plan): CompiledClause[] => [...never, ...escalate, ...may];

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

/** Objects are read by name: one that inherits something is copied to one that does not, and what cannot be copied is unknown. */
const withoutPrototype = (object: RawObject): RawObject | undefined => (isBare(object) ? object : toRawObject(object));

/** A store that cannot be read makes its counts unknown: it never opens a gate. */
function readOrUnknown(read: () => { readonly total: Num; readonly known: boolean }): { readonly total: Num; readonly known: boolean } {
  try {
    return read();
  } catch {
    return { total: 0, known: false };
  }
}

/** What keeps a condition from being true: its smallest parts that are false or unknown. */
function lacking(node: Explanation): string[] {
  if (node.truth === "true") return [];
  const parts = node.join === "not" ? [] : (node.of?.flatMap(lacking) ?? []);
  if (parts.length > 0) return parts;
  return [node.why ? `${node.text} (${node.why})` : node.truth === "unknown" ? `${node.text} (unknown)` : node.text];
}
