// Which values fit a place, by their types: what is offered is what the checker accepts.
import { comparable, isNumeric, isTextual } from "../../engine/analysis/types.ts";
import type { Type } from "../../engine/index.ts";
import { durationUnits } from "../../grammar/index.ts";

/** May what is compared with `wanted` begin with a value of this type? A path may go on into it, and a number be a factor. */
export function mayBegin(wanted: Type, type: Type): boolean {
  if (comparable(wanted, type)) return true;
  if (type.kind === "list" || type.kind === "record") return holds(type, (part) => mayBegin(wanted, part));
  return wanted.kind === "duration" ? type.kind === "time" || isPlain(type) : isNumeric(wanted) && isPlain(type);
}

/** Can a path that begins with this type lead to a list? */
export const leadsToList = (type: Type): boolean =>
  type.kind === "list" || type.kind === "any" || (type.kind === "record" && holds(type, leadsToList));

/** Can a path that begins with this type lead to something that is added, subtracted or multiplied? */
export const isOperand = (type: Type): boolean =>
  type.kind === "list" || type.kind === "record" ? holds(type, isOperand) : isNumeric(type) || type.kind === "time" || type.kind === "any";

/** May a value of this type be tested so? What is not known is not held against it. */
export function isTestedBy(word: string, type: Type | undefined): boolean {
  if (!type || type.kind === "any" || isTextual(type) || !textTests.has(word)) return true;
  return word === "contains" && type.kind === "list";
}
const textTests = new Set(["starts", "ends", "matches", "contains", "like", "inside"]);

/** The type of a number, date, text, or yes or no that ends with `last`. */
export function typeOfLiteral(before: string | undefined, last: string): Type | undefined {
  if (before && isNumber(before)) {
    if (durationUnits.includes(last)) return { kind: "duration" };
    if (/^[A-Z]{3}$/.test(last)) return { kind: "money", currency: last };
    if (last === "tokens") return { kind: "number" };
  }
  if (isNumber(last)) return { kind: last.includes(".") ? "number" : "integer" };
  if (/^\d/.test(last)) return { kind: last.endsWith("%") ? "percent" : "time" };
  if (last.startsWith('"')) return { kind: "text" };
  return last === "true" || last === "false" ? { kind: "boolean" } : undefined;
}

/** What two values make, as the checker puts them together. */
export function combined(left: Type | undefined, sign: string, right: Type | undefined): Type | undefined {
  if (!left || !right) return undefined;
  if (sign === "-" && left.kind === "time" && right.kind === "time") return { kind: "duration" };
  return sign === "*" && isPlain(left) ? right : left;
}

export const isNumber = (image: string): boolean => /^\d[\d_]*(\.\d+)?$/.test(image);

export const isSign = (image: string): boolean => /^[+*-]$/.test(image);

const isPlain = ({ kind }: Type): boolean => kind === "integer" || kind === "number";

/** A record whose fields nobody told may hold anything. */
function holds(type: Extract<Type, { kind: "list" | "record" }>, test: (part: Type) => boolean): boolean {
  if (type.kind === "list") return test(type.of);
  return type.fields.size === 0 || [...type.fields.values()].some((field) => test(field.type));
}
