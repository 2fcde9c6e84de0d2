// What the trace view lists: the runs, how much each has of what is looked for, and the places of it. Either what was done
// against the pact, or what an edit of it flips.
import type * as vscode from "vscode";
import type { DecisionEvent, FlipEvent } from "../engine/index.ts";
import { type Flips, inWords } from "./flips.ts";
import type { Given, Replay } from "./replays.ts";
import type { RunRow, Runs } from "./webviews/trace/messages.ts";

type Place = Pick<DecisionEvent, "session" | "step" | "call">;

export interface Listing {
  readonly pact: vscode.Uri;
  readonly traces: readonly vscode.Uri[];
  /** A session that lies in no file of its own, read instead of `traces`; and the time of its messages that carry none. */
  readonly given?: Given;
  /** Of the panel. */
  readonly title: string;
  readonly runs: Runs;
  /** The places that are looked for, the one to open first in front. */
  readonly wanted: readonly Place[];
  isMarked(decision: DecisionEvent): boolean;
  flipOf(decision: DecisionEvent): FlipEvent | undefined;
}

/** What a trial of an evaluation did, at a step where one is named. */
export function trialOf(trial: {
  readonly pact: vscode.Uri;
  readonly traces: readonly vscode.Uri[];
  readonly given: Given | undefined;
  readonly session: string;
  readonly case: string;
  readonly trial: number;
  readonly step: number | undefined;
  readonly suite: string;
}): Listing {
  const { pact, traces, given, session, step } = trial;
  return {
    pact,
    traces,
    ...(given && { given }),
    title: `Trial: ${trial.case}`,
    runs: {
      heading: "A trial of",
      name: trial.case,
      told: `Trial ${trial.trial} of the case in ${trial.suite}`,
      marks: "broken",
      rows: [{ id: session, marked: 0, detail: `trial ${trial.trial}`, terms: session.toLowerCase() }],
    },
    wanted: step === undefined ? [] : [{ session, step }],
    isMarked: (decision) => isBroken(decision) || decision.step === step,
    flipOf: () => undefined,
  };
}

const isBroken = ({ executed, effect }: DecisionEvent): boolean => executed && effect !== "allow";

/** What was done against the pact, or against one clause of it. */
export function brokenRuns(
  replay: Replay,
  clause: { readonly id: string; readonly broken: readonly DecisionEvent[] } | undefined,
): Listing {
  const { pact, traces, sessions, summary } = replay;
  const wanted = clause?.broken ?? replay.broken;
  const counts = countBySession(wanted);
  const rows = sessions.map(({ id, calls, labels }) =>
    row(id, counts.get(id) ?? 0, [labels.scenario, `${calls} calls`], Object.values(labels)),
  );
  const broken = rows.filter(({ marked }) => marked > 0).length;
  return {
    pact,
    traces,
    title: `Runs: ${summary.pact.id}`,
    runs: {
      heading: clause ? "Runs that broke" : "Runs of",
      name: clause ? nameOf(clause.id) : summary.pact.id,
      told:
        broken === 0
          ? `None of ${sessions.length} runs broke it.`
          : `${wanted.length} ${wanted.length === 1 ? "action" : "actions"} in ${broken} of ${sessions.length} runs`,
      marks: "broken",
      rows: rows.sort((a, b) => b.marked - a.marked),
    },
    wanted,
    isMarked: isBroken,
    flipOf: () => undefined,
  };
}

/** Only runs that have one; what is widened stands in front. */
export function flippedRuns({ pact, traces, changes, counts, base }: Flips): Listing {
  const byPlace = new Map(changes.map((flip) => [keyOf(flip), flip]));
  const rows = [...Map.groupBy(changes, ({ session }) => session)].map(([session, flips]) => {
    const kinds = Map.groupBy(flips, ({ change }) => change);
    const told = (["widened", "narrowed", "reason"] as const).flatMap((change) => {
      const number = kinds.get(change)?.length ?? 0;
      return number === 0 ? [] : `${number} ${change === "reason" ? "for another reason" : change}`;
    });
    return { ...row(session, flips.length, told, []), widened: kinds.get("widened")?.length ?? 0 };
  });
  return {
    pact,
    traces,
    title: `Flips: ${counts.new.id}`,
    runs: {
      heading: "Decisions flipped in",
      name: counts.new.id,
      told: `Against the pact as it was ${base.called}, ${inWords(counts)}.`,
      marks: "flipped",
      rows: rows.sort((a, b) => b.widened - a.widened),
    },
    wanted: [...changes].sort((a, b) => weight(a) - weight(b)),
    isMarked: (decision) => byPlace.has(keyOf(decision)),
    flipOf: (decision) => byPlace.get(keyOf(decision)),
  };
}

const weight = ({ change }: FlipEvent): number => ["widened", "narrowed", "reason"].indexOf(change);
const keyOf = ({ session, step, call }: Place): string => JSON.stringify([session, step, call]);
const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);

function row(id: string, marked: number, told: readonly (string | undefined)[], labels: readonly string[]): RunRow {
  return { id, marked, detail: told.filter(Boolean).join(" · "), terms: `${id} ${labels.join(" ")}`.toLowerCase() };
}

function countBySession(places: readonly Place[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { session } of places) counts.set(session, (counts.get(session) ?? 0) + 1);
  return counts;
}
