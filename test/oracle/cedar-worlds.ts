// Random pacts, and random requests at the boundaries of what they ask for, for the comparison with Cedar. Seeded: the same
// seed gives the same world. `beyond`: the pact may say what Cedar cannot.
import { analyze, CompiledPact, type Files, type RawObject, type Request, type SessionMonitor, toRaw } from "../../engine/index.ts";
import { parse } from "../../grammar/index.ts";
import { object } from "../engine/world.ts";
import { type Arguments, Conditions, type Draw, leaves } from "./cedar-conditions.ts";

const text = { type: "string" };
const tools = [
  {
    name: "pay",
    inputSchema: {
      type: "object",
      properties: {
        to: text,
        amount: { type: "number", maximum: 1000 },
        count: { type: "integer" },
        kind: { type: "string", enum: ["full", "part", "none"] },
        urgent: { type: "boolean", default: false },
        note: { type: "string", minLength: 1 },
        level: { type: ["integer", "null"], default: 3, minimum: 0 },
      },
      required: ["to", "level"],
    },
  },
  {
    name: "send",
    inputSchema: {
      type: "object",
      properties: {
        to: text,
        note: { type: "string", default: "hello" },
        tags: { type: "array", items: text },
        meta: { type: "object", properties: { lang: text, size: { type: "integer" } }, required: ["size"] },
        any: {},
      },
      required: ["to", "any"],
      additionalProperties: false,
    },
  },
  {
    name: "look",
    inputSchema: { type: "object", properties: { to: text, count: { type: "integer", exclusiveMinimum: 0 } } },
    annotations: { readOnlyHint: true },
  },
  {
    name: "G-mail",
    inputSchema: {
      type: "object",
      properties: {
        to: text,
        "x-y": { type: ["string", "null"] },
        count: { type: "number", minimum: 0.5 },
        code: { type: "string", pattern: "^[a-z]*$" },
      },
      required: ["x-y"],
    },
  },
];
/** Cedar has no regular expressions: only beyond what it can say does an argument have a pattern. */
const filesOf = (beyond: boolean): Files => {
  const text = JSON.stringify({ tools }, (key, value) => (key === "pattern" && !beyond ? undefined : value));
  return { read: () => ({ text }), exists: () => true };
};

export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = seed >>> 0;
  }
  /** Mulberry32. */
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }
  readonly chance = (share: number): boolean => this.next() < share;
  readonly upTo = (count: number): number => Math.floor(this.next() * count);
  readonly of = <T>(values: readonly T[]): T => values[this.upTo(values.length)]!;
}

const argumentsOf: Record<string, Arguments> = {
  pay: { text: ["to", "note"], enum: ["kind"], boolean: ["urgent"], money: ["amount"], integer: ["count", "level"], any: [] },
  send: { text: ["to", "note", "meta.lang"], enum: [], boolean: [], money: [], integer: ["meta.size"], any: ["any", "meta"] },
  look: { text: ["to"], enum: [], boolean: [], money: [], integer: ["count"], any: [] },
  "G-mail": { text: ["to", "`x-y`", "code"], enum: [], boolean: [], money: [], integer: ["count"], any: [] },
  respond: { text: ["text"], enum: [], boolean: [], money: [], integer: [], any: [] },
};

