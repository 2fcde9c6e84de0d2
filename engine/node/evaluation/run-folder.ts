// A run on disk: what it is (`run.json`), a line for each trial (`results.jsonl`), and what was said and done (`sessions.jsonl`). A run
// that was cut off anywhere goes on where it was: a line that is not whole is no result, and a session no result speaks of is none.
import {
  closeSync,
  existsSync,
  fstatSync,
  ftruncateSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import path from "node:path";
import * as z from "zod/mini";
import { lazy } from "../../../grammar/index.ts";
import { type Grade, keyOf } from "../../evaluation/index.ts";
import { makeFolders, reason } from "../files.ts";

export interface Manifest {
  readonly form: 1;
  /** `pact@version#suite`. */
  readonly suite: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  /** Digests of what the run was made with: what of the pact decides, its catalogue, its prompt. Absent in runs of older versions. */
  readonly parts?: { readonly rules: string; readonly catalogue: string | null; readonly prompt: string | null } | undefined;
  /** The name of the pact's file. */
  readonly file: string;
  readonly model: string | null;
  readonly agent: { readonly adapter: string; readonly target: string };
  readonly cases: { readonly count: number; readonly digest: string };
  readonly trials: number;
  readonly seed: number;
  /** `I/N`: only these cases; null where all. */
  readonly shard: string | null;
  /** ISO 8601. */
  readonly began: string;
  /** How it was played: the digest of the files the agent's command names, and how long a trial may take. Absent in runs of older versions. */
  readonly played?: { readonly agentFiles: string; readonly timeLimitMs: number } | undefined;
  /** The time of messages that carry none, and what was chosen of the cases, where that was given. */
  readonly nowMs?: number | undefined;
  readonly filter?: string | undefined;
}

export interface Result {
  readonly grade: Grade;
  /** Its session: a stretch of bytes of `sessions.jsonl`. */
  readonly session: { readonly at: number; readonly length: number };
  /** Failures of the infrastructure before this trial was played. */
  readonly retries?: readonly string[];
  /** A digest of what was asked in the case, apart from its name; absent of a recording. */
  readonly content?: string;
}

/** What went wrong with a folder or a disk: the run cannot go on, and says why. */
export class RunFailure extends Error {}

const files = { manifest: "run.json", results: "results.jsonl", sessions: "sessions.jsonl", lock: "lock" } as const;
const manifestSchema = lazy(() =>
  z.object({
    form: z.literal(1),
    suite: z.string(),
    pact: z.object({ id: z.string(), version: z.string(), hash: z.string() }),
    parts: z.optional(z.object({ rules: z.string(), catalogue: z.nullable(z.string()), prompt: z.nullable(z.string()) })),
    file: z.string(),
    model: z.nullable(z.string()),
    agent: z.object({ adapter: z.string(), target: z.string() }),
    cases: z.object({ count: z.number(), digest: z.string() }),
    trials: z.number(),
    seed: z.number(),
    shard: z.nullable(z.string()),
    began: z.string(),
    played: z.optional(z.object({ agentFiles: z.string(), timeLimitMs: z.number() })),
    nowMs: z.optional(z.number()),
    filter: z.optional(z.string()),
  }),
);
const resultSchema = lazy(() =>
  z.object({
    grade: z.looseObject({ case: z.string(), trial: z.number(), status: z.string() }),
    session: z.object({ at: z.number(), length: z.number() }),
    retries: z.optional(z.array(z.string())),
    content: z.optional(z.string()),
  }),
);

/** The run that is in a folder. Throws a `RunFailure` where none is. */
export function readManifest(folder: string): Manifest {
  let text: string;
  try {
    text = readFileSync(path.join(folder, files.manifest), "utf8");
  } catch (error) {
    throw new RunFailure(`${folder} holds no run: ${reason(error as NodeJS.ErrnoException)}`);
  }
  const decoded = manifestSchema().safeParse(parsed(text));
  if (!decoded.success) throw new RunFailure(`${path.join(folder, files.manifest)} is not what a run writes; name another folder`);
  return decoded.data;
}

/** Every whole result, in the order of writing, one at a time. */
export function* readResults(folder: string): Generator<Result> {
  const file = path.join(folder, files.results);
  if (!existsSync(file)) return;
  for (const { line } of linesOf(readFileSync(file))) {
    const result = resultOf(line);
    if (result) yield result;
  }
}

/** The session of one result as it was written. */
export function readSession(folder: string, { session }: Result): string {
  const bytes = Buffer.alloc(session.length);
  const file = openSync(path.join(folder, files.sessions), "r");
  try {
    return bytes.toString("utf8", 0, readSync(file, bytes, 0, session.length, session.at));
  } finally {
    closeSync(file);
  }
}

/** Two manifests of the same undertaking: what one has done, the other need not do. */
export function isSameRun(a: Manifest, b: Manifest): boolean {
  // In one order of fields, whoever made them.
  const core = (manifest: Manifest): string => JSON.stringify({ ...manifestSchema().parse(manifest), began: "", file: "" });
  return core(a) === core(b);
}

/** What of two undertakings is not the same, in words. */
function differing(a: Manifest, b: Manifest): string {
  const of: readonly (readonly [string, (manifest: Manifest) => unknown])[] = [
    ["the suite", ({ suite }) => suite],
    ["the pact", ({ pact }) => pact.hash],
    ["the agent's command", ({ agent }) => agent],
    ["the agent's files", ({ played }) => played?.agentFiles],
    ["the time limit", ({ played }) => played?.timeLimitMs],
    ["the cases", ({ cases }) => cases],
    ["the number of trials", ({ trials }) => trials],
    ["the seed", ({ seed }) => seed],
    ["the shard", ({ shard }) => shard],
    ["the filter", ({ filter }) => filter],
  ];
  const words = of.flatMap(([word, read]) => (JSON.stringify(read(a)) === JSON.stringify(read(b)) ? [] : [word]));
  return words.length === 0 ? "" : `; not the same: ${words.join(", ")}`;
}

/** A run is over once it has a report. */
export const reportFile = "report.json";
export const isFinished = (folder: string): boolean => existsSync(path.join(folder, reportFile));

/** Among the runs of a pact: the newest of this name that is the same and was cut off, else the next number. */
export function nextRun(runs: string, name: string, manifest: Manifest): string {
  const numbered = (number: number) => path.join(runs, `${name}-${String(number).padStart(3, "0")}`);
  let last = 0;
  while (existsSync(numbered(last + 1))) last++;
  for (let number = last; number > 0; number--) {
    const folder = numbered(number);
    if (existsSync(path.join(folder, files.manifest)) && !isFinished(folder) && isSameRun(readManifest(folder), manifest)) return folder;
  }
  return numbered(last + 1);
}

export class RunFolder {
  readonly folder: string;
  readonly manifest: Manifest;
  /** The trials that need not be played again, by key. */
  readonly done: ReadonlyMap<string, Result>;
  private readonly results: number;
  private readonly sessions: number;
  /** Where the files end, and where they will once what is waiting is written. */
  private readonly written: { sessions: number; results: number };
  private sessionsEnd: number;
  private waiting: { readonly session: Buffer; readonly result: Buffer }[] = [];
  private failure: RunFailure | undefined;

  /** Begins a run, or goes on with the same one. Throws a `RunFailure` where the folder holds another, or somebody is at work in it. */
  constructor(folder: string, manifest: Manifest) {
    this.folder = folder;
    try {
      makeFolders(folder);
      lock(folder);
      const file = path.join(folder, files.manifest);
      if (existsSync(file)) {
        this.manifest = readManifest(folder);
        if (!isSameRun(this.manifest, manifest))
          throw new RunFailure(
            `${folder} holds another run (of ${this.manifest.suite}, begun ${this.manifest.began}${differing(this.manifest, manifest)}); name another folder`,
          );
        // Trials are played, not remembered: who asks for a run that is over would be told the old one as if it were new.
        if (isFinished(folder))
          throw new RunFailure(`${folder} holds a run that is over (begun ${this.manifest.began}); name another folder, or remove it`);
      } else {
        this.manifest = manifest;
        replace(file, `${JSON.stringify(manifest, undefined, 2)}\n`);
      }
      this.results = openSync(path.join(folder, files.results), "a+");
      this.sessions = openSync(path.join(folder, files.sessions), "a+");
    } catch (error) {
      if (!(error instanceof RunFailure && error.message.includes("at work"))) unlock(folder);
      if (error instanceof RunFailure) throw error;
      throw new RunFailure(`${folder}: ${reason(error as NodeJS.ErrnoException)}`);
    }
    const { done, end, sessionsEnd } = recovered(readFileSync(path.join(folder, files.results)), fstatSync(this.sessions).size);
    this.done = done;
    this.written = { sessions: sessionsEnd, results: end };
    this.sessionsEnd = sessionsEnd;
    ftruncateSync(this.results, end);
    ftruncateSync(this.sessions, sessionsEnd);
  }

  /**
   * Both lines or neither, with those of the same turn of the event loop in one go: a trial whose line is not written when the runner is
   * killed is played again. Throws where an earlier one could not be written.
   */
  add(session: string, { grade, retries = [], content }: Omit<Result, "session">): Result {
    if (this.failure) throw this.failure;
    const line = Buffer.from(`${session}\n`);
    const result: Result = {
      grade,
      session: { at: this.sessionsEnd, length: line.length - 1 },
      ...(retries.length > 0 && { retries }),
      ...(content !== undefined && { content }),
    };
    if (this.waiting.length === 0) setImmediate(() => this.flush());
    this.waiting.push({ session: line, result: Buffer.from(`${JSON.stringify(result)}\n`) });
    this.sessionsEnd += line.length;
    return result;
  }

  close(): void {
    this.flush();
    closeSync(this.results);
    closeSync(this.sessions);
    unlock(this.folder);
    if (this.failure) throw this.failure;
  }

  private flush(): void {
    if (this.waiting.length === 0) return;
    const [sessions, results] = [
      Buffer.concat(this.waiting.map((each) => each.session)),
      Buffer.concat(this.waiting.map((each) => each.result)),
    ];
    this.waiting = [];
    try {
      writeWhole(this.sessions, sessions);
      writeWhole(this.results, results);
      this.written.sessions += sessions.length;
      this.written.results += results.length;
    } catch (error) {
      this.takeBack();
      this.failure = new RunFailure(`${this.folder}: ${reason(error as NodeJS.ErrnoException)}; what was played until now is kept`);
    }
  }

  /** A full disk leaves what was written readable. */
  private takeBack(): void {
    try {
      ftruncateSync(this.results, this.written.results);
      ftruncateSync(this.sessions, this.written.sessions);
    } catch {
      // what is torn is left out by whoever reads
    }
  }
}

/** What was made of the results, beside them. */
export function writeBeside(folder: string, name: string, text: string): void {
  try {
    replace(path.join(folder, name), text);
  } catch (error) {
    throw new RunFailure(`${path.join(folder, name)}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

// ── Lines ───────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Whole lines with where each ends; what follows the last line break was being written. */
function* linesOf(bytes: Buffer): Generator<{ readonly line: string; readonly end: number }> {
  for (let from = 0; ; ) {
    const at = bytes.indexOf(0x0a, from);
    if (at < 0) return;
    yield { line: bytes.toString("utf8", from, at), end: at + 1 };
    from = at + 1;
  }
}

/** Results count up to the first that is damaged, or whose session is not there. */
function recovered(bytes: Buffer, sessionsSize: number) {
  const done = new Map<string, Result>();
  let [end, sessionsEnd] = [0, 0];
  for (const { line, end: lineEnd } of linesOf(bytes)) {
    const result = resultOf(line);
    const sessionEnd = result && result.session.at + result.session.length + 1;
    if (!result || sessionEnd! > sessionsSize) break;
    done.set(keyOf(result.grade.case, result.grade.trial), result);
    [end, sessionsEnd] = [lineEnd, Math.max(sessionsEnd, sessionEnd!)];
  }
  return { done, end, sessionsEnd };
}

function resultOf(line: string): Result | undefined {
  const decoded = resultSchema().safeParse(parsed(line));
  return decoded.success ? (decoded.data as unknown as Result) : undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function writeWhole(file: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
}

/** The old file or the new one, never half of either. */
function replace(file: string, text: string): void {
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}

// ── One at a time ───────────────────────────────────────────────────────────────────────────────────────────────────

/** The lock names its process: one that is gone, killed or not, holds nothing. */
function lock(folder: string): void {
  const file = path.join(folder, files.lock);
  for (let again = true; ; again = false) {
    try {
      writeFileSync(file, String(process.pid), { flag: "wx" });
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
      const holder = Number(readFileSync(file, "utf8"));
      if (!again || isAlive(holder)) throw new RunFailure(`somebody (process ${holder}) is at work in ${folder}`);
      rmSync(file, { force: true });
    }
  }
}
function unlock(folder: string): void {
  try {
    rmSync(path.join(folder, files.lock), { force: true });
  } catch {
    // what is no folder holds no lock
  }
}

function isAlive(pid: number): boolean {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
