// The stage a trial is played on: tools are answered, what is said and done is written down as a session, and a call that the pact
// gives to a person waits for one. What the pact denies is done all the same: it is the agent that is measured, not its guard.
import { isoText } from "../decision/calendar.ts";
import type { CompiledPact } from "../decision/decide.ts";
import type { Decision } from "../decision/decision.ts";
import { answerQuestions, type Judge } from "../decision/judges.ts";
import type { SessionMonitor } from "../decision/monitor.ts";
import { readResult } from "../decision/result.ts";
import { bareObject, isRawObject, parseRaw, type RawObject, toJson, toRaw, toRawObject } from "../decision/values.ts";
import { feed } from "../trace/feed.ts";
import { type ChatMessage, jsonText, readMessages } from "../trace/openai.ts";
import type { AskedCall, Cancellation, Spent, Stage, Told, ToolAnswer, ToolOffer } from "./agent.ts";
import type { Case } from "./case.ts";
import { mismatch } from "./matcher.ts";
import { offersOf } from "./offers.ts";
import { type Prices, priced } from "./prices.ts";
import { added, sumOfCosts } from "./spending.ts";

export interface Setting {
  readonly case: Case;
  readonly trial: number;
  readonly seed: number;
  readonly pact: CompiledPact;
  readonly signal: Cancellation;
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number;
  readonly prices: Prices;
  readonly judge?: Judge | undefined;
  /** Answers what the case does not: a real server of the tools. */
  readonly elsewhere?: ((tool: string, args: Readonly<Record<string, unknown>>) => Promise<ToolAnswer>) | undefined;
}

/** A session as it is written down: the form of our own that `readTrace` reads. */
export interface WrittenSession {
  readonly id: string;
  readonly agent?: string | undefined;
  readonly model?: string | undefined;
  readonly principal: Record<string, unknown>;
  readonly facts: Record<string, unknown>;
  readonly messages: readonly ChatMessage[];
  readonly played: { readonly case: string; readonly trial: number; readonly given: number };
}

/** What the stage saw beside the session. */
export interface Seen {
  /** How long the agent took for each turn, without its tools, in milliseconds. */
  readonly latenciesMs: readonly number[];
  readonly outcome: string | undefined;
  /** Calls the case has no answer for. */
  readonly unanswered: number;
  /** A real tool could not be reached: this trial says nothing about the agent. */
  readonly toolsFailed: string | undefined;
}

/** More messages than any conversation needs: an agent that goes in circles is stopped. */
export const mostMessages = 2000;

export class TrialStage implements Stage {
  readonly key: string;
  readonly seed: number;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolOffer[];
  readonly principal: Readonly<Record<string, unknown>>;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly signal: Cancellation;
  private readonly setting: Setting;
  private readonly record: ChatMessage[];
  /** From the first call on: where nothing is called, nothing has to be known. */
  private watched: SessionMonitor | undefined;
  private known: RawObject;
  /** Calls are answered one after another, also where an agent asks for several at once. */
  private queue: Promise<unknown> = Promise.resolve();
  private pending: Spent | undefined;
  private replied = 0;
  private turnBegan: number;
  private inToolsMs = 0;
  private readonly latenciesMs: number[] = [];
  private outcome: string | undefined;
  private unanswered = 0;
  private toolsFailed: string | undefined;
  private ended = false;
  /** The real tool that has not answered yet. */
  waitsFor: string | undefined;

  constructor(setting: Setting) {
    const { case: played, trial, seed, pact, signal } = setting;
    this.setting = setting;
    this.key = keyOf(played.id, trial);
    this.seed = seed;
    this.signal = signal;
    this.tools = offersOf(pact);
    this.principal = plain(played.principal);
    this.facts = plain(played.facts);
    this.known = played.facts;
    this.record = played.messages.map((message) => ({ ...message, time: message.time ?? isoText(this.nowMs()) }));
    this.messages = [...this.record];
    this.turnBegan = setting.clock();
  }

  async call(tool: string, args: unknown): Promise<ToolAnswer> {
    const [answer] = await this.callTogether([{ tool, args }]);
    return answer!;
  }

  callTogether(calls: readonly AskedCall[], text = ""): Promise<readonly ToolAnswer[]> {
    const answers = this.queue.then(() => this.act(calls, text));
    this.queue = answers;
    return answers;
  }

  say(text: string, { confidence, facts }: Told = {}): void {
    if (this.isOver()) return;
    if (facts !== undefined || confidence !== undefined) this.learn({ ...(confidence !== undefined && { confidence }), ...facts });
    this.write({ role: "assistant", content: text, ...(confidence !== undefined && { confidence }), ...(facts && { facts }) });
    this.watched?.nextTurn();
    if (text !== "") this.watched?.say("agent", text, this.nowMs());
  }

