// A pact that does not say to whom its agent gives up.
import { clauses, missing } from "./missing.ts";
import type { Rule } from "./rule.ts";
import { without } from "./whole.ts";

export const missingHandoff: Rule = {
  code: "PACT3008",
  name: "missing-handoff",
  severity: "information",
  summary: "a pact that does not say to whom its agent hands over",
  why:
    "Handing over to a person is always allowed. Where a pact does not say to whom, and with what, it is slow and loses the context; and how often it " +
    "happens is the clearest sign of whether the scope is right (`expect rate 2% to 10%`).",
  bad: [without("handoff")],
  good: [without("")],
  ...missing({
    kind: "handoff",
    message: 'this pact does not say to whom its agent hands over; add `handoff`, as in `handoff to "support" carrying summary`',
    write: 'handoff to "support" carrying summary',
    behind: clauses,
  }),
};
