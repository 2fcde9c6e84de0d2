// A table of any length: only the rows in sight are asked for and drawn. The arrow keys walk its rows; Enter opens one to what lies below it
// (the treegrid pattern of the ARIA Authoring Practices Guide, with the focus on rows), or chooses it where nothing does (the grid pattern).
// Columns are as wide as what was in them so far; what is cut all the same is told by a tooltip.
import { defaultRangeExtractor, VirtualizerController } from "@tanstack/lit-virtual";
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Directive, directive, type ElementPart } from "lit/directive.js";
import { createRef, ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";
import { widthsOf } from "./widths.ts";

export interface Column<Row> {
  readonly name: string;
  readonly title: string;
  readonly kind?: "number" | "wide" | "name";
  readonly isSortable?: boolean;
  /** Left out where the table is narrow. */
  readonly isSecondary?: boolean;
  /** Of such a row nothing is told after this: its cell is as wide as the rest of the row. */
  isLast?(row: Row): boolean;
  cell(row: Row): unknown;
}
/** A line below a row that is open; Enter does what it is for. */
export interface Line {
  readonly content: TemplateResult;
  act?(): void;
}
export interface Source<Row> {
  readonly total: number;
  page(from: number, count: number): Promise<readonly Row[]>;
  /** Without it rows are chosen, not opened. */
  below?(row: Row): Promise<readonly Line[]>;
  classOf?(row: Row): string;
}
export interface Sorted {
  readonly by: string;
  readonly descending: boolean;
}

export interface Chosen<Row> {
  readonly at: number;
  readonly row: Row;
  readonly isByKey: boolean;
}

const pageSize = 100;
/** More than anybody scrolls back over. */
const mostPages = 40;
const rowHeight = 26;

/** What stands between the edge of a cell and what is in it, on both sides, and a pixel for what is rounded. */
const aroundPx = 17;

// The content policy takes no style attribute; a style set by script is none.
class Styled extends Directive {
  render(_name: string, _value: string): unknown {
    return nothing;
  }
  override update({ element }: ElementPart, [name, value]: [string, string]): unknown {
    (element as HTMLElement).style.setProperty(name, value);
    return nothing;
  }
}
const styled = directive(Styled);
const placed = (top: number) => styled("transform", `translateY(${top}px)`);
const tall = (height: number) => styled("height", `${height}px`);

/** Tells `sort`, and `choose` where rows are chosen. */
export class Grid<Row extends object> extends LitElement {
  static override properties = { columns: {}, source: {}, sorted: {}, label: {}, chosen: {} };
  declare columns: readonly Column<Row>[];
  declare source: Source<Row> | undefined;
  declare sorted: Sorted | undefined;
  declare label: string;
  /** The row that was chosen, by its place. */
  declare chosen: number | undefined;
  private pages = new Map<number, readonly Row[] | "asked">();
  /** What lies below the rows that are open, by row. */
  private opened = new Map<number, readonly Line[] | "asked">();
  private active = 0;
  private wantsFocus = false;
  /** Of what was in a column so far, uncut: it does not jump while one scrolls or filters. */
  private readonly contentPx = new Map<string, number>();
  private readonly measured = new WeakSet<Row>();
  private leftOut: ReadonlySet<string> = new Set();
  private readonly resized = new ResizeObserver(() => this.fit());
  private readonly scroller = createRef<HTMLElement>();
  private readonly virtual = new VirtualizerController<HTMLElement, HTMLElement>(this, {
    count: 0,
    getScrollElement: () => this.scroller.value ?? null,
    estimateSize: () => rowHeight,
    overscan: 12,
    // The row that has the keys stays, however far away one scrolls.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), Math.min(this.active, range.count - 1)])].filter((i) => i >= 0).sort((a, b) => a - b),
  });

  constructor() {
    super();
    this.columns = [];
    this.label = "";
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.resized.observe(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("source")) {
      this.pages = new Map();
      this.opened = new Map();
      this.active = 0;
      const { activeElement } = document;
      if (activeElement?.hasAttribute("data-index") && this.contains(activeElement)) this.wantsFocus = true;
      this.virtual.getVirtualizer().scrollToOffset(0);
    }
    const virtualizer = this.virtual.getVirtualizer();
    virtualizer.setOptions({ ...virtualizer.options, count: this.lineCount() });
    if (changed.has("source")) virtualizer.measure();
  }

  protected override updated(): void {
    this.fit();
    if (!this.wantsFocus) return;
    // Whoever types elsewhere meanwhile keeps the keys.
    if (!document.hasFocus()) {
      this.wantsFocus = false;
      return;
    }
    // One that is still waited for takes no keys.
    const row = this.querySelector<HTMLElement>(`[data-index="${this.active}"][tabindex]`);
    if (!row) return;
    this.wantsFocus = false;
    row.focus({ preventScroll: true });
  }

  /** Into the table, at the row that had the keys last. */
  override focus(): void {
    this.wantsFocus = true;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { source, columns } = this;
    const virtualizer = this.virtual.getVirtualizer();
    return html`<div class="grid" role=${source && !source.below ? "grid" : "treegrid"} aria-label=${this.label} aria-rowcount=${this.lineCount() + 1} aria-colcount=${columns.length} @keydown=${this.onKey} @mouseover=${tellWhole}>
      <div role="rowgroup" class="grid-head"><div role="row" aria-rowindex="1" class="grid-row">${columns.map((column, i) => this.headOf(column, i))}</div></div>
      <div role="rowgroup" class="grid-body" tabindex="-1" ${ref(this.scroller)}>
        <div role="presentation" class="grid-inner" ${tall(virtualizer.getTotalSize())}>
          ${
            source
              ? repeat(
                  virtualizer.getVirtualItems(),
                  ({ key }) => key,
                  ({ index, start }) => this.lineOf(source, index, start),
                )
              : nothing
          }
        </div>
      </div>
    </div>`;
  }

  private headOf(column: Column<Row>, at: number): TemplateResult {
    const { name, title, kind, isSortable } = column;
    const classes = this.classesOf(column);
    const isSorted = this.sorted?.by === name;
    const sorting = isSorted ? (this.sorted!.descending ? "descending" : "ascending") : "none";
    const choose = () =>
      this.dispatchEvent(
        new CustomEvent("sort", { detail: { by: name, descending: isSorted ? !this.sorted!.descending : kind === "number" } }),
      );
    if (!isSortable)
      return html`<div role="columnheader" aria-colindex=${at + 1} data-column=${name} class="cell ${classes}">${title}</div>`;
    return html`<div role="columnheader" aria-colindex=${at + 1} data-column=${name} class="cell ${classes}" aria-sort=${sorting}>
      <button @click=${choose}>${title}<span aria-hidden="true">${isSorted ? (this.sorted!.descending ? " ▼" : " ▲") : ""}</span></button>
    </div>`;
  }

  private lineOf(source: Source<Row>, index: number, top: number): TemplateResult {
    const { row: at, line } = this.placeOf(index);
    const row = this.rowAt(source, at);
    const isStop = index === this.active;
    const take = () => {
      this.active = index;
    };
    if (line !== undefined) {
      const below = this.opened.get(at);
      const content = below === "asked" || !below ? html`Loading…` : below[line]!.content;
      return html`<div role="row" class="grid-row line" aria-level="2" aria-rowindex=${index + 2} data-index=${index} tabindex=${isStop ? 0 : -1} @focus=${take}
        ${placed(top)} ${ref(this.measure)}><div role="gridcell" aria-colspan=${this.columns.length} class="cell whole">${content}</div></div>`;
    }
    if (!row)
      return html`<div role="row" class="grid-row waiting" aria-rowindex=${index + 2} data-index=${index} ${placed(top)} ${ref(this.measure)}><div role="gridcell" class="cell">…</div></div>`;
    const isOpen = this.opened.has(at);
    const isTree = source.below !== undefined;
    const twist = isTree ? html`<span class="twist" aria-hidden="true">${isOpen ? "▾" : "▸"}</span>` : nothing;
    return html`<div role="row" class="grid-row ${source.classOf?.(row) ?? ""}" aria-level=${isTree ? 1 : nothing} aria-expanded=${isTree ? isOpen : nothing}
      aria-selected=${isTree ? nothing : at === this.chosen} aria-rowindex=${index + 2} data-index=${index} tabindex=${isStop ? 0 : -1}
      @focus=${take} @click=${() => this.open(source, at, row, false)} ${placed(top)} ${ref(this.measure)}>
      ${this.cellsOf(row, twist)}
    </div>`;
  }

  private cellsOf(row: Row, twist: unknown): TemplateResult[] {
    const last = this.columns.findIndex(({ isLast }) => isLast?.(row));
    const columns = last < 0 ? this.columns : this.columns.slice(0, last + 1);
    return columns.map((column, i) => {
      const isRest = i === last;
      const span = isRest ? this.columns.length - i : nothing;
      return html`<div role="gridcell" aria-colindex=${i + 1} aria-colspan=${span} data-column=${column.name} class="cell ${isRest ? "rest" : this.classesOf(column)}"
        ${styled("grid-column", isRest ? `${i + 1} / -1` : "")}>${i === 0 ? twist : nothing}${column.cell(row)}</div>`;
    });
  }

  private classesOf({ kind, name }: Column<Row>): string {
    return `${kind ?? ""}${this.leftOut.has(name) ? " left-out" : ""}`;
  }

  private readonly measure = (element?: Element): void => {
    if (element) queueMicrotask(() => element.isConnected && this.virtual.getVirtualizer().measureElement(element as HTMLElement));
  };

  // ── Widths ────────────────────────────────────────────────────────────────────────────────────────────────────────

  private fit(): void {
    const roomPx = this.scroller.value?.clientWidth ?? 0;
    if (roomPx === 0) return; // nobody sees it
    this.measureContents();
    const contents = this.columns.map(({ name, kind, isSecondary }) => ({ kind, isSecondary, widthPx: this.contentPx.get(name) ?? 0 }));
    const widths = widthsOf(contents, roomPx);
    this.style.setProperty("--columns", widths.map((width) => `${width}px`).join(" "));
    const leftOut = this.columns.filter((_, i) => widths[i] === 0).map(({ name }) => name);
    if (leftOut.join() === [...this.leftOut].join()) return;
    this.leftOut = new Set(leftOut);
    this.requestUpdate();
  }

  /** The heads, and the rows that came into sight since. */
  private measureContents(): void {
    const range = document.createRange();
    const measure = (cells: Iterable<Element>) => {
      for (const cell of cells) {
        const name = cell.getAttribute("data-column") ?? "";
        range.selectNodeContents(cell);
        const widthPx = Math.ceil(range.getBoundingClientRect().width) + aroundPx;
        this.contentPx.set(name, Math.max(widthPx, this.contentPx.get(name) ?? 0));
      }
    };
    // In one line, which is not how all of it is shown.
    this.classList.add("measuring");
    measure(this.querySelectorAll("[role=columnheader]"));
    for (const drawn of this.querySelectorAll(".grid-body .grid-row:not(.line, .waiting)")) {
      const row = this.rowKnown(this.placeOf(Number(drawn.getAttribute("data-index"))).row);
      if (!row || this.measured.has(row)) continue;
      this.measured.add(row);
      measure(drawn.querySelectorAll(".cell:not(.rest)"));
    }
    this.classList.remove("measuring");
  }

  // ── Rows ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private belowCount(at: number): number {
    const lines = this.opened.get(at);
    return lines === undefined ? 0 : lines === "asked" ? 1 : lines.length;
  }

  private lineCount(): number {
    let count = this.source?.total ?? 0;
    for (const at of this.opened.keys()) count += this.belowCount(at);
    return count;
  }

  /** Few rows are open at a time: they are walked. */
  private placeOf(index: number): { readonly row: number; readonly line: number | undefined } {
    let before = 0;
    for (const at of [...this.opened.keys()].sort((a, b) => a - b)) {
      if (index <= at + before) break;
      const lines = this.belowCount(at);
      if (index <= at + before + lines) return { row: at, line: index - at - before - 1 };
      before += lines;
    }
    return { row: index - before, line: undefined };
  }

  private rowAt(source: Source<Row>, at: number): Row | undefined {
    const number = Math.floor(at / pageSize);
    if (!this.pages.has(number)) void this.load(source, number);
    return this.rowKnown(at);
  }

  private rowKnown(at: number): Row | undefined {
    const page = this.pages.get(Math.floor(at / pageSize));
    return page === "asked" ? undefined : page?.[at % pageSize];
  }

  private async load(source: Source<Row>, number: number): Promise<void> {
    this.pages.set(number, "asked");
    const rows = await source.page(number * pageSize, Math.min(pageSize, source.total - number * pageSize)).catch(() => undefined);
    if (source !== this.source) return;
    if (rows) this.pages.set(number, rows);
    else this.pages.delete(number);
    const [oldest] = this.pages.keys();
    if (this.pages.size > mostPages && oldest !== undefined && oldest !== number) this.pages.delete(oldest);
    this.requestUpdate();
  }

  private open(source: Source<Row>, at: number, row: Row, isByKey: boolean): void {
    if (source.below) void this.toggle(source, at, source.below(row));
    else this.dispatchEvent(new CustomEvent<Chosen<Row>>("choose", { detail: { at, row, isByKey } }));
  }

  private async toggle(source: Source<Row>, at: number, below: Promise<readonly Line[]>): Promise<void> {
    if (this.opened.delete(at)) return this.changed();
    this.opened.set(at, "asked");
    this.changed();
    const lines = await below.catch((error: Error): readonly Line[] => [{ content: html`${error.message}` }]);
    if (source !== this.source || !this.opened.has(at)) return;
    this.opened.set(at, lines);
    this.changed();
  }

  private changed(): void {
    this.virtual.getVirtualizer().measure();
    this.requestUpdate();
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private readonly onKey = (event: KeyboardEvent): void => {
    const isRow = event.target instanceof HTMLElement && event.target.hasAttribute("data-index");
    if (!this.source || !isRow) return;
    const last = this.lineCount() - 1;
    const sight = Math.max(1, Math.floor((this.scroller.value?.clientHeight ?? 0) / rowHeight) - 1);
    const { row: at, line } = this.placeOf(this.active);
    const to = {
      ArrowDown: this.active + 1,
      ArrowUp: this.active - 1,
      PageDown: this.active + sight,
      PageUp: this.active - sight,
      Home: 0,
      End: last,
      // From a line to the row it lies below.
      ...(line !== undefined && { ArrowLeft: this.active - line - 1 }),
    }[event.key];
    if (to !== undefined) this.moveTo(Math.min(Math.max(to, 0), last));
    else if (event.key === "Enter" && line !== undefined) this.lineAt(at, line)?.act?.();
    else if (line === undefined && (event.key === "Enter" || (this.source.below && opens(event.key, this.opened.has(at))))) {
      const row = this.rowAt(this.source, at);
      if (row) this.open(this.source, at, row, true);
    } else return;
    event.preventDefault();
  };

  private lineAt(at: number, line: number): Line | undefined {
    const lines = this.opened.get(at);
    return lines === "asked" ? undefined : lines?.[line];
  }

  private moveTo(index: number): void {
    this.active = index;
    this.virtual.getVirtualizer().scrollToIndex(index);
    this.focus();
  }
}

/** The whole text of a cell that is cut, to whoever points at it. */
function tellWhole({ target }: Event): void {
  const cell = target instanceof Element ? target.closest<HTMLElement>(".cell") : null;
  if (!cell) return;
  const isCut = cell.scrollWidth > cell.clientWidth || cell.scrollHeight > cell.clientHeight;
  const parts = [...cell.childNodes].filter((part) => part instanceof Text || (part instanceof Element && !part.matches(".twist")));
  const text = parts.map(({ textContent }) => textContent).join("");
  cell.title = isCut ? text.replace(/\s+/g, " ").trim() : "";
}

const opens = (key: string, isOpen: boolean): boolean => (key === "ArrowRight" && !isOpen) || (key === "ArrowLeft" && isOpen);

customElements.define("pact-grid", Grid);
