// Checkpoints (c2sp.org/tlog-checkpoint): what a log holds, as a signed note; and when somebody saw it so (c2sp.org/tlog-cosignature).
import { countOf, fromBase64, joined, toBase64, utf8 } from "./bytes.ts";
import { type KeyType, keyTypes, type Note, type NoteKey, type NoteSignature, noteKey, readNote, signaturesBy } from "./note.ts";
import type { Hashing, Signing, Verifying } from "./ports.ts";
import { type Head, hashLength } from "./tree.ts";

export interface Checkpoint extends Head {
  /** The log's own name, which no other log has. */
  readonly origin: string;
}

export const writeCheckpoint = ({ origin, size, root }: Checkpoint): string => `${origin}\n${size}\n${toBase64(root)}\n`;

/** The three lines of a checkpoint; lines after them are kept by the note, and mean nothing here. */
export function readCheckpoint(text: string): Checkpoint | { readonly problem: string } {
  const [origin = "", size = "", root = "", ...rest] = text.split("\n");
  if (rest.length === 0 || rest.at(-1) !== "") return { problem: "a checkpoint has three lines: the log's name, its size, its root" };
  if (origin === "") return { problem: "the log has no name" };
  const count = countOf(size);
  if (count === undefined) return { problem: `\`${size.slice(0, 30)}\` is no size of a log` };
  const hash = fromBase64(root);
  if (hash?.length !== hashLength) return { problem: "the root is no hash of 32 bytes in base64" };
  if (rest.slice(0, -1).includes("")) return { problem: "a line of the checkpoint is empty" };
  return { origin, size: count, root: hash };
}

export interface SignedCheckpoint extends Checkpoint {
  readonly note: Note;
}

/** The whole file `checkpoint`; nothing is verified yet. */
export function readSigned(bytes: Uint8Array): SignedCheckpoint | { readonly problem: string } {
  const note = readNote(bytes);
  if ("problem" in note) return note;
  const checkpoint = readCheckpoint(note.text);
  return "problem" in checkpoint ? checkpoint : { ...checkpoint, note };
}

// ── Signing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** The log's own signature, and with it its cosignature that carries the time, in seconds since 1970 UTC. */
export function signCheckpoint(checkpoint: Checkpoint, keys: LogKeys, timeS: number, signing: Signing): Note {
  const text = writeCheckpoint(checkpoint);
  const log = { name: keys.log.name, id: keys.log.id, signature: signing.sign(utf8(text)) };
  const timed = joined(bigEndian64(timeS), signing.sign(cosigned(text, timeS)));
  return { text, signatures: [log, { name: keys.time.name, id: keys.time.id, signature: timed }] };
}

/** One Ed25519 key in its two roles: what it signs is told apart by the text itself. */
export interface LogKeys {
  readonly log: NoteKey;
  readonly time: NoteKey;
}
export function logKeys(name: string, publicKey: Uint8Array, hashing: Hashing): LogKeys {
  const as = (type: KeyType) => noteKey(name, type, publicKey, hashing);
  return { log: as(keyTypes.ed25519), time: as(keyTypes.cosignature) };
}

const cosigned = (text: string, timeS: number): Uint8Array => utf8(`cosignature/v1\ntime ${timeS}\n${text}`);

function bigEndian64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

// ── Verifying ───────────────────────────────────────────────────────────────────────────────────────────────────────

/** Is one of the note's signatures this key's, and none of them false? */
export function isSigned(note: Note, key: NoteKey, verifying: Verifying): boolean {
  const own = signaturesBy(note, key);
  return own.length > 0 && own.every(({ signature }) => verifying.verify(key.publicKey, utf8(note.text), signature));
}

/** When the key's holder saw this checkpoint, in seconds since 1970 UTC; undefined where it did not say so. */
export function timeOf(note: Note, key: NoteKey, verifying: Verifying): number | undefined {
  const times = signaturesBy(note, key).map((signature) => timed(note.text, signature, key, verifying));
  return times.length > 0 && !times.includes(undefined) ? times[0] : undefined;
}

function timed(text: string, { signature }: NoteSignature, key: NoteKey, verifying: Verifying): number | undefined {
  if (signature.length !== 72) return undefined;
  const time = new DataView(signature.buffer, signature.byteOffset, 8).getBigUint64(0);
  if (time > BigInt(Number.MAX_SAFE_INTEGER)) return undefined;
  return verifying.verify(key.publicKey, cosigned(text, Number(time)), signature.subarray(8)) ? Number(time) : undefined;
}
