// Recorded sessions through a pact: a decision for each action, as if it were asked at that moment. What was recorded as
// executed stays executed; calls of one message are decided in order, none seeing another's result.
import type { Model } from "../analysis/model.ts";
import type { CompiledPact } from "../decision/decide.ts";
import type { Decision, Request, Standing } from "../decision/decision.ts";
import { answerQuestions, type Judge } from "../decision/judges.ts";
import type { SessionMonitor } from "../decision/monitor.ts";
import { MemoryState } from "../decision/state.ts";
import { bareObject, type RawObject } from "../decision/values.ts";
import type { ClauseRow, DecisionEvent, MessageEvent, SessionEvent, SummaryEvent } from "../events.ts";
import { beginMessage, outcomeOf, settleCalls } from "../trace/feed.ts";
import { noFacts, type Session, type SessionCall, type SessionMessage } from "../trace/session.ts";
import { isPassed, limitStandings } from "./standing.ts";

export interface ReplayOptions {
  /** The time of messages that carry none, in milliseconds since 1970 UTC. */
  readonly nowMs?: number | undefined;
  /** Facts of the host for every session; a session's own win. */
  readonly facts?: RawObject;
  /** Adds messages, arguments and explanation trees to the events. */
  readonly explain?: boolean;
  /** Only this session is told of; the others are decided all the same, for what is counted over several sessions. */
  readonly only?: string;
  /** Who is asked where a clause needs a judge; without one, judges have failed. */
  readonly judge?: Judge;
}

type SessionEventOrStep = DecisionEvent | MessageEvent | SessionEvent;
type ReplayEvent = SessionEventOrStep | SummaryEvent;

/**
 * Sessions whose messages carry times share what a pact counts over several sessions, and are decided in the order of
 * those times; a session without times stands alone. Events come as actions are decided, and the summary last.
 */
export async function* replay(pact: CompiledPact, sessions: readonly Session[], options: ReplayOptions = {}): AsyncGenerator<ReplayEvent> {
  const summary = new Summary(pact.model);
  const { only } = options;
  for await (const event of everything(pact, sessions, options, summary)) {
    const session = event.event === "session" ? event.id : event.session;
    if (only === undefined || session === only) yield event;
  }
  yield summary.event();
}

async function* everything(
  pact: CompiledPact,
  sessions: readonly Session[],
  options: ReplayOptions,
  summary: Summary,
): AsyncGenerator<SessionEventOrStep> {
  const shared = new MemoryState();
  const timed: Step[] = [];
  for (const session of sessions) {
    const hasTimes = session.messages.some(({ timeMs }) => timeMs !== undefined);
    const told = options.only === undefined || session.id === options.only;
    const run = new SessionReplay(pact, session, options, told ? summary : new Summary(pact.model), hasTimes ? shared : new MemoryState());
    // A session without times changes nothing of another.
    if (!hasTimes && !told) continue;
    if (hasTimes) timed.push(...stepsOf(session, run));
    else for (const step of session.messages.keys()) yield* await run.message(step);
    if (!hasTimes || session.messages.length === 0) yield run.end();
  }
  for (const { run, step, last } of timed.sort((a, b) => a.timeMs - b.timeMs)) {
    yield* await run.message(step);
    if (last) yield run.end();
  }
}

/** What happened in one session by itself: its decisions, and the clauses whose condition was true at least once, in the pact's order. */
export async function decisionsOf(
  pact: CompiledPact,
  session: Session,
  options: Pick<ReplayOptions, "nowMs" | "judge"> = {},
): Promise<{ readonly decisions: readonly DecisionEvent[]; readonly exercised: readonly string[] }> {
  const exercised = new Exercised(pact.model);
  const run = new SessionReplay(pact, session, options, exercised);
  const decisions: DecisionEvent[] = [];
  for (const step of session.messages.keys())
    for (const event of await run.message(step)) if (event.event === "decision") decisions.push(event);
  return { decisions, exercised: exercised.clauses() };
}

interface Step {
  readonly run: SessionReplay;
  readonly step: number;
  readonly timeMs: number;
  readonly last: boolean;
}

/** A message without a time follows the one before it. */
function stepsOf({ messages }: Session, run: SessionReplay): Step[] {
  let timeMs = messages.find((message) => message.timeMs !== undefined)?.timeMs ?? 0;
  return messages.map((message, step) => {
    timeMs = Math.max(timeMs, message.timeMs ?? timeMs);
    return { run, step, timeMs, last: step === messages.length - 1 };
  });
}

class SessionReplay {
  private readonly monitor: SessionMonitor;
  private facts: RawObject;
  private calls = 0;
  private counterfactual = false;
  private readonly counts = { decisions: 0, violations: 0, unescalated: 0 };
  private readonly pact: CompiledPact;
  private readonly session: Session;
  private readonly options: ReplayOptions;
  private readonly tally: Tally;

  /** `state` is what it shares with other sessions. */
  constructor(pact: CompiledPact, session: Session, options: ReplayOptions, tally: Tally, state?: MemoryState) {
    this.pact = pact;
    this.session = session;
    this.options = options;
    this.tally = tally;
    this.facts = merged(options.facts ?? noFacts, session.facts);
    const reportsUsage = session.messages.some(({ usage }) => usage !== undefined);
    this.monitor = pact.session({ id: session.id, principal: session.principal, ...(state && { state }), reportsUsage });
  }

