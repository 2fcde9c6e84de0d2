// What is asked of a run's results, and answered: one JSON object a line each way, told apart by `id`. `pact results RUN --serve` speaks
// it, so that whoever shows a run never holds more of it than what is on the screen.
import * as z from "zod/mini";
import type { Grade } from "../grade.ts";
import type { Report } from "../measure/index.ts";
import type { CaseChange, Comparison } from "./compare.ts";
import type { Distribution } from "./distribution.ts";
import type { CaseRow } from "./table.ts";
import { sortings } from "./view.ts";

/** More rows than any screen shows: a page, and a bound for whoever asks for all. */
export const mostRows = 500;

const id = z.number();
const from = z.number().check(z.int(), z.nonnegative());
const count = z.number().check(z.int(), z.positive(), z.maximum(mostRows));
const text = z.string().check(z.maxLength(4096));
const view = z.object({ show: z.enum(["all", "look"]), text, sort: z.enum(sortings), descending: z.boolean() });

export const requestSchema = z.discriminatedUnion("ask", [
  z.object({ id, ask: z.literal("overview") }),
  z.object({ id, ask: z.literal("rows"), from, count, view }),
  z.object({ id, ask: z.literal("trials"), case: text }),
  z.object({ id, ask: z.literal("compare"), run: text }),
  z.object({ id, ask: z.literal("changes"), from, count }),
  z.object({ id, ask: z.literal("session"), case: text, trial: z.number() }),
]);
export type ResultsRequest = z.infer<typeof requestSchema>;

export interface Overview {
  readonly folder: string;
  readonly suite: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  readonly file: string;
  readonly agent: { readonly adapter: string; readonly target: string };
  readonly model: string | null;
  /** ISO 8601. */
  readonly began: string;
  readonly trialsEach: number;
  readonly planned: number;
  readonly seed: number;
  readonly shard: string | null;
  readonly filter?: string;
  /** The run was over; otherwise what is told is of what was played, and `verdict` may come to another. */
  readonly isFinished: boolean;
  readonly report: Report;
  readonly look: number;
  readonly distributions: readonly Distribution[];
}
export interface TrialRow {
  readonly trial: number;
  readonly status: Grade["status"];
  readonly failure?: string;
  readonly success?: boolean;
  readonly missed: Grade["missed"];
  readonly violations: Grade["violations"];
  readonly unescalated: Grade["unescalated"];
  readonly attack?: Grade["attack"];
  readonly latencyMs?: number;
  readonly tokens?: number;
  readonly cost?: number;
  readonly outcome?: string;
}
/** The line of a session in our own form; or where a recording has it. */
export type SessionFound =
  | { readonly id: string; readonly line: string; readonly nowMs?: number }
  | { readonly id: string; readonly recorded: string; readonly nowMs?: number };

export type ResultsAnswer =
  | { readonly id: number; readonly answer: "overview"; readonly overview: Overview }
  | { readonly id: number; readonly answer: "rows"; readonly total: number; readonly from: number; readonly rows: readonly CaseRow[] }
  | { readonly id: number; readonly answer: "trials"; readonly case: string; readonly trials: readonly TrialRow[] }
  | { readonly id: number; readonly answer: "comparison"; readonly comparison: Comparison; readonly before: Overview }
  | { readonly id: number; readonly answer: "changes"; readonly total: number; readonly from: number; readonly rows: readonly CaseChange[] }
  | { readonly id: number; readonly answer: "session"; readonly session: SessionFound }
  | { readonly id: number; readonly answer: "problem"; readonly message: string };

export function trialRowOf(grade: Grade): TrialRow {
  const { trial, status, failure, success, missed, violations, unescalated, attack, latencyMs, tokens, cost, outcome } = grade;
  return {
    trial,
    status,
    ...(failure !== undefined && { failure }),
    ...(success !== undefined && { success }),
    missed,
    violations,
    unescalated,
    ...(attack && { attack }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(tokens !== undefined && { tokens }),
    ...(cost !== undefined && { cost }),
    ...(outcome !== undefined && { outcome }),
  };
}
