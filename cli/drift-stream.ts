// `pact drift --stream LOG`: what an agent has put on record since the last time, watched for a rise. Exit 1 where something alarmed.
import { existsSync } from "node:fs";
import path from "node:path";
import { driftPlanOf, driftWords, readStreamState, type Stream, type StreamState, streamOf } from "../engine/drift/index.ts";
import { alarmSpans } from "../engine/evaluation/index.ts";
import type { StreamEvent } from "../engine/index.ts";
import { logFiles, rootOfFirst } from "../engine/node/evidence/index.ts";
import { putText, readText } from "../engine/node/index.ts";
import { baselineIn } from "./baseline.ts";
import { baselineOf, type DriftArguments } from "./drift.ts";
import { checkpointIn, everyEntry } from "./evidence-files.ts";
import { compileFile, readTime } from "./load.ts";
import { colour, exit, printable, table, Unrunnable, write } from "./output.ts";

export function driftStream(file: string, log: string, options: DriftArguments): number {
  for (const option of ["run", "html"] as const)
    if (options[option] !== undefined)
      throw new Unrunnable(`--${option} is of two runs that are compared, and --stream compares none; leave one of them out`);
  const { pact } = compileFile(file);
  const plan = driftPlanOf(pact.model);
  const { atMost, per } = plan?.alarms ?? { atMost: 1, per: "quarter" };
  if (!isSpan(per)) throw new Unrunnable(`${file}: alarms are not counted per \`${per}\`; \`pact check\` says by what they are`);
  const baseline = baselineIn(baselineOf(file, options.baseline, plan?.baseline));
  const checkpoint = checkpointIn(path.join(log, "checkpoint"));
  const { origin, size } = checkpoint;
  const stateFile = options.state ?? path.join(path.dirname(file), ".pact", "streams", `${encodeURIComponent(origin)}.json`);
  const known = stateIn(stateFile);
  const alarms = { atMost, days: alarmSpans[per], per };
  const stream = streamOf({ baseline, model: pact.model, log: origin, watch: plan?.watch, alarms }, known);
  if ("problem" in stream) throw new Unrunnable(`${file}: ${stream.problem}`);
  if (stream.from > size)
    throw new Unrunnable(
      `${log} has ${size} entries, and ${stream.from} were read before: it is not the log it was; \`pact evidence verify\``,
    );
  if (stream.from > 0 && known?.root !== undefined && rootOfFirst(logFiles(log), stream.from, checkpoint) !== known.root)
    throw new Unrunnable(
      `${log}: its first ${stream.from} entries are not those that were read before: history was rewritten; \`pact evidence verify\``,
    );
  for (const { index, entry } of everyEntry(log, stream.from)) stream.add(index, entry);
  stream.settle(new Date(readTime(options.now ?? "now")).toISOString());
  const event = eventOf(stream, { file, log, began: known !== undefined && known.promise !== stream.kept.promise });
  write(options.json ? `${JSON.stringify(event)}\n` : describe(event));
  // Said before it is kept: who is interrupted in between hears of an alarm twice, and not never.
  const root = rootOfFirst(logFiles(log), stream.from, checkpoint);
  if (!options.dryRun) keep(stateFile, { ...stream.kept, ...(root !== undefined && { root }) });
  return event.alarms.length > 0 ? exit.fails : exit.holds;
}

const isSpan = (word: string): word is keyof typeof alarmSpans => Object.hasOwn(alarmSpans, word);

function eventOf(stream: Stream, about: Pick<StreamEvent, "file" | "log" | "began">): StreamEvent {
  const { next, interactions, open, otherPact, alarms } = stream.kept;
  return {
    event: "stream",
    ...about,
    entries: next,
    interactions,
    open: open.length,
    otherPact,
    runLength: stream.signals.runLength,
    alarms: stream.alarms,
    earlier: alarms.length - stream.alarms.length,
    signals: stream.rows(),
  };
}

const mostRows = 40;

function describe({ log, entries, interactions, open, otherPact, runLength, alarms, earlier, signals, began }: StreamEvent): string {
  const rows = [...signals].sort((a, b) => b.level - a.level).slice(0, mostRows);
  const said = rows.map((row) => [
    row.of ? `${row.signal} ${row.of}` : row.signal,
    driftWords.said(row.rate, "share"),
    driftWords.said(row.level, "share"),
    row.seen,
  ]);
  const lines = [
    colour.bold(`${log}: ${entries} entries, ${interactions} interactions, ${open} not over yet`),
    `each signal alarms falsely at most once in ${Math.ceil(runLength)} interactions`,
    ...(began ? [colour.yellow("the baseline, the log or what is promised is another: all of it was read from its beginning")] : []),
    ...(otherPact > 0 ? [colour.yellow(`${otherPact} entries were decided under another text of the pact than the baseline's`)] : []),
    "",
    table([["signal", "at most", "of the way to an alarm", "seen"], ...said]),
    ...(signals.length > rows.length ? [colour.dim(`… and ${signals.length - rows.length} more`)] : []),
    "",
    ...alarms.map((each) =>
      colour.red(
        `${each.time}: ${each.signal}${each.of ? ` of ${each.of}` : ""} has risen (entry ${each.index}, after ${each.after} interactions)`,
      ),
    ),
    alarms.length === 0 ? colour.green("No alarm.") : "",
    ...(earlier > 0 ? [colour.dim(`${earlier} earlier alarms`)] : []),
  ];
  return `${printable(lines.join("\n")).trimEnd()}\n\n`;
}

function stateIn(file: string): StreamState | undefined {
  if (!existsSync(file)) return undefined;
  const read = readText(file);
  const state = "problem" in read ? read : readStreamState(read.text);
  if ("problem" in state) throw new Unrunnable(`${file}: ${state.problem}; remove it, and the log is read from its beginning`);
  return state;
}

function keep(file: string, state: StreamState): void {
  const problem = putText(file, `${JSON.stringify(state)}\n`);
  if (problem !== undefined) throw new Unrunnable(`${file}: ${problem}`);
}
