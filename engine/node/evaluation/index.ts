// The door of running an evaluation: suites, cases on disk, runs that go on where they were cut off.
export type { LoadedCases } from "./case-files.ts";
export { askAbout, type Begun, casesOf, type Evaluated, type Evaluation, evaluate, inOrder, type Shard } from "./evaluate.ts";
export { type Merged, mergeShards } from "./merge.ts";
export { contentDigest, partsOf } from "./parts.ts";
export { type PlacedResult, readReport, readResultAt, streamResults } from "./results-file.ts";
export {
  isFinished,
  isSameRun,
  type Manifest,
  type Result,
  RunFailure,
  readManifest,
  readResults,
  readSession,
  writeBeside,
} from "./run-folder.ts";
