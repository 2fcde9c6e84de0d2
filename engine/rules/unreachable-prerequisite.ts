// Something that must have happened before, and that nothing allows to happen.
import type { MemberNode, Tool } from "../../grammar/index.ts";
import { isClause, type Model } from "../analysis/model.ts";
import { askedBy, expander } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";

export const unreachablePrerequisite: Rule = {
  code: "PACT3017",
  name: "unreachable-prerequisite",
  severity: "warning",
  summary: "a prerequisite, an origin or a fact from a tool that nothing allows",
  why:
    "`after x`, `comes from x` and `fact … from x` wait for a call of `x`. Where no `may` covers `x` and no `escalate` names it, it is never called, and they " +
    "wait for ever. Allow it, or ask for something else.",
  bad: [
    { pact: "may small: issue_refund when after get_order same order_id" },
    { pact: "may note: send_note when to comes from get_order at email" },
    { pact: 'fact order from get_order(order_id) { status: text }\nmay closed: issue_refund when order.status is "closed"' },
  ],
  good: [
    { pact: "may look: get_order\nmay small: issue_refund when after get_order same order_id" },
    { pact: "may note: send_note when to comes from [user, respond]\nmay talk: respond" },
  ],
  about: ["fact", "may", "never", "escalate"],
  needs: "no error",
  pact: ({ parsed: { tree }, analysis: { model } }) =>
    // Without a `may` the pact has only been begun.
    tree.members.some(({ kind }) => kind === "may") ? waiting(tree.members, model) : [],
};

function waiting(members: readonly MemberNode[], model: Model): Finding[] {
  const { never, waitsFor } = unreachable(model);
  const found: Finding[] = [];
  const tell = (at: Tool, waits: string) =>
    found.push({ at, message: `nothing allows \`${at.text}\`, so that ${waits}; allow it, or ask for something else` });
  for (const member of members) {
    if (member.kind === "fact" && member.source?.kind === "result-source" && never(model.facts.get(member.name.text)?.tools ?? []))
      tell(member.source.tools[0]!, `\`${member.name.text}\` is never known`);
    if (!isClause(member)) continue;
    const { past, origins } = askedBy(member);
    for (const { tool, within } of past) if (!within && waitsFor(tool)) tell(tool, "it has never happened");
    for (const { tool } of origins) if (!isPerson(tool) && waitsFor(tool)) tell(tool, "nothing ever comes from it");
  }
  return found;
}

const isPerson = ({ kind, text }: Tool): boolean => kind === "name" && (text === "user" || text === "respond");

/** Is nothing of a list allowed? Each tool, pattern or group that is named is answered once. */
function unreachable(model: Model) {
  const allowed = allowedActions(model);
  const actionsOf = expander(model);
  const known = new Map<string, boolean>();
  const never = (tools: readonly string[]) => tools.length > 0 && tools.every((tool) => !allowed.has(tool));
  const waitsFor = (tool: Tool): boolean => {
    const found = known.get(tool.text) ?? never(actionsOf(tool));
    known.set(tool.text, found);
    return found;
  };
  return { never, waitsFor };
}

/** What some `may` covers, or a person may grant; giving up to a person is always allowed. */
function allowedActions({ clauses, handoffTool }: Model): ReadonlySet<string> {
  const allowed = new Set(["handoff", handoffTool]);
  for (const { member, actions } of clauses)
    if (member.kind === "may" || (member.kind === "escalate" && member.actions.length > 0))
      for (const action of actions) allowed.add(action);
  return allowed as ReadonlySet<string>;
}
