// Recorded sessions as the commands take them: what is wrong with them is said, and the rest is replayed.
import { isRawObject, parseRaw, type RawObject, type ReplayOptions, readTrace, type Session, type TraceForm } from "../engine/index.ts";
import { readText } from "../engine/node/index.ts";
import { readTime } from "./load.ts";
import { printable, Unrunnable, write } from "./output.ts";

export interface TraceArguments {
  readonly from: TraceForm;
  readonly now?: string;
  readonly facts?: string;
  readonly session?: string;
}

export interface Traces {
  readonly sessions: readonly Session[];
  /** What a replay is told of them. */
  readonly given: Pick<ReplayOptions, "only" | "nowMs" | "facts">;
  /** Every part could be read. */
  readonly complete: boolean;
}

export function readTraces(traces: readonly string[], { from, now, facts, session }: TraceArguments): Traces {
  const { sessions, problems } = read(traces, from);
  for (const problem of problems) write(`${printable(problem)}\n`, 2);
  if (session !== undefined && !sessions.some(({ id }) => id === session))
    throw new Unrunnable(`no session of these traces is called \`${session}\``);
  const given = {
    ...(session !== undefined && { only: session }),
    ...(now !== undefined && { nowMs: readTime(now) }),
    ...(facts !== undefined && { facts: readFacts(facts) }),
  };
  return { sessions, given, complete: problems.length === 0 };
}

function read(traces: readonly string[], from: TraceForm): { readonly sessions: readonly Session[]; readonly problems: readonly string[] } {
  const results = traces.map((trace) => {
    // `-`: so that one session of a run of any size can be replayed without a file of its own.
    const file = readText(trace === "-" ? 0 : trace);
    if ("problem" in file) throw new Unrunnable(`${trace}: ${file.problem}`);
    const { value, problems } = readTrace(file.text, from, traces.length > 1 ? trace : "");
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

function readFacts(file: string): RawObject {
  const text = readText(file);
  if ("problem" in text) throw new Unrunnable(`${file}: ${text.problem}`);
  const raw = parseRaw(text.text);
  if (!isRawObject(raw)) throw new Unrunnable(`${file}: facts are one JSON object`);
  return raw;
}
