// The door of drift on a disk: runs as they are compared, and what there is now.
export { checkpointOf, currentOf, newestRun, type SuiteOf, snapshotOfRun } from "./runs.ts";
