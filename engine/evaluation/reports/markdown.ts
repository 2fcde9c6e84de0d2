// A summary in Markdown, as GitHub shows it under a workflow's run ($GITHUB_STEP_SUMMARY).
import type { Verdict } from "../../metrics/index.ts";
import type { Told } from "./told.ts";
import {
  attemptsSaid,
  boundOf,
  failuresSaid,
  intervalOf,
  mainMetrics,
  naiveOf,
  plural,
  reasonsOf,
  said,
  visible,
  why,
  worstCases,
} from "./words.ts";

const marks: Readonly<Record<Verdict, string>> = {
  met: "✅ met",
  "not met": "❌ not met",
  inconclusive: "❔ inconclusive",
  "not evaluable": "❔ not evaluable",
};
const mostCases = 10;

export const asMarkdown = (all: readonly Told[]): string => all.map(section).join("\n");

function section(told: Told): string {
  const { report, grades } = told;
  const failures = failuresSaid(report.failures);
  const worst = worstCases(grades);
  const attempts = attemptsSaid(grades);
  return [
    `## ${cell(report.suite)}${report.verdict ? `: ${marks[report.verdict]}` : ""}`,
    "",
    `${plural(report.cases, "case")}, ${plural(report.trials, "trial")} of ${code(told.agent)}${failures ? `. **${failures}**` : ""}`,
    "",
    ...(report.gates.length > 0
      ? [
          ...rows(
            ["", "requirement", "estimate", "at 95 %", ""],
            report.gates.map((gate) => [
              marks[gate.verdict],
              code(gate.requirement),
              said(gate.estimate, gate.unit),
              boundOf(gate),
              cell(why(gate)),
            ]),
          ),
          "",
        ]
      : []),
    "<details><summary>All metrics</summary>",
    "",
    ...rows(
      ["metric", "estimate", "95 % interval", "unclustered", "cases", "trials"],
      mainMetrics(report.metrics).map((each) => [
        code(each.metric),
        said(each.estimate, each.unit),
        intervalOf(each),
        naiveOf(each),
        String(each.cases),
        String(each.trials),
      ]),
    ),
    "",
    "</details>",
    ...(worst.length > 0 ? ["", `<details><summary>${plural(worst.length, "case")} to look at</summary>`, ""] : []),
    ...worst
      .slice(0, mostCases)
      .map(
        ({ case: id, bad, trials }) =>
          `- ${code(id)} (${bad.length} of ${plural(trials, "trial")}): ${reasonsOf(bad[0]!).slice(0, 2).map(cell).join("; ")}`,
      ),
    ...(worst.length > mostCases ? [`- … and ${plural(worst.length - mostCases, "more case")}`] : []),
    ...(worst.length > 0 ? ["", "</details>"] : []),
    ...(attempts.length > 0
      ? ["", "<details><summary>Tried and denied</summary>", "", ...attempts.map((each) => `- ${cell(each)}`), "", "</details>"]
      : []),
    "",
  ].join("\n");
}

const rows = (head: readonly string[], body: readonly (readonly string[])[]): string[] => [
  `| ${head.join(" | ")} |`,
  `|${head.map(() => "---").join("|")}|`,
  ...body.map((cells) => `| ${cells.join(" | ")} |`),
];

/** What an agent or a case wrote is text here, never markup. */
const cell = (text: string): string =>
  visible(text)
    .replace(/[\\`*_{}[\]<>#|!~&]/g, "\\$&")
    .replaceAll(/\s+/g, " ");
const code = (text: string): string => {
  const line = visible(text).replaceAll(/\s+/g, " ").replaceAll("|", "\\|");
  const ticks = "`".repeat(1 + Math.max(0, ...(line.match(/`+/g) ?? []).map(({ length }) => length)));
  return `${ticks}${line.startsWith("`") ? " " : ""}${line}${line.endsWith("`") ? " " : ""}${ticks}`;
};
