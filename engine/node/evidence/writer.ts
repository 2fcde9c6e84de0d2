// One writer of one log. An entry is acknowledged once its line is on the disk; within a second it is in the tree, under a checkpoint
// that is signed and says when. Those who wait at the same time share one write.
import { readdir } from "node:fs/promises";
import path from "node:path";
import {
  emptyRoot,
  type LogKeys,
  maxEntryBytes,
  type SignedCheckpoint,
  type Signing,
  signCheckpoint,
  verifyHead,
  writeNote,
} from "../../evidence/index.ts";
import { makeFolders, reason } from "../files.ts";
import { hashing, verifying } from "./crypto.ts";
import { logFiles, names, put, settle } from "./files.ts";
import { GrowingTree } from "./growing-tree.ts";
import { type Lock, lock } from "./lock.ts";
import { type Pending, PendingFile } from "./pending.ts";

export interface WriterOptions {
  readonly keys: LogKeys;
  readonly signing: Signing;
  /** Milliseconds since 1970 UTC. */
  readonly clock: () => number;
  /** The longest an acknowledged entry waits for its checkpoint, in milliseconds. */
  readonly withinMs?: number;
}

interface Waiting {
  readonly entry: Uint8Array;
  readonly done: (index: number) => void;
  readonly failed: (error: unknown) => void;
}

/** What cannot be opened, and why: a log of another key, one that is damaged, one that another process writes. */
export class LogProblem extends Error {}

export class LogWriter {
  private readonly folder: string;
  private readonly options: WriterOptions;
  private readonly held: Lock;
  private tree: GrowingTree;
  private readonly pending: PendingFile;
  /** Acknowledged, and not in the tree yet. */
  private acknowledged: Pending[];
  /** Their bytes. */
  private behind = 0;
  private waiting: Waiting[] = [];
  /** What wants the pending file to itself, between two writes to it. */
  private turn: (() => Promise<void>) | undefined;
  private next: number;
  private writing: Promise<void> | undefined;
  private integrating: Promise<void> | undefined;
  private timer: NodeJS.Timeout | undefined;
  private isClosed = false;

  private constructor(
    folder: string,
    options: WriterOptions,
    held: Lock,
    tree: GrowingTree,
    { pending, left }: Awaited<ReturnType<typeof PendingFile.open>>,
  ) {
    this.folder = folder;
    this.options = options;
    this.held = held;
    this.tree = tree;
    this.pending = pending;
    this.acknowledged = [...left];
    this.behind = bytesOf(left);
    this.next = tree.size + left.length;
  }

  /** Opens a log, or begins one; what was acknowledged and is not in the tree goes into it first. Rejects with a `LogProblem`. */
  static async open(folder: string, options: WriterOptions): Promise<LogWriter> {
    makeFolders(folder);
    let held: Lock | undefined;
    try {
      held = lock(path.join(folder, names.lock));
      const size = await begun(folder, options);
      const tree = new GrowingTree(folder, logFiles(folder), size);
      const writer = new LogWriter(folder, options, held, tree, await PendingFile.open(folder, size));
      await writer.integrate();
      return writer;
    } catch (error) {
      held?.release();
      throw error instanceof LogProblem ? error : new LogProblem(`${folder}: ${(error as Error).message}`);
    }
  }

  /** The entry's index, once it cannot be lost any more. Rejects where it is too long, or the disk does not take it. */
  append(entry: Uint8Array): Promise<number> {
    if (this.isClosed) return Promise.reject(new LogProblem("this log is closed"));
    if (entry.length > maxEntryBytes)
      return Promise.reject(new RangeError(`an entry of ${entry.length} bytes is longer than the ${maxEntryBytes} a log takes`));
    return new Promise((done, failed) => {
      this.waiting.push({ entry, done, failed });
      this.writing ??= this.write();
    });
  }

  /** All that is acknowledged is in the tree, and signed. */
  async integrate(): Promise<void> {
    // One that fails meanwhile says so to whoever began it; this tries again.
    while (this.integrating) await this.integrating.catch(() => undefined);
    if (this.acknowledged.length === 0) return;
    this.integrating = this.grow().finally(() => {
      this.integrating = undefined;
    });
    await this.integrating;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    try {
      while (this.writing) await this.writing;
      await this.integrate();
    } finally {
      await this.pending.close();
      this.held.release();
    }
  }

  // ── Writing ───────────────────────────────────────────────────────────────────────────────────────────────────────

  /** One at a time: a write for all who wait, or a turn; none of them throws. Whoever waits longer than the tree can follow waits here. */
  private async write(): Promise<void> {
    while (this.turn || (this.waiting.length > 0 && this.behind < mostBehind)) {
      const { turn } = this;
      this.turn = undefined;
      await (turn ? turn() : this.writeWaiting());
    }
    this.writing = undefined;
  }

