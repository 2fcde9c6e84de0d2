// Random worlds for a pact: requests, sessions and messages that touch each other often, and miss each other narrowly.
import { actionsCover } from "./actions.ts";
import { messageAbout } from "./arbitrary-messages.ts";
import type { Json, JsonObject, RefCall, RefEvent, RefPact, RefResult, RefSession, RefTool, RefWorld } from "./model.ts";
import { amounts, type Chooser, instants, integers, textsOf, toolBlueprints, topicOf, valueFromOutside, valueOfType } from "./pools.ts";

export function worldIn(choose: Chooser, pact: RefPact): RefWorld {
  const action = actionIn(choose, pact);
  const args = argumentsIn(choose, pact, action);
  const now = choose.chance(92) ? choose.pick(instants.slice(0, 4)) : undefined;
  const principal = principalIn(choose, pact, 92);
  const known = isObject(args) ? args : {};
  const drawn = { choose, pact, action, args: known, now };
  const current = sessionIn(drawn, "s1", principal, true, choose.below(13));
  const others = Array.from({ length: choose.below(3) }, (_, position) =>
    sessionIn(drawn, `s${position + 2}`, principalIn(choose, pact, hasLimits(pact) ? 100 : 90), false, choose.below(5)),
  );
  const sessions = [...others, current].map((session, position, all) => numbered(session, position, all.length));
  const turn = nextTurn(choose, current.events);
  return {
    action,
    args,
    turn,
    principal,
    facts: factsIn(choose, pact),
    given: givenIn(choose, pact),
    judgements: judgementsIn(choose, pact),
    grants: choose.some(
      [...(pact.charter?.clauses ?? []), ...pact.clauses].filter((clause) => clause.kind === "escalate").map((clause) => clause.name),
      40,
    ),
    ...(now && { now }),
    ...(choose.chance(3) && { suspended: true }),
    ...(pact.record && choose.chance(15) && { recordFails: true }),
    sessions,
  };
}

const isObject = (json: Json): json is JsonObject => typeof json === "object" && json !== null && !Array.isArray(json);

const hasLimits = (pact: RefPact): boolean => [...(pact.charter?.clauses ?? []), ...pact.clauses].some((clause) => clause.kind === "limit");

// ── The request ─────────────────────────────────────────────────────────────────────────────────────────────────────

/** Mostly something that some clause is about. */
function actionIn(choose: Chooser, pact: RefPact): string {
  const all = [...pact.tools.map((tool) => tool.name), "respond", "handoff"];
  const clauses = [...(pact.charter?.clauses ?? []), ...pact.clauses];
  const clause = choose.chance(15) ? pact.clauses[0] : choose.pick(clauses);
  const covered = clause ? all.filter((action) => actionsCover(pact, clause.actions, action)) : [];
  return covered.length > 0 && choose.chance(90) ? choose.pick(covered) : choose.pick(all);
}

const wrong: readonly Json[] = [7, "seven", true, {}, [1]];

function argumentsIn(choose: Chooser, pact: RefPact, action: string): Json {
  if (action === "respond") return { text: choose.pick(textsOf("word")) };
  const tool = pact.tools.find(({ name }) => name === action);
  if (!tool) return {};
  if (choose.chance(1)) return choose.pick<Json>(["text", [], 7]);
  return valid(choose, tool, choose.chance(5) ? 12 : 0);
}

/** Arguments that keep the schema, but for the given percentage of each. */
function valid(choose: Chooser, tool: RefTool, broken: number): JsonObject {
  const entries = tool.params.flatMap(({ name, type, required }): (readonly [string, Json])[] => {
    if (broken > 0 && choose.chance(broken)) return choose.chance(30) ? [] : [[name, choose.pick(wrong)]];
    if (!required && choose.chance(25)) return choose.chance(25) ? [[name, null]] : [];
    return [[name, valueOfType(choose, type, name)]];
  });
  const extra: readonly (readonly [string, Json])[] = broken > 0 && choose.chance(50) ? [["surplus", 1]] : [];
  return Object.fromEntries([...entries, ...extra]);
}

