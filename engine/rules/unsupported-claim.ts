// A claim that this many cases cannot support, even if none of them fails.
import type { Requirement, SuiteMember } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import { rememberedText } from "../analysis/remembered.ts";
import type { Files } from "../analysis/sources.ts";
import type { Finding, Rule } from "./rule.ts";

const cases = (count: number) => ({ "cases.jsonl": '{"id":"c","input":"hello"}\n'.repeat(count) });

export const unsupportedClaim: Rule = {
  code: "PACT3027",
  name: "unsupported-claim",
  severity: "warning",
  summary: "a required rate that this many cases cannot show",
  why:
    "A requirement compares a bound with its threshold, at 95 % confidence. Even if none of n cases fails, they show only that the rate is at most " +
    "1 − 0.05^(1/n): 50 cases show at most 5.8 %, and `<= 1%` needs 299. Add cases, or claim less.",
  bad: [
    {
      pact: 'evaluate small {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n  require scope_violation_rate <= 1%\n}',
      files: cases(50),
    },
    {
      pact: 'evaluate small {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n  require task_completion >= 95%\n}',
      files: cases(50),
    },
  ],
  good: [
    {
      pact: 'evaluate enough {\n  agent command "node agent.mjs"\n  cases "./cases.jsonl"\n  require scope_violation_rate <= 1%\n}',
      files: cases(299),
    },
  ],
  *pact({ parsed: { tree }, files }) {
    for (const member of tree.members) if (member.kind === "suite" && !member.broken) yield* inSuite(member, files);
  },
};

const confidence = 0.95;

function* inSuite(suite: SuiteMember, files: Files): Generator<Finding> {
  const claims = suite.items.flatMap((item) => (item.kind === "suite-require" ? item.requirements.filter(isRate) : []));
  const count = claims.length > 0 ? countCases(suite, files) : 0;
  if (!count) return;
  const trials = suite.items.find((item) => item.kind === "suite-trials");
  for (const claim of claims) {
    // Trials of one case resemble each other; at best each of them counts as a case of its own.
    const observations = claim.power === undefined && trials?.kind === "suite-trials" ? count * Number(trials.count) : count;
    const short = tooFew(claim, observations);
    if (short) yield { at: claim, message: short };
  }
}

/** A share of the cases, and neither none nor all of them. */
function isRate({ metric, of, threshold }: Requirement): boolean {
  const isShare = /_rate$|^(?:escalation_precision|escalation_recall|task_completion|pass)$/.test(metric.text);
  return isShare && !of && threshold.kind === "percent" && Number(threshold.digits) > 0 && Number(threshold.digits) < 100;
}

function tooFew({ operator, threshold }: Requirement, count: number): string | undefined {
  const atMost = operator === "<" || operator === "<=";
  const share = threshold.kind === "percent" ? Number(threshold.digits) / 100 : 0;
  const needed = Math.ceil(Math.log(1 - confidence) / Math.log(atMost ? 1 - share : share));
  if (count >= needed) return undefined;
  const bound = (1 - confidence) ** (1 / count);
  const shown = `${atMost ? "at most" : "at least"} ${((atMost ? 1 - bound : bound) * 100).toFixed(1)}%`;
  return `${count} ${count === 1 ? "case" : "cases"} without a failure show ${shown}; \`${operator} ${show.literal(threshold)}\` needs ${needed}: add cases, or claim less`;
}

/** Cases in all files of a suite; undefined where that cannot be known: patterns of files, generated cases, what cannot be read. */
function countCases({ items }: SuiteMember, files: Files): number | undefined {
  if (items.some(({ kind }) => kind === "suite-generate")) return undefined;
  const paths = items.flatMap((item) => (item.kind === "suite-cases" ? item.files.map(({ value }) => value) : []));
  if (!paths.every((path) => path.endsWith(".jsonl") && !/[*?[{]/.test(path))) return undefined;
  let count = 0;
  for (const path of paths) {
    const file = files.read(path);
    if ("problem" in file) return undefined;
    count += linesOf(file.text);
  }
  return count;
}

const linesOf = rememberedText((text) => text.split("\n").filter((line) => line.trim()).length);
