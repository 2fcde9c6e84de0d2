// `pact decide`: requests in, decisions out, one JSON object a line. A request that cannot be read is denied, not dropped.
import { readFileSync } from "node:fs";
import * as z from "zod/mini";
import {
  type CompiledPact,
  type Decision,
  History,
  isRawObject,
  parseRaw,
  type RawObject,
  type Reason,
  readMessages,
  readResult,
  toRaw,
} from "../engine/index.ts";
import { readText } from "../engine/node/index.ts";
import { compileFile, readTime } from "./load.ts";
import { exit, Lines, Unrunnable } from "./output.ts";

const schema = z.object({
  action: z.string(),
  arguments: z.optional(z.record(z.string(), z.unknown())),
  principal: z.optional(z.record(z.string(), z.unknown())),
  facts: z.optional(z.record(z.string(), z.unknown())),
  history: z.optional(z.array(z.unknown())),
  now: z.optional(z.string()),
  suspended: z.optional(z.boolean()),
});

export function decide(file: string, { requests, now }: { requests: string; now?: string }): number {
  const { pact } = compileFile(file);
  const clock = now === undefined ? undefined : readTime(now);
  const lines = new Lines();
  let answered = 0;
  for (const line of input(requests).split("\n")) {
    if (line.trim() === "") continue;
    answered++;
    lines.add({
      ...answer(line, pact, clock ?? Date.now()),
      pact: { id: pact.model.id, version: pact.model.version, hash: pact.model.hash },
    });
  }
  lines.flush();
  if (answered === 0) throw new Unrunnable("there were no requests; give one JSON object a line");
  return exit.holds;
}

function input(requests: string): string {
  if (requests === "-") return readFileSync(0, "utf8");
  const read = readText(requests);
  if ("problem" in read) throw new Unrunnable(`${requests}: ${read.problem}`);
  return read.text;
}

type Answer = Omit<Decision, "reason"> & { reason: Reason };

function answer(line: string, pact: CompiledPact, clock: number): Answer {
  const raw = parseRaw(line);
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return unreadable("the request is no JSON");
  }
  const request = schema.safeParse(json);
  if (!request.success || !isRawObject(raw))
    return unreadable(`the request is malformed at \`${request.error?.issues[0]?.path.join(".") ?? ""}\``);
  const { action, history: events = [], now, suspended } = request.data;
  const nowMs = now === undefined ? clock : Date.parse(now);
  if (Number.isNaN(nowMs)) return unreadable("`now` is no time");
  const history = readHistory(events, pact);
  if (!history) return unreadable("`history` is no list of chat messages");
  return pact.decide(
    {
      action,
      args: part(raw, "arguments"),
      principal: part(raw, "principal"),
      facts: part(raw, "facts"),
      nowMs,
      ...(suspended && { suspended }),
    },
    history,
  ).decision;
}

/** An error never opens a gate. */
const unreadable = (problem: string): Answer => ({ effect: "deny", reason: "indeterminate", basis: [], unknown: [], notices: [], problem });

const part = (raw: RawObject, name: string): RawObject => (isRawObject(raw[name]) ? raw[name] : (toRaw({}) as RawObject));

const messages = z.array(z.looseObject({ role: z.string() }));

/** The session so far, as OpenAI chat messages; undefined where it cannot be read. */
function readHistory(events: readonly unknown[], pact: CompiledPact): History | undefined {
  if (!messages.safeParse(events).success) return undefined;
  const read = readMessages(events as Parameters<typeof readMessages>[0]);
  if (read.problem) return undefined;
  const history = new History();
  for (const [step, message] of read.messages.entries()) {
    if (message.role !== "system" && message.text) history.say(message.role, message.text, step);
    for (const call of message.calls) {
      const past = history.begin(call.tool, call.args ?? (toRaw({}) as RawObject), step, message.timeMs);
      if (call.result === undefined) continue;
      const { ok, value } = readResult(call.result, call.failed, pact.model);
      history.settle(past, ok, value);
    }
  }
  return history;
}
