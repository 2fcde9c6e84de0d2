// The program that reads a run (`pact results RUN --serve`), asked for pages of it: what this host holds of a run of any size is what
// is being asked for.
import * as z from "zod/mini";
import type { ResultsAnswer, ResultsRequest } from "../engine/evaluation/results/index.ts";
import type { Conversation, PactProcess } from "./process.ts";

type Omitted<T> = T extends unknown ? Omit<T, "id"> : never;
export type Question = Omitted<ResultsRequest>;

// Our own program answers: what is checked is that it is an answer, and to which question.
const envelope = z.looseObject({
  id: z.number(),
  answer: z.enum(["overview", "rows", "trials", "comparison", "changes", "session", "problem"]),
});

export class ResultsProcess {
  private readonly conversation: Conversation;
  private readonly open = new Map<number, (answer: ResultsAnswer) => void>();
  private last = 0;
  private ended: string | undefined;

  constructor(program: PactProcess, folder: string) {
    this.conversation = program.converse(
      ["results", folder, "--serve"],
      (line) => this.receive(line),
      (why) => this.end(why),
    );
  }

  ask(question: Question): Promise<ResultsAnswer> {
    const id = ++this.last;
    if (this.ended !== undefined) return Promise.resolve({ id, answer: "problem", message: this.ended });
    return new Promise((resolve) => {
      this.open.set(id, resolve);
      this.conversation.say(JSON.stringify({ ...question, id }));
    });
  }

  dispose(): void {
    this.conversation.end();
    this.end("the results were closed");
  }

  private receive(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return;
    }
    const decoded = envelope.safeParse(value);
    if (!decoded.success) return;
    this.open.get(decoded.data.id)?.(decoded.data as unknown as ResultsAnswer);
    this.open.delete(decoded.data.id);
  }

  private end(why: string): void {
    this.ended ??= why.replace(/^pact: /, "");
    for (const [id, resolve] of this.open) resolve({ id, answer: "problem", message: this.ended });
    this.open.clear();
  }
}
