// The points at which a clause turns: what it compares with constants, and what it then does just below, at and just above.
import { type Condition, type Conditions, durationUnits, groupedDigits, type Name, show, type Value } from "../../grammar/index.ts";
import { type Model, parametersOf } from "../analysis/model.ts";
import { resolveRoot, typeAlong } from "../analysis/scope.ts";
import type { Type } from "../analysis/types.ts";
import { durationSeconds, timeFromText } from "../decision/calendar.ts";
import { compareNum, type Num, negative, parseNum, plus, showNum } from "../decision/decimal.ts";

/** A value a clause compares with constants, and the points around those, in order. */
export interface Boundary {
  readonly subject: Value;
  /** As it is written. */
  readonly text: string;
  readonly points: readonly Point[];
}

export interface Point {
  /** As a person says it: `499.99 USD`, `1 second over 30 days`. */
  readonly label: string;
  /** As a pact writes it, where it can: `499.99 USD`. */
  readonly literal: string | undefined;
  readonly at: Num;
}

interface Constant {
  readonly at: Num;
  readonly measure: string;
  readonly label: string;
}

type Comparison = Extract<Condition, { kind: "comparison" }>;

export function boundariesOf(conditions: Conditions, actions: ReadonlySet<string>, model: Model): Boundary[] {
  const found = new Map<string, { subject: Value; text: string; points: Point[] }>();
  for (const node of comparisonsIn(conditions)) {
    const sides = sidesOf(node, model);
    if (!sides) continue;
    const text = show.value(sides.subject);
    const key = `${text} ${sides.constant.measure}`;
    const entry = found.get(key) ?? { subject: sides.subject, text, points: [] };
    entry.points.push(...pointsAround(sides.constant, typeOf(sides.subject, [...actions], model)));
    found.set(key, entry);
  }
  return [...found.values()].map(({ points, ...rest }) => ({ ...rest, points: inOrder(points) }));
}

/** Does the clause apply there, as far as this value alone decides it? undefined: the rest of the condition decides. */
export function appliesAt({ when, unless }: Conditions, { text }: Boundary, point: Point, model: Model): boolean | undefined {
  const truth = (node: Condition): boolean | undefined => truthAt(node, text, point.at, model);
  return both([when ? truth(when) : true, unless ? opposite(truth(unless)) : true]);
}

function truthAt(node: Condition, subject: string, at: Num, model: Model): boolean | undefined {
  const inside = (each: Condition) => truthAt(each, subject, at, model);
  switch (node.kind) {
    case "and":
      return both(node.operands.map(inside));
    case "or":
      return opposite(both(node.operands.map((each) => opposite(inside(each)))));
    case "not":
      return opposite(inside(node.operand));
    case "parenthesised":
      return inside(node.inner);
    case "comparison": {
      const sides = sidesOf(node, model);
      return sides && show.value(sides.subject) === subject ? compares(sides.operator, compareNum(at, sides.constant.at)) : undefined;
    }
    default:
      return undefined;
  }
}

const opposite = (truth: boolean | undefined) => (truth === undefined ? undefined : !truth);
const both = (truths: readonly (boolean | undefined)[]): boolean | undefined =>
  truths.includes(false) ? false : truths.includes(undefined) ? undefined : true;

