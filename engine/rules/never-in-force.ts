// A pact that ends before it begins.
import { isTimeZone } from "../analysis/analyze.ts";
import { timeFromText } from "../decision/calendar.ts";
import type { Rule } from "./rule.ts";

export const neverInForce: Rule = {
  code: "PACT3029",
  name: "never-in-force",
  severity: "error",
  summary: "`effective` dates of which the end is not after the start",
  why: "`effective A until B` holds from A, and no more at B. Where B is not later, the pact is never in force, and everything is denied.",
  bad: [{ pact: "effective 2026-06-01 until 2026-01-01" }, { pact: "effective 2026-06-01 until 2026-06-01" }],
  good: [{ pact: "effective 2026-01-01 until 2026-06-01" }],
  about: ["effective"],
  *pact({ parsed: { tree }, analysis: { model } }) {
    const effective = tree.members.find((member) => member.kind === "effective");
    if (effective?.kind !== "effective" || !effective.until) return;
    const { from, until } = effective;
    if (isNotAfter(until.text, from.text, model.timezone))
      yield {
        at: until,
        message: `\`${until.text}\` is not after \`${from.text}\`, so that this pact is never in force; mend one of the two dates`,
      };
  },
};

/** Days are compared as they are written: what is exact needs a calendar, which is slow to get at. */
function isNotAfter(until: string, from: string, timezone: string | undefined): boolean {
  if (until.length === day.length && from.length === day.length) return until <= from;
  const zone = timezone && isTimeZone(timezone) ? timezone : "UTC"; // another is reported as none
  const [start, end] = [from, until].map((text) => timeFromText(text, zone)?.ms);
  return start !== undefined && end !== undefined && end <= start;
}
const day = "2026-01-01";
