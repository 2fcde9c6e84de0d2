// Clauses, tests and evaluations in the Test Explorer. A clause is run by replaying the recordings its pact names, a test by
// `pact test`, an evaluation by `pact eval`; all start the same program as CI.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { CoverageEvent, TestEvent } from "../engine/index.ts";
import type { Runnables } from "../server/features/index.ts";
import { CoverageReports } from "./coverage.ts";
import { caseTag, Evaluations, type Exercised } from "./evaluations.ts";
import { runnablesOf, saved, toRange } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import type { Replays } from "./replays.ts";
import type { Runs } from "./runs.ts";

type Handler = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => Promise<void>;
/** What a whole file stands for: what costs nothing, or its evaluations. */
type Meant = "checks" | "suites";

export class PactTests {
  readonly controller = vscode.tests.createTestController("pact", "Behavioral Pacts");
  private readonly kinds = new WeakMap<vscode.TestItem, Runnables["items"][number]["kind"]>();
  private readonly coverage = new CoverageReports();
  private readonly client: LanguageClient;
  private readonly replays: Replays;
  private readonly program: PactProcess;
  private readonly evaluations: Evaluations;

  constructor(client: LanguageClient, replays: Replays, program: PactProcess, runs: Runs) {
    this.client = client;
    this.replays = replays;
    this.program = program;
    this.evaluations = new Evaluations(this.controller, program, runs);
    this.controller.resolveHandler = async (item) => {
      if (!item) await this.discover();
      else if (item.uri) await this.refresh(item.uri);
    };
    this.controller.refreshHandler = () => this.discover();
    const { Run } = vscode.TestRunProfileKind;
    const running: Handler = (request, token) => this.runOrWatch(request, token, "checks");
    this.controller.createRunProfile("Run", Run, running, true, undefined, true);
    // Evaluations cost time and money: who runs everything in a file does not mean them, who runs them by this profile does.
    const evaluating: Handler = (request, token) => this.runOrWatch(request, token, "suites");
    this.controller.createRunProfile("Evaluate", Run, evaluating, false, undefined, true);
    const debugging: Handler = (request, token) => this.debug(request, token);
    // A case has an agent that can be stopped at a line; nothing else here runs code of the workspace.
    this.controller.createRunProfile("Debug Agent", vscode.TestRunProfileKind.Debug, debugging, true, caseTag);
    const covering = (request: vscode.TestRunRequest, token: vscode.CancellationToken) => this.runCovering(request, token);
    const profile = this.controller.createRunProfile("Coverage", vscode.TestRunProfileKind.Coverage, covering, true);
    profile.loadDetailedCoverage = async (_run, file) => this.coverage.details(file);
    profile.loadDetailedCoverageForTest = async (_run, file, test) => this.coverage.details(file, test);
  }

  async discover(): Promise<void> {
    const files = await vscode.workspace.findFiles("**/*.pact", "**/node_modules/**", 500);
    await Promise.all(files.map((uri) => this.refresh(uri)));
  }

  /** Draws a file's clauses and tests as they are now. */
  async refresh(uri: vscode.Uri): Promise<void> {
    const runnables = await runnablesOf(this.client, uri).catch(() => undefined);
    if (!runnables || runnables.items.length === 0) return this.controller.items.delete(uri.toString());
    const file = this.controller.items.get(uri.toString()) ?? this.controller.createTestItem(uri.toString(), runnables.title, uri);
    file.label = runnables.title;
    file.description = vscode.workspace.asRelativePath(uri);
    file.children.replace(
      runnables.items.map(({ id, name, kind, range }) => {
        const item = file.children.get(id) ?? this.controller.createTestItem(id, name, uri);
        item.description = kind;
        item.range = toRange(range);
        this.kinds.set(item, kind);
        item.tags = kind === "evaluate" || kind === "red team" ? [caseTag] : [];
        return item;
      }),
    );
    this.controller.items.add(file);
  }

  forget(files: readonly vscode.Uri[]): void {
    for (const uri of files) this.controller.items.delete(uri.toString());
  }

  async runItem(uri: vscode.Uri, id: string): Promise<void> {
    await this.refresh(uri);
    const item = this.controller.items.get(uri.toString())?.children.get(id);
    if (item) await this.run(new vscode.TestRunRequest([item]));
  }

  /** Once; or whenever one of its pacts is saved, until that is ended. */
  private async runOrWatch(request: vscode.TestRunRequest, token: vscode.CancellationToken, meant: Meant): Promise<void> {
    if (!request.continuous) return this.run(request, token, meant);
    let current: vscode.CancellationTokenSource | undefined;
    const saving = vscode.workspace.onDidSaveTextDocument(async ({ uri }) => {
      const isAsked = this.wanted(request, meant).some((file) => file.uri.toString() === uri.toString());
      if (!isAsked) return;
      current?.cancel();
      current = new vscode.CancellationTokenSource();
      await this.refresh(uri);
      const here = request.include ?? [...this.controller.items].map(([, item]) => item);
      const include = here.filter((item) => item.uri?.toString() === uri.toString());
      await this.run(new vscode.TestRunRequest(include, request.exclude, request.profile, true), current.token, meant);
    });
    token.onCancellationRequested(() => {
      saving.dispose();
      current?.cancel();
    });
  }

