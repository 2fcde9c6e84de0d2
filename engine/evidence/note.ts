// Signed notes (c2sp.org/signed-note): a text, a blank line, and lines of signatures, each by a key that is known by its name.
import { fromBase64, joined, same, textOf, toBase64, toHex, utf8 } from "./bytes.ts";
import type { Hashing } from "./ports.ts";

/** Ed25519 over the text; Ed25519 over the text and a time (c2sp.org/tlog-cosignature). */
export const keyTypes = { ed25519: 1, cosignature: 4 } as const;
export type KeyType = (typeof keyTypes)[keyof typeof keyTypes];

/** A key that signatures are checked with, as `name+id+base64(type ‖ key)`. */
export interface NoteKey {
  readonly name: string;
  readonly type: KeyType;
  readonly publicKey: Uint8Array;
  /** The first 4 bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key). */
  readonly id: Uint8Array;
}
export interface NoteSignature {
  readonly name: string;
  readonly id: Uint8Array;
  readonly signature: Uint8Array;
}
export interface Note {
  /** Ends in a line feed; it is what is signed. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const maxNoteBytes = 1_000_000;
const maxSignatures = 100;

/** Names are no secret place for what cannot be seen: no space, no plus, no control character. */
export const isKeyName = (name: string): boolean => name.length > 0 && !/[\s+\p{Cc}\p{Cf}\p{Z}]/u.test(name);

export function noteKey(name: string, type: KeyType, publicKey: Uint8Array, hashing: Hashing): NoteKey {
  if (!isKeyName(name)) throw new RangeError(`\`${name}\` is no name of a key: it may hold no space and no \`+\``);
  if (publicKey.length !== 32) throw new RangeError(`an Ed25519 key has 32 bytes, not ${publicKey.length}`);
  const id = hashing.sha256(joined(utf8(name), Uint8Array.of(0x0a, type), publicKey)).slice(0, 4);
  return { name, type, publicKey, id };
}

export const writeKey = ({ name, type, publicKey, id }: NoteKey): string =>
  `${name}+${toHex(id)}+${toBase64(joined(Uint8Array.of(type), publicKey))}`;

/** A problem says what to do, lower case and without a full stop. */
export function readKey(text: string, hashing: Hashing): NoteKey | { readonly problem: string } {
  const [, name, id, key] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(text.trim()) ?? [];
  const bytes = key === undefined ? undefined : fromBase64(key);
  if (name === undefined || !isKeyName(name) || !bytes)
    return { problem: "this is no key of a log; it is written `name+id+key`, as `pact evidence init` prints it" };
  const type = bytes[0];
  if ((type !== keyTypes.ed25519 && type !== keyTypes.cosignature) || bytes.length !== 33)
    return { problem: `keys of type ${type ?? "none"} are not known here; Ed25519 (1) and its cosignatures (4) are` };
  const read = noteKey(name, type, bytes.slice(1), hashing);
  return toHex(read.id) === id
    ? read
    : { problem: `the id of this key is ${toHex(read.id)}, and ${id} is written: it was changed or copied badly` };
}

export function writeNote({ text, signatures }: Note): string {
  return `${text}\n${signatures.map(({ name, id, signature }) => `— ${name} ${toBase64(joined(id, signature))}\n`).join("")}`;
}

/** A note as it is written and not otherwise: one blank line, line feeds alone, no line after the signatures. */
export function readNote(bytes: Uint8Array): Note | { readonly problem: string } {
  if (bytes.length > maxNoteBytes) return { problem: `it has ${bytes.length} bytes, and a note has ${maxNoteBytes} at most` };
  const whole = textOf(bytes);
  if (whole === undefined) return { problem: "it is no UTF-8" };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is those that are looked for
  if (/[\u0000-\u0009\u000B-\u001F\u007F]/.test(whole))
    return { problem: "it has a control character other than a line feed (a carriage return, perhaps)" };
  const at = whole.lastIndexOf("\n\n");
  if (at < 0) return { problem: "no blank line stands before its signatures" };
  const [text, rest] = [whole.slice(0, at + 1), whole.slice(at + 2)];
  if (text.endsWith("\n\n") || text === "\n") return { problem: "more than one blank line stands before its signatures" };
  if (!rest.endsWith("\n")) return { problem: "its last line is not ended" };
  const signatures: NoteSignature[] = [];
  for (const line of rest.slice(0, -1).split("\n")) {
    const read = readSignature(line);
    if (!read) return { problem: `\`${line.slice(0, 60)}\` is no signature; one is written \`— name base64\`` };
    if (signatures.length >= maxSignatures) return { problem: `it has more than ${maxSignatures} signatures` };
    signatures.push(read);
  }
  return { text, signatures };
}

function readSignature(line: string): NoteSignature | undefined {
  const [, name, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const bytes = encoded === undefined ? undefined : fromBase64(encoded);
  if (name === undefined || !isKeyName(name) || !bytes || bytes.length < 5) return undefined;
  return { name, id: bytes.slice(0, 4), signature: bytes.slice(4) };
}

/** The signatures that say they are by this key. */
export const signaturesBy = ({ signatures }: Note, key: NoteKey): readonly NoteSignature[] =>
  signatures.filter(({ name, id }) => name === key.name && same(id, key.id));
