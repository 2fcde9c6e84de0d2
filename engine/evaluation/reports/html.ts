// One page that opens from a disk, without a network or a script, in light and dark, and prints well. Everything an agent or a case
// wrote is text.
import type { Verdict } from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import type { Gate, Measured } from "../measure/index.ts";
import type { Told } from "./told.ts";
import { boundOf, failuresSaid, intervalOf, mainMetrics, naiveOf, plural, reasonsOf, said, visible, why, worstCases } from "./words.ts";

const mostCases = 200;

export function asHtml(all: readonly Told[]): string {
  const title = all.map(({ report }) => report.suite).join(", ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${text(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
${all.map(section).join("\n")}
</main>
</body>
</html>
`;
}

function section(told: Told): string {
  const { report, grades, pact, agent, model, began, file } = told;
  const failures = failuresSaid(report.failures);
  const about: [string, string][] = [
    ["Pact", `${pact.id} ${pact.version} (${file})`],
    ["Content hash", pact.hash],
    ["Agent", agent],
    ["Model", model ?? "not named by the pact"],
    ["Begun", began],
    ["Played", `${plural(report.cases, "case")}, ${plural(report.trials, "trial")}`],
  ];
  return `<section>
<header>
<h1>${text(report.suite)}</h1>
${report.verdict ? `<p class="verdict ${classOf(report.verdict)}">${text(verdictSaid[report.verdict])}</p>` : ""}
</header>
${failures ? `<p class="warning">${text(failures)}</p>` : ""}
<dl>${about.map(([name, value]) => `<div><dt>${text(name)}</dt><dd>${text(value)}</dd></div>`).join("")}</dl>
${report.gates.length > 0 ? `<h2>Requirements</h2>${gates(report.gates)}` : ""}
<h2>Metrics</h2>
${metrics(mainMetrics(report.metrics))}
${groups(report.metrics)}
<h2>Cases to look at</h2>
${cases(grades)}
</section>`;
}

const verdictSaid: Readonly<Record<Verdict, string>> = {
  met: "Every requirement is met",
  "not met": "A requirement is not met",
  inconclusive: "A requirement is open: the cases do not settle it",
  "not evaluable": "A requirement cannot be evaluated",
};
const classOf = (verdict: Verdict): string => verdict.replace(" ", "-");

// ── Tables ──────────────────────────────────────────────────────────────────────────────────────────────────────────

function table(caption: string, head: readonly string[], body: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => row.map((each, i) => (i === 0 ? `<th scope="row">${each}</th>` : `<td>${each}</td>`)).join("");
  return `<table><caption>${text(caption)}</caption><thead><tr>${head.map((each) => `<th scope="col">${text(each)}</th>`).join("")}</tr></thead><tbody>${body.map((row) => `<tr>${cells(row)}</tr>`).join("")}</tbody></table>`;
}

function gates(all: readonly Gate[]): string {
  const rows = all.map((gate) => [
    `<code>${text(gate.requirement)}</code>`,
    `<span class="verdict ${classOf(gate.verdict)}">${text(gate.verdict)}</span>`,
    text(said(gate.estimate, gate.unit)),
    text(boundOf(gate)),
    gatePicture(gate),
    text(why(gate)),
  ]);
  return table(
    "What the pact requires: the bound at 95 % is compared with the threshold",
    ["requirement", "verdict", "estimate", "bound", "", "why"],
    rows,
  );
}

function metrics(all: readonly Measured[]): string {
  const rows = all.map((each) => [
    `<code>${text(each.metric)}</code>`,
    text(said(each.estimate, each.unit)),
    text(intervalOf(each)),
    each.unit === "share" ? intervalPicture(each) : "",
    text(naiveOf(each)),
    String(each.cases),
    String(each.trials),
    text([each.method, each.counted ? `${each.counted} counted as the worse outcome` : "", each.missing].filter(Boolean).join("; ")),
  ]);
  return table(
    "Over all cases; trials of one case resemble each other, which the interval takes into account",
    ["metric", "estimate", "95 % interval", "", "unclustered", "cases", "trials", "how"],
    rows,
  );
}

function groups(all: readonly Measured[]): string {
  const byGrouping = Map.groupBy(
    all.filter(({ of }) => of),
    ({ of }) => of!.by,
  );
  return [...byGrouping]
    .map(([by, some]) => {
      const rows = some.map((each) => [
        text(each.of!.name),
        `<code>${text(each.metric)}</code>`,
        text(said(each.estimate, each.unit)),
        text(intervalOf(each)),
        intervalPicture(each),
        String(each.cases),
      ]);
      return `<details><summary>By ${text(by)}</summary>${table(`By ${by}`, [by, "metric", "estimate", "95 % interval", "", "cases"], rows)}</details>`;
    })
    .join("\n");
}

function cases(grades: readonly Grade[]): string {
  const worst = worstCases(grades);
  if (worst.length === 0) return "<p>Every trial went as it should.</p>";
  const items = worst.slice(0, mostCases).map(
    ({ case: id, bad, trials }) =>
      `<li><strong>${text(id)}</strong> <span class="quiet">${bad.length} of ${plural(trials, "trial")}</span><ul>${[
        ...new Set(bad.flatMap(reasonsOf)),
      ]
        .slice(0, 6)
        .map((reason) => `<li>${text(reason)}</li>`)
        .join("")}</ul></li>`,
  );
  const more = worst.length > mostCases ? `<p class="quiet">… and ${plural(worst.length - mostCases, "more case")}.</p>` : "";
  return `<ol class="cases">${items.join("\n")}</ol>${more}`;
}

// ── Pictures ────────────────────────────────────────────────────────────────────────────────────────────────────────

const [width, height] = [160, 18];
const at = (share: number): string => (Math.min(1, Math.max(0, share)) * width).toFixed(1);

/** A share with its interval on a line from 0 to 1. */
function intervalPicture({ estimate, interval, metric, unit }: Measured): string {
  if (estimate === undefined || unit !== "share") return "";
  const line = interval ? `<line class="interval" x1="${at(interval.lower)}" x2="${at(interval.upper)}" y1="9" y2="9"/>` : "";
  return picture(`${metric}: ${said(estimate, unit)}`, `${line}<circle cx="${at(estimate)}" cy="9" r="3.5"/>`);
}

/** The threshold, the estimate and the bound that is compared. */
function gatePicture({ estimate, bound, threshold, unit, operator, requirement }: Gate): string {
  if (unit !== "share" || estimate === undefined) return "";
  const region = operator.startsWith("<")
    ? `<rect class="allowed" x="0" width="${at(threshold)}" y="4" height="10"/>`
    : `<rect class="allowed" x="${at(threshold)}" width="${(width - Number(at(threshold))).toFixed(1)}" y="4" height="10"/>`;
  const line =
    bound === undefined
      ? ""
      : `<line class="interval" x1="${at(estimate)}" x2="${at(bound)}" y1="9" y2="9"/><line class="interval" x1="${at(bound)}" x2="${at(bound)}" y1="5" y2="13"/>`;
  return picture(
    requirement,
    `${region}<line class="threshold" x1="${at(threshold)}" x2="${at(threshold)}" y1="1" y2="17"/>${line}<circle cx="${at(estimate)}" cy="9" r="3.5"/>`,
  );
}

const picture = (label: string, inside: string): string =>
  `<svg role="img" aria-label="${text(label)}" viewBox="-4 0 ${width + 8} ${height}" width="${width + 8}" height="${height}"><line class="axis" x1="0" x2="${width}" y1="9" y2="9"/>${inside}</svg>`;

const text = (given: string): string =>
  visible(given).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --quiet: #59636e; --line: #d1d9e0; --ground: #ffffff; --good: #116329; --bad: #b3261e; --open: #7a5200; --area: #dcefe1; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --quiet: #9ba6b1; --line: #3d444d; --ground: #0d1117; --good: #57c274; --bad: #ff8a80; --open: #e3b341; --area: #17331f; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 72rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
section + section { margin-top: 4rem; border-top: 1px solid var(--line); padding-top: 2rem; }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 0.5rem 1.5rem; }
h1 { font-size: 1.5rem; margin: 0; overflow-wrap: anywhere; }
h2 { font-size: 1.1rem; margin: 2.25rem 0 0.5rem; }
p { margin: 0.25rem 0; }
dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 0.75rem 2rem; margin: 1.25rem 0 0; }
dt { color: var(--quiet); font-size: 0.85rem; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
td:nth-child(-n+6) { white-space: nowrap; }
caption { text-align: left; color: var(--quiet); font-size: 0.85rem; padding-bottom: 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.35rem 1rem 0.35rem 0; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--quiet); font-size: 0.85rem; }
code { font: 0.9em ui-monospace, monospace; }
.verdict { font-weight: 600; white-space: nowrap; }
.met { color: var(--good); } .not-met { color: var(--bad); } .inconclusive, .not-evaluable { color: var(--open); }
.warning { color: var(--open); font-weight: 600; margin-top: 0.75rem; }
.quiet { color: var(--quiet); }
.cases > li { margin: 0.6rem 0; } .cases ul { margin: 0.1rem 0 0; padding-left: 1.1rem; color: var(--quiet); }
details { margin-top: 1rem; } summary { cursor: pointer; padding: 0.25rem 0; }
svg { display: block; margin-top: 0.2rem; overflow: visible; }
svg .axis { stroke: var(--line); } svg .interval { stroke: currentColor; stroke-width: 2; } svg .threshold { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 3 2; }
svg .allowed { fill: var(--area); } svg circle { fill: currentColor; }
@media print { :root { color-scheme: light; } main { max-width: none; padding: 0; } section { break-after: page; } section:last-child { break-after: auto; } tr, li { break-inside: avoid; } details > summary { list-style: none; } details:not([open]) > *:not(summary) { display: block; } }
@media (max-width: 50rem) { table { display: block; overflow-x: auto; } }
`;
