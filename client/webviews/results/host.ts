// The way to the extension: questions with their answers, and what is told from outside. A page has one such way.
import type { Answer, FromView, Question, ToView } from "./messages.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };
const api = acquireVsCodeApi();
const open = new Map<number, (answer: Answer) => void>();
let last = 0;

export const tell = (message: FromView): void => api.postMessage(message);

/** Rejects where the answer is that there is none. */
export async function ask<Kind extends Answer["answer"]>(question: Question, kind: Kind): Promise<Extract<Answer, { answer: Kind }>> {
  const id = ++last;
  const answer = await new Promise<Answer>((resolve) => {
    open.set(id, resolve);
    tell({ type: "ask", id, question });
  });
  if (answer.answer === "problem") throw new Error(answer.message);
  if (answer.answer !== kind) throw new Error("the answer was to another question");
  return answer as Extract<Answer, { answer: Kind }>;
}

export function listen(hear: (message: Exclude<ToView, { type: "answer" }>) => void): void {
  window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
    if (data.type !== "answer") return hear(data);
    open.get(data.id)?.(data.answer);
    open.delete(data.id);
  });
}
