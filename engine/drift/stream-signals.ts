// What of an interaction is watched in a stream, and how often it may happen: the upper bound of the baseline's rate, at 95 % one-sided. An
// amount is watched by how often it exceeds what one case in twenty of the baseline did.
import { clusteredRate, quantile } from "../metrics/index.ts";
import type { Baseline } from "./baseline.ts";
import type { Interaction } from "./interactions.ts";
import type { TrialRow } from "./snapshot.ts";

export interface StreamSignal {
  readonly name: string;
  /** The highest rate at which nothing is wrong. */
  readonly rate: number;
  /** Undefined where the log does not say. */
  readonly of: (interaction: Interaction) => boolean | undefined;
  /** Watched for each user or team by itself: each interaction counts for one of them, so that together they have the alarms of one signal. */
  readonly apart?: "user" | "team";
}

export interface StreamSignals {
  readonly all: readonly StreamSignal[];
  /** Interactions between two false alarms of one signal. */
  readonly runLength: number;
}

/** A rate of 1 cannot rise. */
const mostRate = 0.999;

/** `runLength`: interactions between two false alarms of all signals together. */
export function streamSignals(baseline: Baseline, watch: readonly string[] | undefined, runLength: number): StreamSignals {
  const isWatched = (word: string) => watch === undefined || watch.includes(word);
  const all = [
    ...flags(baseline),
    ...(isWatched("handoff_rate")
      ? [
          flag(
            baseline,
            "handoff_rate",
            (trial) => trial.handedOff === true,
            (each) => each.handedOff,
          ),
        ]
      : []),
    ...(isWatched("escalation_rate")
      ? [
          flag(
            baseline,
            "escalation_rate",
            (trial) => trial.held !== undefined,
            (each) => each.held,
          ),
        ]
      : []),
    ...(isWatched("attempt_rate")
      ? [
          flag(
            baseline,
            "attempt_rate",
            (trial) => trial.denied !== undefined,
            (each) => each.denied,
          ),
        ]
      : []),
    ...(isWatched("tool_calls") ? tools(baseline) : []),
    ...(["tokens", "cost", "latency"] as const).flatMap((word) => (isWatched(word) ? amounts(baseline, word) : [])),
  ].flatMap((signal) => (signal && signal.rate < mostRate ? [signal] : []));
  return { all, runLength: Math.max(1, runLength * all.length) };
}

function flags(baseline: Baseline): (StreamSignal | undefined)[] {
  return [
    flag(
      baseline,
      "scope_violation_rate",
      (trial) => trial.violated !== undefined,
      (each) => each.violated,
    ),
    flag(
      baseline,
      "unescalated_rate",
      (trial) => trial.unescalated !== undefined,
      (each) => each.unescalated,
    ),
  ];
}

function flag(
  { cases }: Baseline,
  name: string,
  of: (trial: TrialRow) => boolean | undefined,
  happened: StreamSignal["of"],
  apart?: StreamSignal["apart"],
): StreamSignal | undefined {
  const groups = cases.map(({ trials }) => trials.flatMap((trial) => (trial.failed === undefined ? (of(trial) ?? []) : [])));
  const told = groups.filter(({ length }) => length > 0);
  if (told.length === 0) return undefined;
  return { name, rate: clusteredRate(told).interval!.bounds.upper, of: happened, ...(apart && { apart }) };
}

/** Each tool by how many interactions call it, and all that the baseline never called together. */
function tools(baseline: Baseline): (StreamSignal | undefined)[] {
  const known = [...new Set(baseline.cases.flatMap(({ trials }) => trials.flatMap((trial) => Object.keys(trial.tools))))].sort();
  const has = (trial: TrialRow, tool: string) => Object.hasOwn(trial.tools, tool);
  return [
    ...known.map((tool) =>
      flag(
        baseline,
        `tool_calls: ${tool}`,
        (trial) => has(trial, tool),
        (each) => each.tools.includes(tool),
      ),
    ),
    flag(
      baseline,
      "tool_calls: others",
      () => false,
      (each) => each.tools.some((tool) => !known.includes(tool)),
    ),
  ];
}

/** Over all interactions, for each user and for each team; and of what it costs where a tool is called. */
function amounts(baseline: Baseline, word: "tokens" | "cost" | "latency"): (StreamSignal | undefined)[] {
  const field = word === "latency" ? "latencyMs" : word;
  const high = (name: string, isAsked: (tools: readonly string[]) => boolean, apart?: StreamSignal["apart"]): StreamSignal | undefined => {
    const values = baseline.cases.flatMap(({ trials }) => {
      const told = trials.flatMap((trial) => (isAsked(Object.keys(trial.tools)) ? (trial[field] ?? []) : []));
      return told.length > 0 ? [told.reduce((total, value) => total + value, 0) / told.length] : [];
    });
    const limit = quantile(values, 0.95);
    if (limit === undefined) return undefined;
    const exceeds = (value: number | undefined) => (value === undefined ? undefined : value > limit);
    const of = (each: Interaction) => (isAsked(each.tools) ? exceeds(each[field]) : undefined);
    return flag(baseline, name, (trial) => (isAsked(Object.keys(trial.tools)) ? exceeds(trial[field]) : undefined), of, apart);
  };
  const anything = () => true;
  const known = [...new Set(baseline.cases.flatMap(({ trials }) => trials.flatMap((trial) => Object.keys(trial.tools))))].sort();
  return [
    high(word, anything),
    ...(word === "latency"
      ? []
      : [
          high(`${word} by user`, anything, "user"),
          high(`${word} by team`, anything, "team"),
          ...known.map((tool) => high(`${word} with ${tool}`, (tools) => tools.includes(tool))),
        ]),
  ];
}
