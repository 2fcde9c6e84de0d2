// Values of conditions as Cedar operands: where in the context they stand, and when they are known.
import type { Path, Value as ValueNode } from "../../grammar/index.ts";
import { assertNever, durationUnits, show } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import { parametersOf } from "../analysis/model.ts";
import { type Root, resolveRoot, rootName, type Scope, typeAlong } from "../analysis/scope.ts";
import { any, type Type } from "../analysis/types.ts";
import { isNum, type Num, parseNum } from "../decision/decimal.ts";
import { percentOf, toRaw, typed, type Value } from "../decision/values.ts";
import { access, and, decimalText, type Expression, has, longText, quote, relation, set, write } from "./cedar-expression.ts";
import { isReadable, isTaken } from "./cedar-types.ts";

export type Kind = "text" | "boolean" | "long" | "decimal";
/** What is read of the context. `there`: the attribute is; `known`: and it is one of the `values` its enumeration has. */
export interface Read {
  readonly is: "read";
  readonly kind: Kind;
  readonly text: string;
  readonly there: Expression;
  readonly known: Expression;
  readonly values?: readonly string[];
}
export type Operand =
  | Read
  | { readonly is: "constant"; readonly value: string | boolean | Num }
  /** It is there or not, and nothing else can be asked of it. */
  | { readonly is: "opaque"; readonly known: Expression; readonly why: string }
  /** Nobody will ever know it. */
  | { readonly is: "unknown" }
  | { readonly is: "unsayable"; readonly why: string };

/** Where a condition stands: the pact, and the action it is decided for. */
export interface Place {
  readonly model: Model;
  readonly action: string;
}

export const scopeOf = ({ model, action }: Place): Scope => ({ model, action, variables: new Map() });

export function typeOf(node: ValueNode, place: Place): Type {
  if (node.kind !== "path") return any;
  const root = resolveRoot(rootName(node).text, scopeOf(place));
  return root ? typeAlong(root.type, node.steps.slice(1)).type : any;
}

/** `expected` is the left side's type: its enumeration values win over names. */
export function operandOf(node: ValueNode, place: Place, expected?: Type): Operand {
  switch (node.kind) {
    case "text":
      return node.value.isWellFormed() ? { is: "constant", value: node.value } : unsayable(node, "is no well-formed Unicode");
    case "boolean":
      return { is: "constant", value: node.value };
    case "percent":
      return number(percentOf(node.digits));
    case "number":
      return node.unit !== undefined && durationUnits.includes(node.unit)
        ? unsayable(node, "is a duration")
        : number(parseNum(node.digits));
    case "moment":
      return unsayable(node, "is a time");
    case "path": {
      const only = node.steps.length === 1 ? rootName(node).text : undefined;
      if (expected?.kind === "enum" && only !== undefined && expected.values.includes(only)) return { is: "constant", value: only };
      return pathOperand(node, place);
    }
    case "arithmetic":
      return unsayable(node, "is arithmetic, which may overflow in Cedar");
    case "function":
      return unsayable(node, place.model.judges.has(node.name.text) ? "asks a judge" : "is a function Cedar does not have");
    case "history":
      return unsayable(node, "counts the past");
    case "filtered":
      return unsayable(node, "looks at each element of a list");
    case "missing":
      return { is: "unknown" };
    default:
      return assertNever(node);
  }
}

const number = (value: Num | undefined): Operand => (value === undefined ? { is: "unknown" } : { is: "constant", value });
const unsayable = (node: ValueNode, why: string): Operand => ({ is: "unsayable", why: `\`${show.value(node)}\` ${why}` });

function pathOperand(node: Path, place: Place): Operand {
  const root = resolveRoot(rootName(node).text, scopeOf(place));
  const names = node.steps.flatMap((step) => (step.kind === "name" ? [step.text] : []));
  if (names.length < node.steps.length) return unsayable(node, "picks from a list or map");
  const base = root && basePath(root, place.model);
  if (!root || !base) return root ? rootOperand(node, root, place.model) : { is: "unknown" };
  const { type, types } = typeAlong(root.type, node.steps.slice(1));
  if (types.length < names.length - 1 || [root.type, ...types].some(isTaken)) return unsayable(node, "is of no type Cedar has");
  const path = [...base, ...names.slice(1)];
  if (root.role === "argument") return argumentOperand(node, place, path, type);
  return operandAt(node, path, type, true);
}

