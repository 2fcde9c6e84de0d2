// Agents that get their tools over MCP: a process for each trial, told where its tools are. What it says besides comes as the lines of
// the protocol; who only calls tools just ends.
import { type Agent, AgentFailure, type Stage } from "../../index.ts";
import { LineProcess, type ProcessEnd } from "../line-process.ts";
import { toFailure } from "./agent-process.ts";
import type { McpEndpoint } from "./mcp-endpoint.ts";
import { caseLine, maxLineBytes, readLine } from "./protocol.ts";
import { Trial } from "./trial.ts";

export interface McpAgentOptions {
  readonly cwd: string;
  /** Added to this process's own environment, as is PACT_MCP_URL. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the agent may neither call nor say anything, in milliseconds. */
  readonly timeLimitMs: number;
}

/** The caller must trust the command: it is a program, run in a shell. */
export function mcpAgent(command: string, options: McpAgentOptions): Agent {
  return new McpAgent(command, options);
}

class McpAgent implements Agent {
  private readonly command: string;
  private readonly options: McpAgentOptions;
  private readonly playing = new Map<Trial, LineProcess>();
  private endpoint: Promise<McpEndpoint> | undefined;
  private isClosed = false;

  constructor(command: string, options: McpAgentOptions) {
    this.command = command;
    this.options = options;
  }

  async play(stage: Stage): Promise<void> {
    this.refuseWhereOver(stage);
    // Loaded where it is needed: a server of HTTP takes longer to load than a program to start.
    this.endpoint ??= import("./mcp-endpoint.ts").then(({ McpEndpoint }) => McpEndpoint.start());
    const endpoint = await this.endpoint;
    let trial: Trial | undefined;
    const ended = { content: "no trial is being played", isError: true };
    const place = await endpoint.open({ tools: stage.tools, call: async (tool, args, bytes) => trial?.ask(tool, args, bytes) ?? ended });
    try {
      this.refuseWhereOver(stage);
      trial = this.start(stage, place.url);
      await trial.over;
    } finally {
      if (trial) this.stop(trial);
      await place.close();
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    const gone = [...this.playing.values()].map((process) => process.gone);
    for (const trial of this.playing.keys()) {
      trial.fail(new AgentFailure("cancelled", "the agent was closed"));
      this.stop(trial);
    }
    await Promise.all(gone);
    await (await this.endpoint)?.close();
  }

  private refuseWhereOver({ signal }: Stage): void {
    if (this.isClosed) throw new AgentFailure("cancelled", "the agent was closed");
    if (signal.aborted) throw new AgentFailure("cancelled", "the trial was cancelled");
  }

  private start(stage: Stage, url: string): Trial {
    const { cwd, env, timeLimitMs } = this.options;
    const process: LineProcess = new LineProcess(this.command, {
      cwd,
      env: { ...env, PACT_MCP_URL: url },
      maxLineBytes,
      onLine: (line, bytes) => hear(trial, line, bytes),
      onEnd: (end) => trial.take(isDone(end) ? { type: "done", id: stage.key } : toFailure(end, process.errorTail())),
    });
    const trial = new Trial(stage, (line) => process.write(line), timeLimitMs);
    this.playing.set(trial, process);
    void process.write(caseLine(stage));
    return trial;
  }

  private stop(trial: Trial): void {
    this.playing.get(trial)?.kill();
    this.playing.delete(trial);
  }
}

const isDone = (end: ProcessEnd) => end.kind === "exited" && end.code === 0;

/** The first line that is wrong ends the trial: nothing after it is believed. */
function hear(trial: Trial, text: string, bytes: number): void {
  const line = readLine(text);
  if ("problem" in line) trial.take(new AgentFailure("protocol", line.problem));
  else if (line.type === "call") trial.take(new AgentFailure("protocol", "wrote a `call` line, but calls are made over MCP"));
  else if (line.type !== "ready" && line.id !== trial.stage.key)
    trial.take(new AgentFailure("protocol", `spoke for \`${line.id.slice(0, 100)}\`, which it is not playing`));
  else if (line.type !== "ready") trial.take(line, bytes);
}