/** The text of a random pact. */
function randomPact(random: Random, beyond: boolean): string {
  const conditions = new Conditions(random, beyond);
  const spell = (action: string) => (action === "G-mail" ? "`G-mail`" : action);
  const clause = (head: string, free: number): string => {
    const actions = [
      ...new Set([random.of(Object.keys(argumentsOf)), ...(random.chance(0.4) ? [random.of(Object.keys(argumentsOf))] : [])]),
    ];
    const inAll = (leaf: (typeof leaves)[number]) =>
      argumentsOf[actions[0]!]![leaf].filter((name) => actions.every((each) => argumentsOf[each]![leaf].includes(name)));
    const common = Object.fromEntries(leaves.map((leaf) => [leaf, inAll(leaf)])) as unknown as Arguments;
    const when = random.chance(free) ? "" : ` when ${conditions.condition(common, 2)}`;
    const unless = random.chance(0.25) ? ` unless ${conditions.condition(common, 1)}` : "";
    return `  ${head}: ${actions.map(spell).join(", ")}${when}${unless}`;
  };
  const several = (count: number, make: (i: number) => string) => Array.from({ length: count }, (_, i) => make(i));
  const to = ' to "desk" within 1 hour else deny';
  return [
    "pact p {",
    "  version 1.0.0",
    `  ${random.chance(0.9) ? 'agent "a/b" ' : 'agent "x" '}acts for customer { id: text tier: one of gold, silver age: integer vip: boolean spent: money USD }`,
    '  timezone "UTC"',
    '  tools from "./tools.json" results json errors /^Error/',
    "  refine pay { amount: money USD }",
    ...(random.chance(0.2) ? ["  effective 2026-01-01 until 2026-12-31T12:00:00Z"] : []),
    ...(random.chance(0.2) ? ["  record action for every action on failure deny"] : []),
    ...(random.chance(0.3) ? ['  delegate to "d1" at most pay, look', '  delegate to "d2" at most pay, send'] : []),
    "  fact topic: one of red, green, blue",
    "  fact score: percent",
    "  fact ready: boolean",
    "  fact cap: money USD",
    "  fact hits: integer",
    "  fact region: text",
    "  fact order: { state: one of open, closed total: money USD id: text }",
    ...(beyond ? conditions.beyondFacts() : []),
    ...several(2 + random.upTo(3), (i) => clause(`may m${i}`, 0.25)),
    ...several(random.upTo(3), (i) => clause(`never n${i}`, 0.03)),
    ...several(random.upTo(2), (i) => clause(`escalate e${i}`, 0.03) + to),
    ...(beyond && random.chance(0.15)
      ? [`  limit l: calls of ${spell(random.of(["pay", "look", "G-mail"]))} hard ${1 + random.upTo(2)} per session`]
      : []),
    ...(beyond && random.chance(0.1) ? ["  limit s: calls soft 1 per session"] : []),
    '  handoff to "people"',
    "}",
  ].join("\n");
}

export function compilePact(source: string, beyond: boolean): CompiledPact {
  const { model, diagnostics } = analyze(parse(source), filesOf(beyond));
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  if (errors.length > 0) throw new Error(`${errors.map(({ message }) => message).join("; ")}\n${source}`);
  return new CompiledPact(model);
}

/** A random pact without errors; a `never` that could never be lifted is one, and is drawn again. */
export function randomCompiled(random: Random, beyond: boolean): { readonly source: string; readonly pact: CompiledPact } {
  for (;;) {
    const source = randomPact(random, beyond);
    try {
      return { source, pact: compilePact(source, beyond) };
    } catch (error) {
      if (!/denied for ever/.test((error as Error).message)) throw error;
    }
  }
}

// ── Requests ────────────────────────────────────────────────────────────────────────────────────────────────────────

const texts = ["a", "b", "ab", "abc", "a*c", "x/y.txt", "x/z/y.txt", "", "red", "ünï\u{1F600}", "A", "gold", 'q"\\'];
const wholes = [-1, 0, 1, 2, 3, 4, 5, 1000, 1001];
const numbers = [...wholes, 0.5, 0.4999, 2.5, 99.99, 99.9999, 100, 100.0001, 999.9999, 1000.0001, 0.7];
/** What Cedar cannot hold, or only just. */
const extremes = [9_007_199_254_740_991, 1e17, 0.70001, 922_337_203_685_477, 1e15];
const mostly = <T>({ chance, of }: Draw, usual: readonly T[], rare: readonly T[]): T => of(chance(0.03) ? rare : usual);
const values: Record<string, (draw: Draw) => unknown> = {
  text: ({ of }) => of(texts),
  kind: (draw) => mostly(draw, ["full", "part", "none"], ["other"]),
  boolean: ({ chance }) => chance(0.5),
  number: (draw) => mostly(draw, numbers, extremes),
  integer: (draw) => mostly(draw, wholes, extremes),
  percent: (draw) => mostly<unknown>(draw, [0.7, 0.6999, 0.7001, "70%", "50%", "nothing", 1, 0], [0.12345]),
  topic: ({ of }) => of(["red", "green", "blue", "blue", "white"]),
  state: ({ of }) => of(["open", "closed", "lost"]),
  tier: ({ of }) => of(["gold", "silver", "lead"]),
  odd: ({ of }) => of([1, "a", true, [], {}, ["a"], 12.5]),
};
const shapes: Record<string, Record<string, string>> = {
  pay: { to: "text", amount: "number", count: "integer", kind: "kind", urgent: "boolean", note: "text", level: "integer" },
  send: { to: "text", note: "text", tags: "tags", meta: "meta", any: "odd" },
  look: { to: "text", count: "integer" },
  "G-mail": { to: "text", "x-y": "text", count: "number", code: "text" },
  respond: { text: "text" },
  facts: { topic: "topic", score: "percent", ready: "boolean", cap: "number", hits: "integer", region: "text", order: "order" },
  order: { state: "state", total: "number", id: "text" },
  customer: { id: "text", tier: "tier", age: "integer", vip: "boolean", spent: "number" },
  meta: { lang: "text", size: "integer" },
};

