// What drift comes to in the words of lenses and warnings.
import type { DriftEvent, DueEvent } from "../engine/index.ts";

/** Of a clause: the share of trials in which it was broken, or its person not asked. */
export interface Moved {
  readonly before: number;
  readonly now: number;
}

/**
 * Clauses whose behaviour has moved. What is largest among clauses is largest by chance as well: they are told where a safety signal has
 * drifted, or where a case broke one that it never broke before.
 */
export function movedIn({ signals, clauses, breaks }: Pick<DriftEvent, "signals" | "clauses" | "breaks">): Readonly<Record<string, Moved>> {
  const isDrifted = signals.some(({ family, verdict }) => family === "safety" && verdict === "drifted");
  const broken = new Set(breaks.map(({ clause }) => clause));
  const moved = clauses.filter(({ clause, before, now }) => before !== now && (isDrifted || broken.has(clause)));
  return Object.fromEntries(moved.map(({ clause, before, now }) => [clause, { before, now }]));
}

/** `broken in 0.0% → 6.7%`, of trials. */
export const movedInWords = ({ before, now }: Moved): string => `broken in ${(before * 100).toFixed(1)}% → ${(now * 100).toFixed(1)}%`;

/** Undefined where all is as it was blessed, and no evaluation due. */
export function warningOf({ reasons, stale = [], problem }: Pick<DueEvent, "reasons" | "stale" | "problem">): string | undefined {
  // What is wrong with the pact itself is found while typing.
  if (problem !== undefined) return undefined;
  const others = stale.filter((each) => !reasons.includes(each));
  if (reasons.length > 0)
    return `another evaluation is due: ${reasons.join("; ")}${others.length > 0 ? `; also since the baseline was blessed: ${others.join("; ")}` : ""}`;
  return others.length > 0 ? `the baseline is stale: since it was blessed ${others.join("; ")}` : undefined;
}

/** The evaluation of which there is no whole run to compare, where that is what `pact drift` says. */
export const unplayedIn = (message: string): string | undefined => /has no whole run of `([^`]+)`/.exec(message)?.[1];

/** `due: the prompt is another`; of several reasons the first. */
export function dueInWords({ reasons, stale = [], problem }: Pick<DueEvent, "reasons" | "stale" | "problem">): string | undefined {
  if (problem !== undefined) return undefined;
  const [all, word] = reasons.length > 0 ? [reasons, "due"] : [stale, "stale baseline"];
  const [first] = all;
  return first === undefined ? undefined : `${word}: ${first}${all.length > 1 ? `, and ${all.length - 1} more` : ""}`;
}
