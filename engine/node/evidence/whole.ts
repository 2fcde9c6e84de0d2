// Everything that a log says and that stands beside it, verified: entries, tiles, root, signature, and the large values under their digests.
import {
  type Failed,
  failed,
  type LogFiles,
  type Trust,
  tileOf,
  tileWidth,
  type Verified,
  verifyHead,
  verifyInSteps,
  verifyTree,
} from "../../evidence/index.ts";
import { blobsOf, readBlob } from "./blobs.ts";
import { hashing, verifying } from "./crypto.ts";
import { logFiles, logFilesInTurn } from "./files.ts";
import { hashInParallel, worthThreads } from "./hash-in-parallel.ts";
import { readBundle } from "./log-reader.ts";
import { sharedHashing } from "./shared-hashing.ts";
import { inSlices } from "./slices.ts";

/** Yields how far it is, from 0 to 1, and lets others run in between; it may be ended there. */
export async function* verifyFolder(folder: string, given: Trust): AsyncGenerator<number, Verified | Failed> {
  const verified = yield* half(0, verifyEntries(folder, { ...given, checksEntries: true }));
  return "failure" in verified ? verified : yield* half(0.5, inSlices(blobsBeside(folder, verified)));
}

/** Every entry, tile and hash of a log; a large one in several threads. */
export async function* verifyEntries(folder: string, trust: Trust): AsyncGenerator<number, Verified | Failed> {
  const files = logFilesInTurn(folder);
  const head = verifyHead(files.checkpoint(), trust, verifying);
  if ("failure" in head) return head;
  const { size } = head.checkpoint;
  const shared = size < worthThreads ? undefined : sharedHashing(folder, size, trust.checksEntries ?? false);
  if (!shared) return yield* inSlices(verifyInSteps(files, trust, { hashing, verifying }));
  const bundles = yield* hashInParallel(files, shared);
  return "failure" in bundles ? bundles : verifyTree(head, bundles, files, trust, hashing);
}

/** What stands beside the log under its digest, where it was not pruned. */
function* blobsBeside(folder: string, verified: Verified): Generator<number, Verified | Failed> {
  const files = logFiles(folder);
  const { size } = verified.checkpoint;
  const counts = { there: 0, pruned: 0 };
  for (let first = 0; first < size; first += tileWidth) {
    for (const { digest, index } of namedIn(files, first, size)) {
      const blob = readBlob(folder, digest);
      if (blob === "differs") return failed("blob_differs", "blobs", `${digest} is not what its name says`, index);
      counts[blob === "pruned" ? "pruned" : "there"]++;
    }
    yield Math.min(1, (first + tileWidth) / size);
  }
  if (counts.there + counts.pruned === 0) return verified;
  const pruned = counts.pruned > 0 ? `; ${counts.pruned} are there no more, pruned or taken away` : "";
  return { ...verified, steps: [...verified.steps, `${counts.there} blobs are what their names say${pruned}`] };
}

/** The digests that entries of a bundle name. One without the word is not read: most name none. */
function* namedIn(files: LogFiles, first: number, size: number): Generator<{ readonly digest: string; readonly index: number }> {
  const bytes = files.tile(tileOf("entries", first, size));
  if (!bytes || !Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).includes('"blob":"sha256:')) return;
  for (const [i, read] of readBundle(files, first / tileWidth, size).entries())
    for (const digest of "entry" in read ? blobsOf(read.entry) : []) yield { digest, index: first + i };
}

/** A half of the way. */
async function* half<Result>(from: number, walk: AsyncGenerator<number, Result>): AsyncGenerator<number, Result> {
  try {
    for (;;) {
      const { done, value } = await walk.next();
      if (done) return value as Result;
      yield from + (value as number) / 2;
    }
  } finally {
    await walk.return(undefined as never);
  }
}
