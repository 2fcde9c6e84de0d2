// Above each clause and limit: how the recorded runs fared against it, or the way to find out.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClauseRow } from "../engine/index.ts";
import type { Runnables } from "../server/features/index.ts";
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

  /** Only the places: what a lens says is worked out once it comes into sight. */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const runnables = await runnablesOf(this.client, document.uri);
    return (runnables?.items ?? []).map((item) => new RunnableLens(document.uri, item));
  }

  resolveCodeLens(lens: vscode.CodeLens): vscode.CodeLens {
    if (lens instanceof RunnableLens) lens.command = this.commandOf(lens);
    return lens;
  }

  private commandOf({ pact, item: { id, kind } }: RunnableLens): vscode.Command {
    if (kind === "test") return { title: "$(play) Run test", command: "pact.runItem", arguments: [pact, id] };
    const row = this.replays.row(pact, id);
    if (!row)
      return {
        title: "$(history) Replay recorded runs",
        tooltip: "Hold the recorded runs against this pact",
        command: "pact.replayClause",
        arguments: [pact, id],
      };
    const stale = this.replays.get(pact)?.stale ? " · pact changed since, click to replay" : "";
    return {
      title: lensTitle(row) + stale,
      tooltip: "Show the runs",
      command: stale ? "pact.replayClause" : "pact.showClause",
      arguments: [pact, id],
    };
  }
}

type Item = Runnables["items"][number];

class RunnableLens extends vscode.CodeLens {
  readonly pact: vscode.Uri;
  readonly item: Item;

  constructor(pact: vscode.Uri, item: Item) {
    const { start } = toRange(item.range);
    super(new vscode.Range(start, start));
    this.pact = pact;
    this.item = item;
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
