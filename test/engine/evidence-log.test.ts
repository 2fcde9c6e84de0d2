// A log on a disk: what was acknowledged is there once, however its writer ended.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  type Entry,
  entryTiles,
  entryType,
  type Failed,
  fromBundle,
  logKeys,
  maxEntryBytes,
  readSigned,
  signCheckpoint,
  textOf,
  tileOf,
  tilePath,
  utf8,
  type Verified,
  verifyLog,
  writeEntry,
  writeNote,
} from "../../engine/evidence/index.ts";
import { Random } from "../../engine/metrics/index.ts";
import { worthThreads } from "../../engine/node/evidence/hash-in-parallel.ts";
import {
  hashing,
  heldKey,
  keyFile,
  LogProblem,
  LogWriter,
  logFiles,
  makeKey,
  newKey,
  signerOf,
  verifyEntries,
  verifyFolder,
  verifying,
} from "../../engine/node/evidence/index.ts";
import { runs } from "../counts.ts";

const pem = newKey();
const signing = signerOf(pem);
const keys = logKeys("log.example/kills", signing.publicKey, hashing);
const options = { keys, signing, clock: Date.now, withinMs: 5 };
const ports = { hashing, verifying };

describe("a log on a disk", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-log-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const verified = () => verifyLog(logFiles(folder), keys, ports);
  /** Every entry, as its text. */
  function entries(): string[] {
    const found = verified();
    assert.ok("steps" in found, JSON.stringify(found));
    return [...entryTiles(found.checkpoint.size)].flatMap((tile) =>
      fromBundle(readFileSync(path.join(folder, tilePath(tile))), tile.width).entries.map((entry) => textOf(entry)!),
    );
  }
  const entry = (i: number) => utf8(`{"i":${i}}`);

  it("holds what was appended, in order, under a checkpoint with its time", async () => {
    const writer = await LogWriter.open(folder, { ...options, clock: () => 1_765_360_800_000 });
    const indexes = await Promise.all(Array.from({ length: 1000 }, (_, i) => writer.append(entry(i))));
    assert.deepEqual(
      indexes,
      Array.from({ length: 1000 }, (_, i) => i),
    );
    await writer.close();
    assert.deepEqual(
      entries(),
      Array.from({ length: 1000 }, (_, i) => `{"i":${i}}`),
    );
    const found = verified();
    assert.equal("timeS" in found && found.timeS, 1_765_360_800);
    assert.equal(readFileSync(path.join(folder, "pending.jsonl"), "utf8"), "");
  });

  it("goes on where it was, at every width of its last tiles", async () => {
    let count = 0;
    for (const more of [0, 1, 2, 253, 1, 255, 256, 257, 1]) {
      const writer = await LogWriter.open(folder, options);
      for (let i = 0; i < more; i += 50)
        await Promise.all(Array.from({ length: Math.min(50, more - i) }, () => writer.append(entry(count++))));
      await writer.close();
      assert.equal(entries().length, count);
    }
    assert.deepEqual(
      entries(),
      Array.from({ length: count }, (_, i) => `{"i":${i}}`),
    );
    assert.deepEqual(
      readdirSync(path.join(folder, "tile/0")).filter((name) => name.endsWith(".p")),
      ["004.p"],
      "parts of tiles that are full are gone",
    );
  });

  it("an acknowledged entry is on the disk before its checkpoint is", async () => {
    const writer = await LogWriter.open(folder, { ...options, withinMs: 60_000 });
    await writer.append(entry(1));
    assert.match(readFileSync(path.join(folder, "pending.jsonl"), "utf8"), /^\{"index":0,"entry":\{"i":1\}\}\n$/);
    await writer.close();
  });

  it("its checkpoint follows while writers never pause, and who writes faster than it can waits", async () => {
    const writer = await LogWriter.open(folder, options);
    const long = utf8(`{"text":"${"x".repeat(60_000)}"}`);
    const sizes = new Set<number>();
    let longest = 0;
    let count = 0;
    const work = async (): Promise<void> => {
      while (sizes.size < 4) {
        await writer.append(long);
        count++;
        const signed = readSigned(new Uint8Array(readFileSync(path.join(folder, "checkpoint"))));
        if (!("problem" in signed)) sizes.add(signed.size);
        longest = Math.max(longest, statSync(path.join(folder, "pending.jsonl")).size);
      }
    };
    await Promise.all(Array.from({ length: 64 }, work));
    await writer.close();
    assert.equal(entries().length, count);
    assert.ok(longest < 3 * 2 ** 25, `${longest} bytes waited for a checkpoint`);
  });

  it("where the tree cannot follow nobody waits for ever", async () => {
    const writer = await LogWriter.open(folder, options);
    writeFileSync(path.join(folder, "tile"), "in the way");
    const long = utf8(`{"text":"${"x".repeat(60_000)}"}`);
    let acknowledged = 0;
    const work = async (): Promise<void> => {
      for (;;) {
        await writer.append(long);
        acknowledged++;
      }
    };
    const refused = await Promise.allSettled(Array.from({ length: 64 }, work));
    for (const each of refused) assert.match(String(each.status === "rejected" && each.reason), /ENOTDIR|EEXIST|tile/);
    await assert.rejects(writer.close());
    rmSync(path.join(folder, "tile"));
    await (await LogWriter.open(folder, options)).close();
    assert.equal(entries().length, acknowledged, "what was acknowledged is there once it can be");
  });

  it("two writers cannot both hold it, and one that died holds nothing", async () => {
    const writer = await LogWriter.open(folder, options);
    await assert.rejects(LogWriter.open(folder, options), /another process writes this log/);
    await writer.close();
    await (await LogWriter.open(folder, options)).close();
  });

  it("a line that was cut off anywhere was never acknowledged, and what stood before it stays", async () => {
    const first = await LogWriter.open(folder, options);
    await first.append(entry(0));
    await first.close();
    const file = path.join(folder, "pending.jsonl");
    const line = '{"index":1,"entry":{"i":1}}\n';
    for (let cut = 0; cut < line.length; cut++) {
      writeFileSync(file, `${line.replace(/1/g, "1")}{"index":2,"entry":{"i":2}}\n`.slice(0, line.length + cut));
      const writer = await LogWriter.open(folder, options);
      await writer.close();
      assert.deepEqual(entries().slice(0, 2), ['{"i":0}', '{"i":1}']);
      assert.equal(entries().length, 2);
    }
    for (const stray of ["garbage\n", "\u0000\u0000\u0000\u0000"]) {
      appendFileSync(file, stray);
      await (await LogWriter.open(folder, options)).close();
      assert.equal(entries().length, 2);
    }
  });

  it("a line that is damaged before others that are whole throws none of them away", async () => {
    await (await LogWriter.open(folder, options)).close();
    const file = path.join(folder, "pending.jsonl");
    const lines = [0, 1, 2, 3].map((index) => `{"index":${index},"entry":{"i":${index}}}\n`);
    for (const damaged of ["garbage\n", '{"index":1,"ent\n', "", '{"index":9,"entry":{}}\n']) {
      const text = lines.with(1, damaged).join("");
      writeFileSync(file, text);
      await assert.rejects(
        LogWriter.open(folder, options),
        /pending\.jsonl cannot be read from its line 2 on, and \d whole entries stand after that/,
      );
      assert.equal(readFileSync(file, "utf8"), text, "nothing was changed");
      assert.deepEqual(entries(), []);
    }
    writeFileSync(file, lines.join(""));
    await (await LogWriter.open(folder, options)).close();
    assert.equal(entries().length, 4);
  });

  it("no new log begins over what is left of another, nor among other files", async () => {
    const writer = await LogWriter.open(folder, options);
    await writer.append(entry(0));
    await writer.close();
    rmSync(path.join(folder, "checkpoint"));
    await assert.rejects(LogWriter.open(folder, options), /holds entries and no checkpoint/);
    const other = path.join(folder, "other");
    mkdirSync(other);
    writeFileSync(path.join(other, "notes.md"), "mine");
    await assert.rejects(LogWriter.open(other, options), /is not empty \(notes\.md\)/);
  });

  it("what JSON takes as it is and others take for the end of a line is one entry", async () => {
    const texts = ["a", "b\u2028c", "d\u2029", "\u0085e"].map((text) => JSON.stringify({ text }));
    const lines = texts.map((text, index) => `{"index":${index},"entry":${text}}\n`);
    await (await LogWriter.open(folder, options)).close();
    writeFileSync(path.join(folder, "pending.jsonl"), lines.join(""));
    await (await LogWriter.open(folder, options)).close();
    assert.deepEqual(entries(), texts);
  });

  it("is not opened with another key, nor where it is damaged", async () => {
    const writer = await LogWriter.open(folder, options);
    await Promise.all(Array.from({ length: 300 }, (_, i) => writer.append(entry(i))));
    await writer.close();
    const other = signerOf(newKey());
    await assert.rejects(
      LogWriter.open(folder, { ...options, signing: other, keys: logKeys("log.example/kills", other.publicKey, hashing) }),
      LogProblem,
    );
    truncateSync(path.join(folder, "tile/0/001.p/44"), 5);
    await assert.rejects(LogWriter.open(folder, options), /tile\/0\/001\.p\/44 has 5 bytes/);
  });

  it("takes no entry that is too long, and goes on", async () => {
    const writer = await LogWriter.open(folder, options);
    await assert.rejects(writer.append(new Uint8Array(maxEntryBytes + 1)), RangeError);
    assert.equal(await writer.append(entry(1)), 0);
    await writer.close();
    await assert.rejects(writer.append(entry(2)), /closed/);
  });

  it("a writer killed at any moment loses nothing it acknowledged, and nothing is there twice", async function () {
    this.timeout(3_600_000);
    const chance = Random.seeded(20261125);
    const acknowledged = new Map<string, number>();
    const main = path.join(import.meta.dirname, "../fixtures/evidence/busy-writer.ts");
    for (let kill = 0; kill < runs.logKills; kill++) {
      const child = spawn(process.execPath, ["--no-warnings", main, folder, pem, `k${kill}`], { stdio: ["ignore", "pipe", "inherit"] });
      let said = "";
      const open = new Promise<void>((done) => {
        child.stdout.setEncoding("utf8").on("data", (text) => {
          said += text;
          if (said.startsWith("open\n")) done();
        });
      });
      const ended = new Promise((done) => child.on("close", done));
      await Promise.race([open, ended]);
      await new Promise((done) => setTimeout(done, chance.uniform() * 60));
      child.kill("SIGKILL");
      await ended;
      assert.ok(said.startsWith("open\n"), `the log did not open after ${kill} kills`);
      for (const line of said.split("\n").slice(1, -1)) {
        const [index, name] = line.split(" ");
        acknowledged.set(name!, Number(index));
      }
    }
    await (await LogWriter.open(folder, options)).close();
    const all = entries().map((text) => JSON.parse(text).name as string);
    assert.equal(new Set(all).size, all.length, "nothing is there twice");
    for (const [name, index] of acknowledged) assert.equal(all[index], name);
    assert.ok(acknowledged.size > runs.logKills);
  });

  it("a full disk refuses, says so, keeps what was acknowledged, and goes on once there is room", async function () {
    const small = path.join(folder, "small");
    mkdirSync(small);
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=800k", "tmpfs", small]).status !== 0) {
      console.log("      a small disk cannot be made here (that needs root): not run");
      return this.skip();
    }
    try {
      const log = path.join(small, "log");
      const ballast = path.join(small, "ballast");
      // What is acknowledged and not in the tree needs its room once more.
      writeFileSync(ballast, new Uint8Array(450_000));
      const writer = await LogWriter.open(log, options);
      const done: number[] = [];
      let refused: NodeJS.ErrnoException | undefined;
      for (let i = 0; i < 5000 && !refused; i++)
        await writer.append(utf8(`{"i":${i},"text":"${"x".repeat(300)}"}`)).then(
          (index) => done.push(index),
          (error) => {
            refused = error;
          },
        );
      assert.equal(refused?.code, "ENOSPC");
      rmSync(ballast);
      done.push(await writer.append(utf8('{"last":true}')));
      await writer.close();
      const found = verifyLog(logFiles(log), keys, ports);
      assert.ok("steps" in found, JSON.stringify(found));
      assert.equal(found.checkpoint.size, done.length);
      assert.deepEqual(
        done,
        Array.from({ length: done.length }, (_, i) => i),
      );
    } finally {
      spawnSync("umount", ["--lazy", small]);
    }
  });

  it("a folder that cannot be written is said, and nothing is acknowledged", async () => {
    const there = path.join(folder, "file");
    writeFileSync(there, "");
    await assert.rejects(
      LogWriter.open(path.join(there, "log"), options).catch((error) => Promise.reject(error)),
      /ENOTDIR|not a directory/i,
    );
    if (process.getuid?.() === 0) return;
    chmodSync(folder, 0o500);
    await assert.rejects(LogWriter.open(path.join(folder, "log"), options));
    chmodSync(folder, 0o700);
  });

  it("a pipe in the place of a tile is not waited for, and a device not read", async () => {
    const writer = await LogWriter.open(folder, options);
    await writer.append(entry(0));
    await writer.close();
    const tile = path.join(folder, "tile/entries/000.p/1");
    rmSync(tile);
    symlinkSync("/dev/zero", tile);
    const missing = () => {
      const found = verifyLog(logFiles(folder), keys, ports);
      assert.ok("failure" in found && found.failure === "bundle_missing", JSON.stringify(found));
    };
    missing();
    rmSync(tile);
    if (spawnSync("mkfifo", [tile]).status !== 0) return console.log("      there is no mkfifo here: not run");
    missing();
  });

  it("a checkpoint kept elsewhere is consistent with what the log becomes", async () => {
    const writer = await LogWriter.open(folder, options);
    await writer.append(entry(0));
    await writer.integrate();
    const kept = readSigned(readFileSync(path.join(folder, "checkpoint")));
    await Promise.all(Array.from({ length: 500 }, (_, i) => writer.append(entry(i + 1))));
    await writer.close();
    assert.ok(!("problem" in kept));
    assert.ok("steps" in verifyLog(logFiles(folder), { ...keys, known: [kept] }, ports));
  });
});

