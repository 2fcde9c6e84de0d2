// Activation: the language client, the lenses, the test tree, the trace view, and the commands that tie them together.
import path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, TransportKind } from "vscode-languageclient/node";
import { Lenses } from "./lenses.ts";
import { languageId } from "./pacts.ts";
import { PactProcess } from "./process.ts";
import { Replays } from "./replays.ts";
import { PactTests } from "./tests.ts";
import { TraceView } from "./trace-view.ts";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Behavioral Pacts", { log: true });
  client = await startClient(context, log);
  const program = new PactProcess(context.extensionUri, log);
  const replays = new Replays(client, program);
  const tests = new PactTests(client, replays, program);
  const trace = new TraceView(context.extensionUri, client, replays);
  const selector: vscode.DocumentSelector = [{ language: languageId }];

  context.subscriptions.push(
    log,
    tests.controller,
    vscode.languages.registerCodeLensProvider(selector, new Lenses(client, replays)),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId === languageId && contentChanges.length > 0) replays.outdated(document.uri);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => document.languageId === languageId && tests.refresh(document.uri)),
    vscode.workspace.onDidOpenTextDocument((document) => document.languageId === languageId && tests.refresh(document.uri)),
    vscode.workspace.onDidDeleteFiles(({ files }) => tests.forget(files)),
    ...commands({ replays, tests, trace }),
  );
  for (const document of vscode.workspace.textDocuments) if (document.languageId === languageId) void tests.refresh(document.uri);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function startClient(context: vscode.ExtensionContext, log: vscode.LogOutputChannel): Promise<LanguageClient> {
  const module = context.asAbsolutePath(path.join("dist", "server.cjs"));
  const started = new LanguageClient(
    "pact",
    "Behavioral Pacts",
    { module, transport: TransportKind.ipc },
    {
      documentSelector: [{ language: languageId }],
      outputChannel: log,
      synchronize: { fileEvents: vscode.workspace.createFileSystemWatcher("**/*.{pact,json,jsonl,md}") },
    },
  );
  await started.start();
  context.subscriptions.push(started);
  return started;
}

interface Parts {
  readonly replays: Replays;
  readonly tests: PactTests;
  readonly trace: TraceView;
}

function commands({ replays, tests, trace }: Parts): vscode.Disposable[] {
  const replay = async (pact: vscode.Uri, ask: "always" | "if none", clause?: string): Promise<void> => {
    if (!vscode.workspace.isTrusted)
      return void vscode.window.showWarningMessage("Replaying starts a process: trust this workspace first.");
    const traces = await replays.choose(pact, { ask });
    if (!traces) return;
    const result = await replays.run(pact, traces);
    if (typeof result === "string") return void vscode.window.showErrorMessage(result);
    await trace.show(result, clause ? { clause } : {});
  };
  const register = (id: string, body: (...args: never[]) => unknown) => vscode.commands.registerCommand(id, body);
  return [
    register("pact.replay", async () => {
      const pact = await currentPact();
      if (pact) await replay(pact, "always");
    }),
    register("pact.replayClause", (pact: vscode.Uri, clause: string) => replay(pact, "if none", clause)),
    register("pact.showClause", async (pact: vscode.Uri, clause: string) => {
      const last = replays.get(pact);
      if (last) await trace.show(last, { clause });
    }),
    register("pact.openTrace", async (pact: string, session: string, step: number) => {
      const last = replays.get(vscode.Uri.parse(pact));
      if (last) await trace.show(last, { session, step });
    }),
    register("pact.runItem", (pact: vscode.Uri, id: string) => tests.runItem(pact, id)),
    register("pact.restartServer", () => client?.restart()),
  ];
}

/** The pact in the active editor, else one a person picks. */
async function currentPact(): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === languageId) return active.uri;
  const files = await vscode.workspace.findFiles("**/*.pact", "**/node_modules/**", 500);
  if (files.length === 0)
    return void vscode.window.showInformationMessage(
      "There is no `.pact` file in this workspace yet. Create one, and type `pact` to begin.",
    );
  const picked = await vscode.window.showQuickPick(
    files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title: "Pact to hold the runs against" },
  );
  return picked?.uri;
}
