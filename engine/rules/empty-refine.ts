// A refinement that says nothing.
import { firstWord } from "../analysis/model.ts";
import type { Rule } from "./rule.ts";

export const emptyRefine: Rule = {
  code: "PACT3035",
  name: "empty-refine",
  severity: "warning",
  summary: "a `refine` that says nothing about its tools",
  why: "`refine` narrows the types of arguments, or says that a tool is read-only or destructive. With neither it has no effect.",
  bad: [
    { pact: "refine issue_refund\nmay small: issue_refund when amount < 50" },
    { pact: "refine issue_refund { }\nmay small: issue_refund when amount < 50" },
  ],
  good: [{ pact: "refine issue_refund { amount: money USD }\nmay small: issue_refund when amount < 50 USD" }],
  about: ["refine"],
  *member(member) {
    if (member.kind !== "refine" || member.broken || member.nature || (member.fields && member.fields.fields.length > 0)) return;
    yield {
      at: firstWord(member),
      message: "this says nothing about its tools; add `: read-only`, or the types of arguments as in `{ amount: money USD }`",
    };
  },
};
