// The door of logs on a disk: one writer, keys, and the files for whoever verifies.
export { blobsOf, pruneBlobs, readBlob } from "./blobs.ts";
export { hashing, newKey, signerOf, verifying } from "./crypto.ts";
export { logFiles, rootOfFirst } from "./files.ts";
export { buildColumns, columnsFile, columnsOf } from "./kept-columns.ts";
export { type HeldKey, hasKey, heldKey, keyFile, keyVariable, makeKey } from "./keys.ts";
export { type EntryAt, LogReader, type ReadEntry, readBundle } from "./log-reader.ts";
export { waitingIn } from "./pending.ts";
export { Recorder } from "./recorder.ts";
export { verifyEntries, verifyFolder } from "./whole.ts";
export { LogProblem, LogWriter, noNewLog, type WriterOptions } from "./writer.ts";
