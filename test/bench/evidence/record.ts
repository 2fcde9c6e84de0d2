// What the record costs beside its limits: plain group commit of the same bytes, SHA-256 over the same bytes, a loop of hashes,
// JSON.parse.
import { hash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import path from "node:path";
import { entryTiles, Frontier, fromBundle, tilePath, utf8, verifyLog, writeEntry } from "../../../engine/evidence/index.ts";
import { hashing, LogWriter, logFiles, verifyEntries, verifying } from "../../../engine/node/evidence/index.ts";
import { type Bound, best, entryOf, keys, signing, sixtyFour, timed, waiting } from "./common.ts";

const rounds = 5;
const appended = 6_400;
const verified = 400_000;
const leaves = 1_000_000;

const folder = mkdtempSync(path.join(tmpdir(), "pact-bench-evidence-"));
/** Group commit and nothing else: who waits at the same time shares one write and one fdatasync. */
async function plainCommit(file: string, entries: readonly Uint8Array[]): Promise<void> {
  const handle = await open(file, "w");
  let queue: { bytes: Uint8Array; done: () => void }[] = [];
  let writing: Promise<void> | undefined;
  const write = async (): Promise<void> => {
    while (queue.length > 0) {
      const batch = queue;
      queue = [];
      await handle.write(Buffer.concat(batch.map(({ bytes }) => bytes)));
      await handle.datasync();
      for (const { done } of batch) done();
    }
    writing = undefined;
  };
  await sixtyFour(
    entries.length,
    (i) =>
      new Promise<void>((done) => {
        queue.push({ bytes: entries[i]!, done });
        writing ??= write();
      }),
  );
  await writing;
  await handle.close();
}

async function appending(): Promise<number> {
  const entries = Array.from({ length: appended }, (_, i) => writeEntry(entryOf(i)));
  const [ours, plain]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    const writer = await LogWriter.open(path.join(folder, `append-${round}`), { keys, signing, clock: Date.now });
    ours.push(await timed(() => sixtyFour(appended, (i) => writer.append(entries[i]!))));
    await writer.close();
    const lines = entries.map((entry, i) => utf8(`{"index":${i},"entry":${Buffer.from(entry).toString()}}\n`));
    plain.push(await timed(() => plainCommit(path.join(folder, `plain-${round}`), lines)));
  }
  const rate = (ms: number) => Math.round(appended / (ms / 1000)).toLocaleString("en");
  console.log(`append: ${rate(best(ours))} entries/s with ${waiting} waiting; plain group commit ${rate(best(plain))}`);
  return best(plain) / best(ours);
}

async function verifications(): Promise<{ hashes: number; decoded: number }> {
  const log = path.join(folder, "verify");
  const writer = await LogWriter.open(log, { keys, signing, clock: Date.now });
  await sixtyFour(verified, (i) => writer.append(writeEntry(entryOf(i))));
  await writer.close();
  const bytes = [...entryTiles(verified)].flatMap((tile) => fromBundle(readFileSync(path.join(log, tilePath(tile))), tile.width).entries);
  const times = { ours: [] as number[], decoded: [] as number[], alone: [] as number[], sha: [] as number[], parse: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    times.ours.push(await timed(() => verifyOrFail(log, false)));
    times.alone.push(await timed(() => verifyLog(logFiles(log), { ...keys, checksEntries: true }, { hashing, verifying })));
    times.sha.push(
      await timed(() => {
        for (const each of bytes) hash("sha256", each);
      }),
    );
    times.decoded.push(await timed(() => verifyOrFail(log, true)));
    times.parse.push(
      await timed(() => {
        for (const each of bytes) {
          JSON.parse(Buffer.from(each).toString());
          hash("sha256", each);
        }
      }),
    );
  }
  const rate = (name: keyof typeof times) => `${Math.round(verified / (best(times[name]) / 1000)).toLocaleString("en")}/s`;
  console.log(
    `verify ${verified.toLocaleString("en")} entries of ${Math.round(bytes.reduce((sum, { length }) => sum + length, 0) / bytes.length)} bytes: ${rate("ours")}; SHA-256 alone ${rate("sha")}; with every entry decoded ${rate("decoded")} on ${availableParallelism()} cores, ${rate("alone")} on one; JSON.parse + SHA-256 ${rate("parse")}`,
  );
  return { hashes: best(times.sha) / best(times.ours), decoded: best(times.parse) / best(times.decoded) };
}

async function verifyOrFail(log: string, checksEntries: boolean): Promise<void> {
  const walk = verifyEntries(log, { ...keys, checksEntries });
  let step = await walk.next();
  while (!step.done) step = await walk.next();
  if ("failure" in step.value) throw new Error(step.value.message);
}

async function treeOfMillion(): Promise<number> {
  const entry = new Uint8Array(64);
  const [ours, loop]: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    ours.push(
      await timed(() => {
        const tree = new Frontier(hashing);
        for (let i = 0; i < leaves; i++) tree.append(entry);
        tree.root();
      }),
    );
    // As many hashes of as many bytes: each leaf, and each node above.
    const [leaf, node] = [new Uint8Array(65), new Uint8Array(65)];
    loop.push(
      await timed(() => {
        for (let i = 0; i < leaves; i++) hash("sha256", leaf);
        for (let i = 0; i < leaves - 1; i++) hash("sha256", node);
      }),
    );
  }
  console.log(
    `tree of ${leaves.toLocaleString("en")} leaves: ${Math.round(best(ours))} ms; as many calls of crypto.hash ${Math.round(best(loop))} ms`,
  );
  return best(ours) / best(loop);
}

export async function record(): Promise<Bound[]> {
  try {
    const append = await appending();
    const { hashes, decoded } = await verifications();
    const tree = await treeOfMillion();
    return [
      ["append, of plain group commit", append, 0.6, "at least"],
      ["verify, of SHA-256 over the same bytes", hashes, 0.7, "at least"],
      ["verify with every entry decoded, of JSON.parse and SHA-256", decoded, 0.4, "at least"],
      ["a tree of a million leaves / a loop of hashes", tree, 1.3, "at most"],
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
