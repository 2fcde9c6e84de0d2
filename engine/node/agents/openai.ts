// Agents that are a model behind any endpoint of OpenAI's chat completions, through the official client. The loop of an agent is here:
// ask, call the tools it names, send back what they answered, until it answers without calls.
import type { OpenAI } from "openai";
import { type Agent, AgentFailure, type Stage } from "../../index.ts";
import {
  CallIds,
  type ChatAnswer,
  guardedFetch,
  readAnswer,
  readArguments,
  toFunction,
  toWire,
  toWireCall,
  type WireMessage,
} from "./openai-wire.ts";

const maxSteps = 64;
const minKeyLength = 8;

export interface OpenAiOptions {
  /** How long the endpoint may take for one answer, in milliseconds. */
  readonly timeLimitMs: number;
  /** The system prompt, put before the messages of the case. */
  readonly prompt?: string;
  /** Left to the endpoint where it is not given. */
  readonly temperature?: number;
  /** Sends the trial's seed; many endpoints do not know one. */
  readonly sendsSeed?: boolean;
  /** The environment's names of the key and of the endpoint; OPENAI_API_KEY and OPENAI_BASE_URL. */
  readonly keyVariable?: string;
  readonly baseUrlVariable?: string;
}

/**
 * `target` is the model's name, or `model@https://host/v1`. The key of the environment is sent to that host: whoever wrote the target
 * must be trusted as whoever wrote a command is.
 */
export function openaiAgent(target: string, options: OpenAiOptions): Agent {
  return new OpenAiAgent(target, options);
}

class OpenAiAgent implements Agent {
  private readonly model: string;
  private readonly endpoint: string | undefined;
  private readonly key: string | undefined;
  private readonly keyVariable: string;
  private readonly options: OpenAiOptions;
  private readonly closing = new AbortController();
  private client: Promise<OpenAI> | undefined;

  constructor(target: string, options: OpenAiOptions) {
    const [, model, host] = target.match(/^(.+)@(https?:\/\/\S+)$/) ?? [];
    this.model = model ?? target;
    this.endpoint = host ?? (process.env[options.baseUrlVariable ?? "OPENAI_BASE_URL"] || undefined);
    this.keyVariable = options.keyVariable ?? "OPENAI_API_KEY";
    this.key = process.env[this.keyVariable] || undefined;
    this.options = options;
  }

  async play(stage: Stage): Promise<void> {
    const ids = new CallIds();
    const { prompt } = this.options;
    const messages: WireMessage[] = [
      ...(prompt === undefined ? [] : [{ role: "system", content: prompt }]),
      ...toWire(stage.messages, ids),
    ];
    for (let step = 0; step < maxSteps; step++) {
      const answer = await this.ask(messages, stage);
      if (answer.spent) stage.use(answer.spent);
      if (answer.calls.length > 0) await act(answer, messages, stage, ids);
      else {
        if (answer.text !== "") stage.say(answer.text);
        const next = stage.reply();
        if (next === undefined) return;
        messages.push({ role: "assistant", content: answer.text }, { role: "user", content: next });
      }
    }
    throw new AgentFailure("protocol", `was not done after ${maxSteps} answers`);
  }

  async close(): Promise<void> {
    this.closing.abort();
  }

  private async ask(messages: readonly WireMessage[], stage: Stage): Promise<ChatAnswer> {
    const { timeLimitMs, temperature, sendsSeed } = this.options;
    const trial = new AbortController();
    const abort = () => trial.abort();
    stage.signal.addEventListener("abort", abort, { once: true });
    if (stage.signal.aborted) abort();
    const late = AbortSignal.timeout(timeLimitMs);
    try {
      this.client ??= this.connect();
      const client = await this.client;
      const request = {
        model: this.model,
        messages: messages as OpenAI.Chat.Completions.ChatCompletionMessageParam[],
        ...(stage.tools.length > 0 && { tools: stage.tools.map(toFunction) }),
        ...(temperature !== undefined && { temperature }),
        ...(sendsSeed && { seed: stage.seed }),
      };
      const signal = AbortSignal.any([trial.signal, late, this.closing.signal]);
      return readAnswer(await client.chat.completions.create(request, { signal, timeout: timeLimitMs + 1000 }));
    } catch (error) {
      if (trial.signal.aborted || this.closing.signal.aborted) throw new AgentFailure("cancelled", "the trial was cancelled");
      if (late.aborted) throw new AgentFailure("timed_out", `the endpoint did not answer in ${timeLimitMs} ms`);
      throw this.toFailure(error);
    } finally {
      stage.signal.removeEventListener("abort", abort);
    }
  }

  /** The client is loaded by whoever asks first: it is large. */
  private async connect(): Promise<OpenAI> {
    if (this.key === undefined && this.endpoint === undefined)
      throw new AgentFailure("unreachable", `the environment has no ${this.keyVariable}, and the target names no endpoint`);
    const { OpenAI } = await import("openai");
    return new OpenAI({
      // An endpoint of one's own may want no key, but the client does.
      apiKey: this.key ?? "none",
      adminAPIKey: null,
      baseURL: this.endpoint ?? "https://api.openai.com/v1",
      // Whoever runs the trials tries again, and says so.
      maxRetries: 0,
      logLevel: "off",
      fetch: guardedFetch((text) => this.hide(text)),
    });
  }

  /** A short key is a placeholder, as endpoints of one's own take them, and a word that answers may have. */
  private hide(text: string): string {
    return this.key === undefined || this.key.length < minKeyLength ? text : text.replaceAll(this.key, "(key)");
  }

  /** Of an error only its status and its words are kept: the error itself knows the request, and that the key. */
  private toFailure(error: unknown): AgentFailure {
    if (error instanceof AgentFailure) return error;
    if (!(error instanceof Error)) return new AgentFailure("unreachable", "the endpoint could not be asked");
    if (error.cause instanceof AgentFailure) return error.cause;
    if (error instanceof SyntaxError) return new AgentFailure("protocol", "the endpoint answered what is no JSON");
    const status = "status" in error && typeof error.status === "number" ? error.status : undefined;
    const said = this.hide(rootOf(error).message).slice(0, 300);
    if (status === undefined)
      return new AgentFailure("unreachable", `the endpoint could not be reached: ${said}`, { isInfrastructure: true });
    const isInfrastructure = status === 429 || status === 408 || status >= 500;
    return new AgentFailure("unreachable", `the endpoint refused: ${said}`, { isInfrastructure });
  }
}

/** What a network said lies below what the client made of it. */
function rootOf(error: Error): Error {
  let root = error;
  for (let depth = 0; depth < 5 && root.cause instanceof Error; depth++) root = root.cause;
  return root;
}

/** Calls what the answer asks for, and tells the model what came of it. */
async function act(answer: ChatAnswer, messages: WireMessage[], stage: Stage, ids: CallIds): Promise<void> {
  const calls = answer.calls.map(({ id, name, argumentsText }) => toWireCall(ids.give(id), name, argumentsText));
  messages.push({ role: "assistant", content: answer.text || null, tool_calls: calls });
  const asked = calls.map(({ function: { name, arguments: text } }) => ({ tool: name, args: readArguments(text) }));
  const answers = await stage.callTogether(asked, answer.text);
  for (const [i, { content, isError }] of answers.entries())
    messages.push({ role: "tool", content: isError ? `error: ${content}` : content, tool_call_id: calls[i]!.id });
}