describe("keys of logs", () => {
  it("are made once, in a file that only its owner reads, and never told", () => {
    const home = mkdtempSync(path.join(tmpdir(), "pact-keys-"));
    try {
      const file = keyFile("log.example/a b".replace(" ", "_"), { XDG_CONFIG_HOME: home });
      const made = makeKey("log.example/a_b", file);
      assert.equal(made.file, file);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      assert.deepEqual(heldKey("log.example/a_b", file).keys, made.keys);
      chmodSync(file, 0o644);
      assert.throws(() => heldKey("log.example/a_b", file), /others can read/);
      chmodSync(file, 0o600);
      const secret = readFileSync(file, "utf8").split("\n")[1]!;
      writeFileSync(file, `-----BEGIN PRIVATE KEY-----\n${secret.slice(5)}\n-----END PRIVATE KEY-----\n`);
      assert.throws(
        () => heldKey("log.example/a_b", file),
        (error: Error) => !error.message.includes(secret.slice(5)),
      );
      assert.throws(() => heldKey("nobody", path.join(home, "none.pem")), /there is no such file/);
      assert.throws(() => makeKey("a b"), /no space/);
      assert.ok(existsSync(file));
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });
});

describe("a large log verified in threads", () => {
  const count = worthThreads + 300;
  let folder: string;
  before(async function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(tmpdir(), "pact-log-"));
    const writer = await LogWriter.open(folder, options);
    await Promise.all(Array.from({ length: count }, (_, i) => writer.append(writeEntry(entryOf(i)))));
    await writer.close();
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  async function verified() {
    const walk = verifyFolder(folder, keys);
    const shares: number[] = [];
    for (;;) {
      const { done, value } = await walk.next();
      if (done) return { found: value as Verified | Failed, shares };
      shares.push(value as number);
    }
  }

  it("holds, and says how far it is", async () => {
    const { found, shares } = await verified();
    assert.ok("steps" in found, JSON.stringify(found));
    assert.equal(found.checkpoint.size, count);
    assert.ok(shares.length > 2 && shares.every((share, i) => share >= (shares[i - 1] ?? 0) && share <= 1));
  });

  it("names what fails first in its order, as one thread does", async () => {
    for (const bundles of [[3], [200, 5], [250], [256]]) {
      const before = bundles.map((bundle) => {
        const file = path.join(folder, tilePath(tileOf("entries", bundle * 256, count)));
        const bytes = readFileSync(file);
        const damaged = Buffer.from(bytes);
        damaged[damaged.length - 5]! ^= 1;
        writeFileSync(file, damaged);
        return { file, bytes };
      });
      const { found } = await verified();
      assert.deepEqual(found, verifyLog(logFiles(folder), { ...keys, checksEntries: true }, ports));
      assert.ok("failure" in found && found.entry !== undefined && Math.floor(found.entry / 256) === Math.min(...bundles));
      for (const { file, bytes } of before) writeFileSync(file, bytes);
    }
  });

  async function whole() {
    const walk = verifyEntries(folder, keys);
    for (;;) {
      const { done, value } = await walk.next();
      if (done) return value as Verified | Failed;
    }
  }

  it("is the same without its entries decoded: what differs, and what is not there", async () => {
    assert.deepEqual(await whole(), verifyLog(logFiles(folder), keys, ports));
    const file = (bundle: number) => path.join(folder, tilePath(tileOf("entries", bundle * 256, count)));
    const [altered, gone] = [file(140), file(200)];
    const bytes = [altered, gone].map((each) => readFileSync(each));
    writeFileSync(altered, Buffer.from(bytes[0]!.toString("latin1").replace("agent", "agenT"), "latin1"));
    assert.deepEqual(
      [await whole()].map((found) => "failure" in found && [found.failure, found.entry]),
      [["leaf_differs", 140 * 256]],
    );
    rmSync(gone);
    assert.deepEqual(
      [await whole()].map((found) => "failure" in found && [found.failure, found.entry]),
      [["bundle_missing", 200 * 256]],
    );
    for (const [i, each] of [altered, gone].entries()) writeFileSync(each, bytes[i]!);
  });

  it("a checkpoint that says it has more entries than any memory holds misses the first that is not there", async () => {
    const file = path.join(folder, "checkpoint");
    const kept = readFileSync(file);
    for (const size of [2 ** 33, 2 ** 50]) {
      writeFileSync(file, writeNote(signCheckpoint({ origin: keys.log.name, size, root: new Uint8Array(32) }, keys, 1, signing)));
      const found = await whole();
      assert.ok("failure" in found && found.failure === "bundle_missing", JSON.stringify(found));
      assert.equal(found.entry, Math.floor(count / 256) * 256);
    }
    writeFileSync(file, kept);
  });

  it("its threads end where nobody waits any more", async () => {
    const walk = verifyFolder(folder, keys);
    assert.equal((await walk.next()).done, false);
    await walk.return(undefined as never);
  });
});

const entryOf = (i: number): Entry => ({
  type: entryType,
  id: `e/${i}`,
  time: "2026-12-10T10:00:00Z",
  agent: "agent",
  session: `s${i >> 4}`,
  pact: { id: "p", version: "1.0.0", hash: "0".repeat(64) },
  action: "act",
  decision: "allow",
  reason: "allowed",
  basis: [],
  outcome: "executed",
});
