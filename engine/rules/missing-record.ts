// A pact that leaves nothing behind.
import { clauses, missing } from "./missing.ts";
import type { Rule } from "./rule.ts";
import { without } from "./whole.ts";

const wanted = missing({
  kind: "record",
  message: "nothing this agent does is recorded; add `record input, action, authorization, decision, time for every action`",
  write: "record input, action, authorization, decision, time for every action\n    retain 1 year\n    on failure deny",
  behind: [...clauses, "handoff"],
});

export const missingRecord: Rule = {
  code: "PACT3007",
  name: "missing-record",
  severity: "warning",
  summary: "a pact that asks for no record of what its agent does",
  why:
    "Without a record of input, action, authorization and time, the question why an agent did something takes weeks and ends in opinions. " +
    "`on failure deny` stops the agent where nothing can be written down. A charter's `record` holds for the pacts under it.",
  bad: [without("record")],
  good: [without("")],
  about: wanted.about,
  // The charter may have one.
  pact: (context) => (context.parsed.tree.under ? [] : wanted.pact(context)),
};
