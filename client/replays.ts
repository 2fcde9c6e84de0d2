// Replaying recorded runs, and the last result of each pact: what lenses, the test tree and the trace view draw from.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClauseRow, DecisionEvent, SessionEvent, SummaryEvent } from "../engine/index.ts";
import type { WireEvent } from "./events.ts";
import { recordingsOf, runnablesOf, saved } from "./pacts.ts";
import type { PactProcess } from "./process.ts";

export interface Replay {
  readonly pact: vscode.Uri;
  readonly traces: readonly vscode.Uri[];
  readonly sessions: readonly SessionEvent[];
  /** Executed though the pact denies it or hands it to a person. */
  readonly broken: readonly DecisionEvent[];
  readonly summary: SummaryEvent;
  /** The text of the pact has changed since. */
  stale: boolean;
}

export class Replays {
  private readonly last = new Map<string, Replay>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  private readonly client: LanguageClient;
  private readonly program: PactProcess;

  constructor(client: LanguageClient, program: PactProcess) {
    this.client = client;
    this.program = program;
  }

  get(pact: vscode.Uri): Replay | undefined {
    return this.last.get(pact.toString());
  }

  row(pact: vscode.Uri, clause: string): ClauseRow | undefined {
    return this.get(pact)?.summary.clauses.find((row) => row.clause === clause);
  }

  /** The decisions in which a clause was broken, as its basis or as the `may` that came nearest. */
  brokenBy(pact: vscode.Uri, clause: string): DecisionEvent[] {
    return (this.get(pact)?.broken ?? []).filter(({ basis, nearest }) => basis.includes(clause) || nearest?.clause === clause);
  }

  outdated(pact: vscode.Uri): void {
    const replay = this.get(pact);
    if (!replay || replay.stale) return;
    replay.stale = true;
    this.changed.fire(pact);
  }

  /** The recordings the pact names, else the ones a person picks; undefined where they decline. */
  async choose(pact: vscode.Uri, options: { ask: "always" | "if none" | "never" }): Promise<vscode.Uri[] | undefined> {
    const runnables = await runnablesOf(this.client, pact);
    const named = runnables ? await recordingsOf(pact, runnables) : [];
    if (named.length > 0 && options.ask !== "always") return named;
    if (options.ask === "never") return undefined;
    const items = [
      ...named.map((uri) => ({ label: `$(file) ${vscode.workspace.asRelativePath(uri)}`, description: "named by the pact", uris: [uri] })),
      { label: "$(folder-opened) Choose recorded runs…", description: "JSON or JSON Lines", uris: undefined },
    ];
    const picked = named.length > 0 ? await vscode.window.showQuickPick(items, { title: "Recorded runs to replay" }) : items.at(-1);
    if (!picked) return undefined;
    if (picked.uris) return [...picked.uris];
    return vscode.window.showOpenDialog({
      canSelectMany: true,
      title: "Recorded runs to replay",
      filters: { "Recorded runs": ["json", "jsonl", "ndjson"] },
    });
  }

  /** Runs with progress and cancel. A run that fails says why and leaves the last result as it was. */
  async run(pact: vscode.Uri, traces: readonly vscode.Uri[], outer?: vscode.CancellationToken): Promise<Replay | string> {
    await saved(pact);
    const sessions: SessionEvent[] = [];
    const broken: DecisionEvent[] = [];
    let summary: SummaryEvent | undefined;
    const progress = { location: vscode.ProgressLocation.Window, title: "Replaying recorded runs", cancellable: true };
    const result = await vscode.window.withProgress(progress, (report, token) => {
      outer?.onCancellationRequested(() => report.report({ message: "cancelling" }));
      const collect = (event: WireEvent) => {
        if (event.event === "session") sessions.push(event);
        else if (event.event === "summary") summary = event;
        else if (event.event === "decision" && event.executed && event.effect !== "allow") broken.push(event);
        if (sessions.length % 50 === 0) report.report({ message: `${sessions.length} runs` });
      };
      return this.program.run([...replayArguments(pact, traces), "--json"], collect, { token: outer ?? token });
    });
    if (!summary) return result.stderr || "the replay ended without a result";
    const replay: Replay = { pact, traces, sessions, broken, summary, stale: false };
    this.last.set(pact.toString(), replay);
    this.changed.fire(pact);
    return replay;
  }

  /** One session in full: what was said, each action, each clause's explanation. */
  async session({ pact, traces, given }: SessionsOf, id: string): Promise<WireEvent[] | string> {
    const events: WireEvent[] = [];
    const read = given ? givenArguments(pact, given) : replayArguments(pact, traces);
    const options = given ? { input: given.line } : {};
    const { stderr } = await this.program.run([...read, "--json", "--explain", "--session", id], (event) => events.push(event), options);
    return events.length > 0 ? events : stderr || "this session cannot be read";
  }
}

/** A session as its line, and the time of its messages that carry none. */
export interface Given {
  readonly line: string;
  readonly nowMs: number | undefined;
}
interface SessionsOf extends Pick<Replay, "pact" | "traces"> {
  readonly given?: Given;
}

const givenArguments = (pact: vscode.Uri, { nowMs }: Given): string[] => [
  ...["replay", pact.fsPath, "-", "--from", "pact"],
  ...(nowMs === undefined ? [] : ["--now", new Date(nowMs).toISOString()]),
];

export function replayArguments(pact: vscode.Uri, traces: readonly vscode.Uri[]): string[] {
  const now = vscode.workspace.getConfiguration("pact", pact).get<string>("replay.now");
  return ["replay", pact.fsPath, ...traces.map(({ fsPath }) => fsPath), ...(now ? ["--now", now] : [])];
}
