// The language's types as Cedar types: what a context can carry, and what a policy can read of it.
import type { FieldType, Type } from "../analysis/types.ts";
import { quote } from "./cedar-expression.ts";

/** How a value travels in the context. `presence`: Cedar has no type for it, so that `true` says that it is there. */
export type Carrier =
  | { readonly kind: "String" | "Long" | "decimal" | "Bool" | "presence" }
  | { readonly kind: "Set"; readonly of: Carrier }
  | { readonly kind: "Record"; readonly fields: ReadonlyMap<string, { readonly carrier: Carrier; readonly required: boolean }> };

export function carrierOf(type: Type): Carrier {
  switch (type.kind) {
    case "text":
    case "enum":
    case "time":
    case "duration":
      return { kind: "String" };
    case "boolean":
      return { kind: "Bool" };
    case "integer":
      return { kind: "Long" };
    case "number":
    case "money":
    case "percent":
      return { kind: "decimal" };
    case "any":
      return { kind: "presence" };
    case "list": {
      const of = carrierOf(type.of);
      return of.kind === "presence" ? of : { kind: "Set", of };
    }
    case "record":
      return isTaken(type) ? { kind: "presence" } : recordCarrier(type.fields);
  }
}

/** Cedar's JSON form reads these names as something else. */
const taken = new Set(["__entity", "__extn", "__expr"]);
export const isTaken = (type: Type): boolean => type.kind === "record" && [...type.fields.keys()].some((name) => taken.has(name));

function recordCarrier(fields: ReadonlyMap<string, FieldType>): Carrier {
  const carried = [...fields].map(
    ([name, field]) => [name, { carrier: carrierOf(field.type), required: field.required && !field.nullable }] as const,
  );
  return { kind: "Record", fields: new Map(carried) };
}

/** May a condition compare it? The host supplies facts of these types; what else it knows, no exported policy reads. */
export const isReadable = (type: Type): boolean =>
  type.kind === "record" ? !isTaken(type) : !["any", "list", "time", "duration"].includes(type.kind);

/** Of a record that the host supplies: the fields that can be read, each of which may be missing. */
export const readableFields = (fields: ReadonlyMap<string, FieldType>): ReadonlyMap<string, FieldType> =>
  new Map(
    [...fields].flatMap(([name, { type }]) =>
      isReadable(type)
        ? [[name, { type: type.kind === "record" ? { ...type, fields: readableFields(type.fields) } : type, required: false }]]
        : [],
    ),
  );

/** As a Cedar schema writes it. */
export function typeText(carrier: Carrier): string {
  switch (carrier.kind) {
    case "presence":
      return "Bool";
    case "Set":
      return `Set<${typeText(carrier.of)}>`;
    case "Record": {
      const fields = [...carrier.fields].map(
        ([name, { carrier, required }]) => `${quote(name)}${required ? "" : "?"}: ${typeText(carrier)}`,
      );
      return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
    }
    default:
      return carrier.kind;
  }
}
