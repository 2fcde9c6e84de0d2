// The engine in the worlds of the naive reference: the pact as text, everything that happened in its order, one decision.
import { analyze, CompiledPact, MemoryState, type Request, type SessionMonitor, toRaw, toRawObject } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import type { RefCall, RefPact, RefSession, RefWorld } from "./model.ts";
import { print } from "./print.ts";

export function compileReference(ref: RefPact): CompiledPact {
  const { pact, catalogue, charter } = print(ref);
  const read = (file: string) => ({ text: file.endsWith("tools.json") ? catalogue : (charter ?? "") });
  const { model, diagnostics } = analyze(parse(pact), { read, exists: () => true });
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${errors.map(({ code, message }) => `${code} ${message}`).join("; ")}\n${pact}`);
  return new CompiledPact(model);
}

/** Everything that happened, in the order it happened, through one store; the request's own session comes back. */
function live(pact: CompiledPact, ref: RefPact, world: RefWorld): SessionMonitor {
  const state = new MemoryState();
  const sessions = new Map<RefSession, { monitor: SessionMonitor; turn: number }>();
  for (const session of world.sessions) {
    const { user, team, via, ...fields } = session.current ? world.principal : session.principal;
    const principal = toRawObject({ [ref.principal.name]: fields, user, team, via })!;
    sessions.set(session, { monitor: pact.session({ id: session.id, principal, state, reportsUsage: true }), turn: 0 });
  }
  const events = world.sessions.flatMap((session) => session.events.map((event) => ({ session, event })));
  for (const { session, event } of events.sort((a, b) => a.event.seq - b.event.seq)) {
    const here = sessions.get(session)!;
    if ("says" in event) {
      here.monitor.say(event.says, event.text, undefined, { counted: false });
      continue;
    }
    if (event.turn !== here.turn) here.monitor.nextTurn();
    here.turn = event.turn;
    called(here.monitor, ref, event, session.current && event.turn === world.turn);
  }
  const current = [...sessions].find(([{ current }]) => current)![1];
  if (current.turn !== world.turn) current.monitor.nextTurn();
  return current.monitor;
}

function called(monitor: SessionMonitor, ref: RefPact, event: RefCall, sameMessage: boolean): void {
  const timeMs = event.time === undefined ? undefined : Date.parse(event.time);
  const call = monitor.begin(event.call, toRawObject(event.args)!, timeMs);
  if (event.call !== "handoff" && event.call !== ref.handoffTool)
    monitor.use({ tokens: event.usage?.tokens, cost: event.usage && { amount: event.usage.cost } }, timeMs);
  if (event.outcome === "in flight" || sameMessage) return;
  const result = event.result === undefined || event.result === "unreadable" ? undefined : toRaw(event.result.value);
  monitor.settle(call, event.outcome, result);
}

export function decideReference(pact: CompiledPact, ref: RefPact, world: RefWorld) {
  const session = live(pact, ref, world);
  const args = toRawObject(world.args);
  let request: Request = {
    action: world.action,
    args: args ?? {},
    facts: toRawObject(world.facts)!,
    given: toRawObject(world.given)!,
    nowMs: world.now === undefined ? undefined : Date.parse(world.now),
    suspended: world.suspended === true,
    unreadable: args === undefined,
    unrecordable: world.recordFails === true,
    grants: new Set(world.grants.map((name) => `${pact.model.id}@${pact.model.version}#${name}`)),
    judgements: new Map(),
  };
  for (let questions = pact.questions(request, session); questions.length > 0; questions = pact.questions(request, session)) {
    const answers = questions.map(({ key, judge, args: asked }) => {
      const [text] = Object.values(asked);
      return [key, (typeof text === "string" ? world.judgements[judge]?.[text] : undefined) ?? "failed"] as const;
    });
    request = { ...request, judgements: new Map([...request.judgements!, ...answers]) };
  }
  const { effect, reason, basis } = pact.decide(request, session);
  return { effect, reason, basis: basis.map((id) => id.slice(id.indexOf("#") + 1)) };
}
