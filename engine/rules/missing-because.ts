// A prohibition without its reason.
import type { NeverMember } from "../../grammar/index.ts";
import type { Finding, Rule } from "./rule.ts";

export const missingBecause: Rule = {
  code: "PACT3010",
  name: "missing-because",
  severity: "information",
  summary: "a prohibition that does not say why",
  why:
    "The reason is what the agent can tell the person it turns away, what a reviewer weighs, and what keeps the clause alive when its author has left. " +
    'Write it behind the conditions: `because "Privacy policy 3.1: a customer sees only their own orders."`',
  bad: [{ pact: "never large: issue_refund when amount > 50" }, { pact: 'never large: issue_refund when amount > 50 because " "' }],
  good: [{ pact: 'never large: issue_refund when amount > 50 because "Large refunds are the desk\'s."' }],
  about: ["never"],
  needs: "all read", // what could not be read may be a reason
  *pact({ parsed: { tree } }) {
    for (const member of tree.members) if (member.kind === "never" && !member.because?.value.trim()) yield finding(member);
  },
};

function finding({ because, name, end }: NeverMember): Finding {
  const title = "Add a reason";
  const fixes = because
    ? [{ title, edits: [{ start: because.start, end: because.end, text: '"Why it is prohibited."' }] }]
    : [{ title, edits: [{ start: end, end, text: '\n    because "Why it is prohibited."' }] }];
  return { at: name, message: `\`${name.text}\` does not say why; add \`because\` and the reason`, fixes };
}
