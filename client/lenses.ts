// Above each clause and limit: how the recorded runs fared against it, or the way to find out.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClauseRow } from "../engine/index.ts";
import { runnablesOf, toRange } from "./pacts.ts";
import type { Replays } from "./replays.ts";

export class Lenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly client: LanguageClient;
  private readonly replays: Replays;

  constructor(client: LanguageClient, replays: Replays) {
    this.client = client;
    this.replays = replays;
    replays.onDidChange(() => this.changed.fire());
  }

  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const runnables = await runnablesOf(this.client, document.uri);
    return (runnables?.items ?? []).map(({ id, kind, range }) => {
      const at = toRange(range);
      const line = new vscode.Range(at.start, at.start);
      if (kind === "test")
        return new vscode.CodeLens(line, { title: "$(play) Run test", command: "pact.runItem", arguments: [document.uri, id] });
      const row = this.replays.row(document.uri, id);
      if (!row)
        return new vscode.CodeLens(line, {
          title: "$(history) Replay recorded runs",
          tooltip: "Hold the recorded runs against this pact",
          command: "pact.replayClause",
          arguments: [document.uri, id],
        });
      const stale = this.replays.get(document.uri)?.stale ? " · pact changed since, click to replay" : "";
      return new vscode.CodeLens(line, {
        title: lensTitle(row) + stale,
        tooltip: "Show the runs",
        command: stale ? "pact.replayClause" : "pact.showClause",
        arguments: [document.uri, id],
      });
    });
  }
}

/** `$(error) 5 done anyway · 17 true · 12 false · 3 unknown`; of a limit `2 passed it · 15 within it · 3 not recorded`. */
export function lensTitle({ kind, true: yes, false: no, unknown, violations }: ClauseRow): string {
  if (yes + no + unknown === 0) return "$(circle-slash) no recorded action reaches this";
  if (kind === "limit" && yes + no === 0) return "$(circle-slash) the recording does not carry what this counts";
  const verdict =
    violations > 0 ? `$(error) ${violations} done anyway` : unknown > 0 ? "$(question) none done anyway" : "$(pass) none done anyway";
  return kind === "limit"
    ? `${verdict} · ${yes} passed it · ${no} within it · ${unknown} not recorded`
    : `${verdict} · ${yes} true · ${no} false · ${unknown} unknown`;
}
