// What all charts have: a title, a legend, their numbers in a table behind them, and the way to save them as a file.
import { html, nothing, svg, type TemplateResult } from "lit";
import { visible } from "./words.ts";

/** What a colour stands for; its mark is drawn as what it marks. */
export interface Mark {
  readonly name: string;
  /** A class of chart.css. */
  readonly tone: string;
  readonly isBar: boolean;
}
export interface Figure {
  readonly title: string;
  /** What is said beside the title. */
  readonly note?: string | undefined;
  readonly legend: readonly Mark[];
  /** An `svg.chart`. */
  readonly drawing: TemplateResult;
  readonly table: TemplateResult;
}

/** `save` is given the title and the chart as a file. */
export type Save = (name: string, file: string) => void;

export function figure({ title, note, legend, drawing, table }: Figure, save: Save): TemplateResult {
  const clicked = (event: Event): void => {
    const drawn = (event.target as HTMLElement).closest("figure")?.querySelector<SVGSVGElement>("svg.chart");
    if (drawn) save(title, svgFile([{ drawn }], { title, legend }));
  };
  return html`<figure class="chart">
    <figcaption><strong>${title}</strong>${note === undefined ? nothing : html` <small>${note}</small>`}</figcaption>
    ${legend.length > 0 ? legendOf(legend) : nothing}
    ${drawing}
    <div class="below">
      <details><summary>As a table</summary>${table}</details>
      <button class="link" @click=${clicked}>Save as SVG…</button>
    </div>
  </figure>`;
}

export const legendOf = (legend: readonly Mark[]): TemplateResult =>
  html`<ul class="legend">${legend.map(
    ({ name, tone, isBar }) =>
      html`<li><svg width="18" height="10" aria-hidden="true">${isBar ? svg`<rect class="bar ${tone}" width="18" height="10"></rect>` : svg`<line class="line ${tone}" x1="0" x2="18" y1="5" y2="5"></line>`}</svg>${visible(name)}</li>`,
  )}</ul>`;

// ── As a file ───────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Part {
  readonly drawn: SVGSVGElement;
  /** What stands before it, where there are several below each other. */
  readonly name?: string;
}

const painted = ["fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "opacity", "font-family", "font-size"] as const;
const headHeight = 44;
const nameWidth = 190;
const gap = 8;

/** Drawings that stand by themselves: with title and legend, in the colours they have here, on the editor's ground. */
export function svgFile(parts: readonly Part[], { title, legend }: Pick<Figure, "title" | "legend">): string {
  const page = getComputedStyle(document.documentElement);
  const [ground, ink] = ["--vscode-editor-background", "--vscode-foreground"].map((name) => page.getPropertyValue(name).trim());
  const font = getComputedStyle(document.body).fontFamily;
  const words = (x: number, y: number, text: string, weight = 400) =>
    element("text", { x, y, fill: ink!, "font-family": font, "font-size": 12, "font-weight": weight }, text);
  const content: SVGElement[] = [words(gap, 16, title, 600)];
  let x = gap;
  for (const { name, tone } of legend) {
    const mark = document.querySelector(`.legend .${tone}`);
    const fill = mark ? getComputedStyle(mark).getPropertyValue("--tone").trim() : ink!;
    content.push(element("rect", { x, y: 28, width: 12, height: 10, fill }), words(x + 16, 37, visible(name)));
    x += 34 + 6.5 * name.length;
  }
  let [width, y] = [x, headHeight];
  for (const { drawn, name } of parts) {
    const { width: wide, height: high } = drawn.viewBox.baseVal;
    const left = name === undefined ? 0 : nameWidth;
    if (name !== undefined) content.push(words(gap, y + high / 2 + 4, visible(name)));
    const copy = paintedCopy(drawn);
    for (const [attribute, value] of Object.entries({ x: left, y, width: wide, height: high })) copy.setAttribute(attribute, String(value));
    content.push(copy);
    width = Math.max(width, left + wide);
    y += high + (name === undefined ? 0 : gap);
  }
  const file = element("svg", { viewBox: `0 0 ${width} ${y}`, width, height: y });
  file.append(element("rect", { x: 0, y: 0, width, height: y, fill: ground! }), ...content);
  return `${new XMLSerializer().serializeToString(file)}\n`;
}

function paintedCopy(drawn: SVGSVGElement): SVGSVGElement {
  const copy = drawn.cloneNode(true) as SVGSVGElement;
  const [own, theirs] = [drawn.querySelectorAll("*"), copy.querySelectorAll("*")];
  for (const [i, each] of own.entries()) {
    const style = getComputedStyle(each);
    for (const name of painted) theirs[i]!.setAttribute(name, style.getPropertyValue(name));
    theirs[i]!.removeAttribute("class");
  }
  copy.removeAttribute("class");
  // What lit marks its places with is nobody's business.
  const marks = document.createTreeWalker(copy, NodeFilter.SHOW_COMMENT);
  const found: ChildNode[] = [];
  while (marks.nextNode()) found.push(marks.currentNode as ChildNode);
  for (const each of found) each.remove();
  return copy;
}

function element(name: string, attributes: Readonly<Record<string, string | number>>, text = ""): SVGElement {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  if (text !== "") made.textContent = text;
  return made;
}
