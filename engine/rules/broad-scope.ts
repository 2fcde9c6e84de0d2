// Authority over whatever the catalogue holds, today and tomorrow.
import type { Action } from "../../grammar/index.ts";
import { spellName } from "../../grammar/index.ts";
import { expandActions, type Model } from "../analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";

export const broadScope: Rule = {
  code: "PACT3011",
  name: "broad-scope",
  severity: "warning",
  summary: "a `may` over every tool, or every tool of a kind",
  why:
    "`*` and `any destructive tool` allow what nobody has thought of: a tool added to the catalogue next month is allowed with it. Narrow agents deliver; " +
    "name the tools, and widen later. Over `any read-only tool` it is only said.",
  bad: [
    { pact: 'may all: * when customer.id is "c1"' },
    { pact: 'may write: any destructive tool when customer.id is "c1"' },
    { pact: "may read: any read-only tool" },
  ],
  good: [{ pact: "may look: get_order, search_*" }],
  about: ["may"],
  *member(member, { analysis: { model } }) {
    if (member.kind === "may") for (const action of member.actions) if (isBroad(action)) yield finding(action, model);
  },
};

const isBroad = (action: Action): boolean => action.kind === "any-tool" || (action.kind === "pattern" && /^\*+$/.test(action.text));

function finding(at: Action, model: Model): Finding {
  const what = at.kind === "any-tool" ? `every ${at.nature} tool` : "every tool";
  const tools = [...expandActions([at], model)];
  const fix = {
    title: tools.length === 1 ? "Name the one tool it covers now" : `Name the ${tools.length} tools it covers now`,
    edits: [{ start: at.start, end: at.end, text: tools.map(spellName).join(", ") }],
  };
  return {
    at,
    message: `this allows ${what}, also those the catalogue gets later; name the tools the agent needs`,
    ...(at.kind === "any-tool" && at.nature === "read-only" && { severity: "information" }),
    ...(tools.length > 0 && tools.length <= 20 && { fixes: [fix] }),
  };
}
