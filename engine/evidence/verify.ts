// A whole log verified, step by step, to the first that fails: checkpoint, signature, time, entries, tiles, root. Who verifies trusts
// nothing but the key.

import { endsIn, fromBundle } from "./bundle.ts";
import { joined, same } from "./bytes.ts";
import { isSigned, type LogKeys, readSigned, type SignedCheckpoint, timeOf } from "./checkpoint.ts";
import { readEntry } from "./entry.ts";
import type { Hashing, Verifying } from "./ports.ts";
import type { ProofFile } from "./proof-file.ts";
import { entryTiles, frontierIn, nodesIn, type Tile, tilePath, tileWidth } from "./tiles.ts";
import {
  consistencyProof,
  hashLength,
  leafHash,
  leafHashes,
  type NodeAt,
  rootOf,
  rootOfRow,
  verifyConsistency,
  verifyInclusion,
} from "./tree.ts";

/** What can be wrong, each with a code of its own. */
export const failures = {
  checkpoint_missing: "PACT5001",
  checkpoint_malformed: "PACT5002",
  origin_differs: "PACT5003",
  signature_missing: "PACT5004",
  signature_false: "PACT5005",
  time_missing: "PACT5006",
  bundle_missing: "PACT5007",
  bundle_malformed: "PACT5008",
  tile_missing: "PACT5009",
  tile_malformed: "PACT5010",
  leaf_differs: "PACT5011",
  node_differs: "PACT5012",
  root_differs: "PACT5013",
  entry_malformed: "PACT5014",
  log_shrank: "PACT5015",
  history_differs: "PACT5016",
  proof_false: "PACT5017",
  blob_differs: "PACT5018",
} as const;
export type FailureName = keyof typeof failures;

export interface Failed {
  readonly failure: FailureName;
  readonly code: (typeof failures)[FailureName];
  /** Where: a file of the log. */
  readonly place: string;
  /** The entry it is at, from 0, where it is at one. */
  readonly entry?: number;
  readonly message: string;
}
export interface Verified {
  readonly checkpoint: SignedCheckpoint;
  /** Seconds since 1970 UTC, by the log's own cosignature. */
  readonly timeS: number;
  /** The steps that held, in order. */
  readonly steps: readonly string[];
}

/** The files of a log; undefined where there is no such file. */
export interface LogFiles {
  checkpoint(): Uint8Array | undefined;
  tile(tile: Tile): Uint8Array | undefined;
}
export interface Trust extends LogKeys {
  /** Checkpoints of this log that somebody kept elsewhere. */
  readonly known?: readonly SignedCheckpoint[];
  /** Every entry is decoded and held against its schema as well. */
  readonly checksEntries?: boolean;
}

export const failed = (failure: FailureName, place: string, message: string, entry?: number): Failed => ({
  failure,
  code: failures[failure],
  place,
  message,
  ...(entry !== undefined && { entry }),
});

type Ports = { readonly hashing: Hashing; readonly verifying: Verifying };

/** `Verified`, or the first step that failed. Never throws on what a log holds. */
export function verifyLog(files: LogFiles, trust: Trust, ports: Ports): Verified | Failed {
  const walk = verifyInSteps(files, trust, ports);
  for (;;) {
    const { done, value } = walk.next();
    if (done) return value;
  }
}

/** The same bundle by bundle, for whoever does something else in between: yields how far it is, from 0 to 1. */
export function* verifyInSteps(files: LogFiles, trust: Trust, ports: Ports): Generator<number, Verified | Failed> {
  const head = verifyHead(files.checkpoint(), trust, ports.verifying);
  if ("failure" in head) return head;
  const { size } = head.checkpoint;
  const bundles: HashedBundle[] = [];
  for (const tile of entryTiles(size)) {
    const hashed = hashBundle(files, tile, trust.checksEntries ?? false, ports.hashing);
    if ("failure" in hashed) return hashed;
    bundles.push(hashed);
    yield (tile.index * tileWidth + tile.width) / size;
  }
  return verifyTree(head, bundles, files, trust, ports.hashing);
}

