// One session as a decision may ask about it. Nothing is scanned: each event updates what the pact will ask for (counts by
// key, newest results, values vouched for, tokens said), so that a decision costs the same after 100,000 events.
import type { Limit } from "../analysis/model.ts";
import { canonicalAction, parametersOf } from "../analysis/model.ts";
import { compileRegex } from "../analysis/regex.ts";
import type { FieldType } from "../analysis/types.ts";
import { calendarPeriod, isCalendarUnit } from "./calendar.ts";
import { compareNum, isNum, type Num, toDouble } from "./decimal.ts";
import { Mentions } from "./mentions.ts";
import { type Authority, authorityOf, chainOf, joinKeys, principalKeys } from "./principal.ts";
import { defaultOf } from "./schema.ts";
import { MemoryState, type Parts, type StateStore } from "./state.ts";
import {
  bareObject,
  emptyObject,
  exactText,
  keyOf,
  own,
  type Raw,
  type RawObject,
  sizeOf,
  type Truth,
  typed,
  type Value,
} from "./values.ts";
import { Vouchers } from "./vouchers.ts";
import type { FactWatch, OriginWatch, Term, Watch } from "./watch.ts";

export type Outcome = "succeeded" | "failed" | "unknown";

/** What a step of the agent used up, as its host measured it. */
export interface Usage {
  readonly tokens?: Num | undefined;
  readonly cost?: { readonly amount: Num; readonly currency?: string | undefined } | undefined;
}

export interface MonitorOptions {
  /** Unique among the sessions that share a store. */
  readonly id?: string;
  /** The principal by its name after `acts for`, and `user`, `team`, `via`. */
  readonly principal?: RawObject;
  /** What is shared with other sessions: windows and limits. Without it this session stands alone. */
  readonly state?: StateStore;
  /** The host promises to tell what each step used: without that promise limits on tokens and cost cannot be known. */
  readonly reportsUsage?: boolean;
  /** A test's little world: what it does not say of whose account a limit counts on, or when, is the same throughout. */
  readonly isImagined?: boolean;
}

/** A call under way or done, for `settle`. */
export interface Call {
  readonly id: string;
  readonly tool: string;
  readonly args: RawObject | undefined;
  readonly readsArguments: RawObject;
  outcome: Outcome | "in flight";
}

/** Characters and values of one result that are kept, at most. */
export const maxResultKept = 1_000_000;

interface Newest {
  readonly args: RawObject;
  /** undefined where the result cannot be read. */
  readonly result: Raw | undefined;
}

interface Interested {
  readonly terms: readonly Term[];
  readonly facts: readonly FactWatch[];
  readonly origins: readonly OriginWatch[];
  readonly limits: readonly Limit[];
}

export class SessionMonitor {
  readonly id: string;
  readonly principal: RawObject;
  readonly state: StateStore;
  readonly watch: Watch;
  /** Carried by every decision in this session. */
  readonly authority: Authority;
  /** What is wrong with the chain of delegates, where it is none. */
  readonly brokenChain: string | undefined;
  private readonly principalKeys: ReadonlyMap<string, string | undefined>;
  private readonly interested = new Map<string, Interested>();
  private readonly local = new MemoryState();
  private turnState = new MemoryState();
  private interactionState = new MemoryState();
  private turn = 0;
  private interaction = 0;
  private calls = 0;
  private readonly newest = new Map<string, Map<string, Newest>>();
  private readonly vouchers = new Map<string, Vouchers>();
  private readonly said = new Mentions();
  private readonly anyMessage = new Map<string, boolean>();
  private saidLast: string | undefined;
  private answeredLast: Mentions | undefined;
  /** Was there a call whose outcome nobody knew? Which, is kept in the store, so that a restart forgets none. */
  private everUnresolved: boolean;
  private usageKnown: boolean;
  private readonly isImagined: boolean;
  private readonly isShared: boolean;
  /** Calls of this opening of the session that are under way. */
  private readonly inFlight = new Map<string, number>();
  private actedThisTurn = false;
  private usedThisTurn = false;
  private lastMs: number | undefined;
  /** The same session was open before in this store: what was said and called then is not known here. */
  private readonly resumed: boolean;
  private readonly instance: number;

