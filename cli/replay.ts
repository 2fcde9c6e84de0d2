// `pact replay`: recorded sessions through a pact, as events for machines or a summary for a person.
import { type DecisionEvent, type EvidenceEvent, replay as run, type SessionEvent, type SummaryEvent } from "../engine/index.ts";
import { JudgeProcesses } from "../engine/node/index.ts";
import { diff } from "./diff.ts";
import { compileFile, openLog } from "./load.ts";
import { colour, exit, Lines, printable, table, write } from "./output.ts";
import { readTraces, type TraceArguments } from "./traces.ts";

export interface ReplayArguments extends TraceArguments {
  readonly json: boolean;
  readonly explain: boolean;
  /** The pact as it was; `-` is standard input. */
  readonly diff?: string;
  /** The log every decision goes on record in. */
  readonly evidence?: string;
}

export async function replay(file: string, traces: readonly string[], options: ReplayArguments): Promise<number> {
  if (options.diff !== undefined) return diff(file, traces, { ...options, diff: options.diff });
  const { pact } = compileFile(file);
  const { sessions, given, complete } = readTraces(traces, options);
  const judges = new JudgeProcesses(pact.model, file);
  const log = await openLog(options.evidence);
  const byId = new Map(sessions.map((session) => [session.id, session]));
  const events = run(pact, sessions, { ...given, explain: options.explain, judge: judges.ask });
  const lines = new Lines();
  const worst: { session: SessionEvent; broken: DecisionEvent[] }[] = [];
  let broken: DecisionEvent[] = [];
  let summary: SummaryEvent | undefined;
  for await (const event of events) {
    if (log && event.event === "decision") await log.record(pact, event, byId.get(event.session)!);
    if (options.json) lines.add(event);
    if (event.event === "decision" && event.executed && event.effect !== "allow") broken.push(event);
    if (event.event === "session") {
      if (broken.length > 0) worst.push({ session: event, broken });
      broken = [];
    }
    if (event.event === "summary") summary = event;
  }
  judges.stop();
  const checkpoint = await log?.close();
  if (options.json && checkpoint !== undefined) lines.add({ event: "evidence", checkpoint } satisfies EvidenceEvent);
  lines.flush();
  if (!options.json) write(describe(summary!, worst));
  if (!complete) return exit.unrunnable;
  return summary!.violations + summary!.unescalated > 0 ? exit.fails : exit.holds;
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
  return `${printable([...lines, ...(shown.length > 0 ? ["", "The first of them:", ...shown, ...more] : [])].join("\n"))}\n`;
}
