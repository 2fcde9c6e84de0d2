// Above each clause and limit: how the recorded runs fared against it, or the way to find out, and what the last evaluations saw of it.
// Above each evaluation: the way to run it, and what it came to the last time. Above `drift`: is another evaluation due, and has anything moved.
import * as vscode from "vscode";
import type { LanguageClient } from "vscode-languageclient/node";
import type { ClauseRow } from "../engine/index.ts";
import type { Runnables } from "../server/features/index.ts";
import { dueInWords, movedInWords } from "./drift-words.ts";
import type { Drifts, Told } from "./drifts.ts";
import { runnablesOf, toRange } from "./pacts.ts";
import type { Replays } from "./replays.ts";
import { ago, isOf, isWhole, nameOf, type Run, type Runs, verdictIcon, verdictInWords } from "./runs.ts";

/** Milliseconds. */
const aMoment = 150;

export class Lenses implements vscode.CodeLensProvider {
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChangeCodeLenses = this.changed.event;
  private readonly client: LanguageClient;
  private readonly replays: Replays;
  private readonly runs: Runs;
  private readonly drifts: Drifts;
  private waiting: ReturnType<typeof setTimeout> | undefined;

  constructor(client: LanguageClient, replays: Replays, runs: Runs, drifts: Drifts) {
    this.client = client;
    this.replays = replays;
    this.runs = runs;
    this.drifts = drifts;
    for (const { onDidChange } of [replays, runs, drifts]) onDidChange(() => this.drawAgain());
  }

  /** Once for all that changes at a time: what VS Code is still asking about when it is to ask anew may be left with a command that is gone. */
  private drawAgain(): void {
    clearTimeout(this.waiting);
    this.waiting = setTimeout(() => this.changed.fire(), aMoment);
  }

  /** Only the places: what a lens says is worked out once it comes into sight. What no run speaks of has no second lens. */
  async provideCodeLenses(document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
    const runnables = await runnablesOf(this.client, document.uri);
    const items = runnables?.items ?? [];
    const runs = items.some(isSuite) ? (await this.runs.of(document.uri)).filter(isWhole) : [];
    const newest = items.filter(isSuite).flatMap(({ id }) => runs.find((run) => isOf(run, id)) ?? []);
    const drift = runnables?.drift;
    const last = drift ? await this.drifts.lastOf(document.uri) : undefined;
    const lenses = items.flatMap((item) => {
      const lens = new RunnableLens(document.uri, item);
      const seen = isSuite(item) ? runs.filter((run) => isOf(run, item.id)).slice(0, 1) : newest.filter((run) => toldOf(run, item));
      const results = seen.length > 0 ? [new ResultsLens(document.uri, item, seen)] : [];
      return [lens, ...results, ...movedLens(document.uri, item, last)];
    });
    return drift ? [...lenses, this.driftLens(document.uri, toRange(drift.range), last)] : lenses;
  }

  async resolveCodeLens(lens: vscode.CodeLens): Promise<vscode.CodeLens> {
    if (lens instanceof RunnableLens) lens.command = this.commandOf(lens);
    if (lens instanceof ResultsLens) lens.command = await resultsCommand(lens);
    return lens;
  }

  private driftLens(pact: vscode.Uri, { start }: vscode.Range, last: Told | undefined): vscode.CodeLens {
    const due = this.drifts.dueOf(pact);
    const told = due && dueInWords(due);
    const parts = [
      ...(told ? [`$(history) ${told}`] : []),
      ...(last ? [`${driftIcons[last.verdict]} ${last.verdict}, ${ago(last.beganMs)}`] : []),
    ];
    const title = parts.length > 0 ? parts.join(" · ") : "$(graph-line) Show drift";
    const tooltip = "The newest run against the baseline, signal by signal";
    return new vscode.CodeLens(new vscode.Range(start, start), { title, tooltip, command: "pact.showDrift", arguments: [pact] });
  }

  private commandOf({ pact, item: { id, kind } }: RunnableLens): vscode.Command {
    if (kind === "test") return { title: "$(play) Run test", command: "pact.runItem", arguments: [pact, id] };
    if (kind === "evaluate" || kind === "red team")
      return {
        title: "$(play) Run",
        tooltip: kind === "evaluate" ? "Play the cases of this evaluation" : "Play the attacks of this red team",
        command: "pact.runItem",
        arguments: [pact, id],
      };
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

/** What runs say: of an evaluation the newest, of a clause the newest of each. */
class ResultsLens extends vscode.CodeLens {
  readonly pact: vscode.Uri;
  readonly item: Item;
  readonly runs: readonly Run[];

  constructor(pact: vscode.Uri, item: Item, runs: readonly Run[]) {
    const { start } = toRange(item.range);
    super(new vscode.Range(start, start));
    this.pact = pact;
    this.item = item;
    this.runs = runs;
  }
}

async function resultsCommand({ pact, item, runs }: ResultsLens): Promise<vscode.Command> {
  const [run] = runs;
  const open = (text: string) => ({ command: "pact.openResults", arguments: [run!.folder.fsPath, text] });
  if (!isSuite(item)) return { title: runs.flatMap((each) => toldOf(each, item) ?? []).join(" · "), ...open(item.name) };
  const changed =
    (await vscode.workspace.fs.stat(pact).then(
      ({ mtime }) => mtime,
      () => 0,
    )) > run!.beganMs;
  const since = changed ? ", before the pact was changed" : "";
  return { title: `${verdictIcon(run!)} last: ${verdictInWords(run!)}, ${ago(run!.beganMs)}${since} · open results`, ...open("") };
}

const driftIcons = { drifted: "$(error)", "no drift seen": "$(pass)", "cannot tell": "$(question)" } as const;

function movedLens(pact: vscode.Uri, { name, range }: Item, last: Told | undefined): vscode.CodeLens[] {
  const moved = last && Object.hasOwn(last.moved, name) ? last.moved[name] : undefined;
  if (!moved) return [];
  const { start } = toRange(range);
  const title = `$(graph-line) moved: ${movedInWords(moved)}`;
  const tooltip = "In so many of the trials, by the baseline and now: show the drift";
  return [new vscode.CodeLens(new vscode.Range(start, start), { title, tooltip, command: "pact.showDrift", arguments: [pact] })];
}

const isSuite = ({ kind }: Item): boolean => kind === "evaluate" || kind === "red team";

/** `$(beaker) regression: broken in 28.7% of 120 trials`; undefined where an evaluation saw nothing wrong with a clause. */
export function toldOf({ report, manifest }: Pick<Run, "report" | "manifest">, { name }: Pick<Item, "name">): string | undefined {
  const parts = (report?.metrics ?? []).flatMap(({ metric, of, estimate = 0, trials }) => {
    const words = broken[metric];
    if (!words || of?.by !== "clause" || of.name !== name || estimate === 0) return [];
    return [`${words} in ${Math.round(estimate * trials)} of ${trials} trials`];
  });
  return parts.length === 0 ? undefined : `$(beaker) ${nameOf(manifest.suite)}: ${parts.join(", ")}`;
}
const broken: Readonly<Record<string, string>> = {
  scope_violation_rate: "broken",
  unescalated_rate: "nobody asked",
  attack_success_rate: "attacked with success",
};

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
