// What it costs to play a trial, beside what it costs to start a program at all: `npm run bench:agents`.
import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { type CommandOptions, commandAgent, mcpAgent } from "../../engine/node/agents/index.ts";
import { TestStage } from "../engine/stage.ts";

const cwd = path.join(import.meta.dirname, "../fixtures/agents");
const program = `"${process.execPath}" hostile.mjs`;
const shell = `read line; echo '{"type":"done","id":"x"}'`;
let trials = 0;

async function measure(what: string, times: number, act: () => Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  for (let i = 0; i < times; i++) await act();
  console.log(`${((performance.now() - startMs) / times).toFixed(3).padStart(8)} ms  ${what}`);
}

async function played(what: string, times: number, command: string, text: string, options: Partial<CommandOptions> = {}): Promise<void> {
  const agent = commandAgent(command, { cwd, timeLimitMs: 20_000, ...options });
  const play = () => agent.play(new TestStage(command === shell ? "x" : `${++trials}`, { text }));
  await play();
  await measure(what, times, play);
  await agent.close();
}

async function started(command: string): Promise<void> {
  const child = spawn(command, { cwd, shell: true });
  child.stdout.resume();
  child.stdin.end(`${JSON.stringify({ type: "case", id: "x", messages: [{ role: "user", content: "good" }] })}\n`);
  await once(child, "exit");
}

await played("a trial in one persistent process", 2000, program, "good");
await played("the same with two calls", 2000, program, "both");
await measure("a program of Node, started and ended", 40, () => started(program));
await played("a trial in a fresh one", 40, program, "good", { perCase: true });
await measure("a program of the shell, started and ended", 200, () => started(shell));
await played("a trial in a fresh one", 200, shell, "good", { perCase: true });
const overMcp = mcpAgent(`"${process.execPath}" over-mcp.mjs`, { cwd, timeLimitMs: 20_000 });
await measure("a trial of two calls over MCP, its client loaded", 20, () => overMcp.play(new TestStage("m", { text: "silently" })));
await overMcp.close();
