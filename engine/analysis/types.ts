// The types of the language as data, and the few questions asked of them.
import type { TypeNode } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";

export type Type =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "percent" | "duration" | "time" | "any" }
  | { readonly kind: "money"; readonly currency: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, FieldType>; readonly map?: Type };

export interface FieldType {
  readonly type: Type;
  readonly required: boolean;
  /** Null is allowed, and means absent. */
  readonly nullable?: boolean;
  /** The pact narrowed what the schema says; both hold. */
  readonly refined?: boolean;
  readonly description?: string;
  /** The default the schema declares, as JSON. */
  readonly default?: unknown;
}

export const any: Type = { kind: "any" };

/** What a written type means. */
export function typeOfNode(node: TypeNode): Type {
  switch (node.kind) {
    case "scalar":
      return { kind: node.name };
    case "money":
      return { kind: "money", currency: node.currency.text };
    case "enum":
      return { kind: "enum", values: node.values.map((value) => (value.kind === "name" ? value.text : value.value)) };
    case "list":
      return { kind: "list", of: typeOfNode(node.of) };
    case "record-type":
      return {
        kind: "record",
        fields: new Map(node.fields.map(({ name, type }) => [name.text, { type: typeOfNode(type), required: false }])),
      };
    case "missing":
      return any;
    default:
      return assertNever(node);
  }
}

/** How a type is called in messages and hovers; long enumerations are cut. */
export function typeName(type: Type): string {
  switch (type.kind) {
    case "money":
      return `money ${type.currency}`;
    case "enum":
      return `one of ${type.values.slice(0, 6).join(", ")}${type.values.length > 6 ? ", …" : ""}`;
    case "list":
      return `list of ${typeName(type.of)}`;
    case "record":
      return type.fields.size === 0
        ? "record"
        : `{ ${[...type.fields.keys()].slice(0, 6).join(", ")}${type.fields.size > 6 ? ", …" : ""} }`;
    default:
      return type.kind;
  }
}

const numeric = new Set(["integer", "number", "percent", "duration", "money"]);
export const isNumeric = (type: Type): boolean => numeric.has(type.kind);
export const isTextual = (type: Type): boolean => type.kind === "text" || type.kind === "enum";

/** May values of these two types be compared with each other at all? */
export function comparable(a: Type, b: Type): boolean {
  if (a.kind === "any" || b.kind === "any") return true;
  if (a.kind === "money" && b.kind === "money") return a.currency === b.currency;
  if (isTextual(a) && isTextual(b)) return true;
  // A plain number may stand for an amount the catalogue gives no unit, but never for a duration or a percentage.
  const plain = (type: Type) => type.kind === "integer" || type.kind === "number";
  if (plain(a) && plain(b)) return true;
  return a.kind === b.kind;
}

/** `narrow` laid over `base`: what it does not mention is kept, also inside records and lists of records. */
export function refineType(base: Type, narrow: Type): Type {
  if (base.kind === "record" && narrow.kind === "record") {
    const fields = new Map(base.fields);
    for (const [name, field] of narrow.fields) {
      const old = fields.get(name);
      fields.set(name, old ? { ...old, type: refineType(old.type, field.type), refined: true } : field);
    }
    return { ...base, fields };
  }
  if (base.kind === "list" && narrow.kind === "list") return { kind: "list", of: refineType(base.of, narrow.of) };
  return narrow;
}
