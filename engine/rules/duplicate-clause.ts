// The same said twice.
import { show } from "../../grammar/index.ts";
import { type ClauseMember, isClause } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";

import type { Rule } from "./rule.ts";

export const duplicateClause: Rule = {
  code: "PACT3030",
  name: "duplicate-clause",
  severity: "warning",
  summary: "two clauses that say the same of the same actions",
  why: "The second decides nothing that the first has not decided, and whoever mends one of them will leave the other as it was. Keep one.",
  bad: [{ pact: "may small: issue_refund when amount < 50\nmay little: issue_refund when amount < 50" }],
  good: [{ pact: "may small: issue_refund when amount < 50\nmay own: issue_refund when order_id comes from user" }],
  about: ["may", "never", "escalate"],
  *pact({ parsed: { tree } }) {
    const said = new Map<string, ClauseMember>();
    for (const member of tree.members) {
      if (!isClause(member) || member.broken) continue;
      const words = saying(member);
      const first = said.get(words);
      if (!first) said.set(words, member);
      else
        yield {
          at: member.name,
          message: `\`${member.name.text}\` says the same as \`${first.name.text}\`; keep one of them`,
          related: [{ start: first.name.start, end: first.name.end, message: `\`${first.name.text}\` stands here` }],
        };
    }
  },
};

/** All of a clause but its name, its reason and its documentation. */
const saying = remembered((member: ClauseMember): string => {
  const chain = member.kind === "escalate" ? member.rungs.map(({ to, within }) => `${to.value} ${show.duration(within)}`) : [];
  return [member.kind, show.actions(member.actions), show.conditions(member.conditions), ...chain].join("\n");
});
