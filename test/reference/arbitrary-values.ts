// What there is to be read where a random condition stands, with its type: operands, lists, literals, the past, places.
import type {
  RefDuration,
  RefFact,
  RefField,
  RefGroup,
  RefJudge,
  RefParameter,
  RefPast,
  RefPath,
  RefPrincipal,
  RefStep,
  RefTool,
  RefType,
  RefValue,
} from "./model.ts";
import {
  amounts,
  type Chooser,
  instants,
  integer,
  integers,
  localTimes,
  type Topic,
  text,
  textsOf,
  time,
  toolBlueprints,
  topicOf,
} from "./pools.ts";

export interface Reach {
  readonly choose: Chooser;
  readonly tools: readonly RefTool[];
  readonly groups: readonly RefGroup[];
  readonly parameters: readonly RefParameter[];
  readonly facts: readonly RefFact[];
  readonly judges: readonly RefJudge[];
  /** A charter knows no principal. */
  readonly principal?: RefPrincipal;
  readonly timezone: boolean;
  readonly variables: readonly Variable[];
  /** Whether a truth here can only make a `never` hold. */
  readonly positive: boolean;
}

export interface Variable {
  readonly name: string;
  readonly type: RefType;
  readonly topic: Topic;
  /** `variable` where it runs over an argument, and so has an origin to be asked about. */
  readonly origin: "variable" | "fact";
}

export interface Operand {
  readonly value: RefValue;
  readonly type: RefType;
  readonly topic: Topic;
  readonly origin: "argument" | "fact" | "variable" | "world";
}

export interface ListOperand {
  readonly path: RefPath;
  readonly of: RefType;
  readonly topic: Topic;
  readonly origin: "argument" | "fact" | "variable" | "world";
}

interface Named {
  readonly path: RefPath;
  readonly type: RefType;
  readonly topic: Topic;
  readonly origin: Operand["origin"];
}

/** Every path, into records as deep as they go. */
function named(path: RefPath, type: RefType, topic: Topic, origin: Operand["origin"]): readonly Named[] {
  if (type.kind !== "record") return [{ path, type, topic, origin }];
  return type.fields.flatMap((field: RefField) =>
    named({ name: path.name, steps: [...path.steps, { step: "name", name: field.name }] }, field.type, topicOf(field.name), origin),
  );
}

function everything(reach: Reach): readonly Named[] {
  const at = (name: string): RefPath => ({ name, steps: [] });
  return [
    ...reach.variables.flatMap(({ name, type, topic, origin }) => named(at(name), type, topic, origin)),
    ...reach.parameters.flatMap(({ name, type }) => named(at(name), type, topicOf(name), "argument")),
    ...reach.facts.flatMap(({ name, type }) => named(at(name), type, topicOf(name), "fact")),
    ...(reach.principal ? named(at(reach.principal.name), { kind: "record", fields: reach.principal.fields }, "user", "world") : []),
    ...["user", "team", "session", "agent"].map((name): Named => ({ path: at(name), type: text, topic: topicOf(name), origin: "world" })),
    { path: at("now"), type: time, topic: "none", origin: "world" },
  ];
}

export function operandsIn(reach: Reach): readonly Operand[] {
  return everything(reach).flatMap(({ path, type, topic, origin }): Operand[] => {
    if (type.kind !== "list") return [{ value: { kind: "path", path }, type, topic, origin }];
    if (type.of.kind !== "record") return [];
    const first: RefPath = { name: path.name, steps: [...path.steps, { step: "index", index: 0 }] };
    return named(first, type.of, topic, origin).map((inner) => ({
      value: { kind: "path", path: inner.path },
      type: inner.type,
      topic: inner.topic,
      origin,
    }));
  });
}

export const listsIn = (reach: Reach): readonly ListOperand[] =>
  everything(reach).flatMap(({ path, type, topic, origin }) => (type.kind === "list" ? [{ path, of: type.of, topic, origin }] : []));

