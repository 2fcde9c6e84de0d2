// What a schema refuses, in the words of somebody who wrote the value: what was found, and what should stand there. A schema's own words
// depend on the language somebody loaded for them, and speak of types.
import type * as z from "zod/mini";

type Issue = z.core.$ZodIssue;

/** A path inside a value as it is shown: `expect.actions[0].tool`. */
export const pathText = (path: readonly PropertyKey[]): string =>
  path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");

/** A schema's first complaint about a value: at which of its fields, and what. */
export function complaint({ issues }: z.core.$ZodError, value: unknown): { readonly field: string; readonly message: string } {
  const all = furthest(issues[0]!, value, []);
  const [issue] = all;
  const found = valueAt(value, issue!.path);
  return { field: pathText(issue!.path), message: both(found) ?? said(all, found) };
}

/** Of a union none of whose forms fits, the complaints of those that came furthest; of these the ones whose form fits at all. */
function furthest(issue: Issue, value: unknown, before: readonly PropertyKey[]): readonly Issue[] {
  const path = [...before, ...issue.path];
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return [{ ...issue, path }];
  const found = issue.errors.flatMap((errors) => errors.slice(0, 1).flatMap((each) => furthest(each, value, path)));
  const depth = Math.max(...found.map((each) => each.path.length));
  const deep = found.filter((each) => each.path.length === depth);
  const fitting = deep.filter(({ code }) => code !== "invalid_type");
  return fitting.length > 0 ? fitting : deep;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce((each, step) => (typeof each === "object" && each !== null ? Reflect.get(each, step) : undefined), value);
}

/** Two ways of saying which calls are expected, in one object. */
const both = (found: unknown): string | undefined =>
  typeof found === "object" && found !== null && "exactly" in found && "inAnyOrder" in found
    ? "`exactly` and `inAnyOrder` both stand here; keep one of them"
    : undefined;

function said(issues: readonly Issue[], found: unknown): string {
  const [issue] = issues;
  switch (issue!.code) {
    case "unrecognized_keys":
      return `there is no field \`${issue!.keys[0]}\` here`;
    case "too_small":
      return `this is empty; expected ${issue!.origin === "array" ? "at least one item" : "at least one character"}`;
    case "too_big":
      return `this is too long; expected at most ${String(issue!.maximum)} ${issue!.origin === "array" ? "items" : "characters"}`;
    case "invalid_value":
      return `${wordText(found)}; expected one of ${issue!.values.map(String).join(", ")}`;
    case "invalid_union":
      // Of forms that are told apart by a word, none has this one.
      return `${wordText(found)}, which is none of those known here`;
    case "custom":
      return issue!.message;
    default:
      return `${foundText(found)}; expected ${[...new Set(issues.map(expectedText))].join(" or ")}`;
  }
}

const foundText = (found: unknown): string => (found === undefined ? "this is missing" : `this is ${kindOf(found)}`);

/** A word that is none of some is shown. */
const wordText = (found: unknown): string =>
  typeof found === "string" && found.length <= 60 ? `this is \`${found.replaceAll("`", "'")}\`` : foundText(found);

function kindOf(found: unknown): string {
  if (found === null) return "null";
  return Array.isArray(found) ? kinds.array : (kinds[typeof found] ?? typeof found);
}

const kinds: Readonly<Record<string, string>> & { readonly array: string } = {
  array: "a list",
  object: "an object",
  record: "an object",
  string: "a text",
  number: "a number",
  boolean: "true or false",
};

const expectedText = (issue: Issue): string => ("expected" in issue ? (kinds[issue.expected] ?? issue.expected) : "something else");
