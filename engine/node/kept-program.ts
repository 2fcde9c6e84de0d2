// A bundled program, run with what V8 compiled of it when it ran before. Node's own compile cache (nodejs.org/api/module.html) keeps what
// is compiled as a file is loaded; a function that is called later is compiled again in every process, and of a language server's first
// findings that is a third. Here it is kept once the program has run (vm.Script, `createCachedData`).
import { hash } from "node:crypto";
import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { getHeapCodeStatistics, setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { cacheFolder, keepFile } from "./caches.ts";

export interface BundledProgram {
  /** Where it is: CommonJS. Only one with its hash in its name (`main-7Q3VZK2A.cjs`) is kept: V8 tells texts apart by their length alone. */
  readonly file: string;
  /** What it is asked for: what one command runs may be little of what another does. */
  readonly use: string;
  /** Of whoever starts it. */
  readonly require: (id: string) => unknown;
}

/** What a program may export. */
interface Exports {
  /** Settles where it does the same over and over, as a server does while somebody types. */
  readonly isUnderWay?: Promise<void>;
}

const hashed = /^[\w.-]+-[A-Z0-9]{8}\.cjs$/;
/** Milliseconds: by then a server has given its first answers. */
const wellBegun = 1500;
/** What is kept is made again where more than an eighth was compiled besides. */
const grown = 1.125;
/** Files, of one or two megabytes each: a dozen commands of two versions. */
const mostKept = 24;
const head = "(function (exports, require, module, __filename, __dirname) {";

/**
 * Runs the program, and tells whether what was kept of it was used. Without a folder to keep it in, or with NODE_DISABLE_COMPILE_CACHE,
 * as with Node's own, nothing is kept. Throws what the program throws.
 */
export function runBundled({ file, use, require }: BundledProgram): boolean {
  const place = placeFor(file, use);
  const kept = place === undefined ? undefined : readKept(place);
  const script = new Script(`${head}${readFileSync(file, "utf8")}\n})`, {
    filename: file,
    columnOffset: -head.length,
    ...(kept && { cachedData: kept.data }),
  });
  const isUsed = kept !== undefined && !script.cachedDataRejected;
  const keepLast = place === undefined ? undefined : keepWhere(place, script, isUsed ? kept.bytecode * grown : 0);
  const module: { exports: Exports } = { exports: {} };
  script.runInThisContext().call(module.exports, module.exports, require, module, file, path.dirname(file));
  module.exports.isUnderWay?.then(() => {
    // What is compiled under other flags is no use to the next start.
    keepLast?.();
    optimizeSooner();
  });
  return isUsed;
}

/**
 * V8 optimizes a function once it was called 400 times, and again at 3,000. What a keystroke asks of a server is called once for each, and
 * would be optimized at the end of a long day; from the start, it would delay the first answer.
 */
function optimizeSooner(): void {
  setFlagsFromString("--invocation-count-for-maglev=100");
  setFlagsFromString("--invocation-count-for-turbofan=600");
  setFlagsFromString("--minimum-invocations-after-ic-update=100");
}

/** Another version of V8, or another machine, compiles otherwise. */
function placeFor(file: string, use: string): string | undefined {
  const name = path.basename(file);
  if (!hashed.test(name) || process.env.NODE_DISABLE_COMPILE_CACHE) return undefined;
  return path.join(cacheFolder("compiled"), [path.basename(name, ".cjs"), use, process.versions.v8, process.arch].join("-"));
}

const digestBytes = 32;
const digest = (bytes: Buffer): Buffer => hash("sha256", bytes, "buffer");

interface Kept {
  /** Of the whole process that kept it, in bytes. */
  readonly bytecode: number;
  readonly data: Buffer;
}

/** V8 runs what it is given: what another user could have written is not, nor what a disk has damaged. */
function readKept(place: string): Kept | undefined {
  try {
    const handle = openSync(place, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)); // a pipe of that name is not waited for
    try {
      const { uid, mode } = fstatSync(handle);
      const isOurs = !process.getuid || (uid === process.getuid() && (mode & 0o022) === 0);
      if (!isOurs) return undefined;
      const bytes = readFileSync(handle);
      const isWhole = bytes.subarray(0, digestBytes).equals(digest(bytes.subarray(digestBytes)));
      return isWhole ? { bytecode: bytes.readDoubleLE(digestBytes), data: bytes.subarray(digestBytes + 8) } : undefined;
    } finally {
      closeSync(handle);
    }
  } catch {
    return undefined;
  }
}

/** Keeps what is compiled, if it is more than `enough` bytes: it may be that nobody has asked for much yet. What is returned keeps it for the last time. */
function keepWhere(place: string, script: Script, enough: number): () => void {
  let most = enough;
  const keep = () => {
    const bytecode = getHeapCodeStatistics().bytecode_and_metadata_size;
    if (bytecode <= most) return;
    most = bytecode * grown;
    const data = script.createCachedData();
    const kept = Buffer.alloc(8 + data.length);
    kept.writeDoubleLE(bytecode);
    data.copy(kept, 8);
    keepFile(place, [digest(kept), kept]);
    removeOldest(path.dirname(place));
  };
  // A command that could not be run has run little.
  const keepAtExit = (code: number) => code === 2 || keep();
  const begun = setTimeout(keep, wellBegun).unref();
  process.once("exit", keepAtExit);
  return () => {
    clearTimeout(begun);
    process.off("exit", keepAtExit);
    keep();
  };
}

/** What is removed and needed is made again. */
function removeOldest(folder: string): void {
  try {
    const files = readdirSync(folder).map((name) => path.join(folder, name));
    const byAge = files.map((file) => ({ file, at: lstatSync(file).mtimeMs })).sort((a, b) => b.at - a.at);
    for (const { file } of byAge.slice(mostKept)) rmSync(file, { force: true });
  } catch {
    // There is no folder, or another process removes them.
  }
}