/** A literal of the operand's own type. */
export function literalOf(reach: Reach, operand: Operand): RefValue {
  const { choose } = reach;
  switch (operand.type.kind) {
    case "text":
      return { kind: "text", text: choose.pick(textsOf(operand.topic)) };
    case "enum":
      return { kind: "word", word: choose.pick(operand.type.values) };
    case "boolean":
      return { kind: "boolean", value: choose.chance(50) };
    case "percent":
      return { kind: "percent", digits: choose.pick(["50", "70", "7", "100"]) };
    case "duration":
      return choose.pick<RefValue>([
        { kind: "duration", digits: "1", unit: "hours" },
        { kind: "duration", digits: "24", unit: "hours" },
        { kind: "duration", digits: "1", unit: "days" },
        { kind: "duration", digits: "30", unit: "days" },
        { kind: "duration", digits: "15", unit: "minutes" },
      ]);
    case "time": {
      const moment = reach.timezone && choose.chance(35) ? choose.pick(localTimes) : choose.pick(instants);
      return choose.chance(35) ? { kind: "path", path: { name: "now", steps: [] } } : { kind: "moment", text: moment };
    }
    case "money":
      return { kind: "number", digits: String(choose.pick(amounts)), currency: operand.type.currency };
    default:
      return { kind: "number", digits: String(choose.pick(integers)) };
  }
}

/** A value that is worked out rather than read: how often, how much, how long ago. */
export function computed(reach: Reach, only?: "past"): Operand {
  const { choose, tools } = reach;
  const times = operandsIn(reach).filter(({ type, value }) => type.kind === "time" && value.kind === "path" && value.path.name !== "now");
  if (!only && times.length > 0 && choose.chance(60)) {
    const age: RefValue = { kind: "function", name: "age", of: choose.pick(times).value };
    return { value: age, type: { kind: "duration" }, topic: "none", origin: "fact" };
  }
  const summed = tools.flatMap((tool) =>
    tool.params.filter(({ type }) => type.kind === "money" || type.kind === "integer").map((parameter) => ({ tool, parameter })),
  );
  if (summed.length > 0 && choose.chance(40)) {
    const { tool, parameter } = choose.pick(summed);
    const value: RefValue = { kind: "sum calls", argument: parameter.name, past: pastOf(reach, tool.name, false) };
    return { value, type: parameter.type, topic: "none", origin: "fact" };
  }
  const past = pastOf(reach, choose.pick(tools).name, true);
  return { value: { kind: "count calls", past }, type: integer, topic: "none", origin: "fact" };
}

const windows: readonly RefDuration[] = [
  { digits: "1", unit: "hours" },
  { digits: "1", unit: "days" },
  { digits: "30", unit: "minutes" },
  { digits: "7", unit: "days" },
];

/** `same` names arguments that the action and every tool in question have. A wider word takes the place of the tool at times. */
export function pastOf(reach: Reach, toolName: string, widen: boolean): RefPast {
  const { choose, tools } = reach;
  const wide = widen && choose.chance(18);
  const word = wide ? choose.pick(["get_*", "*_order", ...reach.groups.map((group) => group.name), "handoff"]) : toolName;
  const meant = tools.filter((tool) => tool.name === word);
  const shared = reach.parameters
    .map((parameter) => parameter.name)
    .filter((name) => meant.length > 0 && meant.every((tool) => tool.params.some((parameter) => parameter.name === name)));
  const scalar = shared.filter((name) => !["tags", "lines", "numbers", "address"].includes(name));
  const same = scalar.length > 0 && choose.chance(60) ? [choose.pick(scalar), ...choose.some(scalar, 12)] : [];
  const base: RefPast = { tool: word, same: [...new Set(same)] };
  if (choose.chance(45)) return base;
  const scopes = ["agent", "session", "user", "team", ...(reach.principal ? [reach.principal.name] : [])];
  const within = choose.pick(windows);
  // Without `per` the scope is the principal, which a charter has no name for but a pact under it always has.
  return choose.chance(45) ? { ...base, within } : { ...base, within, per: choose.pick(scopes) };
}

/** A place in what a tool answers, for `comes from T at …`. */
export function placeIn(reach: Reach, tool: string): readonly RefStep[] | undefined {
  const name = (one: string): RefStep => ({ step: "name", name: one });
  switch (toolBlueprints.find((blueprint) => blueprint.name === tool)?.answers) {
    case "order":
      return reach.choose.pick<readonly RefStep[]>([
        [name("customer_id")],
        [name("email")],
        [name("lines"), name("sku")],
        [name("lines")],
        [name("lines"), { step: "index", index: 0 }, name("sku")],
        [name("payment"), name("total")],
      ]);
    case "user":
      return reach.choose.pick<readonly RefStep[]>([[name("email")], [name("methods"), { step: "every" }], [name("methods")]]);
    default:
      return undefined;
  }
}
