// Activation: the language client, the lenses, the test tree, the trace, results and evidence views, and the commands that tie them together.
import * as vscode from "vscode";
import { Bases } from "./bases.ts";
import { DriftViews } from "./drift-view.ts";
import { DriftWarnings } from "./drift-warnings.ts";
import { Drifts } from "./drifts.ts";
import { askForEndpointKey } from "./endpoint-key.ts";
import { EvaluationCommands } from "./evaluation-commands.ts";
import { EvidenceLogs } from "./evidence-logs.ts";
import { EvidenceViews } from "./evidence-view.ts";
import { showFindingCommand } from "./finding-pages.ts";
import { FlipRuns, inWords } from "./flips.ts";
import { Lenses } from "./lenses.ts";
import { brokenRuns, flippedRuns } from "./listing.ts";
import { languageId, revealMember, revealTool } from "./pacts.ts";
import { PactProcess } from "./process.ts";
import { type Replay, Replays } from "./replays.ts";
import { isWhole, Runs } from "./runs.ts";
import { Server } from "./server.ts";
import { PactTests } from "./tests.ts";
import { TraceView } from "./trace-view.ts";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const log = vscode.window.createOutputChannel("Behavioral Pacts", { log: true });
  server = new Server(context, log);
  const { client } = server;
  const started = server.start();
  const program = new PactProcess(context, log);
  const replays = new Replays(client, program);
  const runs = new Runs();
  const tests = new PactTests(client, replays, program, runs);
  const trace = new TraceView(context.extensionUri, client, replays, program);
  const evaluations = new EvaluationCommands({ extension: context.extensionUri, client, program, runs, tests, trace });
  const evidence = new EvidenceViews(context.extensionUri, program, client);
  const logs = new EvidenceLogs();
  const drifts = new Drifts(program, context.workspaceState, runs);
  const warnings = new DriftWarnings(client, drifts);
  const drift = new DriftViews(context.extensionUri, {
    program,
    drifts,
    beyond: {
      openCase: async (run, name, clause) => {
        if (isTrusted()) await evaluations.openCase(run, name, clause);
      },
      openClause: async (pact, name) => {
        if (!(await revealMember(client, pact, name, vscode.ViewColumn.Beside)))
          void vscode.window.showInformationMessage(`\`${name}\` does not stand in this pact; look in its charter.`);
      },
      openTool: async (pact, name) => {
        if (!(await revealTool(pact, name, vscode.ViewColumn.Beside)))
          void vscode.window.showInformationMessage(`\`${name}\` does not stand in this pact: nothing in it speaks of this tool.`);
      },
      runAgain: async (pact, run) => {
        if (isTrusted()) await (run === undefined ? evaluations.runEvaluation(pact) : evaluations.runAgain(run));
      },
      newestRun: async (pact) => (await runs.of(pact)).find(isWhole)?.folder.fsPath,
    },
  });
  const bases = new Bases();
  const flips = new FlipRuns(client, replays, program, bases);
  const opened = (document: vscode.TextDocument): void => {
    if (document.languageId !== languageId) return;
    void bases.open(document);
    void tests.refresh(document.uri);
  };
  const selector: vscode.DocumentSelector = [{ language: languageId }];

  context.subscriptions.push(
    log,
    tests.controller,
    vscode.languages.registerCodeLensProvider(selector, new Lenses(client, replays, runs, drifts)),
    runs.watcher,
    runs.onDidChange(() => {
      drift.refresh();
      drifts.lookAgain();
    }),
    warnings.collection,
    vscode.languages.registerCodeActionsProvider(selector, warnings, { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] }),
    vscode.workspace.onDidSaveTextDocument((document) => drifts.saved(document)),
    vscode.window.onDidChangeVisibleTextEditors((editors) => drifts.shown(editors)),
    vscode.languages.registerCodeLensProvider(selector, flips),
    vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
      if (document.languageId === languageId && contentChanges.length > 0) replays.outdated(document.uri);
    }),
    vscode.workspace.onDidSaveTextDocument((document) => document.languageId === languageId && tests.refresh(document.uri)),
    vscode.workspace.onDidOpenTextDocument(opened),
    vscode.workspace.onDidCloseTextDocument((document) => {
      bases.forget(document);
      flips.forget(document);
      drifts.forget(document);
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => tests.forget(files)),
    evidence.register(),
    logs.register((checkpoint) => evidence.changed(checkpoint)),
    vscode.commands.registerCommand("pact.openEvidence", () => logs.choose()),
    showFindingCommand(context.extensionUri),
    // From a lens or a warning with the pact, from the results view with the run as well, from the palette without.
    vscode.commands.registerCommand("pact.showDrift", async (given?: unknown, run?: unknown) => {
      const pact = given instanceof vscode.Uri ? given : await currentPact("Pact to show the drift of");
      if (pact) drift.show(pact, typeof run === "string" ? { run } : {});
    }),
    vscode.commands.registerCommand("pact.endpointKey", () => askForEndpointKey(context.secrets)),
    ...commands({ replays, flips, tests, trace, evaluations }),
  );
  await started;
  for (const document of vscode.workspace.textDocuments) opened(document);
  drifts.shown(vscode.window.visibleTextEditors);
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

