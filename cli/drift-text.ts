// A comparison for a person at a terminal: what moved, what could not have been seen, and where to look.
import { driftWords } from "../engine/drift/index.ts";
import { words } from "../engine/evaluation/index.ts";
import type { DriftEvent } from "../engine/index.ts";
import { colour, printable, table } from "./output.ts";

const { detectableSaid, differenceSaid, pSaid, said, verdictSaid } = driftWords;
const { plural } = words;
const paint = { drifted: colour.red, "no drift seen": colour.green, "cannot tell": colour.yellow };
const mostShown = 8;

export function describeDrift(event: DriftEvent, baselineFile: string): string {
  const { verdict, blessed, run, outdated, notes } = event;
  const lines = [
    colour.bold(`${event.now.suite}: ${run} against ${baselineFile}`),
    `blessed ${blessed.at} by ${blessed.by}${blessed.because ? `: ${blessed.because}` : ""}`,
    ...notes.map((note) => `  ${note}`),
    ...outdated.map((message) => colour.yellow(`  the run is older than what there is: ${message}; evaluate again`)),
    "",
    ...signalLines(event),
    ...whereLines(event),
    paint[verdict](`${verdictSaid[verdict]}.`),
  ];
  return `${printable(lines.join("\n"))}\n\n`;
}

function signalLines({ signals }: DriftEvent): string[] {
  const told = signals.filter(({ p }) => p !== undefined);
  const rows = told.map((each) => [
    each.verdict,
    each.signal,
    said(each.before?.mean, each.unit),
    said(each.now?.mean, each.unit),
    differenceSaid(each),
    pSaid(each.adjusted),
    detectableSaid(each),
    each.test ?? "",
  ]);
  const head = ["verdict", "signal", "baseline", "now", "difference, 95%", "corrected p", "could be seen", "test"];
  const [first, ...body] = table([head, ...rows]).split("\n");
  const missing = Map.groupBy(
    signals.filter((each) => each.missing !== undefined),
    (each) => each.missing!,
  );
  return [
    first!,
    ...body.map((line, i) => line.replace(told[i]!.verdict, paint[told[i]!.verdict])),
    ...[...missing].map(([why, all]) => colour.dim(`cannot tell ${all.map(({ signal }) => signal).join(", ")}: ${why}`)),
    "",
  ];
}

function whereLines({ breaks, clauses, tools, moved, verdict }: DriftEvent): string[] {
  const some = <Row>(title: string, rows: readonly Row[], line: (row: Row) => string): string[] => {
    if (rows.length === 0) return [];
    const more = rows.length > mostShown ? [colour.dim(`  … and ${rows.length - mostShown} more`)] : [];
    return [title, ...rows.slice(0, mostShown).map((row) => `  ${line(row)}`), ...more, ""];
  };
  const named = (names: readonly string[]) => (names.length > 0 ? colour.dim(` (${names.join(", ")})`) : "");
  return [
    ...some(
      "broken now and never before:",
      breaks,
      (each) => `${each.case}: ${each.clause}, ${each.trials} of ${plural(each.of, "trial")}`,
    ),
    ...(verdict === "drifted"
      ? [
          ...some(
            "clauses, by the share of trials that broke them:",
            clauses,
            (each) => `${each.clause} ${said(each.before, "share")} → ${said(each.now, "share")}`,
          ),
          ...some(
            "tools that moved most, in calls a run:",
            tools,
            (each) => `${each.tool} ${each.before.toFixed(2)} → ${each.now.toFixed(2)}${named(each.clauses)}`,
          ),
          ...some("cases that moved most:", moved, (each) => `${each.case}: ${each.change}; ${each.what.join("; ")}`),
        ]
      : []),
  ];
}
