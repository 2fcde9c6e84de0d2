// An agent that would approve its own action.
import type { Rule } from "./rule.ts";

export const escalationToAgent: Rule = {
  code: "PACT3014",
  name: "escalation-to-agent",
  severity: "error",
  summary: "an escalation that goes to the agent itself",
  why: "An escalation means that a person decides. The approver is never the agent that asks, so that this would only wait until its time is over.",
  bad: [{ pact: 'agent "shop/orders"\nescalate large: issue_refund when amount > 50 to "shop/orders" within 1 hour else deny' }],
  good: [{ pact: 'agent "shop/orders"\nescalate large: issue_refund when amount > 50 to "order-desk" within 1 hour else deny' }],
  about: ["escalate"],
  *pact({ parsed: { tree }, analysis: { model } }) {
    for (const member of tree.members)
      if (member.kind === "escalate")
        for (const { to } of member.rungs)
          if (to.value === model.agent)
            yield { at: to, message: `\`${to.value}\` is this agent itself, and never its own approver; name a person or a desk` };
  },
};
