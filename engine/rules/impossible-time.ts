// A day that no calendar has.
import type { MemberNode, MomentLiteral } from "../../grammar/index.ts";
import { isClause } from "../analysis/model.ts";
import { partsOfClause } from "./parts.ts";
import type { Rule } from "./rule.ts";

export const impossibleTime: Rule = {
  code: "PACT3038",
  name: "impossible-time",
  severity: "error",
  summary: "a date or a time that there is not, such as 30 February",
  why:
    "What compares with such a time is never known, a pact with such dates is never in force, and a test with such a `now` has no clock. " +
    "Write a day that there is, as in `2026-02-28`, and times of day up to `23:59:59`.",
  bad: [
    { pact: "effective 2026-01-01 until 2026-02-30" },
    { pact: "may look: get_order\nmay late: issue_refund when now < 2026-13-01" },
    { pact: 'may look: get_order\ntest there: get_order(order_id: "A1") given now is 2026-02-29T10:00:00Z expect allow' },
  ],
  good: [{ pact: "effective 2024-02-29 until 2026-06-01T23:59:59Z" }],
  about: ["effective", "may", "never", "escalate", "test"],
  *member(member) {
    for (const moment of momentsIn(member))
      if (!isPossible(moment.text)) yield { at: moment, message: `there is no such time as \`${moment.text}\`; write one that there is` };
  },
};

function momentsIn(member: MemberNode): readonly MomentLiteral[] {
  if (member.kind === "effective") return member.until ? [member.from, member.until] : [member.from];
  if (member.kind === "test") return member.given.flatMap(({ value }) => (value.kind === "moment" ? [value] : []));
  return isClause(member) ? partsOfClause(member).flatMap((part) => (part.kind === "moment" ? [part] : [])) : [];
}

const form = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?)?/;
const days = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** By the calendar alone; zones are another matter. */
function isPossible(text: string): boolean {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] =
    form
      .exec(text)
      ?.slice(1)
      .map((part) => Number(part ?? 0)) ?? [];
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && isLeap ? 29 : (days[month - 1] ?? 0);
  return day >= 1 && day <= last && hour < 24 && minute < 60 && second < 60;
}