  use(spent: Spent): void {
    if (this.isOver()) return;
    this.pending = added(this.pending, spent);
  }

  reply(): string | undefined {
    if (this.isOver() || this.replied > this.setting.case.replies.length) return undefined;
    this.endTurn();
    const text = this.setting.case.replies[this.replied++];
    if (text === undefined) return undefined;
    this.write({ role: "user", content: text });
    this.watched?.say("user", text, this.nowMs());
    this.turnBegan = this.setting.clock();
    return text;
  }

  end(outcome: string): void {
    if (!this.isOver()) this.outcome = outcome.slice(0, longestOutcome);
  }

  /** Nothing is recorded any more; an agent that goes on speaks to nobody. */
  close(): { readonly session: WrittenSession; readonly seen: Seen } {
    if (!this.ended && this.replied <= this.setting.case.replies.length) this.endTurn();
    this.ended = true;
    const { case: played, trial, pact } = this.setting;
    const { model } = pact;
    return {
      session: {
        id: this.key,
        agent: model.agent,
        model: modelNamed(pact),
        principal: this.principal,
        facts: this.facts,
        messages: this.record,
        played: { case: played.id, trial, given: played.messages.length },
      },
      seen: { latenciesMs: this.latenciesMs, outcome: this.outcome, unanswered: this.unanswered, toolsFailed: this.toolsFailed },
    };
  }

  // ── Acting ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** All are decided before any is answered: what one returns is nothing the others could know. */
  private async act(asked: readonly AskedCall[], said: string): Promise<readonly ToolAnswer[]> {
    const over = failed("this trial is over");
    if (this.isOver()) return asked.map(() => over);
    const began = this.setting.clock();
    const monitor = this.monitor();
    monitor.nextTurn();
    if (said !== "") monitor.say("agent", said, this.nowMs());
    const calls = [];
    for (const { tool, args: given } of asked.slice(0, mostMessages - this.record.length)) {
      const raw = typeof given === "string" ? parseRaw(given) : toRaw(given);
      const args = isRawObject(raw) ? raw : undefined;
      const refusal = args ? await this.refusal(tool, args) : failed("the arguments are no JSON object");
      const text = typeof given === "string" ? given : (jsonText(given) ?? "");
      calls.push({
        id: `call_${this.record.length + calls.length}`,
        tool,
        text,
        args,
        refusal,
        past: monitor.begin(tool, args, this.nowMs()),
      });
    }
    const answers: ToolAnswer[] = [];
    for (const { tool, args, refusal } of calls) answers.push(this.isOver() ? over : (refusal ?? (await this.answer(tool, args!))));
    const told = asked.map((_, i) => answers[i] ?? over);
    if (this.isOver()) return told;
    const written = calls.map(({ id, tool, text }) => ({ id, function: { name: tool, arguments: text } }));
    this.write({ role: "assistant", content: said === "" ? null : said, tool_calls: written });
    for (const [i, { content, isError }] of answers.entries()) {
      const { id, past } = calls[i]!;
      this.write({ role: "tool", tool_call_id: id, content, ...(isError && { isError: true }) });
      const { ok, value } = readResult(content, isError, this.setting.pact.model);
      monitor.settle(past, ok ? "succeeded" : "failed", value);
    }
    this.inToolsMs += this.setting.clock() - began;
    return told;
  }

  private monitor(): SessionMonitor {
    if (this.watched) return this.watched;
    const { case: played, pact } = this.setting;
    const monitor = pact.session({ id: this.key, principal: played.principal, reportsUsage: true });
    feed(monitor, readMessages(this.messages).messages, pact.model);
    // What was used since is on no account until it is graded, as it is from here on.
    const since = readMessages(this.record.slice(this.messages.length)).messages;
    feed(
      monitor,
      since.map((message) => ({ ...message, usage: undefined })),
      pact.model,
    );
    this.watched = monitor;
    return monitor;
  }

  /** What is answered where the tool is not asked at all. */
  private async refusal(tool: string, args: RawObject): Promise<ToolAnswer | undefined> {
    if (!this.tools.some(({ name }) => name === tool)) return failed(`there is no tool \`${tool}\``);
    const { decision, invalid } = await this.decide(tool, args);
    // A real tool refuses what its schema does not take, whatever a pact says of it.
    const problem = invalid ?? decision.problem;
    if (problem !== undefined) return failed(problem);
    return decision.effect === "escalate" ? held(decision) : undefined;
  }

