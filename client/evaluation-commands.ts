// Commands about evaluations and their runs: run one, open its results, compare two runs, go to a step of a trial.
import path from "node:path";
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { trialOf } from "./listing.ts";
import { revealMember, runnablesOf } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import { ResultsViews, type Step } from "./results-view.ts";
import { ago, nameOf, type Run, type Runs, verdictIcon, verdictInWords } from "./runs.ts";
import type { PactTests } from "./tests.ts";
import type { TraceView } from "./trace-view.ts";

interface Parts {
  readonly extension: vscode.Uri;
  readonly client: LanguageClient;
  readonly program: PactProcess;
  readonly runs: Runs;
  readonly tests: PactTests;
  readonly trace: TraceView;
}

export class EvaluationCommands {
  private readonly parts: Parts;
  private readonly views: ResultsViews;

  constructor(parts: Parts) {
    this.parts = parts;
    this.views = new ResultsViews(parts.extension, parts.program, {
      openStep: (step) => this.openStep(step),
      openClause: (run, name) => this.openClause(run, name),
      chooseOther: (run) => this.chooseOther(run),
      runAgain: (run) => this.runAgain(run),
      compareWithBaseline: (run) => this.compareWithBaseline(run),
    });
    parts.runs.onDidChange(() => this.views.refresh());
  }

  /** Of the pact that is open, else of all. */
  async runEvaluation(pact?: vscode.Uri): Promise<void> {
    const suites = await this.suites(pact);
    if (suites.length === 0)
      return void vscode.window.showInformationMessage(
        'No pact here has an evaluation yet; add `evaluate regression { agent command "…" cases "./cases.jsonl" }` to one.',
      );
    const picked =
      suites.length === 1
        ? suites[0]
        : await vscode.window.showQuickPick(suites, { title: "Evaluation to run", matchOnDescription: true, matchOnDetail: true });
    if (picked) await this.parts.tests.runItem(picked.pact, picked.id);
  }

  async openResults(pact: vscode.Uri | undefined): Promise<void> {
    const run = await this.pickRun(await this.allRuns(pact), "Run to open");
    if (run) await this.show(run.folder.fsPath);
  }

  show(run: string, look?: string): Promise<void> {
    return this.views.show(run, look ? { look } : {});
  }

  async compareRuns(pact: vscode.Uri | undefined): Promise<void> {
    const run = await this.pickRun(await this.allRuns(pact), "Run to look at");
    const other = run && (await this.chooseOther(run.folder.fsPath));
    if (run && other) await this.views.show(run.folder.fsPath, { compare: other });
  }

  /** What was said and done in a trial, at a step of it. */
  async openStep({ run: folder, case: name, trial, step }: Step): Promise<void> {
    const pact = await this.pactOf(folder);
    if (!pact)
      return void vscode.window.showWarningMessage("The pact of this run is not beside it any more: its steps cannot be explained.");
    const answer = await this.views.ask(folder, { ask: "session", case: name, trial });
    if (answer.answer !== "session")
      return void vscode.window.showErrorMessage(answer.answer === "problem" ? answer.message : "this trial cannot be opened");
    const { session } = answer;
    const given = "line" in session ? { line: session.line, nowMs: session.nowMs } : undefined;
    const traces = "recorded" in session ? [vscode.Uri.file(path.resolve(path.dirname(pact.fsPath), session.recorded))] : [];
    const suite = (await this.parts.runs.read(vscode.Uri.file(folder)))?.manifest.suite ?? "";
    const listing = trialOf({ pact, traces, given, session: session.id, case: name, trial, step, suite: nameOf(suite) });
    await this.parts.trace.show(listing, step === undefined ? {} : { at: { session: session.id, step } });
  }

  /** A case at the step that broke a clause; of none its first trial. */
  async openCase(run: string, name: string, clause: string | undefined): Promise<void> {
    const answer = await this.views.ask(run, { ask: "trials", case: name });
    if (answer.answer !== "trials")
      return void vscode.window.showErrorMessage(answer.answer === "problem" ? answer.message : "this case cannot be opened");
    const breaking = answer.trials.flatMap(({ trial, violations, unescalated }) =>
      [...violations, ...unescalated].flatMap(({ step, clauses, reason }) =>
        clause !== undefined && (clauses.some((id) => nameOf(id) === clause) || reason === clause) ? [{ trial, step }] : [],
      ),
    );
    const at = breaking[0] ?? { trial: answer.trials[0]?.trial ?? 0, step: undefined };
    await this.openStep({ run, case: name, ...at });
  }

