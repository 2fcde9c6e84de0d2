// Runs to hold against each other: recordings of real agents graded as `pact eval` does, and rows made by hand.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { CaseRow, DriftReport, Snapshot, TrialRow } from "../../engine/drift/index.ts";
import { compare, snapshotOf } from "../../engine/drift/index.ts";
import { type Grade, grade } from "../../engine/evaluation/index.ts";
import { CompiledPact, readTrace, type Session, type TraceForm } from "../../engine/index.ts";
import { loadPact } from "../../engine/node/index.ts";

const root = path.join(import.meta.dirname, "../..");
export const data = path.join(root, "../shared/data");

export const loaded = (file: string): CompiledPact => {
  const pact = loadPact(path.join(root, file));
  if ("problem" in pact) throw new Error(pact.problem);
  return new CompiledPact(pact.analysis.model);
};

export async function graded(pact: CompiledPact, files: readonly string[], from: TraceForm, nowMs?: number): Promise<Grade[]> {
  const sessions: Session[] = files.flatMap((file) => [...readTrace(readFileSync(file, "utf8"), from).value]);
  const grades: Grade[] = [];
  for (const session of sessions)
    grades.push(await grade({ session, trial: session.played?.trial ?? 0 }, { pact, ask: () => Promise.resolve("failed"), nowMs }));
  return grades;
}

const hash = (letter: string) => letter.repeat(64);
const about: Omit<Snapshot, "cases"> = {
  suite: "desk@1.0.0#regression",
  pact: { id: "desk", version: "1.0.0", hash: hash("a") },
  rules: hash("b"),
  catalogue: hash("c"),
  prompt: hash("d"),
  model: "model-1",
  agent: { adapter: "command", target: "node ./agent.mjs" },
  trials: 1,
  seed: 0,
  began: "2026-10-01T00:00:00.000Z",
};

export const ofGrades = (grades: readonly Grade[]): Snapshot =>
  snapshotOf(
    about,
    grades.map((each) => ({ grade: each })),
  );

export const snapshot = (cases: readonly CaseRow[], over: Partial<Snapshot> = {}): Snapshot => ({ ...about, cases, ...over });

export const trial = (over: Partial<TrialRow> = {}): TrialRow => ({ trial: 0, success: true, tools: { look_up: 1 }, ...over });

/** So many cases of one trial each. */
export const cases = (count: number, of: (index: number) => Partial<TrialRow> = () => ({})): CaseRow[] =>
  Array.from({ length: count }, (_, i) => ({ case: `case-${String(i).padStart(4, "0")}`, trials: [trial(of(i))] }));

/** Those trials of each case, numbered anew. */
export const onlyTrials = ({ cases: rows, ...rest }: Snapshot, wanted: readonly number[]): Snapshot => ({
  ...rest,
  cases: rows.map((row) => ({
    ...row,
    trials: row.trials.filter((each) => wanted.includes(each.trial)).map((each, i) => ({ ...each, trial: i })),
  })),
});

/** A report, or the test fails. */
export function reportOf(...given: Parameters<typeof compare>): DriftReport {
  const report = compare(...given);
  if ("problem" in report) throw new Error(report.problem);
  return report;
}

export const drifted = ({ signals }: DriftReport): string[] =>
  signals.filter(({ verdict }) => verdict === "drifted").map(({ signal }) => signal);
