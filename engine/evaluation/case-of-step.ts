// A case made of a step of a recorded session: what was said up to the agent's turn is its input, and what the tools answered is canned, so
// that whoever found something wrong can hold the next agent to it. What should come of it is left to a person to say.
import { isoText } from "../decision/calendar.ts";
import { parseRaw, type Raw, type RawObject, toJson } from "../decision/values.ts";
import type { ChatMessage } from "../trace/openai.ts";
import type { Session, SessionCall, SessionMessage } from "../trace/session.ts";

/** One line of a file of cases. */
export type WrittenCase = Readonly<Record<string, unknown>>;

/** `step` is the message the action stands in. Says why there can be no case where nobody has asked for anything until then. */
export function caseOfStep(session: Session, step: number, id: string): WrittenCase | { readonly problem: string } {
  const last = session.messages.slice(0, step + 1).findLastIndex(({ role }) => role === "user");
  if (last < 0) return { problem: "nobody has asked the agent for anything up to this step" };
  const input = session.messages.slice(0, last + 1);
  const { timeMs } = input.at(-1)!;
  const [only] = input;
  const facts = Object.assign({}, session.facts, ...input.map((message) => message.facts ?? {})) as RawObject;
  return {
    id,
    ...(timeMs !== undefined && { now: isoText(timeMs) }),
    input: input.length === 1 ? only!.text : input.flatMap(asChat),
    principal: plain(session.principal),
    facts: plain(facts),
    tools: cannedOf(session.messages.flatMap(({ calls }) => calls)),
    expect: {},
    tags: ["from a run"],
  };
}

const plain = (value: Raw): unknown => JSON.parse(toJson(value)) as unknown;
const speakers = { system: "system", user: "user", agent: "assistant" } as const;

/** A call without an answer is left out: an agent would wait for it. */
function asChat({ role, text, calls, timeMs }: SessionMessage, at: number): ChatMessage[] {
  const answered = calls.filter(({ result }) => result !== undefined);
  const time = timeMs === undefined ? {} : { time: isoText(timeMs) };
  const named = answered.map((call, i) => ({ call, id: `call_${at}_${i}` }));
  return [
    {
      role: speakers[role],
      content: text,
      ...(named.length > 0 && {
        tool_calls: named.map(({ call, id }) => ({ id, function: { name: call.tool, arguments: call.argumentsText } })),
      }),
      ...time,
    },
    ...named.map(
      ({ call, id }): ChatMessage => ({
        role: "tool",
        tool_call_id: id,
        content: call.result!,
        ...(call.failed && { isError: true }),
        ...time,
      }),
    ),
  ];
}

/** For each tool its answers, the first for the same arguments. */
function cannedOf(calls: readonly SessionCall[]): Record<string, unknown> {
  const tools = new Map<string, Map<string, unknown>>();
  for (const { tool, args, argumentsText, result, failed } of calls) {
    if (args === undefined || result === undefined) continue;
    const known = tools.get(tool) ?? new Map<string, unknown>();
    tools.set(tool, known);
    if (known.has(argumentsText)) continue;
    const value = parseRaw(result);
    const answer = failed ? { error: result } : { returns: value === undefined ? result : plain(value) };
    known.set(argumentsText, { ...(Object.keys(args).length > 0 && { when: plain(args) }), ...answer });
  }
  return Object.fromEntries([...tools].map(([tool, answers]) => [tool, [...answers.values()]]));
}
