// A process that plays trials over stdio: one after another, or several at once where it said that it can. After a failure it is
// not given another; where nobody can say whose failure it was, everyone it was playing has failed.
import { AgentFailure, type Stage } from "../../index.ts";
import { LineProcess, type ProcessEnd } from "../line-process.ts";
import { caseLine, maxLineBytes, type ReadyLine, readLine } from "./protocol.ts";
import { Trial } from "./trial.ts";

export interface AgentProcessOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly timeLimitMs: number;
  /** The most trials it is given at once, whatever it says it can. */
  readonly concurrency: number;
  /** How many it is given until it says how many it can. */
  readonly capacity: number;
  /** When its first line came: how many it plays at once. */
  onFirst(capacity: number): void;
}

/** A process that had played before ended without a word of this trial: another may play it as if nothing had been. */
export class NotBegun extends AgentFailure {}

export class AgentProcess {
  private readonly process: LineProcess;
  private readonly options: AgentProcessOptions;
  private readonly open = new Map<string, Trial>();
  /** Trials that are over: what is said of them is passed over. */
  private readonly played = new Set<string>();
  private capacity: number;
  private hasSpoken = false;
  private isRetired = false;

  constructor(command: string, options: AgentProcessOptions) {
    this.options = options;
    this.capacity = options.capacity;
    const { cwd, env } = options;
    this.process = new LineProcess(command, {
      cwd,
      ...(env && { env }),
      maxLineBytes,
      onLine: (line, bytes) => this.read(line, bytes),
      onEnd: (end) => this.ended(end),
    });
  }

  get isFree(): boolean {
    return !this.process.ended && !this.isRetired && this.open.size < this.capacity;
  }

  get isOver(): boolean {
    return this.process.ended;
  }

  get gone(): Promise<void> {
    return this.process.gone;
  }

  async play(stage: Stage): Promise<void> {
    const { key } = stage;
    const trial = new Trial(stage, (line) => this.process.write(line), this.options.timeLimitMs);
    this.open.set(key, trial);
    void this.process.write(caseLine(stage));
    try {
      await trial.over;
    } catch (error) {
      this.isRetired = true;
      if (this.open.size > 1) void this.process.write({ type: "cancel", id: key });
      throw error;
    } finally {
      this.open.delete(key);
      this.played.add(key);
      if (this.isRetired && this.open.size === 0) this.process.kill();
    }
  }

  /** Ends it and everything it plays. */
  close(): void {
    for (const trial of this.open.values()) trial.fail(new AgentFailure("cancelled", "the agent was closed"));
    this.process.kill();
  }

  private read(text: string, bytes: number): void {
    const isFirst = !this.hasSpoken;
    this.hasSpoken = true;
    const line = readLine(text);
    if (isFirst) this.capacity = 1;
    if ("problem" in line) this.failAll(new AgentFailure("protocol", line.problem));
    else if (line.type === "ready") this.ready(line, isFirst);
    else {
      const trial = this.open.get(line.id);
      if (trial) trial.take(line, bytes);
      // When a line after `done` arrives is chance: it is charged to nobody, whatever is being played by then.
      else if (!this.played.has(line.id)) this.stray(line.id);
    }
    if (isFirst) this.options.onFirst(this.capacity);
  }

  private ready({ concurrency = 1 }: ReadyLine, isFirst: boolean): void {
    if (isFirst) this.capacity = Math.min(concurrency, this.options.concurrency);
    else this.failAll(new AgentFailure("protocol", "said `ready` after its first line"));
  }

  /** A line of a trial it was never given. */
  private stray(id: string): void {
    this.failAll(new AgentFailure("protocol", `spoke for \`${id.slice(0, 100)}\`, which it is not playing`));
  }

  private ended(end: ProcessEnd): void {
    this.failAll(toFailure(end, this.process.errorTail()), true);
  }

  /** `mayBeOlder`: it may be the doing of a trial before, where nothing was said of this one yet. */
  private failAll(failure: AgentFailure, mayBeOlder = false): void {
    this.process.kill();
    for (const trial of this.open.values()) {
      const isOlder = mayBeOlder && this.played.size > 0 && !trial.isHeard;
      trial.take(isOlder ? new NotBegun(failure.kind, failure.message) : failure);
    }
  }
}

/** How a process ended, as its agent's failure. */
export function toFailure(end: ProcessEnd, errors: string): AgentFailure {
  switch (end.kind) {
    case "unstartable":
      return new AgentFailure("exited", `could not be started: ${end.reason}`);
    case "flooded":
      return new AgentFailure("flooded", `wrote a line of more than ${maxLineBytes} bytes`);
    case "garbled":
      return new AgentFailure("protocol", "wrote what is no UTF-8");
    case "exited": {
      const how = end.signal === null ? `ended with exit code ${end.code}` : `was ended by ${end.signal}`;
      return new AgentFailure("exited", errors === "" ? how : `${how}: ${errors}`);
    }
  }
}
