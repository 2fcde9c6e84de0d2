// A thread that hashes the bundles of a log beside others.
import { parentPort, workerData } from "node:worker_threads";
import { logFilesInTurn } from "./files.ts";
import { hashTheRest, type SharedHashing } from "./shared-hashing.ts";

if (parentPort && workerData) {
  const shared = workerData as SharedHashing;
  const rest = hashTheRest(logFilesInTurn(shared.folder), shared);
  let step = rest.next();
  while (!step.done) step = rest.next();
  if (step.value) parentPort.postMessage(step.value);
}
