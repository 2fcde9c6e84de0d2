// The door of logs on a disk: one writer, keys, and the files for whoever verifies.
export { hashing, newKey, signerOf, verifying } from "./crypto.ts";
export { logFiles } from "./files.ts";
export { type HeldKey, heldKey, keyFile, keyVariable, makeKey } from "./keys.ts";
export { Recorder, readBlob } from "./recorder.ts";
export { LogProblem, LogWriter, type WriterOptions } from "./writer.ts";
