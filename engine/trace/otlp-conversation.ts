// One recorded conversation, put together again: every span of a model tells the whole of it so far, or only what is new, or nothing at
// all; and what tools did stands in spans of their own.

import type { Usage } from "../decision/monitor.ts";
import { bareObject, type RawObject } from "../decision/values.ts";
import type { Given, Piece } from "./otlp-messages.ts";
import type { SessionCall, SessionMessage } from "./session.ts";

interface Step {
  role: SessionMessage["role"];
  text: string;
  timeMs: number | undefined;
  facts: RawObject | undefined;
  usage?: Usage | undefined;
  calls: Called[];
}
type Called = { -readonly [Field in keyof SessionCall]: SessionCall[Field] };

/** A call of the agent's last turn, of which something may still be learnt. */
interface Open {
  readonly call: Called;
  readonly id: string | undefined;
}

export interface Turn {
  readonly startMs: number | undefined;
  readonly endMs: number | undefined;
  readonly usage?: Usage | undefined;
  readonly facts?: RawObject | undefined;
}
export interface Execution {
  readonly id: string | undefined;
  readonly tool: string;
  readonly given: Given;
  readonly isGiven: boolean;
  /** undefined where it was not recorded. */
  readonly result: string | undefined;
  readonly failed: boolean;
  readonly hasEnded: boolean;
  readonly timeMs: number | undefined;
  readonly endMs: number | undefined;
}

export const unseenResult = "(not recorded: what came back is not in the trace)";

type TextPiece = Extract<Piece, { readonly kind: "text" }>;
type CallPiece = Extract<Piece, { readonly kind: "call" }>;
type ResultPiece = Extract<Piece, { readonly kind: "result" }>;

/** What all agents of a session did, in the order it happened. */
export class Conversation {
  readonly messages: Step[] = [];
  /** Results that answer no call. */
  stray = 0;
  private pendingFacts: RawObject | undefined;

  /** Facts that hold from the agent's next message on. */
  learn(facts: RawObject): void {
    this.pendingFacts = merged(this.pendingFacts, facts);
  }
  /** The agent has a turn. */
  turn(timeMs: number | undefined, text: string, { usage, facts }: Partial<Turn> = {}): Step {
    const known = facts ? merged(this.pendingFacts, facts) : this.pendingFacts;
    this.pendingFacts = undefined;
    const step: Step = { role: "agent", text, timeMs, facts: known, ...(usage && { usage }), calls: [] };
    this.messages.push(step);
    return step;
  }
  say(role: "system" | "user", text: string, timeMs: number | undefined): void {
    this.messages.push({ role, text, timeMs, facts: undefined, calls: [] });
  }
  forget(step: Step): void {
    this.messages.splice(this.messages.lastIndexOf(step), 1);
  }
  /** Lets what is told stand before the last step, where it is the last still. */
  before(last: Step, tell: () => void): void {
    const isLast = this.messages.at(-1) === last;
    if (isLast) this.messages.pop();
    tell();
    if (isLast) this.messages.push(last);
  }
}

/** The agent's last turn, and its calls that ran and no message told of; that a message told of and have not run; that no message has answered. */
interface Last {
  readonly step: Step;
  readonly toAsk: Open[];
  readonly toRun: Open[];
  readonly toAnswer: Open[];
  /** Of a turn that no span was there for, since a tool ran that nobody had asked for: the turn before, and how many such there were in a row. */
  readonly unseen?: { readonly before: Last | undefined; readonly count: number };
}

/** What one agent was told and did. Who is asked by another agent speaks to that one, and not to a person. */
export class Thread {
  private readonly whole: Conversation;
  private readonly isNested: boolean;
  /** The keys of all that was told, in order. */
  private readonly known: string[] = [];
  private last: Last | undefined;
  /** The last step is of a span that did not say what the model answered, and nothing has followed. */
  private isBlank = false;
  private lastEndMs: number | undefined;

  constructor(whole: Conversation, isNested: boolean) {
    this.whole = whole;
    this.isNested = isNested;
  }

  /** Whether it told of something the agent had said that was not known yet. */
  hear(pieces: readonly Piece[], { startMs }: Turn): { readonly toldOfAgent: boolean } {
    const old = alreadyTold(this.known, pieces);
    const fresh = pieces.slice(old);
    for (const { key } of fresh) this.known.push(key);
    const own = fresh.findLastIndex((piece) => isOwn(piece));
    // When things were said that no span was there for, is not known.
    this.follow(fresh, (i) => (i > own ? startMs : undefined));
    return { toldOfAgent: own >= 0 };
  }

  /** Where the last turn is told of only now, after what it called for has run; -1 where it is not. */
  private startOfLast(pieces: readonly Piece[]): number {
    if (!this.last?.unseen) return -1;
    const { toAsk } = this.last;
    const call = pieces.findIndex((piece) => piece.kind === "call" && toAsk.some((each) => isTheCall(each, piece)));
    return call < 0 ? -1 : pieces.findLastIndex((piece, i) => i < call && !isOwn(piece)) + 1;
  }

