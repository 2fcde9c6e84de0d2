// The tree, its proofs and its tiles against a transcription of RFC 6962 as it stands there, for every small tree.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import { fromBundle, maxEntryBytes, toBundle } from "../../engine/evidence/bundle.ts";
import { toHex, utf8 } from "../../engine/evidence/bytes.ts";
import { entryTiles, frontierIn, hashTiles, nodesIn, parseTilePath, type Tile, tileOf, tilePath } from "../../engine/evidence/tiles.ts";
import {
  consistencyProof,
  emptyRoot,
  Frontier,
  type Hash,
  inclusionProof,
  leafHash,
  verifyConsistency,
  verifyInclusion,
} from "../../engine/evidence/tree.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());
const hashing = { sha256, sha256Into: (bytes: Uint8Array, target: Uint8Array, at: number) => target.set(sha256(bytes), at) };
const sha = (...parts: Uint8Array[]) => new Uint8Array(createHash("sha256").update(Buffer.concat(parts)).digest());

// ── RFC 6962, section 2.1, word for word ────────────────────────────────────────────────────────────────────────────

const k = (n: number) => {
  let power = 1;
  while (power * 2 < n) power *= 2;
  return power;
};
function MTH(D: readonly Uint8Array[]): Uint8Array {
  if (D.length === 0) return sha();
  if (D.length === 1) return sha(Uint8Array.of(0), D[0]!);
  return sha(Uint8Array.of(1), MTH(D.slice(0, k(D.length))), MTH(D.slice(k(D.length))));
}
function PATH(m: number, D: readonly Uint8Array[]): Uint8Array[] {
  if (D.length === 1) return [];
  const at = k(D.length);
  return m < at ? [...PATH(m, D.slice(0, at)), MTH(D.slice(at))] : [...PATH(m - at, D.slice(at)), MTH(D.slice(0, at))];
}
const PROOF = (m: number, D: readonly Uint8Array[]) => SUBPROOF(m, D, true);
function SUBPROOF(m: number, D: readonly Uint8Array[], b: boolean): Uint8Array[] {
  if (m === D.length) return b ? [] : [MTH(D)];
  const at = k(D.length);
  return m <= at ? [...SUBPROOF(m, D.slice(0, at), b), MTH(D.slice(at))] : [...SUBPROOF(m - at, D.slice(at), false), MTH(D.slice(0, at))];
}

const entries = Array.from({ length: 300 }, (_, i) => utf8(`entry ${i}`));
const leaves = entries.map((entry) => leafHash(entry, hashing));
const hex = (hashes: readonly Hash[]) => hashes.map(toHex);

/** Every complete node, as a tree hands them out while it grows. */
const nodes = new Map<string, Hash>();
const heads: { size: number; root: Hash }[] = [];
const growing = new Frontier(hashing);
heads.push({ size: 0, root: growing.root() });
for (const entry of entries) {
  growing.append(entry, (level, index, hash) => nodes.set(`${level} ${index}`, hash));
  heads.push({ size: growing.size, root: growing.root() });
}
const node = (level: number, index: number): Hash => nodes.get(`${level} ${index}`)!;

describe("the tree of RFC 6962", () => {
  it("hashes as the vectors say", () => {
    assert.equal(toHex(leafHash(new Uint8Array(), hashing)), "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d");
    assert.equal(toHex(emptyRoot(hashing)), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    const certificateTransparency = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    const tree = new Frontier(hashing);
    for (const each of certificateTransparency) tree.append(Buffer.from(each, "hex"));
    assert.equal(toHex(tree.root()), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
  });

  it("has the root of the transcription at every size to 300", () => {
    for (const { size, root } of heads) assert.equal(toHex(root), toHex(MTH(entries.slice(0, size))));
  });

  it("proves every leaf of every size, as the transcription does, and nothing else", () => {
    for (let size = 1; size <= 300; size++) {
      for (let index = 0; index < size; index++) {
        const proof = inclusionProof(index, size, node, hashing);
        if (size <= 70 || size > 290) assert.deepEqual(hex(proof), hex(PATH(index, entries.slice(0, size))));
        const { root } = heads[size]!;
        assert.ok(verifyInclusion({ leaf: leaves[index]!, index, size, root }, proof, hashing));
        assert.ok(!verifyInclusion({ leaf: leaves[(index + 1) % 300]!, index, size, root }, proof, hashing));
        if (size > 1) assert.ok(!verifyInclusion({ leaf: leaves[index]!, index: (index + 1) % size, size, root }, proof, hashing));
        assert.ok(!verifyInclusion({ leaf: leaves[index]!, index, size, root }, [...proof, root], hashing));
      }
    }
  });

  it("proves every pair of sizes, as the transcription does, and nothing else", () => {
    for (let size = 0; size <= 300; size++) {
      for (let old = 0; old <= size; old++) {
        const proof = consistencyProof(old, size, node, hashing);
        if (old > 0 && (size <= 40 || (size > 255 && size < 260))) assert.deepEqual(hex(proof), hex(PROOF(old, entries.slice(0, size))));
        const [before, now] = [heads[old]!, heads[size]!];
        assert.ok(verifyConsistency(before, now, proof, hashing), `${old} to ${size}`);
        const other = { size: old, root: leaves[0]! };
        if (old > 1) assert.ok(!verifyConsistency(other, now, proof, hashing), `${old} to ${size}`);
        if (old > 1 && old < size) assert.ok(!verifyConsistency(before, { size, root: leaves[1]! }, proof, hashing));
        if (proof.length > 0) assert.ok(!verifyConsistency(before, now, proof.slice(0, -1), hashing));
      }
    }
  });

  it("a proof with any bit changed proves nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 300 }), fc.nat(), fc.nat(), fc.nat(255), (size, which, at, bit) => {
        const index = which % size;
        const proof = inclusionProof(index, size, node, hashing);
        const damaged = proof.map((hash) => hash.slice());
        const hash = damaged[at % damaged.length]!;
        hash[bit >> 3]! ^= 1 << (bit & 7);
        return !verifyInclusion({ leaf: leaves[index]!, index, size, root: heads[size]!.root }, damaged, hashing);
      }),
    );
  });

  it("asks for what there is", () => {
    assert.throws(() => inclusionProof(3, 3, node, hashing), RangeError);
    assert.throws(() => consistencyProof(4, 3, node, hashing), RangeError);
    assert.throws(() => new Frontier(hashing, 3, []), RangeError);
    assert.equal(verifyInclusion({ leaf: leaves[0]!, index: 0, size: 0, root: heads[0]!.root }, [], hashing), false);
    assert.equal(verifyConsistency(heads[5]!, heads[3]!, [], hashing), false);
  });
});

