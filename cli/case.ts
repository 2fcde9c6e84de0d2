// `pact case`: a case made of a step of a recorded session, for a file of cases.
import { caseOfStep } from "../engine/evaluation/index.ts";
import type { CaseEvent } from "../engine/index.ts";
import { exit, Unrunnable, write } from "./output.ts";
import { readTraces, type TraceArguments } from "./traces.ts";

export interface CaseArguments extends Pick<TraceArguments, "from"> {
  readonly json: boolean;
  readonly session: string;
  readonly step: string;
  readonly id?: string;
}

export function caseFrom(traces: readonly string[], { from, session: wanted, step: text, id, json }: CaseArguments): number {
  const step = Number(text);
  if (!Number.isSafeInteger(step) || step < 0) throw new Unrunnable(`--step takes the number of a message, from 0, not \`${text}\``);
  const { sessions } = readTraces(traces, { from, session: wanted });
  const session = sessions.find((each) => each.id === wanted)!;
  if (step >= session.messages.length)
    throw new Unrunnable(`\`${wanted}\` has messages 0 to ${session.messages.length - 1}, and no ${step}`);
  const made = caseOfStep(session, step, id ?? `${wanted}_step_${step}`.replaceAll(/[^\p{L}\p{N}_-]+/gu, "_"));
  if ("problem" in made) throw new Unrunnable(String(made.problem));
  write(`${JSON.stringify(json ? ({ event: "case", case: made } satisfies CaseEvent) : made)}\n`);
  return exit.holds;
}
