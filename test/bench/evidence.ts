// `npm run bench:evidence`: what the record and questions to it cost beside their limits, in one run. Exit 1 where a bound fails.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";
import type { Bound } from "./evidence/common.ts";
import { ask } from "./evidence/questions.ts";

/** The record as it is shipped: in one file, and beside it the one that a thread begins with. */
async function record(): Promise<Bound[]> {
  const outdir = mkdtempSync(path.join(tmpdir(), "pact-bench-bundle-"));
  const entryPoints = [
    { in: path.join(import.meta.dirname, "evidence/record.ts"), out: "record" },
    { in: path.join(import.meta.dirname, "../../engine/node/evidence/hash-worker.ts"), out: "hash-worker" },
  ];
  try {
    await build({ entryPoints, outdir, bundle: true, minify: true, platform: "node", target: "node22", format: "esm" });
    const bundled: typeof import("./evidence/record.ts") = await import(pathToFileURL(path.join(outdir, "record.js")).href);
    return await bundled.record();
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const bounds = [...(await record()), ...(await ask())];
const holds = ([, value, limit, side]: Bound): boolean => (side === "at least" ? value >= limit : value <= limit);
for (const each of bounds) console.log(`${holds(each) ? "holds" : "FAILS"}  ${each[0]}: ${each[1].toFixed(2)} (${each[3]} ${each[2]})`);
const failed = bounds.filter((each) => !holds(each)).length;
console.log(failed === 0 ? `all ${bounds.length} bounds hold` : `${failed} of ${bounds.length} bounds do not hold`);
process.exitCode = failed === 0 ? 0 : 1;