/** `percent` is how likely each part of the principal is there. */
function principalIn(choose: Chooser, pact: RefPact, percent: number): JsonObject {
  const fields = pact.principal.fields.map((field): readonly [string, Json] => [
    field.name,
    choose.chance(percent) ? valueOfType(choose, field.type, field.name) : choose.pick<Json>([null, 7]),
  ]);
  const rest: readonly (readonly [string, Json])[] = [
    ["user", choose.chance(percent) ? choose.pick(["c1", "c1", "c2"]) : null],
    ["team", choose.chance(percent) ? choose.pick(["red", "red", "blue"]) : choose.pick<Json>([null, 7])],
  ];
  const via: readonly (readonly [string, Json])[] = choose.chance(12)
    ? [["via", choose.pick<Json>([["helper"], ["helper"], ["helper", "other"], [], ["helper", 7], "helper", null])]]
    : [];
  return Object.fromEntries([...fields, ...rest.filter(([, value]) => value !== null), ...via]);
}

function factsIn(choose: Chooser, pact: RefPact): JsonObject {
  const facts = [...(pact.charter?.facts ?? []), ...pact.facts].filter(({ source }) => source.from === "host");
  return Object.fromEntries(
    facts.filter(() => choose.chance(88)).map(({ name, type }) => [name, valueFromOutside(choose, type, name)] as const),
  );
}

function givenIn(choose: Chooser, pact: RefPact): JsonObject {
  if (!choose.chance(12)) return {};
  const chosen = choose.some([...(pact.charter?.facts ?? []), ...pact.facts], 30);
  return Object.fromEntries(chosen.map(({ name, type }) => [name, valueOfType(choose, type, name)] as const));
}

function judgementsIn(choose: Chooser, pact: RefPact): RefWorld["judgements"] {
  const answers = () =>
    Object.fromEntries(
      textsOf("word").flatMap((word) =>
        choose.chance(85) ? [[word, choose.pick<boolean | "failed">([true, false, false, "failed"])] as const] : [],
      ),
    );
  return Object.fromEntries(pact.judges.map(({ name }) => [name, answers()] as const));
}

// ── Sessions ────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Drawn {
  readonly choose: Chooser;
  readonly pact: RefPact;
  readonly action: string;
  readonly args: JsonObject;
  readonly now: string | undefined;
}

/** Seconds before now, oldest first: about the edges of an hour, a day and a week, and of the calendar's days. */
const ages = [7 * 86_400 + 1, 7 * 86_400, 2 * 86_400, 86_401, 86_400, 86_399, 36_001, 36_000, 3601, 3600, 1800, 600, 60, 0];

function sessionIn(drawn: Drawn, id: string, principal: JsonObject, current: boolean, length: number): RefSession {
  const { choose } = drawn;
  const events: RefEvent[] = [];
  let turn = 1;
  let age = choose.below(ages.length);
  for (let position = 0; position < length; position++) {
    const kind = choose.below(100);
    age = Math.min(ages.length - 1, age + choose.below(3));
    if (kind < 34) {
      events.push({ seq: position, says: kind < 24 ? "user" : "agent", text: messageAbout(choose, Object.values(drawn.args)) });
      turn += 1; // what is said belongs to no message that has calls
    } else {
      events.push(callIn(drawn, position, turn, ages[age] ?? 0));
      if (choose.chance(65)) turn += 1;
    }
  }
  return { id, principal, current, events };
}

/** The message that the request is part of: the last one with calls in it, or a new one. */
function nextTurn(choose: Chooser, events: readonly RefEvent[]): number {
  const last = events.at(-1);
  const turns = events.flatMap((event) => ("call" in event ? [event.turn] : []));
  const fresh = Math.max(0, ...turns) + 1 + events.filter((event) => "says" in event).length;
  const sameMessage = last !== undefined && "call" in last && settles(last) && choose.chance(30);
  return sameMessage && events.every((event) => !("call" in event) || event.turn !== last.turn || settles(event)) ? last.turn : fresh;
}

/** What of the own message has failed or is lost is left out: whether that is seen yet is nowhere said. */
const settles = (call: RefCall): boolean => call.outcome === "in flight" || call.outcome === "succeeded";

