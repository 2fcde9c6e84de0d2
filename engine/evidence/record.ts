// A decision as it was made and what came of it, as an entry: for a replay, a test, an evaluation.
import { isoText } from "../decision/calendar.ts";
import type { ActionOnRecord } from "../decision/guard.ts";
import { toJson } from "../decision/values.ts";
import type { DecisionEvent, SummaryEvent } from "../events.ts";
import type { Session } from "../trace/session.ts";
import { type Entry, entryType } from "./entry.ts";

export interface Recorded {
  readonly event: DecisionEvent;
  readonly session: Session;
  readonly pact: SummaryEvent["pact"];
  /** The agent, where the session does not say. */
  readonly agent: string;
  /** The time, where the message carries none, in milliseconds since 1970 UTC. */
  readonly nowMs: number;
  /** The run it was played in: the same case is played in many. */
  readonly run?: string | undefined;
}

/** Values that are not JSON here (exact decimals) are written as the numbers they are. */
const plain = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(toJson(value as never)));

/** All that a session says: what its entries may hold, each in turn. */
export const saidIn = ({ principal, facts, messages }: Session): unknown => [
  plain(principal),
  plain(facts),
  messages.map(({ text, facts: learned, calls }) => [
    text,
    plain(learned),
    calls.map(({ argumentsText, result }) => [argumentsText, result]),
  ]),
];

export function entryOf({ event, session, pact, agent, nowMs, run }: Recorded): Entry {
  const message = session.messages[event.step];
  const call = event.call === undefined ? undefined : callAt(session, event.call);
  const usage = message?.usage;
  const tokens = usage?.tokens === undefined ? undefined : Number(usage.tokens);
  const cost = usage?.cost === undefined ? undefined : Number(usage.cost.amount);
  return {
    type: entryType,
    id: `${run === undefined ? "" : `${run}/`}${session.id}/${event.step}${event.call === undefined ? "" : `/${event.call}`}`,
    time: isoText(message?.timeMs ?? nowMs),
    agent: session.agent ?? agent,
    session: session.id,
    ...(Object.keys(session.principal).length > 0 && { principal: plain(session.principal) as Entry["principal"] }),
    ...(session.model !== undefined && { model: session.model }),
    pact: { id: pact.id, version: pact.version, hash: pact.hash },
    action: event.action,
    input: { value: call ? (plain(call.args) ?? { text: call.argumentsText }) : { text: message?.text ?? "" } },
    ...(Object.keys(session.facts).length > 0 && { facts: plain(session.facts) as Entry["facts"] }),
    decision: event.effect,
    reason: event.reason,
    basis: [...event.basis],
    outcome: outcomeOf(event, call !== undefined && call.result === undefined),
    ...(call?.result !== undefined && { result: { value: call.result } }),
    ...((tokens !== undefined || cost !== undefined) && {
      usage: { ...(tokens !== undefined && { tokens }), ...(cost !== undefined && { cost }) },
    }),
  };
}

/** The last moment of the year 9999: later ones have more digits than a time on record. */
const latestMs = 253_402_300_799_999;

/** An action of a live agent, as its guard puts it on record. Throws a `RangeError` where nobody can say when it was. */
export function liveEntry(live: ActionOnRecord, agent: string, model: string | undefined): Entry {
  const { id, session, action, args, facts, nowMs, decision, outcome, result, approvals, usage = {} } = live;
  if (nowMs === undefined || !(Math.abs(nowMs) <= latestMs))
    throw new RangeError("the clock says no time, and what is put on record has one");
  const approval = approvals.find(({ answer, state }) => answer && state !== "denied");
  const { via, agent: _agent, ...authority } = decision.authority;
  return {
    type: entryType,
    id,
    time: isoText(nowMs),
    agent,
    session,
    principal: plain({ ...authority, ...(via.length > 0 && { via }) }) as Entry["principal"],
    ...(model !== undefined && { model }),
    pact: { id: decision.pact.id, version: decision.pact.version, hash: decision.pact.hash },
    action,
    input: { value: plain(args) },
    ...(Object.keys(facts).length > 0 && { facts: plain(facts) as Entry["facts"] }),
    decision: decision.effect,
    reason: decision.reason,
    basis: [...decision.basis],
    outcome,
    ...(result !== undefined && { result: { value: typeof result === "string" ? result : plain(result) } }),
    ...(Object.keys(usage).length > 0 && { usage }),
    ...(approval?.answer && { approval: { by: approval.answer.by, at: isoText(approval.answer.atMs), clause: approval.clause } }),
  };
}

function callAt({ messages }: Session, index: number) {
  let left = index;
  for (const { calls } of messages) {
    if (left < calls.length) return calls[left];
    left -= calls.length;
  }
  return undefined;
}

function outcomeOf({ executed, effect }: DecisionEvent, isOpen: boolean): Entry["outcome"] {
  if (executed) return "executed";
  if (effect === "escalate") return "escalated";
  if (effect === "deny") return "denied";
  return isOpen ? "unknown" : "failed";
}
