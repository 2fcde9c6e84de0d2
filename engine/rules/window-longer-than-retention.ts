// Something counted for longer than it is kept.

import type { Duration, RecordMember, Span } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import { isClause } from "../analysis/model.ts";
import { durationSeconds } from "../decision/calendar.ts";
import { compareNum, type Num } from "../decision/decimal.ts";
import { askedBy } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";

export const windowLongerThanRetention: Rule = {
  code: "PACT3016",
  name: "window-longer-than-retention",
  severity: "warning",
  summary: "a limit or a look back that reaches further than the record is kept",
  why:
    "What is counted `per month` or looked for `within 90 days` can be shown to anybody only as long as it is on record. Retain it at least as long, or " +
    "look back less far. A month counts as 30 days.",
  bad: [
    {
      pact: "record input, action, authorization, decision, time for every action retain 1 week\nlimit refunds: calls of issue_refund hard 9 per month",
    },
    {
      pact: "record input, action, authorization, decision, time for every action retain 1 week\nmay small: issue_refund when count(calls of issue_refund within 30 days) < 3",
    },
  ],
  good: [
    {
      pact: "record input, action, authorization, decision, time for every action retain 1 month\nlimit refunds: calls of issue_refund hard 9 per month",
    },
  ],
  about: ["record", "limit", "may", "never", "escalate"],
  *pact({ parsed: { tree } }) {
    const record = tree.members.find((member): member is RecordMember => member.kind === "record");
    if (!record?.retain) return;
    const kept = record.retain;
    const keptSeconds = secondsOf(kept);
    for (const member of tree.members) {
      if (member.kind === "limit") {
        for (const name of member.per)
          if (longer({ digits: "1", unit: name.text }, keptSeconds, periods)) yield finding(name, `a ${name.text}`, kept);
      } else if (isClause(member)) {
        for (const { within } of askedBy(member).past)
          if (within && longer(within, keptSeconds)) yield finding(within, `\`${show.duration(within)}\``, kept);
      }
    }
  },
};

const periods = ["hour", "day", "week", "month"];
const secondsOf = ({ digits, unit }: Pick<Duration, "digits" | "unit">): Num => durationSeconds(digits, unit);

const longer = (window: Pick<Duration, "digits" | "unit">, kept: Num, units?: readonly string[]): boolean =>
  (!units || units.includes(window.unit)) && compareNum(secondsOf(window), kept) > 0;

const finding = (at: Span, window: string, kept: Duration): Finding => ({
  at,
  message: `this looks back over ${window}, and the record is kept for ${show.duration(kept)}; retain it longer, or look back less far`,
});
