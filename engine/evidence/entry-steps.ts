// One entry of a log verified as it is drawn: from its bytes up to the root that is signed. Each step says what it compared; after the
// first that fails none is looked at, since it would rest on what is wrong.
import { isoText } from "../decision/calendar.ts";
import { fromBundle } from "./bundle.ts";
import { same, toHex } from "./bytes.ts";
import { type LogKeys, readSigned, type SignedCheckpoint } from "./checkpoint.ts";
import { readEntry } from "./entry.ts";
import type { Hashing, Verifying } from "./ports.ts";
import { nodesIn, type Tile, tileOf, tilePath, tileWidth } from "./tiles.ts";
import { climb, type Hash, hashLength, inclusionProof, leafHash, type Sibling } from "./tree.ts";
import { type Failed, failed, type LogFiles, verifyHead } from "./verify.ts";

export const stepNames = ["entry", "leaf", "tiles", "root", "signature", "time"] as const;
export type StepName = (typeof stepNames)[number];

export interface EntryStep {
  readonly step: StepName;
  readonly state: "ok" | "failed" | "not checked";
  /** A sentence, lower case and without a full stop. */
  readonly says: string;
  /** The hash or key id that the step comes to, in hex. */
  readonly hex?: string;
  /** What the leaf is hashed with on its way to the root, from below. */
  readonly path?: readonly { readonly side: Sibling["side"]; readonly hex: string }[];
  /** The tiles that were read for it. */
  readonly tiles?: readonly string[];
  /** Of a step that failed. */
  readonly code?: string;
}

/** Without keys the signature is not checked, and that is said. */
export function verifyEntry(
  files: LogFiles,
  index: number,
  keys: LogKeys | undefined,
  ports: { readonly hashing: Hashing; readonly verifying: Verifying },
): readonly EntryStep[] {
  const done: EntryStep[] = [];
  for (const step of new EntryClimb(files, index, keys, ports).steps()) {
    done.push(step);
    if (step.state === "failed") break;
  }
  const rest = stepNames.slice(done.length);
  const says = done.at(-1)?.state === "failed" ? "a step before it failed" : "it rests on the signature";
  return [...done, ...rest.map((step): EntryStep => ({ step, state: "not checked", says }))];
}

type Done = Omit<EntryStep, "step" | "state">;

class EntryClimb {
  private readonly files: LogFiles;
  private readonly index: number;
  private readonly keys: LogKeys | undefined;
  private readonly hashing: Hashing;
  private readonly verifying: Verifying;

  constructor(
    files: LogFiles,
    index: number,
    keys: LogKeys | undefined,
    { hashing, verifying }: { readonly hashing: Hashing; readonly verifying: Verifying },
  ) {
    this.files = files;
    this.index = index;
    this.keys = keys;
    this.hashing = hashing;
    this.verifying = verifying;
  }

  *steps(): Generator<EntryStep> {
    const checkpoint = this.checkpoint();
    const entry = "failure" in checkpoint ? checkpoint : this.entry(checkpoint);
    yield step("entry", entry);
    if ("failure" in entry || "failure" in checkpoint) return;
    const leaf = leafHash(entry.bytes, this.hashing);
    yield step("leaf", this.leaf(leaf, checkpoint));
    const climbed = this.tiles(leaf, checkpoint);
    yield step("tiles", climbed);
    if ("failure" in climbed) return;
    yield step("root", this.root(climbed.root, checkpoint));
    yield* this.signed(checkpoint);
  }

  private checkpoint(): SignedCheckpoint | Failed {
    const bytes = this.files.checkpoint();
    if (!bytes) return failed("checkpoint_missing", "checkpoint", "this log has no checkpoint");
    const read = readSigned(bytes);
    return "problem" in read ? failed("checkpoint_malformed", "checkpoint", read.problem) : read;
  }

  private entry({ size }: SignedCheckpoint): (Done & { readonly bytes: Uint8Array }) | Failed {
    const { index } = this;
    if (!(index >= 0 && index < size)) return failed("bundle_missing", "checkpoint", `the log has ${size} entries, and none ${index}`);
    const tile = tileOf("entries", index, size);
    const place = tilePath(tile);
    const bundle = this.files.tile(tile);
    if (!bundle) return failed("bundle_missing", place, `\`${place}\` is not there`, index);
    const { entries, problem } = fromBundle(bundle, tile.width);
    const bytes = entries[index % tileWidth];
    if (!bytes) return failed("bundle_malformed", place, `\`${place}\` ${problem}`, index);
    const read = readEntry(bytes);
    if ("problem" in read) return failed("entry_malformed", place, read.problem, index);
    return { bytes, says: `${bytes.length} bytes in \`${place}\`, spelled as only this entry is` };
  }

