// Cedar expressions as small trees that simplify themselves, and Cedar's way of writing texts, names and decimals.
// Syntax: docs.cedarpolicy.com/policies/syntax-grammar.html, Cedar language 4.5.
import { isIntegral, type Num, showNum } from "../decision/decimal.ts";

/** Yes, no, or something to be evaluated. `atom` binds tightest; everything else is put in parentheses where it must be. */
export type Expression =
  | boolean
  | { readonly kind: "atom" | "relation" | "not" | "if"; readonly text: string }
  | { readonly kind: "and" | "or"; readonly parts: readonly Exclude<Expression, boolean>[] };

export const atom = (text: string): Expression => ({ kind: "atom", text });
export const relation = (text: string): Expression => ({ kind: "relation", text });

export const and = (...parts: readonly Expression[]): Expression => joined("and", parts);
export const or = (...parts: readonly Expression[]): Expression => joined("or", parts);

/** The parts of one kind side by side, each once: in `and` the first stays, since what follows may rely on its `has`. */
function joined(kind: "and" | "or", parts: readonly Expression[]): Expression {
  const decides = kind === "or";
  const found = new Map<string, Exclude<Expression, boolean>>();
  for (const part of parts.flatMap<Expression>((each) => (typeof each !== "boolean" && each.kind === kind ? each.parts : [each]))) {
    if (part === decides) return decides;
    if (typeof part !== "boolean" && !found.has(write(part))) found.set(write(part), part);
  }
  const [only, ...others] = found.values();
  if (only === undefined) return !decides;
  return others.length === 0 ? only : { kind, parts: [only, ...others] };
}

export function not(of: Expression): Expression {
  if (typeof of === "boolean") return !of;
  return { kind: "not", text: of.kind === "atom" ? `!${of.text}` : `!(${write(of)})` };
}

/** `then` where `known` holds and `otherwise` where it does not; Cedar evaluates only the one that is taken. */
export function choose(known: Expression, then: Expression, otherwise: boolean): Expression {
  if (known === true || then === otherwise) return then;
  if (known === false) return otherwise;
  if (typeof then === "boolean") return then ? known : not(known);
  return otherwise ? { kind: "if", text: `if ${write(known)} then ${write(then)} else true` } : and(known, then);
}

export function write(of: Expression): string {
  if (typeof of === "boolean") return String(of);
  return "text" in of ? of.text : of.parts.map(grouped).join(of.kind === "and" ? " && " : " || ");
}

/** At the head of a policy, the parts of a conjunction stand below each other. */
export function writeLines(of: Expression, indent: string): string {
  if (typeof of === "boolean" || of.kind !== "and") return `${indent}${write(of)}`;
  return of.parts.map((part) => `${indent}${grouped(part)}`).join(" &&\n");
}

const grouped = (part: Exclude<Expression, boolean>): string =>
  part.kind === "and" || part.kind === "or" || part.kind === "if" ? `(${write(part)})` : write(part);

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A text in quotes; what is not plainly visible is written as `\u{…}`. */
export const quote = (text: string): string => `"${escaped(text)}"`;
const escaped = (text: string): string =>
  text.replace(/["\\]|[\p{C}\p{Z}]/gu, (char) => (char === " " ? char : /["\\]/.test(char) ? `\\${char}` : codePoint(char)));
const codePoint = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;

/** The pattern of `like`: the texts literally, and anything at all between one and the next. */
export const pattern = (...literals: readonly string[]): string =>
  `"${literals.map((literal) => escaped(literal).replaceAll("*", "\\*")).join("*")}"`;

export const set = (texts: readonly string[]): string => `[${texts.map(quote).join(", ")}]`;
export const entity = (type: "Agent" | "Pact" | "Action", id: string): string => `${type}::${quote(id)}`;

const reserved = new Set(["true", "false", "if", "then", "else", "in", "is", "like", "has", "__cedar"]);
const isIdentifier = (name: string): boolean => /^[A-Za-z_][A-Za-z_0-9]*$/.test(name) && !reserved.has(name);

/** `context.args.amount` of `["args", "amount"]`. */
export const access = (path: readonly string[]): string =>
  path.reduce((text, name) => (isIdentifier(name) ? `${text}.${name}` : `${text}[${quote(name)}]`), "context");

/** Is every step of the path there? An attribute that is not would be an error, and an erroring policy counts for nothing. */
export function has(path: readonly string[]): Expression {
  if (path.every(isIdentifier)) return relation(`context has ${path.join(".")}`);
  return and(...path.map((name, i) => relation(`${access(path.slice(0, i))} has ${isIdentifier(name) ? name : quote(name)}`)));
}

// ── Numbers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const long = 2n ** 63n;
/** A whole number as Cedar writes it; undefined where it is none, or outside 64 bits. */
export function longText(value: Num): string | undefined {
  if (!isIntegral(value)) return undefined;
  const whole = BigInt(showNum(value));
  return whole >= -long && whole < long ? String(whole) : undefined;
}

/** A decimal with one to four digits behind the point and 64 bits in all; undefined where it does not fit exactly. */
export function decimalText(value: Num): string | undefined {
  const [whole = "", fraction = ""] = showNum(value).split(".");
  if (fraction.length > 4) return undefined;
  const units = BigInt(`${whole}${fraction.padEnd(4, "0")}`);
  return units >= -long && units < long ? `${whole}.${fraction || "0"}` : undefined;
}
