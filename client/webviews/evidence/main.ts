// The evidence view's page: what a log is, its entries, and one of them beside them. It holds what is on the screen; the rest is asked for
// page by page. All text goes through lit's templates, which escape it.
import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import "../shared/grid.ts";
import "../shared/chart.css";
import "../shared/page.css";
import "./evidence.css";
import type { Chosen, Grid, Source } from "../shared/grid.ts";
import { ticked, visible, whole } from "../shared/words.ts";
import { type Acting, type Detail, detail } from "./detail.ts";
import { asked, filters, type NoTimes } from "./filters.ts";
import { type Compared, head, type Verifying } from "./head.ts";
import { ask, listen, tell } from "./host.ts";
import { entriesLike, entryColumns } from "./list.ts";
import type { Column, Consistency, Filter, Overview, Row, Series, Stream } from "./messages.ts";
import { overTime } from "./over-time.ts";
import { streams } from "./streams.ts";

/** More choices than anybody looks through. */
const mostChoices = 100;
const typingMs = 250;
/** As many points as a chart of this width shows apart. */
const stretches = 60;

/** How many entries cannot be read is told to whoever looks for something, and not of the log as it is: this is like all of them. */
const anything: Filter = { since: "1970-01-01" };
const nothingAsked = "Nothing was looked for: what stands above is no time.";

const parts = ["entries", "time"] as const;
type Part = (typeof parts)[number];

class EvidencePage extends LitElement {
  private overview: Overview | undefined;
  private problem: string | undefined;
  private filter: Filter = {};
  private noTimes: NoTimes = {};
  private entries: { readonly source: Source<Row>; readonly of: Filter; readonly size: number; readonly unreadable: number } | undefined;
  private tab: Part = "entries";
  /** What the filter comes to over time; asked for when it is first looked at. */
  private series: { readonly of: Filter; readonly found: { readonly series: Series; readonly unreadable: number } | undefined } | undefined;
  /** What is watched in a log of this size, whatever the filter; asked for with what it comes to over time. */
  private watched: { readonly size: number; readonly found: readonly Stream[] | undefined } | undefined;
  private isFinding = false;
  /** How much of the log is read, from 0 to 1, while a question waits for it. */
  private read: number | undefined;
  private typing: ReturnType<typeof setTimeout> | undefined;
  private readonly choices = new Map<Column, readonly string[]>();
  private open: Detail | undefined;
  private chosen: number | undefined;
  private verifying: Verifying | undefined;
  /** The question that verifies the whole log, to cancel it. */
  private verification: number | undefined;
  private held: { readonly text: string; readonly compared: Compared | undefined } | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    listen(() => void this.load());
    window.addEventListener("keydown", (event) => this.onKey(event));
    void this.load();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  // ── The log ───────────────────────────────────────────────────────────────────────────────────────────────────────

