// Notes, checkpoints, proofs and whole logs: the vectors, a log in memory damaged in every way, and an independent verifier.
import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { createHash, createPrivateKey, createPublicKey, sign as edSign, verify as edVerify } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import fc from "fast-check";
import { fromBundle, toBundle } from "../../engine/evidence/bundle.ts";
import { fromBase64, toBase64, utf8 } from "../../engine/evidence/bytes.ts";
import { canonicalJson } from "../../engine/evidence/canonical.ts";
import { logKeys, readCheckpoint, readSigned, signCheckpoint, timeOf, writeCheckpoint } from "../../engine/evidence/checkpoint.ts";
import { type Entry, entryType, readEntry, writeEntry } from "../../engine/evidence/entry.ts";
import { stepNames, verifyEntry } from "../../engine/evidence/entry-steps.ts";
import { readKey, readNote, writeKey, writeNote } from "../../engine/evidence/note.ts";
import { readProof, writeProof } from "../../engine/evidence/proof-file.ts";
import { entryTiles, hashTiles, nodesIn, type Tile, tileOf, tilePath } from "../../engine/evidence/tiles.ts";
import { Frontier, inclusionProof } from "../../engine/evidence/tree.ts";
import { failures, type LogFiles, verifyLog, verifyProof } from "../../engine/evidence/verify.ts";
import { Random } from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";

const sha256 = (bytes: Uint8Array): Uint8Array => new Uint8Array(createHash("sha256").update(bytes).digest());
const hashing = { sha256, sha256Into: (bytes: Uint8Array, target: Uint8Array, at: number) => target.set(sha256(bytes), at) };
const pkcs8 = (seed: Uint8Array) => Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
const spki = (key: Uint8Array) => Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), key]);
function signer(seed: number) {
  const key = createPrivateKey({ key: pkcs8(new Uint8Array(32).fill(seed)), format: "der", type: "pkcs8" });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32));
  return { publicKey, sign: (message: Uint8Array) => new Uint8Array(edSign(null, message, key)) };
}
const verifying = {
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    edVerify(null, message, createPublicKey({ key: spki(publicKey), format: "der", type: "spki" }), signature),
};
const ports = { hashing, verifying };
const signing = signer(7);
const origin = "log.shop.example/returns-desk";
const keys = logKeys(origin, signing.publicKey, hashing);

const entryOf = (i: number): Entry => ({
  type: entryType,
  id: `e${i}`,
  time: "2026-12-10T10:00:00Z",
  agent: "shop/returns-desk",
  session: `s${i % 9}`,
  pact: { id: "returns_desk", version: "2.1.0", hash: "0".repeat(64) },
  action: "process_return",
  input: { value: { order_id: `R${i}`, amount: i } },
  decision: "allow",
  reason: "allowed",
  basis: ["returns_desk@2.1.0#small_returns"],
  outcome: "executed",
});

/** A whole log as files by name. */
function logOf(count: number, timeS = 1_765_360_800): Map<string, Uint8Array> {
  const entries = Array.from({ length: count }, (_, i) => writeEntry(entryOf(i)));
  const levels: Uint8Array[][] = [];
  const tree = new Frontier(hashing);
  for (const entry of entries)
    tree.append(entry, (level, _index, hash) => {
      if (level % 8 > 0) return;
      const row = levels[level / 8] ?? [];
      levels[level / 8] = row;
      row.push(hash);
    });
  const files = new Map<string, Uint8Array>();
  for (const tile of hashTiles(count))
    files.set(
      tilePath(tile),
      new Uint8Array(Buffer.concat(levels[tile.level as number]!.slice(tile.index * 256, tile.index * 256 + tile.width))),
    );
  for (const tile of entryTiles(count)) files.set(tilePath(tile), toBundle(entries.slice(tile.index * 256, tile.index * 256 + tile.width)));
  const note = signCheckpoint({ origin, size: count, root: tree.root() }, keys, timeS, signing);
  return files.set("checkpoint", utf8(writeNote(note)));
}
const filesOf = (files: ReadonlyMap<string, Uint8Array>): LogFiles => ({
  checkpoint: () => files.get("checkpoint"),
  tile: (tile: Tile) => files.get(tilePath(tile)),
});
const verify = (files: ReadonlyMap<string, Uint8Array>, known: Uint8Array[] = []) =>
  verifyLog(filesOf(files), { ...keys, checksEntries: true, known: known.map((bytes) => readSigned(bytes) as never) }, ports);