function compares(operator: Comparison["operator"], order: number): boolean {
  const tests = { "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0, is: order === 0, "is not": order !== 0 };
  return tests[operator];
}

/** Comparisons outside of quantifiers: inside, the value is another for each element. */
export function comparisonsIn({ when, unless }: Conditions): Comparison[] {
  const inside = (node: Condition | undefined): Comparison[] => {
    switch (node?.kind) {
      case "and":
      case "or":
        return node.operands.flatMap(inside);
      case "not":
        return inside(node.operand);
      case "parenthesised":
        return inside(node.inner);
      case "comparison":
        return [node];
      default:
        return [];
    }
  };
  return [...inside(when), ...inside(unless)];
}

const turned: Readonly<Record<Comparison["operator"], Comparison["operator"]>> = {
  "<": ">",
  "<=": ">=",
  ">": "<",
  ">=": "<=",
  is: "is",
  "is not": "is not",
};

/** The value on the left and the constant on the right, whichever way it is written. */
function sidesOf({ left, operator, right }: Comparison, model: Model) {
  const [a, b] = [constantOf(left, model), constantOf(right, model)];
  if (b && !a) return { subject: left, operator, constant: b };
  return a && !b ? { subject: right, operator: turned[operator], constant: a } : undefined;
}

function constantOf(node: Value, { timezone }: Model): Constant | undefined {
  if (node.kind === "percent") return constant(parseNum(node.digits), "percent", node);
  if (node.kind === "moment") return constant(timeFromText(node.text, timezone ?? "UTC")?.ms, "time", node);
  if (node.kind !== "number") return undefined;
  const { unit = "" } = node;
  if (durationUnits.includes(unit)) return constant(durationSeconds(node.digits, unit), "duration", node);
  return constant(parseNum(node.digits), unit, node);
}
const constant = (at: Num | undefined, measure: string, node: Value): Constant | undefined =>
  at === undefined ? undefined : { at, measure, label: show.value(node) };

// ── Points ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function pointsAround(constant: Constant, type: Type | undefined): Point[] {
  const step = stepOf(constant, type);
  return [plus(constant.at, negative(step)), constant.at, plus(constant.at, step)].map((at) => pointAt(at, constant));
}

/** The smallest step that is told: a cent, a whole number, a second, the last digit of a percentage. */
function stepOf({ measure, label }: Constant, type: Type | undefined): Num {
  if (measure === "duration") return 1;
  if (measure === "time") return 1000;
  if (measure === "percent") return parseNum(decimals(label) === 0 ? "1" : `0.${"1".padStart(decimals(label), "0")}`)!;
  if (measure === "tokens" || type?.kind === "integer") return 1;
  return parseNum("0.01")!;
}
const decimals = (label: string): number => /\.(\d+)/.exec(label)?.[1]?.length ?? 0;

function pointAt(at: Num, { at: middle, measure, label }: Constant): Point {
  const order = compareNum(at, middle);
  if (order === 0) return { at, label, literal: label };
  if (measure === "duration") return { at, label: `1 second ${order < 0 ? "under" : "over"} ${label}`, literal: `${showNum(at)} seconds` };
  if (measure === "time") return { at, label: `1 second ${order < 0 ? "before" : "after"} ${label}`, literal: undefined };
  const digits = groupedDigits(showNum(at));
  const literal = measure === "percent" ? `${digits}%` : `${digits}${measure ? ` ${measure}` : ""}`;
  return { at, label: literal, literal };
}

function inOrder(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => compareNum(a.at, b.at));
  return sorted.filter((point, i) => i === 0 || compareNum(point.at, sorted[i - 1]!.at) !== 0);
}

// ── Types ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The type of a value under the first of the actions it means something for. */
export function typeOf(node: Value, actions: readonly string[], model: Model): Type | undefined {
  switch (node.kind) {
    case "path": {
      const [root, ...steps] = node.steps;
      for (const action of [...actions, undefined]) {
        const found = resolveRoot((root as Name).text, { model, action, variables: new Map() });
        if (found) return typeAlong(found.type, steps).type;
      }
      return undefined;
    }
    case "arithmetic":
      return typeOf(node.left, actions, model);
    case "function":
      return ["count", "length"].includes(node.name.text) ? { kind: "integer" } : undefined;
    case "history": {
      if (node.name.text === "count") return { kind: "integer" };
      return parametersOf(node.past.tool.text, model.catalogue)?.get(node.what.text)?.type;
    }
    case "filtered":
      return { kind: "integer" };
    default:
      return undefined;
  }
}
