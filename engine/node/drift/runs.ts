// Runs on a disk as drift compares them, and what there is now to hold a baseline against.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type Current, type Snapshot, snapshotOf, type Written } from "../../drift/index.ts";
import { modelNamed, type Suite } from "../../evaluation/index.ts";
import type { CompiledPact } from "../../index.ts";
import {
  casesOf,
  contentDigest,
  isFinished,
  type Manifest,
  partsOf,
  RunFailure,
  readManifest,
  streamResults,
} from "../evaluation/index.ts";

/** A run that is over and whole: part of one would look like an agent that leaves out cases. Throws a `RunFailure` that says what to do. */
export function snapshotOfRun(folder: string): Snapshot {
  const { suite, pact, parts, model, agent, trials, seed, began, shard, filter, cases } = readManifest(folder);
  if (!isFinished(folder)) throw new RunFailure(`${folder} is not over; \`pact eval\` goes on with it`);
  if (shard !== null) throw new RunFailure(`${folder} is shard ${shard} of a run; put its shards together with \`pact eval merge\``);
  if (filter !== undefined) throw new RunFailure(`${folder} was played with --filter \`${filter}\`; play all cases`);
  if (!parts) throw new RunFailure(`${folder} does not say what it was made with, as runs of older versions; evaluate again`);
  const results = [...resultsIn(folder)];
  const planned = agent.adapter === "recorded" ? cases.count : cases.count * trials;
  if (results.length !== planned)
    throw new RunFailure(`${folder} is over and has ${results.length} of its ${planned} results: some were lost; evaluate again`);
  try {
    return snapshotOf({ suite, pact, ...parts, model, agent, trials, seed, began }, results);
  } catch (error) {
    if (error instanceof RangeError) throw new RunFailure(`${folder}: ${error.message}`);
    throw error;
  }
}

function* resultsIn(folder: string): Generator<Written> {
  for (const { result } of streamResults(folder)) yield { grade: result.grade, content: result.content };
}

/** The checkpoint a run ended at, where it went on record. */
export function checkpointOf(folder: string): string | null {
  const file = path.join(folder, "checkpoint");
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

/** A pact by its id, and one of its evaluations by name. */
export interface SuiteOf {
  readonly pact: string;
  readonly suite: string;
}

/**
 * The newest run of a pact's suite, by when it began, that is over and whole, and is wanted. Several pacts may keep their runs in one folder.
 */
export function newestRun(
  runs: string,
  { pact, suite }: SuiteOf,
  isWanted: (run: Pick<Manifest, "agent" | "began">) => boolean = () => true,
): string | undefined {
  const found = existsSync(runs) ? readdirSync(runs).map((name) => path.join(runs, name)) : [];
  const whole = found.flatMap((folder) => {
    const manifest = isFinished(folder) ? manifestIn(folder) : undefined;
    const isWhole =
      manifest &&
      manifest.shard === null &&
      manifest.filter === undefined &&
      manifest.pact.id === pact &&
      manifest.suite.endsWith(`#${suite}`) &&
      isWanted(manifest);
    return isWhole ? [{ folder, began: manifest.began }] : [];
  });
  return whole.sort((a, b) => (a.began < b.began ? 1 : -1))[0]?.folder;
}

function manifestIn(folder: string): Manifest | undefined {
  try {
    return readManifest(folder);
  } catch (error) {
    // What is no run is not looked for.
    if (error instanceof RunFailure) return undefined;
    throw error;
  }
}

/** What a baseline of this suite would be made with now; its cases are left out where they are recordings, or cannot be read. */
export async function currentOf(pact: CompiledPact, file: string, suite: Suite | undefined, seed: number): Promise<Current> {
  const base = { pact: pact.identity, ...partsOf(pact, file), model: modelNamed(pact) ?? null };
  if (!suite || suite.agent?.adapter === "recorded") return base;
  const { cases, problems } = await casesOf(pact, file, suite, seed);
  if (problems.length > 0) return base;
  return { ...base, cases: cases.map((each) => ({ case: each.id, content: contentDigest(each) })) };
}
