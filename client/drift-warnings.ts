// At the `drift` member of an open pact: that its baseline is stale, or another evaluation due, and what to do about it.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import { warningOf } from "./drift-words.ts";
import type { Drifts } from "./drifts.ts";
import { runnablesOf, toRange } from "./pacts.ts";

const source = "pact due";

export class DriftWarnings implements vscode.CodeActionProvider {
  readonly collection = vscode.languages.createDiagnosticCollection("pact-drift");
  private readonly client: LanguageClient;
  private readonly drifts: Drifts;

  constructor(client: LanguageClient, drifts: Drifts) {
    this.client = client;
    this.drifts = drifts;
    drifts.onDidChange((pact) => void this.draw(pact));
  }

  async provideCodeActions(
    { uri }: vscode.TextDocument,
    _range: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const ours = diagnostics.filter((each) => each.source === source);
    const due = this.drifts.dueOf(uri);
    if (ours.length === 0 || !due) return [];
    const items = (await runnablesOf(this.client, uri))?.items ?? [];
    const suite = items.find(({ kind, name }) => (kind === "evaluate" || kind === "red team") && name === due.suite);
    const action = (title: string, command: string, given: readonly unknown[]): vscode.CodeAction => ({
      title,
      kind: vscode.CodeActionKind.QuickFix,
      diagnostics: ours,
      command: { title, command, arguments: [...given] },
    });
    return [
      // To evaluate starts the agent that the pact names.
      ...(suite && vscode.workspace.isTrusted
        ? [action(`Run the evaluation \`${suite.name}\` again`, "pact.runItem", [uri, suite.id])]
        : []),
      action("Show drift", "pact.showDrift", [uri]),
    ];
  }

  private async draw(pact: vscode.Uri): Promise<void> {
    const due = this.drifts.dueOf(pact);
    const said = due && warningOf(due);
    const place = said === undefined ? undefined : (await runnablesOf(this.client, pact))?.drift;
    if (said === undefined || !place) return this.collection.delete(pact);
    // Its first line: the whole member underlined would hide what is wrong inside it.
    const { start } = toRange(place.range);
    const range = new vscode.Range(start, start.translate(0, "drift".length));
    const diagnostic = new vscode.Diagnostic(range, said, vscode.DiagnosticSeverity.Information);
    diagnostic.source = source;
    this.collection.set(pact, [diagnostic]);
  }
}
