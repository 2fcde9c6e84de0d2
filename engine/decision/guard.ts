// A live agent under a pact: each action is asked for, decided, reserved and settled. The same functions decide here as in a
// replay or a test; what this adds is that deciding and reserving are one step nobody comes between.

import { type Approval, Approvals } from "./approval.ts";
import type { CompiledPact } from "./decide.ts";
import type { Decision, Request } from "./decision.ts";
import { answerQuestions, type Judge } from "./judges.ts";
import type { Call, MonitorOptions, Outcome, SessionMonitor, Usage } from "./monitor.ts";
import { readResult } from "./result.ts";
import { MemoryState, type StateStore } from "./state.ts";
import { emptyObject, type Raw, type RawObject, toRawObject } from "./values.ts";

export interface GuardOptions {
  /** The clock, in milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** What is shared over sessions, processes and restarts; this process's memory without it. */
  readonly state?: StateStore;
  readonly judge?: Judge;
  readonly approvals?: Approvals;
  /** Is the pact suspended? An answer that cannot be had is yes. */
  readonly suspended?: () => boolean;
  /** Can the record be written? Asked before each action where the pact denies what cannot be recorded. */
  readonly recordable?: () => boolean;
  /**
   * Puts an action on record, and resolves once it cannot be lost: before it is let through, its outcome still unknown, and again when
   * it has ended. Where it rejects and the pact says `on failure deny`, the action is not let through.
   */
  readonly record?: (action: ActionOnRecord) => Promise<void>;
}

/** What is put on record of an action; of two with the same id the later says what came of it. */
export interface ActionOnRecord {
  readonly id: string;
  readonly session: string;
  readonly action: string;
  readonly args: RawObject;
  readonly facts: RawObject;
  readonly nowMs: number | undefined;
  readonly decision: Decision;
  readonly outcome: "executed" | "denied" | "failed" | "escalated" | "unknown";
  /** What the tool answered, as text or as it was read. */
  readonly result?: string | Raw | undefined;
  readonly approvals: readonly Approval[];
  /** What the session used since the action before, and how long this one took: told once, with what came of it. */
  readonly usage?: ActionUsage | undefined;
}
export interface ActionUsage {
  readonly tokens?: number;
  readonly cost?: number;
  readonly latencyMs?: number;
}

export interface Asked {
  readonly action: string;
  /** From the model: anything. */
  readonly args?: unknown;
  /** What the host knows now, by fact name. */
  readonly facts?: unknown;
  /** What the host can add to an approval, such as the conversation. */
  readonly carry?: (name: string) => Raw | undefined;
}

/** The answer to a request. Where it is allowed, `call` is reserved and has to be settled. */
export interface Ticket {
  readonly decision: Decision;
  readonly call?: Call;
  /** Who is asked, where it waits for a person. Ask for the action again once they have granted it. */
  readonly approvals: readonly Approval[];
}

export class Guard {
  readonly pact: CompiledPact;
  readonly approvals: Approvals;
  private readonly options: GuardOptions;
  private readonly state: StateStore;

  constructor(pact: CompiledPact, options: GuardOptions) {
    this.pact = pact;
    this.options = options;
    this.state = options.state ?? new MemoryState();
    this.approvals = options.approvals ?? new Approvals(this.state);
  }

  /** `id` has to be unique over all sessions of the store. */
  session(options: Omit<MonitorOptions, "state"> & { readonly id: string }): GuardedSession {
    return new GuardedSession(this, this.pact.session({ reportsUsage: true, ...options, state: this.state }), this.options, this.state);
  }
}

export class GuardedSession {
  readonly monitor: SessionMonitor;
  private readonly guard: Guard;
  private readonly options: GuardOptions;
  private readonly state: StateStore;
  /** What was put on record of calls that have not ended. */
  private readonly begun = new WeakMap<Call, ActionOnRecord>();
  private asked = 0;
  /** Not on record yet. */
  private used: ActionUsage = {};

  constructor(guard: Guard, monitor: SessionMonitor, options: GuardOptions, state: StateStore) {
    this.guard = guard;
    this.monitor = monitor;
    this.options = options;
    this.state = state;
  }

  /** The person speaks, or the agent has spoken. A message of the agent is asked for with `request` first: `respond`. */
  say(role: "user" | "agent", text: string): void {
    // What the agent says was asked for, and counted, as `respond`.
    this.monitor.say(role, text, this.options.now(), { counted: false });
  }
  nextTurn(): void {
    this.monitor.nextTurn();
  }
  use(usage: Usage): void {
    this.monitor.use(usage, this.options.now());
    const { tokens = 0, cost = 0 } = this.used;
    this.used = {
      ...this.used,
      ...(usage.tokens !== undefined && { tokens: tokens + Number(usage.tokens) }),
      ...(usage.cost !== undefined && { cost: cost + Number(usage.cost.amount) }),
    };
  }

  /** Never rejects: what cannot be decided is denied. */
  async request(given: Asked): Promise<Ticket> {
    const { pact } = this.guard;
    try {
      const { action, args, facts, carry } = given;
      const asked = await answerQuestions(pact, this.readRequest(action, args, facts), this.monitor, this.options.judge);
      // Judges take their time: what may have changed meanwhile is read again, in the step that lets the action through.
      const request = { ...asked, ...this.circumstances() };
      const known = new Set(this.guard.approvals.all());
      const ticket = this.state.transact(() => this.decide(request, carry));
      const begun = ticket.approvals.filter((approval) => !known.has(approval));
      return this.options.record ? await this.recorded(request, ticket, this.options.record, begun) : ticket;
    } catch (error) {
      // The clock or the store failed: nothing was reserved, so nothing is let through.
      return { decision: pact.failed(this.monitor, error), approvals: [] };
    }
  }

