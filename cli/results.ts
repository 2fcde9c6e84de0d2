// `pact results`: a run that was written, shown again; and with `--serve` asked for in pages, so that an editor can show ten thousand
// cases without holding them.
import { existsSync, statSync } from "node:fs";
import path from "node:path";
import { type Grade, type Report, type Suite, suitesOf } from "../engine/evaluation/index.ts";
import { report } from "../engine/evaluation/measure/index.ts";
import {
  caseChanges,
  type Distribution,
  distribution,
  metricChanges,
  needsLook,
  type Overview,
  type ResultsAnswer,
  type ResultsRequest,
  ResultsTable,
  requestSchema,
  type SessionFound,
  trialRowOf,
  type View,
  viewOf,
} from "../engine/evaluation/results/index.ts";
import type { EvaluationEvent } from "../engine/index.ts";
import {
  isFinished,
  type Manifest,
  RunFailure,
  readManifest,
  readReport,
  readResultAt,
  readSession,
  streamResults,
} from "../engine/node/evaluation/index.ts";
import { loadPact } from "../engine/node/index.ts";
import { describe } from "./eval-text.ts";
import { exit, Unrunnable, write } from "./output.ts";
import { answerLines, decodeLine } from "./serve-lines.ts";

export interface ResultsArguments {
  readonly json: boolean;
  readonly serve: boolean;
}

export async function results(folder: string, { json, serve }: ResultsArguments): Promise<number> {
  try {
    if (serve) {
      const server = new Server(folder);
      await answerLines((line) => [server.answer(line)]);
      return exit.holds;
    }
    return show(folder, json);
  } catch (error) {
    if (error instanceof RunFailure) throw new Unrunnable(error.message);
    throw error;
  }
}

/** The report as it was told when the run was over. */
function show(folder: string, json: boolean): number {
  const manifest = readManifest(folder);
  const grades = [...streamResults(folder)].map(({ result }) => result.grade);
  const measured = readReport(folder) ?? measure(folder, manifest, grades);
  const { suite: id, ...rest } = measured;
  const event = { event: "evaluation", id, file: pactOf(folder, manifest) ?? manifest.file, run: folder, pact: manifest.pact } as const;
  if (json) write(`${JSON.stringify({ ...event, cancelled: !isFinished(folder), ...rest } satisfies EvaluationEvent)}\n`);
  else write(describe({ report: measured, grades, folder, cancelled: !isFinished(folder) }));
  return measured.verdict === undefined || measured.verdict === "met" ? exit.holds : exit.fails;
}

// ── A run that is open ──────────────────────────────────────────────────────────────────────────────────────────────

class OpenRun {
  readonly folder: string;
  readonly table = new ResultsTable();
  private readonly size: number;
  private overviewMade: Overview | undefined;
  private readonly measured: Report | undefined;
  private readonly manifest: Manifest;
  private view: { readonly of: string; readonly order: Uint32Array } | undefined;

  constructor(folder: string) {
    this.folder = folder;
    this.manifest = readManifest(folder);
    this.size = sizeOf(folder);
    const known = readReport(folder);
    // Only a run without a report is held whole, and only until it is measured.
    const grades: Grade[] = [];
    for (const { result, at, length } of streamResults(folder)) {
      this.table.add(result.grade, { at, length });
      if (!known) grades.push(result.grade);
    }
    this.measured = known ?? measure(folder, this.manifest, grades);
  }

  /** More was written since, or the run is over now. */
  get isOutdated(): boolean {
    return sizeOf(this.folder) !== this.size || isFinished(this.folder) !== this.overview.isFinished;
  }

  get overview(): Overview {
    this.overviewMade ??= this.makeOverview();
    return this.overviewMade;
  }

  private makeOverview(): Overview {
    const { suite, pact, agent, model, began, trials, cases, seed, shard, filter } = this.manifest;
    const { rows } = this.table;
    return {
      folder: path.resolve(this.folder),
      suite,
      pact,
      file: pactOf(this.folder, this.manifest) ?? "",
      agent,
      model,
      began,
      trialsEach: trials,
      planned: agent.adapter === "recorded" ? cases.count : cases.count * trials,
      seed,
      shard,
      ...(filter !== undefined && { filter }),
      isFinished: isFinished(this.folder),
      report: this.measured!,
      look: rows.filter(needsLook).length,
      distributions: [
        distribution(
          "latency",
          "ms",
          rows.map(({ latencyMs }) => latencyMs),
        ),
        distribution(
          "tokens",
          "tokens",
          rows.map(({ tokens }) => tokens),
        ),
        distribution(
          "cost",
          "cost",
          rows.map(({ cost }) => cost),
        ),
      ].filter((each): each is Distribution => each !== undefined),
    };
  }

