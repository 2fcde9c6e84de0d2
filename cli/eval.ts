// `pact eval`: the evaluations and red teams of a pact against an agent, as events for machines and a report for a person.
import path from "node:path";
import {
  type Agent,
  type Case,
  caseProblemText,
  noPrices,
  type Prices,
  readPrices,
  type Suite,
  suitesOf,
  type Told,
} from "../engine/evaluation/index.ts";
import type { CompiledPact, EvaluationEvent, EvidenceEvent, SuiteEvent, TraceForm, TrialEvent } from "../engine/index.ts";
import type { Adapter, AgentOptions, McpTools } from "../engine/node/agents/index.ts";
import {
  casesOf,
  type Evaluated,
  type Evaluation,
  evaluate,
  inOrder,
  type Manifest,
  mergeShards,
  type Result,
  RunFailure,
  readManifest,
  type Shard,
  writeBeside,
} from "../engine/node/evaluation/index.ts";
import { readText } from "../engine/node/index.ts";
import { describe } from "./eval-text.ts";
import type { EvidenceLog } from "./evidence-log.ts";
import { compileFile, openLog, readTime } from "./load.ts";
import { exit, Lines, printable, Unrunnable, write } from "./output.ts";
import { checkReports, writeReports } from "./reports.ts";
import { readTraces } from "./traces.ts";

export interface EvalArguments {
  readonly json: boolean;
  readonly list: boolean;
  readonly agent?: string;
  readonly tools?: string;
  readonly filter?: string;
  readonly trials?: string;
  readonly seed?: string;
  readonly shard?: string;
  readonly concurrency: string;
  readonly inspect?: string;
  readonly timeLimit: string;
  readonly fresh: boolean;
  readonly prices?: string;
  readonly now?: string;
  readonly out?: string;
  readonly accept?: string;
  readonly junit?: string;
  readonly sarif?: string;
  readonly html?: string;
  readonly summary?: string;
  /** The log every decision goes on record in. */
  readonly evidence?: string;
}

export async function evaluations(file: string, name: string | undefined, options: EvalArguments): Promise<number> {
  refuseEmpty(options);
  const { pact, loaded } = compileFile(file);
  const suites = chosen(suitesOf(pact.model), name, file);
  if (options.list) return list(pact, file, suites, options);
  checkReports(options);
  const log = await openLog(options.evidence);
  const cancel = cancellable();
  const done: Told[] = [];
  try {
    for (const suite of suites) {
      if (cancel.signal.aborted) break;
      const evaluated = await run(suite, { pact, file, options, log, signal: cancel.signal, out: outOf(file, suite, suites, options) });
      done.push(toldOf(evaluated, file));
    }
  } catch (error) {
    if (error instanceof RunFailure) throw new Unrunnable(error.message);
    throw error;
  } finally {
    cancel.stop();
    const checkpoint = await log?.close();
    if (checkpoint !== undefined) ended(checkpoint, done, options);
  }
  writeReports(done, loaded, options);
  if (cancel.signal.aborted) throw new Unrunnable("cancelled; what was played is kept, and the same command goes on there");
  return verdict(done, options.accept);
}

/** `pact eval merge`: the shards of one run as one. */
export async function merge(file: string, out: string, shards: readonly string[], options: EvalArguments): Promise<number> {
  const { pact, loaded } = compileFile(file);
  checkReports(options);
  try {
    const merged = await mergeShards(shards, out, { identity: pact.identity, suites: suitesOf(pact.model) });
    const { report, folder } = merged;
    const suite = suitesOf(pact.model).find(({ id }) => id === report.suite)!;
    const grades = inOrder(merged.grades, await orderOf(pact, file, suite, merged.manifest));
    if (options.json) {
      const { suite: id, ...measured } = report;
      const lines = new Lines();
      lines.add({
        event: "evaluation",
        id,
        file,
        run: folder,
        pact: pact.identity,
        cancelled: false,
        ...measured,
      } satisfies EvaluationEvent);
      lines.flush();
    } else write(describe({ report, grades, folder, cancelled: false }));
    const told = [toldOf({ report, grades, folder, cancelled: false }, file)];
    writeReports(told, loaded, options);
    return verdict(told, options.accept);
  } catch (error) {
    if (error instanceof RunFailure) throw new Unrunnable(error.message);
    throw error;
  }
}

/** The cases as they stand in their files; recordings have none. */
async function orderOf(pact: CompiledPact, file: string, suite: Suite, { agent, seed }: Manifest): Promise<readonly Case[]> {
  return agent.adapter === "recorded" ? [] : (await casesOf(pact, file, suite, seed)).cases;
}

/** Each run keeps the checkpoint it ended at. */
function ended(checkpoint: string, done: readonly Told[], { json }: EvalArguments): void {
  for (const { folder } of done) writeBeside(folder, "checkpoint", checkpoint);
  if (json) write(`${JSON.stringify({ event: "evidence", checkpoint } satisfies EvidenceEvent)}\n`);
}

function toldOf({ report, grades, folder }: Evaluated, file: string): Told {
  const { agent, model, began, pact } = readManifest(folder);
  return { report, grades, file, folder, agent: `${agent.adapter} ${agent.target}`, model, began, pact };
}

