// The evidence view: a custom editor on the `checkpoint` of a log. The page asks, `pact evidence view LOG --serve` answers, and this hands
// one to the other: it holds nothing of the log itself. Reading a log runs nothing that a workspace names, and needs no trust.
import path from "node:path";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import * as z from "zod/mini";
import type { EvidenceAnswer, EvidenceRequest } from "../engine/evidence/index.ts";
import { AskedProcess } from "./asked-process.ts";
import { streamsOf } from "./log-streams.ts";
import { versionThen } from "./pact-versions.ts";
import { revealMember } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import { saveChart, savedChart } from "./saved-chart.ts";
import { showPage } from "./webview-page.ts";
import type { Answer, ToView } from "./webviews/evidence/messages.ts";

export const evidenceEditor = "pact.evidence";

// What a webview says is another trust.
const text = z.string().check(z.maxLength(4096));
const index = z.number().check(z.int(), z.nonnegative());
const filter = z.strictObject({
  session: z.optional(text),
  agent: z.optional(text),
  clause: z.optional(text),
  action: z.optional(text),
  decision: z.optional(text),
  outcome: z.optional(text),
  person: z.optional(text),
  since: z.optional(text),
  until: z.optional(text),
  text: z.optional(text),
});
const column = z.enum(["session", "agent", "clause", "action", "decision", "outcome", "person"]);
const question = z.discriminatedUnion("ask", [
  z.object({ ask: z.literal("overview") }),
  z.object({ ask: z.literal("rows"), filter, from: index, count: z.number(), size: z.optional(index) }),
  z.object({ ask: z.literal("values"), column, most: z.number() }),
  z.object({ ask: z.literal("series"), filter, stretches: z.number() }),
  z.object({ ask: z.literal("streams") }),
  z.object({ ask: z.literal("entry"), index }),
  z.object({ ask: z.literal("today"), index }),
  z.object({ ask: z.literal("verify"), index }),
  z.object({ ask: z.literal("verify all") }),
  z.object({ ask: z.literal("consistency"), checkpoint: z.string().check(z.maxLength(100_000)) }),
  z.object({ ask: z.literal("consistency of a file") }),
  z.object({ ask: z.literal("name the key") }),
  z.object({ ask: z.literal("then"), index, file: text }),
]);
const fromView = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ask"), id: z.number(), question }),
  z.object({ type: z.literal("cancel"), id: z.number() }),
  z.object({ type: z.literal("prove"), index }),
  savedChart,
  z.object({ type: z.literal("clause"), file: text, name: text }),
]);
type Asked = z.infer<typeof question>;
type LogProcess = AskedProcess<EvidenceRequest, EvidenceAnswer>;

const longestCheckpoint = 100_000;
const mostPacts = 500;
/** As many as the program names. */
const mostClauses = 200;

export class EvidenceViews implements vscode.CustomReadonlyEditorProvider {
  private readonly open = new Map<vscode.WebviewPanel, OpenLog>();
  private readonly extension: vscode.Uri;
  private readonly program: PactProcess;
  private readonly client: LanguageClient;

  constructor(extension: vscode.Uri, program: PactProcess, client: LanguageClient) {
    this.extension = extension;
    this.program = program;
    this.client = client;
  }

  register(): vscode.Disposable {
    // What was asked for and where one stood stays while another tab is in front.
    const webviewOptions = { retainContextWhenHidden: true };
    return vscode.window.registerCustomEditorProvider(evidenceEditor, this, { webviewOptions, supportsMultipleEditorsPerDocument: true });
  }

  /** A log has grown, or is written anew. */
  changed(checkpoint: vscode.Uri): void {
    for (const [panel, { folder }] of this.open) if (path.dirname(checkpoint.fsPath) === folder) post(panel, { type: "changed" });
  }

  openCustomDocument(uri: vscode.Uri): vscode.CustomDocument {
    return { uri, dispose: () => {} };
  }

  async resolveCustomEditor({ uri }: vscode.CustomDocument, panel: vscode.WebviewPanel): Promise<void> {
    const root = vscode.Uri.joinPath(this.extension, "dist", "webviews");
    // Every log's file is called `checkpoint`.
    panel.title = `Evidence: ${path.basename(path.dirname(uri.fsPath))}`;
    panel.webview.options = { enableScripts: true, localResourceRoots: [root] };
    const found = await vscode.workspace.findFiles("**/*.pact", "**/node_modules/**", mostPacts);
    const pacts = found.map(({ fsPath }) => fsPath);
    const open = new OpenLog(panel, path.dirname(uri.fsPath), {
      pacts,
      program: this.program,
      client: this.client,
    });
    this.open.set(panel, open);
    panel.onDidDispose(() => {
      this.open.delete(panel);
      open.dispose();
    });
    showPage(panel.webview, root, { name: "evidence", title: "Evidence log", body: "<pact-evidence></pact-evidence>" });
  }
}

interface Surroundings {
  readonly pacts: readonly string[];
  readonly program: PactProcess;
  readonly client: LanguageClient;
}

class OpenLog {
  readonly folder: string;
  private readonly panel: vscode.WebviewPanel;
  private readonly pacts: readonly string[];
  private readonly client: LanguageClient;
  private readonly program: PactProcess;
  private readonly log: LogProcess;
  /** What is watched is asked for in a process of its own, which ends with the view. */
  private readonly closed = new vscode.CancellationTokenSource();
  /** What the page calls a question, and what the program calls it. */
  private readonly asked = new Map<number, number>();