  constructor(watch: Watch, options: MonitorOptions = {}) {
    const { id = "session", principal = emptyObject, state, reportsUsage = false, isImagined = false } = options;
    this.watch = watch;
    this.id = id;
    this.principal = principal;
    this.state = state ?? new MemoryState();
    this.usageKnown = reportsUsage;
    this.isImagined = isImagined;
    this.isShared = state !== undefined;
    this.instance = state ? nextInstance(state, id) : 1;
    this.resumed = this.instance > 1;
    this.everUnresolved = this.resumed;
    this.principalKeys = principalKeys(watch.model, principal);
    const chain = chainOf(principal);
    this.brokenChain = chain ? undefined : "`via` is no list of agents, so nobody knows through whom authority came";
    this.authority = authorityOf(watch.model, principal, chain ?? []);
  }

  // ── What happens ──────────────────────────────────────────────────────────────────────────────────────────────────

  /** Somebody speaks. A message of the person begins an interaction. */
  say(role: "user" | "agent", text: string, timeMs?: number, { counted = true } = {}): void {
    if (role === "agent") {
      if (this.watch.mentions.agent) {
        this.answeredLast = new Mentions();
        this.answeredLast.add(text);
      }
      if (!counted) return;
      const call = this.begin("respond", Object.assign(bareObject(), { text }), timeMs);
      return this.settle(call, "succeeded");
    }
    this.saidLast = text;
    if (this.watch.mentions.person) this.said.add(text);
    for (const { name, regex } of this.watch.anyMessage) {
      if (this.anyMessage.get(name)) continue;
      const compiled = compileRegex(regex.source, regex.flags);
      if ("test" in compiled) this.anyMessage.set(name, compiled.test(text));
    }
    this.interaction++;
    if (!this.interactionState.isEmpty) this.interactionState = new MemoryState();
    this.nextTurn();
  }

  /** The agent begins a new message; its calls do not see each other's results. */
  nextTurn(): void {
    // A turn of which nobody told what it used makes its accounts ones that nobody can know.
    if (this.usageKnown && this.actedThisTurn && !this.usedThisTurn) this.use({}, this.lastMs);
    this.actedThisTurn = false;
    this.usedThisTurn = false;
    this.turn++;
    if (!this.turnState.isEmpty) this.turnState = new MemoryState();
  }

  /** A call that was allowed, or recorded as executed, begins; it is counted from now on. `args` undefined: they cannot be read. */
  begin(action: string, args: RawObject | undefined, timeMs?: number): Call {
    const tool = canonicalAction(action, this.watch.model);
    const effective = args && this.effective(tool, args);
    const call: Call = {
      id: `${this.id} ${this.instance}:${this.calls++}`,
      tool,
      args: effective,
      readsArguments: effective ?? emptyObject,
      outcome: "in flight",
    };
    this.noteInFlight(call);
    const { terms, limits } = this.interestedIn(tool);
    for (const term of terms) {
      const parts = this.partsOfCall(term, call);
      const amount = term.measure === "calls" || term.measure === "after" ? 1 : this.argument(tool, call.readsArguments, term.measure);
      const known = isNum(amount as Value) ? (amount as Num) : undefined;
      if (term.windowMs !== undefined) {
        this.state.enter(term.id, parts, { call: call.id, timeMs, amount: known }, term.windowMs);
      } else if (term.measure !== "after") {
        this.local.add(known === undefined ? doubtOf(term) : term.id, parts, known ?? 1, call.id);
      }
    }
    for (const limit of limits) {
      if (limit.member.measure === "calls") this.stateFor(limit).add(limit.key, this.partsOfLimit(limit, timeMs), 1, call.id);
    }
    if (tool !== "handoff") this.actedThisTurn = true;
    this.lastMs = timeMs ?? this.lastMs;
    return call;
  }

  /** How a call ended. An unknown outcome keeps what was reserved, and can still be settled when it becomes known. */
  settle(call: Call, outcome: Outcome, result?: Raw): void {
    if (call.outcome === "succeeded" || call.outcome === "failed" || call.outcome === outcome) return;
    // The shared store first: where it cannot be written, nothing has changed, and the call can be settled again.
    if (call.outcome === "unknown" || outcome === "unknown") {
      this.state.add(unresolvedTerm, [this.id, this.retryKey(call.tool, call.args)], outcome === "unknown" ? 1 : -1);
      this.everUnresolved = true;
    }
    if (outcome !== "unknown") {
      this.state.settle(call.id, outcome);
      this.forgetInFlight(call);
    }
    call.outcome = outcome;
    if (outcome === "unknown") return;
    for (const store of [this.local, this.turnState, this.interactionState]) store.settle(call.id, outcome);
    if (outcome === "succeeded") this.learn(call, result);
  }