  private leaf(leaf: Hash, { size }: SignedCheckpoint): Done | Failed {
    const tile = tileOf(0, this.index, size);
    const place = tilePath(tile);
    const hashes = this.files.tile(tile);
    if (!hashes) return failed("tile_missing", place, `\`${place}\` is not there`);
    if (hashes.length !== tile.width * hashLength)
      return failed("tile_malformed", place, `\`${place}\` has ${hashes.length} bytes, not ${tile.width * hashLength}`);
    const at = (this.index % tileWidth) * hashLength;
    if (!same(hashes.subarray(at, at + hashLength), leaf))
      return failed("leaf_differs", place, `\`${place}\` has the hash of another entry: this one was changed`, this.index);
    return { says: `SHA-256 of the entry, which is what \`${place}\` has`, hex: toHex(leaf) };
  }

  private tiles(leaf: Hash, { size }: SignedCheckpoint): (Done & { readonly root: Hash }) | Failed {
    const read = new Set<string>();
    const tileAt = (tile: Tile): Uint8Array => {
      const path = tilePath(tile);
      const bytes = this.files.tile(tile);
      if (!bytes) throw new Damaged(failed("tile_missing", path, `\`${path}\` is not there`));
      if (bytes.length !== tile.width * hashLength)
        throw new Damaged(failed("tile_malformed", path, `\`${path}\` has ${bytes.length} bytes, not ${tile.width * hashLength}`));
      read.add(path);
      return bytes;
    };
    try {
      const proof = inclusionProof(this.index, size, nodesIn(size, tileAt, this.hashing), this.hashing);
      const climbed = climb(leaf, this.index, size, proof, this.hashing);
      if (!climbed) throw new Error(`a proof of ${proof.length} hashes was made for entry ${this.index} of ${size}`);
      const { root, path } = climbed;
      return {
        root,
        says: proof.length === 0 ? "the only entry is the whole tree" : `hashed with ${proof.length} neighbours on its way up`,
        path: path.map(({ side, hash }) => ({ side, hex: toHex(hash) })),
        tiles: [...read],
      };
    } catch (error) {
      if (error instanceof Damaged) return error.failed;
      throw error;
    }
  }

  private root(root: Hash, checkpoint: SignedCheckpoint): Done | Failed {
    if (!same(root, checkpoint.root))
      return failed("root_differs", "checkpoint", "what the tiles come to is not the root in the checkpoint", this.index);
    return { says: `what it comes to is the root of the ${checkpoint.size} entries in \`checkpoint\``, hex: toHex(root) };
  }

  private *signed(checkpoint: SignedCheckpoint): Generator<EntryStep> {
    const { keys } = this;
    if (!keys) {
      yield { step: "signature", state: "not checked", says: `the key of \`${checkpoint.origin}\` is not known here` };
      return;
    }
    const head = verifyHead(this.files.checkpoint(), keys, this.verifying);
    const isTime = "failure" in head && head.failure === "time_missing";
    const { name, id } = keys.log;
    const byKey = { says: `the checkpoint is signed by the key of \`${name}\``, hex: toHex(id) };
    yield step("signature", "failure" in head && !isTime ? head : byKey);
    if ("failure" in head && !isTime) return;
    yield step("time", "failure" in head ? head : { says: `its cosignature says ${isoText(head.timeS * 1000)}` });
  }
}

/** A tile on the way up cannot be used. */
class Damaged extends Error {
  readonly failed: Failed;
  constructor(reason: Failed) {
    super(reason.message);
    this.failed = reason;
  }
}

function step(name: StepName, found: Done | Failed): EntryStep {
  if ("failure" in found) return { step: name, state: "failed", says: found.message, code: found.code };
  const { says, hex, path, tiles } = found;
  return { step: name, state: "ok", says, ...(hex !== undefined && { hex }), ...(path && { path }), ...(tiles && { tiles }) };
}
