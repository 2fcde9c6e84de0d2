// Everything that a log says and that stands beside it, verified: entries, tiles, root, signature, and the large values under their digests.
import { type Failed, failed, type Trust, tileWidth, type Verified, verifyInSteps } from "../../evidence/index.ts";
import { blobsOf, readBlob } from "./blobs.ts";
import { hashing, verifying } from "./crypto.ts";
import { logFiles } from "./files.ts";
import { readBundle } from "./log-reader.ts";

/** Yields how far it is, from 0 to 1, often enough to be ended in between. */
export function* verifyFolder(folder: string, trust: Trust): Generator<number, Verified | Failed> {
  const walk = verifyInSteps(logFiles(folder), { ...trust, checksEntries: true }, { hashing, verifying });
  let step = walk.next();
  for (; !step.done; step = walk.next()) yield step.value / 2;
  return "failure" in step.value ? step.value : yield* blobsBeside(folder, step.value);
}

/** What stands beside the log under its digest, where it was not pruned. */
function* blobsBeside(folder: string, verified: Verified): Generator<number, Verified | Failed> {
  const { size } = verified.checkpoint;
  const counts = { there: 0, pruned: 0 };
  for (let bundle = 0; bundle * tileWidth < size; bundle++) {
    for (const [i, read] of readBundle(logFiles(folder), bundle, size).entries()) {
      for (const digest of "entry" in read ? blobsOf(read.entry) : []) {
        const blob = readBlob(folder, digest);
        if (blob === "differs") return failed("blob_differs", "blobs", `${digest} is not what its name says`, bundle * tileWidth + i);
        counts[blob === "pruned" ? "pruned" : "there"]++;
      }
    }
    yield 0.5 + Math.min(0.5, ((bundle + 1) * tileWidth) / size / 2);
  }
  if (counts.there + counts.pruned === 0) return verified;
  const pruned = counts.pruned > 0 ? `; ${counts.pruned} were pruned` : "";
  return { ...verified, steps: [...verified.steps, `${counts.there} blobs are what their names say${pruned}`] };
}
