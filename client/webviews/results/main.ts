// The results view's page: what a run came to, its cases, and how it differs from another. It holds what is on the screen; the rest is
// asked for page by page. All text goes through lit's templates, which escape it.
import "@vscode-elements/elements/dist/vscode-button/index.js";
import "@vscode-elements/elements/dist/vscode-option/index.js";
import "@vscode-elements/elements/dist/vscode-single-select/index.js";
import "@vscode-elements/elements/dist/vscode-textfield/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import "../shared/grid.ts";
import "../shared/page.css";
import "./results.css";
import type { Grid, Sorted, Source } from "../shared/grid.ts";
import { plural, whole } from "../shared/words.ts";
import { columnsOf, sourceOf } from "./cases.ts";
import { changeColumns, changesOf, comparisonHead, metricDifferences } from "./changes.ts";
import { ask, listen, tell } from "./host.ts";
import type { CaseChange, CaseRow, Comparison, Overview, Sorting, View } from "./messages.ts";
import { type Grouping, groups, header, metricsTable, requirements, spread } from "./summary.ts";

type Tab = "summary" | "cases" | "compare";

class ResultsPage extends LitElement {
  private overview: Overview | undefined;
  private problem: string | undefined;
  private tab: Tab = "summary";
  private by: Grouping = "clause";
  private view: View = { show: "all", text: "", sort: "order", descending: false };
  private cases: Source<CaseRow> | undefined;
  private compared: { readonly comparison: Comparison; readonly before: Overview; readonly source: Source<CaseChange> } | undefined;
  private asked = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    listen((message) => {
      if (message.type === "changed") void this.load();
      else if (message.type === "look") this.look(message.text);
      else void this.compare(message.run);
    });
    window.addEventListener("keydown", (event) => this.onKey(event));
    void this.load();
    tell({ type: "ready" });
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  // ── What is asked for ─────────────────────────────────────────────────────────────────────────────────────────────

