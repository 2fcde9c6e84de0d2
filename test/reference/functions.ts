// Arithmetic, the five functions (count, sum, length, age, domain), globs and folders. Undefined stands for unknown.
import type { Truth } from "./model.ts";
import { type Scope, valueOfPath } from "./scope.ts";
import { add, type Decimal, multiply, secondsBetween, subtract, whole } from "./units.ts";
import type { Value } from "./values.ts";

type Operator = "+" | "-" | "*";

const calculate: Readonly<Record<Operator, (left: Decimal, right: Decimal) => Decimal>> = {
  "+": add,
  "-": subtract,
  "*": multiply,
};

/** Numbers with numbers, durations added to durations or multiplied by a number. */
export function arithmetic(operator: Operator, left: Value | undefined, right: Value | undefined): Value | undefined {
  const apply = calculate[operator];
  if (left?.kind === "number" && right?.kind === "number") return { kind: "number", number: apply(left.number, right.number) };
  if (left?.kind === "duration" && right?.kind === "duration" && operator !== "*") {
    return { kind: "duration", seconds: apply(left.seconds, right.seconds) };
  }
  if (operator !== "*") return undefined;
  if (left?.kind === "duration" && right?.kind === "number") return { kind: "duration", seconds: apply(left.seconds, right.number) };
  if (left?.kind === "number" && right?.kind === "duration") return { kind: "duration", seconds: apply(left.number, right.seconds) };
  return undefined;
}

export function callFunction(
  name: "count" | "sum" | "length" | "age" | "domain",
  value: Value | undefined,
  scope: Scope,
): Value | undefined {
  switch (name) {
    case "count":
      return value?.kind === "list" ? { kind: "number", number: whole(value.items.length) } : undefined;
    case "sum":
      return value?.kind === "list" ? sumOf(value.items) : undefined;
    case "length":
      // Spreading a text yields its code points, not its UTF-16 units.
      return value?.kind === "text" ? { kind: "number", number: whole([...value.text].length) } : undefined;
    case "age":
      return value?.kind === "time" ? ageOf(value.instant, scope) : undefined;
    case "domain": {
      const text = value?.kind === "text" ? domainOf(value.text) : undefined;
      return text === undefined ? undefined : { kind: "text", text };
    }
  }
}

/** One unknown element, or one that is no number, makes the sum unknown. */
export function sumOf(items: readonly (Value | undefined)[]): Value | undefined {
  return items.reduce<Value | undefined>((sum, item) => (item?.kind === "number" ? arithmetic("+", sum, item) : undefined), {
    kind: "number",
    number: whole(0),
  });
}

/** How long ago; a future time has no age, and without a clock nothing has. */
function ageOf(instant: number, scope: Scope): Value | undefined {
  const now = valueOfPath({ name: "now", steps: [] }, scope);
  if (now?.kind !== "time" || now.instant < instant) return undefined;
  return { kind: "duration", seconds: secondsBetween(instant, now.instant) };
}

// ── Texts ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What stands behind the `@` of an address or is the host of a URL, in lower case. */
export function domainOf(text: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(text);
  if (url) {
    const authority = url[1] ?? "";
    const host = authority.slice(authority.lastIndexOf("@") + 1).replace(/:\d*$/, "");
    return host === "" ? undefined : host.toLowerCase();
  }
  const at = text.lastIndexOf("@");
  const behind = at < 0 ? "" : text.slice(at + 1);
  return behind === "" ? undefined : behind.toLowerCase();
}

/** A glob over the whole text: one star stays within a folder, two cross folders, a question mark is one character. */
export function globMatches(glob: string, text: string): boolean {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[^*?]/gu, (part) => {
    switch (part) {
      case "**/":
        return "(?:.*/)?";
      case "**":
        return ".*";
      case "*":
        return "[^/]*";
      case "?":
        return "[^/]";
      default:
        return part.replace(/[\\^$.+()[\]{}|/]/u, "\\$&");
    }
  });
  return new RegExp(`^${source}$`, "su").test(text);
}

/** Whether a path leads into a folder, or is it. A relative path or one from a home directory cannot be told. */
export function isInside(folder: string, path: string): Truth {
  const steps = stepsOf(path);
  const base = stepsOf(folder);
  if (!steps || !base) return "unknown";
  return base.every((step, index) => steps[index] === step);
}

/** The folders an absolute path goes through once `.` and `..` are resolved; above the root is the root. */
function stepsOf(path: string): readonly string[] | undefined {
  const slashed = path.replaceAll("\\", "/");
  if (!slashed.startsWith("/")) return undefined;
  const steps: string[] = [];
  for (const step of slashed.split("/")) {
    if (step === "..") steps.pop();
    else if (step !== "" && step !== ".") steps.push(step);
  }
  return steps;
}