describe("signed notes", () => {
  it("know the key of the specification's example", () => {
    const vector = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    const key = readKey(vector, hashing);
    assert.ok("name" in key, JSON.stringify(key));
    assert.equal(writeKey(key), vector);
    assert.match(
      (readKey(vector.replace("530d903a", "530d903b"), hashing) as { problem: string }).problem,
      /the id of this key is 530d903a/,
    );
  });

  it("base64 is read as it is written, and not otherwise", () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        assert.equal(toBase64(bytes), Buffer.from(bytes).toString("base64"));
        assert.deepEqual(fromBase64(toBase64(bytes)), bytes);
      }),
    );
    for (const bad of ["QQ", "QR==", "QQ=", "Q Q=", "QQ==\n", "=QQ="]) assert.equal(fromBase64(bad), undefined, bad);
  });

  const good = writeNote({ text: "a\nb\n", signatures: [{ name: "k", id: Uint8Array.of(1, 2, 3, 4), signature: Uint8Array.of(5) }] });
  const bad: [string, string, RegExp][] = [
    ["a carriage return", good.replace("a\n", "a\r\n"), /carriage return/],
    ["two blank lines", good.replace("b\n\n", "b\n\n\n"), /more than one blank line/],
    ["no blank line", good.replace("b\n\n", "b\n"), /no blank line/],
    ["a last line that is not ended", good.slice(0, -1), /not ended/],
    ["a hyphen for the dash", good.replace("—", "-"), /is no signature/],
    ["a name with a plus", good.replace("— k", "— k+"), /is no signature/],
    ["a line after the signatures", `${good}\n`, /not ended/],
    ["no signature", "a\n\n", /not ended|no signature/],
  ];
  for (const [what, text, message] of bad)
    it(`refuse ${what}`, () => {
      const read = readNote(utf8(text));
      assert.ok("problem" in read);
      assert.match(read.problem, message);
    });

  it("take a text with blank lines inside", () => {
    const text = writeNote({ text: "a\n\nb\n", signatures: [{ name: "k", id: Uint8Array.of(1, 2, 3, 4), signature: Uint8Array.of(5) }] });
    assert.equal((readNote(utf8(text)) as { text: string }).text, "a\n\nb\n");
  });
});

describe("checkpoints", () => {
  it("are read as they are written", () => {
    const checkpoint = { origin, size: 42, root: new Uint8Array(32).fill(9) };
    assert.deepEqual(readCheckpoint(writeCheckpoint(checkpoint)), checkpoint);
    for (const text of [
      `${origin}\n042\n${toBase64(checkpoint.root)}\n`,
      `${origin}\n1\nAAAA\n`,
      `${origin}\n-1\n\n`,
      `\n1\n${toBase64(checkpoint.root)}\n`,
      `${origin}\n1\n${toBase64(checkpoint.root)}`,
      `${origin}\n99999999999999999\n${toBase64(checkpoint.root)}\n`,
    ])
      assert.ok("problem" in readCheckpoint(text), text);
  });

  it("carry their time under a signature of its own", () => {
    const note = signCheckpoint({ origin, size: 1, root: new Uint8Array(32) }, keys, 1_765_360_800, signing);
    assert.equal(timeOf(note, keys.time, verifying), 1_765_360_800);
    const [log, time] = note.signatures;
    const later = time!.signature.slice();
    later[7]! += 1;
    assert.equal(timeOf({ ...note, signatures: [log!, { ...time!, signature: later }] }, keys.time, verifying), undefined);
  });
});

