// What a name means where a condition stands: variables, arguments, facts, the principal, the session and the clock.
import { effectiveArguments, parametersOf, wordCovers } from "./actions.ts";
import type { Json, JsonObject, RefCall, RefFact, RefPact, RefPath, RefSession, RefSource, RefStep, RefType, RefWorld } from "./model.ts";
import { equal, isList, isObject, property, read, type Value } from "./values.ts";

/** Everything a condition is asked of. */
export interface Scope {
  readonly pact: RefPact;
  readonly world: RefWorld;
  /** The request's arguments, defaults included. */
  readonly args: JsonObject;
  /** The variables of the quantifiers around the condition. */
  readonly variables: ReadonlyMap<string, Value | undefined>;
}

export function scopeOf(pact: RefPact, world: RefWorld): Scope {
  return { pact, world, args: effectiveArguments(pact, world.action, world.args), variables: new Map() };
}

export const withVariable = (scope: Scope, name: string, value: Value | undefined): Scope => ({
  ...scope,
  variables: new Map([...scope.variables, [name, value]]),
});

const textType: RefType = { kind: "text" };

// ── Events ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function currentSession(world: RefWorld): RefSession {
  const session = world.sessions.find(({ current }) => current);
  if (!session) throw new Error("a world without a current session");
  return session;
}

/** What was said by one side in the current session, oldest first. */
export const said = (world: RefWorld, by: "user" | "agent"): readonly string[] =>
  currentSession(world).events.flatMap((event) => ("says" in event && event.says === by ? [event.text] : []));

/** The calls of a session, oldest first. Those of the request's own message have no outcome yet that it could see. */
export const callsOf = (session: RefSession, world: RefWorld): readonly RefCall[] =>
  session.events.flatMap((event): RefCall[] => {
    if (!("call" in event)) return [];
    const sameMessage = session.current && event.turn === world.turn;
    if (!sameMessage) return [event];
    const { result, ...rest } = event;
    return [{ ...rest, outcome: "in flight" }];
  });

/** An argument of a past call, read by the type of its tool's parameter. */
export function argumentOfCall(pact: RefPact, call: RefCall, name: string): Value | undefined {
  const parameter = parametersOf(pact, call.call).find((candidate) => candidate.name === name);
  return parameter && read(property(effectiveArguments(pact, call.call, call.args), name), parameter.type, pact.timezone);
}

/** An argument of the request, read by the type of its own parameter. */
export function ownArgument(scope: Scope, name: string): Value | undefined {
  const parameter = parametersOf(scope.pact, scope.world.action).find((candidate) => candidate.name === name);
  return parameter && read(property(scope.args, name), parameter.type, scope.pact.timezone);
}

// ── Names and paths ─────────────────────────────────────────────────────────────────────────────────────────────────

export function valueOfPath(path: RefPath, scope: Scope): Value | undefined {
  return path.steps.reduce<Value | undefined>((value, step) => afterStep(value, step, scope), valueOfName(path.name, scope));
}

function valueOfName(name: string, scope: Scope): Value | undefined {
  const { pact, world } = scope;
  if (scope.variables.has(name)) return scope.variables.get(name);
  if (parametersOf(pact, world.action).some((parameter) => parameter.name === name)) return ownArgument(scope, name);
  const fact = [...(pact.charter?.facts ?? []), ...pact.facts].find((candidate) => candidate.name === name);
  if (fact) return valueOfFact(fact, scope);
  if (name === pact.principal.name) return principalOf(pact, world.principal);
  switch (name) {
    case "user":
    case "team":
      return read(property(world.principal, name), textType, pact.timezone);
    case "session":
      return { kind: "text", text: currentSession(world).id };
    case "agent":
      return { kind: "text", text: pact.agent };
    case "now":
      return read(world.now, { kind: "time" }, pact.timezone);
    default:
      return undefined;
  }
}

/** The principal's declared fields. */
export const principalOf = (pact: RefPact, principal: JsonObject): Value | undefined =>
  read(principal, { kind: "record", fields: pact.principal.fields }, pact.timezone);

/** One step into a value. A list has elements and no fields, whatever is asked of something unknown is unknown. */
function afterStep(value: Value | undefined, step: RefStep, scope: Scope): Value | undefined {
  switch (step.step) {
    case "name":
      return value?.kind === "record" ? value.fields.get(step.name) : undefined;
    case "index":
      return value?.kind === "list" ? value.items[step.index] : undefined;
    case "every":
      if (value?.kind === "list") return value;
      return value?.kind === "record" ? { kind: "list", items: [...value.fields.values()] } : undefined;
    case "by": {
      const by = valueOfPath(step.path, scope);
      if (value?.kind === "record" && by?.kind === "text") return value.fields.get(by.text);
      return value?.kind === "list" && by?.kind === "number" ? value.items[Number(by.number.digits)] : undefined;
    }
  }
}