function chosen(suites: readonly Suite[], name: string | undefined, file: string): readonly Suite[] {
  const found = name === undefined ? suites : suites.filter((suite) => suite.name === name);
  const names = suites.map((suite) => `\`${suite.name}\``).join(", ");
  if (suites.length === 0)
    throw new Unrunnable(`${file} has no evaluation; add \`evaluate regression { agent command "…" cases "./cases.jsonl" }\``);
  if (found.length === 0) throw new Unrunnable(`${file} has no evaluation \`${name}\`; it has ${names}`);
  return found;
}

/** Every case with its identity, one a line, as a filter takes it. */
async function list(pact: CompiledPact, file: string, suites: readonly Suite[], { seed }: EvalArguments): Promise<number> {
  for (const suite of suites) {
    write(`${suite.id}\n`);
    if (suite.agent?.adapter === "recorded") continue;
    const { cases, problems } = await casesOf(pact, file, suite, whole(seed, "--seed", 0) ?? 0);
    for (const { id } of cases) write(`  ${id}\n`);
    for (const problem of problems) write(`${printable(caseProblemText(problem))}\n`, 2);
    if (problems.length > 0) return exit.unrunnable;
  }
  return exit.holds;
}

// ── Running ─────────────────────────────────────────────────────────────────────────────────────────────────────────

interface Running {
  readonly pact: CompiledPact;
  readonly file: string;
  readonly options: EvalArguments;
  readonly log: EvidenceLog | undefined;
  readonly signal: AbortSignal;
  readonly out: Evaluation["out"];
}

async function run(suite: Suite, { pact, file, options, log, signal, out }: Running): Promise<Evaluated> {
  const { json } = options;
  const lines = new Lines();
  const timeLimitMs = seconds(options.timeLimit) * 1000;
  const concurrency = options.inspect === undefined ? whole(options.concurrency, "--concurrency", 1)! : 1;
  const folder = path.dirname(path.resolve(file));
  const progress = new Progress(json);
  const tools = options.tools === undefined ? undefined : await realTools(options.tools, folder);
  const began = new Date().toISOString();
  let counted = { done: 0, trials: 0 };
  try {
    const evaluated = await evaluate({
      pact,
      file,
      suite,
      agentGiven: options.agent,
      trials: whole(options.trials, "--trials", 1, mostTrials),
      seed: whole(options.seed, "--seed", 0),
      shard: shardOf(options.shard),
      filter: options.filter,
      concurrency,
      timeLimitMs,
      prices: pricesOf(options.prices),
      out,
      nowMs: options.now === undefined ? undefined : readTime(options.now),
      signal,
      record: log && ((event, session) => log.record(pact, event, session, `${suite.name}@${began}`)),
      began,
      sessions: (target) => sessionsOf(path.resolve(folder, target), options.now),
      agent: (adapter, target) =>
        agentOf(adapter, target, {
          cwd: folder,
          timeLimitMs,
          concurrency,
          perCase: options.fresh,
          ...inspected(options),
          ...promptOf(pact, folder),
        }),
      elsewhere: tools && ((tool, args) => tools.call(tool, args)),
      begun: ({ folder: run, ...counts }) => {
        counted = { done: counts.done, trials: counts.trials };
        if (json) lines.add({ event: "suite", id: suite.id, file, run, ...counts } satisfies SuiteEvent);
        if (json) lines.flush();
        if (counts.done > 0) write(`${wentOn(run, counts, log !== undefined)}\n`, 2);
        progress.begin(suite.id, counts);
      },
      told: (result) => {
        counted = { ...counted, done: counted.done + 1 };
        if (json) lines.add(trialEvent(suite.id, result, counted));
        if (json) lines.flush();
        progress.tell(counted);
      },
    });
    progress.end();
    const { report, cancelled } = evaluated;
    const { suite: id, ...measured } = report;
    if (json)
      lines.add({
        event: "evaluation",
        id,
        file,
        run: evaluated.folder,
        pact: pact.identity,
        cancelled,
        ...measured,
      } satisfies EvaluationEvent);
    lines.flush();
    if (!json) write(describe(evaluated));
    return evaluated;
  } finally {
    progress.end();
    await tools?.close();
  }
}

/** A run that goes on says so: its verdict is also of what was played before. */
const wentOn = (run: string, { done, trials }: { readonly done: number; readonly trials: number }, isRecorded: boolean): string =>
  `${printable(run)} goes on: ${done} of ${trials} trials were played before${isRecorded ? "; they are on record only where they were then" : ""}`;

function trialEvent(id: string, { grade, retries = [] }: Result, counts: { done: number; trials: number }): TrialEvent {
  const { case: name, trial, status, failure, success, missed, violations, unescalated, attack, exercised } = grade;
  return {
    event: "trial",
    id,
    case: name,
    trial,
    status,
    ...(failure !== undefined && { failure }),
    ...(success !== undefined && { success }),
    missed,
    violations,
    unescalated,
    ...(attack && { attack }),
    exercised,
    retries: retries.length,
    ...counts,
  };
}

