// `pact due`: which agents are to be evaluated again, as their pacts ask for it: for a scheduler. Exit 1 where one is.
import path from "node:path";
import { changesSince, driftPlanOf, dueSince, type Snapshot } from "../engine/drift/index.ts";
import { type Suite, suitesOf } from "../engine/evaluation/index.ts";
import { CompiledPact, type DueEvent } from "../engine/index.ts";
import { currentOf, newestRun, type SuiteOf, snapshotOfRun } from "../engine/node/drift/index.ts";
import { RunFailure } from "../engine/node/evaluation/index.ts";
import { findPacts, loadPact } from "../engine/node/index.ts";
import { baselineIn } from "./baseline.ts";
import { baselineOf } from "./drift.ts";
import { readTime } from "./load.ts";
import { colour, exit, Lines, printable, Unrunnable, write } from "./output.ts";

export interface DueArguments {
  readonly json: boolean;
  readonly now?: string;
}

export async function due(paths: readonly string[], { json, now = "now" }: DueArguments): Promise<number> {
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  for (const problem of problems) write(`${printable(problem)}\n`, 2);
  const nowMs = readTime(now);
  const lines = new Lines();
  let [isDue, isBroken] = [false, problems.length > 0];
  for (const file of files) {
    const event = await dueOf(file, nowMs);
    if (!event) continue;
    isDue ||= event.reasons.length > 0;
    isBroken ||= event.problem !== undefined;
    if (json) lines.add(event);
    else lines.addText(printable(said(event)));
  }
  lines.flush();
  return isBroken ? exit.unrunnable : isDue ? exit.fails : exit.holds;
}

/** Undefined for a pact without a baseline that asks for nothing. */
async function dueOf(file: string, nowMs: number): Promise<DueEvent | undefined> {
  const loaded = loadPact(file);
  if ("problem" in loaded) return { event: "due", file, reasons: [], problem: loaded.problem };
  const plan = driftPlanOf(loaded.analysis.model);
  if (!plan || (!plan.reevaluate && plan.baseline === undefined)) return undefined;
  if (loaded.analysis.hasErrors) return { event: "due", file, reasons: [], problem: "it has errors; `pact check` lists them" };
  const pact = new CompiledPact(loaded.analysis.model);
  if (plan.baseline === undefined)
    return { event: "due", file, reasons: ["its drift names no baseline: evaluate, bless the run, and name the file"] };
  try {
    const baseline = baselineIn(baselineOf(file, undefined, plan.baseline));
    const name = baseline.suite.slice(baseline.suite.indexOf("#") + 1);
    const suite = suitesOf(pact.model).find((each) => each.name === name);
    const current = await currentOf(pact, file, suite, baseline.seed);
    const last = lastOf(file, { pact: pact.identity.id, suite: name }, { baseline, suite, nowMs });
    const reasons = dueSince(last, current, plan.reevaluate ?? asksForNothing, nowMs);
    const stale = changesSince(baseline, current).map(({ message }) => message);
    return { event: "due", file, suite: name, baseline: plan.baseline, reasons, stale };
  } catch (error) {
    if (!(error instanceof Unrunnable || error instanceof RunFailure)) throw error;
    // Who asks for nothing is not due; that nothing can be said of the baseline is told all the same.
    return { event: "due", file, baseline: plan.baseline, reasons: plan.reevaluate ? [error.message] : [], stale: [error.message] };
  }
}

const asksForNothing = { when: [], everySeconds: undefined };

/** The last evaluation: the baseline's own, or a younger whole run here of the agent that the pact names. What has not begun yet is none. */
function lastOf(
  file: string,
  of: SuiteOf,
  { baseline, suite, nowMs }: { readonly baseline: Snapshot; readonly suite: Suite | undefined; readonly nowMs: number },
): Snapshot {
  const named = suite?.agent ?? baseline.agent;
  const run = newestRun(
    path.join(path.dirname(file), ".pact", "runs"),
    of,
    ({ agent, began }) => agent.adapter === named.adapter && agent.target === named.target && Date.parse(began) <= nowMs,
  );
  if (run === undefined) return baseline;
  const snapshot = snapshotOfRun(run);
  return snapshot.began > baseline.began ? snapshot : baseline;
}

function said({ file, suite, reasons, problem }: DueEvent): string {
  if (problem !== undefined) return `${colour.red("unreadable")} ${file}: ${problem}`;
  if (reasons.length === 0) return `${colour.green("not due")} ${file}`;
  return [`${colour.yellow("due")} ${file}${suite ? `: pact eval ${file} ${suite}` : ""}`, ...reasons.map((each) => `  ${each}`)].join(
    "\n",
  );
}
