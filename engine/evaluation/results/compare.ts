// Two runs of a suite side by side: each metric now and before, with how sure the difference is, and the cases that got worse or better.
import type { Measured, Report } from "../measure/index.ts";
import type { CaseRow } from "./table.ts";

export interface MetricChange {
  readonly metric: string;
  readonly unit: Measured["unit"];
  readonly now?: number;
  readonly before?: number;
  readonly difference?: number;
  /** 95 %, of the difference; the change is beyond noise where zero is outside. */
  readonly interval?: { readonly lower: number; readonly upper: number };
}
export interface CaseChange {
  readonly change: "worse" | "better";
  /** By how much of a trial, over all that can go wrong in one. */
  readonly by: number;
  readonly now: CaseRow;
  readonly before: CaseRow;
}
export interface Comparison {
  readonly metrics: readonly MetricChange[];
  readonly worse: number;
  readonly better: number;
  readonly same: number;
  readonly onlyNow: number;
  readonly onlyBefore: number;
}

/** What got worse first, the worst in front; then what got better, the best in front. */
export function caseChanges(now: readonly CaseRow[], before: readonly CaseRow[]) {
  const earlier = new Map(before.map((row) => [row.case, row]));
  const changes: CaseChange[] = [];
  let both = 0;
  for (const row of now) {
    const old = earlier.get(row.case);
    if (!old) continue;
    both++;
    const by = badness(row) - badness(old);
    // Sums of thirds and quarters: what differs by less than any trial could is the same.
    if (Math.abs(by) > 1e-9) changes.push({ change: by > 0 ? "worse" : "better", by: Math.abs(by), now: row, before: old });
  }
  const worse = changes.filter(({ change }) => change === "worse").sort((a, b) => b.by - a.by);
  const better = changes.filter(({ change }) => change === "better").sort((a, b) => b.by - a.by);
  return {
    changes: [...worse, ...better],
    counts: {
      worse: worse.length,
      better: better.length,
      same: both - changes.length,
      onlyNow: now.length - both,
      onlyBefore: before.length - both,
    },
  };
}

/** How much goes wrong in one trial of a case: what was missed, what was done against the pact, attacks that came through. */
function badness({ trials, passed, told, failed, violations, unescalated, attack }: CaseRow): number {
  const missed = told === 0 ? failed / trials : 1 - passed / told;
  return missed + (violations + unescalated + (attack?.succeeded ?? 0)) / trials;
}

/** Every metric over all cases that either run tells. */
export function metricChanges(now: Report, before: Report): MetricChange[] {
  const earlier = new Map(before.metrics.filter(({ of }) => !of).map((each) => [each.metric, each]));
  return now.metrics
    .filter(({ of }) => !of)
    .map((each) => changeOf(each, earlier.get(each.metric)))
    .filter((change) => change.now !== undefined || change.before !== undefined);
}

/**
 * The interval of a difference from the intervals of its two sides (MOVER: Zou & Donner, Statistics in Medicine 27, 2008; of two rates
 * Newcombe's tenth method). It takes the runs as independent; played on the same cases they are alike, so that it errs to the wide side.
 */
function changeOf({ metric, unit, estimate: now, interval }: Measured, old: Measured | undefined): MetricChange {
  const before = old?.estimate;
  const base = { metric, unit, ...(now !== undefined && { now }), ...(before !== undefined && { before }) };
  if (now === undefined || before === undefined) return base;
  const difference = now - before;
  if (!interval || !old?.interval) return { ...base, difference };
  const below = Math.hypot(now - interval.lower, old.interval.upper - before);
  const above = Math.hypot(interval.upper - now, before - old.interval.lower);
  return { ...base, difference, interval: { lower: difference - below, upper: difference + above } };
}