  /** A call that began is in the shared store until it has ended: who opens the session again finds one that was cut off, and does not repeat it. */
  private noteInFlight(call: Call): void {
    if (!this.isShared || !this.isOnceOnly(call.tool)) return;
    const key = this.retryKey(call.tool, call.args);
    this.state.add(inFlightTerm, [this.id, key], 1, flightOf(call));
    this.inFlight.set(key, (this.inFlight.get(key) ?? 0) + 1);
  }
  private forgetInFlight(call: Call): void {
    if (this.inFlight.size === 0) return;
    const key = this.retryKey(call.tool, call.args);
    const count = this.inFlight.get(key) ?? 0;
    if (count === 0) return;
    this.state.settle(flightOf(call), "failed");
    if (count === 1) this.inFlight.delete(key);
    else this.inFlight.set(key, count - 1);
  }

  /** Is it another thing to call it twice than to call it once? */
  private isOnceOnly(tool: string): boolean {
    const described = this.watch.model.catalogue.get(tool);
    return !(described?.readOnly || described?.idempotent);
  }

  /** What a step used up: settles tokens and cost on every account they belong to. */
  use({ tokens, cost }: Usage, timeMs?: number): void {
    this.usedThisTurn = true;
    for (const limit of this.watch.limits) {
      const { measure, hard, soft } = limit.member;
      if (measure === "calls") continue;
      const unit = [hard, soft].find((literal) => literal?.kind === "number")?.unit;
      const told = measure === "tokens" ? tokens : cost && (cost.currency ?? unit) === unit ? cost.amount : undefined;
      const amount = told !== undefined && isAmount(told) ? told : undefined;
      const parts = this.partsOfLimit(limit, timeMs);
      // What is not told, or is in another currency, makes the account one that nobody can know.
      if (amount !== undefined) this.stateFor(limit).add(limit.key, parts, amount);
      else this.stateFor(limit).add(doubtOf({ id: limit.key }), parts, 1);
    }
  }

  /** For tests: what stands on a limit's account. */
  setAccount(name: string, spent: Raw, timeMs: number | undefined): void {
    const limit = this.watch.limits.find((each) => each.name === name);
    if (!limit || !isNum(spent)) return;
    if (limit.member.measure !== "calls") this.usageKnown = true;
    this.stateFor(limit).add(limit.key, this.partsOfLimit(limit, timeMs), spent);
  }

  private learn(call: Call, given: Raw | undefined): void {
    // What is larger than anybody should keep for a session is not kept: unknown, like what cannot be read.
    const result = given !== undefined && sizeOf(given, maxResultKept) <= maxResultKept ? given : undefined;
    const { terms, facts, origins } = this.interestedIn(call.tool);
    for (const term of terms) {
      if (term.measure === "after" && term.windowMs === undefined) this.local.add(term.id, this.partsOfCall(term, call), 1);
    }
    for (const fact of facts) {
      const key = joinKeys(fact.keys.map((name) => keyOf(this.argument(call.tool, call.readsArguments, name))));
      if (key === undefined) continue;
      const byKey = this.newest.get(fact.name) ?? new Map<string, Newest>();
      this.newest.set(fact.name, byKey.set(key, { args: call.readsArguments, result }));
    }
    for (const origin of origins) this.vouchersOf(origin).learn(call.args, result);
  }

  // ── What is asked ─────────────────────────────────────────────────────────────────────────────────────────────────

  /** The person's newest message. */
  get lastSaid(): string | undefined {
    return this.saidLast;
  }
  /** undefined while the person has said nothing. */
  anySaid(fact: string): Truth {
    const said = this.anyMessage.get(fact);
    return said === false ? this.notSeen() : said;
  }
  personMentions(value: Raw): Truth {
    const mentioned = this.said.mention(value);
    return mentioned === false ? this.notSeen() : mentioned;
  }
  agentMentions(value: Raw): Truth {
    return this.answeredLast ? this.answeredLast.mention(value) : this.notSeen();
  }
  vouches(origin: OriginWatch, value: Raw): Truth {
    const vouched = this.vouchersOf(origin).vouch(value);
    return vouched === false ? this.notSeen() : vouched;
  }
  /** What is not found: no, or unknown where this session began before it was opened here. */
  private notSeen(): Truth {
    return this.resumed ? undefined : false;
  }
  newestOf(fact: string, keys: readonly (string | undefined)[]): Newest | undefined {
    const key = joinKeys(keys);
    return key === undefined ? undefined : this.newest.get(fact)?.get(key);
  }

