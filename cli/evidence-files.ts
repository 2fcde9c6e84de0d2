// What the commands over a log have in common: its files, its key, an entry of it with its proof. What cannot be had is said in a sentence.
import { readFileSync } from "node:fs";
import path from "node:path";
import {
  type Attributed,
  asksAll,
  attribute,
  consistencyProof,
  type Entry,
  type EntryFilter,
  fromBundle,
  inclusionProof,
  type LogKeys,
  logKeys,
  microsOf,
  nodesIn,
  readEntry,
  readKey,
  readSigned,
  type SignedCheckpoint,
  type Tile,
  textOf,
  tileOf,
  tilePath,
  tileWidth,
  verifyConsistency,
  writeProof,
} from "../engine/evidence/index.ts";
import { hashing, heldKey, LogReader, logFiles, readBlob, readBundle, waitingIn } from "../engine/node/evidence/index.ts";
import { reason } from "../engine/node/index.ts";
import { printable, Unrunnable, write } from "./output.ts";

export const signedOnly =
  "a signature proves who recorded this and that it has not changed since; it does not prove that the agent told the truth";

/** The key that is named, else the one this machine signs with. */
export function keysFor(folder: string, key: string | undefined): LogKeys {
  if (key !== undefined) return namedKeys(key.includes("+") ? key : textIn(key));
  const signed = checkpointIn(path.join(folder, "checkpoint"));
  try {
    return heldKey(signed.origin).keys;
  } catch (error) {
    throw new Unrunnable(`name the log's key with --key: this machine does not hold it (${(error as Error).message})`);
  }
}

export function namedKeys(text: string): LogKeys {
  const read = readKey(text, hashing);
  if ("problem" in read) throw new Unrunnable(`--key: ${read.problem}`);
  return logKeys(read.name, read.publicKey, hashing);
}

