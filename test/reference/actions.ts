// What a clause is about: which actions its words cover, which arguments a tool takes, and whether a call keeps to its schema.
import type {
  Json,
  JsonObject,
  RefAction,
  RefClause,
  RefCondition,
  RefPact,
  RefParameter,
  RefStep,
  RefTool,
  RefType,
  RefValue,
} from "./model.ts";
import { isList, isObject, property } from "./values.ts";

// ── Names of actions ────────────────────────────────────────────────────────────────────────────────────────────────

export const toolNamed = (pact: RefPact, name: string): RefTool | undefined => pact.tools.find((tool) => tool.name === name);

/** The tool that a handoff is `by` and the action `handoff` are one. */
export const isHandoff = (pact: RefPact, action: string): boolean => action === "handoff" || action === pact.handoffTool;

export const sameAction = (pact: RefPact, one: string, other: string): boolean =>
  one === other || (isHandoff(pact, one) && isHandoff(pact, other));

const groupsOf = (pact: RefPact) => [...(pact.charter?.groups ?? []), ...pact.groups];

/** `get_*` as a regular expression: a star is any run of characters. */
const patternOf = (pattern: string): RegExp => new RegExp(`^${pattern.replaceAll("*", ".*")}$`, "s");

/** A missing annotation counts as destructive, but a tool that only reads destroys nothing. */
const natureOf = (tool: RefTool): "read-only" | "destructive" | "neither" =>
  tool.readOnly ? "read-only" : tool.destructive === false ? "neither" : "destructive";

function oneCovers(pact: RefPact, one: RefAction, action: string): boolean {
  const tool = toolNamed(pact, action);
  switch (one.kind) {
    case "name": {
      const group = groupsOf(pact).find(({ name }) => name === one.name);
      return group ? group.actions.some((member) => oneCovers(pact, member, action)) : sameAction(pact, one.name, action);
    }
    case "pattern":
      return tool !== undefined && patternOf(one.pattern).test(action);
    case "any":
      return tool !== undefined && natureOf(tool) === one.nature;
  }
}

/** No actions at all are every tool of the catalogue, and not `respond` or `handoff`. */
export const actionsCover = (pact: RefPact, actions: readonly RefAction[], action: string): boolean =>
  actions.length === 0 ? toolNamed(pact, action) !== undefined : actions.some((one) => oneCovers(pact, one, action));

/** The word for a tool in the past, in a fact or in an origin: a name, a group or a pattern. */
export const wordCovers = (pact: RefPact, word: string, action: string): boolean =>
  oneCovers(pact, word.includes("*") ? { kind: "pattern", pattern: word } : { kind: "name", name: word }, action);

/** Over a pattern, a clause that reads an argument covers only the tools that have it. */
export const clauseCovers = (pact: RefPact, clause: RefClause, action: string): boolean =>
  actionsCover(pact, clause.actions, action) &&
  argumentsRead(pact, clause).every((name) => parametersOf(pact, action).some((parameter) => parameter.name === name));

// ── Arguments ───────────────────────────────────────────────────────────────────────────────────────────────────────

const respondParameters: readonly RefParameter[] = [{ name: "text", type: { kind: "text" }, required: true }];

export const parametersOf = (pact: RefPact, action: string): readonly RefParameter[] =>
  action === "respond" ? respondParameters : (toolNamed(pact, action)?.params ?? []);

/** The arguments as the call means them: null is absent, and what is absent takes its default. */
export function effectiveArguments(pact: RefPact, action: string, args: Json): JsonObject {
  const given = isObject(args) ? Object.entries(args).filter(([, value]) => value !== null) : [];
  const names = given.map(([name]) => name);
  const defaults = parametersOf(pact, action)
    .filter((parameter) => !names.includes(parameter.name))
    .flatMap((parameter) => (parameter.default === undefined ? [] : [[parameter.name, parameter.default] as const]));
  return Object.fromEntries([...given, ...defaults]);
}

