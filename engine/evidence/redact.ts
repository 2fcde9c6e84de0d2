// What must not be on record in clear is taken out before anything is written: by the name of its field, and by its value wherever else
// that stands. A salted digest stays, by which whoever knows value and salt can show what it was.
import { joined, toHex, utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical.ts";
import type { Entry } from "./entry.ts";
import type { Hashing } from "./ports.ts";

export interface Redacting {
  /** The names of fields, wherever they stand. */
  readonly fields: readonly string[];
  /** Kept outside the log; without it nobody can try values against the digests. */
  readonly salt: Uint8Array;
  readonly hashing: Hashing;
}

export const redactedText = "[redacted]";
/** Shorter values would be found in every other word. */
const shortestValue = 4;

/** The values of those fields, wherever they stand in what is given: also inside a text that is JSON, as tools answer. */
export function valuesIn(given: unknown, { fields }: Pick<Redacting, "fields">): Set<string> {
  const values = new Set<string>();
  collect(given, new Set(fields), new Map(), values);
  return values;
}

/** The entry without them, and without their values and the `known` ones: what earlier entries, or the whole session, said of them. */
export function redact(entry: Entry, redacting: Redacting, known: Iterable<string> = []): Entry {
  const fields = new Set(redacting.fields);
  const found = new Map<string, unknown>();
  const values = new Set(known);
  collect(entry, fields, found, values);
  if (values.size === 0 && found.size === 0) return entry;
  const longestFirst = [...values].filter(({ length }) => length >= shortestValue).sort((a, b) => b.length - a.length);
  const text = (given: string): string => longestFirst.reduce((whole, value) => whole.replaceAll(value, redactedText), given);
  const redacted = Object.fromEntries([...found].map(([name, value]) => [name, digestOf(value, redacting)]));
  const clean = without(entry, fields, text) as Entry;
  return { ...clean, ...(found.size > 0 && { redacted: { ...entry.redacted, ...redacted } }) };
}

const digestOf = (value: unknown, { salt, hashing }: Redacting): string =>
  `sha256:${toHex(hashing.sha256(joined(salt, utf8(canonicalJson(value)))))}`;

function collect(value: unknown, fields: ReadonlySet<string>, found: Map<string, unknown>, values: Set<string>): void {
  if (typeof value === "string") collect(jsonIn(value), fields, found, values);
  else if (Array.isArray(value)) for (const each of value) collect(each, fields, found, values);
  else if (typeof value === "object" && value !== null) {
    for (const [name, each] of Object.entries(value)) {
      if (!fields.has(name)) collect(each, fields, found, values);
      else {
        // Of two fields with one name both are covered by the digest.
        found.set(name, found.has(name) ? [found.get(name), each] : each);
        leaves(each, values);
      }
    }
  }
}

/** What a text says that is a JSON object or array; undefined of any other. */
function jsonIn(text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function leaves(value: unknown, values: Set<string>): void {
  if (typeof value === "string") values.add(value);
  else if (typeof value === "number") values.add(String(value));
  else if (typeof value === "object" && value !== null) for (const each of Object.values(value)) leaves(each, values);
}

function without(value: unknown, fields: ReadonlySet<string>, text: (given: string) => string): unknown {
  if (typeof value === "string") return textWithout(value, fields, text);
  // A number that is one of the values would say it as well as the field did.
  if (typeof value === "number") return text(String(value)) === String(value) ? value : redactedText;
  if (Array.isArray(value)) return value.map((each) => without(each, fields, text));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([name]) => !fields.has(name))
      .map(([name, each]) => [text(name), without(each, fields, text)]),
  );
}

/** A text that is JSON is spelled again where something was in it: escaped, a value is found by no search. */
function textWithout(given: string, fields: ReadonlySet<string>, text: (given: string) => string): string {
  const json = jsonIn(given);
  if (json === undefined) return text(given);
  const clean = JSON.stringify(without(json, fields, text));
  return clean === JSON.stringify(json) ? text(given) : clean;
}
