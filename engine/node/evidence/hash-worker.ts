// A stretch of a log's bundles, decoded and hashed in a thread of its own.
import { parentPort, workerData } from "node:worker_threads";
import { type Failed, type HashedBundle, hashBundle, tileOf, tileWidth } from "../../evidence/index.ts";
import { hashing } from "./crypto.ts";
import { logFiles } from "./files.ts";

export interface Stretch {
  readonly folder: string;
  readonly size: number;
  /** Bundles, the last not included. */
  readonly from: number;
  readonly to: number;
}
/** Some bundles in their order, or the first that failed; nothing comes after that. */
export type Hashed = readonly HashedBundle[] | Failed;

/** How many bundles are told of at once. */
const atOnce = 16;

if (parentPort && workerData) {
  const { folder, size, from, to } = workerData as Stretch;
  const files = logFiles(folder);
  let bundles: HashedBundle[] = [];
  for (let bundle = from; bundle < to; bundle++) {
    const hashed = hashBundle(files, tileOf("entries", bundle * tileWidth, size), true, hashing);
    if ("failure" in hashed) {
      parentPort.postMessage(bundles satisfies Hashed);
      parentPort.postMessage(hashed satisfies Hashed);
      break;
    }
    bundles.push(hashed);
    if (bundles.length === atOnce || bundle === to - 1) {
      parentPort.postMessage(bundles satisfies Hashed);
      bundles = [];
    }
  }
}