/** Rising over all sessions, as if they had taken turns. */
const numbered = (session: RefSession, position: number, count: number): RefSession => ({
  ...session,
  events: session.events.map((event, index) => ({ ...event, seq: index * count + position + 1 })),
});

function callIn(drawn: Drawn, seq: number, turn: number, age: number): RefCall {
  const { choose, pact, action, args, now } = drawn;
  const own = pact.tools.find(({ name }) => name === action);
  const tool = own && choose.chance(35) ? own : choose.pick(pact.tools);
  const outcome = choose.pick<RefCall["outcome"]>([
    ...Array<RefCall["outcome"]>(15).fill("succeeded"),
    "in flight",
    "failed",
    "failed",
    "unknown",
  ]);
  const clock = now ?? "2026-12-10T10:00:00Z";
  const complete = hasLimits(pact);
  const seconds = !complete && choose.chance(4) ? -60 : age;
  const time = new Date(Date.parse(clock) - seconds * 1000).toISOString();
  const handsOver = tool.name === pact.handoffTool;
  return {
    seq,
    call: tool.name,
    args: tool === own && choose.chance(30) ? args : pastArguments(choose, tool, args),
    outcome,
    ...(outcome === "succeeded" && { result: resultIn(choose, tool, args) }),
    ...((complete || choose.chance(92)) && { time }),
    turn,
    ...(complete && {
      usage: handsOver ? { tokens: 0, cost: 0 } : { tokens: choose.pick([0, 5, 10, 15]), cost: choose.pick([0, 0.1, 0.5, 1.25]) },
    }),
  };
}

/** Often the same values as the request's, under the same names. */
function pastArguments(choose: Chooser, tool: RefTool, args: JsonObject): JsonObject {
  const fresh = valid(choose, tool, 0);
  const names = Object.keys(fresh).filter((name) => Object.hasOwn(args, name) && choose.chance(55));
  return { ...fresh, ...Object.fromEntries(names.map((name) => [name, args[name] ?? null] as const)) };
}

function resultIn(choose: Chooser, tool: RefTool, args: JsonObject): RefResult {
  if (choose.chance(6)) return "unreadable";
  const answers = toolBlueprints.find(({ name }) => name === tool.name)?.answers ?? "done";
  return { value: answerIn(choose, answers, args) };
}

function answerIn(choose: Chooser, answers: "order" | "user" | "mail" | "ids" | "done", args: JsonObject): Json {
  const pool = (name: string) => choose.pick(textsOf(topicOf(name)));
  switch (answers) {
    case "order": {
      if (choose.chance(3)) return choose.pick<Json>([null, "none", [{ status: "pending" }], 7]);
      const lines = Array.from({ length: choose.below(3) }, () => ({ sku: pool("sku"), pieces: choose.pick(integers) }));
      const order: JsonObject = {
        status: choose.pick(["pending", "delivered", "delivered", "return requested", "lost"]),
        customer_id: pool("user_id"),
        delivered_at: choose.pick([...instants, "2026-12-10", "soon"]),
        payment: choose.chance(8) ? [] : { total: choose.pick<Json>([...amounts, "50", null]) },
        lines: choose.chance(6) ? choose.pick<Json>([null, "none", [null], [{ sku: 7 }]]) : lines,
        email: pool("email"),
      };
      return Object.fromEntries(Object.entries(order).filter(() => choose.chance(93)));
    }
    case "user":
      return {
        tier: choose.pick(["regular", "silver", "gold", "Gold"]),
        email: pool("email"),
        methods: { card_1: { balance: choose.pick(amounts) }, card_2: choose.pick<Json>([{ balance: "5" }, {}, null]) },
      };
    case "mail":
      return choose.chance(10) ? choose.pick<Json>([null, {}, 7]) : pool("email");
    case "ids":
      return choose.chance(10) ? choose.pick<Json>([null, {}, [7, "A1"]]) : Array.from({ length: choose.below(4) }, () => pool("order_id"));
    case "done": {
      const echoed = Object.values(args);
      return { ok: true, ...(echoed.length > 0 && choose.chance(30) && { echo: choose.pick(echoed) }) };
    }
  }
}
