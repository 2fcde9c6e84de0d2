// What a case may name, and whether it does: tools with their arguments, clauses, judges, facts, and for whom a session is.
import { nearest } from "../../grammar/index.ts";
import { type Type, typeName } from "../analysis/types.ts";
import { typeCheck } from "../decision/schema.ts";
import { isRawObject, type Raw, typed } from "../decision/values.ts";
import type { Canned, Case, ExpectedCall } from "./case.ts";
import { matcherProblem } from "./matcher.ts";

/** What a case may name: checked while reading, so that a slip is said before an agent is started. */
export interface CaseWords {
  readonly tools: ReadonlySet<string>;
  /** The arguments a call of a tool may have; undefined where nobody says which there are. */
  readonly argumentsOf: (tool: string) => Iterable<string> | undefined;
  /** Clauses and limits. */
  readonly clauses: ReadonlySet<string>;
  /** Of the clauses, those that ask a person. */
  readonly escalations: ReadonlySet<string>;
  readonly judges: ReadonlySet<string>;
  readonly facts: ReadonlyMap<string, Type>;
  /** What stands after `acts for`. */
  readonly principal: { readonly name: string; readonly type: Type } | undefined;
  readonly timezone: string | undefined;
}

/** What is wrong with a case, at which of its fields. */
export type Wrong = { readonly field: string; readonly message: string };

/** The first name in a case that means nothing to its pact, and the first value that cannot be. */
export function wrongNames(read: Case, words: CaseWords): Wrong | undefined {
  return wrongPrincipal(read, words) ?? wrongFacts(read, words) ?? wrongTools(read, words) ?? wrongExpectation(read, words);
}

/** What there is, or the one name that was meant. */
function insteadOf(name: string, names: Iterable<string>): string {
  const all = [...names];
  const near = nearest(name, all);
  if (near !== undefined) return `; did you mean \`${near}\`?`;
  if (all.length === 1) return `; there is only \`${all[0]}\``;
  return all.length > 0 ? `; there are ${all.slice(0, mostNamed).join(", ")}${all.length > mostNamed ? ", …" : ""}` : "";
}
const mostNamed = 12;

// ── Who, and what is known ──────────────────────────────────────────────────────────────────────────────────────────

const everybody = ["user", "team", "via"];

function wrongPrincipal({ principal }: Case, { principal: declared }: CaseWords): Wrong | undefined {
  const known = [...(declared ? [declared.name] : []), ...everybody];
  for (const name of Object.keys(principal))
    if (!known.includes(name)) return { field: `principal.${name}`, message: `the pact acts for no \`${name}\`${insteadOf(name, known)}` };
  const who = declared && principal[declared.name];
  if (!isRawObject(who) || declared?.type.kind !== "record" || declared.type.fields.size === 0) return undefined;
  const fields = declared.type.fields;
  for (const name of Object.keys(who)) {
    const field = `principal.${declared.name}.${name}`;
    if (!fields.has(name))
      return { field, message: `\`acts for ${declared.name}\` has no field \`${name}\`${insteadOf(name, fields.keys())}` };
  }
  return undefined;
}

/** The agent's own word for how sure it is: known to every pact. */
const alwaysKnown = "confidence";

function wrongFacts({ facts }: Case, words: CaseWords): Wrong | undefined {
  for (const [name, raw] of Object.entries(facts)) {
    const type = words.facts.get(name);
    const field = `facts.${name}`;
    if (type === undefined && name !== alwaysKnown)
      return { field, message: `the pact has no fact \`${name}\`${insteadOf(name, words.facts.keys())}` };
    const problem = type && raw !== undefined && valueProblem(raw, type, words.timezone);
    if (problem) return { field, message: `\`${name}\`${problem}` };
  }
  return undefined;
}

/** Null is a fact nobody knows. */
function valueProblem(raw: Raw, type: Type, timezone: string | undefined): string | undefined {
  if (raw === null) return undefined;
  return typeCheck(type)(raw) ?? (typed(raw, type, timezone) === undefined ? ` is not a ${typeName(type)}` : undefined);
}

