// `pact evidence`: a log begun, verified, read, and one entry of it proved to a stranger.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Attributed,
  attribute,
  canonicalJson,
  consistencyProof,
  type Entry,
  type EntryFilter,
  entryTiles,
  entryToOtlp,
  type Failed,
  failed,
  fromBundle,
  inclusionProof,
  type LogKeys,
  logKeys,
  matches,
  nodesIn,
  readEntry,
  readKey,
  readProof,
  readSigned,
  type SignedCheckpoint,
  type Tile,
  textOf,
  tileOf,
  tilePath,
  type Verified,
  verifyConsistency,
  verifyLog,
  verifyProof,
  writeKey,
  writeProof,
} from "../engine/evidence/index.ts";
import { blobsOf, hashing, heldKey, LogWriter, logFiles, makeKey, pruneBlobs, readBlob, verifying } from "../engine/node/evidence/index.ts";
import { reason } from "../engine/node/index.ts";
import { colour, exit, Lines, printable, table, Unrunnable, write } from "./output.ts";

export interface EvidenceArguments extends EntryFilter {
  readonly json: boolean;
  readonly name?: string;
  readonly key?: string;
  readonly checkpoint?: readonly string[];
  readonly out?: string;
  readonly limit?: string;
  readonly form?: "json" | "otlp";
}

const ports = { hashing, verifying };
const signedOnly =
  "a signature proves who recorded this and that it has not changed since; it does not prove that the agent told the truth";

export async function init(folder: string, { name = path.basename(path.resolve(folder)) }: EvidenceArguments): Promise<number> {
  try {
    const { keys, signing, file } = makeKey(name);
    await (await LogWriter.open(folder, { keys, signing, clock: Date.now })).close();
    write(`${folder} is a log\n\n`);
    write(`its key, for whoever verifies:  ${writeKey(keys.log)}\n`);
    if (file) write(colour.dim(`the private key is in ${file}; keep it, and keep it to yourself\n`));
    return exit.holds;
  } catch (error) {
    throw new Unrunnable((error as Error).message);
  }
}

export function verify(folder: string, options: EvidenceArguments): number {
  const keys = keysFor(folder, options);
  const known = (options.checkpoint ?? []).map(checkpointIn);
  const verified = verifyLog(logFiles(folder), { ...keys, known, checksEntries: true }, ports);
  const found = "failure" in verified ? verified : withBlobs(verified, folder);
  if (options.json) write(`${JSON.stringify(told(found))}\n`);
  else write(describe(found));
  return "failure" in found ? exit.fails : exit.holds;
}

/** What stands beside the log under its digest, where it was not pruned. */
function withBlobs(verified: Verified, folder: string): Verified | Failed {
  const counts = { there: 0, pruned: 0 };
  for (const { index, entry } of entriesIn(folder)) {
    for (const digest of blobsOf(entry)) {
      const blob = readBlob(folder, digest);
      if (blob === "differs") return failed("blob_differs", "blobs", `${digest} is not what its name says`, index);
      counts[blob === "pruned" ? "pruned" : "there"]++;
    }
  }
  if (counts.there + counts.pruned === 0) return verified;
  const pruned = counts.pruned > 0 ? `; ${counts.pruned} were pruned` : "";
  return { ...verified, steps: [...verified.steps, `${counts.there} blobs are what their names say${pruned}`] };
}

export function prune(folder: string, { before, json }: EvidenceArguments & { readonly before: string }): number {
  checkTimes({ json, until: before });
  let counts: ReturnType<typeof pruneBlobs>;
  try {
    counts = pruneBlobs(folder, entriesIn(folder), before);
  } catch (error) {
    throw new Unrunnable(`${folder}: ${(error as Error).message}`);
  }
  if (json) write(`${JSON.stringify({ event: "pruned", ...counts })}\n`);
  else write(`${counts.pruned} blobs of entries before ${before} were removed, ${counts.kept} stay; the log itself is as it was\n`);
  return exit.holds;
}

const told = (found: Verified | Failed) =>
  "failure" in found
    ? { event: "evidence", ...found }
    : { event: "evidence", size: found.checkpoint.size, timeS: found.timeS, steps: found.steps };

function describe(found: Verified | Failed): string {
  if ("failure" in found) {
    const at = found.entry === undefined ? "" : `, entry ${found.entry}`;
    return `${colour.red("✗")} ${found.code} ${printable(`${found.place}${at}: ${found.message}`)}\n`;
  }
  const steps = found.steps.map((step) => `${colour.green("✓")} ${step}\n`).join("");
  const signed = `${found.checkpoint.size} entries, signed ${new Date(found.timeS * 1000).toISOString()}`;
  return `${steps}${signed}\n${colour.dim(signedOnly)}\n`;
}