  /** Calls that ran one after the other, each as if it were of a turn of its own, are of one turn where one message tells of them all. */
  private gather(pieces: readonly Piece[]): void {
    for (let last = this.last; last?.unseen?.before?.unseen; last = this.last) {
      const { before } = last.unseen;
      const asked = [...before.toAsk, ...last.toAsk];
      if (before.toAsk.length === 0 || !runsOf(pieces).some((run) => tellsOfAll(run, asked))) return;
      before.step.calls.push(...last.step.calls);
      this.whole.forget(last.step);
      this.last = { ...before, toAsk: asked, toAnswer: [...before.toAnswer, ...last.toAnswer] };
    }
  }

  private follow(pieces: readonly Piece[], timeOf: (i: number) => number | undefined): void {
    this.gather(pieces);
    const { last } = this;
    const start = this.startOfLast(pieces);
    if (last && start > 0)
      this.whole.before(last.step, () => {
        this.last = last.unseen?.before;
        this.follow(pieces.slice(0, start), timeOf);
        this.last = last;
      });
    const from = Math.max(0, start);
    this.go(pieces.slice(from), (i) => timeOf(from + i), start >= 0);
  }

  /** `isRunning`: the first of these are of the last turn. */
  private go(pieces: readonly Piece[], timeOf: (i: number) => number | undefined, isRunning: boolean): void {
    let isTurn = isRunning;
    for (const [i, piece] of pieces.entries()) {
      if (isOwn(piece)) this.act(piece, isTurn ? this.last! : (this.blank() ?? this.begin(timeOf(i))));
      else if (piece.kind === "result") this.answer(piece);
      else if (piece.kind === "text") this.told(piece, timeOf(i));
      isTurn = isOwn(piece);
    }
  }

  /** The model's answer; undefined where the span does not hold it. */
  speak(pieces: readonly Piece[] | undefined, turn: Turn): void {
    const last = this.begin(turn.endMs, turn);
    for (const piece of pieces ?? []) {
      this.known.push(piece.key);
      if (isOwn(piece)) this.act(piece, last);
      else if (piece.kind === "result") this.answer(piece);
    }
    this.isBlank = pieces === undefined;
  }

  /** A tool ran: a call of the last turn by its id, else by its position among those of its name, else one nobody told of. */
  execute(ran: Execution): void {
    const asked = this.last && taken(this.last.toRun, ran.id, (call) => call.tool === ran.tool);
    const open = asked ?? this.unasked(ran);
    if (asked && ran.isGiven) Object.assign(open.call, { args: ran.given.args, argumentsText: ran.given.text });
    open.call.failed ||= ran.failed;
    if (ran.hasEnded && (open.call.result === undefined || open.call.unseen)) end(open.call, ran.result);
    this.lastEndMs = ran.endMs;
  }

  private unasked({ id, tool, given, timeMs }: Execution): Open {
    // Calls that run at once are of one turn; so are those that follow a model's turn which does not tell of any.
    const isParallel = timeMs !== undefined && this.lastEndMs !== undefined && timeMs < this.lastEndMs;
    const isOfLast = this.isBlank || isParallel || (this.last?.toRun.length ?? 0) > 0;
    const last = this.last && isOfLast ? this.last : this.begin(timeMs, undefined, this.unseen());
    const open = { call: called(tool, given), id };
    last.step.calls.push(open.call);
    last.toAsk.push(open);
    last.toAnswer.push(open);
    return open;
  }

  private unseen(): Last["unseen"] {
    const count = this.last?.unseen?.count ?? 0;
    return { before: count < mostUnseen ? this.last : undefined, count: count < mostUnseen ? count + 1 : 0 };
  }

  private begin(timeMs: number | undefined, turn?: Turn, unseen?: Last["unseen"]): Last {
    this.lastEndMs = undefined;
    this.isBlank = false;
    this.last = { step: this.whole.turn(timeMs, "", turn), toAsk: [], toRun: [], toAnswer: [], ...(unseen && { unseen }) };
    return this.last;
  }

  private blank(): Last | undefined {
    if (!this.isBlank) return undefined;
    this.isBlank = false;
    return this.last;
  }

  private act(piece: Piece, last: Last): void {
    const { step, toRun, toAnswer } = last;
    if (piece.kind === "text") {
      if (this.isNested) this.whole.say("system", piece.text, step.timeMs);
      else step.text = step.text === "" ? piece.text : `${step.text}\n${piece.text}`;
    } else if (piece.kind === "call") {
      const { id, tool, given } = piece;
      const ran = ranBefore(last, id, tool);
      if (ran?.call.args === undefined && ran) Object.assign(ran.call, { args: given.args, argumentsText: given.text });
      if (ran) return;
      const open = { call: called(tool, given), id };
      step.calls.push(open.call);
      toRun.push(open);
      toAnswer.push(open);
    }
  }

