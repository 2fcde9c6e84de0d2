// A stage for the tests of agents: it writes down what is done on it, and answers from what the test gave.
import { execFileSync } from "node:child_process";
import { setTimeout } from "node:timers/promises";
import type { AgentFailure, Cancellation, Spent, Stage, Told, ToolAnswer, ToolOffer } from "../../engine/index.ts";

export interface Script {
  readonly messages?: Stage["messages"];
  readonly text?: string;
  /** What the person says after the agent's turns. */
  readonly replies?: readonly string[];
  readonly tools?: readonly ToolOffer[];
  readonly signal?: Cancellation;
  call?(tool: string, args: unknown): ToolAnswer | Promise<ToolAnswer>;
}

export const getOrder: ToolOffer = {
  name: "get_order",
  description: "looks an order up",
  inputSchema: { type: "object", properties: { order_id: { type: "string" } }, required: ["order_id"] },
};

export class TestStage implements Stage {
  readonly key: string;
  readonly seed = 7;
  readonly messages: Stage["messages"];
  readonly tools: readonly ToolOffer[];
  readonly principal = { user: "c1" };
  readonly facts = {};
  readonly signal: Cancellation;
  readonly said: string[] = [];
  readonly told: (Told | undefined)[] = [];
  readonly calls: [string, unknown][] = [];
  readonly spent: Spent[] = [];
  /** Everything, in order, a word each. */
  readonly acts: string[] = [];
  outcome: string | undefined;
  private readonly script: Script;
  private turn = 0;

  constructor(key: string, script: Script = {}) {
    this.key = key;
    this.script = script;
    this.messages = script.messages ?? [{ role: "user", content: script.text ?? key }];
    this.tools = script.tools ?? [getOrder];
    this.signal = script.signal ?? new AbortController().signal;
  }

  async call(tool: string, args: unknown): Promise<ToolAnswer> {
    this.acts.push(`call ${tool}`);
    this.calls.push([tool, args]);
    if (this.script.call) return this.script.call(tool, args);
    return tool === "get_order" ? { content: "delivered", isError: false } : { content: `no tool \`${tool}\``, isError: true };
  }

  callTogether(calls: readonly { readonly tool: string; readonly args: unknown }[], text = ""): Promise<readonly ToolAnswer[]> {
    if (text !== "") this.say(text);
    return Promise.all(calls.map(({ tool, args }) => this.call(tool, args)));
  }

  say(text: string, told?: Told): void {
    this.acts.push("say");
    this.said.push(text);
    this.told.push(told);
  }

  use(spent: Spent): void {
    this.spent.push(spent);
  }

  reply(): string | undefined {
    this.acts.push("turn");
    return this.script.replies?.[this.turn++];
  }

  end(outcome: string): void {
    this.acts.push("end");
    this.outcome = outcome;
  }
}

/** How a trial went wrong, or undefined. */
export const failureOf = (playing: Promise<void>): Promise<AgentFailure | undefined> =>
  playing.then(
    () => undefined,
    (error) => error,
  );

/** Returns once no process lives whose command line has the text; the test's own time limit says how long that may take. */
export async function noneLeft(mark: string): Promise<void> {
  while (living(mark).length > 0) await setTimeout(20);
}

const living = (mark: string) =>
  execFileSync("ps", ["-eo", "stat=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes(mark) && !line.startsWith("Z"));

/** The most memory this process held above what it held before, in bytes, while something was done. */
export async function grownWhile(act: () => Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 5);
  await act().finally(() => clearInterval(timer));
  return Math.max(most, process.memoryUsage.rss()) - before;
}
