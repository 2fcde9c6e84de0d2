// Judges: classifiers outside, asked before a decision is made, so that deciding itself stays pure and immediate.
import type { CompiledPact } from "./decide.ts";
import type { Request } from "./decision.ts";
import type { JudgeQuestion } from "./environment.ts";
import type { SessionMonitor } from "./monitor.ts";

/** Answers a question, or says that it failed: a time limit, a crash and nonsense are all failures. Should not reject. */
export type Judge = (question: JudgeQuestion) => Promise<boolean | "failed">;

const maxRounds = 8;

/** The request with the answers of the judges its clauses need. Without a judge every answer is a failure. */
export async function answerQuestions(pact: CompiledPact, request: Request, session: SessionMonitor, judge?: Judge): Promise<Request> {
  if (!judge || pact.model.judges.size === 0) return request;
  const answers = new Map(request.judgements);
  for (let round = 0; round < maxRounds; round++) {
    const questions = pact.questions({ ...request, judgements: answers }, session);
    if (questions.length === 0) break;
    const given = await Promise.all(questions.map((question) => ask(judge, question)));
    for (const [i, { key }] of questions.entries()) answers.set(key, given[i] ?? "failed");
  }
  return { ...request, judgements: answers };
}

/** Whatever a judge throws, at once or later, is a failure. */
async function ask(judge: Judge, question: JudgeQuestion): Promise<boolean | "failed"> {
  try {
    return await judge(question);
  } catch {
    return "failed";
  }
}
