// What today's pact would decide of an action on record. An entry carries one action and not the session around it: where a clause looks at
// more than that, what is decided on the entry alone is said, and that it is not certain.
import { everyPartOf, pastOf } from "../../grammar/index.ts";
import { type Clause, canonicalAction, type Model } from "../analysis/model.ts";
import { timeFromText } from "../decision/calendar.ts";
import type { CompiledPact } from "../decision/decide.ts";
import type { Decision, Request } from "../decision/decision.ts";
import { tellDecision } from "../decision/tell.ts";
import { emptyObject, toRawObject } from "../decision/values.ts";
import type { Entry } from "./entry.ts";

export interface Today {
  readonly pact: Decision["pact"];
  /** The very pact that decided then, by its hash. */
  readonly isSame: boolean;
  readonly effect: Decision["effect"];
  readonly reason: Decision["reason"];
  readonly basis: readonly string[];
  /** In words, after the effect: by which clauses, and why. */
  readonly told: readonly string[];
  /** Nothing that the entry does not carry could make it another decision. */
  readonly isCertain: boolean;
  /** What the entry does not carry of what the pact looks at, a sentence each. */
  readonly lacks: readonly string[];
}

/** The arguments of an entry, wherever they stand; or why they cannot be had. */
export type Arguments = { readonly value: unknown } | { readonly problem: string };

/** A problem says why it cannot be said at all, lower case and without a full stop. */
export function decideToday(entry: Entry, given: Arguments, pact: CompiledPact): Today | { readonly problem: string } {
  if (pact.identity.hash === entry.pact.hash) return asThen(entry, pact);
  const taken = Object.keys(entry.redacted ?? {});
  if (taken.length > 0)
    return { problem: `${taken.map((name) => `\`${name}\``).join(", ")} of this entry was redacted, and what was in it is not known` };
  if ("problem" in given) return given;
  const { model } = pact;
  const request = requestOf(entry, given.value, model);
  if (!request) return { problem: "the arguments in this entry are no JSON object" };
  const session = pact.session({ principal: principalOf(entry, model) });
  const asked = pact.questions(request, session).map(({ judge }) => `the judge \`${judge}\` would have to be asked`);
  const { decision } = pact.decideInFull(request, session);
  const looking = new Map(
    model.clauses.filter(({ actions }) => actions.has(entry.action)).map((clause) => [clause.id, looksAt(clause, model)]),
  );
  for (const [id, what] of looking) if (what.length === 0 && !decision.unknown.includes(id)) looking.delete(id);
  const limits = model.limits.filter(({ actions }) => actions.has(canonicalAction(entry.action, model)));
  const lacks = [
    ...[...looking].map(([id, what]) =>
      what.length > 0 ? `\`${nameOf(id)}\` looks at ${what.join(", and at ")}` : `\`${nameOf(id)}\` reads what this entry does not have`,
    ),
    ...limits.map(({ name }) => `the limit \`${name}\` counts what came before`),
    ...new Set(asked),
  ];
  const { effect, reason, basis } = decision;
  const [outcome = "", ...more] = tellDecision(decision, model);
  return {
    pact: pact.identity,
    isSame: false,
    effect,
    reason,
    basis,
    told: [outcome.slice(`${effect}: `.length), ...more],
    isCertain: isCertain(decision, looking, lacks, model),
    lacks,
  };
}

/** The same pact decides the same of the same session: nothing has to be made again. */
function asThen({ decision: effect, reason, basis }: Entry, { identity }: CompiledPact): Today {
  const clauses = basis.map(nameOf).join(", ");
  const told = [`${reason.replaceAll("_", " ")}${clauses ? ` by ${clauses}` : ""}`];
  return { pact: identity, isSame: true, effect, reason, basis, told, isCertain: true, lacks: [] };
}

function requestOf(entry: Entry, value: unknown, model: Model): Request | undefined {
  const args = toRawObject(value);
  const nowMs = timeFromText(entry.time, model.timezone)?.ms;
  return args && { action: entry.action, args, facts: toRawObject(entry.facts ?? {}) ?? emptyObject, nowMs, recorded: true };
}

/** A live agent's entry says `principal` where a recording has the name that stands after `acts for`. */
function principalOf({ principal = {} }: Entry, model: Model) {
  const name = model.principal?.name;
  const { principal: whom, ...rest } = principal;
  const named = whom !== undefined && name !== undefined && !(name in rest) ? { ...rest, [name]: whom } : principal;
  return toRawObject(named) ?? emptyObject;
}

const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);

/** What a clause looks at besides the action, its facts from the host, and the time. */
function looksAt({ member, facts }: Clause, model: Model): string[] {
  const found = new Set<string>();
  for (const part of everyPartOf(member.conditions)) {
    if (pastOf(part)) found.add("what was done before");
    if (part.kind === "comes-from") found.add("where a value came from");
  }
  for (const fact of facts) {
    const { member: declared, tools } = model.facts.get(fact) ?? {};
    if (declared?.source?.kind === "result-source") found.add(`what ${tools?.map((tool) => `\`${tool}\``).join(", ")} answered`);
    if (declared?.source?.kind === "message-source") found.add("what was said");
  }
  return [...found];
}

/** A prohibition that looks at the entry alone holds whatever came before; what no clause allows, no prohibition makes allowed. */
function isCertain(
  { reason, basis }: Decision,
  looking: ReadonlyMap<string, readonly string[]>,
  lacks: readonly string[],
  { clauses }: Model,
): boolean {
  if (reason === "suspended" || reason === "not_in_force") return true;
  if (reason === "prohibited") return basis.some((id) => !looking.has(id));
  if (reason === "out_of_scope") return clauses.every(({ id, member }) => member.kind === "never" || !looking.has(id));
  return lacks.length === 0;
}
