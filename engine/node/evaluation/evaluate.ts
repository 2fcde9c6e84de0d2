// One suite from its pact to its report: cases read and attacks made, an agent started or recordings read, every trial graded and
// written, and then measured.
import path from "node:path";
import {
  type Agent,
  type AskJudge,
  type Case,
  type CaseProblem,
  caseProblemText,
  caseWordsOf,
  type Grade,
  type Grading,
  grade,
  keyOf,
  modelNamed,
  type Prices,
  type Report,
  type Suite,
  suitesOf,
  type ToolAnswer,
} from "../../evaluation/index.ts";
import { bareObject, type CompiledPact, type Session } from "../../index.ts";
import { JudgeProcesses } from "../judges.ts";
import { type LoadedCases, loadCases } from "./case-files.ts";
import { digestOf, digestOfCases, filesNamedIn, partsOf } from "./parts.ts";
import { type Manifest, nextRun, type Result, RunFailure, RunFolder, reportFile, writeBeside } from "./run-folder.ts";
import { play } from "./runner.ts";

export interface Evaluation {
  readonly pact: CompiledPact;
  /** The pact's file: what a suite names is relative to its folder. */
  readonly file: string;
  readonly suite: Suite;
  /** Instead of the suite's own agent, as it is written on a command line. */
  readonly agentGiven?: string | undefined;
  readonly trials?: number | undefined;
  readonly seed?: number | undefined;
  readonly shard?: Shard | undefined;
  /** Only cases whose id, tags or family have this text in them, whatever its case. */
  readonly filter?: string | undefined;
  readonly concurrency: number;
  readonly timeLimitMs: number;
  readonly prices: Prices;
  /** The folder of the run, or the one all runs of the pact lie in. A run that was cut off goes on where it was. */
  readonly out: { readonly run: string } | { readonly runs: string; readonly name: string };
  readonly nowMs?: number | undefined;
  readonly signal: AbortSignal;
  /** ISO 8601. */
  readonly began: string;
  readonly sessions: (target: string) => readonly Session[];
  readonly agent: (adapter: string, target: string) => Promise<Agent>;
  readonly elsewhere?: ((tool: string, args: Readonly<Record<string, unknown>>) => Promise<ToolAnswer>) | undefined;
  /** Puts each decision on record before its trial has a result. */
  readonly record?: Grading["record"];
  begun?(run: Begun): void;
  told?(result: Result): void;
}
export interface Shard {
  /** From 1 to `of`. */
  readonly index: number;
  readonly of: number;
}
export interface Begun {
  readonly folder: string;
  readonly cases: number;
  readonly trials: number;
  /** Trials an earlier run of the same has played. */
  readonly done: number;
}
export interface Evaluated {
  readonly report: Report;
  readonly grades: readonly Grade[];
  readonly folder: string;
  /** The user cancelled it: the report is of what was played. */
  readonly cancelled: boolean;
}

/** The cases of a suite, its own and the ones made for it. */
export async function casesOf(pact: CompiledPact, file: string, suite: Suite, seed: number): Promise<LoadedCases> {
  const { model } = pact;
  const folder = path.dirname(path.resolve(file));
  const words = caseWordsOf(model);
  const own = await loadCases(suite.cases, folder, words);
  if (!suite.generate) return own;
  // Ordinary cases, in which an injection hides: the suite's own, and those of the pact's evaluations.
  const patterns = suitesOf(model).flatMap(({ sort, cases }) => (sort === "evaluate" ? cases : []));
  const bases = patterns.length > 0 ? (await loadCases([...new Set(patterns)], folder, words)).cases : [];
  const { generateAttacks } = await import("../../evaluation/attacks/index.ts");
  const made = generateAttacks(pact, {
    families: suite.generate.families,
    seed: suite.generate.seed + seed,
    bases: [...own.cases, ...bases],
  });
  const known = new Set(own.cases.map(({ id }) => id));
  return { cases: [...own.cases, ...made.filter(({ id }) => !known.has(id))], problems: own.problems };
}