export function bytesIn(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new Unrunnable(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}
const textIn = (file: string): string => textOf(bytesIn(file)) ?? "";

export const checkpointIn = (file: string): SignedCheckpoint => checkpointOf(bytesIn(file), file);

/** `called` names it in messages. */
export function checkpointOf(bytes: Uint8Array, called: string): SignedCheckpoint {
  if (textOf(bytes)?.startsWith("c2sp.org/tlog-proof")) throw new Unrunnable(`${called} is the proof of one entry, and no checkpoint`);
  const read = readSigned(bytes);
  if ("problem" in read) throw new Unrunnable(`${called}: ${read.problem}`);
  return read;
}

export interface EntryRead {
  readonly index: number;
  readonly entry: Entry;
}

export const logIn = (folder: string): LogReader => new LogReader(folder, checkpointIn(path.join(folder, "checkpoint")));

/** What cannot be read is told one by one, up to so many. */
const mostTold = 10;

/** Entries as they are gone through: what could not be read is said, and told when all is over. */
export class EntriesRead {
  private readonly logs: readonly string[];
  private readonly filter: EntryFilter;
  private missed = 0;

  constructor(logs: readonly string[], filter: EntryFilter = {}) {
    this.logs = logs;
    this.filter = filter;
  }

  /** Something may be missing: there were entries that cannot be read. */
  get isIncomplete(): boolean {
    return this.missed > 0;
  }

  *in(folder: string): Generator<EntryRead> {
    const log = logIn(folder);
    let missed = 0;
    try {
      for (const each of log.entries(this.filter)) {
        if ("entry" in each) yield each;
        else if (++missed <= mostTold) write(`entry ${each.index}: ${printable(each.problem)}\n`, 2);
      }
    } finally {
      // Also for whoever has seen enough: what cannot be read may have come before.
      if (missed > mostTold) write(`… and ${missed - mostTold} more that cannot be read\n`, 2);
      const more = asksAll(this.filter) ? 0 : log.unreadable() - missed;
      if (more > 0)
        write(`${printable(folder)}: ${more} entries cannot be read, and may be like it; \`pact evidence verify\` says why\n`, 2);
      this.missed += missed + Math.max(0, more);
    }
  }

  /** Of one log as they come, of several together in the order of time. */
  *all(): Generator<EntryRead & { readonly log: string }> {
    const [only, ...others] = this.logs;
    if (only !== undefined && others.length === 0) for (const each of this.in(only)) yield { log: only, ...each };
    else {
      const found = this.logs.flatMap((log) => [...this.in(log)].map((each) => ({ log, ...each })));
      yield* found.sort((a, b) => microsOf(a.entry.time) - microsOf(b.entry.time));
    }
  }
}

/** Every entry from an index on, in order. Throws at the first that cannot be read: whoever goes on from there later must not pass it over. */
export function* everyEntry(folder: string, from: number): Generator<EntryRead> {
  for (const each of logIn(folder).entries({}, from)) {
    if ("problem" in each)
      throw new Unrunnable(`${folder}: entry ${each.index}: ${each.problem}; \`pact evidence verify\` says what is wrong`);
    yield each;
  }
}

export interface EntryBytes {
  readonly bytes: Uint8Array;
  readonly index: number;
  readonly signed: SignedCheckpoint;
}

export function entryAt(folder: string, asked: string | number): EntryBytes {
  const signed = checkpointIn(path.join(folder, "checkpoint"));
  const index = /^\d+$/.test(String(asked)) ? Number(asked) : -1;
  if (!(Number.isSafeInteger(index) && index >= 0 && index < signed.size))
    throw new Unrunnable(`this log has entries 0 to ${signed.size - 1}, and no \`${asked}\``);
  const tile = tileOf("entries", index, signed.size);
  const { entries } = fromBundle(bytesIn(path.join(folder, tilePath(tile))), tile.width);
  const bytes = entries[index % tileWidth];
  if (!bytes) throw new Unrunnable(`${tilePath(tile)} does not hold entry ${index}; \`pact evidence verify\` says what is wrong`);
  return { bytes, index, signed };
}

/** Why an entry is not the one that was recorded, where its tile has another hash. */
export function alteredAt(folder: string, { index, signed }: EntryBytes): string | undefined {
  const read = readBundle(logFiles(folder), Math.floor(index / tileWidth), signed.size)[index % tileWidth];
  return read && "problem" in read ? `entry ${index}: ${read.problem}` : undefined;
}

/** Entries that were accepted and are in no tree yet: of a writer at work, or of one that was killed. */
export const waitingOf = (folder: string, size: number): number => {
  try {
    return waitingIn(readFileSync(path.join(folder, "pending.jsonl")), size);
  } catch {
    return 0;
  }
};
export const waitingSaid = (count: number): string =>
  `${count} more ${count === 1 ? "was" : "were"} accepted and ${count === 1 ? "waits" : "wait"} in pending.jsonl: the next writer puts ${count === 1 ? "it" : "them"} into the tree`;

export function readable({ bytes, index }: EntryBytes): Entry {
  const entry = readEntry(bytes);
  if ("problem" in entry) throw new Unrunnable(`entry ${index}: ${entry.problem}`);
  return entry;
}

/** Whose failure an entry tells of, if it was one; where it says only that an action began, the entry that says what came of it. */
export function whoseFailure(log: LogReader, index: number, entry: Entry): Attributed {
  const end = log.endOf(index, entry);
  const found = attribute(end?.entry ?? entry);
  return end ? { ...found, reasons: [`entry ${end.index} says what came of it`, ...found.reasons] } : found;
}

/** A large value as it stands beside the log; why it does not, where it does not. */
export function blobText(folder: string, digest: string): { readonly text: string } | { readonly problem: string } {
  const blob = readBlob(folder, digest);
  if (typeof blob === "object") return blob;
  return { problem: blob === "pruned" ? "it is there no more: it was pruned, or taken away" : "it is not what its name says" };
}

const nodesOf = (folder: string, size: number) => nodesIn(size, (tile: Tile) => bytesIn(path.join(folder, tilePath(tile))), hashing);

/** The text of a proof file. */
export function proofOf(folder: string, { bytes, index, signed }: EntryBytes): string {
  return orDamaged(folder, () => {
    const proof = inclusionProof(index, signed.size, nodesOf(folder, signed.size), hashing);
    return writeProof({ extra: bytes, index, proof, checkpoint: signed });
  });
}

/** Has the log only grown since this checkpoint of it? `called` names the checkpoint in messages. */
export function hasOnlyGrown(
  folder: string,
  before: SignedCheckpoint,
  called: string,
): { readonly holds: boolean; readonly now: SignedCheckpoint } {
  const now = checkpointIn(path.join(folder, "checkpoint"));
  if (before.origin !== now.origin)
    throw new Unrunnable(`${called} is of the log \`${before.origin}\`, and ${folder} is \`${now.origin}\``);
  const holds = orDamaged(folder, () => {
    const proof = before.size > now.size ? [] : consistencyProof(before.size, now.size, nodesOf(folder, now.size), hashing);
    return verifyConsistency(before, now, proof, hashing);
  });
  return { holds, now };
}

function orDamaged<Result>(folder: string, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    throw new Unrunnable(`${folder}: ${(error as Error).message}; \`pact evidence verify\` says what is wrong`);
  }
}
