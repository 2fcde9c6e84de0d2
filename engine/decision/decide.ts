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
import { type MonitorOptions, SessionMonitor } from "./monitor.ts";
import { type Check, constraintsOf, typeCheck } from "./schema.ts";
import { emptyObject, isRawObject, not, own, type Raw, type RawObject, type Truth, toRaw, toRawObject } from "./values.ts";
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

/** Whose authority an action is taken with: for whom, by which agent, through which delegates. */
export interface Authority {
  readonly principal?: Raw;
  readonly user?: Raw;
  readonly team?: Raw;
  readonly agent?: string;
  readonly via: readonly string[];
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
  readonly escalation?: { readonly to: string; readonly within: string };
  /** For `out_of_scope`: the `may` that lacked least, and what it lacked. */
  readonly nearest?: { readonly clause: string; readonly lacks: readonly string[] };
  /** What is wrong with the request itself: arguments that break their schema, a blind retry, a chain that is none. */
  readonly problem?: string;
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
  readonly check: Check;
  readonly constraints: Check | undefined;
}

/** All that is known of an action before a request for it comes. */
interface Plan {
  readonly action: string;
  readonly parameters: readonly Parameter[];
  /** undefined where arguments beyond the schema are allowed. */
  readonly allowed: ReadonlySet<string> | undefined;
  readonly never: readonly CompiledClause[];
  readonly escalate: readonly CompiledClause[];
  readonly may: readonly CompiledClause[];
  readonly limits: readonly CompiledLimit[];
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
  private readonly authorities = new WeakMap<SessionMonitor, { readonly authority: Authority; readonly problem: string | undefined }>();

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

  decide(request: Request, session: SessionMonitor = this.session()): Decision {
    const plan = this.planFor(request.action);
    const frame = this.frame(plan, request, session, undefined);
    const truths = (clauses: readonly CompiledClause[]) => clauses.map(({ run }) => run(frame.env));
    return this.conclude(plan, request, frame, truths(plan.never), truths(plan.escalate), truths(plan.may));
  }

  /** The decision, and how each clause over the action stood. */
  decideWithStandings(request: Request, session: SessionMonitor = this.session()): { decision: Decision; standings: readonly Standing[] } {
    const { env } = this.frame(this.planFor(request.action), request, session, undefined);
    const standings = clausesOf(this.planFor(request.action)).map(({ clause, run }) => ({ clause, truth: run(env) }));
    return { decision: this.decide(request, session), standings };
  }

  /** What has to be asked of judges before this request can be decided; ask, add the answers, and ask again until it is empty. */
  questions(request: Request, session: SessionMonitor): JudgeQuestion[] {
    if (this.model.judges.size === 0) return [];
    const wanted = new Map<string, JudgeQuestion>();
    const plan = this.planFor(request.action);
    const { env } = this.frame(plan, request, session, wanted);
    for (const { run } of clausesOf(plan)) run(env);
    return [...wanted.values()];
  }