  /** Did it succeed before? `same` are the keys of this action's arguments. */
  happened(term: Term, same: Parts, nowMs: number | undefined): Truth {
    if (term.windowMs === undefined) {
      const { total, doubtful } = this.local.total(term.id, same);
      return total !== 0 ? true : doubtful ? undefined : this.notSeen();
    }
    const { succeeded, doubtfulSucceeded } = this.windowOf(term, term.windowMs, same, nowMs);
    return succeeded > 0 ? true : doubtfulSucceeded > 0 ? undefined : false;
  }

  /** How many calls, or the sum of an argument over them; undefined where that cannot be known. */
  amount(term: Term, same: Parts, nowMs: number | undefined): Num | undefined {
    const counts = term.measure === "calls";
    if (term.windowMs !== undefined) {
      const { count, sum, doubtful } = this.windowOf(term, term.windowMs, same, nowMs);
      return doubtful > 0 ? undefined : counts ? count : sum;
    }
    const { total, doubtful } = this.local.total(term.id, same);
    if (doubtful || this.resumed) return undefined;
    if (counts) return total;
    const unknown = this.local.total(doubtOf(term), same);
    return unknown.doubtful || unknown.total !== 0 ? undefined : total;
  }

  /** What stands on a limit's account now, and where nobody can say, why. */
  spent(limit: Limit, nowMs: number | undefined): { readonly total: Num; readonly unknown?: string } {
    const parts = this.partsOfLimit(limit, nowMs);
    const missing = parts.indexOf(undefined);
    if (missing >= 0) return { total: 0, unknown: `\`${limit.member.per[missing]?.text ?? "whose"}\` is not known` };
    if (limit.member.measure !== "calls" && !this.usageKnown) return { total: 0, unknown: "nobody told what every step used" };
    const state = this.stateFor(limit);
    if (this.resumed && ((state === this.turnState && this.turn === 0) || (state === this.interactionState && this.interaction === 0)))
      return { total: 0, unknown: "it began before this session was opened here" };
    const { total, doubtful } = state.total(limit.key, parts);
    const doubt = limit.member.measure === "calls" ? undefined : state.total(doubtOf({ id: limit.key }), parts);
    const doubted = doubtful || (doubt !== undefined && (doubt.doubtful || doubt.total !== 0));
    return doubted ? { total, unknown: "something counted may belong here or not" } : { total };
  }

