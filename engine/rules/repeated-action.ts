// An action that stands twice in one list.
import type { Action, MemberNode } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import type { Rule } from "./rule.ts";

export const repeatedAction: Rule = {
  code: "PACT3031",
  name: "repeated-action",
  severity: "warning",
  summary: "a tool, a pattern or a group that stands twice in one list",
  why: "The second has no effect, and mostly another tool was meant.",
  bad: [{ pact: "may look: get_order, search_orders, get_order" }],
  good: [{ pact: "may look: get_order, search_orders" }],
  *member(member, { parsed }) {
    const actions = listOf(member);
    if (actions.length < 2) return;
    const seen = new Set<string>();
    for (const [i, action] of actions.entries()) {
      const text = show.actions([action]);
      const fix = {
        title: "Remove the second",
        edits: [{ start: actions[i - 1]?.end ?? action.start, end: action.end, text: "" }],
        safe: true as const,
      };
      const before = actions[i - 1];
      // A comment between the two would go with it: then a person has to look.
      const isBare = before && parsed.text.slice(parsed.offsetOf(before.end), parsed.offsetOf(action.start)).trim() === ",";
      if (seen.has(text))
        yield {
          at: action,
          message: `\`${text}\` stands in this list already; remove it, or name the tool that was meant`,
          ...(isBare && { fixes: [fix] }),
        };
      seen.add(text);
    }
  },
};

const listOf = (member: MemberNode): readonly Action[] => ("actions" in member && !("broken" in member) ? member.actions : []);