  async run(request: vscode.TestRunRequest, asked?: vscode.CancellationToken, meant: Meant = "checks"): Promise<void> {
    const run = this.controller.createTestRun(request);
    const token = eitherOf(run.token, asked);
    const files = this.wanted(request, meant);
    for (const { items } of files) for (const item of items) run.enqueued(item);
    for (const { uri, items } of files) {
      const of = Map.groupBy(items, (item) => this.sortOf(item));
      await this.runClauses(run, uri, of.get("clause") ?? [], token);
      await this.runTests(run, uri, of.get("test") ?? [], token);
      await this.runSuites(run, uri, of.get("suite") ?? [], token);
    }
    run.end();
  }

  /** Tests and evaluations cover: of a file of which only clauses are asked for, all tests. */
  private async runCovering(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    for (const { uri, items } of this.wanted(request, "checks")) {
      const of = Map.groupBy(items, (item) => this.sortOf(item));
      const suites = of.get("suite") ?? [];
      const asked = of.get("test") ?? [];
      const all = this.childrenOf(this.controller.items.get(uri.toString())).filter((item) => this.sortOf(item) === "test");
      const tests = asked.length > 0 || suites.length > 0 ? asked : all;
      for (const item of [...tests, ...suites]) run.enqueued(item);
      const event = await this.runTests(run, uri, tests, token, ["--coverage"]);
      const exercised = await this.runSuites(run, uri, suites, token);
      const runnables = (event || suites.length > 0) && (await runnablesOf(this.client, uri));
      if (!runnables) continue;
      run.addCoverage(this.coverage.file(uri, { clauses: clausesOf(runnables), event, exercised, items: [...tests, ...suites] }));
    }
    run.end();
  }

  /** One case, with the agent's process under the debugger. */
  private async debug(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const [item] = request.include ?? [];
    const failed = item && !item.parent?.parent ? this.childrenOf(item) : [];
    const one = failed.length > 0 ? await chooseCase(failed) : item;
    if (!one?.parent?.parent)
      return void vscode.window.showInformationMessage("Run this evaluation first; a case that went wrong can be debugged then.");
    const run = this.controller.createTestRun(new vscode.TestRunRequest([one], undefined, request.profile));
    const runnables = await runnablesOf(this.client, one.uri!);
    const places = runnables ? clausesOf(runnables) : new Map();
    await this.evaluations.debug(one.parent, { run, token: eitherOf(run.token, token), places, only: one });
    run.end();
  }

  private async runSuites(
    run: vscode.TestRun,
    uri: vscode.Uri,
    items: readonly vscode.TestItem[],
    token: vscode.CancellationToken,
  ): Promise<ReadonlyMap<string, Exercised>> {
    const exercised = new Map<string, Exercised>();
    if (items.length === 0) return exercised;
    const runnables = await runnablesOf(this.client, uri);
    const places = new Map(runnables?.items.map(({ id, range }) => [id, toRange(range)]));
    for (const item of items) {
      if (token.isCancellationRequested) break;
      // A case that went wrong is played again by itself.
      const isCase = !this.kinds.has(item) && item.parent !== undefined;
      const suite = isCase ? item.parent! : item;
      exercised.set(suite.id, await this.evaluations.run(suite, { run, token, places, ...(isCase && { only: item }) }));
    }
    return exercised;
  }

  /** What a run is asked for, file by file. */
  private wanted(
    { include, exclude }: vscode.TestRunRequest,
    meant: Meant,
  ): { readonly uri: vscode.Uri; readonly items: vscode.TestItem[] }[] {
    const isMeant = (item: vscode.TestItem) => (this.sortOf(item) === "suite") === (meant === "suites");
    const items = (include ?? [...this.controller.items].map(([, item]) => item))
      .flatMap((item) => (item.parent ? [item] : this.childrenOf(item).filter(isMeant)))
      .filter((item) => !exclude?.includes(item));
    return [...Map.groupBy(items, ({ uri }) => uri!.toString())].map(([file, here]) => ({ uri: vscode.Uri.parse(file), items: here }));
  }

  private childrenOf(item: vscode.TestItem | undefined): vscode.TestItem[] {
    return item ? [...item.children].map(([, child]) => child) : [];
  }

  /** A case stands below its suite, and is run as such. */
  private sortOf(item: vscode.TestItem): "clause" | "test" | "suite" {
    const kind = this.kinds.get(item);
    if (kind === "test") return "test";
    return kind === undefined || kind === "evaluate" || kind === "red team" ? "suite" : "clause";
  }

