// The decision table: clauses have no order and no priority, and the strongest reason wins. An error never opens a gate.
import type { Limit, Model } from "../analysis/model.ts";
import { clauseId } from "../analysis/model.ts";
import { timeFromText } from "./calendar.ts";
import { compareNum, type Num, plus } from "./decimal.ts";
import type { Decision, Effect, Reason, Request } from "./decision.ts";
import type { Env } from "./environment.ts";
import type { SessionMonitor } from "./monitor.ts";
import type { CompiledClause, CompiledLimit, Plan, Rank } from "./plan.ts";

export class DecisionTable {
  readonly identity: Decision["pact"];
  private readonly model: Model;
  private readonly from: number | undefined;
  private readonly until: number | undefined;

  constructor(model: Model) {
    this.model = model;
    this.identity = Object.freeze({ id: model.id, version: model.version, hash: model.hash() });
    this.from = model.effective && timeFromText(model.effective.from, model.timezone ?? "UTC")?.ms;
    this.until = model.effective?.until ? timeFromText(model.effective.until, model.timezone ?? "UTC")?.ms : undefined;
  }

  /** The decision, without what a denial lacked. */
  conclude(plan: Plan, request: Request, env: Env): Decision {
    const { session } = env;
    const draft: Draft = {
      effect: "deny",
      reason: "out_of_scope",
      basis: none,
      unknown: none,
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
    if (!this.inForce(request)) {
      const { from = "", until } = this.model.effective ?? {};
      draft.problem =
        request.nowMs === undefined ? "nobody said what time it is" : `in force from ${from}${until ? ` until ${until}` : ""}`;
      return finish(draft, "deny", "not_in_force", none);
    }
    const never = stand(plan.never, env);
    draft.unknown = never.unknown;
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
    const escalate = stand(plan.escalate, env);
    const may = stand(plan.may, env);
    draft.unknown = escalate.unknown.length === 0 ? may.unknown : [...escalate.unknown, ...may.unknown];
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
}

const none: readonly never[] = Object.freeze([]);

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
  const applying = plan.escalate.clauses.filter(({ run }) => run(env) !== false);
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

interface Stand {
  readonly true: readonly string[];
  readonly unknown: readonly string[];
}
const nothingStands: Stand = { true: none, unknown: none };

function stand({ clauses, runs }: Rank, env: Env): Stand {
  if (runs.length === 0) return nothingStands;
  let yes = none as readonly string[];
  let unknown = none as readonly string[];
  for (let i = 0; i < runs.length; i++) {
    const truth = runs[i]!(env);
    if (truth === false) continue;
    const clause = clauses[i]!;
    if (truth === undefined) unknown = unknown === none ? clause.alone : [...unknown, clause.id];
    else yes = yes === none ? clause.alone : [...yes, clause.id];
  }
  return yes === none && unknown === none ? nothingStands : { true: yes, unknown };
}
const idsOf = (clauses: readonly CompiledClause[]): string[] => clauses.map(({ id }) => id);

/** The limits that are passed; notices, and what cannot be judged, go into `draft`. */
function count(limits: readonly CompiledLimit[], { nowMs, recorded }: Request, session: SessionMonitor, draft: Draft): readonly string[] {
  const passed: string[] = [];
  for (const { limit, hard, soft, calls } of limits) {
    const { total, unknown } = spentOrUnknown(limit, session, nowMs);
    if (unknown !== undefined) {
      if (recorded) draft.notEvaluable = [...draft.notEvaluable, limit.id];
      else if (hard !== undefined) {
        passed.push(limit.id);
        draft.problem ??= `nobody can say how much of \`${limit.name}\` is spent: ${unknown}`;
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

/** A store that cannot be read makes its counts unknown: it never opens a gate. */
function spentOrUnknown(limit: Limit, session: SessionMonitor, nowMs: number | undefined): ReturnType<SessionMonitor["spent"]> {
  try {
    return session.spent(limit, nowMs);
  } catch {
    return { total: 0, unknown: "the store of state cannot be read" };
  }
}