  constructor(panel: vscode.WebviewPanel, folder: string, { pacts, program, client }: Surroundings) {
    this.folder = folder;
    this.panel = panel;
    this.pacts = pacts;
    this.client = client;
    this.program = program;
    this.log = new AskedProcess(program, ["evidence", "view", folder, "--serve"], { onlyReads: true });
    void this.log.ask({ ask: "pacts", files: [...pacts] });
    panel.webview.onDidReceiveMessage((message: unknown) => this.receive(message));
  }

  dispose(): void {
    this.closed.cancel();
    this.log.dispose();
  }

  private async receive(message: unknown): Promise<void> {
    const decoded = fromView.safeParse(message);
    if (!decoded.success) return;
    const { data } = decoded;
    switch (data.type) {
      case "ask":
        return post(this.panel, { type: "answer", id: data.id, answer: await this.answer(data.question, data.id) });
      case "cancel": {
        const of = this.asked.get(data.id);
        if (of !== undefined) await this.log.ask({ ask: "cancel", of });
        return;
      }
      case "prove":
        return this.prove(data.index);
      case "save":
        return saveChart(data);
      case "clause":
        return this.reveal(data.file, data.name);
      default:
        return data satisfies never;
    }
  }

  private async answer(asked: Asked, page: number): Promise<Answer> {
    switch (asked.ask) {
      case "then":
        return this.asItRead(asked.index, asked.file);
      case "streams":
        return this.streams();
      case "name the key":
        return this.nameKey();
      case "consistency of a file":
        return this.consistencyOfFile();
      default: {
        const onProgress = (answer: EvidenceAnswer) =>
          answer.answer === "progress" && post(this.panel, { type: "progress", id: page, share: answer.share });
        const answer = await this.log.ask(asked, onProgress, (id) => this.asked.set(page, id));
        this.asked.delete(page);
        return forPage(answer);
      }
    }
  }

  private async streams(): Promise<Answer> {
    const answer = await this.log.ask({ ask: "values", column: "clause", most: mostClauses });
    if (answer.answer !== "values") return forPage(answer);
    const decided = new Set(answer.values.map((id) => id.slice(0, Math.max(0, id.indexOf("@")))).filter(Boolean));
    const asked = { program: this.program, client: this.client, token: this.closed.token };
    return { answer: "streams", streams: await streamsOf(this.folder, this.pacts, decided, asked) };
  }

  // ── What a person is asked for ────────────────────────────────────────────────────────────────────────────────────

  private async nameKey(): Promise<Answer> {
    const key = await vscode.window.showInputBox({
      title: "Key that the log is verified with",
      prompt: "As `pact evidence init` printed it. It is no secret.",
      placeHolder: "name+id+key",
      ignoreFocusOut: true,
    });
    if (!key) return { answer: "cancelled" };
    const answer = await this.log.ask({ ask: "trust", key });
    if (answer.answer === "problem") void vscode.window.showErrorMessage(answer.message);
    return forPage(answer);
  }

  private async consistencyOfFile(): Promise<Answer> {
    const [uri] = (await vscode.window.showOpenDialog({ title: "Checkpoint that you hold", openLabel: "Check Against It" })) ?? [];
    if (!uri) return { answer: "cancelled" };
    const { size } = await vscode.workspace.fs.stat(uri);
    if (size > longestCheckpoint) return { answer: "problem", message: `this file has ${size} bytes: it is no checkpoint` };
    const checkpoint = new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return forPage(await this.log.ask({ ask: "consistency", checkpoint }));
  }

  private async prove(index: number): Promise<void> {
    const answer = await this.log.ask({ ask: "prove", index });
    if (answer.answer !== "proof")
      return void vscode.window.showErrorMessage(answer.answer === "problem" ? answer.message : "there is no proof");
    const above = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(path.dirname(this.folder));
    const uri = await vscode.window.showSaveDialog({
      title: `Proof of entry ${index}`,
      defaultUri: vscode.Uri.joinPath(above, `entry-${index}.tlog-proof`),
    });
    if (!uri) return;
    await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(answer.text));
    void vscode.window.showInformationMessage(
      `The entry and its proof are in ${path.basename(uri.fsPath)}. Whoever has the log's key checks it with \`pact evidence check\`.`,
    );
  }

  private async reveal(file: string, name: string): Promise<void> {
    if (!this.pacts.includes(file)) return;
    if (!(await revealMember(this.client, vscode.Uri.file(file), name, vscode.ViewColumn.Beside)))
      void vscode.window.showInformationMessage(`\`${name}\` does not stand in this pact: look in its charter, or in the pact as it was.`);
  }

  // ── The pact as it was ────────────────────────────────────────────────────────────────────────────────────────────

  private async asItRead(index: number, file: string): Promise<Answer> {
    if (!this.pacts.includes(file)) return { answer: "problem", message: "this is no pact of the workspace" };
    const found = await versionThen(vscode.Uri.file(file), async (name, files) => {
      const answer = await this.log.ask({ ask: "then", index, file: name, files });
      return answer.answer === "then" ? answer : undefined;
    });
    return typeof found === "string" ? { answer: "problem", message: found } : { answer: "version", ...found };
  }
}

/** What only this host asks for is no answer to a page. */
function forPage({ id: _, ...answer }: EvidenceAnswer): Answer {
  switch (answer.answer) {
    case "proof":
    case "then":
    case "pacts":
    case "progress":
      return { answer: "problem", message: "the answer was to another question" };
    default:
      return answer;
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
