// `pact drift`: the newest run of an agent against the baseline that was blessed. Exit 1 on an alarm.
import path from "node:path";
import { changesSince, compare, type DriftReport, driftAsHtml, driftPlanOf, driftWords, type Snapshot } from "../engine/drift/index.ts";
import type { CompiledPact, DriftEvent } from "../engine/index.ts";
import { currentOf, newestRun, type SuiteOf, snapshotOfRun } from "../engine/node/drift/index.ts";
import { RunFailure } from "../engine/node/evaluation/index.ts";
import { baselineIn } from "./baseline.ts";
import { describeDrift } from "./drift-text.ts";
import { compileFile } from "./load.ts";
import { exit, Unrunnable, write } from "./output.ts";
import { checkReports, writeFile } from "./reports.ts";

export interface DriftArguments {
  readonly baseline?: string;
  readonly run?: string;
  readonly json: boolean;
  readonly html?: string;
  readonly seed?: string;
  readonly permutations?: string;
  readonly otherCases: boolean;
  /** A log that is watched instead of a run that is compared; where the watch stands; the time sessions are over by. */
  readonly stream?: string;
  readonly state?: string;
  readonly dryRun: boolean;
  readonly now?: string;
}

export async function drift(file: string, options: DriftArguments): Promise<number> {
  const { pact } = compileFile(file);
  checkReports(options.html === undefined ? {} : { html: options.html });
  const seed = whole(options.seed, "--seed", 0, 1_000_000_000) ?? 1;
  const permutations = whole(options.permutations, "--permutations", 100, 1_000_000);
  const plan = driftPlanOf(pact.model);
  const baselineFile = baselineOf(file, options.baseline, plan?.baseline);
  const baseline = baselineIn(baselineFile);
  if (baseline.pact.id !== pact.identity.id)
    throw new Unrunnable(`${baselineFile} is of the pact \`${baseline.pact.id}\`, and ${file} is \`${pact.identity.id}\``);
  const { run, now } = runOf(file, options.run, { pact: pact.identity.id, suite: baseline.suite.slice(baseline.suite.indexOf("#") + 1) });
  const report = compare(baseline, now, {
    watch: plan?.watch,
    seed,
    permutations,
    otherCases: options.otherCases,
    clausesOf: (tool) => clausesOf(pact, tool),
  });
  if ("problem" in report) throw new Unrunnable(`${baselineFile} and ${run}: ${report.problem}`);
  const outdated = changesSince(now, await currentOf(pact, file, undefined, 0)).map(({ message }) => message);
  const notes = driftWords.notesOn(report);
  const event: DriftEvent = { event: "drift", file, run, against: baselineFile, blessed: baseline.blessed, outdated, notes, ...report };
  if (options.html !== undefined) writeFile(options.html, driftAsHtml(report, baseline, file));
  write(options.json ? `${JSON.stringify(event)}\n` : describeDrift(event, baselineFile));
  return exitOf(report);
}

/** Where nothing could be told, nothing holds and nothing fails. */
const exitOf = ({ verdict }: DriftReport): number =>
  verdict === "drifted" ? exit.fails : verdict === "cannot tell" ? exit.unrunnable : exit.holds;

/** What is given is where it is; what the pact names stands beside it. */
export function baselineOf(file: string, given: string | undefined, named: string | undefined): string {
  if (given !== undefined) return given;
  if (named === undefined)
    throw new Unrunnable(`${file} names no baseline; give --baseline FILE, or add \`baseline "./baseline.json"\` to its drift`);
  return path.join(path.dirname(file), named);
}

function runOf(file: string, given: string | undefined, of: SuiteOf): { readonly run: string; readonly now: Snapshot } {
  const runs = path.join(path.dirname(file), ".pact", "runs");
  const run = given ?? newestRun(runs, of);
  if (run === undefined)
    throw new Unrunnable(`${runs} has no whole run of \`${of.suite}\`; \`pact eval ${file} ${of.suite}\` makes one, or give --run DIR`);
  try {
    return { run, now: snapshotOfRun(run) };
  } catch (error) {
    if (error instanceof RunFailure) throw new Unrunnable(error.message);
    throw error;
  }
}

const clausesOf = ({ model }: CompiledPact, tool: string): string[] =>
  [...model.clauses, ...model.limits].filter(({ actions }) => actions.has(tool)).map(({ name }) => name);

export function whole(text: string | undefined, option: string, least: number, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) throw new Unrunnable(`${option} takes a whole number from ${least} to ${most}, not \`${text}\``);
  return value;
}