  private async answer(tool: string, args: RawObject): Promise<ToolAnswer> {
    const isHandoff = !this.setting.pact.model.catalogue.has(tool);
    return (await this.canned(tool, args)) ?? (isHandoff ? { content: '"handed over"', isError: false } : this.fromElsewhere(tool, args));
  }

  private async decide(action: string, args: RawObject) {
    const { pact, judge } = this.setting;
    const asked = { action, args, facts: this.known, nowMs: this.nowMs(), recorded: true };
    const monitor = this.monitor();
    const request = await answerQuestions(pact, asked, monitor, judge);
    return pact.decideInFull(request, monitor);
  }

  private async canned(tool: string, args: RawObject): Promise<ToolAnswer | undefined> {
    for (const { when, returns, error } of this.setting.case.tools.get(tool) ?? []) {
      // A judge has no part in what a tool answers: where one is asked, nothing matches.
      if (when !== undefined && (await mismatch(when, args, async () => "failed", "arguments"))) continue;
      if (error !== undefined) return failed(error);
      return { content: typeof returns === "string" ? returns : toJson(returns ?? null), isError: false };
    }
    return undefined;
  }

  private async fromElsewhere(tool: string, args: RawObject): Promise<ToolAnswer> {
    const { elsewhere } = this.setting;
    if (elsewhere) {
      this.waitsFor = tool;
      const answer = await elsewhere(tool, plain(args)).catch((error: unknown) => {
        this.toolsFailed ??= error instanceof Error ? error.message : String(error);
        return failed("the tool could not be reached");
      });
      this.waitsFor = undefined;
      return answer;
    }
    this.unanswered++;
    return failed(`this case has no answer for \`${tool}\` with these arguments`);
  }

  // ── Writing down ──────────────────────────────────────────────────────────────────────────────────────────────────

  private isOver(): boolean {
    return this.ended || this.signal.aborted || this.record.length >= mostMessages;
  }

  private learn(facts: Readonly<Record<string, unknown>>): void {
    this.known = Object.assign(bareObject(), this.known, toRawObject(facts));
  }

  private write(message: ChatMessage): void {
    const usage = message.role === "assistant" && this.pending ? this.spent(this.pending) : undefined;
    if (usage) this.pending = undefined;
    this.record.push({ ...message, ...(usage && { usage }), time: isoText(this.nowMs()) });
  }

  private endTurn(): void {
    this.latenciesMs.push(Math.max(0, this.setting.clock() - this.turnBegan - this.inToolsMs));
    this.inToolsMs = 0;
    if (this.pending) this.settleUsage(this.pending);
    this.pending = undefined;
  }

  /** What was used after the last message belongs to it. */
  private settleUsage(spent: Spent): void {
    const last = this.record.findLastIndex(({ role }) => role === "assistant");
    if (last < 0) return;
    const { usage } = this.record[last]!;
    const more = this.spent(spent);
    const sum = usage ? { tokens: (usage.tokens ?? 0) + (more.tokens ?? 0), cost: sumOfCosts(usage.cost, more.cost) } : more;
    this.record[last] = { ...this.record[last]!, usage: sum };
  }

  private spent(spent: Spent): NonNullable<ChatMessage["usage"]> {
    const tokens = spent.tokens ?? (spent.inputTokens ?? 0) + (spent.outputTokens ?? 0);
    const cost = spent.cost ?? priced(spent, modelNamed(this.setting.pact), this.setting.prices);
    return { tokens, ...(cost && { cost: { ...cost } }) };
  }

  /** A case with a time of its own plays at that moment, all of it: it is decided alike whenever, and however slowly, it is played. */
  private nowMs(): number {
    return this.setting.case.nowMs ?? this.setting.clock();
  }
}

const longestOutcome = 200;
export const keyOf = (id: string, trial: number): string => `${id}/${trial}`;

const failed = (why: string): ToolAnswer => ({ content: `Error: ${why}`, isError: true });

function held({ basis, escalation }: Decision): ToolAnswer {
  const clauses = basis.map((id) => id.slice(id.indexOf("#") + 1)).join(", ");
  return failed(`this waits for ${escalation ? `"${escalation.to}"` : "a person"} (${clauses}); nothing was done`);
}

/** The model that the pact says its agent runs on. */
export function modelNamed({ model }: CompiledPact): string | undefined {
  const agent = model.tree.members.find((member) => member.kind === "agent");
  return agent?.model?.value;
}

const plain = (object: RawObject): Readonly<Record<string, unknown>> => JSON.parse(toJson(object)) as Record<string, unknown>;
