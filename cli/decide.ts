// `pact decide`: requests in, decisions out, one JSON object a line. A request that cannot be read is denied, not dropped.
import { isUtf8 } from "node:buffer";
import * as z from "zod/mini";
import {
  answerQuestions,
  type ClauseExplanation,
  type CompiledPact,
  complaint,
  type Decision,
  feed,
  isRawObject,
  type Judge,
  messageSchema,
  parseRaw,
  pathText,
  type RawObject,
  readMessages,
  readUsage,
  repeatedName,
  tellDecision,
  timeFromText,
  toRaw,
  usageSchema,
} from "../engine/index.ts";
import { JudgeProcesses, readBytes } from "../engine/node/index.ts";
import { compileFile, readTime } from "./load.ts";
import { exit, Lines, printable, Unrunnable, write } from "./output.ts";

const schema = z.strictObject({
  action: z.string(),
  arguments: z.optional(z.unknown()),
  principal: z.optional(z.record(z.string(), z.unknown())),
  facts: z.optional(z.record(z.string(), z.unknown())),
  history: z.optional(z.array(z.unknown())),
  usage: z.optional(usageSchema()),
  now: z.optional(z.string()),
  suspended: z.optional(z.boolean()),
});

export interface DecideArguments {
  readonly requests: string;
  readonly now?: string;
  readonly explain: boolean;
  readonly format: "json" | "text";
}

export async function decide(file: string, { requests, now, explain, format }: DecideArguments): Promise<number> {
  const { pact } = compileFile(file);
  const clock = now === undefined ? undefined : readTime(now);
  const judges = new JudgeProcesses(pact.model, file);
  const lines = new Lines();
  let answered = 0;
  try {
    for (const line of linesOf(requests)) {
      if (line?.trim() === "") continue;
      answered++;
      const asking = { clock: clock ?? Date.now(), explain, judge: judges.ask };
      const { decision, explanation } =
        line === undefined ? unreadable(pact, "the request is not UTF-8") : await answer(line, pact, asking);
      if (format === "text") write(`${printable(tellDecision(decision, pact.model, explanation).join("\n"))}\n`);
      else lines.add(explanation ? { ...decision, explanation } : decision);
    }
  } finally {
    judges.stop();
  }
  lines.flush();
  if (answered === 0) throw new Unrunnable("there were no requests; give one JSON object a line");
  return exit.holds;
}

/** Undefined where one is not UTF-8: with other letters in their place it would be another request. */
function* linesOf(requests: string): Generator<string | undefined> {
  const bytes = readBytes(requests === "-" ? 0 : requests);
  if ("problem" in bytes) throw new Unrunnable(`${requests}: ${bytes.problem}`);
  for (let from = bytes.indexOf("\uFEFF") === 0 ? 3 : 0; from < bytes.length; ) {
    const newline = bytes.indexOf(0x0a, from);
    const line = bytes.subarray(from, newline < 0 ? bytes.length : newline);
    yield isUtf8(line) ? line.toString("utf8") : undefined;
    from += line.length + 1;
  }
}

interface Asking {
  readonly clock: number;
  readonly explain: boolean;
  readonly judge: Judge;
}

interface Told {
  readonly decision: Decision;
  readonly explanation?: readonly ClauseExplanation[];
}

async function answer(line: string, pact: CompiledPact, { clock, explain, judge }: Asking): Promise<Told> {
  const raw = parseRaw(line);
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return unreadable(pact, "the request is no JSON");
  }
  const repeated = repeatedName(line, json);
  if (repeated) return unreadable(pact, `\`${pathText(repeated)}\` stands twice in one object; keep one of them`);
  const request = schema.safeParse(json);
  if (raw === undefined) return unreadable(pact, "the request nests too deeply, or has a number that is out of all bounds");
  if (!isRawObject(raw)) return unreadable(pact, "the request is no JSON object");
  if (!request.success) return unreadable(pact, `the request is malformed: ${misshapen(request.error, json)}`);
  const { action, history = [], now, suspended, usage } = request.data;
  const nowMs = now === undefined ? clock : timeFromText(now, undefined)?.ms;
  if (nowMs === undefined) return unreadable(pact, "`now` is no time with a zone, such as 2026-12-10T10:00:00Z");
  const session = pact.session({ principal: part(raw, "principal"), reportsUsage: usage !== undefined });
  const messages = readHistory(history);
  if (typeof messages === "string") return unreadable(pact, `the session so far cannot be read: ${messages}`);
  feed(session, messages, pact.model);
  if (usage) session.use(readUsage(usage), nowMs);
  session.nextTurn();
  const given = raw.arguments;
  const asked = {
    action,
    args: part(raw, "arguments"),
    facts: part(raw, "facts"),
    nowMs,
    ...(given !== undefined && given !== null && !isRawObject(given) && { unreadable: true }),
    ...(suspended && { suspended }),
  };
  const complete = await answerQuestions(pact, asked, session, judge);
  const { decision } = pact.decideInFull(complete, session);
  return explain ? { decision, explanation: pact.explain(complete, session) } : { decision };
}

/** A field nobody knows is one that was misspelt: it must not be passed over. */
function misshapen(error: z.core.$ZodError, json: unknown): string {
  const [issue] = error.issues;
  if (issue?.code === "unrecognized_keys") return `it has no field ${issue.keys.map((key) => `\`${key}\``).join(", ")}`;
  const { field, message } = complaint(error, json);
  return `${field ? `at \`${field}\`, ` : ""}${message}`;
}

/** An error never opens a gate. */
const unreadable = (pact: CompiledPact, problem: string): Told => ({ decision: { ...pact.failed(pact.session(), ""), problem } });

const part = (raw: RawObject, name: string): RawObject => (isRawObject(raw[name]) ? raw[name] : (toRaw({}) as RawObject));

/** The session so far, as OpenAI chat messages; a sentence where it cannot be read. */
function readHistory(history: readonly unknown[]) {
  const messages = z.array(messageSchema()).safeParse(history);
  if (!messages.success) {
    const { field, message } = complaint(messages.error, history);
    return `at \`history${field}\`, ${message}`;
  }
  const read = readMessages(messages.data);
  return read.problem ?? read.messages;
}