describe("canonical JSON", () => {
  it("spells as RFC 8785 does", () => {
    assert.equal(
      canonicalJson({
        numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 1e-27],
        string: '€$\u000F\nA\'B"\\"/',
        literals: [null, true, false],
      }),
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\"/"}',
    );
    assert.equal(
      canonicalJson({ "\u20ac": 1, "\r": 2, "\u{1F600}": 3, "\u0080": 4, "1": 5, "\uFB33": 6 }),
      '{"\\r":2,"1":5,"\u0080":4,"\u20ac":1,"\u{1F600}":3,"\uFB33":6}',
    );
  });
  it("refuses what it cannot say", () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, "\uD800", { "\uDC00": 1 }, 1n, undefined, () => 1])
      assert.throws(() => canonicalJson(bad), RangeError);
  });
});

describe("entries", () => {
  it("are read as they were written, and not otherwise", () => {
    const bytes = writeEntry(entryOf(1));
    assert.deepEqual(readEntry(bytes), entryOf(1));
    assert.match((readEntry(utf8(` ${Buffer.from(bytes).toString()}`)) as { problem: string }).problem, /canonically/);
    assert.match((readEntry(utf8('{"type":"x"}')) as { problem: string }).problem, /type/);
    assert.throws(() => writeEntry({ ...entryOf(1), facts: { text: "x".repeat(70_000) } }), /belongs in a blob/);
  });
});

