// Plays a suite: so many trials at once, each on a stage of its own, each with a time limit; graded at once, and written before the next.

import {
  type Agent,
  AgentFailure,
  type AskJudge,
  type Case,
  type Grade,
  type Grading,
  grade,
  keyOf,
  type Prices,
  type Setting,
  seedOf,
  type ToolAnswer,
  TrialStage,
} from "../../evaluation/index.ts";
import { type CompiledPact, type Judge, readMessages, toSession } from "../../index.ts";
import { Ending } from "./ending.ts";
import { contentDigest } from "./parts.ts";
import type { Result, RunFolder } from "./run-folder.ts";

export interface Playing {
  readonly pact: CompiledPact;
  readonly agent: Agent;
  readonly cases: readonly Case[];
  readonly trials: number;
  readonly seed: number;
  readonly concurrency: number;
  /** For one trial, in milliseconds. */
  readonly timeLimitMs: number;
  readonly prices: Prices;
  readonly judge: Judge;
  readonly ask: AskJudge;
  readonly elsewhere?: (tool: string, args: Readonly<Record<string, unknown>>) => Promise<ToolAnswer>;
  readonly folder: RunFolder;
  readonly record?: Grading["record"];
  /** How long is waited before a trial is tried again where the infrastructure failed, in milliseconds; as often as there are waits. */
  readonly waitsMs?: readonly number[];
  /** The user has had enough. */
  readonly signal: AbortSignal;
  tell(result: Result): void;
}

const usualWaitsMs = [500, 2000, 8000];

interface Item {
  readonly case: Case;
  readonly trial: number;
}

/** Resolves when every trial has its result, or the run is cancelled; rejects with a `RunFailure` where results cannot be written. */
export async function play(playing: Playing): Promise<void> {
  const { cases, trials, folder, concurrency, signal } = playing;
  const items = remaining(cases, trials, folder);
  let failure: unknown;
  const worker = async (): Promise<void> => {
    for (const item of items) {
      if (signal.aborted || failure !== undefined) return;
      try {
        await playItem(item, playing);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, worker));
  if (failure !== undefined) throw failure;
}

/** First every case once, then every case again: a run that is cut off has seen as many cases as it could. */
function* remaining(cases: readonly Case[], trials: number, { done }: RunFolder): Generator<Item> {
  for (let trial = 0; trial < trials; trial++) for (const each of cases) if (!done.has(keyOf(each.id, trial))) yield { case: each, trial };
}

async function playItem(item: Item, playing: Playing): Promise<void> {
  const { waitsMs = usualWaitsMs } = playing;
  const retries: string[] = [];
  for (;;) {
    const { stage, failure } = await playOnce(item, playing);
    if (playing.signal.aborted) return;
    const wait = failure?.isInfrastructure ? waitsMs[retries.length] : undefined;
    if (wait === undefined) {
      const result = await settled(item, stage, failure, playing);
      playing.tell(playing.folder.add(result.line, { grade: result.grade, retries, content: contentDigest(item.case) }));
      return;
    }
    retries.push(failure!.message);
    await pause(wait, playing.signal);
  }
}

async function playOnce(item: Item, playing: Playing): Promise<{ stage: TrialStage; failure?: AgentFailure }> {
  const over = new Ending();
  const stage = new TrialStage(settingOf(item, playing, over));
  let end: (failure: AgentFailure) => void = () => undefined;
  const ended = new Promise<never>((_, reject) => {
    end = (failure) => {
      reject(failure);
      over.abort();
    };
  });
  const cancel = () => end(new AgentFailure("cancelled", "the run was cancelled"));
  const timer = setTimeout(() => end(tooLong(stage, playing.timeLimitMs / 1000)), playing.timeLimitMs);
  playing.signal.addEventListener("abort", cancel);
  try {
    await Promise.race([playing.agent.play(stage), ended]);
    const { toolsFailed } = stage.close().seen;
    if (toolsFailed !== undefined) throw new AgentFailure("unreachable", `a tool: ${toolsFailed}`, { isInfrastructure: true });
    return { stage };
  } catch (error) {
    // Whatever an agent or its adapter throws is this trial's failure, and no other's.
    return { stage, failure: error instanceof AgentFailure ? error : new AgentFailure("protocol", (error as Error).message) };
  } finally {
    clearTimeout(timer);
    playing.signal.removeEventListener("abort", cancel);
  }
}

/** A tool that does not answer is no fault of the agent's. */
const tooLong = ({ waitsFor }: TrialStage, seconds: number): AgentFailure =>
  waitsFor === undefined
    ? new AgentFailure("timed_out", `not over after ${seconds} s`)
    : new AgentFailure("unreachable", `\`${waitsFor}\` had not answered when the trial was to be over, after ${seconds} s`);

function settingOf(item: Item, { pact, seed, prices, judge, elsewhere }: Playing, signal: Ending): Setting {
  return { ...item, seed: seedOf(seed, item.case.id, item.trial), pact, signal, clock: Date.now, prices, judge, elsewhere };
}

/** The session is graded as it is written: a recorded one and a played one are the same to whoever grades. */
async function settled({ case: played, trial }: Item, stage: TrialStage, failure: AgentFailure | undefined, playing: Playing) {
  const { session, seen } = stage.close();
  const line = JSON.stringify(session);
  const { pact, judge, ask, record } = playing;
  const read = toSession(session, readMessages(session.messages).messages);
  const graded = {
    session: read,
    case: played,
    trial,
    seen,
    ...(failure && { failure: { kind: failure.kind, message: failure.message } }),
  };
  return { line, grade: await grade(graded, { pact, judge, ask, record }) } satisfies { line: string; grade: Grade };
}

/** Waits, and no longer than until the run is cancelled. */
const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    const timer = setTimeout(over, ms);
    function over(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", over);
      done();
    }
    signal.addEventListener("abort", over);
  });
