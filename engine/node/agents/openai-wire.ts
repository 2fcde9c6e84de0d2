// Chat completions on the wire: our messages as an endpoint takes them, and its answer, which is hostile until it was decoded here.
import * as z from "zod/mini";
import { AgentFailure, callsIn, mayRound, type Spent, type Stage, type ToolOffer } from "../../index.ts";
import { isDeeperThan, parseJson } from "../json.ts";

const maxAnswerBytes = 16 * 1_048_576;
const maxDepth = 100;

export interface WireCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
}

export interface WireMessage {
  readonly role: string;
  readonly content: unknown;
  readonly tool_calls?: readonly WireCall[];
  readonly tool_call_id?: string;
}

const tokens = z.optional(z.nullable(z.number().check(z.nonnegative())));
const answerSchema = z.object({
  choices: z.array(
    z.object({
      message: z.object({
        content: z.optional(z.nullable(z.string())),
        refusal: z.optional(z.nullable(z.string())),
        function_call: z.optional(z.nullable(z.unknown())),
        tool_calls: z.optional(
          z.nullable(
            z.array(z.object({ id: z.optional(z.nullable(z.string())), function: z.object({ name: z.string(), arguments: z.string() }) })),
          ),
        ),
      }),
    }),
  ),
  usage: z.optional(z.nullable(z.object({ prompt_tokens: tokens, completion_tokens: tokens }))),
});

export interface ChatAnswer {
  readonly text: string;
  readonly calls: readonly { readonly id: string | undefined; readonly name: string; readonly argumentsText: string }[];
  readonly spent: Spent | undefined;
}

export function readAnswer(value: unknown): ChatAnswer {
  const decoded = answerSchema.safeParse(value);
  const message = decoded.data?.choices[0]?.message;
  if (!decoded.success || !message) throw new AgentFailure("protocol", "the endpoint answered what is no chat completion");
  // Passed over, it would be an action that nobody measures.
  if (message.function_call) throw new AgentFailure("protocol", "the endpoint answered with `function_call` where it was offered `tools`");
  const calls = message.tool_calls ?? [];
  return {
    text: message.content || message.refusal || "",
    calls: calls.map((call) => ({ id: call.id ?? undefined, name: call.function.name, argumentsText: call.function.arguments })),
    spent: toSpent(decoded.data.usage ?? {}),
  };
}

function toSpent({
  prompt_tokens,
  completion_tokens,
}: {
  prompt_tokens?: number | null | undefined;
  completion_tokens?: number | null | undefined;
}) {
  if (typeof prompt_tokens !== "number" && typeof completion_tokens !== "number") return undefined;
  return {
    ...(typeof prompt_tokens === "number" && { inputTokens: prompt_tokens }),
    ...(typeof completion_tokens === "number" && { outputTokens: completion_tokens }),
  };
}

/** No arguments are none; what is no JSON stays the text it is, and fails as a call. What a double may round stays text as well. */
export function readArguments(text: string): unknown {
  if (text.trim() === "") return {};
  if (mayRound(text)) return text;
  const value = parseJson(text);
  return value === undefined || isDeeperThan(maxDepth, value) ? text : value;
}

export const toFunction = ({ name, description, inputSchema }: ToolOffer) => ({
  type: "function" as const,
  function: { name, ...(description !== undefined && { description }), parameters: { ...inputSchema } },
});

/** Ids of calls, each given once: an endpoint refuses, or mixes up, calls of one name, which real models and recordings repeat. */
export class CallIds {
  private readonly given = new Set<string>();

  give(wanted: string | null | undefined): string {
    let id = wanted || `call_${this.given.size + 1}`;
    while (this.given.has(id)) id = `${wanted || "call"}_${this.given.size + 1}`;
    this.given.add(id);
    return id;
  }
}

/** Only what the wire knows: times, facts and usage are ours. A result belongs to the first open call where its id does not say. */
export function toWire(messages: Stage["messages"], ids: CallIds): WireMessage[] {
  let open: { readonly was: string | null | undefined; readonly id: string }[] = [];
  return messages.map((message) => {
    const { role, content = null, tool_call_id } = message;
    if (role === "tool" || role === "function") {
      const answered = open.find(({ was }) => was !== undefined && was === tool_call_id) ?? open[0];
      open = open.filter((each) => each !== answered);
      return { role: "tool", content, tool_call_id: answered?.id ?? ids.give(tool_call_id) };
    }
    const calls = callsIn(message);
    if (calls.length === 0) return { role, content };
    open = calls.map(({ id }) => ({ was: id, id: ids.give(id) }));
    return { role, content, tool_calls: calls.map((call, i) => toWireCall(open[i]!.id, call.function.name, call.function.arguments)) };
  });
}

export const toWireCall = (id: string, name: string, args: unknown): WireCall => ({
  id,
  type: "function",
  function: { name, arguments: typeof args === "string" ? args : JSON.stringify(args) },
});

/** A `fetch` whose answers have a bound and do not hold the secret, so that nothing said about them can. */
export function guardedFetch(hide: (text: string) => string): typeof fetch {
  return async (input, init) => {
    // A redirect is the endpoint's word for where the key should go.
    const response = await fetch(input, { ...init, redirect: "manual" });
    const { status, statusText, headers } = response;
    const text = hide(await readBounded(response));
    return new Response(text === "" ? null : text, { status, statusText, headers: new Headers(headers) });
  };
}

async function readBounded(response: Response): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    bytes += piece.length;
    if (bytes > maxAnswerBytes) throw new AgentFailure("flooded", `the endpoint answered with more than ${maxAnswerBytes} bytes`);
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString("utf8");
}