  private async runClauses(run: vscode.TestRun, uri: vscode.Uri, items: vscode.TestItem[], token: vscode.CancellationToken): Promise<void> {
    if (items.length === 0) return;
    for (const item of items) run.started(item);
    const traces = await this.replays.choose(uri, { ask: "never" });
    const fail = (why: string): void => {
      for (const item of items) run.errored(item, new vscode.TestMessage(why));
    };
    if (!traces) return fail('this pact names no recorded runs that are there; add `evaluate recorded { agent recorded "./runs.json" }`');
    const replay = await this.replays.run(uri, traces, token);
    if (typeof replay === "string") return fail(replay);
    for (const item of items) {
      const row = this.replays.row(uri, item.id);
      // Of a limit on what the recording does not carry nothing is known either.
      const reached = row && row.true + row.false + (row.kind === "limit" ? 0 : row.unknown);
      if (!row || reached === 0) run.skipped(item);
      else if (row.violations === 0) run.passed(item);
      else run.failed(item, this.failures(uri, item, row.violations));
    }
    run.appendOutput(`${replay.summary.sessions} recorded runs, ${replay.summary.violations} actions done that the pact denies\r\n`);
  }

  private failures(uri: vscode.Uri, item: vscode.TestItem, violations: number): vscode.TestMessage {
    const broken = this.replays.brokenBy(uri, item.id);
    const lines = broken.slice(0, 10).map(({ session, step, action, reason }) => {
      const link = `command:pact.openTrace?${encodeURIComponent(JSON.stringify([uri.toString(), session, step]))}`;
      return `- [${session}, step ${step}](${link}): \`${action}\` was done, and is ${reason.replaceAll("_", " ")}`;
    });
    const more = broken.length > 10 ? `\n- … and ${broken.length - 10} more` : "";
    const text = new vscode.MarkdownString(
      `${violations} recorded ${violations === 1 ? "action" : "actions"} broke \`${item.label}\`:\n\n${lines.join("\n")}${more}`,
    );
    text.isTrusted = { enabledCommands: ["pact.openTrace"] };
    const message = new vscode.TestMessage(text);
    if (item.range) message.location = new vscode.Location(uri, item.range);
    return message;
  }

  /** What they covered, where that is asked for. */
  private async runTests(
    run: vscode.TestRun,
    uri: vscode.Uri,
    items: vscode.TestItem[],
    token: vscode.CancellationToken,
    more: readonly string[] = [],
  ): Promise<CoverageEvent | undefined> {
    if (items.length === 0) return undefined;
    await saved(uri);
    const byId = new Map(items.map((item) => [item.id, item]));
    const open = new Set(items);
    let coverage: CoverageEvent | undefined;
    const { stderr } = await this.program.run(
      ["test", uri.fsPath, "--json", ...more],
      (event) => {
        if (event.event === "coverage") coverage = event;
        const item = "id" in event ? byId.get(event.id) : undefined;
        if (!item) return;
        if (event.event === "started") run.started(item);
        if (event.event === "passed") run.passed(item);
        if (event.event === "failed") run.failed(item, failure(item, event));
        if (event.event === "passed" || event.event === "failed") open.delete(item);
      },
      { token },
    );
    for (const item of open) run.errored(item, new vscode.TestMessage(stderr || "the test did not run"));
    return coverage;
  }
}

/** A run that was begun by a lens is cancelled by the test view all the same. */
function eitherOf(one: vscode.CancellationToken, other: vscode.CancellationToken | undefined): vscode.CancellationToken {
  if (!other) return one;
  const both = new vscode.CancellationTokenSource();
  for (const token of [one, other]) {
    if (token.isCancellationRequested) both.cancel();
    token.onCancellationRequested(() => both.cancel());
  }
  return both.token;
}

async function chooseCase(items: readonly vscode.TestItem[]): Promise<vscode.TestItem | undefined> {
  const picked = await vscode.window.showQuickPick(
    items.map((item) => ({ label: item.label, item })),
    { title: "Case to debug the agent with" },
  );
  return picked?.item;
}

/** What can be covered, and where it stands. */
const clausesOf = ({ items }: Runnables): ReadonlyMap<string, vscode.Range> =>
  new Map(
    items.filter(({ kind }) => kind !== "test" && kind !== "evaluate" && kind !== "red team").map(({ id, range }) => [id, toRange(range)]),
  );

/** Expected against actual, at the test. */
function failure({ uri, range }: vscode.TestItem, { message = "failed", expected, actual }: TestEvent): vscode.TestMessage {
  const shown =
    expected !== undefined && actual !== undefined ? vscode.TestMessage.diff(message, expected, actual) : new vscode.TestMessage(message);
  if (uri && range) shown.location = new vscode.Location(uri, range);
  return shown;
}
