// What a report is made of.
import type { Grade } from "../grade.ts";
import type { Report } from "../measure/index.ts";

export interface Told {
  readonly report: Report;
  readonly grades: readonly Grade[];
  /** The pact's file, as it was named. */
  readonly file: string;
  /** The run's folder. */
  readonly folder: string;
  /** What the run's manifest says: the agent, the model, when it began. */
  readonly agent: string;
  readonly model: string | null;
  readonly began: string;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
}
