// What a run came to, as far as two runs can be held against each other: a small row for each trial, by case. A baseline is a snapshot that
// somebody blessed.
import type { Act, Grade } from "../evaluation/index.ts";

export interface Snapshot {
  /** `pact@version#suite`. */
  readonly suite: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  /** Digests of what of the pact decides, of its catalogue and of its prompt. */
  readonly rules: string;
  readonly catalogue: string | null;
  readonly prompt: string | null;
  readonly model: string | null;
  readonly agent: { readonly adapter: string; readonly target: string };
  /** How often each case was to be played, and with which seed. */
  readonly trials: number;
  readonly seed: number;
  /** ISO 8601. */
  readonly began: string;
  /** Each case once, in ascending order. */
  readonly cases: readonly CaseRow[];
}

export interface CaseRow {
  readonly case: string;
  /** A digest of what was asked; absent where only a recording tells. */
  readonly content?: string | undefined;
  readonly trials: readonly TrialRow[];
}

/** What is absent was not so, or nobody can say. */
export interface TrialRow {
  readonly trial: number;
  /** Why it was not played to its end. */
  readonly failed?: string | undefined;
  readonly success?: boolean | undefined;
  readonly outcome?: string | undefined;
  readonly handedOff?: boolean | undefined;
  /** Clauses, by name, that what was done broke; and that asked for a person who was not asked. */
  readonly violated?: readonly string[] | undefined;
  readonly unescalated?: readonly string[] | undefined;
  /** Clauses that held an action for a person, and how many actions were tried and denied. */
  readonly held?: readonly string[] | undefined;
  readonly denied?: number | undefined;
  readonly attacked?: boolean | undefined;
  readonly tools: Readonly<Record<string, number>>;
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
  readonly latencyMs?: number | undefined;
  readonly confidence?: number | undefined;
}

/** A trial as it was written: its grade, and a digest of what was asked. */
export interface Written {
  readonly grade: Grade;
  readonly content?: string | undefined;
}

/** Throws a `RangeError` where one trial of a case is there twice. */
export function snapshotOf(about: Omit<Snapshot, "cases">, written: Iterable<Written>): Snapshot {
  const byCase = new Map<string, { content: string | undefined; trials: Map<number, TrialRow> }>();
  for (const { grade, content } of written) {
    const row = byCase.get(grade.case) ?? { content, trials: new Map() };
    byCase.set(grade.case, row);
    if (row.trials.has(grade.trial))
      throw new RangeError(`trial ${grade.trial} of case \`${grade.case}\` is there twice: the run is damaged, evaluate again`);
    row.trials.set(grade.trial, trialOf(grade));
  }
  const cases = [...byCase].map(([name, { content, trials }]): CaseRow => {
    const rows = [...trials.values()].sort((a, b) => a.trial - b.trial);
    return { case: name, ...(content !== undefined && { content }), trials: rows };
  });
  return { ...about, cases: cases.sort((a, b) => (a.case < b.case ? -1 : 1)) };
}

/** Agents name what they do and how they end; counts are kept by these names, and one of them no object can keep. */
export const kindNamed = (name: string): string => (name === "__proto__" ? "(__proto__)" : name);

/** `pact@version#clause`: the version changes, and the clause is the same. */
export const clauseName = (id: string): string => id.slice(id.indexOf("#") + 1);

function trialOf(grade: Grade): TrialRow {
  const { trial, status, success, outcome, handedOff, violations, attempts, held, unescalated, attack } = grade;
  const { tools, tokens, cost, latencyMs, confidence } = grade;
  return {
    trial,
    ...(status !== "played" && { failed: status }),
    ...(success !== undefined && { success }),
    ...(outcome !== undefined && { outcome }),
    ...(handedOff && { handedOff }),
    ...(violations.length > 0 && { violated: clausesIn(violations) }),
    ...(unescalated.length > 0 && { unescalated: clausesIn(unescalated) }),
    ...(held.length > 0 && { held: clausesIn(held) }),
    ...(attempts.length > 0 && { denied: attempts.length }),
    ...(attack?.succeeded !== undefined && { attacked: attack.succeeded }),
    tools: Object.fromEntries(
      Object.entries(tools)
        .map(([name, count]) => [kindNamed(name), count] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    ...(tokens !== undefined && { tokens }),
    ...(cost !== undefined && { cost }),
    ...(latencyMs !== undefined && { latencyMs: Math.round(latencyMs * 1000) / 1000 }),
    ...(confidence !== undefined && { confidence }),
  };
}

/** An act that no clause speaks of is out of scope. */
const clausesIn = (acts: readonly Act[]): string[] =>
  [...new Set(acts.flatMap(({ clauses, reason }) => (clauses.length > 0 ? clauses.map(clauseName) : [reason])))].sort();
