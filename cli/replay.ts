// `pact replay`: recorded sessions through a pact, as events for machines or a summary for a person.
import {
  type DecisionEvent,
  isRawObject,
  parseRaw,
  readTrace,
  replay as run,
  type Session,
  type SessionEvent,
  type SummaryEvent,
  type TraceForm,
} from "../engine/index.ts";
import { JudgeProcesses, readText } from "../engine/node/index.ts";
import { compileFile, readTime } from "./load.ts";
import { colour, exit, Lines, printable, table, Unrunnable, write } from "./output.ts";

export interface ReplayArguments {
  readonly json: boolean;
  readonly from: TraceForm;
  readonly now?: string;
  readonly facts?: string;
  readonly session?: string;
  readonly explain: boolean;
}

export async function replay(file: string, traces: readonly string[], options: ReplayArguments): Promise<number> {
  const { pact } = compileFile(file);
  const { sessions, problems } = read(traces, options.from);
  for (const problem of problems) write(`${printable(problem)}\n`, 2);
  if (options.session !== undefined && !sessions.some(({ id }) => id === options.session))
    throw new Unrunnable(`no session of these traces is called \`${options.session}\``);
  const judges = new JudgeProcesses(pact.model, file);
  const events = run(pact, sessions, {
    explain: options.explain,
    ...(options.session !== undefined && { only: options.session }),
    judge: judges.ask,
    ...(options.now !== undefined && { nowMs: readTime(options.now) }),
    ...(options.facts !== undefined && { facts: readFacts(options.facts) }),
  });
  const lines = new Lines();
  const worst: { session: SessionEvent; broken: DecisionEvent[] }[] = [];
  let broken: DecisionEvent[] = [];
  let summary: SummaryEvent | undefined;
  for await (const event of events) {
    if (options.json) lines.add(event);
    if (event.event === "decision" && event.executed && event.effect !== "allow") broken.push(event);
    if (event.event === "session") {
      if (broken.length > 0) worst.push({ session: event, broken });
      broken = [];
    }
    if (event.event === "summary") summary = event;
  }
  judges.stop();
  lines.flush();
  if (!options.json) write(describe(summary!, worst));
  if (problems.length > 0) return exit.unrunnable;
  return summary!.violations + summary!.unescalated > 0 ? exit.fails : exit.holds;
}

function read(traces: readonly string[], from: TraceForm) {
  const results = traces.map((trace) => {
    const file = readText(trace);
    if ("problem" in file) throw new Unrunnable(`${trace}: ${file.problem}`);
    const { value, problems } = readTrace(file.text, from);
    return { sessions: value, problems: problems.map(({ place, message }) => `${trace}: ${place}: ${message}`) };
  });
  const sessions = results.flatMap((result) => result.sessions);
  const problems = [
    ...results.flatMap((result) => result.problems),
    ...repeated(
      results.map(({ sessions }) => sessions),
      traces,
    ),
  ];
  if (sessions.length === 0) throw new Unrunnable(problems[0] ?? "these traces hold no sessions");
  return { sessions, problems };
}

/** Decisions are told apart by their session: an id that another file has already used. */
function* repeated(sessions: readonly (readonly Session[])[], traces: readonly string[]): Generator<string> {
  const first = new Map<string, number>();
  for (const [file, each] of sessions.entries()) {
    for (const { id } of each) {
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, file);
      else if (earlier !== file) yield `${traces[file]}: the session id \`${id}\` stands in ${traces[earlier]} already`;
    }
  }
}

function readFacts(file: string) {
  const text = readText(file);
  if ("problem" in text) throw new Unrunnable(`${file}: ${text.problem}`);
  const raw = parseRaw(text.text);
  if (!isRawObject(raw)) throw new Unrunnable(`${file}: facts are one JSON object`);
  return raw;
}

const count = (actions: number): string => (actions === 1 ? "1 action was" : `${actions} actions were`);

function describe(summary: SummaryEvent, worst: readonly { session: SessionEvent; broken: DecisionEvent[] }[]): string {
  const { pact, sessions, calls, violations, unescalated, violatingSessions } = summary;
  const head = ["clause", "", "true", "false", "unknown", "allowed", "to a person", "denied", "done anyway"];
  const rows = summary.clauses.map((row) => [
    row.name,
    row.kind,
    row.true,
    row.false,
    row.unknown,
    row.allow,
    row.escalate,
    row.deny,
    row.violations,
  ]);
  const share = ((violatingSessions / Math.max(1, sessions)) * 100).toFixed(1);
  const lines = [
    colour.bold(`${pact.id} ${pact.version}: ${sessions} recorded sessions, ${calls} tool calls`),
    "",
    table([head, ...rows]),
    "",
    `${count(violations)} done that the pact denies, in ${violatingSessions} of ${sessions} sessions (scope violation rate ${share}%)`,
    `${count(unescalated)} done without the person the pact asks for`,
    ...summary.notEvaluable.map((note) => colour.dim(`not evaluable: ${note}`)),
  ];
  const shown = worst.slice(0, 5).flatMap(({ session, broken }) => [
    `  ${session.id}`,
    ...broken.slice(0, 3).map(({ step, action, reason, basis, nearest }) => {
      const clause = basis[0] ?? nearest?.clause;
      return `    step ${step}: ${colour.red(action)} ${reason}${clause ? ` (${clause.split("#")[1]}${nearest ? ` lacked ${nearest.lacks[0] ?? ""}` : ""})` : ""}`;
    }),
  ]);
  const more = worst.length > 5 ? [`  … and ${worst.length - 5} more; \`--json\` lists every decision`] : [];
  return `${printable([...lines, ...(shown.length > 0 ? ["", "The first of them:", ...shown, ...more] : [])].join("\n")).replaceAll("\\u{1b}", "\u001b")}\n`;
}
