// What lies behind a signal, both sides beside each other: the kinds of a distribution, the spread of an amount, what was said and came true.
import { scaleLinear } from "d3-scale";
import { html, nothing, svg, type TemplateResult } from "lit";
import { figure, type Mark, type Save } from "../shared/figure.ts";
import { visible, whole } from "../shared/words.ts";
import type { Amounts, Bin, Kind, Reliability, Signal } from "./messages.ts";
import { said } from "./words.ts";

const before = { name: "baseline", tone: "tone-7" } as const;
const now = { name: "now", tone: "tone-0" } as const;
const legend = (isBar: boolean): Mark[] => [before, now].map((side) => ({ ...side, isBar }));
const width = 520;

const titles: Readonly<Record<string, string>> = {
  tool_calls: "Tool calls in a run",
  outcomes: "How runs ended",
  calls: "Calls in a run",
  tokens: "Tokens of a run",
  cost: "Cost of a run",
  latency: "Latency of a run",
};

export function chartsOf(signals: readonly Signal[], save: Save): TemplateResult {
  const drawn = signals.flatMap((signal) => {
    const { kinds, amounts, reliability } = signal;
    if (kinds && kinds.length > 0) return [kindsChart(signal, kinds, save)];
    // The shape of a latency is the latency's own picture.
    if (amounts && titles[signal.signal]) return [amountsChart(signal, amounts, save)];
    return reliability ? [reliabilityChart(reliability, save)] : [];
  });
  return drawn.length === 0 ? html`${nothing}` : html`<h2>Side by side</h2><div class="charts">${drawn}</div>`;
}

const head = (first: string, ...rest: readonly string[]): TemplateResult =>
  html`<thead><tr><th scope="col">${first}</th>${rest.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>`;
const row = (name: string, ...cells: readonly string[]): TemplateResult =>
  html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="number">${cell}</td>`)}</tr>`;

// ── Distributions ───────────────────────────────────────────────────────────────────────────────────────────────────

const mostKinds = 12;
const rowHeight = 30;
const nameWidth = 150;
const shortest = (name: string): string => (visible(name).length > 20 ? `${visible(name).slice(0, 19)}…` : visible(name));

