// A warning that comes when it is too late.
import { show } from "../../grammar/index.ts";
import { compareNum, parseNum } from "../decision/decimal.ts";
import type { Rule } from "./rule.ts";

export const softNotBelowHard: Rule = {
  code: "PACT3015",
  name: "soft-not-below-hard",
  severity: "warning",
  summary: "a soft cap that is not below the hard one",
  why: "A soft cap is a notice while there is still room, a hard cap stops. Where the soft one is not lower, the notice comes when nothing goes any more.",
  bad: [
    { pact: "limit refunds: calls of issue_refund soft 5 hard 3 per session" },
    { pact: "limit spent: cost soft 90 USD hard 90 USD per team" },
  ],
  good: [{ pact: "limit refunds: calls of issue_refund soft 3 hard 5 per session" }],
  about: ["limit"],
  *member(member) {
    if (member.kind !== "limit" || member.soft?.kind !== "number" || member.hard?.kind !== "number") return;
    const { soft, hard } = member;
    const [low, high] = [parseNum(soft.digits), parseNum(hard.digits)];
    if (low === undefined || high === undefined || soft.unit !== hard.unit || compareNum(low, high) < 0) return;
    const edits = [
      { start: soft.start, end: soft.end, text: show.literal(hard) },
      { start: hard.start, end: hard.end, text: show.literal(soft) },
    ];
    const message = `the soft cap \`${show.literal(soft)}\` is not below the hard one, so that its notice comes too late; lower it`;
    yield { at: soft, message, ...(compareNum(low, high) > 0 && { fixes: [{ title: "Swap the two caps", edits }] }) };
  },
};
