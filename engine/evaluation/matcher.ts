// What a case expects of a value: the value itself, a part of an object, or an operator. Numbers are compared by value.
import { compileRegex } from "../analysis/regex.ts";
import { compareNum, isNum, minus, negative } from "../decision/decimal.ts";
import { exactText, isRawObject, own, type Raw } from "../decision/values.ts";

/**
 * JSON as a case writes it. A scalar equals; an object holds what is named, whatever else it holds; a list is as long and matches item by
 * item. An object with one of these names is an operator instead: `$equals` (nothing more and nothing less), `$near` with `$within`,
 * `$matches` (a regular expression of RE2's), `$contains` (a text in a text, whatever its case; an item in a list), `$judge` (a judge of the pact).
 */
export type Matcher = Raw;

/** undefined: it matches. Else why not, and `isUnknown` where that cannot be said. */
export type Mismatch = { readonly why: string; readonly isUnknown?: true } | undefined;

/** Asks a judge of the pact about a text. */
export type AskJudge = (judge: string, text: string) => Promise<boolean | "failed">;

const operators = ["$equals", "$near", "$within", "$matches", "$contains", "$judge"];

/** What is wrong with a matcher, with its place in it; undefined where it can be used. */
export function matcherProblem(matcher: Matcher, judges: ReadonlySet<string>, path = ""): { path: string; message: string } | undefined {
  if (Array.isArray(matcher)) return firstOf(matcher.entries(), (each, i) => matcherProblem(each as Raw, judges, `${path}[${i}]`));
  if (!isRawObject(matcher)) return undefined;
  const names = Object.keys(matcher);
  const wrong = (message: string) => ({ path, message });
  if (!names.some((name) => name.startsWith("$")))
    return firstOf(
      names.map((name) => [name, matcher[name]!] as const),
      (each, name) => matcherProblem(each, judges, `${path}.${name}`),
    );
  const stray = names.find((name) => !operators.includes(name));
  if (stray) return wrong(`\`${stray}\` is no operator; there are ${operators.join(", ")}`);
  if (names.length > 1 && !(names.length === 2 && "$near" in matcher && "$within" in matcher))
    return wrong(`one operator at a time (\`$near\` with \`$within\`), not ${names.join(" and ")}`);
  return operatorProblem(matcher, judges, wrong);
}

function operatorProblem(matcher: Readonly<Record<string, Raw | undefined>>, judges: ReadonlySet<string>, wrong: Wrong) {
  const { $near, $within, $matches, $judge } = matcher;
  if ($within !== undefined && $near === undefined) return wrong("`$within` stands beside a `$near`");
  if ($near !== undefined && !(isNum($near) && ($within === undefined || isNum($within))))
    return wrong("`$near` and `$within` are numbers");
  if ($matches !== undefined) {
    if (typeof $matches !== "string") return wrong("`$matches` is a regular expression as a text");
    const compiled = compileRegex($matches, "");
    if ("problem" in compiled) return wrong(compiled.problem);
  }
  if ($judge !== undefined && !(typeof $judge === "string" && judges.has($judge)))
    return wrong(`the pact has no judge \`${String($judge)}\`${judges.size > 0 ? `; it has ${[...judges].join(", ")}` : ""}`);
  return undefined;
}

type Wrong = (message: string) => { path: string; message: string };

function firstOf<Key, Value, Found>(items: Iterable<readonly [Key, Value]>, find: (value: Value, key: Key) => Found | undefined) {
  for (const [key, value] of items) {
    const found = find(value, key);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Does an actual value match? `at` names it in the answer. */
export async function mismatch(expected: Matcher, actual: Raw | undefined, ask: AskJudge, at: string): Promise<Mismatch> {
  if (actual === undefined) return { why: `${at} is missing, expected ${shown(expected)}` };
  if (Array.isArray(expected)) return listMismatch(expected as readonly Raw[], actual, ask, at);
  if (!isRawObject(expected)) return equalMismatch(expected, actual, at);
  if (Object.keys(expected).some((name) => name.startsWith("$"))) return operatorMismatch(expected, actual, ask, at);
  if (!isRawObject(actual)) return { why: `${at} is ${shown(actual)}, expected an object` };
  for (const name of Object.keys(expected)) {
    const found = await mismatch(expected[name]!, own(actual, name), ask, `${at}.${name}`);
    if (found) return found;
  }
  return undefined;
}

async function listMismatch(expected: readonly Raw[], actual: Raw, ask: AskJudge, at: string): Promise<Mismatch> {
  if (!Array.isArray(actual)) return { why: `${at} is ${shown(actual)}, expected a list` };
  if (actual.length !== expected.length) return { why: `${at} has ${actual.length} items, expected ${expected.length}` };
  for (const [i, each] of expected.entries()) {
    const found = await mismatch(each, (actual as readonly Raw[])[i], ask, `${at}[${i}]`);
    if (found) return found;
  }
  return undefined;
}

const equalMismatch = (expected: Raw, actual: Raw, at: string): Mismatch =>
  exactText(expected) === exactText(actual) ? undefined : { why: `${at} is ${shown(actual)}, expected ${shown(expected)}` };

async function operatorMismatch(
  { $equals, $near, $within = 0, $matches, $contains, $judge }: Readonly<Record<string, Raw | undefined>>,
  actual: Raw,
  ask: AskJudge,
  at: string,
): Promise<Mismatch> {
  if ($equals !== undefined) return equalMismatch($equals, actual, at);
  if ($near !== undefined) {
    return isNear(actual, $near, $within)
      ? undefined
      : { why: `${at} is ${shown(actual)}, expected ${shown($near)} within ${shown($within)}` };
  }
  if ($matches !== undefined) {
    const regex = compileRegex(String($matches), "");
    const isMatch = typeof actual === "string" && !("problem" in regex) && regex.test(actual);
    return isMatch ? undefined : { why: `${at} is ${shown(actual)}, and does not match /${String($matches)}/` };
  }
  if ($contains !== undefined)
    return holds(actual, $contains) ? undefined : { why: `${at} is ${shown(actual)}, and does not contain ${shown($contains)}` };
  const text = typeof actual === "string" ? actual : shown(actual);
  const answer = await ask(String($judge), text);
  if (answer === "failed") return { why: `the judge \`${String($judge)}\` gave no answer about ${at}`, isUnknown: true };
  return answer ? undefined : { why: `the judge \`${String($judge)}\` says no to ${at}: ${shown(actual)}` };
}

function isNear(actual: Raw, near: Raw, within: Raw): boolean {
  if (!isNum(actual) || !isNum(near) || !isNum(within)) return false;
  const apart = minus(actual, near);
  return compareNum(compareNum(apart, 0) < 0 ? negative(apart) : apart, within) <= 0;
}

function holds(actual: Raw, part: Raw): boolean {
  if (Array.isArray(actual)) return actual.some((each) => exactText(each as Raw) === exactText(part));
  return typeof actual === "string" && typeof part === "string" && folded(actual).includes(folded(part));
}
const folded = (text: string): string => text.normalize("NFKC").toLowerCase();

/** A value in a message, short enough to be read. */
export function shown(raw: Raw): string {
  const text = exactText(raw);
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}
const longestShown = 120;
