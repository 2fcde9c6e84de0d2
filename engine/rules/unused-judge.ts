// A judge nothing reads.
import type { Rule } from "./rule.ts";
import { unused } from "./unused.ts";

export const unusedJudge: Rule = {
  code: "PACT3022",
  name: "unused-judge",
  severity: "hint",
  summary: "a judge that nothing uses",
  why: "A judge that no clause asks is never run, and reads as if it guarded something. Remove it, or ask it.",
  bad: [{ pact: 'judge polite(text: text) by command "node polite.mjs" error 3%\nmay note: send_note' }],
  good: [{ pact: 'judge polite(text: text) by command "node polite.mjs" error 3%\nmay note: send_note when polite(text)' }],
  needs: "no error",
  pact: (context) => unused(context, "judge"),
};
