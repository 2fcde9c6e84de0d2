// `pact evidence`: a log verified, read, and one entry of it proved to a stranger.
import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import {
  type Column,
  canonicalJson,
  type Entry,
  type EntryFilter,
  entryToOtlp,
  type Failed,
  failed,
  isAskedTime,
  readProof,
  readSigned,
  textOf,
  type Verified,
  verifyProof,
} from "../engine/evidence/index.ts";
import { hashing, logFiles, pruneBlobs, verifyFolder, verifying } from "../engine/node/evidence/index.ts";
import { reason } from "../engine/node/index.ts";
import {
  alteredAt,
  blobText,
  bytesIn,
  checkpointIn,
  EntriesRead,
  entryAt,
  everyEntry,
  hasOnlyGrown,
  keysFor,
  logIn,
  proofOf,
  readable,
  signedOnly,
  waitingOf,
  waitingSaid,
  whoseFailure,
} from "./evidence-files.ts";
import { colour, exit, Lines, printable, table, Unrunnable, write } from "./output.ts";

export interface EvidenceArguments extends EntryFilter {
  readonly json: boolean;
  readonly name?: string;
  readonly key?: string;
  readonly checkpoint?: readonly string[];
  readonly out?: string;
  readonly limit?: string;
  readonly by?: Column;
  readonly form?: "json" | "otlp";
}

export async function verify(folder: string, options: EvidenceArguments): Promise<number> {
  const trust = () => ({ ...keysFor(folder, options.key), known: (options.checkpoint ?? []).map(checkpointIn) });
  const found = withoutCheckpoint(folder) ?? (await drained(verifyFolder(folder, trust())));
  const waiting = "failure" in found ? 0 : waitingOf(folder, found.checkpoint.size);
  if (options.json) write(`${JSON.stringify(told(found, waiting))}\n`);
  else write(describe(found, waiting));
  return "failure" in found ? exit.fails : exit.holds;
}

/** Without a checkpoint nobody knows whose log it is. */
function withoutCheckpoint(folder: string): Failed | undefined {
  const bytes = logFiles(folder).checkpoint();
  const read = bytes && readSigned(bytes);
  if (read && "problem" in read) return failed("checkpoint_malformed", "checkpoint", read.problem);
  return read || !existsSync(folder) ? undefined : failed("checkpoint_missing", "checkpoint", "this log has no checkpoint");
}

export function prune(folder: string, { before, json }: EvidenceArguments & { readonly before: string }): number {
  checkTimes({ before });
  let counts: ReturnType<typeof pruneBlobs>;
  try {
    counts = pruneBlobs(folder, everyEntry(folder, 0), before);
  } catch (error) {
    if (error instanceof Unrunnable) throw error;
    throw new Unrunnable(`${folder}: ${(error as Error).message}`);
  }
  if (json) write(`${JSON.stringify({ event: "pruned", ...counts })}\n`);
  else write(`${counts.pruned} blobs of entries before ${before} were removed, ${counts.kept} stay; the log itself is as it was\n`);
  return exit.holds;
}

async function drained<Result>(walk: AsyncGenerator<unknown, Result>): Promise<Result> {
  for (;;) {
    const { done, value } = await walk.next();
    if (done) return value as Result;
  }
}

const told = (found: Verified | Failed, waiting = 0) =>
  "failure" in found
    ? { event: "evidence", ...found }
    : { event: "evidence", size: found.checkpoint.size, timeS: found.timeS, steps: found.steps, ...(waiting > 0 && { waiting }) };

function describe(found: Verified | Failed, waiting = 0): string {
  if ("failure" in found) {
    const at = found.entry === undefined ? "" : `, entry ${found.entry}`;
    return `${colour.red("✗")} ${found.code} ${printable(`${found.place}${at}: ${found.message}`)}\n`;
  }
  const steps = found.steps.map((step) => `${colour.green("✓")} ${step}\n`).join("");
  const signed = `${found.checkpoint.size} entries, signed ${new Date(found.timeS * 1000).toISOString()}`;
  const more = waiting === 0 ? "" : `${waitingSaid(waiting)}\n`;
  return `${steps}${signed}\n${more}${colour.dim(signedOnly)}\n`;
}

// ── Reading ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A time that is none would be found nowhere, and look like an answer. */
function checkTimes(times: { readonly since?: string | undefined; readonly until?: string | undefined; readonly before?: string }): void {
  for (const [option, time] of Object.entries(times))
    if (time !== undefined && !isAskedTime(time))
      throw new Unrunnable(`--${option} takes a time in UTC such as 2026-12-10T10:00:00Z, not \`${time}\``);
}

const filterOf = ({ session, agent, clause, action, decision, outcome, person, since, until, text }: EntryFilter): EntryFilter => ({
  session,
  agent,
  clause,
  action,
  decision,
  outcome,
  person,
  since,
  until,
  text,
});

