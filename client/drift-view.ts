// The drift view: a panel a pact. `pact drift FILE --json` compares in a process of its own, which ends where somebody cancels or closes the
// panel; what is shown is its report.
import * as vscode from "vscode";
import * as z from "zod/mini";
import type { DriftEvent } from "../engine/index.ts";
import { blessRun, chooseBaseline } from "./baselines.ts";
import { unplayedIn } from "./drift-words.ts";
import type { Compared, Drifts } from "./drifts.ts";
import type { PactProcess } from "./process.ts";
import { saveChart, savedChart } from "./saved-chart.ts";
import { showPage } from "./webview-page.ts";
import type { Answer, Lack, ToView } from "./webviews/drift/messages.ts";

// What a webview says is another trust.
const text = z.string().check(z.maxLength(4096));
const fromView = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ask"), id: z.number(), question: z.object({ ask: z.literal("report") }) }),
  z.object({ type: z.literal("cancel") }),
  z.object({ type: z.literal("choose") }),
  z.object({ type: z.literal("bless") }),
  z.object({ type: z.literal("again") }),
  z.object({ type: z.literal("case"), case: text, clause: z.optional(text) }),
  z.object({ type: z.literal("clause"), name: text }),
  z.object({ type: z.literal("tool"), name: text }),
  savedChart,
]);

/** What a drift view has others do. */
export interface Beyond {
  /** A case of a run at the step that broke a clause, where one is named. */
  openCase(run: string, name: string, clause: string | undefined): Promise<void>;
  openClause(pact: vscode.Uri, name: string): Promise<void>;
  openTool(pact: vscode.Uri, name: string): Promise<void>;
  /** Runs the evaluation of a run again; without one lets a person choose. */
  runAgain(pact: vscode.Uri, run: string | undefined): Promise<void>;
  /** The newest whole run of a pact. */
  newestRun(pact: vscode.Uri): Promise<string | undefined>;
}

export class DriftViews {
  private readonly open = new Map<string, OpenDrift>();
  private readonly extension: vscode.Uri;
  private readonly parts: Parts;

  constructor(extension: vscode.Uri, parts: Parts) {
    this.extension = extension;
    this.parts = parts;
  }

  /** Without anything to compare: what the pact names, and the newest run. */
  show(pact: vscode.Uri, compared: Compared = {}): void {
    const known = this.open.get(pact.toString());
    if (known) return known.reveal(compared);
    const root = vscode.Uri.joinPath(this.extension, "dist", "webviews");
    const title = `Drift: ${pact.path.slice(pact.path.lastIndexOf("/") + 1)}`;
    const options = { enableScripts: true, localResourceRoots: [root], retainContextWhenHidden: true };
    const panel = vscode.window.createWebviewPanel("pact.drift", title, vscode.ViewColumn.Active, options);
    const open = new OpenDrift(panel, pact, compared, this.parts);
    this.open.set(pact.toString(), open);
    panel.onDidDispose(() => {
      this.open.delete(pact.toString());
      open.dispose();
    });
    showPage(panel.webview, root, { name: "drift", title: "Drift against a baseline", body: "<pact-drift></pact-drift>" });
  }

  /** A run is over, or gone: a view of the newest one looks again. */
  refresh(): void {
    for (const open of this.open.values()) open.refresh();
  }
}

interface Parts {
  readonly program: PactProcess;
  readonly drifts: Drifts;
  readonly beyond: Beyond;
}

class OpenDrift {
  private readonly panel: vscode.WebviewPanel;
  private readonly pact: vscode.Uri;
  private readonly parts: Parts;
  private compared: Compared;
  private comparing: vscode.CancellationTokenSource | undefined;
  private report: DriftEvent | undefined;

  constructor(panel: vscode.WebviewPanel, pact: vscode.Uri, compared: Compared, parts: Parts) {
    this.panel = panel;
    this.pact = pact;
    this.compared = compared;
    this.parts = parts;
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
  }

  reveal(compared: Compared): void {
    const isSame = compared.baseline === this.compared.baseline && compared.run === this.compared.run;
    this.compared = compared;
    this.panel.reveal();
    if (!isSame) this.post({ type: "changed" });
  }

  refresh(): void {
    if (this.compared.run === undefined) this.post({ type: "changed" });
  }

  dispose(): void {
    this.comparing?.cancel();
  }

  private async receive(message: unknown): Promise<void> {
    const decoded = fromView.safeParse(message);
    if (!decoded.success) return;
    const { data } = decoded;
    const { beyond } = this.parts;
    switch (data.type) {
      case "ask":
        return this.post({ type: "answer", id: data.id, answer: await this.compare() });
      case "cancel":
        return this.comparing?.cancel();
      case "choose": {
        const baseline = await chooseBaseline(this.pact, this.report?.against);
        if (baseline === undefined) return;
        this.compared = { ...this.compared, baseline };
        return this.post({ type: "changed" });
      }
      case "bless":
        return this.bless();
      case "again":
        return beyond.runAgain(this.pact, this.report?.run);
      case "case":
        if (this.report) await beyond.openCase(this.report.run, data.case, data.clause);
        return;
      case "clause":
        return beyond.openClause(this.pact, data.name);
      case "tool":
        return beyond.openTool(this.pact, data.name);
      case "save":
        return saveChart(data);
      default:
        return data satisfies never;
    }
  }

  /** The one under way makes room for the next. */
  private async compare(): Promise<Answer> {
    this.comparing?.cancel();
    this.comparing = new vscode.CancellationTokenSource();
    const { token } = this.comparing;
    const progress = { location: vscode.ProgressLocation.Window, title: "Comparing with the baseline" };
    const found = await vscode.window.withProgress(progress, () => this.parts.drifts.compare(this.pact, this.compared, token));
    if (found === undefined) return { answer: "cancelled" };
    if (typeof found === "string") return { answer: "report", found: await this.lack(found) };
    this.report = found;
    return { answer: "report", found };
  }

  private async lack(message: string): Promise<Lack> {
    return { message, hasRun: (await this.runToBless()) !== undefined, suite: unplayedIn(message) };
  }

  private async runToBless(): Promise<string | undefined> {
    return this.report?.run ?? this.compared.run ?? (await this.parts.beyond.newestRun(this.pact));
  }

  private async bless(): Promise<void> {
    const run = await this.runToBless();
    if (run === undefined)
      return void vscode.window.showInformationMessage("There is no whole run to bless yet: run the evaluation first.");
    const file = await blessRun(this.parts.program, { pact: this.pact, run, against: this.report?.against });
    if (file === undefined) return;
    this.parts.drifts.look(this.pact);
    this.post({ type: "changed" });
  }

  /** A panel that was closed meanwhile has nobody to tell. */
  private post(message: ToView): void {
    try {
      void this.panel.webview.postMessage(message);
    } catch {
      // disposed
    }
  }
}
