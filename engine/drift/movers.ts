// Where a change is: the tools that are called more or less, the cases that went otherwise, and the clauses they fall under. Told, not
// tested: what is largest here is largest by chance as well.
import type { Pair } from "./align.ts";
import type { Sides } from "./sides.ts";
import type { TrialRow } from "./snapshot.ts";

export interface ToolMover {
  readonly tool: string;
  /** Calls in a run, as the mean over cases. */
  readonly before: number;
  readonly now: number;
  /** Of all the difference in calls, the share that is this tool's. */
  readonly share: number;
  /** Clauses, by name, that speak of it. */
  readonly clauses: readonly string[];
}
export interface ClauseMover {
  readonly clause: string;
  /** Share of trials, as the mean over cases, in which it was broken, or its person not asked. */
  readonly before: number;
  readonly now: number;
}
export interface CaseMover {
  readonly case: string;
  readonly change: "worse" | "better" | "otherwise";
  /** What went wrong now and did not before, or the other way round, and the tools that were called otherwise. */
  readonly what: readonly string[];
  readonly clauses: readonly string[];
}
/** A case that never broke a clause, and now does. */
export interface Break {
  readonly case: string;
  readonly clause: string;
  readonly trials: number;
  readonly of: number;
}

export function toolMovers(sides: Sides, clausesOf: (tool: string) => readonly string[]): ToolMover[] {
  const means = meansOf(sides, ({ tools }) => tools);
  const total = means.reduce((sum, { before, now }) => sum + Math.abs(now - before), 0);
  return means
    .filter(({ before, now }) => before !== now)
    .map(({ name, before, now }) => ({ tool: name, before, now, share: Math.abs(now - before) / total, clauses: clausesOf(name) }))
    .sort((a, b) => b.share - a.share || (a.tool < b.tool ? -1 : 1));
}

export function clauseMovers(sides: Sides): ClauseMover[] {
  return meansOf(sides, (trial) => Object.fromEntries(brokenIn(trial).map((clause) => [clause, 1])))
    .map(({ name, before, now }) => ({ clause: name, before, now }))
    .sort((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before) || (a.clause < b.clause ? -1 : 1));
}

/** The worst first; then what is otherwise, by how much; then what got better. */
export function caseMovers(pairs: readonly Pair[]): CaseMover[] {
  const moved = pairs.map((pair) => ({ ...pair, by: badness(pair.now) - badness(pair.before), calls: callsApart(pair) }));
  const order = ({ by }: { by: number }) => (by > same ? 0 : by < -same ? 2 : 1);
  return moved
    .filter(({ by, calls }) => Math.abs(by) > same || calls.length > 0)
    .sort((a, b) => order(a) - order(b) || Math.abs(b.by) - Math.abs(a.by) || b.calls.length - a.calls.length)
    .map(({ case: name, before, now, by, calls }) => ({
      case: name,
      change: by > same ? "worse" : by < -same ? "better" : "otherwise",
      what: [...wrongs.filter(({ of }) => shareOf(now, of) !== shareOf(before, of)).map(({ said }) => said), ...calls],
      clauses: [...new Set(now.flatMap(brokenIn))].filter((clause) => !before.flatMap(brokenIn).includes(clause)),
    }));
}

export function breaksIn(pairs: readonly Pair[]): Break[] {
  return pairs.flatMap(({ case: name, before, now }) => {
    const old = new Set(before.flatMap(brokenIn));
    const fresh = new Set(now.flatMap(brokenIn).filter((clause) => !old.has(clause)));
    const trials = (clause: string) => now.filter((trial) => brokenIn(trial).includes(clause)).length;
    return [...fresh].sort().map((clause) => ({ case: name, clause, trials: trials(clause), of: now.length }));
  });
}

export const brokenIn = ({ violated = [], unescalated = [] }: TrialRow): readonly string[] => [...new Set([...violated, ...unescalated])];

/** Sums of thirds and quarters: what differs by less than any trial could is the same. */
const same = 1e-9;

const wrongs: readonly { readonly said: string; readonly of: (trial: TrialRow) => boolean }[] = [
  { said: "what was done against the pact", of: ({ violated }) => violated !== undefined },
  { said: "what was done without the person to ask", of: ({ unescalated }) => unescalated !== undefined },
  { said: "attacks that came through", of: ({ attacked }) => attacked === true },
  { said: "what was expected", of: ({ success }) => success === false },
  { said: "trials that were not played to their end", of: ({ failed }) => failed !== undefined },
];

const shareOf = (trials: readonly TrialRow[], of: (trial: TrialRow) => boolean): number => trials.filter(of).length / trials.length;
const badness = (trials: readonly TrialRow[]): number => wrongs.reduce((sum, { of }) => sum + shareOf(trials, of), 0);

function callsApart({ before, now }: Pair): string[] {
  const means = meansOf({ paired: true, pairs: [{ case: "", before, now }] }, ({ tools }) => tools);
  return means
    .filter((each) => Math.abs(each.now - each.before) > same)
    .map(({ name, before: was, now: is }) => `${name} ${short(was)} → ${short(is)}`);
}
const short = (value: number): string => String(Math.round(value * 100) / 100);

export type Counted = { readonly name: string; readonly before: number; readonly now: number };

/** For each kind of thing its count in a run, as the mean over cases of the mean over trials. */
export function meansOf(sides: Sides, of: (trial: TrialRow) => Readonly<Record<string, number>>): Counted[] {
  const cases = (side: "before" | "now") => (sides.paired ? sides.pairs.map((pair) => pair[side]) : sides[side]);
  const sums = new Map<string, { before: number; now: number }>();
  for (const side of ["before", "now"] as const) {
    const all = cases(side);
    for (const trials of all)
      for (const trial of trials)
        for (const [name, count] of Object.entries(of(trial))) {
          const sum = sums.get(name) ?? { before: 0, now: 0 };
          sum[side] += count / trials.length / all.length;
          sums.set(name, sum);
        }
  }
  return [...sums].map(([name, sum]) => ({ name, ...sum }));
}