  rows(view: View, from: number, count: number) {
    const of = JSON.stringify(view);
    if (this.view?.of !== of) this.view = { of, order: viewOf(this.table.rows, view) };
    const { order } = this.view;
    return { total: order.length, from, rows: [...order.subarray(from, from + count)].map((i) => this.table.rows[i]!) };
  }

  trials(name: string) {
    const grades = this.table.placesOf(name).flatMap((place) => readResultAt(this.folder, place)?.grade ?? []);
    return grades.sort((a, b) => a.trial - b.trial).map(trialRowOf);
  }

  session(name: string, trial: number): SessionFound | undefined {
    for (const place of this.table.placesOf(name)) {
      const result = readResultAt(this.folder, place);
      if (result?.grade.trial !== trial) continue;
      if (result.session.length > longestSession) throw new RunFailure(`this session has ${result.session.length} bytes, too many to show`);
      const line = readSession(this.folder, result);
      const { id, recorded } = JSON.parse(line) as { id?: unknown; recorded?: unknown };
      const nowMs = this.manifest.nowMs === undefined ? {} : { nowMs: this.manifest.nowMs };
      if (typeof id !== "string") return undefined;
      return typeof recorded === "string" ? { id, recorded, ...nowMs } : { id, line, ...nowMs };
    }
    return undefined;
  }
}
const longestSession = 50_000_000;

const sizeOf = (folder: string): number => statSync(path.join(folder, "results.jsonl"), { throwIfNoEntry: false })?.size ?? 0;

/** The pact beside which the run was written: the nearest folder above that has a file of its name. */
function pactOf(folder: string, { file }: Manifest): string | undefined {
  let above = path.resolve(folder);
  for (let i = 0; i < 6; i++) {
    above = path.dirname(above);
    const there = path.join(above, path.basename(file));
    if (existsSync(there)) return there;
  }
  return undefined;
}

/** A run that was cut off has no report: it is measured by what it has, against the requirements as the pact has them now. */
function measure(folder: string, manifest: Manifest, grades: readonly Grade[]): Report {
  return report({ id: manifest.suite, requirements: requirementsOf(folder, manifest) }, grades);
}

function requirementsOf(folder: string, manifest: Manifest): Suite["requirements"] {
  const file = pactOf(folder, manifest);
  const loaded = file === undefined ? undefined : loadPact(file);
  if (!loaded || "problem" in loaded) return [];
  const name = manifest.suite.slice(manifest.suite.indexOf("#") + 1);
  return suitesOf(loaded.analysis.model).find((suite) => suite.name === name)?.requirements ?? [];
}

// ── Asked in pages ──────────────────────────────────────────────────────────────────────────────────────────────────

class Server {
  private readonly folder: string;
  private run: OpenRun | undefined;
  private compared: { readonly run: OpenRun; readonly changes: ReturnType<typeof caseChanges> } | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  answer(line: string): ResultsAnswer {
    const decoded = decodeLine(line, requestSchema);
    if ("problem" in decoded) return { id: decoded.id, answer: "problem", message: decoded.problem };
    const { request } = decoded;
    try {
      return this.answerTo(request);
    } catch (error) {
      return { id: request.id, answer: "problem", message: (error as Error).message };
    }
  }

  private answerTo(request: ResultsRequest): ResultsAnswer {
    const { id } = request;
    if (request.ask === "overview" && this.run?.isOutdated) {
      this.run = undefined;
      this.compared = undefined;
    }
    this.run ??= new OpenRun(this.folder);
    switch (request.ask) {
      case "overview":
        return { id, answer: "overview", overview: this.run.overview };
      case "rows":
        return { id, answer: "rows", ...this.run.rows(request.view, request.from, request.count) };
      case "trials":
        return { id, answer: "trials", case: request.case, trials: this.run.trials(request.case) };
      case "compare":
        return { id, answer: "comparison", ...this.compare(request.run, this.run) };
      case "changes": {
        const all = this.compared?.changes.changes ?? [];
        return {
          id,
          answer: "changes",
          total: all.length,
          from: request.from,
          rows: all.slice(request.from, request.from + request.count),
        };
      }
      case "session": {
        const session = this.run.session(request.case, request.trial);
        return session ? { id, answer: "session", session } : { id, answer: "problem", message: "this trial has no session here" };
      }
      default:
        return request satisfies never;
    }
  }

  private compare(folder: string, now: OpenRun) {
    const run = new OpenRun(folder);
    const changes = caseChanges(now.table.rows, run.table.rows);
    this.compared = { run, changes };
    const metrics = metricChanges(now.overview.report, run.overview.report);
    return { comparison: { metrics, ...changes.counts }, before: run.overview };
  }
}
