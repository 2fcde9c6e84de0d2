// The door of the evidence log: entries, tree, notes, proofs, verification. Files and keys are engine/node/evidence's.
export { type ClauseText, clausesOf } from "./as-it-read.ts";
export { type Attributed, type Attribution, attribute } from "./attribute.ts";
export { endsIn, fromBundle, maxEntryBytes, toBundle } from "./bundle.ts";
export { fromBase64, same, textOf, toBase64, toHex, utf8 } from "./bytes.ts";
export { canonicalJson } from "./canonical.ts";
export {
  type Checkpoint,
  isSigned,
  type LogKeys,
  logKeys,
  readCheckpoint,
  readSigned,
  type SignedCheckpoint,
  signCheckpoint,
  timeOf,
  writeCheckpoint,
} from "./checkpoint.ts";
export { type Entry, entrySchema, entryType, outcomes, readEntry, writeEntry } from "./entry.ts";
export { type EntryStep, type StepName, stepNames, verifyEntry } from "./entry-steps.ts";
export { isKeyName, type KeyType, keyTypes, type Note, type NoteKey, noteKey, readKey, readNote, writeKey, writeNote } from "./note.ts";
export { entryToOtlp } from "./otlp.ts";
export type { Hashing, Signing, Verifying } from "./ports.ts";
export { type ProofFile, readProof, writeProof } from "./proof-file.ts";
export {
  asksAll,
  type Column,
  columns,
  type EntryFilter,
  type EntryRow,
  type Found,
  hasText,
  isAskedTime,
  matches,
  microsOf,
  peopleIn,
  rowOf,
  unreadableRow,
  valuesOf,
} from "./queries.ts";
export { entryOf, liveEntry, type Recorded, saidIn } from "./record.ts";
export { type Redacting, redact, valuesIn } from "./redact.ts";
export {
  entryTiles,
  frontierIn,
  hashTiles,
  nodesIn,
  parseTilePath,
  type ReadTile,
  type Tile,
  tileOf,
  tilePath,
  tileWidth,
} from "./tiles.ts";
export { type Arguments, decideToday, type Today } from "./today.ts";
export {
  consistencyProof,
  emptyRoot,
  Frontier,
  type Hash,
  type Head,
  hashLength,
  inclusionProof,
  leafHash,
  type NodeAt,
  nodeHash,
  rootOf,
  verifyConsistency,
  verifyInclusion,
} from "./tree.ts";
export {
  type Failed,
  type FailureName,
  failed,
  failures,
  type HashedBundle,
  hashBundle,
  type LogFiles,
  type Trust,
  type Verified,
  verifyHead,
  verifyInSteps,
  verifyLog,
  verifyProof,
  verifyTree,
} from "./verify.ts";
export {
  type Blob,
  type ClausesRead,
  type EntryShown,
  type EvidenceAnswer,
  type EvidenceRequest,
  type LogOverview,
  requestSchema,
  type WholeFailed,
  type WholeVerified,
} from "./view-protocol.ts";
