// A program that is asked again and again (`pact … --serve`): what this host holds of what the program reads is what is being asked for.
import * as z from "zod/mini";
import type { Conversation, ConversationOptions, PactProcess } from "./process.ts";

/** What a union has in common is not what its members have. */
type Omitted<T> = T extends unknown ? Omit<T, "id"> : never;
export type Question<Request> = Omitted<Request>;
interface Answering {
  readonly id: number;
  readonly answer: string;
}
type Problem = Answering & { readonly answer: "problem"; readonly message: string };

// Our own program answers: what is checked is that it is an answer, and to which question.
const envelope = z.looseObject({ id: z.number(), answer: z.string() });

export class AskedProcess<Request, Answer extends Answering> {
  private readonly conversation: Conversation;
  private readonly open = new Map<
    number,
    { resolve(answer: Answer | Problem): void; onProgress: ((answer: Answer) => void) | undefined }
  >();
  private last = 0;
  private ended: string | undefined;

  constructor(program: PactProcess, args: readonly string[], options?: ConversationOptions) {
    this.conversation = program.converse(
      args,
      (line) => this.receive(line),
      (why) => this.end(why),
      options,
    );
  }

  /** An answer `progress` is told, and another one waited for. */
  ask(question: Question<Request>, onProgress?: (answer: Answer) => void, asked?: (id: number) => void): Promise<Answer | Problem> {
    const id = ++this.last;
    asked?.(id);
    if (this.ended !== undefined) return Promise.resolve({ id, answer: "problem", message: this.ended });
    return new Promise((resolve) => {
      this.open.set(id, { resolve, onProgress });
      this.conversation.say(JSON.stringify({ ...question, id }));
    });
  }

  dispose(): void {
    this.conversation.end();
    this.end("this was closed");
  }

  private receive(line: string): void {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return;
    }
    const decoded = envelope.safeParse(value);
    const waiting = decoded.success ? this.open.get(decoded.data.id) : undefined;
    if (!decoded.success || !waiting) return;
    const answer = decoded.data as unknown as Answer;
    if (answer.answer === "progress") return waiting.onProgress?.(answer);
    this.open.delete(answer.id);
    waiting.resolve(answer);
  }

  private end(why: string): void {
    this.ended ??= why.replace(/^pact: /, "");
    for (const [id, { resolve }] of this.open) resolve({ id, answer: "problem", message: this.ended });
    this.open.clear();
  }
}