export function list(folders: readonly string[], options: EvidenceArguments): number {
  checkTimes({ since: options.since, until: options.until });
  const most = options.limit === undefined ? Number.POSITIVE_INFINITY : Number(options.limit);
  if (!(most > 0 && (Number.isSafeInteger(most) || options.limit === undefined)))
    throw new Unrunnable(`--limit takes a number, not \`${options.limit}\``);
  if (options.by !== undefined) return count(folders, options.by, most, options);
  const lines = new Lines();
  const rows: (string | number)[][] = [];
  const several = folders.length > 1;
  let told = 0;
  const entries = new EntriesRead(folders, filterOf(options));
  for (const { log, index, entry } of entries.all()) {
    if (++told > most) break;
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
  for (const folder of folders) {
    const waiting = waitingOf(folder, checkpointIn(path.join(folder, "checkpoint")).size);
    if (waiting > 0) write(`${printable(folder)}: ${waitingSaid(waiting)}\n`, 2);
  }
  // Where some cannot be read, nobody knows that there is none.
  if (!options.json && rows.length > 0) write(`${printable(table([head, ...rows]))}\n`);
  else if (!options.json && !entries.isIncomplete) write("no entry is like that\n");
  return entries.isIncomplete ? exit.fails : exit.holds;
}

/** How many entries have each value of a column, the most frequent first, and how many none; of several logs together. */
function count(folders: readonly string[], by: Column, most: number, options: EvidenceArguments): number {
  const counts = new Map<string, number>();
  const filter = filterOf(options);
  let [without, unreadable] = [0, 0];
  for (const folder of folders) {
    const log = logIn(folder);
    for (const { value, count } of log.values(by, Number.POSITIVE_INFINITY, filter)) counts.set(value, (counts.get(value) ?? 0) + count);
    without += log.without(by, filter);
    const missed = log.unreadable();
    if (missed > 0)
      write(`${printable(folder)}: ${missed} entries cannot be read, and may be like it; \`pact evidence verify\` says why\n`, 2);
    unreadable += missed;
  }
  const sorted = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).slice(0, most);
  if (options.json) {
    const lines = new Lines();
    for (const [value, count] of sorted) lines.add({ event: "count", by, value, count });
    if (without > 0) lines.add({ event: "count", by, value: null, count: without });
    lines.flush();
  } else {
    const rows = [...sorted, ...(without > 0 ? [[`(no ${by})`, without] as const] : [])];
    if (rows.length > 0) write(`${printable(table([[by, "entries"], ...rows.map((row) => [...row])]))}\n`);
    else if (unreadable === 0) write("no entry is like that\n");
  }
  return unreadable > 0 ? exit.fails : exit.holds;
}

const clausesOf = ({ basis }: Entry): string => basis.map((id) => id.slice(id.indexOf("#") + 1)).join(", ");

export function show(folder: string, text: string, { json }: EvidenceArguments): number {
  const at = entryAt(folder, text);
  const { index } = at;
  const entry = readable(at);
  const problem = alteredAt(folder, at);
  if (problem !== undefined) write(`${colour.red("✗")} ${printable(problem)}\n`, 2);
  if (json) write(`${JSON.stringify({ event: "entry", index, entry, ...(problem !== undefined && { problem }) })}\n`);
  else {
    write(`${printable(JSON.stringify(entry, undefined, 2))}\n`);
    for (const part of [entry.input, entry.result])
      if (part && "blob" in part) write(`${printable(`\n${part.blob}:\n${shown(blobText(folder, part.blob))}`)}\n`);
  }
  return problem === undefined ? exit.holds : exit.fails;
}

const shown = (blob: ReturnType<typeof blobText>): string => ("text" in blob ? blob.text : `(${blob.problem})`);

export function whose(folder: string, text: string, { json }: EvidenceArguments): number {
  const at = entryAt(folder, text);
  const { index } = at;
  const problem = alteredAt(folder, at);
  if (problem !== undefined) throw new Unrunnable(`nobody can say whose failure that was: ${problem}`);
  const found = whoseFailure(logIn(folder), index, readable(at));
  if (json) write(`${JSON.stringify({ event: "attribution", index, ...found })}\n`);
  else write(`${colour.bold(found.attribution)}\n${printable(found.reasons.map((each) => `  ${each}`).join("\n"))}\n`);
  return exit.holds;
}

export function exportEntries(folder: string, options: EvidenceArguments): number {
  checkTimes({ since: options.since, until: options.until });
  const lines = new Lines();
  // As it was logged, byte for byte: what is given on has the same hash there.
  const entries = new EntriesRead([folder], filterOf(options));
  for (const { entry } of entries.in(folder))
    lines.addText(options.form === "otlp" ? JSON.stringify(entryToOtlp(entry, hashing)) : canonicalJson(entry));
  lines.flush();
  return entries.isIncomplete ? exit.fails : exit.holds;
}

// ── Proving ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export function prove(folder: string, text: string, { out }: EvidenceArguments): number {
  const at = entryAt(folder, text);
  const problem = alteredAt(folder, at);
  if (problem !== undefined) throw new Unrunnable(`there is no proof of that: ${problem}`);
  const file = proofOf(folder, at);
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
  const found = verifyProof(proof, proof.extra, keysFor(file, options.key), { hashing, verifying });
  if (options.json) write(`${JSON.stringify(told(found))}\n`);
  else {
    write(describe(found));
    if (!("failure" in found)) write(`\nentry ${proof.index}:\n${printable(textOf(proof.extra) ?? "")}\n`);
  }
  return "failure" in found ? exit.fails : exit.holds;
}

/** Has the log only grown since an older checkpoint of it? */
export function consistency(folder: string, old: string, options: EvidenceArguments): number {
  const before = checkpointIn(old);
  const { holds, now } = hasOnlyGrown(folder, before, old);
  if (options.json) write(`${JSON.stringify({ event: "consistency", old: before.size, now: now.size, holds })}\n`);
  else
    write(
      holds
        ? `${colour.green("✓")} its first ${before.size} entries are those of ${printable(old)}, and ${now.size - before.size} came after\n`
        : `${colour.red("✗")} its first ${before.size} entries are not those of ${printable(old)}: history was rewritten\n`,
    );
  return holds ? exit.holds : exit.fails;
}
