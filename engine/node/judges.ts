// Judges as processes: one for each, started when it is first asked, spoken to in JSON Lines over stdio. A judge that hangs,
// crashes or answers nonsense has failed, and is started again for the next question.
import { type ChildProcess, spawn } from "node:child_process";
import path from "node:path";
import * as z from "zod/mini";
import type { JudgeQuestion, Model } from "../index.ts";

const timeLimitMs = 10_000;
const maxLine = 65_536;
const maxAnswers = 1_000;

/** `{"id": 1, "answer": true}`; a judge that names its version must name the one the pact asks for. */
const answerSchema = z.object({ id: z.number(), answer: z.boolean(), version: z.optional(z.string()) });

export interface JudgeOptions {
  /** How long a judge may take for one answer, in milliseconds. */
  readonly timeLimitMs?: number;
}

/** Asks the judges of a pact. The caller must trust the workspace: a judge is a command. */
export class JudgeProcesses {
  private readonly running = new Map<string, JudgeProcess>();
  private readonly answers = new Map<string, Promise<boolean | "failed">>();
  private readonly model: Model;
  private readonly folder: string;
  private readonly limitMs: number;

  constructor(model: Model, pactFile: string, options: JudgeOptions = {}) {
    this.model = model;
    this.folder = path.dirname(path.resolve(pactFile));
    this.limitMs = options.timeLimitMs ?? timeLimitMs;
  }

  /** The same question is asked once; a failure is asked again. */
  readonly ask = (question: JudgeQuestion): Promise<boolean | "failed"> => {
    const known = this.answers.get(question.key);
    if (known) return known;
    const answer = this.process(question.judge)?.ask(question) ?? Promise.resolve("failed" as const);
    if (this.answers.size >= maxAnswers) this.answers.delete(this.answers.keys().next().value!);
    this.answers.set(question.key, answer);
    void answer.then((given) => {
      if (given === "failed") this.answers.delete(question.key);
    });
    return answer;
  };

  stop(): void {
    for (const judge of this.running.values()) judge.stop();
    this.running.clear();
  }

  private process(name: string): JudgeProcess | undefined {
    const known = this.running.get(name);
    if (known && !known.ended) return known;
    const member = this.model.judges.get(name);
    if (!member) return undefined;
    const started = new JudgeProcess(member.command.value, member.version?.value, this.folder, this.limitMs);
    this.running.set(name, started);
    return started;
  }
}

class JudgeProcess {
  ended = false;
  private readonly child: ChildProcess;
  private readonly version: string | undefined;
  private readonly limitMs: number;
  private readonly open = new Map<number, (answer: boolean | "failed") => void>();
  private asked = 0;
  private buffer = "";

  constructor(command: string, version: string | undefined, cwd: string, limitMs: number) {
    this.version = version;
    this.limitMs = limitMs;
    // The command is the pact's own text; a shell splits it as the author would expect, in a group that ends as one.
    this.child = spawn(command, { cwd, shell: true, stdio: ["pipe", "pipe", "ignore"], detached: process.platform !== "win32" });
    // An idle judge keeps nobody from ending; while a question is open, its timer does.
    this.child.unref();
    for (const pipe of [this.child.stdin, this.child.stdout]) if (pipe && "unref" in pipe && typeof pipe.unref === "function") pipe.unref();
    this.child.on("error", () => this.stop());
    this.child.on("exit", () => this.stop());
    this.child.stdin?.on("error", () => this.stop());
    this.child.stdout?.setEncoding("utf8").on("data", (text: string) => this.read(text));
  }

  ask({ judge, args }: JudgeQuestion): Promise<boolean | "failed"> {
    return new Promise((done) => {
      if (this.ended) return done("failed");
      const id = ++this.asked;
      // One late answer makes every other unsure: the process is ended, and its questions have failed.
      const timer = setTimeout(() => this.stop(), this.limitMs);
      this.open.set(id, (answer) => {
        clearTimeout(timer);
        this.open.delete(id);
        done(answer);
      });
      this.child.stdin?.write(`${JSON.stringify({ id, judge, arguments: args, ...(this.version && { version: this.version }) })}\n`);
    });
  }

  stop(): void {
    if (!this.ended) {
      this.ended = true;
      try {
        if (this.child.pid !== undefined && process.platform !== "win32") process.kill(-this.child.pid, "SIGKILL");
        else this.child.kill("SIGKILL");
      } catch {
        // it is gone already
      }
    }
    for (const answer of [...this.open.values()]) answer("failed");
  }

  private read(text: string): void {
    this.buffer += text;
    const lines = this.buffer.split("\n");
    this.buffer = lines.pop() ?? "";
    if (this.buffer.length > maxLine) return this.stop();
    for (const line of lines) this.answer(line);
  }

  private answer(line: string): void {
    const decoded = answerSchema.safeParse(parseJson(line));
    // Nonsense means that nothing this process says can be relied on.
    if (!decoded.success || !this.open.has(decoded.data.id)) return this.stop();
    const { id, answer, version } = decoded.data;
    const other = this.version !== undefined && version !== undefined && version !== this.version;
    this.open.get(id)?.(other ? "failed" : answer);
  }
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
