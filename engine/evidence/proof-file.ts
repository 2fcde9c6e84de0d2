// One entry with its proof in a single file (c2sp.org/tlog-proof): what a stranger needs beside the log's key.
import { countOf, fromBase64, textOf, toBase64, utf8 } from "./bytes.ts";
import { readSigned, type SignedCheckpoint } from "./checkpoint.ts";
import { writeNote } from "./note.ts";
import { type Hash, hashLength } from "./tree.ts";

const header = "c2sp.org/tlog-proof@v1";
const maxHashes = 64;

export interface ProofFile {
  /** The entry itself, as this project uses the field that is an application's own. */
  readonly extra: Uint8Array | undefined;
  readonly index: number;
  readonly proof: readonly Hash[];
  readonly checkpoint: SignedCheckpoint;
}

export function writeProof({ extra, index, proof, checkpoint }: ProofFile): string {
  const lines = [header, ...(extra ? [`extra ${toBase64(extra)}`] : []), `index ${index}`, ...proof.map(toBase64)];
  return `${lines.join("\n")}\n\n${writeNote(checkpoint.note)}`;
}

export function readProof(bytes: Uint8Array): ProofFile | { readonly problem: string } {
  const text = textOf(bytes);
  const at = text?.indexOf("\n\n") ?? -1;
  if (text === undefined || at < 0 || !text.startsWith(`${header}\n`))
    return { problem: `this is no proof; one begins with \`${header}\`` };
  const lines = text.slice(0, at).split("\n").slice(1);
  const extraLine = lines[0]?.startsWith("extra ") ? lines.shift() : undefined;
  const extra = extraLine === undefined ? undefined : fromBase64(extraLine.slice("extra ".length));
  if (extraLine !== undefined && !extra) return { problem: "the entry in it is no base64" };
  const index = countOf(/^index (.*)$/.exec(lines.shift() ?? "")?.[1] ?? "");
  if (index === undefined) return { problem: "it does not say which entry it is of" };
  const proof = lines.map(fromBase64);
  if (proof.length > maxHashes || proof.some((hash) => hash?.length !== hashLength)) return { problem: "a hash of its path is none" };
  const checkpoint = readSigned(utf8(text.slice(at + 2)));
  if ("problem" in checkpoint) return { problem: `its checkpoint cannot be read: ${checkpoint.problem}` };
  return { extra, index, proof: proof.map((hash) => hash!), checkpoint };
}