  private answer({ id, text, failed }: ResultPiece): void {
    const open = this.last && taken(this.last.toAnswer, id, () => true);
    if (!open) {
      this.whole.stray++;
      return;
    }
    open.call.failed ||= failed;
    if (open.call.result === undefined || (open.call.unseen && text !== undefined)) end(open.call, text);
  }

  private told({ role, text }: TextPiece, timeMs: number | undefined): void {
    this.isBlank = false;
    this.whole.say(role === "user" && !this.isNested ? "user" : "system", text, timeMs);
  }
}

const isOwn = (piece: Piece): boolean => piece.kind === "call" || (piece.kind === "text" && piece.role === "agent");

/** Calls of one turn may run one after the other, each as if it were of a turn of its own. */
function ranBefore(last: Last, id: string | undefined, tool: string): Open | undefined {
  for (let each: Last | undefined = last; each; each = each.unseen?.before) {
    const open = taken(each.toAsk, id, (call) => call.tool === tool);
    if (!open) continue;
    // Results are told in the order in which calls are.
    const at = each.toAnswer.indexOf(open);
    if (at >= 0) last.toAnswer.push(...each.toAnswer.splice(at, 1));
    return open;
  }
  return undefined;
}

/** Is this the call that ran? It is of that tool, and has its id where both have one. */
const isTheCall = ({ call, id }: Open, piece: CallPiece): boolean =>
  call.tool === piece.tool && (id === undefined || piece.id === undefined || id === piece.id);

/** What the agent did without hearing anything in between: the calls of each message. */
function runsOf(pieces: readonly Piece[]): CallPiece[][] {
  const runs: CallPiece[][] = [];
  for (const [i, piece] of pieces.entries()) {
    if (!isOwn(piece)) continue;
    if (i === 0 || !isOwn(pieces[i - 1]!)) runs.push([]);
    if (piece.kind === "call") runs.at(-1)!.push(piece);
  }
  return runs;
}

/** Each of these calls is another one of the run. */
function tellsOfAll(run: readonly CallPiece[], asked: readonly Open[]): boolean {
  const left = run.slice(0, mostLookedAt);
  return asked.slice(0, mostLookedAt).every((open) => {
    const at = left.findIndex((piece) => isTheCall(open, piece));
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** More turns without a span, one after another, than a model's next span makes up for. */
const mostUnseen = 100;

/** More calls than any turn makes: beyond, only the position counts. */
const mostLookedAt = 1000;

/** Takes out the only one with the id, else the first. Ids repeat in real recordings, so that they only decide where they can. */
function taken(open: Open[], id: string | undefined, fits: (call: Called) => boolean): Open | undefined {
  const waiting = open.slice(0, mostLookedAt).filter(({ call }) => fits(call));
  const byId = waiting.filter((each) => each.id !== undefined && each.id === id);
  const found = byId.length === 1 ? byId[0] : waiting[0];
  if (found) open.splice(open.indexOf(found), 1);
  return found;
}

const called = (tool: string, given: Given): Called => ({
  tool,
  args: given.args,
  argumentsText: given.text,
  result: undefined,
  failed: false,
});

function end(call: Called, result: string | undefined): void {
  call.result = result ?? unseenResult;
  if (result === undefined) call.unseen = true;
  else delete call.unseen;
}

const merged = (facts: RawObject | undefined, more: RawObject): RawObject => Object.assign(bareObject(), facts, more);

/**
 * How many pieces from the first on are old: what stands before the end of the longest stretch that ends as all that is known ends
 * (a history, perhaps cut or begun anew), or what begins as everything began (an answer asked for again).
 */
export function alreadyTold(known: readonly string[], pieces: readonly Piece[]): number {
  let same = 0;
  while (same < pieces.length && same < known.length && pieces[same]!.key === known[same]) same++;
  // Z-function over both, backwards: linear in the pieces, whatever is known.
  const tail = known.slice(-pieces.length).reverse();
  const all: (string | undefined)[] = [...tail, undefined, ...pieces.map(({ key }) => key).reverse()];
  const z = new Int32Array(all.length);
  let [best, at] = [0, 0];
  for (let i = 1, left = 0, right = 0; i < all.length; i++) {
    let length = i < right ? Math.min(right - i, z[i - left]!) : 0;
    while (i + length < all.length && all[length] !== undefined && all[length] === all[i + length]) length++;
    z[i] = length;
    if (i + length > right) [left, right] = [i, i + length];
    if (i > tail.length && length > best) [best, at] = [length, all.length - i];
  }
  return Math.max(same, at);
}
