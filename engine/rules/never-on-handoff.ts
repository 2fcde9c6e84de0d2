// A prohibition of what is always allowed.
import { canonicalAction } from "../analysis/model.ts";
import type { Rule } from "./rule.ts";

export const neverOnHandoff: Rule = {
  code: "PACT3019",
  name: "never-on-handoff",
  severity: "warning",
  summary: "a `never` on handing over to a person, which is always allowed",
  why: "Giving up to a person is the safe thing to do: it is allowed whatever a clause says, and recorded. A `never` about it alone has no effect; remove it.",
  bad: [{ pact: 'never give_up: handoff because "The agent can do it."' }],
  good: [{ pact: 'never loud: send_note, handoff because "The agent can do it."' }],
  about: ["never"],
  *member(member, { analysis: { model } }, { clause }) {
    const actions = member.kind === "never" && member.actions.length > 0 ? clause?.actions : undefined;
    if (member.kind === "never" && actions?.size && [...actions].every((action) => canonicalAction(action, model) === "handoff"))
      yield { at: member.name, message: `handing over is always allowed, so that \`${member.name.text}\` has no effect; remove it` };
  },
};
