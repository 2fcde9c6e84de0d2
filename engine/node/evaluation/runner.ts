// Plays a suite: so many trials at once, each on a stage of its own, each with a time limit; graded and written while the next is played.
import { promisify } from "node:util";
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

/**
 * Resolves when every trial has its result, or the run is cancelled; rejects with a `RunFailure` where results cannot be written. A trial
 * is graded while the next one is played: agents need not wait for that.
 */
export async function play(playing: Playing): Promise<void> {
  const { cases, trials, folder, concurrency, signal } = playing;
  const items = remaining(cases, trials, folder);
  let failure: unknown;
  const fail = (error: unknown): void => {
    failure ??= error;
  };
  const graded = (played: Played | undefined) => played && gradeAndWrite(played, playing).catch(fail);
  const worker = async (): Promise<void> => {
    let last: Played | undefined;
    for (const item of items) {
      if (signal.aborted || failure !== undefined) break;
      const next = playItem(item, playing);
      const grading = graded(last);
      try {
        last = await next;
      } finally {
        await grading;
      }
    }
    await graded(last);
  };
  await Promise.all(Array.from({ length: Math.max(1, concurrency) }, () => worker().catch(fail)));
  if (failure !== undefined) throw failure;
}

/** First every case once, then every case again: a run that is cut off has seen as many cases as it could. */
function* remaining(cases: readonly Case[], trials: number, { done }: RunFolder): Generator<Item> {
  for (let trial = 0; trial < trials; trial++) for (const each of cases) if (!done.has(keyOf(each.id, trial))) yield { case: each, trial };
}

/** A trial that is over. */
interface Played {
  readonly item: Item;
  readonly stage: TrialStage;
  readonly failure: AgentFailure | undefined;
  /** Why it was tried again, each time. */
  readonly retries: readonly string[];
}

/** Undefined where the run was cancelled meanwhile. */
async function playItem(item: Item, playing: Playing): Promise<Played | undefined> {
  const { waitsMs = usualWaitsMs, signal } = playing;
  const retries: string[] = [];
  for (;;) {
    const { stage, failure } = await playOnce(item, playing);
    if (signal.aborted) return undefined;
    const wait = failure?.isInfrastructure ? waitsMs[retries.length] : undefined;
    if (wait === undefined) return { item, stage, failure, retries };
    retries.push(failure!.message);
    await pause(wait, signal);
  }
}

async function gradeAndWrite(played: Played, playing: Playing): Promise<void> {
  const { item, retries } = played;
  // What was said to agents meanwhile goes out first.
  await immediately();
  const { line, grade } = await settled(played, playing);
  playing.tell(playing.folder.add(line, { grade, retries, content: contentDigest(item.case) }));
}
const immediately = promisify(setImmediate);

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
async function settled({ item, stage, failure }: Played, playing: Playing): Promise<{ readonly line: string; readonly grade: Grade }> {
  const { case: played, trial } = item;
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
  return { line, grade: await grade(graded, { pact, judge, ask, record }) };
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
