// Clauses and tests in the Test Explorer. A clause is run by replaying the recordings its pact names, a test by
// `pact test`; both start the same program as CI.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { CoverageEvent, TestEvent } from "../engine/index.ts";
import type { Runnables } from "../server/features/index.ts";
import { CoverageReports } from "./coverage.ts";
import { runnablesOf, saved, toRange } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import type { Replays } from "./replays.ts";

export class PactTests {
  readonly controller = vscode.tests.createTestController("pact", "Behavioral Pacts");
  private readonly kinds = new WeakMap<vscode.TestItem, Runnables["items"][number]["kind"]>();
  private readonly coverage = new CoverageReports();
  private readonly client: LanguageClient;
  private readonly replays: Replays;
  private readonly program: PactProcess;

  constructor(client: LanguageClient, replays: Replays, program: PactProcess) {
    this.client = client;
    this.replays = replays;
    this.program = program;
    this.controller.resolveHandler = async (item) => {
      if (!item) await this.discover();
      else if (item.uri) await this.refresh(item.uri);
    };
    this.controller.refreshHandler = () => this.discover();
    this.controller.createRunProfile("Run", vscode.TestRunProfileKind.Run, (request, token) => this.run(request, token), true);
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
    if (item) await this.run(new vscode.TestRunRequest([item]), new vscode.CancellationTokenSource().token);
  }

  async run(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    const files = this.wanted(request);
    for (const { items } of files) for (const item of items) run.enqueued(item);
    for (const { uri, items } of files) {
      await this.runClauses(
        run,
        uri,
        items.filter((item) => !this.isTest(item)),
        token,
      );
      await this.runTests(run, uri, items.filter(this.isTest), token);
    }
    run.end();
  }

  /** Tests alone cover: of a file of which only clauses are asked for, all of them. */
  private async runCovering(request: vscode.TestRunRequest, token: vscode.CancellationToken): Promise<void> {
    const run = this.controller.createTestRun(request);
    for (const { uri, items } of this.wanted(request)) {
      const asked = items.filter(this.isTest);
      const tests = asked.length > 0 ? asked : this.childrenOf(this.controller.items.get(uri.toString())).filter(this.isTest);
      for (const item of tests) run.enqueued(item);
      const event = await this.runTests(run, uri, tests, token, ["--coverage"]);
      const runnables = event && (await runnablesOf(this.client, uri));
      if (!event || !runnables) continue;
      const places = new Map(runnables.items.map(({ id, range }) => [id, toRange(range)]));
      run.addCoverage(this.coverage.file(uri, { event, places, tests }));
    }
    run.end();
  }

  /** Clauses and tests that a run is asked for, file by file. */
  private wanted({ include, exclude }: vscode.TestRunRequest): { readonly uri: vscode.Uri; readonly items: vscode.TestItem[] }[] {
    const items = (include ?? [...this.controller.items].map(([, item]) => item))
      .flatMap((item) => (item.children.size > 0 ? this.childrenOf(item) : [item]))
      .filter((item) => !exclude?.includes(item));
    return [...Map.groupBy(items, ({ uri }) => uri!.toString())].map(([file, here]) => ({ uri: vscode.Uri.parse(file), items: here }));
  }

  private childrenOf(item: vscode.TestItem | undefined): vscode.TestItem[] {
    return item ? [...item.children].map(([, child]) => child) : [];
  }

  private readonly isTest = (item: vscode.TestItem): boolean => this.kinds.get(item) === "test";

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

/** Expected against actual, at the test. */
function failure({ uri, range }: vscode.TestItem, { message = "failed", expected, actual }: TestEvent): vscode.TestMessage {
  const shown =
    expected !== undefined && actual !== undefined ? vscode.TestMessage.diff(message, expected, actual) : new vscode.TestMessage(message);
  if (uri && range) shown.location = new vscode.Location(uri, range);
  return shown;
}
