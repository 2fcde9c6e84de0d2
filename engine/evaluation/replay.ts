// Recorded sessions through a pact: a decision for each action, as if it were asked at that moment. What was recorded as
// executed stays executed; calls of one message are decided in order, none seeing another's result.
import type { Model } from "../analysis/model.ts";
import type { CompiledPact, Decision, Request, Standing } from "../decision/decide.ts";
import { History } from "../decision/history.ts";
import type { RawObject } from "../decision/values.ts";
import type { ClauseRow, DecisionEvent, MessageEvent, SessionEvent, SummaryEvent } from "../events.ts";
import { readResult } from "../trace/result.ts";
import { noFacts, type Session, type SessionCall, type SessionMessage } from "../trace/session.ts";

export interface ReplayOptions {
  /** The time of messages that carry none, in milliseconds since 1970 UTC. */
  readonly nowMs?: number | undefined;
  /** Facts of the host for every session; a session's own win. */
  readonly facts?: RawObject;
  /** Adds messages, arguments and explanation trees to the events. */
  readonly explain?: boolean;
}

/** Lazily: events come as sessions are decided, and the summary last. */
export function* replay(
  pact: CompiledPact,
  sessions: Iterable<Session>,
  options: ReplayOptions = {},
): Generator<DecisionEvent | MessageEvent | SessionEvent | SummaryEvent> {
  const summary = new Summary(pact.model);
  for (const session of sessions) {
    const run = new SessionReplay(pact, session, options, summary);
    yield* run.events();
  }
  yield summary.event();
}

class SessionReplay {
  private readonly history = new History();
  private facts: RawObject;
  private calls = 0;
  private counterfactual = false;
  private readonly counts = { decisions: 0, violations: 0, unescalated: 0 };
  private readonly pact: CompiledPact;
  private readonly session: Session;
  private readonly options: ReplayOptions;
  private readonly summary: Summary;

  constructor(pact: CompiledPact, session: Session, options: ReplayOptions, summary: Summary) {
    this.pact = pact;
    this.session = session;
    this.options = options;
    this.summary = summary;
    this.facts = { ...(options.facts ?? noFacts), ...session.facts };
  }

  *events(): Generator<DecisionEvent | MessageEvent | SessionEvent> {
    for (const [step, message] of this.session.messages.entries()) {
      this.facts = { ...this.facts, ...(message.facts ?? noFacts) };
      if (this.options.explain && message.text)
        yield { event: "message", session: this.session.id, step, role: message.role, text: message.text };
      if (message.role === "user") this.history.say("user", message.text, step);
      if (message.role === "agent") yield* this.agent(message, step);
    }
    const event: SessionEvent = { event: "session", id: this.session.id, ...this.counts, calls: this.calls, labels: this.session.labels };
    this.summary.session(event);
    yield event;
  }

  private *agent(message: SessionMessage, step: number): Generator<DecisionEvent> {
    if (message.text) {
      const args = Object.assign(Object.create(null), { text: message.text }) as RawObject;
      yield this.decide(step, message, "respond", args, true);
      this.history.say("agent", message.text, step);
    }
    const begun = [];
    for (const call of message.calls) {
      const outcome = call.result === undefined ? undefined : readResult(call.result, call.failed, this.pact.model);
      yield this.decide(step, message, call.tool, call.args ?? noFacts, outcome?.ok === true, call);
      begun.push({ past: this.history.begin(call.tool, call.args ?? noFacts, step, this.timeOf(message)), outcome });
    }
    for (const { past, outcome } of begun) if (outcome) this.history.settle(past, outcome.ok, outcome.value);
  }

  private timeOf(message: SessionMessage): number | undefined {
    return message.timeMs ?? this.options.nowMs;
  }

  private decide(
    step: number,
    message: SessionMessage,
    action: string,
    args: RawObject,
    executed: boolean,
    call?: SessionCall,
  ): DecisionEvent {
    const request: Request = {
      action,
      args,
      principal: this.session.principal,
      facts: this.facts,
      nowMs: this.timeOf(message),
      recorded: true,
      ...(call && !call.args && { unreadable: true }),
    };
    const { decision, standings } = this.pact.decide(request, this.history);
    const event: DecisionEvent = {
      event: "decision",
      session: this.session.id,
      step,
      ...(call && { call: this.calls++ }),
      action,
      executed,
      ...outcome(decision),
      counterfactual: this.counterfactual,
      ...(this.options.explain && {
        arguments: args,
        ...(call?.result !== undefined && { result: call.result }),
        explanation: this.pact.explain(request, this.history),
      }),
    };
    this.summary.decision(event, standings, request.nowMs !== undefined);
    this.counts.decisions++;
    if (executed && decision.effect !== "allow") {
      this.counts[decision.effect === "deny" ? "violations" : "unescalated"]++;
      this.counterfactual = true;
    }
    return event;
  }
}

function outcome({ effect, reason, basis, unknown, nearest, escalation, problem }: Decision) {
  return { effect, reason, basis, unknown, ...(nearest && { nearest }), ...(escalation && { escalation }), ...(problem && { problem }) };
}

class Summary {
  private readonly rows = new Map<string, { -readonly [Key in keyof ClauseRow]: ClauseRow[Key] }>();
  private readonly totals = { sessions: 0, calls: 0, decisions: 0, violations: 0, unescalated: 0, violatingSessions: 0 };
  private untimed = 0;
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
    for (const { id, name, member } of model.clauses) {
      this.rows.set(id, {
        clause: id,
        name,
        kind: member.kind,
        true: 0,
        false: 0,
        unknown: 0,
        allow: 0,
        escalate: 0,
        deny: 0,
        violations: 0,
      });
    }
  }

  decision({ effect, executed, basis, nearest }: DecisionEvent, standings: readonly Standing[], timed: boolean): void {
    if (!timed) this.untimed++;
    for (const { clause, truth } of standings) this.rows.get(clause.id)![truth === undefined ? "unknown" : truth ? "true" : "false"]++;
    for (const id of nearest ? [...basis, nearest.clause] : basis) {
      const row = this.rows.get(id);
      if (!row) continue;
      row[effect]++;
      if (executed && effect !== "allow") row.violations++;
    }
  }

  session({ decisions, calls, violations, unescalated }: SessionEvent): void {
    this.totals.sessions++;
    this.totals.decisions += decisions;
    this.totals.calls += calls;
    this.totals.violations += violations;
    this.totals.unescalated += unescalated;
    if (violations > 0) this.totals.violatingSessions++;
  }

  event(): SummaryEvent {
    const { id, version, hash, limits, effective } = this.model;
    const notEvaluable = [
      ...limits.map(({ name }) => `limit \`${name.text}\`: limits are not enforced yet`),
      ...(effective && this.untimed > 0
        ? [`${this.untimed} actions without a time: whether the pact was in force, and ages, are unknown there; give \`--now\``]
        : []),
    ];
    return { event: "summary", pact: { id, version, hash }, ...this.totals, clauses: [...this.rows.values()], notEvaluable };
  }
}
