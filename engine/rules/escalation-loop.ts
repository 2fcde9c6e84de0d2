// A chain that comes back to somebody who did not answer.
import type { Rule } from "./rule.ts";

export const escalationLoop: Rule = {
  code: "PACT3013",
  name: "escalation-loop",
  severity: "warning",
  summary: "an escalation that asks the same desk twice",
  why: "A chain moves on because a desk did not answer in time. Asking it again only makes the person wait; name somebody else, or end with `else deny`.",
  bad: [
    {
      pact: 'escalate large: issue_refund when amount > 50\n  to "desk" within 1 hour else "lead" within 1 hour else "desk" within 1 day else deny',
    },
  ],
  good: [{ pact: 'escalate large: issue_refund when amount > 50\n  to "desk" within 1 hour else "lead" within 1 hour else deny' }],
  about: ["escalate"],
  *member(member) {
    if (member.kind !== "escalate" || member.rungs.length < 2) return;
    const asked = new Set<string>();
    for (const { to } of member.rungs) {
      if (asked.has(to.value))
        yield {
          at: to,
          message: `\`${to.value}\` has been asked already and did not answer; name somebody else, or end with \`else deny\``,
        };
      asked.add(to.value);
    }
  },
};