describe("tiles", () => {
  it("stand where the specification says", () => {
    assert.equal(tilePath({ level: 0, index: 1_234_067, width: 256 }), "tile/0/x001/x234/067");
    assert.equal(tilePath({ level: "entries", index: 0, width: 3 }), "tile/entries/000.p/3");
    for (const size of [70_000, 1_234_067 * 256]) {
      const level0 = tileOf(0, size - 1, size);
      assert.deepEqual(parseTilePath(tilePath(level0)), level0);
    }
    assert.deepEqual([...hashTiles(70_000)].filter(({ width }) => width < 256).map(tilePath), [
      "tile/0/273.p/112",
      "tile/1/001.p/17",
      "tile/2/000.p/1",
    ]);
    assert.equal([...hashTiles(70_000)].length, 274 + 2 + 1);
    assert.deepEqual(tileOf(0, 1_234_066, 1_234_067), { level: 0, index: 4820, width: 147 });
    assert.deepEqual(tileOf(1, 4819, 1_234_067), { level: 1, index: 18, width: 212 });
    assert.deepEqual(tileOf(2, 17, 1_234_067), { level: 2, index: 0, width: 18 });
    assert.deepEqual([...entryTiles(0)], []);
  });

  for (const path of [
    "tile/0/1",
    "tile/0/x000/001",
    "tile/0/000.p/256",
    "tile/0/000.p/0",
    "tile/0/000/001",
    "tile/-1/000",
    "tile/00/000",
    "../tile/0/000",
    "tile/0/x01/001",
    "tile/entries/000.p/",
  ])
    it(`\`${path}\` is no tile`, () => assert.equal(parseTilePath(path), undefined));

  it("hold every node, and prove the same", () => {
    for (const size of [1, 2, 255, 256, 257, 299, 300]) {
      const read = (tile: Tile): Uint8Array => {
        const level = (tile.level as number) * 8;
        return Buffer.concat(Array.from({ length: tile.width }, (_, i) => node(level, tile.index * 256 + i)));
      };
      const inTiles = nodesIn(size, read, hashing);
      for (let index = 0; index < size; index += 7)
        assert.deepEqual(hex(inclusionProof(index, size, inTiles, hashing)), hex(inclusionProof(index, size, node, hashing)));
      assert.deepEqual(toHex(new Frontier(hashing, size, frontierIn(size, inTiles)).root()), toHex(heads[size]!.root));
      assert.throws(() => inTiles(0, size), RangeError);
    }
    assert.throws(() => nodesIn(3, () => new Uint8Array(5), hashing)(0, 0), /has 5 bytes, not 96/);
  });
});

describe("bundles", () => {
  it("give back what was put in", () => {
    const all = [new Uint8Array(), utf8("a"), new Uint8Array(maxEntryBytes)];
    assert.deepEqual(
      fromBundle(toBundle(all), 3).entries.map(({ length }) => length),
      [0, 1, maxEntryBytes],
    );
    assert.throws(() => toBundle([new Uint8Array(maxEntryBytes + 1)]), RangeError);
  });

  it("say where they are cut, and what is too much", () => {
    const bytes = toBundle([utf8("one"), utf8("two")]);
    assert.match(fromBundle(bytes.subarray(0, 7), 2).problem!, /ends inside entry 1 of 2/);
    assert.match(fromBundle(bytes.subarray(0, 6), 2).problem!, /ends after 1 of 2/);
    assert.match(fromBundle(bytes, 1).problem!, /has 5 bytes after/);
  });
});
