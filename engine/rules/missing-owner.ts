// A pact nobody answers for.
import { heads, missing } from "./missing.ts";
import type { Rule } from "./rule.ts";
import { without } from "./whole.ts";

export const missingOwner: Rule = {
  code: "PACT3005",
  name: "missing-owner",
  severity: "warning",
  summary: "a pact nobody answers for",
  why:
    "Where the technology, the deployment and the law each have somebody, and the behaviour has nobody, the first incident becomes a quarrel. " +
    "The owner reviews the pact, watches what the agent does, answers escalations and may suspend it. Name a team that can be reached.",
  bad: [without("owner")],
  good: [without("")],
  ...missing({
    kind: "owner",
    message: 'nobody answers for this agent; add `owner`, as in `owner "support@shop.example"`',
    write: 'owner "team@organisation.example"',
    behind: heads,
  }),
};