export interface HashedBundle {
  /** The leaf hash of each entry, one after the other. */
  readonly leaves: Uint8Array;
  /** The root over them, where the bundle is full. */
  readonly root?: Uint8Array;
}

/** A bundle by itself: none needs another, so that several may be hashed at once. */
export function hashBundle(files: LogFiles, tile: Tile, checksEntries: boolean, hashing: Hashing): HashedBundle | Failed {
  const bytes = files.tile(tile);
  const place = tilePath(tile);
  const first = tile.index * tileWidth;
  if (!bytes) return failed("bundle_missing", place, `the entries ${first} to ${first + tile.width - 1} are not there`, first);
  const { ends, problem } = endsIn(bytes, tile.width);
  if (problem !== undefined) return failed("bundle_malformed", place, `it ${problem}`, first + ends.length);
  const wrong = checksEntries && malformed(fromBundle(bytes, tile.width).entries, place, first);
  if (wrong) return wrong;
  const leaves = leafHashes(bytes, ends, hashing);
  return tile.width < tileWidth ? { leaves } : { leaves, root: rootOfRow(leaves, hashing) };
}

/** The hashes of all bundles in their order, held against the tiles and the root that is signed. */
export function verifyTree(
  head: Verified,
  bundles: readonly HashedBundle[],
  files: LogFiles,
  trust: Trust,
  hashing: Hashing,
): Verified | Failed {
  const { checkpoint } = head;
  const grown = new Tree(files, checkpoint.size, bundles, hashing);
  const wrong = grown.compareTiles();
  if (wrong) return wrong;
  if (!same(grown.root(), checkpoint.root))
    return failed("root_differs", "checkpoint", `the root of the ${checkpoint.size} entries is not the one that is signed`);
  for (const known of trust.known ?? []) {
    const differs = verifyGrowth(known, checkpoint, grown, hashing);
    if (differs) return differs;
  }
  const grownSince = (trust.known ?? []).map(({ size }) => `it has only grown since the checkpoint of ${size} entries that was kept`);
  return {
    ...head,
    steps: [...head.steps, "every entry is in the tree", "every tile is the tree's", "the root is the one that is signed", ...grownSince],
  };
}

/** The checkpoint alone: is it this log's, signed, and timed? */
export function verifyHead(bytes: Uint8Array | undefined, { log, time }: LogKeys, verifying: Verifying): Verified | Failed {
  if (!bytes) return failed("checkpoint_missing", "checkpoint", "this log has no checkpoint");
  const checkpoint = readSigned(bytes);
  if ("problem" in checkpoint) return failed("checkpoint_malformed", "checkpoint", checkpoint.problem);
  if (checkpoint.origin !== log.name)
    return failed("origin_differs", "checkpoint", `it is of the log \`${checkpoint.origin}\`, and the key is \`${log.name}\`'s`);
  if (!checkpoint.note.signatures.some(({ name, id }) => name === log.name && same(id, log.id)))
    return failed("signature_missing", "checkpoint", "the log's key has not signed it");
  if (!isSigned(checkpoint.note, log, verifying))
    return failed("signature_false", "checkpoint", "the log's signature is false: it, or what it signs, was changed");
  const timeS = timeOf(checkpoint.note, time, verifying);
  if (timeS === undefined) return failed("time_missing", "checkpoint", "no cosignature that holds says when it was signed");
  return { checkpoint, timeS, steps: ["the checkpoint can be read", "it is signed by the log's key", "it says when it was signed"] };
}

/** A tree built from the hashes of its bundles, and held against the tiles. */
class Tree {
  private readonly files: LogFiles;
  private readonly size: number;
  private readonly hashing: Hashing;
  /** Each level's tiles, as the entries say they are. */
  private readonly levels: Uint8Array[][] = [];

  constructor(files: LogFiles, size: number, bundles: readonly HashedBundle[], hashing: Hashing) {
    this.files = files;
    this.size = size;
    this.hashing = hashing;
    if (size === 0) return;
    this.levels.push(bundles.map(({ leaves }) => leaves));
    // A tile that is full is one hash of the level above.
    for (let roots = bundles.flatMap(({ root }) => root ?? []); roots.length > 0; roots = this.addLevel(roots));
  }