describe("a log", () => {
  const files = logOf(700);

  it("is verified step by step", () => {
    const found = verify(files);
    assert.ok("steps" in found, JSON.stringify(found));
    assert.equal(found.timeS, 1_765_360_800);
    assert.equal(found.checkpoint.size, 700);
    assert.ok("steps" in verify(logOf(0)));
  });

  it("each damage has its own code and place", () => {
    const damaged = (name: string, change: (bytes: Uint8Array) => Uint8Array | undefined) => {
      const copy = new Map(files);
      const now = change(files.get(name)!.slice());
      if (now) copy.set(name, now);
      else copy.delete(name);
      return verify(copy) as { failure: string; place: string; entry?: number; code: string };
    };
    const flip = (at: number) => (bytes: Uint8Array) => bytes.map((byte, i) => (i === at ? byte ^ 1 : byte));
    const text = (change: (text: string) => string) => (bytes: Uint8Array) => utf8(change(Buffer.from(bytes).toString()));
    const table: [string, string, (bytes: Uint8Array) => Uint8Array | undefined, number?][] = [
      ["checkpoint_missing", "checkpoint", () => undefined],
      ["checkpoint_malformed", "checkpoint", text((note) => note.replace("\n700\n", "\n0700\n"))],
      ["origin_differs", "checkpoint", text((note) => note.replace(origin, `${origin}2`))],
      [
        "signature_missing",
        "checkpoint",
        text((note) =>
          note
            .split("\n")
            .filter((_, i) => i !== 4)
            .join("\n"),
        ),
      ],
      ["signature_false", "checkpoint", text((note) => note.replace("\n700\n", "\n701\n"))],
      [
        "time_missing",
        "checkpoint",
        text((note) =>
          note
            .split("\n")
            .filter((_, i) => i !== 5)
            .join("\n"),
        ),
      ],
      ["bundle_missing", "tile/entries/001", () => undefined, 256],
      ["bundle_malformed", "tile/entries/002.p/188", (bytes) => bytes.slice(0, -1), 699],
      ["tile_missing", "tile/0/002.p/188", () => undefined],
      ["tile_malformed", "tile/0/001", (bytes) => bytes.slice(32)],
      ["leaf_differs", "tile/0/000", flip(32 * 5), 5],
      ["node_differs", "tile/1/000.p/2", flip(40)],
    ];
    for (const [failure, name, change, entry] of table) {
      const found = damaged(name, change);
      assert.deepEqual([found.failure, found.place, found.entry], [failure, name, entry]);
      assert.equal(found.code, failures[failure as keyof typeof failures]);
    }
    assert.equal(new Set(Object.values(failures)).size, Object.keys(failures).length);
  });

  it("history that was rewritten, a log that shrank, and another key are seen", () => {
    const kept = logOf(300).get("checkpoint")!;
    assert.ok("steps" in verify(files, [kept]));
    const shrunk = verify(logOf(200), [kept]) as { failure: string };
    assert.equal(shrunk.failure, "log_shrank");
    const other = logKeys(origin, signer(8).publicKey, hashing);
    assert.equal((verifyLog(filesOf(files), other, ports) as { failure: string }).failure, "signature_missing");
  });

  it("damage of any kind to anything that is covered is seen, with its code and place", function () {
    this.timeout(1_200_000);
    const chance = Random.seeded(5);
    const covered = [...files.keys()];
    // What no checkpoint speaks of: what is not in the tree yet, and parts of tiles that an older, smaller tree had.
    const beside = new Map([
      ...files,
      ["pending.jsonl", utf8('{"index":700,"entry":{}}\n')],
      ["tile/0/002.p/100", files.get("tile/0/002.p/188")!.slice(0, 3200)],
    ]);
    const names = [...beside.keys()];
    const forger = signer(9);
    const forged = logKeys(origin, forger.publicKey, hashing);
    const any = <Item>(items: readonly Item[]): Item => items[chance.below(items.length)]!;
    const kinds: Record<string, (log: Map<string, Uint8Array>) => string> = {
      "a bit flipped": (log) => {
        const name = any(names);
        const bytes = log.get(name)!.slice();
        bytes[chance.below(bytes.length)]! ^= 1 << chance.below(8);
        log.set(name, bytes);
        return name;
      },
      "a file dropped": (log) => {
        const name = any(names);
        log.delete(name);
        return name;
      },
      "a file cut short": (log) => {
        const name = any(names);
        log.set(name, log.get(name)!.slice(0, chance.below(log.get(name)!.length)));
        return name;
      },
      "a file made longer": (log) => {
        const name = any(names);
        log.set(name, Uint8Array.of(...log.get(name)!, chance.below(256)));
        return name;
      },
      "two files swapped": (log) => {
        const [a, b] = chance.shuffle(covered) as [string, string];
        const kept = log.get(a)!;
        log.set(a, log.get(b)!).set(b, kept);
        return a;
      },
      "two entries swapped": (log) => {
        const tile = any([...entryTiles(700)]);
        const { entries } = fromBundle(log.get(tilePath(tile))!, tile.width);
        const [a, b] = chance.shuffle([...entries.keys()]) as [number, number];
        const swapped = entries.map((entry, i) => (i === a ? entries[b]! : i === b ? entries[a]! : entry));
        log.set(tilePath(tile), toBundle(swapped));
        return tilePath(tile);
      },
      "an entry dropped": (log) => {
        const tile = any([...entryTiles(700)]);
        const { entries } = fromBundle(log.get(tilePath(tile))!, tile.width);
        log.set(tilePath(tile), toBundle(entries.toSpliced(chance.below(entries.length), 1)));
        return tilePath(tile);
      },
      "signed again by another": (log) => {
        const read = readSigned(log.get("checkpoint")!) as { size: number; root: Uint8Array };
        const note = signCheckpoint({ origin, size: read.size, root: read.root }, forged, 1_765_360_800, forger);
        // Under the other's key, or under the id of the true one.
        const named =
          chance.below(2) === 0
            ? note
            : { ...note, signatures: note.signatures.map((each, i) => ({ ...each, id: (i === 0 ? keys.log : keys.time).id })) };
        log.set("checkpoint", utf8(writeNote(named)));
        return "checkpoint";
      },
    };
    const reported = new Map<string, number>();
    let unseen = 0;
    for (let i = 0; i < runs.damages; i++) {
      const log = new Map(beside);
      const [kind, damage] = any(Object.entries(kinds));
      const name = damage(log);
      const found = verify(log);
      if ("failure" in found) {
        assert.ok(found.code.startsWith("PACT50") && found.place.length > 0);
        reported.set(found.failure, (reported.get(found.failure) ?? 0) + 1);
      } else {
        assert.ok(!covered.includes(name), `${kind}: ${name}`);
        unseen++;
      }
    }
    console.log(
      `      ${runs.damages - unseen} reported (${[...reported].map(([failure, count]) => `${failure} ${count}`).join(", ")}); ${unseen} to what is not covered: pending entries, parts of tiles of smaller trees`,
    );
    assert.ok(reported.size >= 8);
  });

  it("one entry climbs to the root in steps, and any damage on its way stops it", () => {
    for (const size of [1, 2, 3, 255, 256, 257, 600]) {
      const files = logOf(size);
      for (const index of [0, 1, 200, 255, 256, 511, size - 1].filter((each) => each < size)) {
        const steps = (of: ReadonlyMap<string, Uint8Array>, known = keys) => verifyEntry(filesOf(of), index, known, ports);
        const whole = steps(files);
        assert.deepEqual(
          whole.map(({ step, state }) => `${step} ${state}`),
          stepNames.map((name) => `${name} ok`),
        );
        // The path it shows is the proof a stranger gets.
        const nodes = nodesIn(size, (tile) => files.get(tilePath(tile))!, hashing);
        const proof = inclusionProof(index, size, nodes, hashing);
        assert.deepEqual(
          whole[2]!.path!.map(({ hex }) => hex),
          proof.map((hash) => Buffer.from(hash).toString("hex")),
        );
        const [bundle, leaves] = [tilePath(tileOf("entries", index, size)), tilePath(tileOf(0, index, size))];
        const flipped = (file: string, at: number) => {
          const bytes = files.get(file)!.slice();
          bytes[at]! ^= 1;
          return new Map(files).set(file, bytes);
        };
        const without = (file: string) => new Map([...files].filter(([name]) => name !== file));
        const at = (index % 256) * 32;
        const id = Buffer.from(files.get(bundle)!).indexOf(`"id":"e${index}"`);
        const stops: readonly (readonly [ReadonlyMap<string, Uint8Array>, string])[] = [
          [without("checkpoint"), "entry PACT5001"],
          [without(bundle), "entry PACT5007"],
          [flipped(bundle, id + 6), "leaf PACT5011"],
          [without(leaves), "leaf PACT5009"],
          [flipped(leaves, at + 31), "leaf PACT5011"],
          // Its neighbour, where it has one in its tile.
          ...(files.get(leaves)!.length > (at ^ 32) ? [[flipped(leaves, (at ^ 32) + 31), "root PACT5013"] as const] : []),
        ];
        for (const [damaged, where] of stops) {
          const found = steps(damaged);
          const failing = found.findIndex(({ state }) => state === "failed");
          assert.equal(`${found[failing]?.step} ${found[failing]?.code}`, where, `entry ${index} of ${size}`);
          assert.ok(found.every(({ state }, i) => state === (i < failing ? "ok" : i > failing ? "not checked" : "failed")));
        }
        // Another key has signed nothing here.
        const other = steps(files, logKeys(origin, signer(8).publicKey, hashing));
        assert.deepEqual(
          other.map(({ state }) => state),
          ["ok", "ok", "ok", "ok", "failed", "not checked"],
        );
      }
    }
  });

  it("one entry proves itself without the log", () => {
    const signed = readSigned(files.get("checkpoint")!);
    assert.ok(!("problem" in signed));
    const entry = writeEntry(entryOf(300));
    const node = nodesIn(700, (tile) => files.get(tilePath(tile))!, hashing);
    const proof = { extra: entry, index: 300, proof: inclusionProof(300, 700, node, hashing), checkpoint: signed };
    const read = readProof(utf8(writeProof(proof)));
    assert.ok(!("problem" in read));
    assert.ok("steps" in verifyProof(read, read.extra!, keys, ports));
    assert.equal((verifyProof(read, writeEntry(entryOf(301)), keys, ports) as { failure: string }).failure, "proof_false");
    assert.equal((verifyProof({ ...read, index: 301 }, entry, keys, ports) as { failure: string }).failure, "proof_false");
    for (const text of [
      "",
      "c2sp.org/tlog-proof@v2\nindex 0\n\n",
      writeProof(proof).replace("index 300", "index 0300"),
      writeProof(proof).replace("extra ", "extra !"),
    ])
      assert.ok("problem" in readProof(utf8(text)));
  });
});

