// The past: `after T`, `count(calls of T …)` and `sum(a of T …)`, by walking every call of every session that is asked about.
import { wordCovers } from "./actions.ts";
import { sumOf } from "./functions.ts";
import type { RefCall, RefPact, RefPast, RefSession, Truth } from "./model.ts";
import { argumentOfCall, callsOf, ownArgument, principalOf, type Scope } from "./scope.ts";
import { compare, durationOf, instantOf, secondsBetween, whole } from "./units.ts";
import { and, equal, or, read, type Value } from "./values.ts";

interface Past {
  readonly call: RefCall;
  /** Whether the call is one of those meant: the same arguments, in the window, of the same scope. */
  readonly meant: Truth;
}

/** Only what succeeded has happened. */
export const afterCalls = (past: RefPast, scope: Scope): Truth =>
  or(pastCalls(past, scope).flatMap(({ call, meant }) => (call.outcome === "succeeded" ? [meant] : [])));

/** Whatever has not failed may still have happened, and is counted. Undefined where it is unknown of one whether it is meant. */
function countedCalls(past: RefPast, scope: Scope): readonly RefCall[] | undefined {
  const candidates = pastCalls(past, scope).filter(({ call }) => call.outcome !== "failed");
  if (candidates.some(({ meant }) => meant === "unknown")) return undefined;
  return candidates.filter(({ meant }) => meant === true).map(({ call }) => call);
}

export function countCalls(past: RefPast, scope: Scope): Value | undefined {
  const calls = countedCalls(past, scope);
  return calls && { kind: "number", number: whole(calls.length) };
}

export function sumCalls(argument: string, past: RefPast, scope: Scope): Value | undefined {
  const calls = countedCalls(past, scope);
  return calls && sumOf(calls.map((call) => argumentOfCall(scope.pact, call, argument)));
}

/** Without a window the past is this session; with one, it is every session of the scope. */
function pastCalls(past: RefPast, scope: Scope): readonly Past[] {
  const { world, pact } = scope;
  const sessions = past.within ? world.sessions : world.sessions.filter((session) => session.current);
  return sessions.flatMap((session) =>
    callsOf(session, world)
      .filter((call) => wordCovers(pact, past.tool, call.call))
      .map((call) => ({ call, meant: and([...sameArguments(call, past, scope), ...inWindow(call, session, past, scope)]) })),
  );
}

const sameArguments = (call: RefCall, past: RefPast, scope: Scope): readonly Truth[] =>
  past.same.map((name) => equal(argumentOfCall(scope.pact, call, name), ownArgument(scope, name)));

function inWindow(call: RefCall, session: RefSession, past: RefPast, scope: Scope): readonly Truth[] {
  if (!past.within) return [];
  const seconds = durationOf(`${past.within.digits} ${past.within.unit}`);
  const now = read(scope.world.now, { kind: "time" }, scope.pact.timezone);
  const then = call.time === undefined ? undefined : instantOf(call.time, scope.pact.timezone);
  const sameScope = scopesAgree(past.per ?? scope.pact.principal.name, session, scope);
  if (!seconds || now?.kind !== "time" || then === undefined || then > now.instant) return ["unknown", sameScope];
  return [compare(secondsBetween(then, now.instant), seconds) <= 0, sameScope];
}

/** Whether another session is of the same principal, user, team, … as the request's. */
function scopesAgree(per: string, session: RefSession, scope: Scope): Truth {
  const { pact, world } = scope;
  const current = world.sessions.find((candidate) => candidate.current);
  if (!current) return "unknown";
  return equal(scopeValue(per, pact, session), scopeValue(per, pact, { ...current, principal: world.principal }));
}

/** The value of a scope for a session; unknown where one of its parts is. */
export function scopeValue(per: string, pact: RefPact, session: RefSession): Value | undefined {
  const { principal } = session;
  switch (per) {
    case "agent":
      return { kind: "text", text: pact.agent };
    case "session":
      return { kind: "text", text: session.id };
    case "user":
    case "team":
      return read(Object.hasOwn(principal, per) ? principal[per] : undefined, { kind: "text" }, pact.timezone);
    default:
      return pact.principal.fields.length > 0 ? principalOf(pact, principal) : scopeValue("user", pact, session);
  }
}
