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
}

/** What one agent was told and did. Who is asked by another agent speaks to that one, and not to a person. */
export class Thread {
  private readonly whole: Conversation;
  private readonly isNested: boolean;
  /** The keys of all that was told, in order. */
  private readonly known: string[] = [];
  /** Calls that ran and no message told of; that a message told of and have not run; that no message has answered. */
  private toAsk: Open[] = [];
  private toRun: Open[] = [];
  private toAnswer: Open[] = [];
  private step: Step | undefined;
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
    let isTurn = false;
    for (const [i, piece] of fresh.entries()) {
      // When things were said that no span was there for, is not known.
      const timeMs = i > own ? startMs : undefined;
      if (isOwn(piece)) this.act(piece, isTurn ? this.step! : (this.blank() ?? this.begin(timeMs)));
      else if (piece.kind === "result") this.answer(piece);
      else if (piece.kind === "text") this.told(piece, timeMs);
      isTurn = isOwn(piece);
    }
    return { toldOfAgent: own >= 0 };
  }

  /** The model's answer; undefined where the span does not hold it. */
  speak(pieces: readonly Piece[] | undefined, turn: Turn): void {
    const step = this.begin(turn.endMs, turn);
    for (const piece of pieces ?? []) {
      this.known.push(piece.key);
      if (isOwn(piece)) this.act(piece, step);
      else if (piece.kind === "result") this.answer(piece);
    }
    this.isBlank = pieces === undefined;
  }

  /** A tool ran: a call of the last turn by its id, else by its position among those of its name, else one nobody told of. */
  execute(ran: Execution): void {
    const asked = taken(this.toRun, ran.id, (call) => call.tool === ran.tool);
    const open = asked ?? this.unasked(ran);
    if (asked && ran.isGiven) Object.assign(open.call, { args: ran.given.args, argumentsText: ran.given.text });
    open.call.failed ||= ran.failed;
    if (ran.hasEnded && (open.call.result === undefined || open.call.unseen)) end(open.call, ran.result);
    this.lastEndMs = ran.endMs;
  }

  private unasked({ id, tool, given, timeMs }: Execution): Open {
    // Calls that run at once are of one turn; so are those that follow a model's turn which does not tell of any.
    const isParallel = timeMs !== undefined && this.lastEndMs !== undefined && timeMs < this.lastEndMs;
    const step = this.step && (this.isBlank || isParallel || this.toRun.length > 0) ? this.step : this.begin(timeMs);
    const open = { call: called(tool, given), id };
    step.calls.push(open.call);
    this.toAsk.push(open);
    this.toAnswer.push(open);
    return open;
  }

  private begin(timeMs: number | undefined, turn?: Turn): Step {
    [this.toAsk, this.toRun, this.toAnswer] = [[], [], []];
    this.lastEndMs = undefined;
    this.isBlank = false;
    this.step = this.whole.turn(timeMs, "", turn);
    return this.step;
  }

  private blank(): Step | undefined {
    if (!this.isBlank) return undefined;
    this.isBlank = false;
    return this.step;
  }

  private act(piece: Piece, step: Step): void {
    if (piece.kind === "text") {
      if (this.isNested) this.whole.say("system", piece.text, step.timeMs);
      else step.text = step.text === "" ? piece.text : `${step.text}\n${piece.text}`;
    } else if (piece.kind === "call") {
      const { id, tool, given } = piece;
      const ran = taken(this.toAsk, id, (call) => call.tool === tool);
      if (ran?.call.args === undefined && ran) Object.assign(ran.call, { args: given.args, argumentsText: given.text });
      if (ran) return;
      const open = { call: called(tool, given), id };
      step.calls.push(open.call);
      this.toRun.push(open);
      this.toAnswer.push(open);
    }
  }

  private answer({ id, text, failed }: ResultPiece): void {
    const open = taken(this.toAnswer, id, () => true);
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
