// The door of logs on a disk: one writer, keys, and the files for whoever verifies.
export { blobsOf, pruneBlobs, readBlob } from "./blobs.ts";
export { hashing, newKey, signerOf, verifying } from "./crypto.ts";
export { logFiles } from "./files.ts";
export { type HeldKey, heldKey, keyFile, keyVariable, makeKey } from "./keys.ts";
export { Recorder } from "./recorder.ts";
export { type ReadEntry, readBundle, ScannedLog } from "./scan.ts";
export { verifyFolder } from "./whole.ts";
export { LogProblem, LogWriter, type WriterOptions } from "./writer.ts";