  private async openClause(folder: string, name: string): Promise<void> {
    const pact = await this.pactOf(folder);
    if (!pact || !(await revealMember(this.parts.client, pact, name, vscode.ViewColumn.Beside)))
      void vscode.window.showInformationMessage(`\`${name}\` does not stand in this pact; look in its charter.`);
  }

  private async chooseOther(folder: string): Promise<string | undefined> {
    const pact = await this.pactOf(folder);
    const here = pact && (await this.parts.runs.read(vscode.Uri.file(folder)));
    if (!here) return void vscode.window.showInformationMessage("There is no other run beside this one to compare with.");
    const suite = nameOf(here.manifest.suite);
    const others = (await this.parts.runs.of(pact)).filter(
      (run) => nameOf(run.manifest.suite) === suite && run.folder.fsPath !== path.resolve(folder),
    );
    if (others.length === 0)
      return void vscode.window.showInformationMessage(`There is no other run of \`${suite}\` yet; run it again, and compare then.`);
    return (await this.pickRun(others, `Run of ${suite} to compare with`))?.folder.fsPath;
  }

  private async compareWithBaseline(run: string): Promise<void> {
    const pact = await this.pactOf(run);
    if (pact) await vscode.commands.executeCommand("pact.showDrift", pact, run);
    else void vscode.window.showWarningMessage("The pact of this run is not beside it any more, and with it what names the baseline.");
  }

  async runAgain(folder: string): Promise<void> {
    const [pact, run] = [await this.pactOf(folder), await this.parts.runs.read(vscode.Uri.file(folder))];
    const suites = pact ? await this.suites(pact) : [];
    const suite = run && suites.find(({ id }) => nameOf(id) === nameOf(run.manifest.suite));
    if (suite) await this.parts.tests.runItem(suite.pact, suite.id);
    else void vscode.window.showInformationMessage("The evaluation of this run does not stand in its pact any more.");
  }

  // ── What there is ─────────────────────────────────────────────────────────────────────────────────────────────────

  private async suites(pact: vscode.Uri | undefined) {
    const files = pact ? [pact] : await allPacts();
    const found = await Promise.all(files.map(async (uri) => ({ uri, items: (await runnablesOf(this.parts.client, uri))?.items ?? [] })));
    return found.flatMap(({ uri, items }) =>
      items
        .filter(({ kind }) => kind === "evaluate" || kind === "red team")
        .map(({ id, name, kind }) => ({
          label: `$(beaker) ${name}`,
          description: kind,
          detail: vscode.workspace.asRelativePath(uri),
          pact: uri,
          id,
        })),
    );
  }

  private async allRuns(pact: vscode.Uri | undefined): Promise<Run[]> {
    const here = pact ? await this.parts.runs.of(pact) : [];
    if (here.length > 0) return here;
    const all = await Promise.all((await allPacts()).map((uri) => this.parts.runs.of(uri)));
    return all.flat().sort((a, b) => b.beganMs - a.beganMs);
  }

  private async pickRun(runs: readonly Run[], title: string): Promise<Run | undefined> {
    if (runs.length === 0) {
      const run = "Run an Evaluation";
      const answer = await vscode.window.showInformationMessage("No evaluation was run here yet.", run);
      if (answer === run) await this.runEvaluation();
      return undefined;
    }
    const items = runs.map((run) => ({
      label: `${verdictIcon(run)} ${run.folder.path.split("/").at(-1)}`,
      description: `${verdictInWords(run)} · ${ago(run.beganMs)}`,
      detail: `${run.manifest.agent.target} · ${run.manifest.pact.id} ${run.manifest.pact.version} · ${run.manifest.began.replace("T", " ").slice(0, 16)} UTC`,
      run,
    }));
    return (await vscode.window.showQuickPick(items, { title, matchOnDescription: true, matchOnDetail: true }))?.run;
  }

  /** The pact a run lies beside: the nearest folder above that has a file of its name. */
  private async pactOf(folder: string): Promise<vscode.Uri | undefined> {
    const run = await this.parts.runs.read(vscode.Uri.file(folder));
    if (!run) return undefined;
    for (let above = path.dirname(path.resolve(folder)), i = 0; i < 6; i++, above = path.dirname(above)) {
      const there = vscode.Uri.file(path.join(above, path.basename(run.manifest.file)));
      const isThere = await vscode.workspace.fs.stat(there).then(
        () => true,
        () => false,
      );
      if (isThere) return there;
    }
    return undefined;
  }
}

const allPacts = (): Thenable<vscode.Uri[]> => vscode.workspace.findFiles("**/*.pact", "**/node_modules/**", 500);
