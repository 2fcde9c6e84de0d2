// What a run came to: its requirements with their numbers, every metric, the groups, how amounts are spread.
import { html, nothing, type TemplateResult } from "lit";
import { scrolling } from "../shared/scrolling.ts";
import { plural, shortName, ticked, whole } from "../shared/words.ts";
import type { Gate, GateGroup, Measured, Overview, Report } from "./messages.ts";
import { histogram, intervalPicture } from "./pictures.ts";
import { intervalSaid, said, verdictShown } from "./words.ts";

export interface Acts {
  again(): void;
  /** Compares this run with the baseline of its pact. */
  baseline(): void;
}

export function header(overview: Overview, { again, baseline }: Acts): TemplateResult {
  const { suite, report, agent, model, began, pact, isFinished, planned, trialsEach, shard, filter } = overview;
  const played =
    isFinished || report.trials === planned ? plural(report.trials, "trial") : `${whole(report.trials)} of ${plural(planned, "trial")}`;
  const facts: readonly (readonly [string, string | undefined])[] = [
    ["agent", agent.target],
    ["model", model ?? undefined],
    ["begun", `${began.replace("T", " ").slice(0, 16)} UTC`],
    ["pact", `${pact.id} ${pact.version} (${pact.hash.slice(0, 8)})`],
    ["played", `${plural(report.cases, "case")}, ${played}${trialsEach > 1 ? `, up to ${trialsEach} each` : ""}`],
    ["shard", shard ?? undefined],
    ["only", filter],
  ];
  const failures = Object.entries(report.failures).map(([kind, count]) => `${whole(count)} ${kind.replaceAll("_", " ")}`);
  return html`<header class="head">
    <h1>${shortName(suite)} ${report.verdict ? verdictShown(report.verdict) : html`<span class="verdict none">nothing required</span>`}</h1>
    <div class="acts">
      ${isFinished && shard === null && filter === undefined ? html`<vscode-button secondary @click=${baseline}>Compare With the Baseline</vscode-button>` : nothing}
      <vscode-button secondary @click=${again}>Run again</vscode-button>
    </div>
    <dl>${facts.map(([name, value]) => (value === undefined ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`))}</dl>
    ${isFinished ? nothing : html`<p class="notice">This run is not over: it is going on, or was cut off. What is told is of what was played.</p>`}
    ${failures.length > 0 ? html`<p class="notice">Not played to the end: ${failures.join(", ")}. They count against every requirement.</p>` : nothing}
  </header>`;
}

export function requirements({ gates, metrics }: Report): TemplateResult {
  if (gates.length === 0)
    return html`<p class="empty">This evaluation requires nothing. Add <code>require scope_violation_rate &lt;= 5%</code> to it, and its runs have a verdict.</p>`;
  const intervals = new Map(metrics.filter(({ of }) => !of).map((each) => [each.metric, each.interval]));
  const table = html`<table class="gates">
    <caption>Requirements</caption>
    <thead><tr>${["verdict", "requirement"].map(head)}${["estimate", "bound at 95%", "threshold"].map(numberHead)}${["", ""].map(head)}</tr></thead>
    <tbody>${gates.map((gate) => html`${gateRow(gate, intervals.get(gate.metric))}${(gate.groups ?? []).map((group) => groupRow(gate, group))}`)}</tbody>
  </table>`;
  return scrolling("Requirements", table);
}

const head = (text: string): TemplateResult => html`<th scope="col">${text}</th>`;
const numberHead = (text: string): TemplateResult => html`<th scope="col" class="number">${text}</th>`;
const boundSaid = ({ bound, isUpper }: Pick<Gate, "bound" | "isUpper">, { operator, unit }: Gate): string =>
  bound === undefined ? "–" : `${(isUpper ?? operator.startsWith("<")) ? "≤" : "≥"} ${said(bound, unit)}`;

function gateRow(gate: Gate, interval: Measured["interval"]): TemplateResult {
  const { verdict, requirement, estimate, bound, threshold, unit, operator, groups } = gate;
  return html`<tr>
    <td>${verdictShown(verdict)}</td>
    <th scope="row"><code>${requirement}</code></th>
    <td class="number">${said(estimate, unit)}</td>
    <td class="number">${boundSaid(gate, gate)}</td>
    <td class="number">${operator} ${said(threshold, unit)}</td>
    <td>${intervalPicture({ unit, estimate, bound, threshold, operator, ...(!groups && { naive: interval }) })}</td>
    <td class="note">${noteOf(gate)}</td>
  </tr>`;
}

function groupRow(gate: Gate, group: GateGroup): TemplateResult {
  const { name, verdict, estimate, bound } = group;
  const { unit, threshold, operator } = gate;
  return html`<tr class="group">
    <td>${verdictShown(verdict)}</td>
    <th scope="row">${name}</th>
    <td class="number">${said(estimate, unit)}</td>
    <td class="number">${boundSaid(group, gate)}</td>
    <td class="number"></td>
    <td>${intervalPicture({ unit, estimate, bound, threshold, operator })}</td>
    <td></td>
  </tr>`;
}

function noteOf({ verdict, missing, moreCases, groups }: Gate): string {
  if (verdict === "not evaluable") return missing ?? "";
  const worst = groups && groups.length > 0 && verdict !== "met" ? "the farthest of its groups" : "";
  if (verdict !== "inconclusive") return worst;
  return moreCases === undefined ? "more cases would not settle it" : `${plural(moreCases, "more case")} would settle it`;
}

// ── Metrics ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export function metricsTable(metrics: readonly Measured[], caption: string, isGrouped = false): TemplateResult {
  const shown = metrics.filter(({ estimate }) => estimate !== undefined);
  const silent = metrics.filter(({ estimate, missing }) => estimate === undefined && missing);
  const hasNaive = shown.some(({ naive }) => naive);
  const table = html`<table class="metrics">
      <caption>${caption}</caption>
      <thead><tr>${(isGrouped ? ["group", "metric"] : ["metric"]).map(head)}${["estimate", "95% interval"].map(numberHead)}${head("")}${hasNaive ? numberHead("unclustered") : nothing}${["cases", "trials"].map(numberHead)}${head("how")}</tr></thead>
      <tbody>${shown.map((each) => metricRow(each, isGrouped, hasNaive))}</tbody>
    </table>`;
  return html`${scrolling(caption, table)}
    ${
      silent.length > 0
        ? html`<details class="silent"><summary>${plural(silent.length, "metric")} of which nothing can be said</summary>
          ${scrolling("Metrics of which nothing can be said", html`<table><thead><tr>${["metric", "what is missing"].map(head)}</tr></thead><tbody>${silent.map(({ metric, missing }) => html`<tr><th scope="row"><code>${metric}</code></th><td>${ticked(missing ?? "")}</td></tr>`)}</tbody></table>`)}</details>`
        : nothing
    }`;
}

function metricRow(measured: Measured, isGrouped: boolean, hasNaive: boolean): TemplateResult {
  const { metric, of, unit, estimate, interval, naive, cases, trials, method, missing, counted } = measured;
  const notes = [method, missing, counted ? `${whole(counted)} counted as the worse outcome` : undefined].filter(Boolean).join("; ");
  return html`<tr>
    ${isGrouped ? html`<th scope="row">${of?.name}</th><td><code>${metric}</code></td>` : html`<th scope="row"><code>${metric}</code></th>`}
    <td class="number">${said(estimate, unit)}</td>
    <td class="number">${intervalSaid(interval, unit)}</td>
    <td>${intervalPicture({ unit, estimate, interval, naive: naive?.interval })}</td>
    ${hasNaive ? html`<td class="number">${intervalSaid(naive?.interval, unit)}</td>` : nothing}
    <td class="number">${whole(cases)}</td>
    <td class="number">${whole(trials)}</td>
    <td class="note">${ticked(notes)}</td>
  </tr>`;
}

// ── Groups and spread ───────────────────────────────────────────────────────────────────────────────────────────────

const groupings = ["clause", "tool", "tag", "family", "user", "team"] as const;
export type Grouping = (typeof groupings)[number];

export const groupingsOf = ({ metrics }: Report): Grouping[] => groupings.filter((by) => metrics.some(({ of }) => of?.by === by));

export function groups(report: Report, by: Grouping, choose: (by: Grouping) => void): TemplateResult {
  const there = groupingsOf(report);
  if (there.length === 0) return html``;
  const current = there.includes(by) ? by : there[0]!;
  const rows = report.metrics.filter(({ of }) => of?.by === current);
  return html`<section aria-labelledby="by-group">
    <h2 id="by-group">By group</h2>
    <vscode-single-select label="Group by" .value=${current} @change=${(event: Event) => choose((event.target as HTMLSelectElement).value as Grouping)}>
      ${there.map((each) => html`<vscode-option value=${each} ?selected=${each === current}>${each}</vscode-option>`)}
    </vscode-single-select>
    ${metricsTable(rows, `By ${current}`, true)}
  </section>`;
}

export function spread({ distributions }: Overview): TemplateResult {
  if (distributions.length === 0) return html``;
  return html`<section aria-labelledby="spread"><h2 id="spread">Over the cases</h2><div class="figures">${distributions.map(histogram)}</div></section>`;
}
