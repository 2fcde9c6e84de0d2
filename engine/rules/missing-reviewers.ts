// A pact nobody but its author reads.
import { heads, missing } from "./missing.ts";
import type { Rule } from "./rule.ts";
import { without } from "./whole.ts";

export const missingReviewers: Rule = {
  code: "PACT3009",
  name: "missing-reviewers",
  severity: "information",
  summary: "a pact that names nobody to review it",
  why: "What an agent may do concerns those who answer for security and for the law. Named reviewers settle it before the agent does.",
  bad: [without("reviewers")],
  good: [without("")],
  ...missing({
    kind: "reviewers",
    message: 'nobody reviews this pact; add `reviewers`, as in `reviewers "security@shop.example"`',
    write: 'reviewers "security@organisation.example"',
    behind: [...heads, "owner"],
  }),
};
