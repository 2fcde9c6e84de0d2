// The bundles of a large log, decoded and hashed by as many threads as the machine has cores.
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { type Failed, type HashedBundle, tileWidth } from "../../evidence/index.ts";
import type { Hashed, Stretch } from "./hash-worker.ts";

/** A smaller log is hashed before a thread has begun. */
export const worthThreads = 65_536;
const mostThreads = 8;

// Beside this file in the sources, and beside its bundle.
const program = new URL(import.meta.url.endsWith(".ts") ? "./hash-worker.ts" : "./hash-worker.js", import.meta.url);

/**
 * Yields how far it is, from 0 to 1, whenever some were hashed; returns all in their order, or the first failure in that order. Threads
 * end where this is ended. Rejects where there are none to be had.
 */
export async function* hashInParallel(folder: string, size: number): AsyncGenerator<number, readonly HashedBundle[] | Failed> {
  const bundles = Math.ceil(size / tileWidth);
  const threads = Math.min(availableParallelism(), mostThreads);
  const stretches = Array.from({ length: threads }, (_, i): { readonly worker: Worker; readonly hashed: HashedBundle[] } => {
    const [from, to] = [Math.floor((i * bundles) / threads), Math.floor(((i + 1) * bundles) / threads)];
    return { worker: new Worker(program, { workerData: { folder, size, from, to } satisfies Stretch }), hashed: [] };
  });
  /** By the stretch it ended. */
  const failures: (Failed | undefined)[] = [];
  let wake = Promise.withResolvers<void>();
  let running = threads;
  const ended = Promise.all(
    stretches.map(
      ({ worker, hashed }, i) =>
        new Promise<void>((done, broken) => {
          worker.on("message", (message: Hashed) => {
            if ("failure" in message) failures[i] = message;
            else hashed.push(...message);
            wake.resolve();
          });
          worker.on("error", broken);
          worker.on("exit", () => {
            running--;
            wake.resolve();
            done();
          });
        }),
    ),
  );
  try {
    while (running > 0) {
      await Promise.race([wake.promise, ended]);
      wake = Promise.withResolvers();
      yield stretches.reduce((sum, { hashed }) => sum + hashed.length, 0) / bundles;
    }
    await ended;
    return failures.find((each) => each !== undefined) ?? stretches.flatMap(({ hashed }) => hashed);
  } finally {
    await Promise.all(stretches.map(({ worker }) => worker.terminate()));
  }
}
