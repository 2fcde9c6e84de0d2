// The results view: a panel a run. The page asks, `pact results RUN --serve` answers, and this hands one to the other: it holds nothing of
// the run itself.
import * as vscode from "vscode";
import * as z from "zod/mini";
import type { ResultsAnswer, ResultsRequest } from "../engine/evaluation/results/index.ts";
import { AskedProcess, type Question } from "./asked-process.ts";
import type { PactProcess } from "./process.ts";
import { showPage } from "./webview-page.ts";
import type { Answer, ToView } from "./webviews/results/messages.ts";

// What a webview says is another trust.
const text = z.string().check(z.maxLength(4096));
const from = z.number();
const view = z.object({
  show: z.enum(["all", "look"]),
  text,
  sort: z.enum(["order", "case", "passed", "violations", "unescalated", "attack", "latencyMs", "tokens", "cost", "trials", "reason"]),
  descending: z.boolean(),
});
const question = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("overview") }),
  z.object({ ask: z.literal("rows"), from, count: z.number(), view }),
  z.object({ ask: z.literal("trials"), case: text }),
  z.object({ ask: z.literal("compare"), run: text }),
  z.object({ ask: z.literal("changes"), from, count: z.number() }),
]);
const fromView = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("ask"), id: z.number(), question }),
  z.object({ type: z.literal("step"), case: text, trial: z.number(), step: z.optional(z.number()) }),
  z.object({ type: z.literal("clause"), name: text }),
  z.object({ type: z.literal("choose") }),
  z.object({ type: z.literal("again") }),
  z.object({ type: z.literal("baseline") }),
]);

export interface Step {
  readonly run: string;
  readonly case: string;
  readonly trial: number;
  readonly step: number | undefined;
}
/** What a results view has others do. */
export interface Beyond {
  openStep(step: Step): Promise<void>;
  openClause(run: string, name: string): Promise<void>;
  /** Another run of the same suite; undefined where none was chosen. */
  chooseOther(run: string): Promise<string | undefined>;
  /** Runs the suite of a run again. */
  runAgain(run: string): Promise<void>;
  /** Opens the drift of a run. */
  compareWithBaseline(run: string): Promise<void>;
}

type ResultsProcess = AskedProcess<ResultsRequest, ResultsAnswer>;

interface Open {
  readonly panel: vscode.WebviewPanel;
  readonly results: ResultsProcess;
  readonly ready: Promise<void>;
}

export class ResultsViews {
  private readonly open = new Map<string, Open>();
  private readonly extension: vscode.Uri;
  private readonly program: PactProcess;
  private readonly beyond: Beyond;

  constructor(extension: vscode.Uri, program: PactProcess, beyond: Beyond) {
    this.extension = extension;
    this.program = program;
    this.beyond = beyond;
  }

  /** Resolves once the page listens. */
  async show(run: string, { look, compare }: { readonly look?: string; readonly compare?: string } = {}): Promise<void> {
    const known = this.open.get(run);
    known?.panel.reveal();
    const { panel, ready } = known ?? this.create(run);
    await ready;
    if (look) post(panel, { type: "look", text: look });
    if (compare) post(panel, { type: "compare", run: compare });
  }

  /** The session of a trial, of a run that need not be open. */
  async ask(run: string, asked: Question<ResultsRequest>): ReturnType<ResultsProcess["ask"]> {
    const known = this.open.get(run);
    if (known) return known.results.ask(asked);
    const results = this.start(run);
    try {
      return await results.ask(asked);
    } finally {
      results.dispose();
    }
  }

  /** What was written to disk may be of a run that is open. */
  refresh(): void {
    for (const { panel } of this.open.values()) post(panel, { type: "changed" });
  }

  private start(run: string): ResultsProcess {
    return new AskedProcess(this.program, ["results", run, "--serve"]);
  }

  private create(run: string): Open {
    const root = vscode.Uri.joinPath(this.extension, "dist", "webviews");
    const name = run.split(/[\\/]/).at(-1);
    const panel = vscode.window.createWebviewPanel("pact.results", `Results: ${name}`, vscode.ViewColumn.Active, {
      enableScripts: true,
      localResourceRoots: [root],
      retainContextWhenHidden: true,
    });
    const results = this.start(run);
    const ready = Promise.withResolvers<void>();
    const open = { panel, results, ready: ready.promise };
    this.open.set(run, open);
    panel.onDidDispose(() => {
      this.open.delete(run);
      results.dispose();
      ready.resolve();
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(run, open, message, ready.resolve));
    showPage(panel.webview, root, { name: "results", title: "Results of an evaluation", body: "<pact-results></pact-results>" });
    return open;
  }

  private async receive(run: string, { panel, results }: Open, message: unknown, ready: () => void): Promise<void> {
    const decoded = fromView.safeParse(message);
    if (!decoded.success) return;
    const { data } = decoded;
    switch (data.type) {
      case "ready":
        return ready();
      case "ask": {
        const { id: _, ...answer } = await results.ask(data.question);
        // The page asks for nothing that is answered by a session.
        if (answer.answer !== "session") post(panel, { type: "answer", id: data.id, answer: answer satisfies Answer });
        return;
      }
      case "step":
        return this.beyond.openStep({ run, case: data.case, trial: data.trial, step: data.step });
      case "clause":
        return this.beyond.openClause(run, data.name);
      case "choose": {
        const other = await this.beyond.chooseOther(run);
        if (other !== undefined) post(panel, { type: "compare", run: other });
        return;
      }
      case "again":
        return this.beyond.runAgain(run);
      case "baseline":
        return this.beyond.compareWithBaseline(run);
      default:
        return data satisfies never;
    }
  }
}

/** A panel that was closed meanwhile has nobody to tell. */
function post(panel: vscode.WebviewPanel, message: ToView): void {
  try {
    void panel.webview.postMessage(message);
  } catch {
    // disposed
  }
}
