// The trace view: the runs of a replay, the conversation of one, each action with its decision and why.
import { randomBytes } from "node:crypto";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import * as z from "zod/mini";
import { runnablesOf, toRange } from "./pacts.ts";
import type { Replay, Replays } from "./replays.ts";
import type { ToView } from "./webviews/trace/messages.ts";

// What a webview says is another trust.
const fromView = z.union([
  z.object({ type: z.literal("ready") }),
  z.object({ type: z.literal("open"), session: z.string() }),
  z.object({ type: z.literal("clause"), id: z.string() }),
]);

interface Focus {
  readonly session?: string;
  readonly step?: number;
  readonly clause?: string;
}

export class TraceView {
  private panel: vscode.WebviewPanel | undefined;
  private replay: Replay | undefined;
  private focus: Focus = {};
  private ready = false;
  private readonly extension: vscode.Uri;
  private readonly client: LanguageClient;
  private readonly replays: Replays;

  constructor(extension: vscode.Uri, client: LanguageClient, replays: Replays) {
    this.extension = extension;
    this.client = client;
    this.replays = replays;
  }

  /** Opens beside the pact; a focus names a session, a step in it, or the clause whose runs are wanted. */
  async show(replay: Replay, focus: Focus): Promise<void> {
    this.replay = replay;
    this.focus = focus;
    if (!this.panel) this.create();
    this.panel!.title = `Runs: ${replay.summary.pact.id}`;
    this.panel!.reveal(vscode.ViewColumn.Beside, true);
    if (this.ready) await this.send();
  }

  private create(): void {
    const root = vscode.Uri.joinPath(this.extension, "dist", "webviews");
    const panel = vscode.window.createWebviewPanel(
      "pact.trace",
      "Runs",
      { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true },
      { enableScripts: true, localResourceRoots: [root], retainContextWhenHidden: true },
    );
    this.panel = panel;
    this.ready = false;
    panel.onDidDispose(() => {
      this.panel = undefined;
    });
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
    const [script, style] = ["trace.js", "trace.css"].map((file) => panel.webview.asWebviewUri(vscode.Uri.joinPath(root, file)).toString());
    panel.webview.html = page(script!, style!, panel.webview.cspSource);
  }

  private async receive(message: unknown): Promise<void> {
    const decoded = fromView.safeParse(message);
    if (!decoded.success || !this.replay) return;
    const { data } = decoded;
    if (data.type === "ready") {
      this.ready = true;
      await this.send();
    } else if (data.type === "open") await this.open(data.session, undefined);
    else await this.reveal(data.id);
  }

  private async send(): Promise<void> {
    const { replay, focus } = this;
    if (!replay) return;
    const broken = focus.clause ? this.replays.brokenBy(replay.pact, focus.clause) : replay.broken;
    const counts = new Map<string, number>();
    for (const { session } of broken) counts.set(session, (counts.get(session) ?? 0) + 1);
    const sessions = replay.sessions
      .map(({ id, calls, labels }) => ({ id, calls, broken: counts.get(id) ?? 0, labels }))
      .sort((a, b) => b.broken - a.broken);
    this.post({ type: "runs", pact: replay.summary.pact.id, clause: focus.clause?.split("#")[1], sessions, violations: broken.length });
    const first = focus.session ?? (sessions[0]?.broken ? sessions[0].id : undefined);
    const step = focus.step ?? broken.find(({ session }) => session === first)?.step;
    if (first) await this.open(first, step);
  }

  private async open(session: string, step: number | undefined): Promise<void> {
    const { replay } = this;
    if (!replay) return;
    this.post({ type: "loading", session });
    const events = await this.replays.session(replay, session);
    if (typeof events === "string") this.post({ type: "problem", message: events });
    else {
      const steps = events.filter((event) => event.event === "message" || event.event === "decision");
      const focus = step ?? steps.find((event) => event.event === "decision" && event.executed && event.effect !== "allow")?.step;
      this.post({ type: "session", id: session, steps, focus });
    }
  }

  private post(message: ToView): void {
    void this.panel?.webview.postMessage(message);
  }

  /** From a failing step back to the clause it broke. */
  private async reveal(id: string): Promise<void> {
    const { pact } = this.replay!;
    const item = (await runnablesOf(this.client, pact))?.items.find((each) => each.id === id);
    if (!item) return void vscode.window.showInformationMessage(`\`${id}\` is not in this pact any more; replay the runs again.`);
    const range = toRange(item.range);
    const editor = await vscode.window.showTextDocument(pact, { viewColumn: vscode.ViewColumn.One });
    editor.selection = new vscode.Selection(range.start, range.start);
    editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  }
}

function page(script: string, style: string, source: string): string {
  const nonce = randomBytes(16).toString("base64url");
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}';">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Recorded runs</title>
</head>
<body><main id="app"></main><script nonce="${nonce}" src="${script}"></script></body>
</html>`;
}
