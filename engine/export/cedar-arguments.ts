// What the catalogue demands of arguments beyond their types, as a Cedar expression that holds where a call breaks it.
// The keywords are those `decision/schema.ts` checks; what Cedar cannot check of an argument counts as broken.
import { isSchema, type JsonSchema, resolveReference, withoutNull } from "../analysis/catalogue.ts";
import type { Model } from "../analysis/model.ts";
import { parametersOf } from "../analysis/model.ts";
import type { FieldType, Type } from "../analysis/types.ts";
import { isNum } from "../decision/decimal.ts";
import { type Raw, toRaw } from "../decision/values.ts";
import { access, and, atom, type Expression, has, not, or, relation, set } from "./cedar-expression.ts";
import { carrierOf } from "./cedar-types.ts";
import { literal } from "./cedar-value.ts";

/** Holds where the arguments of the action break its schema, or may. `reasons`: what Cedar cannot check of them. */
export function brokenArguments(
  action: string,
  { catalogue }: Model,
): { readonly broken: Expression; readonly reasons: readonly string[] } {
  const parts: Expression[] = [];
  const reasons: string[] = [];
  const root = catalogue.get(action)?.schema ?? {};
  const properties = isSchema(root.properties) ? root.properties : {};
  for (const [name, field] of parametersOf(action, catalogue) ?? []) {
    const path = ["args", name];
    const given = Object.hasOwn(properties, name) ? properties[name] : undefined;
    const demands = [...typeDemands(field.type, path), ...(isSchema(given) ? schemaDemands(given, root, field, path) : [])];
    const whys = demands.filter((each) => typeof each === "string");
    if (field.required && !field.nullable) parts.push(not(has(path)));
    if (whys.length > 0) parts.push(has(path));
    else parts.push(and(has(path), or(...demands.map((each) => not(each as Expression)))));
    if (whys.length > 0) reasons.push(`\`${name}\` of \`${action}\` ${[...new Set(whys)].join(" and ")}`);
  }
  return { broken: or(...parts), reasons };
}

/** Something that must hold of an argument that is there, or why Cedar cannot check it. */
type Demand = Expression | string;

/** Cedar's schema checks kinds of values, of records and sets as well, but no enumerations. */
function typeDemands(type: Type, path: readonly string[]): Demand[] {
  if (type.kind === "enum") return type.values.every((value) => value.isWellFormed()) ? [among(type.values, path)] : ["has odd values"];
  if (type.kind === "list" && type.of.kind === "any") return ["is a list of anything"];
  if (carrierOf(type).kind === "presence" && type.kind !== "any") return ["is of no type Cedar has"];
  return holdsUnchecked(type) ? ["holds what Cedar has no type for"] : [];
}
const among = (values: readonly string[], path: readonly string[]): Expression => atom(`${set(values)}.contains(${access(path)})`);

function holdsUnchecked(type: Type): boolean {
  if (type.kind === "list") return inside(type.of);
  return type.kind === "record" && [...type.fields.values()].some((field) => inside(field.type));
}
const inside = (type: Type): boolean =>
  type.kind === "enum" || (type.kind !== "any" && carrierOf(type).kind === "presence") || holdsUnchecked(type);

/** The keywords that constrain and that a decision checks; all others say nothing, here as there. */
const constraining = new Set(
  (
    "enum const minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern minItems maxItems uniqueItems " +
    "items properties additionalProperties anyOf oneOf allOf not"
  ).split(" "),
);
const saysNothing = (keyword: string, value: unknown): boolean =>
  !constraining.has(keyword) ||
  (keyword === "uniqueItems" && value === false) ||
  (keyword === "additionalProperties" && value === true) ||
  ((keyword === "minLength" || keyword === "minItems") && value === 0);

function schemaDemands(given: JsonSchema, root: JsonSchema, { type }: FieldType, path: readonly string[], depth = 0): Demand[] {
  const referred = depth <= 12 ? resolveReference(given, root) : undefined;
  if (!referred) return ["has a schema that cannot be followed"];
  const { schema } = withoutNull(referred);
  if (schema.$ref !== undefined && schema !== given) return schemaDemands(schema, root, { type, required: false }, path, depth + 1);
  const demands: Demand[] = Array.isArray(schema.type) ? ["is of one of several types"] : [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (!saysNothing(keyword, value)) demands.push(...keywordDemands(keyword, value, type, path));
  }
  return demands;
}

const bounds: Record<string, ">=" | "<=" | ">" | "<"> = { minimum: ">=", maximum: "<=", exclusiveMinimum: ">", exclusiveMaximum: "<" };
const methods = { ">=": "greaterThanOrEqual", "<=": "lessThanOrEqual", ">": "greaterThan", "<": "lessThan" };

function keywordDemands(keyword: string, value: unknown, type: Type, path: readonly string[]): Demand[] {
  const { kind } = carrierOf(type);
  if (bounds[keyword]) return boundDemands(keyword, bounds[keyword], toRaw(value), type, path);
  if (keyword === "enum" && Array.isArray(value) && kind === "String") {
    const texts = value.filter((each) => typeof each === "string" && each.isWellFormed());
    // Null means that the argument is absent.
    if (texts.length > 0 && value.every((each) => each === null || texts.includes(each))) return [among(texts, path)];
  }
  if (keyword === "minLength" && kind === "String" && value === 1) return [relation(`${access(path)} != ""`)];
  if (keyword === "items" && isPlain(value, 0)) return [];
  if (keyword === "properties" && isSchema(value) && Object.values(value).every((each) => isPlain(each, 0))) return [];
  return [keyword === "items" || keyword === "properties" ? "has a schema that constrains its parts" : `has \`${keyword}\` in its schema`];
}

function boundDemands(
  keyword: string,
  operator: keyof typeof methods,
  bound: Raw | undefined,
  type: Type,
  path: readonly string[],
): Demand[] {
  const { kind } = carrierOf(type);
  if (bound === undefined || bound === null || !isNum(bound)) return [];
  if (kind !== "Long" && kind !== "decimal") return kind === "presence" ? [`has a ${keyword}`] : [];
  const text = literal(bound, kind === "Long" ? "long" : "decimal");
  // A percentage may also be a text, which has no bounds.
  if (text === undefined || type.kind === "percent") return [`has a ${keyword} that Cedar cannot hold`];
  return [kind === "Long" ? relation(`${access(path)} ${operator} ${text}`) : atom(`${access(path)}.${methods[operator]}(${text})`)];
}

/** A schema inside a schema that says no more than a type does. */
function isPlain(schema: unknown, depth: number): boolean {
  if (!isSchema(schema)) return schema === true || schema === undefined;
  if (depth > 12 || Array.isArray(schema.type) || schema.$ref !== undefined) return false;
  return Object.entries(schema).every(([keyword, value]) => {
    if (keyword === "items") return isPlain(value, depth + 1);
    if (keyword === "properties") return isSchema(value) && Object.values(value).every((each) => isPlain(each, depth + 1));
    return saysNothing(keyword, value);
  });
}