/** An object of a shape: most fields there and right, some missing, null, or something else altogether. */
function fill(random: Random, shape: string, there: number): Record<string, unknown> {
  const fields = Object.entries(shapes[shape]!).flatMap(([name, kind]) => {
    if (!random.chance(there)) return random.chance(0.1) ? [[name, null]] : [];
    if (random.chance(0.01)) return [[name, values.odd!(random)]];
    if (kind === "tags")
      return [[name, Array.from({ length: random.upTo(3) }, () => random.of<unknown>(random.chance(0.02) ? [null, 1] : texts))]];
    return [[name, kind in shapes ? fill(random, kind, there) : values[kind]!(random)]];
  });
  if (random.chance(0.01)) fields.push(["stray", 1]);
  return Object.fromEntries(fields);
}

export interface Situation {
  readonly request: Request;
  readonly principal: RawObject;
  readonly session: SessionMonitor;
}

export function randomSituation(random: Random, pact: CompiledPact, beyond: boolean): Situation {
  const action = random.chance(0.02) ? random.of(["handoff", "nothing"]) : random.of(["pay", "send", "look", "G-mail", "respond"]);
  const principal = object({
    ...(random.chance(0.9) && { customer: fill(random, "customer", 0.85) }),
    ...(random.chance(0.7) && { user: random.of<unknown>(["u1", "u2", "a", 7]) }),
    ...(random.chance(0.7) && { team: random.of(["t1", "a"]) }),
    ...(random.chance(0.2) && { via: random.of<unknown>([["d1"], ["d2"], ["d1", "d2"], [], ["d3"], null, "d1", [1]]) }),
  });
  const session = pact.session({ principal, id: random.of(["s1", "s2"]) });
  const call = () => object(fill(random, random.of(["pay", "send", "look"]), 0.95));
  if (beyond) {
    for (let i = random.upTo(4); i > 0; i--) {
      session.nextTurn();
      if (random.chance(0.4))
        session.say(random.of(["user", "agent"]), `${random.of(texts)} yes ${random.of(texts)} ${random.of(numbers)}`);
      else
        session.settle(
          session.begin(random.of(["pay", "send", "look", "G-mail"]), call(), 1_780_000_000_000),
          "succeeded",
          toRaw({ state: "open", id: random.of(texts), total: 5 }),
        );
    }
  }
  session.nextTurn();
  const args = action in shapes ? fill(random, action, 0.93) : {};
  if (random.chance(0.02)) session.settle(session.begin(action, object(args), 1_780_000_000_000), "unknown");
  const nowMs = random.of([1_767_225_599_999, 1_767_225_600_000, 1_780_000_000_000, 1_798_718_399_999, 1_798_718_400_000, undefined]);
  const request: Request = {
    action,
    args: object(args),
    facts: object(fill(random, "facts", 0.85)),
    nowMs,
    ...(random.chance(0.02) && { suspended: true }),
    ...(random.chance(0.05) && { unrecordable: true }),
    ...(random.chance(0.01) && { unreadable: true }),
  };
  return { request, principal, session };
}