  private async load(): Promise<void> {
    try {
      const { overview } = await ask({ ask: "overview" }, "overview");
      const isSame = JSON.stringify(overview) === JSON.stringify(this.overview);
      this.overview = overview;
      this.problem = undefined;
      if (!isSame || !this.cases) await this.show(this.view);
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  private async show(view: View): Promise<void> {
    this.view = view;
    const turn = ++this.asked;
    const { total } = await ask({ ask: "rows", from: 0, count: 1, view }, "rows");
    if (turn !== this.asked) return; // something else was typed meanwhile
    this.cases = sourceOf(view, total);
    this.requestUpdate();
  }

  private look(text: string): void {
    this.tab = "cases";
    void this.show({ ...this.view, show: "look", text });
    this.requestUpdate();
  }

  private async compare(run: string): Promise<void> {
    this.tab = "compare";
    try {
      const { comparison, before } = await ask({ ask: "compare", run }, "comparison");
      this.compared = { comparison, before, source: changesOf(comparison.worse + comparison.better) };
    } catch (error) {
      this.problem = (error as Error).message;
    }
    this.requestUpdate();
  }

  // ── What is drawn ─────────────────────────────────────────────────────────────────────────────────────────────────

  protected override render(): TemplateResult {
    if (this.problem !== undefined) return html`<main class="empty" role="alert">${this.problem}</main>`;
    const { overview } = this;
    if (!overview) return html`<main class="empty" aria-busy="true">Reading the run…</main>`;
    const acts = { again: () => tell({ type: "again" }), baseline: () => tell({ type: "baseline" }) };
    if (overview.report.trials === 0)
      return html`<main>${header(overview, acts)}<p class="empty">No trial of this run is over yet. Where it is going on, this view follows it; where it was cut off, run it again: it goes on where it was.</p></main>`;
    return html`<main>
      ${header(overview, acts)}
      <div role="tablist" aria-label="Parts of the results" @keydown=${this.onTabKey}>
        ${this.tabOf("summary", "Requirements")}${this.tabOf("cases", `Cases (${whole(overview.report.cases)})`)}${this.tabOf("compare", "Compare")}
      </div>
      <div role="tabpanel" id="panel" aria-labelledby="tab-${this.tab}" class="panel ${this.tab}">${this.panel(overview)}</div>
    </main>`;
  }

  private tabOf(tab: Tab, title: string): TemplateResult {
    const isOpen = this.tab === tab;
    return html`<button role="tab" id="tab-${tab}" aria-controls="panel" aria-selected=${isOpen} tabindex=${isOpen ? 0 : -1} @click=${() => this.go(tab)}>${title}</button>`;
  }

  private panel(overview: Overview): TemplateResult {
    if (this.tab === "cases") return this.casesPanel(overview);
    if (this.tab === "compare") return this.comparePanel(overview);
    const { report } = overview;
    const choose = (by: Grouping) => {
      this.by = by;
      this.requestUpdate();
    };
    return html`
      ${requirements(report)}
      ${metricsTable(
        report.metrics.filter(({ of }) => !of),
        "Metrics over all cases",
      )}
      ${groups(report, this.by, choose)} ${spread(overview)}`;
  }

  private casesPanel(overview: Overview): TemplateResult {
    const { show, text, sort, descending } = this.view;
    const has = (of: string) => overview.distributions.some((each) => each.of === of);
    const attack = overview.report.metrics.some(({ metric, estimate }) => metric === "attack_success_rate" && estimate !== undefined);
    const columns = columnsOf({ attack, latency: has("latency"), tokens: has("tokens"), cost: has("cost") });
    const total = this.cases?.total ?? 0;
    return html`
      <div class="tools" role="search">
        <vscode-single-select label="Which cases" .value=${show} @change=${(event: Event) => this.show({ ...this.view, show: (event.target as HTMLSelectElement).value as View["show"] })}>
          <vscode-option value="all" ?selected=${show === "all"}>All cases</vscode-option>
          <vscode-option value="look" ?selected=${show === "look"}>To look at (${whole(overview.look)})</vscode-option>
        </vscode-single-select>
        <vscode-textfield class="filter" type="search" label="Filter cases" placeholder="Filter: id, tag, clause, reason ( / )" .value=${text}
          @input=${(event: Event) => this.show({ ...this.view, text: (event.target as HTMLInputElement).value })}
          @keydown=${(event: KeyboardEvent) => event.key === "ArrowDown" && this.intoTable(event)}></vscode-textfield>
        <span role="status">${plural(total, "case")}</span>
      </div>
      ${
        total === 0 && this.cases
          ? html`<p class="empty">${show === "look" && text === "" ? "In no case something went otherwise than it should." : "No case has this in its id, its tags, its reason or the clauses it broke. Clear the filter to see all."}</p>`
          : html`<pact-grid label="Cases" .columns=${columns} .source=${this.cases} .sorted=${{ by: sort, descending } satisfies Sorted}
          @sort=${({ detail }: CustomEvent<Sorted>) => this.show({ ...this.view, sort: detail.by as Sorting, descending: detail.descending })}></pact-grid>`
      }`;
  }

  private comparePanel(overview: Overview): TemplateResult {
    const choose = () => tell({ type: "choose" });
    const { compared } = this;
    if (!compared)
      return html`<div class="empty"><p>Two runs of the same evaluation side by side: which metrics differ beyond noise, and which cases got worse.</p><vscode-button @click=${choose}>Choose a run…</vscode-button></div>`;
    const attack = overview.report.metrics.some(({ metric, estimate }) => metric === "attack_success_rate" && estimate !== undefined);
    return html`
      ${comparisonHead(compared.comparison, overview, compared.before, choose)}
      ${compared.source.total > 0 ? html`<pact-grid label="Cases that changed" .columns=${changeColumns(attack)} .source=${compared.source}></pact-grid>` : nothing}
      ${metricDifferences(compared.comparison)}`;
  }

  // ── Keys ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  private go(tab: Tab): void {
    this.tab = tab;
    this.requestUpdate();
  }

  private readonly onTabKey = (event: KeyboardEvent): void => {
    const tabs: readonly Tab[] = ["summary", "cases", "compare"];
    const at = tabs.indexOf(this.tab);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    const tab = to === undefined ? undefined : tabs[(to + tabs.length) % tabs.length];
    if (!tab) return;
    event.preventDefault();
    this.go(tab);
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(`#tab-${tab}`)?.focus());
  };

  /** `/` from anywhere but where one types. */
  private onKey(event: KeyboardEvent): void {
    const isTyping = event.composedPath().some((each) => each instanceof HTMLInputElement);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey || !this.overview) return;
    event.preventDefault();
    this.go("cases");
    void this.updateComplete.then(() => this.querySelector<HTMLElement>(".filter")?.focus());
  }

  private intoTable(event: KeyboardEvent): void {
    event.preventDefault();
    this.querySelector<Grid<CaseRow>>("pact-grid")?.focus();
  }
}

customElements.define("pact-results", ResultsPage);