  private async load(): Promise<void> {
    try {
      const { overview } = await ask({ ask: "overview" }, "overview");
      // What was found of the log as it was is not told of the one there is now.
      if (this.overview && this.overview.root !== overview.root && this.verification === undefined) this.verifying = undefined;
      this.overview = overview;
      this.problem = undefined;
      if (!this.entries) await this.find(this.filter);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private async find(filter: Filter): Promise<void> {
    this.filter = filter;
    this.requestUpdate();
    if (this.isFinding) return; // the one under way sees that something else is wanted by now
    this.isFinding = true;
    try {
      let of: Filter;
      do {
        of = this.filter;
        const size = this.overview?.size ?? 0;
        const { total, unreadable = 0 } = await this.reading(ask({ ask: "rows", filter: of, from: 0, count: 1, size }, "rows", this.reads));
        this.entries = { source: entriesLike(of, total, size), of, size, unreadable };
        this.chosen = undefined;
      } while (of !== this.filter);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.isFinding = false;
    this.requestUpdate();
    if (this.tab === "time") await this.lookOverTime();
  }

  private async lookOverTime(): Promise<void> {
    void this.lookForRises();
    const of = this.filter;
    const size = this.overview?.size ?? 0;
    if (this.series?.of === of) return;
    this.series = { of, found: this.series?.found };
    try {
      const { series } = await this.reading(ask({ ask: "series", filter: of, stretches }, "series", this.reads));
      const { unreadable = 0 } = await ask({ ask: "rows", filter: { ...anything, ...of }, from: 0, count: 1, size }, "rows");
      if (this.series.of === of) this.series = { of, found: { series, unreadable } };
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private readonly reads = (share: number): void => {
    this.read = share;
    this.requestUpdate();
  };

  private async reading<Answer>(answer: Promise<Answer>): Promise<Answer> {
    try {
      return await answer;
    } finally {
      this.read = undefined;
    }
  }

  /** A log is read whole the first time it is looked through. */
  private waiting(what: string): string {
    return this.read === undefined ? what : `Reading the log: ${Math.floor(this.read * 100)} %`;
  }

  private async lookForRises(): Promise<void> {
    const size = this.overview?.size ?? 0;
    if (this.watched?.size === size) return;
    this.watched = { size, found: this.watched?.found };
    const found = await ask({ ask: "streams" }, "streams").then(
      (answer) => answer.streams,
      (error: Error): Stream[] => [{ pact: "this log", found: { problem: error.message } }],
    );
    if (this.watched.size === size) this.watched = { size, found };
    this.requestUpdate();
  }

  private go(part: Part): void {
    this.tab = part;
    this.requestUpdate();
    if (part === "time") void this.lookOverTime();
  }

  private change(filter: Filter, noTimes = this.noTimes): void {
    clearTimeout(this.typing);
    const isTyped = filter.text !== this.filter.text;
    this.noTimes = noTimes;
    this.filter = filter;
    this.requestUpdate(); // what is changed next goes on from here, also before what was typed is looked for
    if (isTyped) this.typing = setTimeout(() => void this.find(this.filter), typingMs);
    else void this.find(filter);
  }

  /** For this, whatever else stands in the fields. */
  private look(filter: Filter): void {
    this.noTimes = {};
    void this.find(filter);
  }

  private async come(column: Column): Promise<void> {
    if (this.choices.has(column)) return;
    const answer = await ask({ ask: "values", column, most: mostChoices }, "values").catch(() => undefined);
    if (answer) this.choices.set(column, answer.values);
    this.requestUpdate();
  }

  private async verify(): Promise<void> {
    this.verifying = { share: 0 };
    this.requestUpdate();
    const progressed = (share: number) => {
      this.verifying = { share };
      this.requestUpdate();
    };
    try {
      const { found } = await ask({ ask: "verify all" }, "verified", progressed, (id) => {
        this.verification = id;
      });
      this.verifying = found;
    } catch (error) {
      const { message } = error as Error;
      this.verifying = this.verification === undefined ? "cancelled" : { problem: message };
    }
    this.verification = undefined;
    this.requestUpdate();
  }

  private cancel(): void {
    if (this.verification !== undefined) tell({ type: "cancel", id: this.verification });
    this.verification = undefined;
  }

  private async nameKey(): Promise<void> {
    try {
      const answer = await ask({ ask: "name the key" }, "overview");
      this.overview = answer.overview;
      if (this.open) void this.show(this.open.index);
    } catch {
      // Nobody named one, or what was named is none: the host has said so.
    }
    this.requestUpdate();
  }

  private async compare(text: string, answer: Promise<Consistency>): Promise<void> {
    this.held = { text, compared: "asked" };
    this.requestUpdate();
    try {
      this.held = { text, compared: await answer };
    } catch (error) {
      this.held = { text, compared: { problem: (error as Error).message } };
    }
    this.requestUpdate();
  }

  // ── One entry ─────────────────────────────────────────────────────────────────────────────────────────────────────

  private async show(index: number): Promise<void> {
    this.open = { index };
    this.requestUpdate();
    const add = (more: Partial<Detail>) => {
      if (this.open?.index !== index) return; // another one was opened meanwhile
      this.open = { ...this.open, ...more };
      this.requestUpdate();
    };
    const failed = (error: Error) => add({ problem: error.message });
    await Promise.all([
      ask({ ask: "entry", index }, "entry").then((shown) => add({ shown }), failed),
      ask({ ask: "verify", index }, "steps").then(({ steps }) => add({ steps }), failed),
      ask({ ask: "today", index }, "today").then(
        ({ today }) => add({ today }),
        (error: Error) => add({ today: { problem: error.message } }),
      ),
    ]);
  }

  private async findVersion(index: number, file: string): Promise<void> {
    const add = (version: NonNullable<Detail["version"]>) => {
      if (this.open?.index === index) this.open = { ...this.open, version };
      this.requestUpdate();
    };
    add("asked");
    await ask({ ask: "then", index, file }, "version").then(add, (error: Error) => add({ problem: error.message }));
  }

  private choose({ at, row, isByKey }: Chosen<Row>): void {
    this.chosen = at;
    void this.show(row.index);
    if (isByKey) void this.updateComplete.then(() => this.querySelector<HTMLElement>(".detail h2")?.focus());
  }

  private close(): void {
    this.open = undefined;
    this.requestUpdate();
    this.grid?.focus();
  }

  private acting({ index }: Detail): Acting {
    return {
      close: () => this.close(),
      prove: () => tell({ type: "prove", index }),
      look: (filter) => this.look(filter),
      clause: (file, name) => tell({ type: "clause", file, name }),
      findVersion: (file) => void this.findVersion(index, file),
      nameKey: () => void this.nameKey(),
    };
  }

  // ── What is drawn ─────────────────────────────────────────────────────────────────────────────────────────────────

  protected override render(): TemplateResult {
    const { overview, problem } = this;
    if (!overview)
      return problem === undefined
        ? html`<main class="empty" aria-busy="true">Reading the log…</main>`
        : html`<main class="empty" role="alert"><p>This log cannot be shown: ${ticked(visible(problem))}.</p></main>`;
    return html`<main>
      ${head({
        overview,
        verifying: this.verifying,
        held: this.held,
        verify: () => void this.verify(),
        cancel: () => this.cancel(),
        nameKey: () => void this.nameKey(),
        hold: () => {
          this.held = this.held ? undefined : { text: "", compared: undefined };
          this.requestUpdate();
        },
        compare: (text) => void this.compare(text, ask({ ask: "consistency", checkpoint: text }, "consistency")),
        compareFile: () => void this.compare("", ask({ ask: "consistency of a file" }, "consistency")),
      })}
      ${overview.size === 0 ? html`<p class="empty">Nothing is on record yet. <code>--evidence</code> with this log's folder puts every decision of <code>pact replay</code>, <code>test</code> or <code>eval</code> in it.</p>` : this.record(overview)}
    </main>`;
  }

  private record(overview: Overview): TemplateResult {
    const { open } = this;
    return html`${filters({
      filter: this.filter,
      noTimes: this.noTimes,
      choices: this.choices,
      change: (filter, noTimes) => this.change(filter, noTimes),
      come: (column) => void this.come(column),
      down: () => this.grid?.focus(),
    })}
      <div role="tablist" aria-label="Parts of the record" @keydown=${this.onTabKey}>${this.tabOf("entries", "Entries")}${this.tabOf("time", "Over Time")}</div>
      ${
        this.tab === "time"
          ? html`<div role="tabpanel" id="panel" aria-labelledby="tab-time" class="over-time">${this.overTime()}</div>`
          : html`<div role="tabpanel" id="panel" aria-labelledby="tab-entries" class="entries">
              <p class="count"><span role="status">${this.counted()}</span> ${this.grown(overview)}</p>
              <div class="record ${open ? "opened" : ""}">${this.list()}${open ? detail(open, this.acting(open)) : nothing}</div>
            </div>`
      }`;
  }

  private tabOf(part: Part, title: string): TemplateResult {
    const isOpen = this.tab === part;
    return html`<button role="tab" id="tab-${part}" aria-controls="panel" aria-selected=${isOpen} tabindex=${isOpen ? 0 : -1} @click=${() => this.go(part)}>${title}</button>`;
  }

  private onTabKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
    event.preventDefault();
    this.go(parts[(parts.indexOf(this.tab) + 1) % parts.length]!);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${this.tab}`)?.focus());
  }

  private overTime(): unknown {
    if (this.isWithoutTime) return html`<p class="count">${nothingAsked}</p>`;
    const found = this.series?.found;
    if (!found)
      return html`<p class="count" aria-busy="true">${this.problem === undefined ? this.waiting("Adding up…") : visible(this.problem)}</p>`;
    const save = (name: string, svg: string) => tell({ type: "save", name, svg });
    return html`${overTime(found.series, found.unreadable, {
      save,
      look: (filter) => {
        this.tab = "entries";
        this.look({ ...this.filter, ...filter });
      },
    })}${streams(this.watched?.found, save)}`;
  }

  private get isWithoutTime(): boolean {
    return Object.keys(this.noTimes).length > 0;
  }

  private list(): TemplateResult {
    const { entries } = this;
    // All the others would look like the answer.
    if (this.isWithoutTime) return html`<div class="list empty"></div>`;
    if (entries?.source.total === 0)
      return html`<div class="list empty"><p>No entry ${entries.unreadable > 0 ? "that can be read " : ""}is like that: ${visible(asked(entries.of))}.</p><vscode-button secondary @click=${() => this.look({})}>Show All</vscode-button></div>`;
    return html`<pact-grid class="list" label="Entries" .columns=${entryColumns} .source=${entries?.source} .chosen=${this.chosen}
      @choose=${({ detail: row }: CustomEvent<Chosen<Row>>) => this.choose(row)}></pact-grid>`;
  }

  private counted(): string {
    const { entries, problem } = this;
    if (this.isWithoutTime) return nothingAsked;
    if (problem !== undefined) return visible(problem);
    if (!entries || this.isFinding) return this.waiting("Looking…");
    const { total } = entries.source;
    const damaged = entries.unreadable > 0 ? `; ${whole(entries.unreadable)} cannot be read, and may be like it` : "";
    return `${whole(total)} ${total === 1 ? "entry" : "entries"}${total > 1 ? ", the newest first" : ""}${damaged}`;
  }

  /** What was added since waits until somebody wants it. */
  private grown({ size }: Overview): unknown {
    const more = size - (this.entries?.size ?? size);
    if (more <= 0 || this.isWithoutTime) return nothing;
    return html`<button class="link" @click=${() => this.find({ ...this.filter })}>Show ${whole(more)} more</button>`;
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private get grid(): Grid<Row> | null {
    return this.querySelector<Grid<Row>>("pact-grid");
  }

  /** `/` from anywhere but where one types. */
  private onKey(event: KeyboardEvent): void {
    const isTyping = event.composedPath().some((each) => each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.querySelector<HTMLElement>(".filter")?.focus();
  }
}

customElements.define("pact-evidence", EvidencePage);
