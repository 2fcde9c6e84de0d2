// Canonical JSON (RFC 8785): one spelling of a value, so that two who write the same entry write the same bytes. Property names are
// sorted by UTF-16 code units, numbers and strings spelled as ECMAScript spells them.

/** Throws a `RangeError` for what no JSON says alike everywhere: a number that is not finite, half a surrogate pair, anything but JSON. */
export function canonicalJson(value: unknown, depth = 0): string {
  if (depth > deepest) throw new RangeError(`this nests deeper than ${deepest}`);
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "string") return textOf(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw new RangeError(`${value} is no number of JSON`);
    return JSON.stringify(value);
  }
  if (Array.isArray(value)) return `[${value.map((each) => canonicalJson(each, depth + 1)).join()}]`;
  if (typeof value !== "object" || value === undefined) throw new RangeError(`a ${typeof value} is nothing JSON can say`);
  const fields = Object.keys(value)
    .filter((name) => (value as Record<string, unknown>)[name] !== undefined)
    .sort();
  return `{${fields.map((name) => `${textOf(name)}:${canonicalJson((value as Record<string, unknown>)[name], depth + 1)}`).join()}}`;
}
const deepest = 100;

/**
 * Is this text the canonical one of the value it was read as? What is spelled as `JSON.stringify` spells it, with every object's names in
 * order, is; only for what is left the spelling is made. Throws as `canonicalJson` does.
 */
export function isCanonical(text: string, value: unknown): boolean {
  const isPlain = JSON.stringify(value) === text && !text.includes("\\ud") && isSorted(value, 0);
  return isPlain || canonicalJson(value) === text;
}

function isSorted(value: unknown, depth: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  if (depth >= deepest) return false;
  if (Array.isArray(value)) return value.every((each) => isSorted(each, depth + 1));
  let before = "";
  for (const name in value) {
    if (name < before || !isSorted((value as Record<string, unknown>)[name], depth + 1)) return false;
    before = name;
  }
  return true;
}

function textOf(text: string): string {
  if (!text.isWellFormed()) throw new RangeError("a text holds half of a surrogate pair, which is no character");
  return JSON.stringify(text);
}
