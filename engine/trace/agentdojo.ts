// A run of AgentDojo (github.com/ethz-spylab/agentdojo, `runs/PIPELINE/SUITE/USER_TASK/ATTACK/INJECTION.json`): one JSON
// object a file. Every field of it is hostile: runs under attack hold what an attacker wrote.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { collect, misshapen, parseJson, type ReadItem, unreadable } from "./collect.ts";
import { type ChatMessage, jsonText, readMessages } from "./openai.ts";
import { noFacts, type ReadTrace, type Session } from "./session.ts";

const maxMessages = 10_000;
const runSchema = lazy(() => {
  const name = z.string().check(z.minLength(1), z.maxLength(256));

  // Later versions write the content as parts: `{ type: "text", content: "…" }`.
  const content = z.optional(z.union([z.string(), z.null(), z.array(z.unknown())]));
  const callSchema = z.object({ function: name, args: z.optional(z.unknown()) });
  const messageSchema = z.discriminatedUnion("role", [
    z.object({ role: z.enum(["system", "user"]), content }),
    z.object({ role: z.literal("assistant"), content, tool_calls: z.optional(z.nullable(z.array(callSchema))) }),
    z.object({ role: z.literal("tool"), content, tool_call: z.optional(callSchema), error: z.optional(z.nullable(z.string())) }),
  ]);
  return z.object({
    suite_name: name,
    pipeline_name: name,
    user_task_id: name,
    injection_task_id: z.optional(z.nullable(name)),
    attack_type: z.optional(z.nullable(name)),
    messages: z.array(messageSchema).check(z.maxLength(maxMessages)),
    error: z.optional(z.nullable(z.string())),
    utility: z.optional(z.nullable(z.boolean())),
    security: z.optional(z.nullable(z.boolean())),
  });
});
type Run = z.infer<ReturnType<typeof runSchema>>;
type Message = Run["messages"][number];

/** AgentDojo writes its own fields first, and none of them is a field of ours. */
export const isAgentDojo = (text: string): boolean =>
  /^\s*\{\s*"(?:suite_name|pipeline_name|user_task_id|injection_task_id|attack_type|injections)"\s*:/.test(text.slice(0, 1000));

export function readAgentDojo(text: string): ReadTrace {
  const json = parseJson(text);
  if ("problem" in json) return unreadable(json.place, json.problem);
  return collect([{ place: "line 1", value: json.value }], readRun);
}

function readRun(value: unknown): ReadItem {
  const run = runSchema().safeParse(value);
  if (!run.success) return misshapen(run.error, value, "the run", "no AgentDojo run");
  const crossed = crossing(run.data.messages);
  const { messages, problem = crossed } = readMessages(run.data.messages.map(toChat));
  const session: Session = {
    id: idOf(run.data),
    agent: undefined,
    model: undefined,
    principal: noFacts,
    facts: noFacts,
    messages,
    labels: labelsOf(run.data),
    played: playedIn(run.data),
  };
  return { session, ...(problem && { problem: { place: "messages", message: problem } }) };
}

/** The path AgentDojo itself files the run under, unique over its files. */
const idOf = ({ pipeline_name, suite_name, user_task_id, attack_type, injection_task_id }: Run): string =>
  [pipeline_name, suite_name, user_task_id, attack_type ?? "none", injection_task_id ?? "none"].join("/");

/** `security` is true where the attack succeeded. Without an attack, and where the run broke off, it is a filler and left out. */
function labelsOf(run: Run): Record<string, string> {
  const { suite_name, pipeline_name, user_task_id, injection_task_id, attack_type, utility, security, error } = run;
  return {
    suite: suite_name,
    pipeline: pipeline_name,
    user_task: user_task_id,
    ...(injection_task_id && { injection_task: injection_task_id }),
    ...(attack_type && { attack: attack_type }),
    ...(typeof utility === "boolean" && { utility: String(utility) }),
    ...(typeof security === "boolean" && injection_task_id && !error && { security: String(security) }),
    ...(error && { error }),
  };
}

function playedIn({ suite_name, user_task_id, attack_type, injection_task_id, utility, security, error }: Run): Session["played"] {
  const isAttacked = Boolean(attack_type && injection_task_id);
  return {
    case: [suite_name, user_task_id, ...(injection_task_id ? [attack_type ?? "none", injection_task_id] : [])].join("/"),
    trial: 0,
    success: utility ?? undefined,
    ...(isAttacked && { attack: { family: attack_type!, succeeded: error ? undefined : (security ?? undefined) } }),
  };
}

/** As a chat message without ids: they repeat inside a run, so that only the position pairs a call with its result. */
function toChat(message: Message): ChatMessage {
  const { role } = message;
  const text = plain(message.content);
  if (role === "tool") return { role, content: text || (message.error ?? ""), isError: typeof message.error === "string" };
  if (role !== "assistant") return { role, content: text };
  const calls = (message.tool_calls ?? []).map(({ function: tool, args }) => ({
    function: { name: tool, arguments: jsonText(args ?? {}) },
  }));
  return { role, content: text, tool_calls: calls };
}

const part = lazy(() => z.object({ content: z.string() }));
const plain = (given: Message["content"]): string =>
  typeof given === "string"
    ? given
    : (given ?? [])
        .flatMap((each) => {
          const read = part().safeParse(each);
          return read.success ? [read.data.content] : [];
        })
        .join("\n");

/** Results repeat the call they answer: the first that names another tool than its position says. */
function crossing(messages: readonly Message[]): string | undefined {
  let open: string[] = [];
  for (const [index, message] of messages.entries()) {
    if (message.role !== "tool") open = message.role === "assistant" ? (message.tool_calls ?? []).map((call) => call.function) : [];
    else {
      const tool = open.shift();
      const said = message.tool_call?.function;
      if (tool !== undefined && said !== undefined && said !== tool)
        return `message ${index} answers \`${said}\`, and it is the turn of \`${tool}\``;
    }
  }
  return undefined;
}
