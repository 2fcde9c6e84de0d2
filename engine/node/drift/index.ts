// The door of drift on a disk: runs as they are compared, and what there is now.
export { checkpointOf, currentOf, newestRun, snapshotOfRun } from "./runs.ts";
