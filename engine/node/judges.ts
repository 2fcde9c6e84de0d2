// Judges as processes: one for each, started when it is first asked, spoken to in JSON Lines over stdio. A judge that hangs,
// crashes or answers nonsense has failed, and is started again for the next question.
import path from "node:path";
import * as z from "zod/mini";
import type { JudgeQuestion, Model } from "../index.ts";
import { parseJson } from "./json.ts";
import { LineProcess } from "./line-process.ts";

const timeLimitMs = 10_000;
const maxLineBytes = 65_536;
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
  private readonly process: LineProcess;
  private readonly version: string | undefined;
  private readonly limitMs: number;
  private readonly open = new Map<number, (answer: boolean | "failed") => void>();
  private asked = 0;

  constructor(command: string, version: string | undefined, cwd: string, limitMs: number) {
    this.version = version;
    this.limitMs = limitMs;
    this.process = new LineProcess(command, { cwd, maxLineBytes, onLine: (line) => this.answer(line), onEnd: () => this.stop() });
  }

  get ended(): boolean {
    return this.process.ended;
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
      void this.process.write({ id, judge, arguments: args, ...(this.version && { version: this.version }) });
    });
  }

  stop(): void {
    this.process.kill();
    for (const answer of [...this.open.values()]) answer("failed");
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