/** Where a root stands in the context; undefined where the context does not have it. */
function basePath(root: Root, model: Model): readonly string[] | undefined {
  if (root.role === "argument") return ["args", root.name];
  if (root.role === "fact") return root.fact.member.source ? undefined : ["facts", root.name];
  if (root.role === "principal") return model.principal && ["principal"];
  return ["user", "team", "session"].includes(root.name) ? [root.name] : undefined;
}

/** What stands nowhere in the context: the agent is known when the export is written, the rest Cedar cannot see. */
function rootOperand(node: Path, root: Root, { agent }: Model): Operand {
  if (root.role === "fact")
    return unsayable(node, root.fact.member.source?.kind === "message-source" ? "is read from messages" : "is read from results");
  if (root.name !== "agent") return unsayable(node, "is a time");
  if (node.steps.length > 1 || agent === undefined) return { is: "unknown" };
  return agent.isWellFormed() ? { is: "constant", value: agent } : unsayable(node, "is no well-formed Unicode");
}

/** An omitted argument takes its default, so that one with a default is always known. */
function argumentOperand(node: Path, { model, action }: Place, path: readonly string[], type: Type): Operand {
  const plain = operandAt(node, path, type, false);
  const field = parametersOf(action, model.catalogue)?.get(path[1]!);
  const value = field && typed(toRaw(field.default) ?? null, field.type, model.timezone);
  if (value === undefined || type.kind === "list") return plain;
  const written = plain.is === "read" && path.length === 2 ? literal(value, plain.kind) : undefined;
  if (plain.is !== "read" || written === undefined) return unsayable(node, "has a default that Cedar cannot hold");
  return { ...plain, text: `(if ${write(has(path))} then ${plain.text} else ${written})`, there: true, known: true };
}

/** `supplied` by the host: a text that is no value of its enumeration is unknown. Of an argument, it breaks the schema. */
function operandAt(node: Path, path: readonly string[], type: Type, supplied: boolean): Operand {
  const [there, text] = [has(path), access(path)];
  const kind = kindOf(type);
  if (type.kind === "enum") {
    const { values } = type;
    if (!values.every((value) => value.isWellFormed())) return unsayable(node, "has values that are no well-formed Unicode");
    const known = supplied ? and(there, relation(`${set(values)}.contains(${text})`)) : there;
    return { is: "read", kind: "text", text, there, known, values };
  }
  if (kind) return { is: "read", kind, text, there, known: there };
  const what = { record: "a record", any: "of no type Cedar has", list: "a list" }[type.kind as string] ?? `a ${type.kind}`;
  const why = `\`${show.value(node)}\` is ${what}`;
  const opaque = type.kind === "record" ? !supplied || isReadable(type) : type.kind === "any" && !supplied;
  return opaque ? { is: "opaque", known: there, why } : { is: "unsayable", why };
}

function kindOf({ kind }: Type): Kind | undefined {
  if (kind === "text" || kind === "boolean") return kind;
  if (kind === "integer") return "long";
  return kind === "number" || kind === "money" || kind === "percent" ? "decimal" : undefined;
}

/** A constant as Cedar writes it; undefined where it does not fit the kind exactly. */
export function literal(value: Value, kind: Kind): string | undefined {
  if (typeof value === "string") return kind === "text" && value.isWellFormed() ? quote(value) : undefined;
  if (typeof value === "boolean") return kind === "boolean" ? String(value) : undefined;
  if (!isNum(value)) return undefined;
  if (kind === "long") return longText(value);
  const text = kind === "decimal" ? decimalText(value) : undefined;
  return text && `decimal("${text}")`;
}