/** Rejects with a `RunFailure` where it cannot be run at all, or its results cannot be written. */
export async function evaluate(evaluation: Evaluation): Promise<Evaluated> {
  const { pact, file, suite } = evaluation;
  const agent = agentOf(evaluation);
  const judges = new JudgeProcesses(pact.model, file);
  try {
    const done = agent.adapter === "recorded" ? await gradeRecorded(evaluation, agent, judges) : await playSuite(evaluation, agent, judges);
    const measured = (await measuring()).report(suite, done.grades);
    const cancelled = evaluation.signal.aborted;
    if (!cancelled) writeBeside(done.folder, reportFile, `${JSON.stringify(measured, undefined, 2)}\n`);
    return { report: measured, grades: done.grades, folder: done.folder, cancelled };
  } finally {
    judges.stop();
  }
}

const measuring = () => import("../../evaluation/measure/index.ts");

interface AgentNamed {
  readonly adapter: string;
  readonly target: string;
}

/** An agent as a pact names it, without the quotes; anything else is a command. */
const written = /^(command|openai|mcp|recorded)(?:\s+(.*))?$/s;

function agentOf({ suite, agentGiven }: Evaluation): AgentNamed {
  if (agentGiven !== undefined) {
    const [, adapter, target] = written.exec(agentGiven.trim()) ?? [];
    if (adapter === undefined) return { adapter: "command", target: agentGiven };
    if (adapter === "recorded")
      throw new RunFailure('`recorded` sessions are not played; name them in the pact, as in `agent recorded "./runs.json"`');
    if (!target) throw new RunFailure(`\`--agent ${adapter}\` does not say which: write what stands between the quotes in a pact`);
    return { adapter, target };
  }
  if (!suite.agent) throw new RunFailure(`${suite.id} names no agent; add \`agent command "…"\`, or give \`--agent\``);
  return suite.agent;
}

function manifestOf(evaluation: Evaluation, agent: AgentNamed, cases: Manifest["cases"]): Manifest {
  const { pact, suite, seed = 0, shard, began, nowMs, filter } = evaluation;
  return {
    form: 1,
    suite: suite.id,
    pact: pact.identity,
    parts: partsOf(pact, evaluation.file),
    file: path.basename(evaluation.file),
    model: modelNamed(pact) ?? null,
    agent,
    cases,
    trials: evaluation.trials ?? suite.trials,
    seed,
    shard: shard ? `${shard.index}/${shard.of}` : null,
    began,
    ...(agent.adapter !== "recorded" && {
      played: { agentFiles: filesNamedIn(agent.target, path.dirname(path.resolve(evaluation.file))), timeLimitMs: evaluation.timeLimitMs },
    }),
    ...(nowMs !== undefined && { nowMs }),
    ...(filter !== undefined && { filter }),
  };
}

// ── Played ──────────────────────────────────────────────────────────────────────────────────────────────────────────

async function playSuite(evaluation: Evaluation, agent: AgentNamed, judges: JudgeProcesses) {
  const player = await evaluation.agent(agent.adapter, agent.target).catch((error: Error) => {
    throw new RunFailure(error.message);
  });
  try {
    // It starts while the cases are read, and what is needed at the end is loaded.
    player.prepare?.();
    measuring().catch(() => undefined);
    return await playWith(player, evaluation, agent, judges);
  } finally {
    await player.close();
  }
}

async function playWith(player: Agent, evaluation: Evaluation, named: AgentNamed, judges: JudgeProcesses) {
  const { pact, suite, seed = 0, signal, concurrency, timeLimitMs, prices, elsewhere, record } = evaluation;
  const cases = await casesToPlay(evaluation);
  const trials = evaluation.trials ?? suite.trials;
  const manifest = manifestOf(evaluation, named, { count: cases.length, digest: digestOfCases(cases) });
  const folder = openRun(evaluation, manifest);
  const grades = [...folder.done.values()].map((result) => result.grade);
  evaluation.begun?.({ folder: folder.folder, cases: cases.length, trials: cases.length * trials, done: grades.length });
  const tell = (result: Result) => {
    grades.push(result.grade);
    evaluation.told?.(result);
  };
  const common = { pact, agent: player, cases, trials, seed, concurrency, timeLimitMs, prices, folder, signal, tell, record };
  try {
    await play({ ...common, judge: judges.ask, ask: askAbout(pact, judges), ...(elsewhere && { elsewhere }) });
  } finally {
    folder.close();
  }
  return { grades: inOrder(grades, cases), folder: folder.folder };
}

