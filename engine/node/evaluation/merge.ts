// The shards of one run put together: what several machines have played, as if one had.
import { createHash } from "node:crypto";
import { type Grade, keyOf, type Report, type Suite } from "../../evaluation/index.ts";
import {
  isSameRun,
  type Manifest,
  RunFailure,
  RunFolder,
  readManifest,
  readResults,
  readSession,
  reportFile,
  writeBeside,
} from "./run-folder.ts";

/** The pact the shards are to be of. */
export interface Merging {
  readonly identity: Manifest["pact"];
  readonly suites: readonly Suite[];
}
export interface Merged {
  readonly report: Report;
  readonly grades: readonly Grade[];
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Every shard once, all of the same run and whole. Rejects with a `RunFailure` that says which is missing, twice, of another run, or not over. */
export async function mergeShards(folders: readonly string[], out: string, pact: Merging): Promise<Merged> {
  const shards = folders.map((folder) => ({ folder, manifest: readManifest(folder), ...numberOf(readManifest(folder), folder) }));
  const [first] = shards;
  if (!first) throw new RunFailure("name the folders of the shards");
  checkComplete(shards);
  const manifest = { ...first.manifest, shard: null, cases: casesOf(shards.map((each) => each.manifest)) };
  const suite = pact.suites.find(({ id }) => id === manifest.suite);
  if (!suite) throw new RunFailure(`the pact has no ${manifest.suite}: the shards are of another version of it`);
  if (manifest.pact.hash !== pact.identity.hash)
    throw new RunFailure(
      `the shards were played under another text of ${pact.identity.id}@${pact.identity.version}: merge them under that one, or play them again`,
    );
  const target = new RunFolder(out, manifest);
  const grades: Grade[] = [...target.done.values()].map((result) => result.grade);
  try {
    for (const { folder, manifest: own } of shards) {
      let count = 0;
      for (const result of readResults(folder)) {
        count++;
        const { grade, retries, content } = result;
        if (target.done.has(keyOf(grade.case, grade.trial))) continue;
        target.add(readSession(folder, result), { grade, ...(retries && { retries }), ...(content !== undefined && { content }) });
        grades.push(grade);
      }
      const due = own.cases.count * (own.agent.adapter === "recorded" ? 1 : own.trials);
      if (count < due)
        throw new RunFailure(`${folder} is not over: ${count} of ${due} trials were played; run it again, and it goes on there`);
    }
  } finally {
    target.close();
  }
  const { report } = await import("../../evaluation/measure/index.ts");
  const measured = report(suite, grades);
  writeBeside(out, reportFile, `${JSON.stringify(measured, undefined, 2)}\n`);
  return { report: measured, grades, folder: out, manifest };
}

interface Numbered {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly index: number;
  readonly of: number;
}

function numberOf({ shard }: Manifest, folder: string): Pick<Numbered, "index" | "of"> {
  const [index, of] = (shard ?? "").split("/").map(Number);
  if (!index || !of) throw new RunFailure(`${folder} is no shard: it was run without \`--shard\``);
  return { index, of };
}

function checkComplete(shards: readonly Numbered[]): void {
  const [first] = shards as readonly [Numbered, ...Numbered[]];
  const alike = (manifest: Manifest) => ({ ...manifest, shard: null, cases: first.manifest.cases });
  for (const { folder, manifest, of } of shards)
    if (of !== first.of || !isSameRun(alike(manifest), alike(first.manifest)))
      throw new RunFailure(`${folder} is of another run than ${first.folder}: other pact, agent, seed, trials or number of shards`);
  for (let index = 1; index <= first.of; index++) {
    const found = shards.filter((each) => each.index === index);
    if (found.length === 0) throw new RunFailure(`shard ${index}/${first.of} is missing`);
    if (found.length > 1)
      throw new RunFailure(`shard ${index}/${first.of} is there twice: ${found.map(({ folder }) => folder).join(" and ")}`);
  }
}

const casesOf = (manifests: readonly Manifest[]): Manifest["cases"] => ({
  count: manifests.reduce((sum, { cases }) => sum + cases.count, 0),
  digest: createHash("sha256")
    .update(
      manifests
        .map(({ cases }) => cases.digest)
        .sort()
        .join("\n"),
    )
    .digest("hex"),
});