  private async writeWaiting(): Promise<void> {
    const batch = this.waiting;
    this.waiting = [];
    const lines = batch.map(({ entry }, i) => ({ index: this.next + i, entry }));
    try {
      await this.pending.add(lines);
    } catch (error) {
      for (const { failed } of batch) failed(error);
      return;
    }
    this.next += lines.length;
    this.acknowledged.push(...lines);
    this.behind += bytesOf(lines);
    for (const [i, { done }] of batch.entries()) done(lines[i]!.index);
    if (this.behind > worthATree) this.due();
    else this.timer ??= setTimeout(() => this.due(), this.options.withinMs ?? usualWithinMs);
  }

  /** A checkpoint that cannot be written now is tried again with the next: nothing acknowledged is lost meanwhile. */
  private due(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
    if (this.integrating) return;
    this.integrate().then(
      () => {
        if (this.acknowledged.length > 0 && !this.isClosed)
          this.timer ??= setTimeout(() => this.due(), this.options.withinMs ?? usualWithinMs);
      },
      (error) => {
        if (this.isClosed) return;
        this.timer ??= setTimeout(() => this.due(), this.options.withinMs ?? usualWithinMs);
        if (this.behind < mostBehind) return;
        for (const { failed } of this.waiting.splice(0)) failed(error);
      },
    );
  }

  private async grow(): Promise<void> {
    const before = this.tree.size;
    try {
      await this.tree.add(this.acknowledged.map(({ entry }) => entry));
      await putCheckpoint(this.folder, { size: this.tree.size, root: this.tree.root() }, this.options);
    } catch (error) {
      // Some of its files may not be there: it begins again from the checkpoint that is.
      this.tree = new GrowingTree(this.folder, logFiles(this.folder), before);
      throw error;
    }
    await this.alone(async () => {
      this.acknowledged = this.acknowledged.filter(({ index }) => index >= this.tree.size);
      this.behind = bytesOf(this.acknowledged);
      await this.pending.keep(this.acknowledged);
    });
    await this.tree.prune(before);
  }

  /** Nobody writes to the pending file while this does. */
  private alone(body: () => Promise<void>): Promise<void> {
    return new Promise((done, failed) => {
      this.turn = () => body().then(done, failed);
      this.writing ??= this.write();
    });
  }
}

const usualWithinMs = 500;
/** So many bytes are integrated at once, whatever the time: those that come meanwhile are not to be more than can follow in a second. */
const worthATree = 2 ** 24;
/** Beyond it nobody is acknowledged until the tree has followed. */
const mostBehind = 2 ** 25;

const bytesOf = (entries: readonly Pending[]): number => entries.reduce((sum, { entry }) => sum + entry.length, 0);

/** Why no log can begin in a folder that has none. What a writer leaves that ended before there was one is no reason. */
export async function noNewLog(folder: string): Promise<string | undefined> {
  let all: readonly string[];
  try {
    all = await readdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return code === "ENOENT" ? undefined : `${folder}: ${code === "ENOTDIR" ? "it is no folder" : reason(error as NodeJS.ErrnoException)}`;
  }
  const there = all.filter((name) => !name.startsWith(names.lock) && name !== `${names.checkpoint}.new`);
  if (there.includes(names.pending) || there.includes("tile"))
    return `${folder} holds entries and no checkpoint: put its checkpoint back; a new log begins in a folder of its own`;
  return there.length > 0 ? `${folder} is not empty (${there[0]}): a log has a folder of its own` : undefined;
}

/** The size its checkpoint says, which must be this key's; a new log gets one over nothing. */
async function begun(folder: string, options: WriterOptions): Promise<number> {
  const bytes = logFiles(folder).checkpoint();
  if (!bytes) {
    const problem = await noNewLog(folder);
    if (problem !== undefined) throw new LogProblem(problem);
    await putCheckpoint(folder, { size: 0, root: emptyRoot(hashing) }, options);
    return 0;
  }
  const head = verifyHead(bytes, options.keys, verifying);
  if ("failure" in head) throw new LogProblem(`${folder}: ${head.code}: ${head.message}`);
  return head.checkpoint.size;
}

async function putCheckpoint(
  folder: string,
  head: Pick<SignedCheckpoint, "size" | "root">,
  { keys, signing, clock }: WriterOptions,
): Promise<void> {
  const note = signCheckpoint({ origin: keys.log.name, ...head }, keys, Math.floor(clock() / 1000), signing);
  await put(path.join(folder, names.checkpoint), writeNote(note));
  await settle(folder);
}
