// A pact that does not say what its agent is for.
import { missing } from "./missing.ts";
import type { Rule } from "./rule.ts";
import { without } from "./whole.ts";

export const missingPurpose: Rule = {
  code: "PACT3006",
  name: "missing-purpose",
  severity: "warning",
  summary: "a pact that does not say what its agent is for",
  why:
    'An agent that "helps customers" fills in the rest by itself. One sentence that says what it does, for whom and up to where is what every clause is ' +
    "held against when the pact is read, and it stands on everything that is printed of it.",
  bad: [without("purpose")],
  good: [without("")],
  ...missing({
    kind: "purpose",
    message: "this pact does not say what its agent is for; add `purpose` and one sentence: what, for whom, up to where",
    write: 'purpose "What the agent does, for whom, and up to where."',
    behind: ["version"],
  }),
};
