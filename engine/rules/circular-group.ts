// A group that is part of itself.
import type { GroupMember } from "../../grammar/index.ts";
import { membersOf } from "../analysis/model.ts";
import type { Rule } from "./rule.ts";

export const circularGroup: Rule = {
  code: "PACT3033",
  name: "circular-group",
  severity: "warning",
  summary: "a group that names itself, directly or through others",
  why: "Naming a group in itself adds nothing to it; what was meant is mostly a tool of a similar name.",
  bad: [{ pact: "group reads: get_order, reads\nmay look: reads" }],
  good: [{ pact: "group orders: get_order, search_orders\ngroup reads: orders\nmay look: reads" }],
  // A group further down the way may change without the one that names it: all are asked after every edit.
  about: ["group"],
  *pact({ parsed: { tree }, analysis: { model } }) {
    for (const { name, actions } of membersOf(tree.members, "group")) {
      for (const action of actions) {
        if (action.kind === "name" && reaches(action.text, name.text, model.groups))
          yield { at: action, message: `\`${name.text}\` is made of itself here, which adds nothing to it; name a tool or another group` };
      }
    }
  },
};

function reaches(from: string, to: string, groups: ReadonlyMap<string, GroupMember>): boolean {
  const seen = new Set([from]);
  // A set is gone through in the order it grows.
  for (const name of seen) {
    const group = groups.get(name);
    if (group && name === to) return true;
    for (const action of group?.actions ?? []) if (action.kind === "name") seen.add(action.text);
  }
  return false;
}
