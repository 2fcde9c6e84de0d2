// What is too large for an entry stands beside the log, under its digest. Pruning takes blobs and never the tree: an entry still says which
// bytes there were.
import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { type Entry, microsOf, textOf } from "../../evidence/index.ts";
import { hashing } from "./crypto.ts";
import { names, put } from "./files.ts";
import { lock } from "./lock.ts";

const blobFile = (folder: string, name: string): string => path.join(folder, names.blobs, "sha256", name.slice(0, 2), name);
const nameIn = (digest: string): string | undefined => /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1];
const hex = (bytes: Uint8Array): string => Buffer.from(hashing.sha256(bytes)).toString("hex");

/** Its digest, once it is on the disk. */
export async function putBlob(folder: string, bytes: Uint8Array): Promise<string> {
  const name = hex(bytes);
  const file = blobFile(folder, name);
  if (!existsSync(file)) await put(file, bytes);
  return `sha256:${name}`;
}

/** A blob that an entry names, as text; `pruned` where there is none, `differs` where its bytes are not those its name says. */
export function readBlob(folder: string, digest: string): { readonly text: string } | "pruned" | "differs" {
  const name = nameIn(digest);
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(blobFile(folder, name ?? ""));
  } catch {
    return "pruned";
  }
  const text = hex(bytes) === name ? textOf(bytes) : undefined;
  return text === undefined ? "differs" : { text };
}

export const blobsOf = ({ input, result }: Entry): string[] =>
  [input, result].flatMap((part) => (part && "blob" in part ? [part.blob] : []));

/**
 * Removes what only entries before this time name (ISO 8601, UTC); says how many went, and how many stayed. Throws where somebody writes the
 * log: a new entry could name what is being removed.
 */
export function pruneBlobs(
  folder: string,
  entries: Iterable<{ readonly entry: Entry }>,
  before: string,
): { readonly pruned: number; readonly kept: number } {
  const held = lock(path.join(folder, names.lock));
  try {
    const [old, needed] = [new Set<string>(), new Set(pendingBlobs(folder))];
    const until = microsOf(before);
    for (const { entry } of entries) for (const blob of blobsOf(entry)) (microsOf(entry.time) < until ? old : needed).add(blob);
    const there = (digests: ReadonlySet<string>): string[] =>
      [...digests].map((digest) => blobFile(folder, nameIn(digest) ?? "")).filter((file) => existsSync(file));
    const going = there(new Set([...old].filter((digest) => !needed.has(digest))));
    for (const file of going) rmSync(file);
    return { pruned: going.length, kept: there(needed).length };
  } finally {
    held.release();
  }
}

/** What a writer that was killed has accepted is not in the tree yet. */
function pendingBlobs(folder: string): string[] {
  const file = path.join(folder, names.pending);
  return existsSync(file) ? (readFileSync(file, "utf8").match(/sha256:[0-9a-f]{64}/g) ?? []) : [];
}