  /** Adds the level of these hashes, and gives those of its full tiles. */
  private addLevel(hashes: readonly Uint8Array[]): Uint8Array[] {
    const tiles = Array.from({ length: Math.ceil(hashes.length / tileWidth) }, (_, i) =>
      joined(...hashes.slice(i * tileWidth, (i + 1) * tileWidth)),
    );
    this.levels.push(tiles);
    const full = tiles.filter(({ length }) => length === tileWidth * hashLength);
    return full.map((tile) => rootOfRow(tile, this.hashing));
  }

  root(): Uint8Array {
    return rootOf(frontierIn(this.size, this.nodes()), this.hashing);
  }

  compareTiles(): Failed | undefined {
    for (const [level, tiles] of this.levels.entries()) {
      for (const [index, hashes] of tiles.entries()) {
        const wrong = this.compareTile({ level, index, width: hashes.length / hashLength }, hashes);
        if (wrong) return wrong;
      }
    }
    return undefined;
  }

  private compareTile(tile: Tile, hashes: Uint8Array): Failed | undefined {
    const bytes = this.files.tile(tile);
    const place = tilePath(tile);
    if (!bytes) return failed("tile_missing", place, "this tile is not there");
    if (bytes.length !== hashes.length) return failed("tile_malformed", place, `it has ${bytes.length} bytes, not ${hashes.length}`);
    if (same(bytes, hashes)) return undefined;
    const item = tile.index * tileWidth + Math.floor(hashes.findIndex((byte, i) => byte !== bytes[i]) / hashLength);
    return tile.level === 0
      ? failed("leaf_differs", place, `entry ${item} is not the one this tile has the hash of`, item)
      : failed("node_differs", place, `hash ${item} is not that of what is below it`);
  }

  /** A proof from what was built, which is known to be right. */
  growthFrom(old: number): Uint8Array[] {
    return consistencyProof(old, this.size, this.nodes(), this.hashing);
  }

  private nodes(): NodeAt {
    return nodesIn(this.size, ({ level, index }) => this.levels[level as number]![index]!, this.hashing);
  }
}

function malformed(entries: readonly Uint8Array[], place: string, first: number): Failed | undefined {
  for (const [i, bytes] of entries.entries()) {
    const entry = readEntry(bytes);
    if ("problem" in entry) return failed("entry_malformed", place, `entry ${first + i}: ${entry.problem}`, first + i);
  }
  return undefined;
}

function verifyGrowth(known: SignedCheckpoint, now: SignedCheckpoint, tree: Tree, hashing: Hashing): Failed | undefined {
  if (known.size > now.size) return failed("log_shrank", "checkpoint", `it had ${known.size} entries once, and has ${now.size}`);
  if (verifyConsistency(known, now, tree.growthFrom(known.size), hashing)) return undefined;
  return failed(
    "history_differs",
    "checkpoint",
    `its first ${known.size} entries are not those of the checkpoint that was kept: history was rewritten`,
  );
}

/** One entry with its proof, without the log. */
export function verifyProof(proof: ProofFile, entry: Uint8Array, keys: LogKeys, { hashing, verifying }: Ports): Verified | Failed {
  const { checkpoint, index } = proof;
  const { note } = checkpoint;
  if (checkpoint.origin !== keys.log.name)
    return failed("origin_differs", "proof", `it is of the log \`${checkpoint.origin}\`, and the key is \`${keys.log.name}\`'s`);
  if (!isSigned(note, keys.log, verifying)) return failed("signature_false", "proof", "the log's key has not signed its checkpoint");
  const timeS = timeOf(note, keys.time, verifying);
  if (timeS === undefined) return failed("time_missing", "proof", "no cosignature that holds says when its checkpoint was signed");
  const leaf = leafHash(entry, hashing);
  if (!verifyInclusion({ leaf, index, size: checkpoint.size, root: checkpoint.root }, proof.proof, hashing))
    return failed("proof_false", "proof", `this entry is not entry ${index} of that log`, index);
  return {
    checkpoint,
    timeS,
    steps: ["the checkpoint is signed by the log's key", "it says when it was signed", "the entry is in the tree"],
  };
}
