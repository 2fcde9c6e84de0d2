// The bundles of a large log, hashed and where it is wished decoded by as many threads as the machine has cores: this one, which begins
// at once, and others as soon as they have started.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Failed, HashedBundle, LogFiles } from "../../evidence/index.ts";
import { bundlesIn, hashTheRest, progressOf, type SharedHashing } from "./shared-hashing.ts";
import { inSlices } from "./slices.ts";

/** A smaller log is hashed before another thread has begun. */
export const worthThreads = 65_536;
const mostThreads = 8;

// Beside this file in the sources, and beside its bundle.
const program = new URL(import.meta.url.endsWith(".ts") ? "./hash-worker.ts" : "./hash-worker.js", import.meta.url);

/**
 * Yields how far it is, from 0 to 1, now and then; returns all bundles in their order, or the first failure in that order. Threads end
 * where this is ended. Rejects where one broke off in the middle of its work; what one that never began has not done, others have.
 */
export async function* hashInParallel(files: LogFiles, shared: SharedHashing): AsyncGenerator<number, readonly HashedBundle[] | Failed> {
  const threads = Math.min(availableParallelism(), mostThreads);
  const workers = Array.from({ length: threads - 1 }, () => new Worker(program, { workerData: shared }));
  const others = Promise.allSettled(workers.map(failureOf));
  try {
    const own = yield* inSlices(hashTheRest(files, shared));
    yield progressOf(shared);
    const ended = await others;
    const failures = [own, ...ended.map((each) => (each.status === "fulfilled" ? each.value : undefined))].filter(
      (each) => each !== undefined,
    );
    const [first] = failures.sort((a, b) => (a.entry ?? 0) - (b.entry ?? 0));
    const found = first ?? bundlesIn(shared);
    if (!found) throw ended.find((each) => each.status === "rejected")?.reason ?? new Error("a thread ended too soon");
    return found;
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
