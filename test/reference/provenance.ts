// Where a value comes from: what the person or the agent wrote, and what tools answered.
import { effectiveArguments, wordCovers } from "./actions.ts";
import type { Json, RefCall, RefOrigin, RefStep, Truth } from "./model.ts";
import { callsOf, currentSession, type Scope, said, stepInto } from "./scope.ts";
import { compare, type Decimal, decimalOf } from "./units.ts";
import { and, isList, isObject, numberOf, or, type Value } from "./values.ts";

type Scalar = string | number | boolean;

/** Of a list, every element; of a record, or of something unknown, unknown. */
export function comesFrom(value: Value | undefined, origins: readonly RefOrigin[], scope: Scope): Truth {
  if (value?.kind === "list") return and(value.items.map((item) => comesFrom(item, origins, scope)));
  if (!value || value.kind === "record") return "unknown";
  const { raw } = value;
  if (typeof raw !== "string" && typeof raw !== "number" && typeof raw !== "boolean") return "unknown";
  return or(origins.map((origin) => comesFromOne(raw, origin, scope)));
}

function comesFromOne(value: Scalar, origin: RefOrigin, scope: Scope): Truth {
  const { world, pact } = scope;
  if (origin.from === "user") return said(world, "user").some((message) => mentions(message, value));
  if (origin.from === "respond") {
    return said(world, "agent")
      .slice(-1)
      .some((message) => mentions(message, value));
  }
  const calls = callsOf(currentSession(world), world);
  return or(
    calls
      .filter((call) => call.outcome === "succeeded" && wordCovers(pact, origin.from, call.call))
      .map((call) => answered(value, call, origin.at ?? [], scope)),
  );
}

// ── What tools answered ─────────────────────────────────────────────────────────────────────────────────────────────

/** A result vouches only for what its own call did not carry in. */
function answered(value: Scalar, call: RefCall, at: readonly RefStep[], scope: Scope): Truth {
  if (holdsScalar(effectiveArguments(scope.pact, call.call, call.args), value)) return false;
  if (!call.result || call.result === "unreadable") return "unknown";
  return placesAt([call.result.value], at, scope).some((place) => holdsScalar(place, value));
}

/** Every place that the steps lead to; a name also reaches into each element of a list. */
function placesAt(places: readonly Json[], at: readonly RefStep[], scope: Scope): readonly Json[] {
  const [step, ...rest] = at;
  if (!step) return places;
  const containers = step.step === "name" ? places.flatMap((place) => (isList(place) ? place : [place])) : places;
  const next = containers.flatMap((container) => {
    const json = stepInto(container, step, scope)?.json;
    if (json === undefined) return [];
    return step.step === "every" && isList(json) ? json : [json];
  });
  return placesAt(next, rest, scope);
}

function holdsScalar(json: Json, value: Scalar): boolean {
  if (isList(json)) return json.some((item) => holdsScalar(item, value));
  if (isObject(json)) return Object.values(json).some((item) => holdsScalar(item, value));
  return json === value;
}

// ── What was written ────────────────────────────────────────────────────────────────────────────────────────────────

/** Truths and empty texts are never mentioned. */
export function mentions(message: string, value: Scalar): boolean {
  if (typeof value === "boolean") return false;
  if (typeof value === "string") return mentionsText(normalised(message), normalised(value).trim());
  const wanted = numberOf(value);
  return wanted !== undefined && numbersIn(normalised(message)).some((number) => compare(number, wanted) === 0);
}

const normalised = (text: string): string =>
  text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\s+/gu, " ");

function mentionsText(message: string, value: string): boolean {
  if (value === "") return false;
  const places = Array.from({ length: message.length }, (_, start) => start).filter((start) => message.startsWith(value, start));
  return places.some((start) => isWholeToken(message, start, start + value.length));
}

const isWholeToken = (message: string, start: number, end: number): boolean =>
  !cutsBefore(message.slice(0, start)) && !cutsBehind(message.slice(end));

const joints = "(?:[-.@/\\\\'’+:&=#~*^|]|\\p{Pd})*";
const inToken = "[\\p{L}\\p{M}\\p{Nd}_]";
const tokenBefore = new RegExp(`${inToken}${joints}$`, "u");
const tokenBehind = new RegExp(`^${joints}${inToken}`, "u");

const cutsBefore = (before: string): boolean => tokenBefore.test(before);

/** A possessive is no part of the word it follows, unless the word goes on behind it. */
function cutsBehind(behind: string): boolean {
  if (/^['’]s/u.test(behind) && !tokenBehind.test(behind.slice(2))) return false;
  return tokenBehind.test(behind);
}

/** The numbers that stand in a text: plain digits or groups of three, with at most one fraction, and a sign before them. */
function numbersIn(message: string): readonly Decimal[] {
  return [...message.matchAll(/\d+(?:[.,_]\d+)*/g)].flatMap((run) => {
    const digits = run[0];
    if (!/^(?:\d+|\d{1,3}(?:[,_]\d{3})+)(?:\.\d+)?$/.test(digits)) return [];
    const signed = /[-−]$/.test(message.slice(0, run.index));
    const start = signed ? run.index - 1 : run.index;
    if (!isWholeToken(message, start, run.index + digits.length)) return [];
    const number = decimalOf((signed ? "-" : "") + digits.replaceAll(/[,_]/g, ""));
    return number ? [number] : [];
  });
}
