// Charts over time as SVG in the editor's colours: lines, or bars one on the other, each with its numbers in a table behind it, and as a
// file of its own. Scales and paths are d3's; places are attributes, since the content policy takes no style from a page.
import { scaleLinear, scaleUtc } from "d3-scale";
import { line } from "d3-shape";
import { html, nothing, svg, type TemplateResult } from "lit";
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
  /** Counts, drawn as bars one on the other. */
  readonly isCounted?: boolean;
  /** The highest the scale has to reach. */
  readonly atLeast?: number;
  said(value: number): string;
}

const width = 520;
const height = 190;
const edge = { top: 8, right: 8, bottom: 22, left: 64 };

/** `save` is given the title and the chart as a file. */
export function timeChart(chart: TimeChart, save: (name: string, file: string) => void): TemplateResult {
  const { title, note, lines } = chart;
  const clicked = (event: Event): void => {
    const drawn = (event.target as HTMLElement).closest("figure")?.querySelector<SVGSVGElement>("svg.chart");
    if (drawn) save(title, svgFile(drawn, chart));
  };
  return html`<figure class="chart">
    <figcaption><strong>${title}</strong>${note === undefined ? nothing : html` <small>${note}</small>`}</figcaption>
    ${lines.length > 1 ? html`<ul class="legend">${lines.map((one, i) => html`<li><svg width="18" height="10" aria-hidden="true">${chart.isCounted ? svg`<rect class="bar ${toneOf(one, i)}" width="18" height="10"></rect>` : svg`<line class="line ${toneOf(one, i)}" x1="0" x2="18" y1="5" y2="5"></line>`}</svg>${visible(one.name)}</li>`)}</ul>` : nothing}
    ${drawing(chart)}
    <div class="below">
      <details><summary>As a table</summary>${table(chart)}</details>
      <button class="link" @click=${clicked}>Save as SVG…</button>
    </div>
  </figure>`;
}

const toneOf = ({ tone }: Line, i: number): string => `tone-${tone ?? i}`;

function drawing(chart: TimeChart): TemplateResult {
  const { lines, from, stretchMs, isCounted, said } = chart;
  const count = lines[0]?.values.length ?? 0;
  const x = scaleUtc([from, from + count * stretchMs], [edge.left, width - edge.right]);
  const y = scaleLinear([0, highest(chart)], [height - edge.bottom, edge.top]).nice(4);
  const heights = y.ticks(4).filter((value) => !isCounted || Number.isInteger(value));
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

// ── As a file ───────────────────────────────────────────────────────────────────────────────────────────────────────

const painted = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size"] as const;

const headHeight = 44;

/** A drawing that stands by itself: with its title and legend, in the colours it has here, on the editor's ground. */
function svgFile(drawn: SVGSVGElement, { title, lines }: TimeChart): string {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [own, theirs] = [drawn.querySelectorAll("*"), copy.querySelectorAll("*")];
  for (const [i, element] of own.entries()) {
    const style = getComputedStyle(element);
    for (const name of painted) theirs[i]!.setAttribute(name, style.getPropertyValue(name));
    theirs[i]!.removeAttribute("class");
  }
  const page = getComputedStyle(document.documentElement);
  const [ground, ink] = ["--vscode-editor-background", "--vscode-foreground"].map((name) => page.getPropertyValue(name).trim());
  const font = getComputedStyle(document.body).fontFamily;
  const element = (name: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
    made.textContent = text;
    return made;
  };
  const words = (x: number, y: number, text: string, weight = 400) =>
    element("text", { x, y, fill: ink!, "font-family": font, "font-size": 12, "font-weight": weight }, text);
  const legend: SVGElement[] = [];
  let x = edge.left;
  for (const [i, one] of lines.length > 1 ? lines.entries() : []) {
    const mark = drawn.querySelector(`.${toneOf(one, i)}`);
    const tone = mark ? getComputedStyle(mark).getPropertyValue("--tone").trim() : ink!;
    const name = visible(one.name);
    legend.push(element("rect", { x, y: -16, width: 12, height: 10, fill: tone }), words(x + 16, -7, name));
    x += 34 + 6.5 * name.length;
  }
  copy.prepend(
    element("rect", { x: 0, y: -headHeight, width, height: height + headHeight, fill: ground! }),
    words(edge.left, -28, title, 600),
    ...legend,
  );
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("viewBox", `0 ${-headHeight} ${width} ${height + headHeight}`);
  copy.setAttribute("width", String(width));
  copy.setAttribute("height", String(height + headHeight));
  copy.removeAttribute("class");
  // What lit marks its places with is nobody's business.
  const marks = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const found: ChildNode[] = [];
  while (marks.nextNode()) found.push(marks.currentNode as ChildNode);
  for (const each of found) each.remove();
  return `${new XMLSerializer().serializeToString(copy)}\n`;
}
