// A test that cannot pass, whatever the pact decides.
import type { TestMember } from "../../grammar/index.ts";
import { type Clause, canonicalAction } from "../analysis/model.ts";
import { type Reason, reasons } from "../decision/decision.ts";
import type { Finding, Rule } from "./rule.ts";

export const impossibleExpectation: Rule = {
  code: "PACT3032",
  name: "impossible-expectation",
  severity: "warning",
  summary: "a test that expects what can never be decided",
  why:
    "`expect deny by NAME` passes where the clause NAME is what denies. A `may` denies nothing, a `never` allows nothing, and a clause that does not speak of the " +
    "tool decides nothing about it: such a test fails for ever, and says nothing of the pact.",
  bad: [
    { pact: 'may look: get_order\ntest other: search_orders(query: "A1") expect allow by look' },
    { pact: 'may look: get_order\ntest look: get_order(order_id: "A1") expect deny by look' },
    { pact: 'may look: get_order\ntest look: search_orders(query: "A1") expect deny as allowed' },
    { pact: 'may look: get_order\ntest look: search_orders(query: "A1") expect deny as out_of_scop' },
  ],
  good: [
    {
      pact: 'may look: get_order\ntest look: get_order(order_id: "A1") expect allow by look\ntest find: search_orders(query: "A1") expect deny as out_of_scope',
    },
  ],
  about: ["test", "may", "never", "escalate"],
  needs: "no error",
  *pact({ parsed: { tree }, analysis: { model } }) {
    const clauses = new Map(model.clauses.map((clause) => [clause.name, clause]));
    for (const member of tree.members) {
      if (member.kind !== "test" || canonicalAction(member.call.tool.text, model) === "handoff") continue;
      const finding = (member.reason && aboutReason(member)) ?? (member.by && aboutClause(member, clauses.get(member.by.text)));
      if (finding) yield finding;
    }
  },
};

const effects = { may: "allow", never: "deny", escalate: "escalate" } as const;

function aboutClause({ by, call: { tool }, effect }: TestMember, clause: Clause | undefined): Finding | undefined {
  if (!by || !clause) return undefined;
  const { kind } = clause.member;
  if (effects[kind] !== effect)
    return { at: by, message: `\`${by.text}\` is \`${kind}\`, and nothing is ${done[effect]} by it; name the clause that was meant` };
  if (clause.actions.has(tool.text)) return undefined;
  return {
    at: by,
    message: `\`${by.text}\` does not speak of \`${tool.text}\`, so that this test can never pass; name the clause that was meant`,
  };
}

const done = { allow: "allowed", deny: "denied", escalate: "escalated" };

function aboutReason({ reason, effect }: TestMember): Finding | undefined {
  if (!reason?.text) return undefined;
  const word = reason.text as Reason;
  if (!reasons.includes(word)) return { at: reason, message: `there is no reason \`${word}\`; it is one of ${reasons.join(", ")}` };
  const of = word === "allowed" ? "allow" : word === "escalated" ? "escalate" : "deny";
  return of === effect ? undefined : { at: reason, message: `nothing is ${done[effect]} as \`${word}\`, so that this test can never pass` };
}
