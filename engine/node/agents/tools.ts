// Tools that are really there: an MCP server started over stdio, asked through the official client. What a tool answers is the agent's
// affair, also that it failed; a server that is gone or silent is nobody's behaviour.
import type { Client, JSONRPCMessage, Transport } from "@modelcontextprotocol/client";
import { AgentFailure, type ToolAnswer } from "../../index.ts";
import { parseJson } from "../json.ts";
import { LineProcess, type ProcessEnd } from "../line-process.ts";
import { toFailure } from "./agent-process.ts";

const maxLineBytes = 16 * 1_048_576;

export interface McpToolsOptions {
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the server may take to start, or to answer a call, in milliseconds; 60 s. */
  readonly timeLimitMs?: number;
}

export interface McpTools {
  /** Rejects with an `AgentFailure` of the infrastructure where the server is not there or does not answer. */
  call(tool: string, args: unknown): Promise<ToolAnswer>;
  close(): Promise<void>;
}

/** The server is started by the first call, and again after it has failed. The caller must trust the command. */
export function mcpTools(command: string, options: McpToolsOptions): McpTools {
  return new ToolServer(command, options);
}

interface Connection {
  readonly transport: ProcessTransport;
  readonly client: Promise<Client>;
}

class ToolServer implements McpTools {
  private readonly command: string;
  private readonly options: McpToolsOptions;
  private readonly timeLimitMs: number;
  private connection: Connection | undefined;

  constructor(command: string, options: McpToolsOptions) {
    this.command = command;
    this.options = options;
    this.timeLimitMs = options.timeLimitMs ?? 60_000;
  }

  async call(tool: string, args: unknown): Promise<ToolAnswer> {
    if (!isObject(args)) return { content: "the arguments are no object", isError: true };
    const { ProtocolError } = await import("@modelcontextprotocol/client");
    this.connection ??= this.connect();
    const { transport, client } = this.connection;
    try {
      return toAnswer(await (await client).callTool({ name: tool, arguments: args }, { timeout: this.timeLimitMs }));
    } catch (error) {
      // An error of the protocol is an answer: no such tool, or arguments it does not take.
      if (error instanceof ProtocolError && transport.failure === undefined) return { content: error.message, isError: true };
      if (this.connection?.transport === transport) this.connection = undefined;
      const failure = transport.failure ?? (error instanceof Error ? error.message : "it could not be asked");
      await transport.close();
      throw new AgentFailure("unreachable", `the tool server failed: ${failure}`, { isInfrastructure: true });
    }
  }

  async close(): Promise<void> {
    const { connection } = this;
    this.connection = undefined;
    await connection?.transport.close();
  }

  private connect(): Connection {
    const transport = new ProcessTransport(this.command, this.options);
    const connected = async () => {
      const { Client } = await import("@modelcontextprotocol/client");
      const client = new Client({ name: "pact", version: "1" });
      await client.connect(transport, { timeout: this.timeLimitMs });
      return client;
    };
    return { transport, client: connected() };
  }
}

/** MCP's stdio is lines of JSON; the client's own transport starts no shell and no group, and would leave what a server forks. */
class ProcessTransport implements Transport {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: JSONRPCMessage) => void;
  /** Why the process is no more, where it was not closed. */
  failure: string | undefined;
  private readonly command: string;
  private readonly options: McpToolsOptions;
  private process: LineProcess | undefined;

  constructor(command: string, options: McpToolsOptions) {
    this.command = command;
    this.options = options;
  }

  async start(): Promise<void> {
    const { cwd, env } = this.options;
    const { isJSONRPCResponse, isJSONRPCRequest, isJSONRPCNotification } = await import("@modelcontextprotocol/client");
    const onLine = (line: string) => {
      const message = parseJson(line);
      // What a server logs to stdout by mistake is no message.
      if (isJSONRPCResponse(message) || isJSONRPCRequest(message) || isJSONRPCNotification(message)) this.onmessage?.(message);
    };
    this.process = new LineProcess(this.command, { cwd, ...(env && { env }), maxLineBytes, onLine, onEnd: (end) => this.ended(end) });
  }

  async send(message: JSONRPCMessage): Promise<void> {
    await this.process?.write(message);
  }

  async close(): Promise<void> {
    this.process?.kill();
    await this.process?.gone;
    this.onclose?.();
  }

  private ended(end: ProcessEnd): void {
    this.failure = toFailure(end, this.process?.errorTail() ?? "").message;
    this.onclose?.();
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** What is meant for programs is preferred to its text for people. */
function toAnswer(result: {
  content: readonly { type: string }[];
  structuredContent?: unknown;
  isError?: boolean | undefined;
}): ToolAnswer {
  const texts = result.content.flatMap((part) => ("text" in part && typeof part.text === "string" ? [part.text] : []));
  const content = result.structuredContent === undefined ? texts.join("\n") : JSON.stringify(result.structuredContent);
  return { content, isError: result.isError ?? false };
}
