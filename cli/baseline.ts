// `pact baseline bless`: somebody says of a run that this is how the agent should behave, and that stays on record in a file for git.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { type Baseline, bless, readBaseline, writeBaseline } from "../engine/drift/index.ts";
import { checkpointOf, snapshotOfRun } from "../engine/node/drift/index.ts";
import { RunFailure } from "../engine/node/evaluation/index.ts";
import { putText, readText } from "../engine/node/index.ts";
import { exit, Unrunnable, write } from "./output.ts";

export interface BlessArguments {
  readonly as: string;
  readonly by?: string;
  readonly because?: string;
  readonly perDay?: string;
}

export function blessRun(run: string, { as, by, because, perDay }: BlessArguments): number {
  // What is replaced was somebody's word: a reason for it is owed.
  if (existsSync(as) && !because?.trim()) throw new Unrunnable(`${as} is there already; say with --because why it is to be another`);
  const blessed = { by: by?.trim() || gitUser(), because: because?.trim() ?? "", at: new Date().toISOString() };
  try {
    const baseline = bless(snapshotOfRun(run), { blessed, checkpoint: checkpointOf(run), perDay: perDayOf(perDay) ?? formerPerDay(as) });
    const problem = putText(as, writeBaseline(baseline));
    if (problem !== undefined) throw new Unrunnable(`${as}: ${problem}`);
    write(said(baseline, as));
    return exit.holds;
  } catch (error) {
    if (error instanceof RunFailure || error instanceof RangeError) throw new Unrunnable(error.message);
    throw error;
  }
}

/** How busy an agent is stays as it was said, until somebody says otherwise. */
function formerPerDay(file: string): number | null {
  const read = existsSync(file) ? readText(file) : undefined;
  const former = read && "text" in read ? readBaseline(read.text) : undefined;
  return former && "perDay" in former ? former.perDay : null;
}

/** A baseline that can be relied on, or one line that says why not. */
export function baselineIn(file: string): Baseline {
  const read = readText(file);
  if ("problem" in read) throw new Unrunnable(`${file}: ${read.problem}; \`pact baseline bless RUN --as ${file}\` makes it`);
  const baseline = readBaseline(read.text);
  if ("problem" in baseline) throw new Unrunnable(`${file}: ${baseline.problem}`);
  return baseline;
}

function said({ suite, summary, cases }: Baseline, file: string): string {
  const failed = cases.reduce((total, { trials }) => total + trials.filter((each) => each.failed !== undefined).length, 0);
  const warning = failed > 0 ? `; ${failed} trials were not played to their end, and are part of it` : "";
  return `${file}: ${suite}, ${summary.cases} cases, ${summary.trials} trials${warning}\n`;
}

function perDayOf(text: string | undefined): number | null {
  if (text === undefined) return null;
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value)))
    throw new Unrunnable(`--per-day takes how many interactions there are in a day, not \`${text}\``);
  return value;
}

/** Who works here, as git knows them: name and address, else either. */
function gitUser(): string {
  const configured = (field: string): string => {
    try {
      return execFileSync("git", ["config", field], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
    } catch {
      return "";
    }
  };
  const [name, address] = [configured("user.name"), configured("user.email")];
  const known = name && address ? `${name} <${address}>` : name || address;
  if (!known) throw new Unrunnable("nobody blesses this: git knows no user here; give --by NAME");
  return known;
}
