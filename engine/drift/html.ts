// One page of what a comparison came to: every signal with its verdict and its difference drawn, and where the change is.
import { page, table, text } from "../evaluation/reports/page.ts";
import type { Baseline } from "./baseline.ts";
import type { DriftReport, DriftVerdict, Signal } from "./compare.ts";
import { detectableSaid, differenceSaid, notesOn, pSaid, said, verdictSaid } from "./words.ts";

const mostRows = 50;
const classes: Readonly<Record<DriftVerdict, string>> = { drifted: "not-met", "no drift seen": "met", "cannot tell": "inconclusive" };

export function driftAsHtml(report: DriftReport, { blessed }: Pick<Baseline, "blessed">, file: string): string {
  const { baseline, now, verdict, signals, tools, clauses, moved, breaks, seed, permutations } = report;
  const about: [string, string][] = [
    ["Pact", `${now.pact.id} ${now.pact.version} (${file})`],
    ["Baseline", `begun ${baseline.began}, blessed ${blessed.at} by ${blessed.by}${blessed.because ? `: ${blessed.because}` : ""}`],
    ["Now", `begun ${now.began}`],
    ["Model", baseline.model === now.model ? (now.model ?? "not named") : `${baseline.model ?? "not named"} → ${now.model ?? "not named"}`],
    ["Seed", `${seed}, ${permutations} permutations`],
  ];
  const body = `<section>
<header><h1>${text(now.suite)}: drift</h1><p class="verdict ${classes[verdict]}">${text(verdictSaid[verdict])}</p></header>
<dl>${about.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`).join("")}</dl>
<ul>${notesOn(report)
    .map((note) => `<li>${text(note)}</li>`)
    .join("")}</ul>
<h2>Signals</h2>
${signalTable(signals)}
${part("Broken now and never before", "Reported, and no alarm by itself", ["case", "clause", "trials"], breaks, (each) => [each.case, each.clause, `${each.trials} of ${each.of}`])}
${part("Clauses", "Share of trials in which each was broken, or its person not asked", ["clause", "baseline", "now"], clauses, (each) => [each.clause, said(each.before, "share"), said(each.now, "share")])}
${part("Tools that moved most", "Calls in a run; told, not tested", ["tool", "baseline", "now", "of the change", "clauses"], tools, (each) => [each.tool, each.before.toFixed(2), each.now.toFixed(2), said(each.share, "share"), each.clauses.join(", ")])}
${part("Cases that moved most", "The worst first; told, not tested", ["case", "change", "what", "clauses"], moved, (each) => [each.case, each.change, each.what.join("; "), each.clauses.join(", ")])}
</section>`;
  return page(`${now.suite}: drift`, body);
}

function signalTable(signals: readonly Signal[]): string {
  const rows = signals.map((signal) => [
    `<code>${text(signal.signal)}</code><br><small class="quiet">${text(signal.missing ?? `${signal.test ?? ""}${signal.exact ? ", exact" : ""}`)}</small>`,
    `<span class="verdict ${classes[signal.verdict]}">${text(signal.verdict)}</span>`,
    text(said(signal.before?.mean, signal.unit)),
    text(said(signal.now?.mean, signal.unit)),
    // The interval, or the noise, on a line of its own: the table is to fit on a page.
    text(differenceSaid(signal)).replace(/ (?=[[(])/, "<br>"),
    picture(signal),
    text(pSaid(signal.adjusted)),
    text(detectableSaid(signal)),
  ]);
  return table(
    "An alarm where the corrected p is at most 5 %: safety by Holm, the rest by Benjamini and Hochberg",
    ["signal", "verdict", "baseline", "now", "difference, 95 %", "", "corrected p", "could have been seen"],
    rows,
  );
}

function part<Row>(
  title: string,
  caption: string,
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly string[],
): string {
  if (rows.length === 0) return "";
  const more = rows.length > mostRows ? `<p class="quiet">… and ${rows.length - mostRows} more.</p>` : "";
  const body = rows.slice(0, mostRows).map((row) => cells(row).map(text));
  return `<h2>${text(title)}</h2><div class="texts">${table(caption, head, body)}</div>${more}`;
}

const [width, height] = [160, 18];

/** The difference with its interval, around no difference in the middle; scaled to what is largest in it. */
function picture({ signal, difference, interval, noise }: Signal): string {
  if (difference === undefined || noise !== undefined) return "";
  const most = Math.max(Math.abs(difference), Math.abs(interval?.lower ?? 0), Math.abs(interval?.upper ?? 0));
  const at = (value: number): string => (width / 2 + (most > 0 ? (value / most) * (width / 2) : 0)).toFixed(1);
  const line = interval ? `<line class="interval" x1="${at(interval.lower)}" x2="${at(interval.upper)}" y1="9" y2="9"/>` : "";
  return `<svg role="img" aria-label="${text(signal)}" viewBox="-4 0 ${width + 8} ${height}" width="${width + 8}" height="${height}"><line class="axis" x1="0" x2="${width}" y1="9" y2="9"/><line class="threshold" x1="${width / 2}" x2="${width / 2}" y1="1" y2="17"/>${line}<circle cx="${at(difference)}" cy="9" r="3.5"/></svg>`;
}