/** In the order of the cases and their trials, whatever came first: a run that went on, or was put together, reads like any other. */
export function inOrder(grades: readonly Grade[], cases: readonly Case[]): Grade[] {
  const places = new Map(cases.map(({ id }, i) => [id, i]));
  const placeOf = (grade: Grade) => places.get(grade.case) ?? places.size;
  return grades.toSorted((a, b) => placeOf(a) - placeOf(b) || a.trial - b.trial);
}

async function casesToPlay(evaluation: Evaluation): Promise<readonly Case[]> {
  const { pact, file, suite, seed = 0 } = evaluation;
  const { cases: all, problems } = await casesOf(pact, file, suite, seed);
  if (problems.length > 0) throw new RunFailure(saidOf(problems));
  const cases = chosen(all, evaluation);
  if (cases.length === 0)
    throw new RunFailure(`${suite.id} has no case${all.length > 0 ? " that is asked for" : '; add `cases "./cases.jsonl"`'}`);
  return cases;
}

/** Nobody mends more before running it again. */
const mostSaid = 50;

function saidOf(problems: readonly CaseProblem[]): string {
  const said = problems.slice(0, mostSaid).map(caseProblemText);
  if (problems.length > mostSaid) said.push(`and ${problems.length - mostSaid} more`);
  return said.length === 1 ? said[0]! : ["these cases cannot be played:", ...said].join("\n  ");
}

function openRun({ out }: Evaluation, manifest: Manifest): RunFolder {
  return new RunFolder("run" in out ? out.run : nextRun(out.runs, out.name, manifest), manifest);
}

/** Shards take every N-th case, so that each has its share of every file. */
function chosen(cases: readonly Case[], { shard, filter }: Evaluation): Case[] {
  const sought = filter?.toLowerCase();
  const wanted =
    sought === undefined
      ? cases
      : cases.filter((each) => [each.id, ...each.tags, each.attack?.family ?? ""].some((text) => text.toLowerCase().includes(sought)));
  return wanted.filter((_, i) => !shard || i % shard.of === shard.index - 1);
}

/** A judge of the pact about one text: its first parameter takes it. */
export function askAbout({ model }: CompiledPact, judges: JudgeProcesses): AskJudge {
  return (judge, text) => {
    const parameter = model.judges.get(judge)?.parameters[0]?.name.text;
    if (parameter === undefined) return Promise.resolve("failed");
    return judges.ask({ judge, args: Object.assign(bareObject(), { [parameter]: text }), key: JSON.stringify([judge, text]) });
  };
}

// ── Recorded ────────────────────────────────────────────────────────────────────────────────────────────────────────

async function gradeRecorded(evaluation: Evaluation, agent: AgentNamed, judges: JudgeProcesses) {
  const { pact, file, suite, nowMs, signal } = evaluation;
  const sessions = evaluation.sessions(agent.target);
  const { cases, problems } =
    suite.cases.length > 0 ? await casesOf(pact, file, { ...suite, generate: undefined }, 0) : { cases: [], problems: [] };
  if (problems[0]) throw new RunFailure(`${problems[0].file}:${problems[0].line}: ${problems[0].message}`);
  const byId = new Map(cases.map((each) => [each.id, each]));
  const manifest = manifestOf(evaluation, agent, {
    count: sessions.length,
    digest: digestOf(sessions.map((each) => JSON.stringify(each))),
  });
  const folder = openRun(evaluation, manifest);
  const grades = [...folder.done.values()].map((result) => result.grade);
  evaluation.begun?.({ folder: folder.folder, cases: sessions.length, trials: sessions.length, done: grades.length });
  try {
    for (const session of sessions) {
      if (signal.aborted) break;
      const id = session.played?.case ?? session.id;
      const trial = session.played?.trial ?? 0;
      if (folder.done.has(keyOf(id, trial))) continue;
      const graded = await grade(
        { session, case: byId.get(id), trial },
        { pact, judge: judges.ask, ask: askAbout(pact, judges), nowMs, record: evaluation.record },
      );
      const result = folder.add(JSON.stringify({ id: session.id, recorded: agent.target }), { grade: graded });
      grades.push(result.grade);
      evaluation.told?.(result);
    }
  } finally {
    folder.close();
  }
  return { grades, folder: folder.folder };
}
