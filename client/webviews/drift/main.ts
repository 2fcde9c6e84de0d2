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
import type { Lack, Report } from "./messages.ts";
import { movers } from "./movers.ts";
import { signalLegend, signalsTable } from "./signals.ts";

type State = "comparing" | "cancelled" | { readonly lack: Lack } | { readonly report: Report };

const titles = {
  compare: "Compare Again",
  choose: "Choose Baseline…",
  bless: "Bless This Run…",
  again: "Run the Evaluation Again",
} as const;
type Tool = keyof typeof titles;

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
      const { found } = await ask({ ask: "report" }, "report");
      if (turn !== this.turn) return; // another one was asked for meanwhile
      if ("message" in found) return this.show({ lack: found });
      this.last = found;
      this.show({ report: found });
    } catch (error) {
      // What was cancelled is no report either, and no failure.
      if (turn === this.turn) this.show({ lack: { message: (error as Error).message, hasRun: true } });
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
    if (typeof state === "object" && "lack" in state) return this.instead(lackSaid(state.lack), toolsIn(state.lack));
    if (!last)
      return state === "comparing"
        ? this.instead(this.comparing(), [])
        : this.instead(html`<p role="status">The comparison was cancelled.</p>`, ["compare", "choose", "bless", "again"]);
    return html`<main class="drift" aria-busy=${state === "comparing"}>
      <div class="under-way" role="status">${state === "comparing" ? this.comparing() : state === "cancelled" ? "Cancelled: this is the comparison before." : nothing}</div>
      ${head(last, this.tools(["choose", "bless", "again"]))}
      ${signalsTable(last)}
      <button class="link" @click=${() => this.saveSignals()}>Save as SVG…</button>
      ${chartsOf(last.signals, (name, svg) => tell({ type: "save", name, svg }))}
      ${movers(last)}
    </main>`;
  }

  private comparing(): TemplateResult {
    return html`Comparing the newest run with the baseline… <vscode-button secondary @click=${() => this.cancel()}>Cancel</vscode-button>`;
  }

  private instead(said: TemplateResult, tools: readonly Tool[]): TemplateResult {
    return html`<main class="drift empty" aria-busy=${this.state === "comparing"}>${said}${tools.length > 0 ? this.tools(tools) : nothing}</main>`;
  }

  private tools(tools: readonly Tool[]): TemplateResult {
    const acts = {
      compare: () => void this.load(),
      choose: () => tell({ type: "choose" }),
      bless: () => tell({ type: "bless" }),
      again: () => tell({ type: "again" }),
    };
    return html`<div class="acts">${tools.map((tool) => html`<vscode-button secondary @click=${acts[tool]}>${titles[tool]}</vscode-button>`)}</div>`;
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

function lackSaid({ message, suite }: Lack): TemplateResult {
  if (suite === undefined) return html`<p role="alert">There is nothing to show: ${ticked(visible(message))}.</p>`;
  return html`<p role="alert">There is nothing to compare with the baseline yet: no run of <code>${visible(suite)}</code> is here that went to its end.
    <strong>${titles.again}</strong> makes one, and it is compared here once it is over.</p>`;
}

/** What can be done about it. */
function toolsIn({ hasRun, suite }: Lack): readonly Tool[] {
  if (suite !== undefined) return ["again"];
  return hasRun ? ["compare", "choose", "bless", "again"] : ["compare", "choose", "again"];
}

customElements.define("pact-drift", DriftPage);
