// A group that is part of itself.
import type { GroupMember } from "../../grammar/index.ts";
import type { Rule } from "./rule.ts";

export const circularGroup: Rule = {
  code: "PACT3033",
  name: "circular-group",
  severity: "warning",
  summary: "a group that names itself, directly or through others",
  why: "Naming a group in itself adds nothing to it; what was meant is mostly a tool of a similar name.",
  bad: [{ pact: "group reads: get_order, reads\nmay look: reads" }],
  good: [{ pact: "group orders: get_order, search_orders\ngroup reads: orders\nmay look: reads" }],
  *member(member, { analysis: { model } }) {
    if (member.kind !== "group") return;
    for (const action of member.actions) {
      if (action.kind === "name" && reaches(action.text, member.name.text, model.groups, new Set()))
        yield {
          at: action,
          message: `\`${member.name.text}\` is made of itself here, which adds nothing to it; name a tool or another group`,
        };
    }
  },
};

function reaches(from: string, to: string, groups: ReadonlyMap<string, GroupMember>, seen: Set<string>): boolean {
  if (!groups.has(from) || seen.has(from)) return false;
  seen.add(from);
  return from === to || groups.get(from)!.actions.some((action) => action.kind === "name" && reaches(action.text, to, groups, seen));
}