function kindsChart({ signal, verdict }: Signal, kinds: readonly Kind[], save: Save): TemplateResult {
  const shown = kinds.slice(0, mostKinds);
  const isShare = signal === "outcomes";
  const amount = (value: number): string => said(value, isShare ? "share" : "calls");
  const x = scaleLinear([0, Math.max(...shown.flatMap((each) => [each.before, each.now])) || 1], [nameWidth, width - 56]);
  const height = shown.length * rowHeight + 4;
  const bar = (value: number, y: number, tone: string) => svg`
    <rect class="bar ${tone}" x=${nameWidth} width=${Math.max(1, x(value) - nameWidth)} y=${y} height="10"></rect>
    <text class="tick" x=${x(value) + 5} y=${y + 9}>${amount(value)}</text>`;
  const drawing = html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="${titles[signal]}, baseline and now. The numbers are in the table below.">
    ${shown.map(({ name, before: old, now: fresh }, i) => svg`<text class="name" x=${nameWidth - 8} y=${i * rowHeight + 18} text-anchor="end">${shortest(name)}<title>${visible(name)}</title></text>${bar(old, i * rowHeight + 4, before.tone)}${bar(fresh, i * rowHeight + 15, now.tone)}`)}
    ${svg`<line class="axis" x1=${nameWidth} x2=${nameWidth} y1="0" y2=${height}></line>`}
  </svg>`;
  const table = html`<table aria-label=${titles[signal]}>${head(isShare ? "ending" : "tool", "baseline", "now")}
    <tbody>${kinds.map((each) => row(visible(each.name), amount(each.before), amount(each.now)))}</tbody></table>`;
  const more = kinds.length > shown.length ? `; the ${mostKinds} most frequent of ${kinds.length}` : "";
  const note = `${isShare ? "share of runs" : "mean over cases"}: ${verdict}${more}`;
  return figure({ title: titles[signal]!, note, legend: legend(true), drawing, table }, save);
}

// ── Amounts ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const edge = { top: 8, right: 12, bottom: 24, left: 12 };
const spreadHeight = 150;

function amountsChart({ signal, unit, verdict }: Signal, amounts: Amounts, save: Save): TemplateResult {
  const { least, most, before: old, now: fresh } = amounts;
  const count = old.bins.length;
  const step = (width - edge.left - edge.right) / count;
  const half = (spreadHeight - edge.top - edge.bottom) / 2;
  const middle = edge.top + half;
  const highest = Math.max(1, ...old.bins, ...fresh.bins);
  const x = scaleLinear([least, most > least ? most : least + 1], [edge.left, width - edge.right]);
  // The baseline grows upwards, what is now downwards: the two are mirror images where nothing has changed.
  const bars = (bins: readonly number[], tone: string, isUp: boolean) =>
    bins.map((each, i) => {
      const high = (each / highest) * half;
      return svg`<rect class="bar ${tone}" x=${edge.left + i * step + 0.5} width=${Math.max(1, step - 1)} y=${isUp ? middle - high : middle} height=${high}></rect>`;
    });
  const marks = ({ median, p95 }: Amounts["now"], isUp: boolean) =>
    [median, p95].map(
      (value) =>
        svg`<line class="mark" x1=${x(value)} x2=${x(value)} y1=${isUp ? edge.top : middle} y2=${isUp ? middle : middle + half}></line>`,
    );
  const drawing = html`<svg class="chart" viewBox="0 0 ${width} ${spreadHeight}" role="img" aria-label="${titles[signal]} over the cases: half below ${said(old.median, unit)} before and ${said(fresh.median, unit)} now. The numbers are in the table below.">
    ${bars(old.bins, before.tone, true)}${bars(fresh.bins, now.tone, false)}
    ${marks(old, true)}${marks(fresh, false)}
    ${svg`<line class="axis" x1=${edge.left} x2=${width - edge.right} y1=${middle} y2=${middle}></line>`}
    ${svg`<text class="tick" x=${edge.left} y=${spreadHeight - 6}>${said(least, unit)}</text><text class="tick" x=${width - edge.right} y=${spreadHeight - 6} text-anchor="end">${said(most, unit)}</text>`}
  </svg>`;
  const wide = (most - least) / count;
  const table = html`<table aria-label=${titles[signal]}>${head("cases", "baseline", "now")}<tbody>
    ${row("half below", said(old.median, unit), said(fresh.median, unit))}${row("95% below", said(old.p95, unit), said(fresh.p95, unit))}
    ${old.bins.map((each, i) => row(`${said(least + i * wide, unit)} to ${said(least + (i + 1) * wide, unit)}`, whole(each), whole(fresh.bins[i] ?? 0)))}
  </tbody></table>`;
  const note = `cases by their mean, dashed where half and 95% are below: ${verdict}`;
  return figure({ title: titles[signal]!, note, legend: legend(true), drawing, table }, save);
}

// ── Calibration ─────────────────────────────────────────────────────────────────────────────────────────────────────

const side = 300;
const margin = { top: 26, right: 20, bottom: 40, left: 52 };

function reliabilityChart(reliability: Reliability, save: Save): TemplateResult {
  const all = [...reliability.before, ...reliability.now];
  // From the quarter below the least that was said: agents rarely say less than a half.
  const from = Math.min(0.75, ...all.map(({ forecast }) => Math.floor(forecast * 4) / 4));
  const x = scaleLinear([from, 1], [margin.left, width - margin.right]);
  const y = scaleLinear([0, 1], [side - margin.bottom, margin.top]);
  const percent = (value: number): string => `${Math.round(value * 100)}%`;
  const quarters = [0, 0.25, 0.5, 0.75, 1];
  const points = (bins: readonly Bin[], tone: string, aside: number) =>
    bins.map(({ forecast, observed, interval, trials }) => {
      const at = x(forecast) + aside;
      const words = `said ${percent(forecast)}, came true ${said(observed, "share")} (${said(interval.lower, "share")} to ${said(interval.upper, "share")}) of ${trials} trials`;
      return svg`<line class="line ${tone}" x1=${at} x2=${at} y1=${y(interval.lower)} y2=${y(interval.upper)}></line><circle class="dot ${tone} ${tone === before.tone ? "hollow" : ""}" cx=${at} cy=${y(observed)} r="4.5"><title>${words}</title></circle>`;
    });
  const drawing = html`<svg class="chart" viewBox="0 0 ${width} ${side}" role="img" aria-label="Confidence against what came true, baseline and now. The numbers are in the table below.">
    ${quarters.map((value) => svg`<line class="rule" x1=${margin.left} x2=${width - margin.right} y1=${y(value)} y2=${y(value)}></line><text class="tick" x=${margin.left - 6} y=${y(value) + 4} text-anchor="end">${percent(value)}</text>`)}
    ${x.ticks(5).map((value) => svg`<text class="tick" x=${x(value)} y=${side - margin.bottom + 14} text-anchor="middle">${percent(value)}</text>`)}
    ${svg`<line class="mark" x1=${x(from)} y1=${y(from)} x2=${x(1)} y2=${y(1)}></line>`}
    ${svg`<line class="axis" x1=${margin.left} x2=${width - margin.right} y1=${y(0)} y2=${y(0)}></line>`}
    ${svg`<text class="tick" x=${(width + margin.left) / 2} y=${side - 6} text-anchor="middle">said</text><text class="tick" x="4" y="12">came true</text>`}
    ${points(reliability.before, before.tone, -3)}${points(reliability.now, now.tone, 3)}
  </svg>`;
  const rows = (name: string, bins: readonly Bin[]) =>
    bins.map(({ forecast, observed, interval, trials }) =>
      row(
        name,
        percent(forecast),
        said(observed, "share"),
        `${said(interval.lower, "share")} to ${said(interval.upper, "share")}`,
        whole(trials),
      ),
    );
  const table = html`<table aria-label="Calibration">${head("side", "said", "came true", "95% interval", "trials")}
    <tbody>${rows("baseline", reliability.before)}${rows("now", reliability.now)}</tbody></table>`;
  const note = "an agent that knows what it knows lies on the dashed line; intervals are clustered by case";
  return figure({ title: "Calibration", note, legend: legend(false), drawing, table }, save);
}
