// Truths and values: Kleene's logic, reading JSON by a type, and how two values compare. Undefined is an unknown value.
import type { Json, JsonObject, RefType, Truth } from "./model.ts";
import { compare, type Decimal, decimalOf, durationOf, instantOf, isWhole, percentOf } from "./units.ts";

/** What was read from JSON remembers it as `raw`, since provenance compares a value as the call carried it. */
type Scalar = { readonly raw?: Json } & (
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  | { readonly kind: "number"; readonly number: Decimal }
  | { readonly kind: "duration"; readonly seconds: Decimal }
  | { readonly kind: "time"; readonly instant: number }
);

export type Value =
  | Scalar
  | { readonly kind: "list"; readonly items: readonly (Value | undefined)[] }
  | { readonly kind: "record"; readonly fields: ReadonlyMap<string, Value | undefined> };

// ── Truths ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export function and(parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes("unknown") ? "unknown" : true;
}

export function or(parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true;
  return parts.includes("unknown") ? "unknown" : false;
}

export const not = (truth: Truth): Truth => (truth === "unknown" ? "unknown" : !truth);

// ── JSON ────────────────────────────────────────────────────────────────────────────────────────────────────────────

export const isList = (json: Json | undefined): json is readonly Json[] => Array.isArray(json);

export const isObject = (json: Json | undefined): json is JsonObject => typeof json === "object" && json !== null && !isList(json);

/** Own properties only, so that nothing is read that the JSON text does not hold. */
export const property = (object: JsonObject, name: string): Json | undefined => (Object.hasOwn(object, name) ? object[name] : undefined);

export const numberOf = (json: number): Decimal | undefined => decimalOf(String(json));

/** Whether two JSON texts say the same: numbers by value, the order of fields aside. */
export function sameJson(left: Json, right: Json): boolean {
  if (typeof left === "number" && typeof right === "number") return left === right;
  if (isList(left) && isList(right))
    return left.length === right.length && left.every((item, index) => sameJson(item, right[index] ?? null));
  if (isObject(left) && isObject(right)) {
    const names = Object.keys(left);
    return (
      names.length === Object.keys(right).length &&
      names.every((name) => Object.hasOwn(right, name) && sameJson(left[name] ?? null, right[name] ?? null))
    );
  }
  return left === right;
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Reads a value by its type. Null and absence are the same: an empty list, and unknown for everything else. */
export function read(json: Json | undefined, type: RefType, zone: string | undefined): Value | undefined {
  if (type.kind === "list") {
    if (json === undefined || json === null) return { kind: "list", items: [] };
    return isList(json) ? { kind: "list", items: json.map((item) => read(item, type.of, zone)) } : undefined;
  }
  if (type.kind === "record") {
    if (!isObject(json)) return undefined;
    return {
      kind: "record",
      fields: new Map(type.fields.map((field) => [field.name, read(property(json, field.name), field.type, zone)])),
    };
  }
  const value = readScalar(json, type, zone);
  return value && json !== undefined ? { ...value, raw: json } : undefined;
}

function readScalar(json: Json | undefined, type: RefType, zone: string | undefined): Scalar | undefined {
  if (typeof json === "boolean") return type.kind === "boolean" ? { kind: "boolean", value: json } : undefined;
  if (typeof json === "number") return readNumber(json, type);
  if (typeof json === "string") return readText(json, type, zone);
  return undefined;
}

function readNumber(json: number, type: RefType): Scalar | undefined {
  const number = numberOf(json);
  if (!number) return undefined;
  if (type.kind === "integer") return isWhole(number) ? { kind: "number", number } : undefined;
  return ["number", "money", "percent"].includes(type.kind) ? { kind: "number", number } : undefined;
}

function readText(json: string, type: RefType, zone: string | undefined): Scalar | undefined {
  switch (type.kind) {
    case "text":
      return { kind: "text", text: json };
    case "enum":
      return type.values.includes(json) ? { kind: "text", text: json } : undefined;
    case "percent": {
      const digits = json.endsWith("%") ? decimalOf(json.slice(0, -1)) : undefined;
      return digits && { kind: "number", number: percentOf(digits) };
    }
    case "duration": {
      const seconds = durationOf(json);
      return seconds && { kind: "duration", seconds };
    }
    case "time": {
      const instant = instantOf(json, zone);
      return instant === undefined ? undefined : { kind: "time", instant };
    }
    default:
      return undefined;
  }
}

// ── Comparing ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** `left is right`. */
export function equal(left: Value | undefined, right: Value | undefined): Truth {
  if (!left || !right) return "unknown";
  if (left.kind === "text" && right.kind === "text") return left.text === right.text;
  if (left.kind === "boolean" && right.kind === "boolean") return left.value === right.value;
  if (left.kind === "number" && right.kind === "number") return compare(left.number, right.number) === 0;
  if (left.kind === "duration" && right.kind === "duration") return compare(left.seconds, right.seconds) === 0;
  if (left.kind === "time" && right.kind === "time") return left.instant === right.instant;
  if (left.kind === "list" && right.kind === "list") {
    if (left.items.length !== right.items.length) return false;
    return and(left.items.map((item, index) => equal(item, right.items[index])));
  }
  if (left.kind === "record" && right.kind === "record") {
    const names = [...left.fields.keys()];
    if (names.length !== right.fields.size || !names.every((name) => right.fields.has(name))) return false;
    return and(names.map((name) => equal(left.fields.get(name), right.fields.get(name))));
  }
  return false;
}

/** Negative, zero or positive for two numbers, times or durations; undefined for anything else. */
export function order(left: Value | undefined, right: Value | undefined): number | undefined {
  if (left?.kind === "number" && right?.kind === "number") return compare(left.number, right.number);
  if (left?.kind === "duration" && right?.kind === "duration") return compare(left.seconds, right.seconds);
  if (left?.kind === "time" && right?.kind === "time") return Math.sign(left.instant - right.instant);
  return undefined;
}
