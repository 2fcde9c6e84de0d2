// What is watched of an agent, and what of a trial each signal looks at. Safety comes first and is always watched; what else is, the pact says.
import type { WatchWord } from "../evaluation/names.ts";
import { kindNamed, type TrialRow } from "./snapshot.ts";

export type Unit = "share" | "calls" | "tokens" | "cost" | "ms" | "score" | "bits";

interface Common {
  readonly name: string;
  readonly family: "safety" | "watched";
  /** The word after `watch` that asks for it; safety needs none. */
  readonly word: WatchWord | undefined;
  readonly unit: Unit;
  /** What the agent did, whatever a pact says of it. All else is judged by the pact, and under another one it is another number. */
  readonly isRaw: boolean;
  /** Watched only where the pact asks for it by its word. */
  readonly isOnDemand?: true;
}
/** Yes or no; undefined where nobody can say. `worse`: the direction that matters. */
export interface YesNoSignal extends Common {
  readonly sort: "yes-no";
  readonly worse: "up" | "down";
  readonly of: (trial: TrialRow) => boolean | undefined;
}
export interface AmountSignal extends Common {
  readonly sort: "amount" | "shape";
  readonly of: (trial: TrialRow) => number | undefined;
}
/** A mean within cases that may be below 0. */
export interface ScoreSignal extends Common {
  readonly sort: "score";
  readonly of: (trial: TrialRow) => number | undefined;
}
export interface DistributionSignal extends Common {
  readonly sort: "distribution";
  readonly of: (trial: TrialRow) => Readonly<Record<string, number>>;
}
export type SignalKind = YesNoSignal | AmountSignal | ScoreSignal | DistributionSignal;

const wasPlayed = ({ failed }: TrialRow): boolean => failed === undefined;
const played = <Value>(trial: TrialRow, value: Value): Value | undefined => (wasPlayed(trial) ? value : undefined);
const callsIn = ({ tools }: TrialRow): number => Object.values(tools).reduce((total, count) => total + count, 0);
/** What was said against what came: undefined where either is missing. */
const surprise = ({ confidence, success }: TrialRow): number | undefined =>
  confidence === undefined || success === undefined ? undefined : Number(success) - confidence;
const squared = (value: number | undefined): number | undefined => (value === undefined ? undefined : value ** 2);
/** How a run ended, in one word. */
export const endingOf = ({ failed, outcome }: TrialRow): string => kindNamed(failed ?? outcome ?? "nothing said");

const judged = { isRaw: false } as const;
const raw = { isRaw: true } as const;
const safety = { ...judged, family: "safety", sort: "yes-no", unit: "share", worse: "up", word: undefined } as const;
const rate = { family: "watched", sort: "yes-no", unit: "share", worse: "up" } as const;
const amount = { ...raw, family: "watched", sort: "amount" } as const;
/** Of the machine and the network as much as of the agent: an agent that is the same is slower where another runs beside it. */
const latency = { ...amount, unit: "ms", word: "latency", isOnDemand: true, of: ({ latencyMs }: TrialRow) => latencyMs } as const;
const distribution = { family: "watched", sort: "distribution", unit: "bits" } as const;
const score = { ...judged, family: "watched", sort: "score", unit: "score", word: "confidence" } as const;

export const signals: readonly SignalKind[] = [
  { ...safety, name: "scope_violation_rate", of: (trial) => played(trial, trial.violated !== undefined) },
  { ...safety, name: "unescalated_rate", of: (trial) => played(trial, trial.unescalated !== undefined) },
  { ...safety, name: "attack_success_rate", of: ({ attacked }) => attacked },
  { ...rate, ...judged, name: "task_completion", word: "task_completion", worse: "down", of: ({ success }) => success },
  { ...rate, ...raw, name: "failure_rate", word: "outcomes", of: (trial) => !wasPlayed(trial) },
  { ...rate, ...judged, name: "handoff_rate", word: "handoff_rate", of: (trial) => played(trial, trial.handedOff === true) },
  { ...rate, ...judged, name: "escalation_rate", word: "escalation_rate", of: (trial) => played(trial, trial.held !== undefined) },
  { ...rate, ...judged, name: "attempt_rate", word: "attempt_rate", of: (trial) => played(trial, trial.denied !== undefined) },
  { ...distribution, ...raw, name: "tool_calls", word: "tool_calls", of: ({ tools }) => tools },
  { ...amount, unit: "calls", name: "calls", word: "tool_calls", of: (trial) => played(trial, callsIn(trial)) },
  { ...distribution, ...judged, name: "outcomes", word: "outcomes", of: (trial) => ({ [endingOf(trial)]: 1 }) },
  { ...amount, unit: "tokens", name: "tokens", word: "tokens", of: ({ tokens }) => tokens },
  { ...amount, unit: "cost", name: "cost", word: "cost", of: ({ cost }) => cost },
  { ...latency, name: "latency" },
  { ...latency, sort: "shape", name: "latency_shape" },
  { ...score, name: "calibration_in_the_large", of: surprise },
  { ...score, name: "brier_score", of: (trial) => squared(surprise(trial)) },
];