/** What the pact says its agent is told. */
function promptOf({ model }: CompiledPact, folder: string): { prompt?: string } {
  const named = model.references.find(({ role }) => role === "prompt");
  if (!named) return {};
  const read = readText(path.resolve(folder, named.path));
  if ("problem" in read) throw new Unrunnable(`${named.path}: ${read.problem}`);
  return { prompt: read.text };
}

/** Loaded where it is needed: the clients of endpoints are large. */
const agents = () => import("../engine/node/agents/index.ts");

async function agentOf(adapter: string, target: string, options: AgentOptions): Promise<Agent> {
  return (await agents()).agentFor(adapter as Adapter, target, options);
}

async function realTools(command: string, cwd: string): Promise<McpTools> {
  return (await agents()).mcpTools(command, { cwd });
}

function sessionsOf(target: string, now: string | undefined) {
  const { sessions, complete } = readTraces([target], { from: "auto" as TraceForm, ...(now !== undefined && { now }) });
  if (!complete) throw new Unrunnable(`${target} cannot be read whole; an evaluation of a part would say nothing of the rest`);
  return sessions;
}

// ── Arguments ───────────────────────────────────────────────────────────────────────────────────────────────────────

function whole(text: string | undefined, option: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
  if (text === undefined) return undefined;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  const range = most < Number.MAX_SAFE_INTEGER ? `from ${least} to ${most}` : `from ${least} on`;
  if (!(value >= least && value <= most)) throw new Unrunnable(`${option} takes a whole number ${range}, not \`${text}\``);
  return value;
}

/** What says nothing at all was most likely a variable that is not set. */
function refuseEmpty(options: EvalArguments): void {
  for (const name of ["agent", "tools", "filter"] as const)
    if (options[name]?.trim() === "") throw new Unrunnable(`--${name} is empty; give it a text, or leave it out`);
}

/** More trials of a case than these tell nothing new. */
const mostTrials = 10_000;
const mostPort = 65_535;

function seconds(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 86_400)) throw new Unrunnable(`--time-limit takes seconds for one trial, not \`${text}\``);
  return value;
}

export function shardOf(text: string | undefined): Shard | undefined {
  if (text === undefined) return undefined;
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (!(Number(index) >= 1 && Number(index) <= Number(of))) throw new Unrunnable(`--shard takes I/N such as 2/4, not \`${text}\``);
  return { index: Number(index), of: Number(of) };
}

/** For the agent alone: whatever else is started here would want the same port. */
function inspected({ inspect }: EvalArguments): Pick<AgentOptions, "env"> {
  if (inspect === undefined) return {};
  const port = whole(inspect, "--inspect", 1, mostPort)!;
  return { env: { NODE_OPTIONS: `${process.env.NODE_OPTIONS ?? ""} --inspect-brk=127.0.0.1:${port}`.trim() } };
}

function pricesOf(file: string | undefined): Prices {
  if (file === undefined) return noPrices;
  const read = readText(file);
  if ("problem" in read) throw new Unrunnable(`${file}: ${read.problem}`);
  const prices = readPrices(read.text);
  if ("problem" in prices) throw new Unrunnable(`${file}: ${prices.problem}`);
  return prices.value;
}

/** Beside the pact, one folder a run; with several suites `--out` is the folder they lie in. */
function outOf(file: string, suite: Suite, suites: readonly Suite[], { out, shard }: EvalArguments) {
  const name = shard === undefined ? suite.name : `${suite.name}-${shard.replace("/", "of")}`;
  if (out !== undefined) return { run: suites.length === 1 ? out : path.join(out, name) };
  return { runs: path.join(path.dirname(file), ".pact", "runs"), name };
}

// ── Ending ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** What is open, or cannot be said, does not hold; who wants to go on with that says so. */
function verdict(done: readonly Told[], accept: string | undefined): number {
  const held = done.every(({ report }) => report.verdict === undefined || report.verdict === "met" || report.verdict === accept);
  return held ? exit.holds : exit.fails;
}

/** An interrupt ends the run in good order; a second one ends the program. */
function cancellable() {
  const controller = new AbortController();
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  const stop = () => {
    for (const each of signals) process.removeListener(each, abort);
  };
  function abort(): void {
    stop();
    controller.abort();
  }
  for (const each of signals) process.on(each, abort);
  return { signal: controller.signal, stop };
}

/** A line that is written over, on a terminal only. */
class Progress {
  private readonly shows: boolean;
  private name = "";

  constructor(json: boolean) {
    this.shows = !json && process.stderr.isTTY === true;
  }
  begin(name: string, { done, trials }: { done: number; trials: number }): void {
    this.name = name;
    if (this.shows && done > 0) write(`${name}: going on, ${done} of ${trials} were played before\n`, 2);
  }
  tell({ done, trials }: { done: number; trials: number }): void {
    if (this.shows) write(`\r\u001b[2K${this.name}: ${done} of ${trials}`, 2);
  }
  end(): void {
    if (this.shows && this.name) write("\r\u001b[2K", 2);
    this.name = "";
  }
}
