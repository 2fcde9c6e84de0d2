// Questions on standard input and answers on standard output, one JSON object a line: how an editor asks for pages of what it does not hold.
import { createInterface } from "node:readline";
import type * as z from "zod/mini";
import { write } from "./output.ts";

const longestRequest = 100_000;

/** Until standard input ends and every answer is given. An answer that comes in parts lets others pass. */
export async function answerLines(answer: (line: string) => Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
  const open = new Set<Promise<void>>();
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    const told = tell(answer(line)).finally(() => open.delete(told));
    open.add(told);
  }
  await Promise.all(open);
}

async function tell(answers: Iterable<unknown> | AsyncIterable<unknown>): Promise<void> {
  for await (const each of answers) write(`${JSON.stringify(each)}\n`);
}

/** What is no such question has a problem, and its id where it says one: whoever asked is not left waiting. */
export function decodeLine<Request>(
  line: string,
  schema: z.ZodMiniType<Request>,
  longest = longestRequest,
): { readonly request: Request } | { readonly id: number; readonly problem: string } {
  if (line.length > longest) return { id: -1, problem: `this line has ${line.length} characters, and a question ${longest} at most` };
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return { id: -1, problem: "this is no JSON" };
  }
  const decoded = schema.safeParse(json);
  if (decoded.success) return { request: decoded.data };
  const { id } = (json ?? {}) as { readonly id?: unknown };
  const [issue] = decoded.error.issues;
  return { id: typeof id === "number" ? id : -1, problem: `\`${issue?.path.join(".") || "it"}\` is not as a question has it` };
}
