// Can a condition be unknown? For whoever asks whether an unknown is still to be tried. A request whose arguments break their
// schema is denied whatever a clause says, so that what the schema requires counts as known.
import type { Condition, Conditions, Name, Past, Path, Step, Value } from "../../grammar/index.ts";
import { assertNever, show } from "../../grammar/index.ts";
import { type Clause, expandActions, type Model, parametersOf } from "./model.ts";
import { resolveRoot, rootName, type Scope, typeAlong } from "./scope.ts";
import { any, type FieldType, type Type } from "./types.ts";

/** Over one of the clause's actions at least. */
export function canBeUnknown({ member: { conditions }, actions }: Pick<Clause, "member" | "actions">, model: Model): boolean {
  return [...actions].some((action) => doubtfulWhole(conditions, { model, scope: { model, action, variables: new Map() }, known: [] }));
}

interface Place {
  readonly model: Model;
  readonly scope: Scope;
  /** Paths of which something else in the condition has asked whether they are known. */
  readonly known: readonly string[];
}

/** `when a unless b` is `a and not b`. */
function doubtfulWhole({ when, unless }: Conditions, place: Place): boolean {
  const inside = knowing(place, [...(when ? guards(when, true) : []), ...(unless ? guards(unless, false) : [])]);
  return (when !== undefined && doubtful(when, inside)) || (unless !== undefined && doubtful(unless, inside));
}

function doubtful(node: Condition, place: Place): boolean {
  const value = (each: Value, expected?: Type) => doubtfulValue(each, place, expected);
  switch (node.kind) {
    case "and":
    case "or": {
      const inside = knowing(
        place,
        node.operands.flatMap((operand) => guards(operand, node.kind === "and")),
      );
      return node.operands.some((operand) => doubtful(operand, inside));
    }
    case "not":
      return doubtful(node.operand, place);
    case "parenthesised":
      return doubtful(node.inner, place);
    case "after":
      return doubtfulPast(node.past, place);
    case "quantified":
      return value(node.list) || doubtful(node.satisfies, withVariable(node.variable, node.list, place));
    case "holds":
      return value(node.value);
    case "comparison":
      return value(node.left) || value(node.right, typeOf(node.left, place));
    case "in":
      return (
        value(node.left) || ("kind" in node.values ? [node.values] : node.values).some((each) => value(each, typeOf(node.left, place)))
      );
    case "like":
    case "matches":
      return value(node.left);
    case "text-test":
      return value(node.left) || value(node.right);
    case "inside": // a relative path is inside nothing that is known
      return true;
    case "comes-from": // a result that cannot be read vouches for nothing
      return value(node.left) || node.origins.some(({ tool }) => tool.text !== "user" && tool.text !== "respond");
    case "known":
    case "missing":
      return false;
    default:
      return assertNever(node);
  }
}

/** `x is known and x > 5` is false where x is unknown, and `x is unknown or x > 5` true: neither is ever unknown for want of x. */
function guards(node: Condition, conjoined: boolean): string[] {
  if (node.kind === "parenthesised") return guards(node.inner, conjoined);
  if (node.kind === (conjoined ? "and" : "or")) return node.operands.flatMap((operand) => guards(operand, conjoined));
  return node.kind === "known" && node.known === conjoined ? [show.value(node.left)] : [];
}
const knowing = (place: Place, paths: readonly string[]): Place =>
  paths.length === 0 ? place : { ...place, known: [...place.known, ...paths] };

function withVariable({ text }: Name, list: Path, place: Place): Place {
  const type = typeOf(list, place);
  const variables = new Map([...place.scope.variables, [text, type.kind === "list" ? type.of : any]]);
  return { ...place, scope: { ...place.scope, variables } };
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function doubtfulValue(node: Value, place: Place, expected?: Type): boolean {
  switch (node.kind) {
    case "path":
      return doubtfulPath(node, place, expected);
    case "arithmetic":
      return doubtfulValue(node.left, place) || doubtfulValue(node.right, place);
    case "function": {
      const judge = place.model.judges.get(node.name.text);
      const mayFail = judge ? judge.onFailure !== "true" && judge.onFailure !== "false" : ["age", "domain"].includes(node.name.text);
      return mayFail || node.args.some((arg) => doubtfulValue(arg, place));
    }
    case "history":
      return node.what.text !== "calls" || doubtfulPast(node.past, place);
    case "filtered":
      return doubtfulPath(node.list, place) || doubtful(node.where, withVariable(node.variable, node.list, place));
    case "text":
    case "number":
    case "percent":
    case "moment":
    case "boolean":
    case "missing":
      return false;
    default:
      return assertNever(node);
  }
}

/** Times of calls may be missing, and so may what is to be the same, here and there. */
function doubtfulPast({ tool, same, within }: Past, { model, scope: { action } }: Place): boolean {
  const tools = [...(action === undefined ? [] : [action]), ...expandActions([tool], model)];
  return within !== undefined || tools.some((each) => same.some(({ text }) => !sure(parametersOf(each, model.catalogue)?.get(text))));
}

function doubtfulPath(node: Path, { model, scope, known }: Place, expected?: Type): boolean {
  const { text } = rootName(node);
  if (expected?.kind === "enum" && node.steps.length === 1 && expected.values.includes(text)) return false;
  if (known.includes(show.path(node))) return false;
  const root = resolveRoot(text, scope);
  const steps = node.steps.slice(1);
  switch (root?.role) {
    case "variable":
      return !sureAlong(root.type, steps);
    case "argument": {
      const field = parametersOf(scope.action!, model.catalogue)?.get(text);
      return steps.length === 0 ? !sure(field) : !present(field) || !sureAlong(root.type, steps);
    }
    case "builtin":
      return text !== "session" && !(text === "agent" && model.agent !== undefined);
    case "fact":
    case "principal":
      return true;
    case undefined:
      return false; // reported elsewhere
    default:
      return assertNever(root);
  }
}

const present = (field: FieldType | undefined): boolean =>
  field !== undefined && ((field.required && !field.nullable) || field.default !== undefined);
/** An absent list is empty, not unknown. */
const sure = (field: FieldType | undefined): boolean =>
  field !== undefined && (field.type.kind === "list" || present(field)) && isRead(field.type);
/** What the schema has checked is read for certain; a text may still be no time. */
const isRead = ({ kind }: Type): boolean => !["any", "time", "duration", "percent"].includes(kind);

function sureAlong(type: Type, steps: readonly Step[]): boolean {
  let field: FieldType | undefined = { type, required: true };
  for (const [i, step] of steps.entries()) {
    if (step.kind !== "name" || field.type.kind !== "record") return false;
    field = field.type.fields.get(step.text);
    if (!field || !(i === steps.length - 1 ? sure(field) : present(field))) return false;
  }
  return isRead(field.type);
}

function typeOf(node: Value, { scope }: Place): Type {
  const root = node.kind === "path" ? resolveRoot(rootName(node).text, scope) : undefined;
  return root && node.kind === "path" ? typeAlong(root.type, node.steps.slice(1)).type : any;
}
