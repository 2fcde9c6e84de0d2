// Values in words: `order.status` is the order's status, `age(x)` how old it is.
import type { Past, Path, Step, Value } from "../../grammar/index.ts";
import { condition } from "./conditions.ts";
import { inTheSession, withTheSame } from "./past.ts";
import { doneAt, listed, literal, possessive, spelled, spoken, toolName } from "./phrases.ts";
import { inline } from "./said.ts";
import { isSymbol, ofVariable, typeOf, type Wording, withElement } from "./wording.ts";

export function value(node: Value, wording: Wording): string {
  switch (node.kind) {
    case "path":
      return isSymbol(node, wording) ? spoken(pathText(node)) : path(node, wording);
    case "arithmetic":
      return `${subject(node.left, wording)} ${{ "+": "plus", "-": "minus", "*": "times" }[node.operator]} ${subject(node.right, wording)}`;
    case "function":
      return functionCall(node.name.text, node.args, wording);
    case "history":
      return node.name.text === "sum"
        ? `the total ${spoken(node.what.text)} of earlier calls of ${calls(node.past, wording)}`
        : `the number of calls of ${calls(node.past, wording)}`;
    case "filtered": {
      const inner = withElement(wording, node.variable, node.list);
      return `the number of ${plain(path(node.list, wording))} for which ${inline(condition(node.where, inner))}`;
    }
    case "missing":
      return "something that is not written yet";
    default:
      return literal(node);
  }
}

const calls = (past: Past, wording: Wording): string =>
  [toolName(past.tool), withTheSame(past), inTheSession(past, wording)].filter(Boolean).join(" ");

/** What something is said of: a name alone is no value of an enumeration there. */
export const subject = (node: Value, wording: Wording): string => (node.kind === "path" ? path(node, wording) : value(node, wording));

/** `the passengers` → `passengers`, in `the number of passengers`. */
const plain = (words: string): string => (words.includes(" of ") || /['’]s? /.test(words) ? words : words.replace(/^the /, ""));

function functionCall(name: string, args: readonly Value[], wording: Wording): string {
  const [first] = args;
  const words = args.map((each) => subject(each, wording));
  if (!first) return `what ${spelled(name)} gives`;
  switch (name) {
    case "count":
      return `the number of ${plain(words[0]!)}`;
    case "length":
      return `the length of ${words[0]}`;
    case "age":
      return `the age of ${words[0]}`;
    case "domain":
      return `the mail domain of ${words[0]}`;
    case "sum":
      return `the sum of ${words[0]}`;
    default:
      return `what ${spelled(name)} says of ${listed(words)}`;
  }
}

const pathText = ({ steps }: Path): string => steps.map((step) => (step.kind === "name" ? step.text : "")).join("");

/** From the root on, each step belongs to what stands before it. */
export function path(node: Path, wording: Wording): string {
  const done = doneTo(node, wording);
  if (done) return `the time ${done.what} was ${done.done}`;
  const words = along(node.steps, wording);
  // `paid` alone would be read as a verb.
  return typeOf(node, wording)?.kind === "money" && /(?:ed|paid)$/.test(words) ? `${words} amount` : words;
}

/** `order.delivered_at`: the order, and that it was delivered. */
export function doneTo({ steps }: Path, wording: Wording): { readonly what: string; readonly done: string } | undefined {
  const last = steps.at(-1);
  const done = steps.length > 1 && last?.kind === "name" ? doneAt(last.text) : undefined;
  return done === undefined ? undefined : { what: along(steps.slice(0, -1), wording), done };
}

/** What a path without its last step leads to. */
export const owner = ({ steps }: Path, wording: Wording): string => along(steps.slice(0, -1), wording);

function along([first, ...rest]: readonly Step[], wording: Wording): string {
  const name = first?.kind === "name" ? first.text : "";
  const element = wording.variables.get(name);
  const [next, ...more] = rest;
  if (element === undefined) return stepsFrom(rest, name === "now" ? "the present time" : `the ${spoken(name)}`, wording);
  if (next?.kind === "name") return stepsFrom(more, `${ofVariable(element, wording)} ${spoken(next.text)}`, wording);
  return stepsFrom(rest, wording.variables.size === 1 ? "it" : `the ${element}`, wording);
}

const stepsFrom = (rest: readonly Step[], start: string, wording: Wording): string =>
  rest.reduce((words, step) => stepped(words, step, wording), start);

function stepped(words: string, step: Step, wording: Wording): string {
  if (step.kind === "name") return `${possessive(words)} ${spoken(step.text)}`;
  if (step.index === "*") return `every one of ${words}`;
  if (typeof step.index === "object") return `the entry of ${words} for ${path(step.index, wording)}`;
  return `${ordinals[step.index] ?? `number ${step.index + 1}`} of ${words}`;
}
const ordinals = ["the first", "the second", "the third"];

/** Where inside an answer something stands. */
export function place(at: readonly Step[], wording: Wording): string {
  const [first, ...rest] = at;
  if (!first) return "";
  if (first.kind === "name") return stepsFrom(rest, spoken(first.text), wording);
  return stepped("the answer", first, wording) + rest.map((step) => (step.kind === "name" ? `, its ${spoken(step.text)}` : "")).join("");
}