// ── Facts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function valueOfFact(fact: RefFact, scope: Scope): Value | undefined {
  const { given, facts } = scope.world;
  const { source } = fact;
  if (Object.hasOwn(given, fact.name)) return read(given[fact.name], fact.type, scope.pact.timezone);
  switch (source.from) {
    case "host":
      // What the host does not say is unknown, lists too.
      if (property(facts, fact.name) === undefined || property(facts, fact.name) === null) return undefined;
      return read(property(facts, fact.name), fact.type, scope.pact.timezone);
    case "message": {
      const messages = said(scope.world, "user");
      if (messages.length === 0) return undefined;
      const asked = source.which === "last" ? messages.slice(-1) : messages;
      return { kind: "boolean", value: asked.some((text) => new RegExp(source.regex.source, source.regex.flags).test(text)) };
    }
    case "result":
      return valueFromResult(fact.type, source, scope);
  }
}

type ResultSource = Extract<RefSource, { from: "result" }>;

/** The newest successful answer alone counts: where it cannot be read, no older one takes its place. */
function valueFromResult(type: RefType, source: ResultSource, scope: Scope): Value | undefined {
  const { pact, world } = scope;
  const newest = callsOf(currentSession(world), world)
    .filter((call) => call.outcome === "succeeded" && source.tools.some((word) => wordCovers(pact, word, call.call)))
    .filter((call) => hasSameKeys(call, source, scope))
    .at(-1);
  if (!newest?.result || newest.result === "unreadable") return undefined;
  const place = source.at ? placeInCall(newest.result.value, source.at, newest, scope) : { json: newest.result.value };
  return place && readResult(place.json, type, newest, scope);
}

function hasSameKeys(call: RefCall, source: ResultSource, scope: Scope): boolean {
  return source.keys.every(({ argument, path }) => {
    const wanted = path ? valueOfPath(path, scope) : ownArgument(scope, argument);
    return equal(argumentOfCall(scope.pact, call, argument), wanted) === true;
  });
}

/** Like reading by a type, but a field may stand at a place of its own. */
function readResult(json: Json | undefined, type: RefType, call: RefCall, scope: Scope): Value | undefined {
  if (type.kind === "list" && isList(json)) return { kind: "list", items: json.map((item) => readResult(item, type.of, call, scope)) };
  if (type.kind !== "record" || !isObject(json)) return read(json, type, scope.pact.timezone);
  const fields = type.fields.map((field) => {
    const place = field.at ? placeInCall(json, field.at, call, scope) : { json: property(json, field.name) };
    return [field.name, place && readResult(place.json, field.type, call, scope)] as const;
  });
  return { kind: "record", fields: new Map(fields) };
}

/** `at arguments.x` starts at what the call was given, everything else at what it answered. */
function placeInCall(json: Json, at: readonly RefStep[], call: RefCall, scope: Scope): Place | undefined {
  const [first, ...rest] = at;
  if (first?.step === "name" && first.name === "arguments") {
    return placeIn({ json: effectiveArguments(scope.pact, call.call, call.args) }, rest, scope);
  }
  return placeIn({ json }, at, scope);
}

/** What stands at a place; its JSON is undefined where the last step leads to nothing. */
export interface Place {
  readonly json: Json | undefined;
}

/** Undefined, which is unknown, where a step is taken from something that has no such steps. */
function placeIn(start: Place, at: readonly RefStep[], scope: Scope): Place | undefined {
  return at.reduce<Place | undefined>((place, step) => place && stepInto(place.json, step, scope), start);
}

export function stepInto(json: Json | undefined, step: RefStep, scope: Scope): Place | undefined {
  switch (step.step) {
    case "name":
      return isObject(json) ? { json: property(json, step.name) } : undefined;
    case "index":
      return isList(json) ? { json: json[step.index] } : undefined;
    case "every":
      if (isList(json)) return { json };
      return isObject(json) ? { json: Object.values(json) } : undefined;
    case "by": {
      const by = valueOfPath(step.path, scope);
      if (by?.kind === "text" && isObject(json)) return { json: property(json, by.text) };
      return by?.kind === "number" && isList(json) ? { json: json[Number(by.number.digits)] } : undefined;
    }
  }
}
