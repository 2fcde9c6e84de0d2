// A fact only the host knows: what happens while it has not been supplied.
import type { Rule } from "./rule.ts";

const effects = { never: "denies", escalate: "escalates", may: "does not allow" };

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
  *pact({ parsed, analysis, usesOf }) {
    const waiting = new Map<string, string[]>();
    for (const { member, name, from } of analysis.model.clauses) {
      if (from !== "pact") continue;
      for (const fact of new Set(usesOf(member).flatMap((use) => (use.role === "fact" ? [use.name] : []))))
        waiting.set(fact, [...(waiting.get(fact) ?? []), `\`${name}\` ${effects[member.kind]}`]);
    }
    for (const member of parsed.tree.members) {
      const what = member.kind === "fact" && !member.source && member.name.text ? waiting.get(member.name.text) : undefined;
      if (!what || member.kind !== "fact") continue;
      const more = what.length > 4 ? ` and ${what.length - 4} more` : "";
      const message = `the host must supply \`${member.name.text}\`; while it is missing, ${what.slice(0, 4).join(", ")}${more}`;
      yield { at: member.name, message };
    }
  },
};
