// The runs of a pact's evaluations, as they lie on disk beside it: what each was, and what it came to. Only their small files are read.
import * as vscode from "vscode";
import * as z from "zod/mini";
import { report } from "./events.ts";

// A file in a workspace is another trust.
const manifest = z.looseObject({
  suite: z.string(),
  pact: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
  file: z.string(),
  model: z.nullable(z.string()),
  agent: z.object({ adapter: z.string(), target: z.string() }),
  began: z.string(),
  shard: z.optional(z.nullable(z.string())),
  filter: z.optional(z.string()),
});

export interface Run {
  readonly folder: vscode.Uri;
  readonly manifest: z.infer<typeof manifest>;
  /** Of a run that is over. */
  readonly report: z.infer<typeof report> | undefined;
  readonly beganMs: number;
}

const longestFile = 16_000_000;

export class Runs {
  private readonly known = new Map<string, { readonly at: string; readonly run: Run | undefined }>();
  private readonly changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.changed.event;
  readonly watcher = vscode.workspace.createFileSystemWatcher("**/.pact/runs/*/report.json");

  constructor() {
    const tell = () => this.changed.fire();
    this.watcher.onDidCreate(tell);
    this.watcher.onDidChange(tell);
    this.watcher.onDidDelete(tell);
  }

  /** Drawn anew without waiting for the disk to tell. */
  refresh(): void {
    this.changed.fire();
  }

  /** Newest first. Of several pacts in one folder each has its own. */
  async of(pact: vscode.Uri): Promise<Run[]> {
    const folder = vscode.Uri.joinPath(pact, "..", ".pact", "runs");
    const entries = await vscode.workspace.fs.readDirectory(folder).then(
      (found) => found,
      () => [],
    );
    const read = entries
      .filter(([, type]) => type & vscode.FileType.Directory)
      .map(([name]) => this.read(vscode.Uri.joinPath(folder, name)));
    const file = pact.path.slice(pact.path.lastIndexOf("/") + 1);
    const runs = (await Promise.all(read)).filter((run): run is Run => run?.manifest.file === file);
    return runs.sort((a, b) => b.beganMs - a.beganMs);
  }

  /** Read again only where its files have changed. */
  async read(folder: vscode.Uri): Promise<Run | undefined> {
    const [one, other] = ["run.json", "report.json"].map((name) => vscode.Uri.joinPath(folder, name));
    const at = (await Promise.all([one!, other!].map(stamp))).join(" ");
    const known = this.known.get(folder.toString());
    if (known?.at === at) return known.run;
    const run = await readRun(folder, one!, other!);
    this.known.set(folder.toString(), { at, run });
    return run;
  }
}

/** Over, and of all cases: what of a part was met says nothing of the whole. */
export const isWhole = ({ report: measured, manifest: { shard, filter } }: Run): boolean =>
  measured !== undefined && (shard ?? undefined) === undefined && filter === undefined;

/** A suite is the same by its name, whatever the version of its pact. */
export const isOf = ({ manifest: { suite } }: Run, id: string): boolean => nameOf(suite) === nameOf(id);
export const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);

async function readRun(folder: vscode.Uri, one: vscode.Uri, other: vscode.Uri): Promise<Run | undefined> {
  const decoded = manifest.safeParse(await json(one));
  if (!decoded.success) return undefined;
  const measured = report.safeParse(await json(other));
  const beganMs = Date.parse(decoded.data.began);
  return {
    folder,
    manifest: decoded.data,
    report: measured.success ? measured.data : undefined,
    beganMs: Number.isFinite(beganMs) ? beganMs : 0,
  };
}

async function json(uri: vscode.Uri): Promise<unknown> {
  try {
    if ((await vscode.workspace.fs.stat(uri)).size > longestFile) return undefined;
    return JSON.parse(new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)));
  } catch {
    return undefined;
  }
}

const stamp = (uri: vscode.Uri): Thenable<string> =>
  vscode.workspace.fs.stat(uri).then(
    ({ mtime, size }) => `${mtime}/${size}`,
    () => "none",
  );

// ── In words ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** `met 5 of 5`; of one that is not met which way it is not. */
export function verdictInWords(run: Run): string {
  const { report: measured } = run;
  if (!measured) return "not finished";
  const met = measured.gates.filter(({ verdict }) => verdict === "met").length;
  const part = run.manifest.filter ?? run.manifest.shard;
  if (part) return `only ${part}: ${measured.trials} trials`;
  if (measured.gates.length === 0) return `${measured.trials} trials, nothing required`;
  return `met ${met} of ${measured.gates.length}`;
}

export const verdictIcon = ({ report: measured }: Run): string =>
  !measured
    ? "$(debug-pause)"
    : measured.verdict === "met"
      ? "$(pass)"
      : measured.verdict === undefined
        ? "$(circle-outline)"
        : measured.verdict === "not met"
          ? "$(error)"
          : "$(question)";

/** `2 hours ago`; of more than a month the date. */
export function ago(ms: number, nowMs = Date.now()): string {
  const minutes = Math.floor((nowMs - ms) / 60_000);
  const say = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"} ago`;
  if (minutes < 1) return "just now";
  if (minutes < 60) return say(minutes, "minute");
  if (minutes < 48 * 60) return say(Math.floor(minutes / 60), "hour");
  if (minutes < 31 * 24 * 60) return say(Math.floor(minutes / (24 * 60)), "day");
  return new Date(ms).toISOString().slice(0, 10);
}