  /** The explanation tree of every clause over the action. Computed on request, never on the way of a decision. */
  explain(request: Request, session: SessionMonitor = this.session()): ClauseExplanation[] {
    const plan = this.planFor(request.action);
    const { env } = this.frame(plan, request, session, undefined);
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

  // ── The table ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private conclude(
    plan: Plan,
    request: Request,
    { env, problem }: Frame,
    never: readonly Truth[],
    escalate: readonly Truth[],
    may: readonly Truth[],
  ): Decision {
    const { authority, problem: brokenChain } = this.authorityOf(env.session);
    const base = {
      unknown: [
        ...idsWhere(plan.never, never, undefined),
        ...idsWhere(plan.escalate, escalate, undefined),
        ...idsWhere(plan.may, may, undefined),
      ],
      notices: none,
      notEvaluable: none,
      authority,
      pact: this.identity,
    };
    const deny = (reason: Reason, basis: readonly string[], more: Partial<Decision> = {}): Decision => ({
      effect: "deny",
      reason,
      basis,
      ...base,
      ...more,
    });

    // Giving up to a person is the safe thing to do, whatever else holds.
    if (plan.action === "handoff") return { effect: "allow", reason: "allowed", basis: [this.idOf("handoff")], ...base };
    if (request.suspended) return deny("suspended", none);
    if (!this.inForce(request)) return deny("not_in_force", none);
    const prohibited = idsWhere(plan.never, never, true);
    if (prohibited.length > 0) return deny("prohibited", prohibited);
    const undecided = idsWhere(plan.never, never, undefined);
    const wrong = problem ?? brokenChain ?? this.blindRetry(request, env);
    if (undecided.length > 0 || wrong !== undefined) return deny("indeterminate", undecided, wrong === undefined ? {} : { problem: wrong });
    const limits = this.limits(plan, request, env);
    const counted = { notices: limits.notices, notEvaluable: limits.notEvaluable };
    if (limits.passed.length > 0)
      return deny("hard_cap", limits.passed, { ...counted, ...(limits.problem && { problem: limits.problem }) });
    if (request.unrecordable && !request.recorded && this.model.onRecordFailure === "deny")
      return deny("evidence_unavailable", [this.idOf("record")], counted);
    const stranger = this.outsideDelegation(plan.action, authority.via);
    if (stranger !== undefined) return deny("out_of_scope", none, { ...counted, problem: stranger });

    const { grants } = request;
    const open: CompiledClause[] = [];
    const granted: CompiledClause[] = [];
    plan.escalate.forEach((clause, i) => {
      if (escalate[i] !== false) (grants?.has(clause.id) ? granted : open).push(clause);
    });
    if (open.length > 0) return this.escalated(open, { ...base, ...counted });
    const allowed = idsWhere(plan.may, may, true);
    const authorises = granted.some(({ clause }) => clause.member.actions.length > 0);
    if (allowed.length > 0 || authorises)
      return {
        effect: "allow",
        reason: "allowed",
        basis: granted.length > 0 ? [...allowed, ...granted.map(({ id }) => id)] : allowed,
        ...base,
        ...counted,
      };
    const nearest = this.nearest(plan, env);
    return deny("out_of_scope", none, { ...counted, ...(nearest && { nearest }) });
  }

  private escalated(open: readonly CompiledClause[], rest: Omit<Decision, "effect" | "reason" | "basis">): Decision {
    const member = open[0]!.clause.member;
    const rung = member.kind === "escalate" ? member.rungs[0] : undefined;
    return {
      effect: "escalate",
      reason: "escalated",
      basis: open.map(({ id }) => id),
      ...rest,
      ...(rung && { escalation: { to: rung.to.value, within: `${rung.within.digits} ${rung.within.unit}` } }),
    };
  }

  private inForce({ nowMs, recorded }: Request): boolean {
    if (!this.model.effective) return true;
    if (nowMs === undefined) return recorded === true;
    if (this.from === undefined || !(nowMs >= this.from)) return false;
    return this.model.effective.until === undefined || (this.until !== undefined && nowMs < this.until);
  }

  private limits(plan: Plan, { nowMs, recorded }: Request, { session }: Env) {
    if (plan.limits.length === 0) return { passed: none, notices: none, notEvaluable: none, problem: undefined };
    const passed: string[] = [];
    const notices: Notice[] = [];
    const notEvaluable: string[] = [];
    let problem: string | undefined;
    for (const { limit, hard, soft, calls } of plan.limits) {
      const { total, known } = readOrUnknown(() => session.spent(limit, nowMs));
      if (!known) {
        if (recorded) notEvaluable.push(limit.id);
        else if (hard !== undefined) {
          passed.push(limit.id);
          problem ??= `nobody can say how much of \`${limit.name}\` is spent`;
        }
        continue;
      }
      const used = calls ? plus(total, 1) : total;
      // A call counts itself; tokens and cost are known only afterwards, so that a cap that is reached is passed.
      const over = (cap: Num | undefined) => cap !== undefined && (calls ? compareNum(used, cap) > 0 : compareNum(used, cap) >= 0);
      if (over(hard)) passed.push(limit.id);
      else if (over(soft)) notices.push({ reason: "soft_cap", limit: limit.id, used, soft: soft! });
    }
    return { passed, notices, notEvaluable, problem };
  }

  private blindRetry({ action, args }: Request, { session }: Env): string | undefined {
    if (!session.isBlindRetry(action, args)) return undefined;
    return `nobody knows how the same call of \`${action}\` before ended; look before it is repeated`;
  }

  private outsideDelegation(action: string, via: readonly string[]): string | undefined {
    for (const agent of via) {
      const delegate = this.model.delegates.filter(({ to }) => to === agent);
      if (delegate.length === 0) return `nothing is delegated to \`${agent}\``;
      if (!delegate.some(({ actions }) => actions.has(action))) return `\`${agent}\` was not delegated \`${action}\``;
    }
    return undefined;
  }

