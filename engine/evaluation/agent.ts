// The agent under test as a port: a stage is set for each trial, and whoever plays it calls tools, speaks and ends there. Adapters
// (engine/node/agents) carry this over processes and wires; what was done on the stage becomes a session like any recorded one.
import type { ChatMessage } from "../trace/openai.ts";

/** A tool as the agent is told of it: an entry of the catalogue, in the words of MCP's `tools/list`. */
export interface ToolOffer {
  readonly name: string;
  readonly description?: string;
  /** JSON Schema of the arguments. */
  readonly inputSchema: Readonly<Record<string, unknown>>;
}

/** What a tool answered, as text; `isError` as in MCP: the call failed. */
export interface ToolAnswer {
  readonly content: string;
  readonly isError: boolean;
}

export interface Told {
  /** How sure the agent is of what it says, from 0 to 1. */
  readonly confidence?: number;
  /** Facts the agent's host knows from here on, by name. */
  readonly facts?: Readonly<Record<string, unknown>>;
}

/** What a step used up. Cost in the pact's currency unless it names one. */
export interface Spent {
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  /** Where the two are not told apart. */
  readonly tokens?: number;
  readonly cost?: { readonly amount: number; readonly currency?: string };
}

/** What this floor asks of an `AbortSignal`, which every platform has. */
export interface Cancellation {
  readonly aborted: boolean;
  addEventListener(event: "abort", listener: () => void, options?: { readonly once?: boolean }): void;
  removeEventListener(event: "abort", listener: () => void): void;
}

export interface AskedCall {
  readonly tool: string;
  readonly args: unknown;
}

/** One trial of one case, as its agent sees it. Everything done here is recorded in order. */
export interface Stage {
  /** Case and trial in one text, unique in a run. */
  readonly key: string;
  readonly seed: number;
  /** What was said before the agent's turn; the last message is the person's. */
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly ToolOffer[];
  readonly principal: Readonly<Record<string, unknown>>;
  readonly facts: Readonly<Record<string, unknown>>;
  /** Aborted where the trial is over: its time is up, or the run is cancelled. */
  readonly signal: Cancellation;
  /** Never rejects: an unknown tool, arguments that are no object, or a call the case has no answer for are failed calls. */
  call(tool: string, args: unknown): Promise<ToolAnswer>;
  /**
   * The calls of one message, and what it says: one turn, and none is decided in the knowledge of what another of them returned. As many
   * answers, in order.
   */
  callTogether(calls: readonly AskedCall[], text?: string): Promise<readonly ToolAnswer[]>;
  /** The agent speaks to the person. */
  say(text: string, told?: Told): void;
  use(spent: Spent): void;
  /** The agent's turn is over: what the person says next, or undefined where the conversation ends. */
  reply(): string | undefined;
  /** How it ended, in the agent's own word. */
  end(outcome: string): void;
}

export interface Agent {
  /** Trials will come: what takes time to start may start. */
  prepare?(): void;
  /** Plays a whole trial. Rejects with an `AgentFailure`; what was recorded until then stays. */
  play(stage: Stage): Promise<void>;
  /** Ends every process and connection, within a second. */
  close(): Promise<void>;
}

export type FailureKind =
  /** It ended, or could not be started. */
  | "exited"
  /** It said nothing for too long. */
  | "timed_out"
  /** It said what the protocol does not know, or spoke for another case. */
  | "protocol"
  /** It said more than anybody reads. */
  | "flooded"
  /** Its endpoint could not be reached, or refused: nothing the agent did. */
  | "unreachable"
  | "cancelled";

/** An agent that did not play its trial to the end. */
export class AgentFailure extends Error {
  readonly kind: FailureKind;
  /** It says nothing about the agent's behaviour, and may be tried again: a network that failed, a rate limit, a server's error. */
  readonly isInfrastructure: boolean;

  constructor(kind: FailureKind, message: string, { isInfrastructure = false }: { isInfrastructure?: boolean } = {}) {
    super(message);
    this.kind = kind;
    this.isInfrastructure = isInfrastructure;
  }
}