/** The key that is named, else the one this machine signs with. */
function keysFor(folder: string, { key }: EvidenceArguments): LogKeys {
  if (key !== undefined) {
    const read = readKey(key.includes("+") ? key : textIn(key), hashing);
    if ("problem" in read) throw new Unrunnable(`--key: ${read.problem}`);
    return logKeys(read.name, read.publicKey, hashing);
  }
  const signed = checkpointIn(path.join(folder, "checkpoint"));
  try {
    return heldKey(signed.origin).keys;
  } catch (error) {
    throw new Unrunnable(`name the log's key with --key: this machine does not hold it (${(error as Error).message})`);
  }
}

function bytesIn(file: string): Uint8Array {
  try {
    return new Uint8Array(readFileSync(file));
  } catch (error) {
    throw new Unrunnable(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}
const textIn = (file: string): string => textOf(bytesIn(file)) ?? "";

function checkpointIn(file: string): SignedCheckpoint {
  const read = readSigned(bytesIn(file));
  if ("problem" in read) throw new Unrunnable(`${file}: ${read.problem}`);
  return read;
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Item {
  readonly index: number;
  readonly entry: Entry;
}

/** Every entry that can be read, in order; what cannot is said, and the rest is read. */
function* entriesIn(folder: string): Generator<Item> {
  const { size } = checkpointIn(path.join(folder, "checkpoint"));
  for (const tile of entryTiles(size)) {
    const { entries, problem } = fromBundle(bytesIn(path.join(folder, tilePath(tile))), tile.width);
    for (const [i, bytes] of entries.entries()) {
      const entry = readEntry(bytes);
      const index = tile.index * 256 + i;
      if ("problem" in entry) write(`entry ${index}: ${printable(entry.problem)}\n`, 2);
      else yield { index, entry };
    }
    if (problem !== undefined) write(`${tilePath(tile)} ${problem}\n`, 2);
  }
}

/** A time that is none would be found nowhere, and look like an answer. */
function checkTimes({ since, until }: EvidenceArguments): void {
  for (const [option, time] of Object.entries({ since, until }))
    if (time !== undefined && !/^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)?$/.test(time))
      throw new Unrunnable(`--${option} takes a time in UTC such as 2026-12-10T10:00:00Z, not \`${time}\``);
}

type Found = Item & { readonly log: string };

/** What is asked for: of one log as it comes, of several together in the order of time. */
function found(logs: readonly string[], options: EvidenceArguments): Iterable<Found> {
  const inOne = function* (log: string): Generator<Found> {
    for (const item of entriesIn(log)) if (matches(item.entry, options)) yield { log, ...item };
  };
  if (logs.length === 1) return inOne(logs[0]!);
  return logs.flatMap((log) => [...inOne(log)]).sort((a, b) => (a.entry.time < b.entry.time ? -1 : a.entry.time > b.entry.time ? 1 : 0));
}

export function list(folders: readonly string[], options: EvidenceArguments): number {
  checkTimes(options);
  const most = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (!(most > 0)) throw new Unrunnable(`--limit takes a number, not \`${options.limit}\``);
  const lines = new Lines();
  const rows: (string | number)[][] = [];
  const several = folders.length > 1;
  let count = 0;
  for (const { log, index, entry } of found(folders, options)) {
    if (++count > most) break;
    if (options.json) lines.add({ event: "entry", ...(several && { log }), index, entry });
    else
      rows.push([
        ...(several ? [log] : []),
        index,
        entry.time,
        entry.session,
        entry.action,
        entry.decision,
        entry.outcome,
        clausesOf(entry),
      ]);
  }
  lines.flush();
  const head = [...(several ? ["log"] : []), "", "time", "session", "action", "decision", "outcome", "by"];
  if (!options.json) write(rows.length === 0 ? "no entry is like that\n" : `${printable(table([head, ...rows]))}\n`);
  return exit.holds;
}

const clausesOf = ({ basis }: Entry): string => basis.map((id) => id.slice(id.indexOf("#") + 1)).join(", ");

function entryAt(folder: string, text: string): { bytes: Uint8Array; index: number; signed: SignedCheckpoint } {
  const signed = checkpointIn(path.join(folder, "checkpoint"));
  const index = Number(text);
  if (!(Number.isSafeInteger(index) && index >= 0 && index < signed.size))
    throw new Unrunnable(`this log has entries 0 to ${signed.size - 1}, and no \`${text}\``);
  const tile = tileOf("entries", index, signed.size);
  const { entries } = fromBundle(bytesIn(path.join(folder, tilePath(tile))), tile.width);
  const bytes = entries[index % 256];
  if (!bytes) throw new Unrunnable(`${tilePath(tile)} does not hold entry ${index}; \`pact evidence verify\` says what is wrong`);
  return { bytes, index, signed };
}

function readable(bytes: Uint8Array, index: number): Entry {
  const entry = readEntry(bytes);
  if ("problem" in entry) throw new Unrunnable(`entry ${index}: ${entry.problem}`);
  return entry;
}

export function show(folder: string, text: string, { json }: EvidenceArguments): number {
  const { bytes, index } = entryAt(folder, text);
  const entry = readable(bytes, index);
  if (json) write(`${JSON.stringify({ event: "entry", index, entry })}\n`);
  else {
    write(`${printable(JSON.stringify(entry, undefined, 2))}\n`);
    for (const part of [entry.input, entry.result])
      if (part && "blob" in part) write(`${printable(`\n${part.blob}:\n${blobText(folder, part.blob)}`)}\n`);
  }
  return exit.holds;
}

function blobText(folder: string, digest: string): string {
  const blob = readBlob(folder, digest);
  return blob === "pruned" ? "(it was pruned)" : blob === "differs" ? "(it is not what its name says)" : blob.text;
}

export function whose(folder: string, text: string, { json }: EvidenceArguments): number {
  const { bytes, index } = entryAt(folder, text);
  const found: Attributed = attribute(readable(bytes, index));
  if (json) write(`${JSON.stringify({ event: "attribution", index, ...found })}\n`);
  else write(`${colour.bold(found.attribution)}\n${printable(found.reasons.map((each) => `  ${each}`).join("\n"))}\n`);
  return exit.holds;
}

export function exportEntries(folder: string, options: EvidenceArguments): number {
  checkTimes(options);
  const lines = new Lines();
  // As it was logged, byte for byte: what is given on has the same hash there.
  for (const { entry } of entriesIn(folder)) {
    if (!matches(entry, options)) continue;
    lines.addText(options.form === "otlp" ? JSON.stringify(entryToOtlp(entry, hashing)) : canonicalJson(entry));
  }
  lines.flush();
  return exit.holds;
}

// ── Proving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const nodesOf = (folder: string, size: number) => nodesIn(size, (tile: Tile) => bytesIn(path.join(folder, tilePath(tile))), hashing);

export function prove(folder: string, text: string, { out }: EvidenceArguments): number {
  const { bytes, index, signed } = entryAt(folder, text);
  let proof: Uint8Array[];
  try {
    proof = inclusionProof(index, signed.size, nodesOf(folder, signed.size), hashing);
  } catch (error) {
    throw new Unrunnable(`${folder}: ${(error as Error).message}; \`pact evidence verify\` says what is wrong`);
  }
  const file = writeProof({ extra: bytes, index, proof, checkpoint: signed });
  if (out === undefined) write(file);
  else {
    try {
      writeFileSync(out, file);
    } catch (error) {
      throw new Unrunnable(`${out}: ${reason(error as NodeJS.ErrnoException)}`);
    }
  }
  return exit.holds;
}

/** A proof file alone: nothing but the key is trusted. */
export function check(file: string, options: EvidenceArguments): number {
  if (options.key === undefined) throw new Unrunnable("name the log's key with --key: a proof cannot vouch for its own");
  const proof = readProof(bytesIn(file));
  if ("problem" in proof) throw new Unrunnable(`${file}: ${proof.problem}`);
  if (!proof.extra) throw new Unrunnable(`${file}: the entry is not in it`);
  const found = verifyProof(proof, proof.extra, keysFor(file, options), ports);
  if (options.json) write(`${JSON.stringify(told(found))}\n`);
  else {
    write(describe(found));
    if (!("failure" in found)) write(`\nentry ${proof.index}:\n${printable(textOf(proof.extra) ?? "")}\n`);
  }
  return "failure" in found ? exit.fails : exit.holds;
}

/** Has the log only grown since an older checkpoint of it? */
export function consistency(folder: string, old: string, options: EvidenceArguments): number {
  const [before, now] = [checkpointIn(old), checkpointIn(path.join(folder, "checkpoint"))];
  if (before.origin !== now.origin) throw new Unrunnable(`${old} is of the log \`${before.origin}\`, and ${folder} is \`${now.origin}\``);
  let holds = false;
  try {
    const proof = before.size > now.size ? [] : consistencyProof(before.size, now.size, nodesOf(folder, now.size), hashing);
    holds = verifyConsistency(before, now, proof, hashing);
  } catch (error) {
    throw new Unrunnable(`${folder}: ${(error as Error).message}; \`pact evidence verify\` says what is wrong`);
  }
  if (options.json) write(`${JSON.stringify({ event: "consistency", old: before.size, now: now.size, holds })}\n`);
  else
    write(
      holds
        ? `${colour.green("✓")} its first ${before.size} entries are those of ${printable(old)}, and ${now.size - before.size} came after\n`
        : `${colour.red("✗")} its first ${before.size} entries are not those of ${printable(old)}: history was rewritten\n`,
    );
  return holds ? exit.holds : exit.fails;
}
