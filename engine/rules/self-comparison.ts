// A value compared with itself.

import { show } from "../../grammar/index.ts";
import { isClause } from "../analysis/model.ts";
import { partsOfClause } from "./parts.ts";
import type { Rule } from "./rule.ts";

export const selfComparison: Rule = {
  code: "PACT3034",
  name: "self-comparison",
  severity: "warning",
  summary: "a value that is compared with itself",
  why: "`amount <= amount` is true wherever the amount is known, and decides nothing. One side was meant to be something else.",
  bad: [{ pact: "may small: issue_refund when amount <= amount" }],
  good: [{ pact: "may small: issue_refund when amount <= 50" }],
  about: ["may", "never", "escalate"],
  *member(member) {
    if (!isClause(member)) return;
    for (const part of partsOfClause(member)) {
      if (part.kind !== "comparison" || part.left.kind !== "path" || part.right.kind !== "path") continue;
      const [left, right] = [show.path(part.left), show.path(part.right)];
      if (left && left === right)
        yield { at: part, message: `\`${left}\` is compared with itself; one side was meant to be something else` };
    }
  },
};
