// The engine against the naive reference: random pacts, requests and histories must be decided alike in effect, reason and
// basis. The two share no code; the pact reaches the engine as text.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  analyze,
  type Call,
  CompiledPact,
  MemoryState,
  type Request,
  type SessionMonitor,
  toRaw,
  toRawObject,
} from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import { runs } from "../counts.ts";
import { pactAndWorlds } from "./arbitraries.ts";
import type { RefCall, RefPact, RefSession, RefWorld } from "./model.ts";
import { print } from "./print.ts";
import { decide } from "./reference.ts";

const worldsPerPact = 4;
const seed = Number(process.env.PACT_SEED ?? 20_261_124);

function compile(ref: RefPact): CompiledPact {
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
      here.monitor.say(event.says, event.text);
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

function called(monitor: SessionMonitor, ref: RefPact, event: RefCall, sameMessage: boolean): Call {
  const timeMs = event.time === undefined ? undefined : Date.parse(event.time);
  const call = monitor.begin(event.call, toRawObject(event.args)!, timeMs);
  if (event.call !== "handoff" && event.call !== ref.handoffTool)
    monitor.use({ tokens: event.usage?.tokens, cost: event.usage && { amount: event.usage.cost } }, timeMs);
  if (event.outcome === "in flight" || sameMessage) return call;
  const result = event.result === undefined || event.result === "unreadable" ? undefined : toRaw(event.result.value);
  monitor.settle(call, event.outcome, result);
  return call;
}

function decideHere(pact: CompiledPact, ref: RefPact, world: RefWorld) {
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

describe("the engine and the naive reference", () => {
  it(`decide ${runs.reference} random worlds alike (seed ${seed})`, function () {
    this.timeout(1_200_000);
    const seen = new Map<string, number>();
    fc.assert(
      fc.property(pactAndWorlds(worldsPerPact), ([ref, worlds]) => {
        const pact = compile(ref);
        for (const world of worlds) {
          const expected = decide(ref, world);
          const actual = decideHere(pact, ref, world);
          seen.set(expected.reason, (seen.get(expected.reason) ?? 0) + 1);
          assert.deepEqual(actual, { ...expected }, `${print(ref).pact}\n${print(ref).charter ?? ""}\n${JSON.stringify(world, null, 1)}`);
        }
      }),
      { numRuns: Math.ceil(runs.reference / worldsPerPact), seed, endOnFailure: process.env.PACT_SHRINK !== "1" },
    );
    // A table with a row that never comes up would hold nothing together.
    assert.equal(seen.size, 9, JSON.stringify([...seen]));
  });
});
