// A requirement on something that is not measured, or that is measured in another unit.
import { durationUnits, type Requirement, type Span } from "../../grammar/index.ts";
import { costMetrics, groupings, metricNames, quantityNames, scoreMetrics, shareMetrics, statistics } from "../evaluation/names.ts";
import { unknownWord } from "./parts.ts";
import type { Finding, Rule } from "./rule.ts";

const suite = (requirement: string) =>
  `evaluate small {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n  require ${requirement}\n}`;
const files = { "cases.jsonl": '{"id":"c","input":"hello"}\n'.repeat(100) };

export const unmeasurableRequirement: Rule = {
  code: "PACT4001",
  name: "unmeasurable-requirement",
  severity: "error",
  summary: "a requirement on something that is not measured",
  why:
    "A requirement that cannot be evaluated is never met. Shares (`scope_violation_rate`, `task_completion`, `pass^4` …) are compared with a percentage, " +
    "`mean(…)`, `median(…)` and `p50(…)` to `p99(…)` of `latency` with a span of time, of `tokens`, `turns` and `calls` with a number, of `cost` with an amount of money.",
  bad: [
    { pact: suite("scope_violaton_rate <= 10%"), files },
    { pact: suite("p95(latncy) <= 2 s"), files },
    { pact: suite("task_completion >= 2 s"), files },
    { pact: suite("task_completion >= 50% in every tool_name"), files },
    { pact: suite("pass >= 50%"), files },
  ],
  good: [{ pact: suite("p95(latency) <= 2 s, mean(tokens) <= 4_000, pass^2 >= 50%, scope_violation_rate <= 10% in every tag"), files }],
  about: ["suite"],
  *member(member) {
    if (member.kind !== "suite") return;
    for (const item of member.items) if (item.kind === "suite-require") for (const each of item.requirements) yield* wrongIn(each);
  },
};

function* wrongIn(requirement: Requirement): Generator<Finding> {
  const { metric, of, power, inEvery } = requirement;
  if (inEvery && !includes(groupings, inEvery.text))
    yield unknownWord(inEvery, `cases are not told apart by \`${inEvery.text}\``, groupings);
  if (!includes(metricNames, metric.text)) return yield unknownWord(metric, `there is no metric \`${metric.text}\``, metricNames);
  const takes = includes(statistics, metric.text);
  if (takes && !of)
    return yield { at: metric, message: `of what? write \`${metric.text}(latency)\`, or of ${quantityNames.slice(1).join(", ")}` };
  if (of && !takes) return yield { at: of, message: `\`${metric.text}\` is of nothing else; leave \`(${of.text})\` out` };
  if (of && !includes(quantityNames, of.text)) return yield unknownWord(of, `nothing measures \`${of.text}\``, quantityNames);
  if (metric.text === "pass" && power === undefined) return yield { at: metric, message: "in how many trials? write `pass^4`" };
  const wanted = wantedFor(requirement);
  if (wanted !== undefined)
    yield { at: requirement.threshold as Span, message: `\`${metric.text}${of ? `(${of.text})` : ""}\` is compared with ${wanted}` };
}

const includes = (words: readonly string[], word: string): boolean => words.includes(word);

/** What a threshold should be; undefined where it is. */
function wantedFor({ metric, of, threshold }: Requirement): string | undefined {
  const isTime = threshold.kind === "number" && threshold.unit !== undefined && durationUnits.includes(threshold.unit);
  const unit = threshold.kind === "number" ? threshold.unit : undefined;
  if (includes(shareMetrics, metric.text)) return threshold.kind === "percent" ? undefined : "a percentage such as `5%`";
  if (of?.text === "latency") return isTime ? undefined : "a span of time such as `2 s`";
  const isNumber = threshold.kind === "number" && !isTime;
  if (of?.text === "cost" || includes(costMetrics, metric.text)) return isNumber ? undefined : "an amount of money such as `0.10 USD`";
  if (includes(scoreMetrics, metric.text)) return isNumber && unit === undefined ? undefined : "a number such as `0.2`";
  return isNumber && (unit === undefined || (unit === "tokens" && of?.text === "tokens")) ? undefined : "a number such as `4_000`";
}
