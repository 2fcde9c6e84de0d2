// A range that ends before it begins.
import { show } from "../../grammar/index.ts";
import { compareNum, parseNum } from "../decision/decimal.ts";
import type { Rule } from "./rule.ts";

export const reversedRate: Rule = {
  code: "PACT3028",
  name: "reversed-rate",
  severity: "warning",
  summary: "an expected rate whose upper end is below its lower one",
  why: "`expect rate 10% to 2%` holds for no rate at all. Write the lower end first.",
  bad: [{ pact: 'handoff to "desk" carrying summary expect rate 10% to 2%' }],
  good: [{ pact: 'handoff to "desk" carrying summary expect rate 2% to 10%' }],
  about: ["handoff"],
  *member(member) {
    if (member.kind !== "handoff" || !member.rate) return;
    const { from, to } = member.rate;
    const [low, high] = [parseNum(from.digits), parseNum(to.digits)];
    if (low === undefined || high === undefined || compareNum(low, high) <= 0) return;
    const at = { start: from.start, end: to.end };
    const text = `${show.literal(to)} to ${show.literal(from)}`;
    yield {
      at,
      message: `no rate is from ${show.literal(from)} to ${show.literal(to)}; write \`${text}\``,
      fixes: [{ title: "Swap the two ends", edits: [{ ...at, text }] }],
    };
  },
};
