// Limits: whether what was spent on the request's account, this action included, is more than the pact allows.
import { actionsCover, isHandoff, toolNamed } from "./actions.ts";
import type { RefCall, RefLimit, RefSession, Truth } from "./model.ts";
import { scopeValue } from "./past.ts";
import { callsOf, currentSession, type Scope } from "./scope.ts";
import { add, calendarName, compare, type Decimal, decimalOf, instantOf, whole } from "./units.ts";
import { and, equal, numberOf, type Value } from "./values.ts";

/** Calls count what they are about; tokens and cost are spent by every action but a handoff. */
export function limitCovers(limit: RefLimit, action: string, scope: Scope): boolean {
  const { pact } = scope;
  if (isHandoff(pact, action)) return false;
  if (limit.measure !== "calls") return true;
  return limit.actions.length > 0 ? actionsCover(pact, limit.actions, action) : toolNamed(pact, action) !== undefined;
}

/** Passed also where the account, or what is on it, cannot be known. */
export function isPassed(limit: RefLimit, scope: Scope): boolean {
  const { world } = scope;
  if (limit.hard === undefined || !limitCovers(limit, world.action, scope)) return false;
  const account = accountOf(limit, requestMoment(scope), scope);
  if (account.includes(undefined)) return true;
  const entries = world.sessions.flatMap((session) =>
    callsOf(session, world)
      .filter((call) => limitCovers(limit, call.call, scope))
      .map((call) => ({ call, onAccount: sameAccount(account, accountOf(limit, callMoment(call, session), scope)) })),
  );
  const counted = entries.filter(({ call }) => limit.measure !== "calls" || call.outcome !== "failed");
  if (counted.some(({ onAccount }) => onAccount === "unknown")) return true;
  return isTooMuch(
    limit,
    counted.filter(({ onAccount }) => onAccount === true).map(({ call }) => call),
  );
}

function isTooMuch(limit: RefLimit, calls: readonly RefCall[]): boolean {
  const cap = decimalOf(limit.hard ?? "");
  if (!cap) return true;
  if (limit.measure === "calls") return compare(whole(calls.length + 1), cap) > 0;
  const spent = calls.map((call) => spentBy(call, limit.measure));
  if (spent.includes(undefined)) return true;
  const sum = spent.reduce<Decimal>((total, amount) => (amount ? add(total, amount) : total), whole(0));
  return compare(sum, cap) >= 0;
}

const spentBy = (call: RefCall, measure: "calls" | "tokens" | "cost"): Decimal | undefined =>
  call.usage && numberOf(measure === "tokens" ? call.usage.tokens : call.usage.cost);

// ── Accounts ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** When something happened, on the clock and in its session. */
interface Moment {
  readonly session: RefSession;
  readonly time: string | undefined;
  readonly turn: number;
  /** How many messages of the person came before. */
  readonly interaction: number;
}

function requestMoment(scope: Scope): Moment {
  const { world } = scope;
  const session = { ...currentSession(world), principal: world.principal };
  return { session, time: world.now, turn: world.turn, interaction: messagesBefore(session, Number.POSITIVE_INFINITY) };
}

const callMoment = (call: RefCall, session: RefSession): Moment => ({
  session,
  time: call.time,
  turn: call.turn,
  interaction: messagesBefore(session, call.seq),
});

const messagesBefore = (session: RefSession, seq: number): number =>
  session.events.filter((event) => "says" in event && event.says === "user" && event.seq < seq).length;

/** One account for each combination of values. */
const accountOf = (limit: RefLimit, moment: Moment, scope: Scope): readonly (Value | undefined)[] =>
  limit.per.map((per) => accountPart(per, moment, scope));

const sameAccount = (one: readonly (Value | undefined)[], other: readonly (Value | undefined)[]): Truth =>
  and(one.map((part, index) => equal(part, other[index])));

function accountPart(per: string, moment: Moment, scope: Scope): Value | undefined {
  const { pact } = scope;
  const { session } = moment;
  switch (per) {
    case "turn":
      return { kind: "text", text: `${session.id} message ${moment.turn}` };
    case "interaction":
      return { kind: "text", text: `${session.id} interaction ${moment.interaction}` };
    case "hour":
    case "day":
    case "week":
    case "month": {
      const instant = moment.time === undefined ? undefined : instantOf(moment.time, pact.timezone);
      return instant === undefined ? undefined : { kind: "text", text: calendarName(per, instant, pact.timezone ?? "UTC") };
    }
    default:
      return knownThroughout(scopeValue(per, pact, session));
  }
}

/** A principal with an unknown field is no account. */
function knownThroughout(value: Value | undefined): Value | undefined {
  return value?.kind === "record" && [...value.fields.values()].includes(undefined) ? undefined : value;
}
