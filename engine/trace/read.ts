// Recorded sessions, in the forms agents really leave behind. What cannot be read is said with its place, and the rest is read.
import * as z from "zod/mini";
import { isRawObject, type RawObject, toRaw } from "../decision/values.ts";
import { messageSchema, readMessages } from "./openai.ts";
import { noFacts, type ReadTrace, type Session, type TraceProblem } from "./session.ts";

export type TraceForm = "auto" | "tau-bench" | "pact";
export const traceForms: readonly TraceForm[] = ["auto", "tau-bench", "pact"];

const maxProblems = 50;

// A run of tau-bench (github.com/sierra-research/tau-bench, `historical_trajectories`). A person's identity is what the
// simulated user was told; an agent's host would know it from the login.
const tauRun = z.object({
  task_id: z.number(),
  trial: z.number(),
  reward: z.optional(z.number()),
  info: z.optional(z.object({ task: z.optional(z.object({ user_id: z.optional(z.string()) })) })),
  traj: z.array(messageSchema),
});

// Our own form, one session a line.
const ownSession = z.object({
  id: z.string(),
  agent: z.optional(z.string()),
  model: z.optional(z.string()),
  principal: z.optional(z.record(z.string(), z.unknown())),
  facts: z.optional(z.record(z.string(), z.unknown())),
  messages: z.array(messageSchema),
  labels: z.optional(z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]))),
});

/** `from` auto: a JSON array of runs is tau-bench's file, lines with `messages` are ours. Never throws. */
export function readTrace(text: string, from: TraceForm = "auto"): ReadTrace {
  const start = text.trimStart().slice(0, 1);
  if (text.trim() === "") return unreadable("line 1", "this trace is empty");
  if (from === "tau-bench" || (from === "auto" && start === "[")) return readTau(text);
  if (start === "{") return readLines(text);
  return unreadable("line 1", "this is no trace in a form known here: a JSON array of tau-bench runs, or one JSON session a line");
}

const unreadable = (place: string, message: string): ReadTrace => ({ value: [], problems: [{ place, message }] });

function readTau(text: string): ReadTrace {
  const json = parseJson(text);
  if ("problem" in json) return unreadable(json.place, json.problem);
  if (!Array.isArray(json.value)) return unreadable("line 1", "a tau-bench file is a JSON array of runs");
  return collect(
    json.value.map((value, index) => ({ place: `run ${index}`, value })),
    (value, place) => {
      const run = tauRun.safeParse(value);
      if (!run.success) return { problem: { place: `${place}${pathOf(run.error)}`, message: `no tau-bench run: ${reason(run.error)}` } };
      const { task_id, trial, reward, info, traj } = run.data;
      const user = info?.task?.user_id;
      const { messages, problem } = readMessages(traj);
      const session: Session = {
        id: `task-${task_id}-trial-${trial}`,
        agent: undefined,
        model: undefined,
        principal: user === undefined ? noFacts : object({ user, customer: { id: user } }),
        facts: noFacts,
        messages,
        labels: { task: String(task_id), trial: String(trial), ...(reward !== undefined && { reward: String(reward) }) },
      };
      return { session, ...(problem && { problem: { place, message: problem } }) };
    },
  );
}

function readLines(text: string): ReadTrace {
  const lines = text.split("\n").flatMap((line, i) => (line.trim() === "" ? [] : [{ place: `line ${i + 1}`, line }]));
  const parsed = lines.map(({ place, line }) => ({ place, json: parseJson(line) }));
  return collect(
    parsed.map(({ place, json }) => ({ place, value: json })),
    (value, place) => {
      const json = value as ReturnType<typeof parseJson>;
      if ("problem" in json) return { problem: { place, message: json.problem } };
      const own = ownSession.safeParse(json.value);
      if (!own.success) return { problem: { place: `${place}${pathOf(own.error)}`, message: `no session: ${reason(own.error)}` } };
      const { id, agent, model, principal, facts, labels } = own.data;
      const { messages, problem } = readMessages(own.data.messages);
      const words = Object.fromEntries(Object.entries(labels ?? {}).map(([name, label]) => [name, String(label)]));
      const session: Session = {
        id,
        agent,
        model,
        principal: object(principal ?? {}),
        facts: object(facts ?? {}),
        messages,
        labels: words,
      };
      return { session, ...(problem && { problem: { place, message: problem } }) };
    },
  );
}

function collect(
  items: readonly { place: string; value: unknown }[],
  read: (value: unknown, place: string) => { session?: Session; problem?: TraceProblem },
): ReadTrace {
  const value: Session[] = [];
  const problems: TraceProblem[] = [];
  const ids = new Set<string>();
  for (const item of items) {
    const { session, problem } = read(item.value, item.place);
    if (problem && problems.length < maxProblems) problems.push(problem);
    if (!session) continue;
    if (ids.has(session.id)) problems.push({ place: item.place, message: `the session id \`${session.id}\` stands here a second time` });
    ids.add(session.id);
    value.push(session);
  }
  return { value, problems };
}

function parseJson(text: string): { value: unknown } | { problem: string; place: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = (error as Error).message;
    const position = /position (\d+)/.exec(message)?.[1];
    const at = position === undefined ? text.length : Number(position);
    const line = text.slice(0, at).split("\n").length;
    const cut =
      /end of JSON|Unterminated/i.test(message) || at >= text.trimEnd().length
        ? "the file ends in the middle of the JSON; it was cut short"
        : `no JSON: ${message}`;
    return { problem: cut, place: `line ${line}` };
  }
}

const object = (value: Record<string, unknown>): RawObject => {
  const raw = toRaw(value);
  return isRawObject(raw) ? raw : noFacts;
};
const pathOf = (error: z.core.$ZodError): string => (error.issues[0]?.path.length ? ` at ${error.issues[0].path.join(".")}` : "");
const reason = (error: z.core.$ZodError): string => error.issues[0]?.message.toLowerCase() ?? "unreadable";
