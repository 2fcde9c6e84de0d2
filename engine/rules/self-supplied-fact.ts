// A `never` on T that reads a fact only T supplies would deny T for ever.
import { waitsFor } from "../analysis/stuck.ts";
import type { Rule } from "./rule.ts";

export const selfSuppliedFact: Rule = {
  code: "PACT3003",
  name: "self-supplied-fact",
  severity: "error",
  summary: "a prohibition that waits for what only the tool it prohibits can supply",
  why:
    "A `never` denies while it is unknown. If it reads a fact that only the result of its own tool supplies, the first call is denied, the fact " +
    "is never learned, and every later call is denied as well. Ask first whether it is known (`when order is known and …`), or read the fact " +
    "from another tool too.",
  bad: [
    {
      pact: 'fact order from get_order(order_id) { status: one of open, closed }\nmay look: get_order\nnever closed: get_order when order.status is closed because "It is done."',
    },
  ],
  good: [
    {
      pact: 'fact order from get_order(order_id) { status: one of open, closed }\nmay look: get_order\nnever closed: get_order when order is known and order.status is closed because "It is done."',
    },
  ],
  about: ["never"],
  *member(member, { analysis: { model } }, { clause, uses }) {
    if (!clause || member.kind !== "never") return;
    for (const use of uses) {
      const tools = use.role === "fact" ? (model.facts.get(use.name)?.tools ?? []) : [];
      const stuck = tools.length === 1 && clause.actions.has(tools[0]!) && waitsFor(use.name, member.conditions) ? tools[0] : undefined;
      if (stuck)
        yield {
          at: use,
          message: `\`${use.name}\` is known only after \`${stuck}\`, and until it is known this clause denies \`${stuck}\`: it would be denied for ever`,
        };
    }
  },
};
