// The drift view's page: the newest run against the baseline. What is compared with what comes first, then every signal, what lies behind it,
// and where to look. All text goes through lit's templates, which escape it.
import "@vscode-elements/elements/dist/vscode-button/index.js";
import { html, LitElement, nothing, type TemplateResult } from "lit";
import "../shared/chart.css";
import "../shared/page.css";
import "./drift.css";
import { svgFile } from "../shared/figure.ts";
import { ticked, visible } from "../shared/words.ts";
import { chartsOf } from "./charts.ts";
import { head } from "./head.ts";
import { ask, listen, tell } from "./host.ts";
import type { Report } from "./messages.ts";
import { movers } from "./movers.ts";
import { signalLegend, signalsTable } from "./signals.ts";

type State = "comparing" | "cancelled" | { readonly problem: string } | { readonly report: Report };

class DriftPage extends LitElement {
  private state: State = "comparing";
  /** What was seen last stays while another comparison is under way. */
  private last: Report | undefined;
  private turn = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    listen(() => void this.load());
    void this.load();
  }

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  private async load(): Promise<void> {
    const turn = ++this.turn;
    this.show("comparing");
    try {
      const { report } = await ask({ ask: "report" }, "report");
      if (turn !== this.turn) return; // another one was asked for meanwhile
      this.last = report;
      this.show({ report });
    } catch (error) {
      // What was cancelled is no report either, and no failure.
      if (turn === this.turn) this.show({ problem: (error as Error).message });
    }
  }

  private cancel(): void {
    this.turn++;
    tell({ type: "cancel" });
    this.show("cancelled");
  }

  private show(state: State): void {
    this.state = state;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    const { state, last } = this;
    if (typeof state === "object" && "problem" in state)
      return this.instead(html`<p role="alert">There is nothing to show: ${ticked(visible(state.problem))}.</p>`);
    if (!last)
      return state === "comparing"
        ? this.instead(this.comparing())
        : this.instead(html`<p role="status">The comparison was cancelled.</p>`);
    return html`<main class="drift" aria-busy=${state === "comparing"}>
      <div class="under-way" role="status">${state === "comparing" ? this.comparing() : state === "cancelled" ? "Cancelled: this is the comparison before." : nothing}</div>
      ${head(last, this.tools(true))}
      ${signalsTable(last)}
      <button class="link" @click=${() => this.saveSignals()}>Save as SVG…</button>
      ${chartsOf(last.signals, (name, svg) => tell({ type: "save", name, svg }))}
      ${movers(last)}
    </main>`;
  }

  private comparing(): TemplateResult {
    return html`Comparing the newest run with the baseline… <vscode-button secondary @click=${() => this.cancel()}>Cancel</vscode-button>`;
  }

  private instead(said: TemplateResult): TemplateResult {
    const isBusy = this.state === "comparing";
    return html`<main class="drift empty" aria-busy=${isBusy}>${said}${isBusy ? nothing : this.tools(false)}</main>`;
  }

  private tools(hasReport: boolean): TemplateResult {
    const button = (text: string, act: () => void) => html`<vscode-button secondary @click=${act}>${text}</vscode-button>`;
    return html`<div class="acts">
      ${hasReport ? nothing : button("Compare Again", () => void this.load())}
      ${button("Choose Baseline…", () => tell({ type: "choose" }))}
      ${button("Bless This Run…", () => tell({ type: "bless" }))}
      ${button("Run the Evaluation Again", () => tell({ type: "again" }))}
    </div>`;
  }

  /** All pictures of the table below each other, in one file. */
  private saveSignals(): void {
    const parts = [...this.querySelectorAll<HTMLElement>("tr[data-signal]")].flatMap((row) => {
      const drawn = row.querySelector<SVGSVGElement>("svg.chart");
      return drawn ? [{ drawn, name: row.getAttribute("data-signal") ?? "" }] : [];
    });
    const title = "Signals: baseline and now";
    tell({ type: "save", name: title, svg: svgFile(parts, { title, legend: signalLegend }) });
  }
}

customElements.define("pact-drift", DriftPage);