  private authorityOf(session: SessionMonitor): { readonly authority: Authority; readonly problem: string | undefined } {
    let found = this.authorities.get(session);
    if (!found) {
      const { principal } = session;
      const field = (name: "user" | "team") => (own(principal, name) === undefined ? {} : { [name]: own(principal, name) });
      const who = this.model.principal && own(principal, this.model.principal.name);
      const via = own(principal, "via") ?? [];
      const chain = Array.isArray(via) && via.every((agent) => typeof agent === "string") ? (via as readonly string[]) : undefined;
      found = {
        authority: {
          ...(who !== undefined && { principal: who }),
          ...field("user"),
          ...field("team"),
          ...(this.model.agent !== undefined && { agent: this.model.agent }),
          via: chain ?? [],
        },
        problem: chain ? undefined : "`via` is no list of agents, so nobody knows through whom authority came",
      };
      this.authorities.set(session, found);
    }
    return found;
  }

  private nearest({ may }: Plan, env: Env): Decision["nearest"] {
    let best: { clause: string; lacks: string[] } | undefined;
    for (const { id, when, unless } of may) {
      const without = unless && unless.run(env) !== false ? [`unless ${unless.explain(env).text}`] : [];
      const lacks = [...(when ? lacking(when.explain(env)) : []), ...without];
      if (!best || lacks.length < best.lacks.length) best = { clause: id, lacks };
    }
    return best;
  }

  private idOf(clause: string): string {
    return clauseId(this.model.id, this.model.version, clause);
  }

  // ── Plans and frames ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Arguments in their places, with what is wrong with them. */
  private frame(plan: Plan, request: Request, session: SessionMonitor, wanted: Env["wanted"]): Frame {
    const args = withoutPrototype(request.args);
    const slots: (Raw | undefined)[] = [];
    let problem: string | undefined = request.unreadable || !args ? "they are no JSON object" : undefined;
    for (const { name, fallback, required, check, constraints } of plan.parameters) {
      const given = args?.[name];
      const raw = given === undefined || given === null ? fallback : given;
      slots.push(raw);
      if (problem !== undefined) continue;
      if (given === undefined || given === null) {
        if (required) problem = `\`${name}\` is missing`;
        continue;
      }
      const wrong = check(given) ?? constraints?.(given);
      if (wrong !== undefined) problem = `\`${name}\`${wrong}`;
    }
    if (plan.allowed && args && problem === undefined) {
      for (const name in args) if (!plan.allowed.has(name)) problem = `\`${name}\` is no argument of \`${plan.action}\``;
    }
    const env: Env = {
      args: args ?? emptyObject,
      slots,
      session,
      facts: withoutPrototype(request.facts ?? emptyObject) ?? emptyObject,
      given: withoutPrototype(request.given ?? emptyObject) ?? emptyObject,
      nowMs: request.nowMs !== undefined && Number.isFinite(request.nowMs) ? request.nowMs : undefined,
      judgements: request.judgements,
      wanted,
      variables: [],
    };
    return { env, problem };
  }

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
        fallback: toRaw(field.default),
        required: field.required && !field.nullable,
        check: typeCheck(field.type),
        constraints: tool && constraintsOf(tool, name),
      }),
    );
    const context: Context = {
      model: this.model,
      scope: { model: this.model, action: requested, variables: new Map() },
      slots: new Map(parameters.map(({ name }, i) => [name, i])),
      depths: new Map(),
      depth: 0,
    };
    const clauses = this.model.clauses.filter(({ actions }) => actions.has(requested)).map((clause) => compileClause(clause, context));
    const of = (kind: Clause["member"]["kind"]) => clauses.filter(({ clause }) => clause.member.kind === kind);
    return {
      action,
      parameters,
      allowed: tool?.closed ? new Set(declared.keys()) : undefined,
      never: of("never"),
      escalate: of("escalate"),
      may: of("may"),
      limits: this.model.limits.filter(({ actions }) => actions.has(action)).map(compileLimit),
    };
  }
}

interface Frame {
  readonly env: Env;
  readonly problem: string | undefined;
}

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

function idsWhere(clauses: readonly CompiledClause[], truths: readonly Truth[], wanted: Truth): readonly string[] {
  let found: string[] | undefined;
  for (let i = 0; i < clauses.length; i++) {
    if (truths[i] !== wanted) continue;
    found ??= [];
    found.push(clauses[i]!.id);
  }
  return found ?? none;
}

/** Objects are read by name: one with a prototype is copied to one without, and what cannot be copied is unknown. */
const withoutPrototype = (object: RawObject): RawObject | undefined =>
  isRawObject(object) && Object.getPrototypeOf(object) === null ? object : toRawObject(object);

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