// ── Tools ───────────────────────────────────────────────────────────────────────────────────────────────────────────

function wrongTools({ tools }: Case, words: CaseWords): Wrong | undefined {
  for (const [tool, answers] of tools) {
    if (!words.tools.has(tool))
      return { field: `tools.${tool}`, message: `the catalogue has no tool \`${tool}\`${insteadOf(tool, words.tools)}` };
    for (const [i, answer] of answers.entries()) {
      const wrong = wrongAnswer(answer, tool, `tools.${tool}[${i}]`, words);
      if (wrong) return wrong;
    }
  }
  return undefined;
}

function wrongAnswer({ when, returns, error }: Canned, tool: string, field: string, words: CaseWords): Wrong | undefined {
  if (returns !== undefined && error !== undefined)
    return { field, message: "both `returns` and `error` stand here, and a call has one answer; keep one of them" };
  return wrongArguments(when, tool, `${field}.when`, words);
}

/** What is expected of a call's arguments: can it be used, and does it name only such as there are? */
function wrongArguments(args: Raw | undefined, tool: string, field: string, words: CaseWords): Wrong | undefined {
  if (args === undefined) return undefined;
  const wrong = wrongMatcher(args, field, words);
  if (wrong) return wrong;
  const known = words.argumentsOf(tool);
  if (known === undefined) return undefined;
  const all = new Set(known);
  const stray = namesIn(args).find((name) => !all.has(name));
  if (stray === undefined) return undefined;
  return { field: `${field}.${stray}`, message: `\`${tool}\` has no argument \`${stray}\`${insteadOf(stray, all)}` };
}

/** The arguments a matcher names, also where it wants exactly these. */
function namesIn(args: Raw): readonly string[] {
  if (!isRawObject(args)) return [];
  if (isRawObject(args.$equals)) return Object.keys(args.$equals);
  return Object.keys(args).filter((name) => !name.startsWith("$"));
}

function wrongMatcher(matcher: Raw | undefined, field: string, { judges }: CaseWords): Wrong | undefined {
  const wrong = matcher === undefined ? undefined : matcherProblem(matcher, judges, field);
  return wrong && { field: wrong.path, message: wrong.message };
}

// ── What is expected ────────────────────────────────────────────────────────────────────────────────────────────────

function wrongExpectation({ expect, attack }: Case, words: CaseWords): Wrong | undefined {
  const { actions, escalate, outcome, answer } = expect;
  if (typeof escalate === "string" && !words.escalations.has(escalate)) return wrongEscalation(escalate, words);
  const clause = attack?.clause;
  if (clause !== undefined && !words.clauses.has(clause) && !words.tools.has(clause))
    return { field: "attack.clause", message: `the pact has no clause \`${clause}\`${insteadOf(clause, words.clauses)}` };
  return (
    wrongCalls(actions?.calls, "expect.actions", words) ??
    wrongCalls(attack?.succeeds?.calls, "attack.succeeds", words) ??
    wrongMatcher(outcome, "expect.outcome", words) ??
    wrongMatcher(answer, "expect.answer", words)
  );
}

function wrongEscalation(name: string, { clauses, escalations }: CaseWords): Wrong {
  const what = clauses.has(name) ? `\`${name}\` is no clause that asks a person` : `the pact has no clause \`${name}\` that escalates`;
  return { field: "expect.escalate", message: `${what}${insteadOf(name, escalations)}` };
}

const spoken: ReadonlySet<string> = new Set(["respond", "handoff"]);

function wrongCalls(calls: readonly ExpectedCall[] = [], list: string, words: CaseWords): Wrong | undefined {
  for (const [i, { tool, args }] of calls.entries()) {
    const field = `${list}[${i}]`;
    if (!words.tools.has(tool) && !spoken.has(tool))
      return { field, message: `the catalogue has no tool \`${tool}\`${insteadOf(tool, words.tools)}` };
    const wrong = wrongArguments(args, tool, `${field}.arguments`, words);
    if (wrong) return wrong;
  }
  return undefined;
}
