// A fact nothing reads.
import type { Rule } from "./rule.ts";
import { unused } from "./unused.ts";
import { under } from "./whole.ts";

export const unusedFact: Rule = {
  code: "PACT3020",
  name: "unused-fact",
  severity: "hint",
  summary: "a fact that nothing uses",
  why: "A fact that no clause, test or handover reads is one more thing a reader has to understand, and a host to supply. Remove it, or use it.",
  bad: [{ pact: "/// Where the buyer lives.\n/// As the shop knows it.\nfact region: one of eu, us\nmay look: get_order" }],
  good: [
    under(
      'charter floor {\n  escalate asked: issue_refund when suspicious to "desk" within 1 hour else deny\n}\n',
      "fact suspicious: boolean",
    ),
    {
      pact: 'fact order from get_order(order_id) { status: text }\nmay look: get_order\nmay closed: issue_refund when order.status is "closed"',
    },
  ],
  needs: "no error",
  pact: (context) => unused(context, "fact"),
};
