// Agents that are programs: a pool of processes which grows to as many as play at once, each used again while it behaves.
import { type Agent, AgentFailure, type Stage } from "../../index.ts";
import { AgentProcess, NotBegun } from "./agent-process.ts";

export interface CommandOptions {
  readonly cwd: string;
  /** Added to this process's own environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long the agent may say nothing while it is waited for, in milliseconds. */
  readonly timeLimitMs: number;
  /** The most trials one process is given at once, where it says that it can play several. */
  readonly concurrency?: number;
  /** A fresh process for each trial, for programs that keep something from one to the next. */
  readonly perCase?: boolean;
}

/** The caller must trust the command: it is a program, run in a shell. */
export function commandAgent(command: string, options: CommandOptions): Agent {
  return new CommandAgent(command, options);
}

class CommandAgent implements Agent {
  private readonly command: string;
  private readonly options: CommandOptions;
  private readonly processes = new Set<AgentProcess>();
  /** Whether the agent interleaves is known when its first process wrote a line, or ended; until then only one is started. */
  private readonly known = Promise.withResolvers<void>();
  private isKnown = false;
  private isStarted = false;
  /** How many trials at once a process is taken to play until it has said so itself: as many as the one before. */
  private capacity = 1;
  private isClosed = false;

  constructor(command: string, options: CommandOptions) {
    this.command = command;
    this.options = options;
    if (options.perCase || options.concurrency === 1) this.know();
  }

  prepare(): void {
    if (!this.options.perCase) this.start();
  }

  async play(stage: Stage): Promise<void> {
    if (this.isStarted && !this.isKnown) await orAborted(this.known.promise, stage);
    this.isStarted = true;
    this.refuseWhereOver(stage);
    try {
      await this.playIn(this.free() ?? this.start(), stage);
    } catch (error) {
      if (!(error instanceof NotBegun)) throw error;
      this.refuseWhereOver(stage);
      await this.playIn(this.start(), stage);
    }
  }

  async close(): Promise<void> {
    this.isClosed = true;
    this.know();
    const all = [...this.processes];
    for (const each of all) each.close();
    await Promise.all(all.map(({ gone }) => gone));
  }

  private know(): void {
    this.isKnown = true;
    this.known.resolve();
  }

  private refuseWhereOver({ signal }: Stage): void {
    if (this.isClosed) throw new AgentFailure("cancelled", "the agent was closed");
    if (signal.aborted) throw new AgentFailure("cancelled", "the trial was cancelled");
  }

  private async playIn(process: AgentProcess, stage: Stage): Promise<void> {
    try {
      await process.play(stage);
    } finally {
      if (this.options.perCase) process.close();
    }
  }

  private free(): AgentProcess | undefined {
    return this.options.perCase ? undefined : [...this.processes].find(({ isFree }) => isFree);
  }

  private start(): AgentProcess {
    const { cwd, env, timeLimitMs, concurrency = Number.POSITIVE_INFINITY } = this.options;
    const onFirst = (capacity: number) => {
      this.capacity = capacity;
      this.know();
    };
    const limits = { timeLimitMs, concurrency, capacity: this.capacity };
    const started = new AgentProcess(this.command, { cwd, ...(env && { env }), ...limits, onFirst });
    this.processes.add(started);
    void started.gone.then(() => {
      this.processes.delete(started);
      this.know();
    });
    return started;
  }
}

/** Waits, but no longer than the trial does. */
function orAborted(promise: Promise<void>, { signal }: Stage): Promise<void> {
  return new Promise((done) => {
    const stop = () => done();
    signal.addEventListener("abort", stop, { once: true });
    void promise.then(() => {
      signal.removeEventListener("abort", stop);
      done();
    });
    if (signal.aborted) done();
  });
}