  /** Is the outcome of just this call unknown, so that repeating it could do it twice? */
  isBlindRetry(action: string, args: RawObject): boolean {
    if (!this.everUnresolved || !this.isOnceOnly(action)) return false;
    const canonical = canonicalAction(action, this.watch.model);
    const isOpen = (key: string) =>
      this.state.total(unresolvedTerm, [this.id, key]).total !== 0 ||
      // What is under way here is known to be.
      toDouble(this.state.total(inFlightTerm, [this.id, key]).total) > (this.inFlight.get(key) ?? 0);
    return isOpen(this.retryKey(canonical, this.effective(canonical, args))) || isOpen(this.retryKey(canonical, undefined));
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private windowOf(term: Term, windowMs: number, same: Parts, nowMs: number | undefined) {
    const parts = [this.scope(term.per), ...same];
    try {
      if (nowMs !== undefined) return this.state.window(term.id, parts, nowMs - windowMs, nowMs);
      // Without a clock every call may be in the window or not.
      const all = this.state.window(term.id, parts, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY);
      const [doubtful, doubtfulSucceeded] = [all.doubtful + all.count, all.doubtfulSucceeded + all.succeeded];
      return { count: 0, succeeded: 0, sum: 0, doubtful, doubtfulSucceeded };
    } catch {
      // A store that cannot be read makes its counts unknown.
      return { count: 0, succeeded: 0, sum: 0, doubtful: 1, doubtfulSucceeded: 1 };
    }
  }

  private partsOfCall(term: Term, { tool, readsArguments }: Call): Parts {
    const same = term.same.map((name) => keyOf(this.argument(tool, readsArguments, name)));
    return term.windowMs === undefined ? same : [this.scope(term.per), ...same];
  }

  private partsOfLimit(limit: Limit, timeMs: number | undefined): Parts {
    const unsaid = this.isImagined ? "unsaid" : undefined;
    return limit.member.per.map(({ text }) => {
      if (text === "turn") return `${this.id} ${this.turn}`;
      if (text === "interaction") return `${this.id} ${this.interaction}`;
      if (!isCalendarUnit(text)) return this.scope(text) ?? unsaid;
      return timeMs === undefined ? unsaid : calendarPeriod(timeMs, text, this.watch.model.timezone ?? "UTC");
    });
  }

  /** Whose past it is: undefined where that is not known. */
  private scope(per: string | undefined): string | undefined {
    if (per === "session") return this.id;
    if (per === "agent") return this.watch.model.agent ?? this.watch.model.id;
    return this.principalKeys.get(per ?? "principal");
  }

  private stateFor({ member }: Limit): StateStore {
    const per = member.per.map(({ text }) => text);
    return per.includes("turn") ? this.turnState : per.includes("interaction") ? this.interactionState : this.state;
  }

  /** An argument as its tool's schema reads it. */
  private argument(tool: string, args: RawObject, name: string): Value | undefined {
    const parameter = this.parametersOf(tool)?.get(name);
    return parameter && typed(own(args, name), parameter.type, this.watch.model.timezone);
  }

  /** What a call says with its defaults: what is null is left out. */
  private effective(tool: string, args: RawObject): RawObject {
    const effective = bareObject();
    for (const [name, field] of this.parametersOf(tool) ?? []) {
      const fallback = defaultOf(field);
      if (fallback !== undefined) effective[name] = fallback;
    }
    for (const name of Object.keys(args)) {
      const raw = args[name];
      if (raw !== undefined && raw !== null) effective[name] = raw;
    }
    return effective;
  }

  private parametersOf(tool: string): ReadonlyMap<string, FieldType> | undefined {
    const { catalogue, handoffTool } = this.watch.model;
    return parametersOf(tool === "handoff" && handoffTool ? handoffTool : tool, catalogue);
  }

  /** What makes two calls one: an argument that the tool does not declare is passed over by most, and makes no other call of it. */
  private retryKey(tool: string, args: RawObject | undefined): string {
    if (args === undefined) return `${tool} unreadable`;
    const declared = this.parametersOf(tool);
    if (!declared || declared.size === 0) return `${tool} ${exactText(args)}`;
    const named = bareObject();
    for (const [name, value] of Object.entries(args)) if (declared.has(name) && value !== undefined) named[name] = value;
    return `${tool} ${exactText(named)}`;
  }

  private vouchersOf(origin: OriginWatch): Vouchers {
    let vouchers = this.vouchers.get(origin.id);
    if (!vouchers) {
      vouchers = new Vouchers(origin.at);
      this.vouchers.set(origin.id, vouchers);
    }
    return vouchers;
  }

  private interestedIn(tool: string): Interested {
    let found = this.interested.get(tool);
    if (!found) {
      const { terms, facts, origins, limits } = this.watch;
      const speaksOf = ({ tools }: { tools: ReadonlySet<string> }) => tools.has(tool);
      found = {
        terms: terms.filter(speaksOf),
        facts: facts.filter(speaksOf),
        origins: origins.filter(speaksOf),
        limits: limits.filter(({ actions }) => actions.has(tool)),
      };
      this.interested.set(tool, found);
    }
    return found;
  }
}

const unresolvedTerm = "unresolved call";
const inFlightTerm = "call under way";
/** By which what is noted of a call while it is under way is taken back, whatever came of it. */
const flightOf = ({ id }: Call): string => `${id} under way`;

/** How often this session was opened in the store, this time included. */
function nextInstance(state: StateStore, id: string): number {
  try {
    return state.transact(() => {
      state.add("session opened", [id], 1);
      return toDouble(state.total("session opened", [id]).total);
    });
  } catch {
    return 2; // nobody knows, so it is taken for one that was open before; a call cannot be noted in such a store either
  }
}

/** What can have been used: neither less than nothing nor no number. */
const isAmount = (amount: Num): boolean =>
  isNum(amount) && (typeof amount !== "number" || Number.isFinite(amount)) && compareNum(amount, 0) >= 0;

const doubtOf = ({ id }: { readonly id: string }): string => `${id}?`;