/** Whether arguments are what the schema of the action's tool asks for. */
export function keepsSchema(pact: RefPact, action: string, args: Json): boolean {
  if (action !== "respond" && !toolNamed(pact, action)) return true;
  if (!isObject(args)) return false;
  const effective = effectiveArguments(pact, action, args);
  const parameters = parametersOf(pact, action);
  if (toolNamed(pact, action)?.closed && !Object.keys(effective).every((name) => parameters.some((parameter) => parameter.name === name))) {
    return false;
  }
  return parameters.every(({ name, type, required }) => {
    const value = property(effective, name);
    return value === undefined ? !required : fits(value, type);
  });
}

/** The JSON Schema a type is printed as: money and percent are numbers, times and durations are texts. */
function fits(value: Json, type: RefType): boolean {
  switch (type.kind) {
    case "text":
    case "time":
    case "duration":
      return typeof value === "string";
    case "enum":
      return typeof value === "string" && type.values.includes(value);
    case "boolean":
      return typeof value === "boolean";
    case "integer":
      return typeof value === "number" && Number.isInteger(value);
    case "number":
    case "percent":
    case "money":
      return typeof value === "number";
    case "list":
      return isList(value) && value.every((item) => fits(item, type.of));
    case "record":
      return (
        isObject(value) &&
        type.fields.every((field) => {
          const inner = property(value, field.name);
          return inner === undefined || fits(inner, field.type);
        })
      );
  }
}

// ── What a clause reads ─────────────────────────────────────────────────────────────────────────────────────────────

/** The names of arguments that a clause reads itself; what its facts are keyed by is not among them. */
export function argumentsRead(pact: RefPact, clause: RefClause): readonly string[] {
  const names = [clause.when, clause.unless].flatMap((condition) => (condition ? namesIn(condition) : []));
  const anArgument = (name: string) =>
    ["respond", ...pact.tools.map((tool) => tool.name)].some((tool) =>
      parametersOf(pact, tool).some((parameter) => parameter.name === name),
    );
  const facts = [...(pact.charter?.facts ?? []), ...pact.facts].map((fact) => fact.name);
  return names.filter((name) => anArgument(name) && !facts.includes(name));
}

const namesInSteps = (steps: readonly RefStep[]): readonly string[] =>
  steps.flatMap((step) => (step.step === "by" ? [step.path.name, ...namesInSteps(step.path.steps)] : []));

const without = (names: readonly string[], variable: string): readonly string[] => names.filter((name) => name !== variable);

function namesInValue(value: RefValue): readonly string[] {
  switch (value.kind) {
    case "path":
      return [value.path.name, ...namesInSteps(value.path.steps)];
    case "arithmetic":
      return [...namesInValue(value.left), ...namesInValue(value.right)];
    case "function":
    case "judge":
      return namesInValue(value.of);
    case "filtered":
      return [value.list.name, ...namesInSteps(value.list.steps), ...without(namesIn(value.where), value.variable)];
    case "count calls":
    case "sum calls":
      return value.past.same;
    default:
      return [];
  }
}

function namesIn(condition: RefCondition): readonly string[] {
  switch (condition.kind) {
    case "and":
    case "or":
      return condition.parts.flatMap(namesIn);
    case "not":
      return namesIn(condition.part);
    case "after":
      return condition.past.same;
    case "quantified": {
      const { list, satisfies, variable } = condition;
      return [list.name, ...namesInSteps(list.steps), ...without(namesIn(satisfies), variable)];
    }
    case "holds":
    case "known":
      return namesInValue(condition.value);
    case "in": {
      const among = "name" in condition.among ? [{ kind: "path" as const, path: condition.among }] : condition.among;
      return [condition.left, ...among].flatMap(namesInValue);
    }
    case "compare":
    case "starts with":
    case "ends with":
    case "contains":
      return [...namesInValue(condition.left), ...namesInValue(condition.right)];
    case "inside":
    case "like":
    case "matches":
      return namesInValue(condition.left);
    case "comes from": {
      const places = condition.origins.flatMap((origin) => namesInSteps(origin.at ?? []));
      return [condition.value.name, ...namesInSteps(condition.value.steps), ...places];
    }
  }
}
