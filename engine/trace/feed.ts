// A recorded session's messages into a monitor: what was said, which calls were made, how they ended.
import type { Model } from "../analysis/model.ts";
import type { Call, SessionMonitor } from "../decision/monitor.ts";
import { readResult } from "../decision/result.ts";
import type { SessionCall, SessionMessage } from "./session.ts";

/** The session so far, in one go: for a request that brings its history. */
export function feed(session: SessionMonitor, messages: readonly SessionMessage[], model: Model): void {
  for (const message of messages) {
    beginMessage(session, message);
    if (message.role === "agent" && message.text) session.say("agent", message.text, message.timeMs);
    const begun = message.calls.map((call) => ({ call, past: session.begin(call.tool, call.args, message.timeMs) }));
    settleCalls(session, begun, model);
  }
}

/** A message begins: the person speaks, or the agent has a turn. */
export function beginMessage(session: SessionMonitor, { role, text, usage, timeMs }: SessionMessage): void {
  if (role === "user") session.say("user", text, timeMs);
  if (role === "agent") session.nextTurn();
  if (usage) session.use(usage, timeMs);
}

/** The calls of one message end together: none has seen another's result. A call without a result stays under way. */
export function settleCalls(session: SessionMonitor, begun: readonly { call: SessionCall; past: Call }[], model: Model): void {
  for (const { call, past } of begun) {
    const ended = outcomeOf(call, model);
    if (ended) session.settle(past, ended.ok ? "succeeded" : "failed", ended.value);
  }
}

/**
 * How a recorded call ended; undefined where the trace ends before it. What came back unseen is unknown, and may have been what the
 * pact calls an error: it is taken as done, for nobody should do unseen what nobody may do.
 */
export function outcomeOf(call: SessionCall, model: Pick<Model, "results" | "errors">): ReturnType<typeof readResult> | undefined {
  if (call.unseen) return { ok: !call.failed, value: undefined };
  return call.result === undefined ? undefined : readResult(call.result, call.failed, model);
}
