// One trial played over lines: what the agent says is done on the stage in the order it was said, one line after another, and the
// trial ends with `done`, or with the first thing that went wrong.
import { AgentFailure, type Stage, type ToolAnswer } from "../../index.ts";
import { maxTrialBytes, type TrialLine, toSpent, toTold } from "./protocol.ts";

/** To the agent; resolves when it was taken. */
export type Send = (line: Readonly<Record<string, unknown>>) => Promise<void>;

/** A call that came another way than as a line, and is answered there. */
interface Asked {
  readonly type: "asked";
  readonly tool: string;
  readonly args: unknown;
  answer(answer: ToolAnswer): void;
}

const isOverAnswer: ToolAnswer = { content: "the trial is over", isError: true };

export class Trial {
  /** Rejects with an `AgentFailure`. */
  readonly over: Promise<void>;
  isOver = false;
  /** The agent has said something of it. */
  isHeard = false;
  readonly stage: Stage;
  private readonly send: Send;
  private readonly limitMs: number;
  private readonly settle: { resolve(): void; reject(error: unknown): void };
  private readonly waiting: (TrialLine | Asked | AgentFailure)[] = [];
  private timer: NodeJS.Timeout;
  private silentSinceMs = performance.now();
  private bytes = 0;
  private isActing = false;
  /** A tool is at work, which is not the agent's silence. */
  private isCalling = false;
  private readonly abort = () => this.fail(new AgentFailure("cancelled", "the trial was cancelled"));

  constructor(stage: Stage, send: Send, limitMs: number) {
    this.stage = stage;
    this.send = send;
    this.limitMs = limitMs;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.over = promise;
    this.settle = { resolve, reject };
    this.timer = setTimeout(() => this.silence(), limitMs);
    stage.signal.addEventListener("abort", this.abort, { once: true });
  }

  /** A failure is taken in its turn: what was said before it still counts. */
  take(next: TrialLine | AgentFailure, bytes = 0): void {
    if (!this.isOver) this.put(next, bytes);
  }

  /** A call in its turn among the lines. */
  ask(tool: string, args: unknown, bytes: number): Promise<ToolAnswer> {
    if (this.isOver) return Promise.resolve(isOverAnswer);
    return new Promise((answer) => this.put({ type: "asked", tool, args, answer }, bytes));
  }

  private put(next: TrialLine | Asked | AgentFailure, bytes: number): void {
    this.waiting.push(next);
    this.silentSinceMs = performance.now();
    this.bytes += bytes;
    if (bytes > 0) this.isHeard = true;
    if (this.bytes > maxTrialBytes) return this.fail(new AgentFailure("flooded", `wrote more than ${maxTrialBytes} bytes in one trial`));
    if (!this.isActing) void this.act();
  }

  /** Ends it now. */
  fail(error: unknown): void {
    if (!this.isOver) this.finish(() => this.settle.reject(error));
  }

  private finish(settle: () => void): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.stage.signal.removeEventListener("abort", this.abort);
    for (const left of this.waiting.splice(0)) if ("answer" in left) left.answer(isOverAnswer);
    settle();
  }

  /** The time is looked up again: a timer that is refreshed while others of its length fire may fire with them. */
  private silence(): void {
    const leftMs = this.isCalling ? this.limitMs : this.silentSinceMs + this.limitMs - performance.now();
    if (leftMs > 0) this.timer = setTimeout(() => this.silence(), leftMs);
    else this.fail(new AgentFailure("timed_out", `said nothing for ${this.limitMs} ms`));
  }

  private async act(): Promise<void> {
    this.isActing = true;
    try {
      for (let next = this.waiting.shift(); next && !this.isOver; next = this.waiting.shift()) {
        if (next instanceof AgentFailure) this.fail(next);
        else await this.follow(next);
      }
    } catch (error) {
      // The stage itself failed, which is our own bug and nobody's behaviour.
      this.fail(error);
    }
    this.isActing = false;
  }

  private follow(line: TrialLine | Asked): Promise<void> | void {
    switch (line.type) {
      case "say":
        return this.stage.say(line.text, toTold(line));
      case "usage":
        return this.stage.use(toSpent(line));
      case "call":
        return this.answerCall(line.call, line.tool, line.arguments);
      case "asked":
        return this.call(line.tool, line.args).then(line.answer);
      case "turn":
        return this.answerTurn();
      case "done":
        return this.end(line.outcome);
      case "error":
        return this.fail(new AgentFailure("exited", `the agent says that it failed: ${line.message.slice(0, 1000)}`));
    }
  }

  private async answerCall(call: string, tool: string, args: unknown): Promise<void> {
    const { content, isError } = await this.call(tool, args);
    // Waited for, so that an agent which asks without reading does not fill our memory with answers.
    if (!this.isOver) await this.send({ type: "result", id: this.stage.key, call, content, isError });
  }

  private async call(tool: string, args: unknown): Promise<ToolAnswer> {
    this.isCalling = true;
    try {
      return await this.stage.call(tool, args);
    } finally {
      this.isCalling = false;
      this.silentSinceMs = performance.now();
    }
  }

  private answerTurn(): Promise<void> {
    const text = this.stage.reply();
    const id = this.stage.key;
    return this.send(text === undefined ? { type: "end", id } : { type: "user", id, text });
  }

  /** What is said after it is passed over, whether it came together with it or later. */
  private end(outcome: string | undefined): void {
    if (outcome !== undefined) this.stage.end(outcome);
    this.finish(this.settle.resolve);
  }
}
