// One page of what a run came to: requirements with their bounds drawn, metrics with their intervals, and the cases to look at.
import type { Verdict } from "../../metrics/index.ts";
import type { Grade } from "../grade.ts";
import type { Gate, Measured } from "../measure/index.ts";
import { page, table, text } from "./page.ts";
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
  why,
  worstCases,
} from "./words.ts";

const mostCases = 200;

export function asHtml(all: readonly Told[]): string {
  const title = all.map(({ report }) => report.suite).join(", ");
  return page(title, all.map(section).join("\n"));
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
  const attempts = attemptsSaid(grades).map((each) => `<li>${text(each)}</li>`);
  const tried = attempts.length === 0 ? "" : `<p>Tried and denied:</p><ul>${attempts.join("")}</ul>`;
  if (worst.length === 0) return `<p>Every trial went as it should.</p>${tried}`;
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
  return `<ol class="cases">${items.join("\n")}</ol>${more}${tried}`;
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
