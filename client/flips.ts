// The recorded decisions that an edit of a pact flips: found by `pact replay --diff`, offered by a lens over the pact.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { DiffEvent, FlipEvent } from "../engine/index.ts";
import type { Base, Bases } from "./bases.ts";
import { recordingsOf, runnablesOf, saved } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import { type Replays, replayArguments } from "./replays.ts";

export interface Flips {
  readonly pact: vscode.Uri;
  readonly traces: readonly vscode.Uri[];
  readonly base: Base;
  readonly changes: readonly FlipEvent[];
  readonly counts: DiffEvent;
}

export class FlipRuns implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  /** The last result of each pact, with the text it is of. */
  private readonly last = new Map<string, { readonly text: string; readonly flips: Flips }>();
  private readonly client: LanguageClient;
  private readonly replays: Replays;
  private readonly program: PactProcess;
  private readonly bases: Bases;

  constructor(client: LanguageClient, replays: Replays, program: PactProcess, bases: Bases) {
    this.client = client;
    this.replays = replays;
    this.program = program;
    this.bases = bases;
    bases.onDidChange(() => this.refresh());
  }

  /** One, over the first line, while the pact differs from what it was and names recorded runs that are there. */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const base = await this.bases.of(document);
    const runnables = base && (await runnablesOf(this.client, document.uri));
    if (!base || !runnables || (await recordingsOf(document.uri, runnables, 1)).length === 0) return [];
    const last = this.last.get(document.uri.toString());
    const isCurrent = last?.text === document.getText() && last.flips.base.text === base.text;
    const title = isCurrent ? `$(git-compare) ${inWords(last.flips.counts)}` : "$(git-compare) Show decisions this edit flips";
    const tooltip = `Hold the recorded runs against this pact as it is and as it was ${base.called}`;
    return [new vscode.CodeLens(new vscode.Range(0, 0, 0, 0), { title, tooltip, command: "pact.replayDiff", arguments: [document.uri] })];
  }

  /** With progress and cancel; a text says why there is no result, undefined that it was given up. */
  async run(pact: vscode.Uri): Promise<Flips | string | undefined> {
    const document = await vscode.workspace.openTextDocument(pact);
    const base = await this.bases.of(document);
    if (!base) return "This pact is as it was: there is no edit that could flip a decision.";
    const traces = await this.replays.choose(pact, { ask: "if none" });
    if (!traces) return undefined;
    await saved(pact);
    const text = document.getText();
    const changes: FlipEvent[] = [];
    let counts: DiffEvent | undefined;
    const progress = {
      location: vscode.ProgressLocation.Notification,
      title: "Replaying recorded runs as the pact is and as it was",
      cancellable: true,
    };
    const { stderr, cancelled } = await vscode.window.withProgress(progress, async (report, token) => {
      const result = await this.program.run(
        [...replayArguments(pact, traces), "--json", "--diff", "-"],
        (event) => {
          if (event.event === "diff") counts = event;
          if (event.event !== "flip") return;
          changes.push(event);
          if (changes.length % 50 === 0) report.report({ message: `${changes.length} decisions differ so far` });
        },
        { token, input: base.text },
      );
      return { ...result, cancelled: token.isCancellationRequested };
    });
    if (!counts) return cancelled ? undefined : stderr || "the replay ended without a result";
    const flips = { pact, traces, base, changes, counts };
    this.last.set(pact.toString(), { text, flips });
    return flips;
  }

  /** VS Code drops a refresh of lenses when their editor loses the keys: this is asked for once the flips are shown. */
  refresh(): void {
    this.changed.fire();
  }

  forget({ uri }: vscode.TextDocument): void {
    this.last.delete(uri.toString());
  }
}

/** `this edit flips 17 of 1,164 recorded decisions: 5 widened, 12 narrowed`. */
export function inWords({ flips, decisions, widened, narrowed, reasons }: DiffEvent): string {
  const [some, all] = [flips.toLocaleString("en-US"), decisions.toLocaleString("en-US")];
  const kinds = [
    widened > 0 ? `${widened} widened` : "",
    narrowed > 0 ? `${narrowed} narrowed` : "",
    reasons > 0 ? `${reasons} more for another reason` : "",
  ];
  const told = kinds.filter(Boolean).join(", ");
  return `this edit flips ${flips === 0 ? "none" : some} of ${all} recorded decisions${told ? `: ${told}` : ""}`;
}