  async message(step: number): Promise<readonly (DecisionEvent | MessageEvent)[]> {
    const message = this.session.messages[step]!;
    const events: (DecisionEvent | MessageEvent)[] = [];
    if (message.facts) this.facts = merged(this.facts, message.facts);
    if (this.options.explain && message.text)
      events.push({ event: "message", session: this.session.id, step, role: message.role, text: message.text });
    beginMessage(this.monitor, { ...message, timeMs: this.timeOf(message) });
    if (message.role !== "agent") return events;
    if (message.text) {
      events.push(await this.decide(step, message, "respond", merged({ text: message.text }, noFacts), true));
      this.monitor.say("agent", message.text, this.timeOf(message));
    }
    const begun = [];
    for (const call of message.calls) {
      const isDone = outcomeOf(call, this.pact.model)?.ok === true;
      events.push(await this.decide(step, message, call.tool, call.args ?? noFacts, isDone, call));
      begun.push({ call, past: this.monitor.begin(call.tool, call.args, this.timeOf(message)) });
    }
    settleCalls(this.monitor, begun, this.pact.model);
    return events;
  }

  end(): SessionEvent {
    const event: SessionEvent = { event: "session", id: this.session.id, ...this.counts, calls: this.calls, labels: this.session.labels };
    this.tally.session(event);
    return event;
  }

  private timeOf(message: SessionMessage): number | undefined {
    return message.timeMs ?? this.options.nowMs;
  }

  private async decide(
    step: number,
    message: SessionMessage,
    action: string,
    args: RawObject,
    executed: boolean,
    call?: SessionCall,
  ): Promise<DecisionEvent> {
    const asked: Request = {
      action,
      args,
      facts: this.facts,
      nowMs: this.timeOf(message),
      recorded: true,
      ...(call && !call.args && { unreadable: true }),
    };
    const request = await answerQuestions(this.pact, asked, this.monitor, this.options.judge);
    const { decision, standings } = this.pact.decideInFull(request, this.monitor);
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
        authority: decision.authority,
        explanation: this.pact.explain(request, this.monitor),
      }),
    };
    this.tally.decision(event, standings, request.nowMs !== undefined);
    this.counts.decisions++;
    if (executed && decision.effect !== "allow") {
      this.counts[decision.effect === "deny" ? "violations" : "unescalated"]++;
      this.counterfactual = true;
    }
    return event;
  }
}

const merged = (facts: RawObject, more: RawObject): RawObject => Object.assign(bareObject(), facts, more);

function outcome({ effect, reason, basis, unknown, notices, notEvaluable, nearest, escalation, problem }: Decision) {
  return {
    effect,
    reason,
    basis,
    unknown,
    ...(notices.length > 0 && { notices }),
    ...(notEvaluable.length > 0 && { notEvaluable }),
    ...(nearest && { nearest }),
    ...(escalation && { escalation }),
    ...(problem !== undefined && { problem }),
  };
}

/** Whoever counts along. */
interface Tally {
  decision(event: DecisionEvent, standings: readonly Standing[], timed: boolean): void;
  session(event: SessionEvent): void;
}

class Exercised implements Tally {
  private readonly found = new Set<string>();
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
  }

  decision(event: DecisionEvent, standings: readonly Standing[]): void {
    for (const { clause, truth } of standings) if (truth) this.found.add(clause.id);
    for (const { limit, passed } of limitStandings(event.action, event, this.model)) if (isPassed(passed)) this.found.add(limit.id);
  }

  session(): void {
    // Of one session nothing is told but its decisions.
  }

  clauses(): readonly string[] {
    if (this.found.size === 0) return [];
    return [...this.model.clauses, ...this.model.limits].map(({ id }) => id).filter((id) => this.found.has(id));
  }
}

class Summary implements Tally {
  private readonly rows = new Map<string, { -readonly [Key in keyof ClauseRow]: ClauseRow[Key] }>();
  private readonly totals = { sessions: 0, calls: 0, decisions: 0, violations: 0, unescalated: 0, violatingSessions: 0 };
  private untimed = 0;
  private readonly unmeasured = new Map<string, number>();
  private readonly model: Model;

  constructor(model: Model) {
    this.model = model;
    const row = (clause: string, name: string, kind: ClauseRow["kind"]) =>
      this.rows.set(clause, { clause, name, kind, true: 0, false: 0, unknown: 0, allow: 0, escalate: 0, deny: 0, violations: 0 });
    for (const { id, name, member } of model.clauses) row(id, name, member.kind);
    for (const { id, name } of model.limits) row(id, name, "limit");
  }

  decision(event: DecisionEvent, standings: readonly Standing[], timed: boolean): void {
    const { effect, executed, basis, nearest } = event;
    if (!timed) this.untimed++;
    for (const { clause, truth } of standings) this.rows.get(clause.id)![truth === undefined ? "unknown" : truth ? "true" : "false"]++;
    for (const { limit, passed } of limitStandings(event.action, event, this.model)) {
      this.rows.get(limit.id)![passed === "unknown" ? "unknown" : isPassed(passed) ? "true" : "false"]++;
      if (passed === "unknown") this.unmeasured.set(limit.id, (this.unmeasured.get(limit.id) ?? 0) + 1);
    }
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
    const { id, version, hash, effective } = this.model;
    const notEvaluable = [
      ...[...this.unmeasured].map(
        ([limit, actions]) => `limit \`${limit.split("#")[1]}\`: what it counts is not in the recording of ${actions} actions`,
      ),
      ...(effective && this.untimed > 0
        ? [`${this.untimed} actions without a time: whether the pact was in force, and ages, are unknown there; give \`--now\``]
        : []),
    ];
    return { event: "summary", pact: { id, version, hash: hash() }, ...this.totals, clauses: [...this.rows.values()], notEvaluable };
  }
}
