// A fact only the host knows: what happens while it has not been supplied.
import { type Clause, type ClauseMember, membersOf } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import { whileUnknown } from "../analysis/stuck.ts";
import type { Rule } from "./rule.ts";

const effects = remembered((_: ClauseMember) => new Map<string, string>());

/** What is decided by a clause while a fact is missing. */
function effectOf(fact: string, member: ClauseMember): string {
  const known = effects(member);
  const effect = known.get(fact) ?? workedOut(fact, member);
  known.set(fact, effect);
  return effect;
}

/** What is certain is said as certain: beside an `or`, the rest of a condition may still decide. */
function workedOut(fact: string, { kind, conditions }: ClauseMember): string {
  const outcomes = whileUnknown(fact, conditions);
  if (kind === "may") return outcomes.has(true) ? "may not allow" : "does not allow";
  if (outcomes.has(false)) return kind === "never" ? "may deny" : "may escalate";
  return kind === "never" ? "denies" : "escalates";
}

export const hostMustSupply: Rule = {
  code: "PACT3002",
  name: "host-must-supply",
  severity: "hint",
  summary: "a fact the host must supply, and what is decided while it is missing",
  why:
    "A fact without `from` is known only if the program that runs the agent supplies it. While it is missing it is unknown, and an unknown " +
    "never opens a gate: a `never` denies, an `escalate` waits for a person, a `may` does not allow. The hint lists those clauses, for whoever " +
    "writes the host.",
  bad: [{ pact: "fact verified: boolean\nmay look: get_order when verified" }],
  good: [{ pact: "fact confirmed: boolean from last user message matches /yes/i\nmay look: get_order when confirmed" }],
  about: ["fact", "may", "never", "escalate"],
  *pact({ parsed, analysis }) {
    const waiting = new Map<string, Clause[]>();
    for (const { name, source } of membersOf(parsed.tree.members, "fact")) if (!source && name.text) waiting.set(name.text, []);
    if (waiting.size === 0) return;
    for (const clause of analysis.model.clauses) {
      if (clause.from !== "pact") continue;
      for (const fact of clause.facts) waiting.get(fact)?.push(clause);
    }
    for (const { name } of membersOf(parsed.tree.members, "fact")) {
      const clauses = waiting.get(name.text) ?? [];
      if (clauses.length > 0) yield { at: name, message: inWords(name.text, clauses) };
    }
  },
};

function inWords(fact: string, clauses: readonly Clause[]): string {
  const what = clauses.slice(0, 4).map(({ name, member }) => `\`${name}\` ${effectOf(fact, member)}`);
  const more = clauses.length > 4 ? ` and ${clauses.length - 4} more` : "";
  return `the host must supply \`${fact}\`; while it is missing, ${what.join(", ")}${more}`;
}
