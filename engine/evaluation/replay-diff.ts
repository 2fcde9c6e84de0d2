// Recorded sessions through a pact as it was and as it is: the decisions that an edit flips, and those it only gives another
// reason. Both are asked about the same actions, in the same order and on the same past.
import type { CompiledPact } from "../decision/decide.ts";
import type { Effect } from "../decision/decision.ts";
import type { Judge } from "../decision/judges.ts";
import type { DecisionEvent, DiffEvent, FlipEvent, Verdict } from "../events.ts";
import type { Session } from "../trace/session.ts";
import { type ReplayOptions, replay } from "./replay.ts";

export interface DiffOptions extends Omit<ReplayOptions, "explain"> {
  /** Who is asked by the pact as it was. */
  readonly oldJudge?: Judge;
}

/** Flips as they are met, and the counts last. */
export async function* replayDiff(
  old: CompiledPact,
  pact: CompiledPact,
  sessions: readonly Session[],
  { oldJudge, ...options }: DiffOptions = {},
): AsyncGenerator<FlipEvent | DiffEvent> {
  const before = decisions(replay(old, sessions, { ...options, ...(oldJudge && { judge: oldJudge }) }));
  const counts = { sessions: 0, decisions: 0, flips: 0, widened: 0, narrowed: 0, reasons: 0 };
  for await (const event of replay(pact, sessions, options)) {
    if (event.event === "session") counts.sessions++;
    if (event.event !== "decision") continue;
    const { value: then } = await before.next();
    if (!isSame(then, event)) throw new Error("two replays of the same sessions decided on different actions");
    counts.decisions++;
    const change = changeOf(then, event);
    if (!change) continue;
    counts[change === "reason" ? "reasons" : change]++;
    if (change !== "reason") counts.flips++;
    yield flip(then, event, change);
  }
  yield { event: "diff", old: old.identity, new: pact.identity, ...counts };
}

async function* decisions(events: ReturnType<typeof replay>): AsyncGenerator<DecisionEvent, undefined> {
  for await (const event of events) if (event.event === "decision") yield event;
}

const isSame = (then: DecisionEvent | undefined, { session, step, call, action }: DecisionEvent): then is DecisionEvent =>
  then?.session === session && then.step === step && then.call === call && then.action === action;

/** How much an effect lets through. */
const openness: Readonly<Record<Effect, number>> = { deny: 0, escalate: 1, allow: 2 };

function changeOf(then: DecisionEvent, now: DecisionEvent): FlipEvent["change"] | undefined {
  if (then.effect !== now.effect) return openness[now.effect] > openness[then.effect] ? "widened" : "narrowed";
  return then.reason !== now.reason || namesOf(then.basis) !== namesOf(now.basis) ? "reason" : undefined;
}

/** By name: another version of the pact, or another order of its clauses, is no other reason. */
const namesOf = (basis: readonly string[]): string =>
  basis
    .map((id) => id.slice(id.indexOf("#")))
    .sort()
    .join();

function flip(then: DecisionEvent, now: DecisionEvent, change: FlipEvent["change"]): FlipEvent {
  const { session, step, call, action, executed } = now;
  return {
    event: "flip",
    session,
    step,
    ...(call !== undefined && { call }),
    action,
    executed,
    change,
    old: verdict(then),
    new: verdict(now),
  };
}

const verdict = ({ effect, reason, basis, nearest, problem }: DecisionEvent): Verdict => ({
  effect,
  reason,
  basis,
  ...(nearest && { nearest }),
  ...(problem !== undefined && { problem }),
});