  /**
   * How a call ended, with the text the tool answered (read as the pact says) or a value that is read already. Throws where the store
   * cannot be written, and may be called again; what it returns rejects where the outcome could not be put on record.
   */
  settle(call: Call, outcome: Outcome, result?: string | { readonly value: Raw }): Promise<void> {
    if (!outcomes.includes(outcome)) throw new TypeError(`a call has ${outcomes.join(", ")}, and no \`${String(outcome)}\``);
    const read = typeof result === "string" ? readResult(result, outcome === "failed", this.guard.pact.model) : undefined;
    const ended = read && outcome === "succeeded" && !read.ok ? "failed" : outcome;
    const value = typeof result === "object" ? result.value : read?.value;
    this.state.transact(() => this.monitor.settle(call, ended, value));
    const before = this.begun.get(call);
    // How it ended is put on record once: what is said of it later changes nothing.
    if (ended !== "unknown") this.begun.delete(call);
    if (!before || !this.options.record) return Promise.resolve();
    const came = ended === "succeeded" ? ("executed" as const) : ended;
    const usage = { ...before.usage, ...this.tookSince(before.nowMs) };
    const written = { ...before, outcome: came, result: typeof result === "string" ? result : value, usage };
    return this.recordEnd(call, written, before, this.options.record);
  }

  /** What could not be put on record may be said again. */
  private async recordEnd(call: Call, ended: ActionOnRecord, before: ActionOnRecord, record: NonNullable<GuardOptions["record"]>) {
    try {
      await record(ended);
    } catch (error) {
      this.begun.set(call, before);
      throw error;
    }
  }

  /** A clock that fails, or goes backwards, says nothing of how long it took; what came of it is put on record all the same. */
  private tookSince(beganMs: number | undefined): ActionUsage {
    try {
      const took = (this.options.now() ?? Number.NaN) - (beganMs ?? Number.NaN);
      return took >= 0 ? { latencyMs: took } : {};
    } catch {
      return {};
    }
  }

  /** On record first; where that fails and the pact will not have it, the reservation goes back and the action is denied. */
  private async recorded(
    request: Request,
    ticket: Ticket,
    record: NonNullable<GuardOptions["record"]>,
    asked: readonly Approval[],
  ): Promise<Ticket> {
    const { decision, call, approvals } = ticket;
    const { action, args, facts = emptyObject, nowMs } = request;
    // Told apart from those of an earlier opening of the session by its time: who began again counts from one as well.
    const id = `${this.monitor.id}/${++this.asked}@${nowMs ?? ""}`;
    const outcome = decision.effect === "allow" ? "unknown" : decision.effect === "deny" ? "denied" : "escalated";
    const written: ActionOnRecord = { id, session: this.monitor.id, action, args, facts, nowMs, decision, outcome, approvals };
    const usage = this.used;
    this.used = {};
    try {
      await record(call ? written : { ...written, usage });
    } catch {
      if (this.guard.pact.model.onRecordFailure !== "deny") return ticket;
      this.guard.approvals.withdraw(asked);
      return this.state.transact(() => {
        if (call) this.monitor.settle(call, "failed");
        return this.decide({ ...request, unrecordable: true }, undefined);
      });
    }
    if (call) this.begun.set(call, { ...written, usage });
    return ticket;
  }

  private decide(request: Request, carry: Asked["carry"]): Ticket {
    const { pact, approvals } = this.guard;
    const granted = approvals.grantsFor(pact, request, this.monitor);
    const { decision } = pact.decideInFull({ ...request, grants: new Set(granted.map(({ clause }) => clause)) }, this.monitor);
    if (decision.effect === "escalate") return lastWord(decision, approvals.ask(pact, decision, request, this.monitor, { carry }));
    if (decision.effect !== "allow") return { decision, approvals: [] };
    const used = granted.filter(({ clause }) => decision.basis.includes(clause));
    if (!used.every((approval) => approvals.use(approval))) throw new Error("a grant was used by another request");
    return { decision, call: this.monitor.begin(request.action, request.args, request.nowMs), approvals: used };
  }

  private readRequest(action: string, args: unknown, facts: unknown): Request {
    const read = args === undefined || args === null ? emptyObject : toRawObject(args);
    const known: RawObject = (facts === undefined ? undefined : toRawObject(facts)) ?? emptyObject;
    return {
      action: typeof action === "string" ? action : "",
      args: read ?? emptyObject,
      facts: known,
      ...this.circumstances(),
      ...(read === undefined && { unreadable: true }),
    };
  }

  private circumstances() {
    const now = this.options.now();
    return {
      nowMs: Number.isFinite(now) ? now : undefined,
      suspended: answered(this.options.suspended ?? (() => false)) !== false,
      unrecordable: answered(this.options.recordable ?? (() => true)) !== true,
    };
  }
}

/** Whoever was asked has said no, or nobody answered: then the action is denied. */
function lastWord(decision: Decision, approvals: readonly Approval[]): Ticket {
  const denied = approvals.find(({ state }) => state === "denied");
  if (!denied) return { decision, approvals };
  const problem = denied.answer ? `\`${denied.answer.as}\` has denied it` : "nobody who was asked has answered in time";
  return { decision: { ...decision, effect: "deny", escalation: undefined, problem }, approvals };
}

/** What a host answers is what it says it is, or no answer. */
function answered(ask: () => unknown): unknown {
  try {
    return ask();
  } catch {
    return undefined;
  }
}

const outcomes: readonly Outcome[] = ["succeeded", "failed", "unknown"];
