// A group nothing reads.
import type { Rule } from "./rule.ts";
import { unused } from "./unused.ts";

export const unusedGroup: Rule = {
  code: "PACT3021",
  name: "unused-group",
  severity: "hint",
  summary: "a group that nothing uses",
  why: "A group that no clause speaks of holds nobody to anything, and reads as if it did. Remove it, or use it.",
  bad: [{ pact: "group writes: issue_refund, send_note\nmay look: get_order" }],
  good: [{ pact: "group reads: get_order, search_orders\nmay look: reads" }],
  needs: "no error",
  pact: (context) => unused(context, "group"),
};
