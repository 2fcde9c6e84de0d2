// A report for a person at a terminal: what holds, what does not, what is open, and where to look first.
import { type Grade, type Report, words } from "../engine/evaluation/index.ts";
import type { Evaluated } from "../engine/node/evaluation/index.ts";
import { colour, printable, table } from "./output.ts";

const { attemptsSaid, boundOf, failuresSaid, intervalOf, mainMetrics, naiveOf, plural, reasonsOf, said, why, worstCases } = words;

export function describe({ report, grades, folder, cancelled }: Evaluated): string {
  const failures = failuresSaid(report.failures);
  const lines = [
    colour.bold(`${report.suite}: ${plural(report.cases, "case")}, ${plural(report.trials, "trial")}${cancelled ? " (cancelled)" : ""}`),
    "",
    ...gateLines(report),
    ...metricLines(report),
    ...(failures ? [colour.yellow(failures), ""] : []),
    ...worstLines(grades),
    ...attemptLines(grades),
    colour.dim(`run: ${folder}`),
  ];
  return `${printable(lines.join("\n"))}\n\n`;
}

const paint = { met: colour.green, "not met": colour.red, inconclusive: colour.yellow, "not evaluable": colour.yellow };

function gateLines({ gates }: Report): string[] {
  if (gates.length === 0) return [];
  const rows = gates.map((gate) => [gate.verdict, gate.requirement, said(gate.estimate, gate.unit), boundOf(gate), why(gate)]);
  const [head, ...body] = table([["verdict", "requirement", "estimate", "at 95%", ""], ...rows]).split("\n");
  return [head!, ...body.map((line, i) => line.replace(gates[i]!.verdict, paint[gates[i]!.verdict])), ""];
}

function metricLines({ metrics }: Report): string[] {
  const rows = mainMetrics(metrics).map((each) => [
    each.metric,
    said(each.estimate, each.unit),
    intervalOf(each),
    naiveOf(each),
    each.cases,
    each.trials,
  ]);
  return [table([["metric", "estimate", "95% interval", "unclustered", "cases", "trials"], ...rows]), ""];
}

function attemptLines(grades: readonly Grade[]): string[] {
  const attempts = attemptsSaid(grades);
  return attempts.length === 0 ? [] : ["Tried and denied:", ...attempts.map((each) => `  ${each}`), ""];
}

const mostShown = 8;
const mostReasons = 3;

function worstLines(grades: readonly Grade[]): string[] {
  const worst = worstCases(grades);
  const lines = worst.slice(0, mostShown).flatMap(({ case: name, bad, trials }) => [
    `  ${name}${trials > 1 ? colour.dim(` (${bad.length} of ${plural(trials, "trial")})`) : ""}`,
    ...reasonsOf(bad[0]!)
      .slice(0, mostReasons)
      .map((reason) => `    ${reason}`),
  ]);
  const more = worst.length - mostShown;
  return worst.length === 0 ? [] : ["Cases to look at:", ...lines, ...(more > 0 ? [`  … and ${plural(more, "more case")}`] : []), ""];
}