describe("an independent verifier", () => {
  it("Python's own hashing and OpenSSL's Ed25519 accept what is written here", function () {
    const files = logOf(5);
    const note = readNote(files.get("checkpoint")!);
    assert.ok("text" in note);
    const python = `
import sys, json, hashlib, base64
data = json.load(sys.stdin)
def mth(D):
    if len(D) == 0: return hashlib.sha256(b"").digest()
    if len(D) == 1: return hashlib.sha256(b"\\0" + D[0]).digest()
    k = 1
    while k * 2 < len(D): k *= 2
    return hashlib.sha256(b"\\1" + mth(D[:k]) + mth(D[k:])).digest()
b = base64.b64decode(data["bundle"]); D = []
while b:
    n = b[0] << 8 | b[1]; D.append(b[2:2 + n]); b = b[2 + n:]
print(base64.b64encode(mth(D)).decode())`;
    const input = JSON.stringify({ bundle: toBase64(files.get("tile/entries/000.p/5")!) });
    const ran = spawnSync("python3", ["-c", python], { input, encoding: "utf8" });
    if (ran.error) {
      console.log("      there is no python3 here: not run");
      return this.skip();
    }
    assert.equal(ran.stdout.trim(), note.text.split("\n")[2]);
    const pem = createPublicKey({ key: spki(signing.publicKey), format: "der", type: "spki" }).export({ format: "pem", type: "spki" });
    const script =
      'd=$(mktemp -d); printf %s "$1" > $d/k; printf %s "$2" | base64 -d > $d/s; printf %s "$3" | base64 -d > $d/t; openssl pkeyutl -verify -pubin -inkey $d/k -rawin -in $d/t -sigfile $d/s; r=$?; rm -r $d; exit $r';
    const openssl = (text: string) =>
      spawnSync("sh", ["-c", script, "-", String(pem), toBase64(note.signatures[0]!.signature), toBase64(utf8(text))], {
        encoding: "utf8",
      });
    assert.equal(openssl(note.text).status, 0);
    assert.notEqual(openssl(note.text.replace("\n5\n", "\n6\n")).status, 0);
  });

  it("a stranger's program verifies it over HTTP, from a server that knows nothing of logs, and refuses what is damaged", async function () {
    this.timeout(120_000);
    if (spawnSync("python3", ["--version"]).error || spawnSync("openssl", ["version"]).error) {
      console.log("      there is no python3 or no openssl here: not run");
      return this.skip();
    }
    let files = new Map<string, Uint8Array>();
    const server = createServer(({ url = "" }, answer) => {
      const file = files.get(url.slice(1));
      answer.writeHead(file ? 200 : 404).end(file);
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const script = path.join(import.meta.dirname, "../../docs/verify-evidence.py");
    const asked = (key = writeKey(keys.log)) =>
      new Promise<{ code: number; said: string }>((done) =>
        execFile("python3", [script, key, address], (error, stdout) => done({ code: Number(error?.code ?? 0), said: stdout.trim() })),
      );
    try {
      for (const size of [1, 256, 700, 66_000]) {
        const whole = logOf(size);
        files = whole;
        assert.deepEqual(await asked(), { code: 0, said: `verified: ${size} entries, signed 2025-12-10T10:00:00+00:00` });
        const names = [...whole.keys()].filter((name) => !name.startsWith("pending"));
        for (const name of size === 66_000 ? ["checkpoint", "tile/1/000", "tile/0/255", "tile/entries/100"] : names) {
          const bytes = whole.get(name)!;
          const changed = Uint8Array.from(bytes);
          changed[bytes.length >> 1]! ^= 1;
          files = new Map(whole).set(name, changed);
          assert.equal((await asked()).code, 1, `${name} of ${size}`);
        }
        files = new Map([...whole].filter(([name]) => name !== names.at(-1)));
        assert.equal((await asked()).code, 1);
      }
      files = logOf(5);
      const other = logKeys("log.example/other", signing.publicKey, hashing);
      assert.equal((await asked(writeKey(other.log))).code, 1);
    } finally {
      server.close();
    }
  });
});
