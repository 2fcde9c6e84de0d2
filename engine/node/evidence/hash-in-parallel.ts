// The bundles of a large log, hashed and where it is wished decoded by as many threads as the machine has cores: this one, which begins
// at once, and others as soon as they have started.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Failed, HashedBundle, LogFiles } from "../../evidence/index.ts";
import { bundlesIn, hashTheRest, progressOf, sharedHashing } from "./shared-hashing.ts";
import { inSlices } from "./slices.ts";

/** A smaller log is hashed before another thread has begun. */
export const worthThreads = 65_536;
const mostThreads = 8;

// Beside this file in the sources, and beside its bundle.
const program = new URL(import.meta.url.endsWith(".ts") ? "./hash-worker.ts" : "./hash-worker.js", import.meta.url);

/**
 * Yields how far it is, from 0 to 1, now and then; returns all bundles in their order, or the first failure in that order. Threads end
 * where this is ended. Rejects where one cannot be had.
 */
export async function* hashInParallel(
  files: LogFiles,
  folder: string,
  size: number,
  checksEntries: boolean,
): AsyncGenerator<number, readonly HashedBundle[] | Failed> {
  const shared = sharedHashing(folder, size, checksEntries);
  const threads = Math.min(availableParallelism(), mostThreads);
  const workers = Array.from({ length: threads - 1 }, () => new Worker(program, { workerData: shared }));
  const others = Promise.all(workers.map(failureOf));
  // Awaited below; until then a rejection is nobody's.
  others.catch(() => undefined);
  try {
    const own = yield* inSlices(hashTheRest(files, shared));
    yield progressOf(shared);
    const failures = [own, ...(await others)].filter((each) => each !== undefined);
    return failures.sort((a, b) => (a.entry ?? 0) - (b.entry ?? 0))[0] ?? bundlesIn(shared);
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What a thread has to say when it is done. */
const failureOf = (worker: Worker): Promise<Failed | undefined> =>
  new Promise((done, broken) => {
    let failure: Failed | undefined;
    worker.on("message", (message: Failed) => {
      failure = message;
    });
    worker.on("error", broken);
    worker.on("exit", () => done(failure));
  });
