// A file of tau-bench runs (github.com/sierra-research/tau-bench, `historical_trajectories`): a JSON array. A person's identity
// is what the simulated user was told; an agent's host would know it from the login.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { collect, misshapen, parseJson, type ReadItem, rawObject, unreadable } from "./collect.ts";
import { messageSchema, readMessages } from "./openai.ts";
import { noFacts, type ReadTrace, type Session } from "./session.ts";

const runSchema = lazy(() =>
  z.object({
    task_id: z.number(),
    trial: z.number(),
    reward: z.optional(z.number()),
    info: z.optional(
      z.object({
        task: z.optional(z.object({ user_id: z.optional(z.string()), actions: z.optional(z.array(z.object({ name: z.string() }))) })),
      }),
    ),
    traj: z.array(messageSchema()),
  }),
);

export function readTauBench(text: string): ReadTrace {
  const json = parseJson(text);
  if ("problem" in json) return unreadable(json.place, json.problem);
  if (!Array.isArray(json.value)) return unreadable("line 1", "a tau-bench file is a JSON array of runs");
  return collect(
    json.value.map((value, index) => ({ place: `run ${index}`, value })),
    readRun,
  );
}

function readRun(value: unknown, place: string): ReadItem {
  const run = runSchema().safeParse(value);
  if (!run.success) return misshapen(run.error, value, place, "no tau-bench run");
  const { task_id, trial, reward, info, traj } = run.data;
  const user = info?.task?.user_id;
  const { messages, problem } = readMessages(traj);
  const session: Session = {
    id: `task-${task_id}-trial-${trial}`,
    agent: undefined,
    model: undefined,
    principal: user === undefined ? noFacts : rawObject({ user, customer: { id: user } }),
    facts: noFacts,
    messages,
    played: {
      case: `task-${task_id}`,
      trial,
      success: reward === undefined ? undefined : reward === 1,
      reference: info?.task?.actions?.map(({ name }) => name),
    },
    labels: { task: String(task_id), trial: String(trial), ...(reward !== undefined && { reward: String(reward) }) },
  };
  return { session, ...(problem && { problem: { place, message: problem } }) };
}
