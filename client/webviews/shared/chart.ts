// Charts over time as SVG in the editor's colours: lines, or bars one on the other. Scales and paths are d3's; places are attributes, since
// the content policy takes no style from a page.
import { scaleLinear, scaleUtc } from "d3-scale";
import { line } from "d3-shape";
import { html, nothing, svg, type TemplateResult } from "lit";
import { figure, type Save } from "./figure.ts";
import { visible } from "./words.ts";

/** Colours that mean something; others follow each other. */
export type Tone = "good" | "bad" | "open" | "handed";
export interface Line {
  readonly name: string;
  readonly tone?: Tone | undefined;
  /** One for each stretch of time; undefined where there is nothing to tell it from. */
  readonly values: readonly (number | undefined)[];
}
export interface TimeChart {
  readonly title: string;
  /** What is said beside the title. */
  readonly note?: string;
  /** Milliseconds since 1970 UTC. */
  readonly from: number;
  readonly stretchMs: number;
  readonly lines: readonly Line[];
  /** Counts or sums, drawn as bars one on the other. */
  readonly isCounted?: boolean;
  /** The highest the scale has to reach. */
  readonly atLeast?: number;
  said(value: number): string;
}

const width = 520;
const height = 190;
const edge = { top: 8, right: 8, bottom: 22, left: 64 };

export function timeChart(chart: TimeChart, save: Save): TemplateResult {
  const { title, note, lines, isCounted = false } = chart;
  const legend = lines.length > 1 ? lines.map((one, i) => ({ name: one.name, tone: toneOf(one, i), isBar: isCounted })) : [];
  return figure({ title, note, legend, drawing: drawing(chart), table: table(chart) }, save);
}

const toneOf = ({ tone }: Line, i: number): string => `tone-${tone ?? i}`;

function drawing(chart: TimeChart): TemplateResult {
  const { lines, from, stretchMs, isCounted, said } = chart;
  const count = lines[0]?.values.length ?? 0;
  const x = scaleUtc([from, from + count * stretchMs], [edge.left, width - edge.right]);
  const y = scaleLinear([0, highest(chart)], [height - edge.bottom, edge.top]).nice(4);
  const isWhole = isCounted && lines.every(({ values }) => values.every((value) => value === undefined || Number.isInteger(value)));
  const heights = y.ticks(4).filter((value) => !isWhole || Number.isInteger(value));
  return html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label=${labelOf(chart)}>
    ${heights.map((value) => svg`<line class="rule" x1=${edge.left} x2=${width - edge.right} y1=${y(value)} y2=${y(value)}></line><text class="tick" x=${edge.left - 6} y=${y(value) + 4} text-anchor="end">${said(value)}</text>`)}
    ${x.ticks(5).map((date) => svg`<text class="tick" x=${x(date)} y=${height - 6} text-anchor="middle">${tickSaid(date.getTime(), count * stretchMs)}</text>`)}
    ${isCounted ? bars(chart, x, y) : paths(chart, x, y)}
    ${Array.from({ length: count }, (_, i) => svg`<rect class="stretch" x=${x(from + i * stretchMs)} width=${Math.max(1, x(from + stretchMs) - x(from))} y=${edge.top} height=${height - edge.top - edge.bottom}><title>${stretchSaid(chart, i)}</title></rect>`)}
    ${svg`<line class="axis" x1=${edge.left} x2=${width - edge.right} y1=${height - edge.bottom} y2=${height - edge.bottom}></line>`}
  </svg>`;
}

type Scale = (value: number) => number;

function paths({ lines, from, stretchMs }: TimeChart, x: Scale, y: Scale) {
  const middle = (at: number): number => x(from + (at + 0.5) * stretchMs);
  return lines.map((one, i) => {
    const values = [...one.values];
    const path = line<number | undefined>()
      .defined((value) => value !== undefined)
      .x((_, at) => middle(at))
      .y((value) => y(value ?? 0))(values);
    // A value between two that are not there is a dot.
    const alone = values.flatMap((value, at) =>
      value !== undefined && values[at - 1] === undefined && values[at + 1] === undefined ? [{ at, value }] : [],
    );
    return svg`<path class="line ${toneOf(one, i)}" d=${path ?? ""}></path>${alone.map(({ at, value }) => svg`<circle class="dot ${toneOf(one, i)}" cx=${middle(at)} cy=${y(value)} r="2.5"></circle>`)}`;
  });
}

function bars({ lines, from, stretchMs }: TimeChart, x: Scale, y: Scale) {
  const wide = Math.max(1, x(from + stretchMs) - x(from) - 1);
  const below = new Float64Array(lines[0]?.values.length ?? 0);
  return lines.map((one, i) =>
    one.values.map((value = 0, at) => {
      if (value === 0) return nothing;
      const [bottom, top] = [y(below[at]!), y(below[at]! + value)];
      below[at]! += value;
      return svg`<rect class="bar ${toneOf(one, i)}" x=${x(from + at * stretchMs) + 0.5} width=${wide} y=${top} height=${bottom - top}></rect>`;
    }),
  );
}

function highest({ lines, isCounted, atLeast = 0 }: TimeChart): number {
  const count = lines[0]?.values.length ?? 0;
  const at = (i: number): number[] => lines.map(({ values }) => values[i] ?? 0);
  const tops = Array.from({ length: count }, (_, i) => (isCounted ? at(i).reduce((a, b) => a + b, 0) : Math.max(...at(i))));
  return Math.max(atLeast, ...tops) || 1;
}

// ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────

const time = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace("T", " ");

/** As much of a time as tells the marks of an axis of this length apart. */
function tickSaid(ms: number, lengthMs: number): string {
  const text = time(ms);
  if (lengthMs < 300_000) return text.slice(11);
  return lengthMs < 2 * 86_400_000 ? text.slice(11, 16) : text.slice(0, 10);
}

function labelOf({ title, from, stretchMs, lines, said }: TimeChart): string {
  const count = lines[0]?.values.length ?? 0;
  const each = lines.map(({ name, values }) => {
    const known = values.filter((value) => value !== undefined);
    const range = known.length === 0 ? "nothing" : `from ${said(Math.min(...known))} to ${said(Math.max(...known))}`;
    return lines.length > 1 ? `${name} ${range}` : range;
  });
  return `${title}, ${time(from)} to ${time(from + count * stretchMs)} UTC: ${visible(each.join("; "))}. The numbers are in the table below.`;
}

function stretchSaid({ from, stretchMs, lines, said }: TimeChart, i: number): string {
  const values = lines.map(
    ({ name, values }) => `${lines.length > 1 ? `${visible(name)} ` : ""}${values[i] === undefined ? "—" : said(values[i])}`,
  );
  return `${time(from + i * stretchMs)} UTC\n${values.join("\n")}`;
}

function table({ title, from, stretchMs, lines, said }: TimeChart): TemplateResult {
  const count = lines[0]?.values.length ?? 0;
  return html`<table aria-label=${title}>
    <thead><tr><th scope="col">from (UTC)</th>${lines.map(({ name }) => html`<th scope="col" class="number">${visible(name)}</th>`)}</tr></thead>
    <tbody>${Array.from({ length: count }, (_, i) => html`<tr><th scope="row">${time(from + i * stretchMs)}</th>${lines.map(({ values }) => html`<td class="number">${values[i] === undefined ? "—" : said(values[i])}</td>`)}</tr>`)}</tbody>
  </table>`;
}
