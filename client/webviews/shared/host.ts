// The way from a page to the extension: questions with their answers, and what is told from outside. A page has one such way.

interface Told {
  readonly answer: string;
}
type FromPage<Question, Tell> = { readonly type: "ask"; readonly id: number; readonly question: Question } | Tell;
type ToPage<Answer, Hear> =
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  /** An answer that takes long says how far it is, from 0 to 1. */
  | { readonly type: "progress"; readonly id: number; readonly share: number }
  | Hear;

declare function acquireVsCodeApi(): { postMessage(message: unknown): void };

export function connect<Question, Answer extends Told, Tell, Hear extends { readonly type: string }>() {
  const api = acquireVsCodeApi();
  const open = new Map<number, { answered(answer: Answer): void; progressed?: ((share: number) => void) | undefined }>();
  let last = 0;

  const send = (message: FromPage<Question, Tell>): void => api.postMessage(message);
  const tell = (message: Tell): void => send(message);

  /** Rejects where the answer is that there is none. */
  async function ask<Kind extends Answer["answer"]>(
    question: Question,
    kind: Kind,
    progressed?: (share: number) => void,
    begun?: (id: number) => void,
  ): Promise<Extract<Answer, { answer: Kind }>> {
    const id = ++last;
    begun?.(id);
    const answer = await new Promise<Answer>((answered) => {
      open.set(id, { answered, progressed });
      send({ type: "ask", id, question });
    });
    if ("message" in answer && answer.answer === "problem") throw new Error(String(answer.message));
    if (answer.answer !== kind) throw new Error("the answer was to another question");
    return answer as Extract<Answer, { answer: Kind }>;
  }

  function listen(hear: (message: Hear) => void): void {
    window.addEventListener("message", ({ data }: MessageEvent<ToPage<Answer, Hear>>) => {
      if (isAnswer(data)) {
        open.get(data.id)?.answered(data.answer);
        open.delete(data.id);
      } else if (isProgress(data)) open.get(data.id)?.progressed?.(data.share);
      else hear(data);
    });
  }
  return { ask, listen, tell };
}

const isAnswer = <Answer>(data: {
  readonly type: string;
}): data is { readonly type: "answer"; readonly id: number; readonly answer: Answer } => data.type === "answer";
const isProgress = (data: { readonly type: string }): data is { readonly type: "progress"; readonly id: number; readonly share: number } =>
  data.type === "progress";
