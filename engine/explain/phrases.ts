// Words put together: names as they are spoken, lists with their last word, numbers, times and quotations.
import type { Duration, Literal, Name, TextLiteral, Tool } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";

/** `order_id` is spoken `order id`. Nothing a name can hold is read as a mark of ours. */
export const spoken = (name: string): string => clean(name.replaceAll("_", " ")).trim() || "something without a name";

/** A name as it is spelled. */
export const spelled = (name: string): string => clean(name) || "something without a name";

/** What somebody wrote, word for word. */
export const quoted = (text: string): string => `“${clean(text).replaceAll(/[“”]/g, "'")}”`;

const clean = (text: string): string => text.replaceAll(/[\s\p{Cc}\p{Cf}\p{Cs}]+/gu, " ").trim();

export function listed(words: readonly string[], last: "and" | "or" = "and"): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
}

export const plural = (count: number, one: string, many = `${one}s`): string => `${grouped(String(count))} ${count === 1 ? one : many}`;

/** `40000` → `40,000`. */
export function grouped(digits: string): string {
  const [whole = "", fraction] = digits.split(".");
  return `${whole.replaceAll(/\B(?=(\d{3})+$)/g, ",")}${fraction === undefined ? "" : `.${fraction}`}`;
}

export function duration({ digits, unit }: Pick<Duration, "digits" | "unit">): string {
  const whole = units[unit] ?? unit;
  const one = whole.replace(/s$/, "");
  return digits === "1" ? `1 ${one}` : `${grouped(digits)} ${one}s`;
}
const units: Readonly<Record<string, string>> = { ms: "milliseconds", s: "seconds" };

/** `90 days` → `every 90 days`, `1 day` → `every day`. */
export const every = (node: Duration): string => `every ${duration(node).replace(/^1 /, "")}`;

/** `1 hour` → `the last hour`. */
export const lastOf = (node: Duration): string => `the last ${duration(node).replace(/^1 /, "")}`;

export function literal(node: Literal): string {
  switch (node.kind) {
    case "text":
      return quoted(node.value);
    case "number":
      if (node.unit === undefined) return grouped(node.digits);
      return /^[A-Z]{3}$/.test(node.unit) || node.unit === "tokens"
        ? `${grouped(node.digits)} ${node.unit}`
        : duration({ ...node, unit: node.unit });
    case "percent":
      return `${grouped(node.digits)}%`;
    case "moment":
      return moment(node.text);
    case "boolean":
      return node.value ? "yes" : "no";
    default:
      return assertNever(node);
  }
}

const months = "January February March April May June July August September October November December".split(" ");

/** `2026-12-01T10:00:00Z` → `1 December 2026 at 10:00:00 UTC`. */
export function moment(text: string): string {
  const [, year = "", month = "", day = "", time, zone] = /^(\d+)-(\d+)-(\d+)(?:T([\d:.]+)(.*))?$/.exec(text) ?? [];
  const name = months[Number(month) - 1];
  if (!name) return spelled(text);
  const where = zone === "Z" ? " UTC" : zone ? ` (${zone} from UTC)` : "";
  return `${Number(day)} ${name} ${year}${time ? ` at ${time}${where}` : ""}`;
}

/** `flights` → `flight`; undefined for what is no plural. */
export function singular(word: string): string | undefined {
  if (/ies$/.test(word)) return word.replace(/ies$/, "y");
  if (/(?:ss|x|ch|sh)es$/.test(word)) return word.replace(/es$/, "");
  return /[^s]s$/.test(word) ? word.slice(0, -1) : undefined;
}

/** `delivered_at` → `delivered`: when something was done. */
export const doneAt = (name: string): string | undefined => /^(\w+(?:ed|aid|ent|ade))_at$/.exec(name)?.[1]?.replaceAll("_", " ");

export const possessive = (noun: string): string => (noun.endsWith("s") ? `${noun}'` : `${noun}'s`);

export const symbol = (node: Name | TextLiteral): string => (node.kind === "name" ? spoken(node.text) : quoted(node.value));

export const names = (nodes: readonly Name[], last: "and" | "or" = "and"): string =>
  listed(
    nodes.map(({ text }) => spoken(text)),
    last,
  );

export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** Without a second full stop behind a quotation that has its own. */
export const ended = (text: string): string => text.replaceAll(/([.!?…]”)\./g, "$1");

/** A pattern of tool names: `get_*`. */
export function patternWords(pattern: string): string {
  if (/^\*+$/.test(pattern)) return "any tool";
  const [, before, name, behind] = /^(\**)([^*]*)(\**)$/.exec(pattern) ?? [];
  if (name === undefined) return `any tool whose name has the form ${quoted(pattern)}`;
  const how = before && behind ? "has" : before ? "ends with" : "begins with";
  return `any tool whose name ${how} ${quoted(name)}${before && behind ? " in it" : ""}`;
}

/** A tool, or any of those a pattern names. */
export const toolName = (tool: Tool): string => (tool.kind === "pattern" ? patternWords(tool.text) : spelled(tool.text));
