// Pictures of numbers as SVG: an interval on its scale, with what is allowed; how an amount is spread. Each says in words what it shows,
// and its numbers stand in the table beside it. Places are attributes, since the content policy takes no style from a page.
import { html, nothing, svg, type TemplateResult } from "lit";
import { plural, whole } from "../shared/words.ts";
import type { Distribution, Interval, Unit } from "./messages.ts";
import { intervalSaid, said } from "./words.ts";

const width = 140;
const height = 22;
const margin = 6;

export interface Drawn {
  readonly unit: Unit;
  readonly estimate?: number | undefined;
  readonly interval?: Interval | undefined;
  /** As if all trials were independent. */
  readonly naive?: Interval | undefined;
  /** One-sided: from the estimate to here. */
  readonly bound?: number | undefined;
  readonly threshold?: number | undefined;
  readonly operator?: "<" | "<=" | ">" | ">=" | undefined;
  /** A scale on which zero stands: of a difference. */
  readonly isDifference?: boolean;
}

/** From zero to one for shares; else around what is drawn. */
function scaleOf({ unit, estimate, interval, naive, bound, threshold, isDifference }: Drawn): (value: number) => number {
  const values = [estimate, interval?.lower, interval?.upper, naive?.lower, naive?.upper, bound, threshold].filter(
    (value): value is number => value !== undefined && Number.isFinite(value),
  );
  const isShare = unit === "share" && !isDifference;
  let [least, most] = isShare ? [0, 1] : [Math.min(0, ...values), Math.max(0, ...values)];
  if (isDifference) [least, most] = [-Math.max(-least, most), Math.max(-least, most)];
  if (!isShare && most > least) [least, most] = [least < 0 ? least * 1.1 : least, most * 1.1];
  const span = most - least || 1;
  return (value) => margin + (Math.min(Math.max((value - least) / span, 0), 1) || 0) * (width - 2 * margin);
}

export function intervalPicture(drawn: Drawn): TemplateResult {
  const { estimate, interval, naive, bound, threshold, operator, isDifference } = drawn;
  // A dot alone on a scale of its own says nothing.
  if (estimate === undefined || (!interval && threshold === undefined)) return html``;
  const x = scaleOf(drawn);
  const middle = height / 2;
  const isBelow = operator?.startsWith("<");
  const line = (of: Interval, y: number, kind: string) => svg`
    <line class=${kind} x1=${x(of.lower)} x2=${x(of.upper)} y1=${y} y2=${y}></line>
    <line class=${kind} x1=${x(of.lower)} x2=${x(of.lower)} y1=${y - 3} y2=${y + 3}></line>
    <line class=${kind} x1=${x(of.upper)} x2=${x(of.upper)} y1=${y - 3} y2=${y + 3}></line>`;
  return html`<svg class="interval" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${labelOf(drawn)}>
    ${
      threshold === undefined
        ? nothing
        : svg`<rect class="allowed" x=${isBelow ? margin : x(threshold)} width=${Math.max(0, isBelow ? x(threshold) - margin : width - margin - x(threshold))} y="3" height=${height - 6}></rect>`
    }
    ${svg`<line class="axis" x1=${margin} x2=${width - margin} y1=${height - 2} y2=${height - 2}></line>`}
    ${isDifference ? svg`<line class="threshold" x1=${x(0)} x2=${x(0)} y1="1" y2=${height - 1}></line>` : nothing}
    ${naive ? line(naive, middle + 5, "naive") : nothing}
    ${interval ? line(interval, middle, "line") : nothing}
    ${bound === undefined ? nothing : svg`<line class="bound" x1=${x(estimate)} x2=${x(bound)} y1=${middle} y2=${middle}></line><line class="bound" x1=${x(bound)} x2=${x(bound)} y1=${middle - 5} y2=${middle + 5}></line>`}
    ${threshold === undefined ? nothing : svg`<line class="threshold" x1=${x(threshold)} x2=${x(threshold)} y1="1" y2=${height - 1}></line>`}
    ${svg`<circle class="estimate" cx=${x(estimate)} cy=${middle} r="3.5"></circle>`}
  </svg>`;
}

function labelOf({ unit, estimate, interval, bound, threshold, operator, isDifference }: Drawn): string {
  const parts = [
    `${isDifference ? "difference" : "estimate"} ${said(estimate, unit)}`,
    interval ? `95% interval ${intervalSaid(interval, unit)}` : "",
    bound === undefined ? "" : `one-sided bound ${said(bound, unit)}`,
    threshold === undefined ? "" : `allowed ${operator?.startsWith("<") ? "up to" : "from"} ${said(threshold, unit)}`,
  ];
  return parts.filter(Boolean).join(", ");
}

// ── Spread ──────────────────────────────────────────────────────────────────────────────────────────────────────────

const spreadWidth = 300;
const spreadHeight = 90;

export function histogram({ of, unit, cases, least, most, median, p95, bins }: Distribution): TemplateResult {
  const highest = Math.max(...bins, 1);
  const step = spreadWidth / bins.length;
  const wide = (most - least) / bins.length;
  const x = (value: number) => (most === least ? spreadWidth / 2 : ((value - least) / (most - least)) * spreadWidth);
  const label = `${of} of ${plural(cases, "case")}: from ${said(least, unit)} to ${said(most, unit)}, half below ${said(median, unit)}, 95% below ${said(p95, unit)}`;
  const mark = (value: number) => svg`<line class="threshold" x1=${x(value)} x2=${x(value)} y1="0" y2=${spreadHeight}></line>`;
  return html`<figure>
    <figcaption><strong>${of}</strong> <small>half below ${said(median, unit)}, 95% below ${said(p95, unit)}</small></figcaption>
    <svg class="spread" width=${spreadWidth} height=${spreadHeight + 2} viewBox="0 0 ${spreadWidth} ${spreadHeight + 2}" role="img" aria-label=${label}>
      ${bins.map((count, i) => svg`<rect class="bar" x=${i * step + 0.5} width=${Math.max(1, step - 1)} y=${spreadHeight - (count / highest) * spreadHeight} height=${(count / highest) * spreadHeight}></rect>`)}
      ${svg`<line class="axis" x1="0" x2=${spreadWidth} y1=${spreadHeight + 1} y2=${spreadHeight + 1}></line>`}
      ${mark(median)}${mark(p95)}
    </svg>
    <div class="ends"><span>${said(least, unit)}</span><span>${said(most, unit)}</span></div>
    <details>
      <summary>As a table</summary>
      <table><thead><tr><th scope="col">${of}</th><th scope="col" class="number">cases</th></tr></thead>
      <tbody>${bins.map((count, i) => html`<tr><td>${said(least + i * wide, unit)} to ${said(least + (i + 1) * wide, unit)}</td><td class="number">${whole(count)}</td></tr>`)}</tbody></table>
    </details>
  </figure>`;
}