interface Parts {
  readonly replays: Replays;
  readonly flips: FlipRuns;
  readonly tests: PactTests;
  readonly trace: TraceView;
  readonly evaluations: EvaluationCommands;
}

function commands({ replays, flips, tests, trace, evaluations }: Parts): vscode.Disposable[] {
  const showClause = (replay: Replay, clause: string) =>
    trace.show(brokenRuns(replay, { id: clause, broken: replays.brokenBy(replay.pact, clause) }));
  const replay = async (pact: vscode.Uri, ask: "always" | "if none", clause?: string): Promise<void> => {
    if (!isTrusted()) return;
    const traces = await replays.choose(pact, { ask });
    if (!traces) return;
    const result = await replays.run(pact, traces);
    if (typeof result === "string") return void vscode.window.showErrorMessage(result);
    await (clause ? showClause(result, clause) : trace.show(brokenRuns(result, undefined)));
  };
  const replayDiff = async (pact: vscode.Uri): Promise<void> => {
    if (!isTrusted()) return;
    const result = await flips.run(pact);
    if (typeof result === "string") return void vscode.window.showWarningMessage(result);
    if (!result) return;
    if (result.changes.length > 0) await trace.show(flippedRuns(result), { takesFocus: true });
    else void vscode.window.showInformationMessage(`Against the pact as it was ${result.base.called}, ${inWords(result.counts)}.`);
    flips.refresh();
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
      if (last) await showClause(last, clause);
    }),
    register("pact.openTrace", async (pact: string, session: string, step: number) => {
      const last = replays.get(vscode.Uri.parse(pact));
      if (last) await trace.show(brokenRuns(last, undefined), { at: { session, step } });
    }),
    register("pact.replayDiff", async (pact?: vscode.Uri) => {
      const edited = pact ?? (await currentPact());
      if (edited) await replayDiff(edited);
    }),
    register("pact.runItem", (pact: vscode.Uri, id: string) => tests.runItem(pact, id)),
    register("pact.evaluate", async () => {
      if (isTrusted()) await evaluations.runEvaluation(activePact());
    }),
    // From a lens or a message with the run, from the palette without.
    register("pact.openResults", async (run?: unknown, look?: unknown) => {
      if (!isTrusted()) return;
      if (typeof run === "string") await evaluations.show(run, typeof look === "string" ? look : undefined);
      else await evaluations.openResults(activePact());
    }),
    register("pact.compareRuns", async () => {
      if (isTrusted()) await evaluations.compareRuns(activePact());
    }),
    register("pact.openRunStep", async (run: string, name: string, trial: number, step: number | null) => {
      if (isTrusted()) await evaluations.openStep({ run, case: name, trial, step: step ?? undefined });
    }),
    // From the menu of a step in the trace view.
    register("pact.newCase", async (at?: { session?: unknown; step?: unknown }) => {
      if (isTrusted() && typeof at?.session === "string" && typeof at.step === "number") await trace.makeCase(at.session, at.step);
    }),
    register("pact.restartServer", () => server?.restart()),
  ];
}

function isTrusted(): boolean {
  if (!vscode.workspace.isTrusted) void vscode.window.showWarningMessage("This starts a process: trust this workspace first.");
  return vscode.workspace.isTrusted;
}

const activePact = (): vscode.Uri | undefined => {
  const active = vscode.window.activeTextEditor?.document;
  return active?.languageId === languageId ? active.uri : undefined;
};

/** The pact in the active editor, else one a person picks. */
async function currentPact(title = "Pact to hold the runs against"): Promise<vscode.Uri | undefined> {
  const active = vscode.window.activeTextEditor?.document;
  if (active?.languageId === languageId) return active.uri;
  const files = await vscode.workspace.findFiles("**/*.pact", "**/node_modules/**", 500);
  if (files.length === 0)
    return void vscode.window.showInformationMessage(
      "There is no `.pact` file in this workspace yet. Create one, and type `pact` to begin.",
    );
  const picked = await vscode.window.showQuickPick(
    files.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri })),
    { title },
  );
  return picked?.uri;
}
