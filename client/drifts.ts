// What is known of the drift of each pact: the last comparison with its baseline, and whether another evaluation is due. Both are read by
// `pact drift` and `pact due`, which run nothing that a pact names, so that they work in a workspace that is not trusted.
import path from "node:path";
import * as vscode from "vscode";
import * as z from "zod/mini";
import type { DriftEvent, DueEvent } from "../engine/index.ts";
import { movedIn } from "./drift-words.ts";
import type { WireEvent } from "./events.ts";
import { languageId } from "./pacts.ts";
import type { PactProcess } from "./process.ts";
import { isWhole, nameOf, type Runs } from "./runs.ts";

/** What of a comparison lenses say, also after the window was closed. */
const told = z.object({
  verdict: z.enum(["drifted", "no drift seen", "cannot tell"]),
  /** When the run that was compared began, and the size and time of the baseline's file: of another one nothing is told. */
  beganMs: z.number(),
  against: z.string(),
  stamp: z.string(),
  moved: z.record(z.string(), z.object({ before: z.number(), now: z.number() })),
});
export type Told = z.infer<typeof told>;

export interface Compared {
  readonly baseline?: string | undefined;
  readonly run?: string | undefined;
}

/** Not on each keystroke, and once for what is saved together. */
const quietMs = 400;

export class Drifts {
  private readonly due = new Map<string, DueEvent>();
  /** Pacts that were in sight, and are open still. */
  private readonly seen = new Map<string, vscode.Uri>();
  private asking: Promise<void> = Promise.resolve();
  private readonly waiting = new Map<string, ReturnType<typeof setTimeout>>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;
  /** What was compared without being asked for, or could not be: not tried again as it is. */
  private readonly tried = new Map<string, string>();
  private readonly program: PactProcess;
  private readonly memory: vscode.Memento;
  private readonly runs: Runs;

  constructor(program: PactProcess, memory: vscode.Memento, runs: Runs) {
    this.program = program;
    this.memory = memory;
    this.runs = runs;
  }

  // ── Due ───────────────────────────────────────────────────────────────────────────────────────────────────────────

  dueOf(pact: vscode.Uri): DueEvent | undefined {
    return this.due.get(pact.toString());
  }

  /** Pacts that come into sight. Others are opened behind the scenes by the hundred, and nobody waits for what is said of them. */
  shown(editors: readonly vscode.TextEditor[]): void {
    for (const { document } of editors)
      if (document.languageId === languageId && !this.seen.has(document.uri.toString())) this.look(document.uri);
  }

  /** A pact whose surroundings may have changed. */
  look(pact: vscode.Uri): void {
    if (pact.scheme !== "file") return;
    const key = pact.toString();
    this.seen.set(key, pact);
    clearTimeout(this.waiting.get(key));
    const ask = () => {
      this.waiting.delete(key);
      // One at a time: this is what nobody waits for.
      this.asking = this.asking.then(() => this.askWhetherDue(pact));
    };
    this.waiting.set(key, setTimeout(ask, quietMs));
  }

  lookAgain(): void {
    for (const pact of this.seen.values()) this.look(pact);
  }

  /** Catalogue, prompt, cases and baseline stand beside a pact or below it; a charter may stand anywhere. */
  saved({ uri, languageId: language }: vscode.TextDocument): void {
    for (const pact of this.seen.values()) if (language === languageId || isBelow(uri, pact)) this.look(pact);
  }

  forget({ uri }: vscode.TextDocument): void {
    const key = uri.toString();
    clearTimeout(this.waiting.get(key));
    this.waiting.delete(key);
    this.seen.delete(key);
    if (this.due.delete(key)) this.changed.fire(uri);
  }

  private async askWhetherDue(pact: vscode.Uri): Promise<void> {
    const key = pact.toString();
    let found: DueEvent | undefined;
    const receive = (event: WireEvent) => {
      if (event.event === "due") found = event;
    };
    if (this.seen.has(key)) await this.program.run(["due", pact.fsPath, "--json"], receive, { onlyReads: true });
    // It may have been closed meanwhile.
    if (found && this.seen.has(key)) this.due.set(key, found);
    else this.due.delete(key);
    this.changed.fire(pact);
    if (found && this.seen.has(key)) await this.keepUp(pact, found);
  }

  /** Lenses speak of the newest run: one that nobody has compared yet is, once. */
  private async keepUp(pact: vscode.Uri, { suite, baseline }: DueEvent): Promise<void> {
    if (suite === undefined || baseline === undefined) return;
    const newest = (await this.runs.of(pact)).find((run) => isWhole(run) && nameOf(run.manifest.suite) === suite);
    if (!newest || (await this.lastOf(pact))?.beganMs === newest.beganMs) return;
    const what = `${newest.beganMs} ${await stampOf(path.resolve(path.dirname(pact.fsPath), baseline))}`;
    if (this.tried.get(pact.toString()) === what) return;
    this.tried.set(pact.toString(), what);
    await this.compare(pact, {}, new vscode.CancellationTokenSource().token);
  }

  // ── The last comparison ───────────────────────────────────────────────────────────────────────────────────────────

  /** A text says why there is none; undefined that it was given up. */
  async compare(pact: vscode.Uri, { baseline, run }: Compared, token: vscode.CancellationToken): Promise<DriftEvent | string | undefined> {
    let report: DriftEvent | undefined;
    const more = [...(baseline ? ["--baseline", baseline] : []), ...(run ? ["--run", run] : [])];
    const { stderr } = await this.program.run(
      ["drift", pact.fsPath, "--json", ...more],
      (event) => {
        if (event.event === "drift") report = event;
      },
      { token, onlyReads: true },
    );
    if (token.isCancellationRequested) return undefined;
    if (!report) return stderr.replace(/^pact: /, "") || "the comparison ended without a result";
    // Lenses speak of the pact's own baseline and newest run, whatever somebody looks at beside.
    if (baseline === undefined && run === undefined) await this.remember(pact, report);
    return report;
  }

  /** Undefined where nothing was compared yet, or the baseline is another by now. */
  async lastOf(pact: vscode.Uri): Promise<Told | undefined> {
    const decoded = told.safeParse(this.memory.get(keyOf(pact)));
    if (!decoded.success) return undefined;
    return (await stampOf(decoded.data.against)) === decoded.data.stamp ? decoded.data : undefined;
  }

  private async remember(pact: vscode.Uri, report: DriftEvent): Promise<void> {
    const { verdict, against, baseline, now } = report;
    // Of the run that was blessed itself there is nothing to tell.
    if (baseline.began === now.began) return;
    const stamp = await stampOf(against);
    const beganMs = Date.parse(now.began);
    const kept: Told = { verdict, against, stamp, beganMs: Number.isFinite(beganMs) ? beganMs : 0, moved: movedIn(report) };
    await this.memory.update(keyOf(pact), kept);
    this.changed.fire(pact);
  }
}

const keyOf = (pact: vscode.Uri): string => `drift ${pact.toString()}`;

const stampOf = (file: string): Promise<string> =>
  Promise.resolve(vscode.workspace.fs.stat(vscode.Uri.file(file))).then(
    ({ mtime, size }) => `${mtime}/${size}`,
    () => "none",
  );

function isBelow(uri: vscode.Uri, pact: vscode.Uri): boolean {
  const relative = path.relative(path.dirname(pact.fsPath), uri.fsPath);
  return !relative.startsWith("..") && !path.isAbsolute(relative);
}
