// What is asked of a log that is open, and answered: one JSON object a line each way, told apart by `id`. `pact evidence view LOG --serve`
// speaks it, so that whoever shows a log holds what is on the screen and no more.
import * as z from "zod/mini";
import type { ClauseText } from "./as-it-read.ts";
import type { Attributed } from "./attribute.ts";
import type { Overview } from "./columns/overview.ts";
import type { Entry } from "./entry.ts";
import type { EntryStep } from "./entry-steps.ts";
import { columns, type Found, isAskedTime } from "./queries.ts";
import type { Today } from "./today.ts";
import type { FailureName } from "./verify.ts";

/** More rows than any screen shows. */
export const mostRows = 500;
export const mostValues = 200;
export const mostStretches = 500;
const mostPacts = 1000;

const id = z.number();
const index = z.number().check(z.int(), z.nonnegative());
const text = z.string().check(z.maxLength(4096));
const time = text.check(z.refine(isAskedTime));
const filter = z.object({
  session: z.optional(text),
  agent: z.optional(text),
  clause: z.optional(text),
  action: z.optional(text),
  decision: z.optional(text),
  outcome: z.optional(text),
  person: z.optional(text),
  since: z.optional(time),
  until: z.optional(time),
  text: z.optional(text),
});
/** A file of a pact, as it stood when a version of the pact was written. */
const files = z.record(z.string().check(z.maxLength(4096)), z.string().check(z.maxLength(2_000_000)));

export const requestSchema = z.discriminatedUnion("ask", [
  z.object({ id, ask: z.literal("overview") }),
  z.object({
    id,
    ask: z.literal("rows"),
    filter,
    from: index,
    count: z.number().check(z.int(), z.positive(), z.maximum(mostRows)),
    /** The log as it was with so many entries: rows stay where they are while it grows. */
    size: z.optional(index),
  }),
  z.object({ id, ask: z.literal("values"), column: z.enum(columns), most: z.number().check(z.int(), z.positive(), z.maximum(mostValues)) }),
  z.object({ id, ask: z.literal("series"), filter, stretches: z.number().check(z.int(), z.positive(), z.maximum(mostStretches)) }),
  z.object({ id, ask: z.literal("entry"), index }),
  z.object({ id, ask: z.literal("then"), index, file: text, files }),
  z.object({ id, ask: z.literal("today"), index }),
  z.object({ id, ask: z.literal("verify"), index }),
  z.object({ id, ask: z.literal("verify all") }),
  z.object({ id, ask: z.literal("cancel"), of: id }),
  z.object({ id, ask: z.literal("consistency"), checkpoint: z.string().check(z.maxLength(100_000)) }),
  z.object({ id, ask: z.literal("prove"), index }),
  z.object({ id, ask: z.literal("trust"), key: text }),
  /** The pacts whose clauses entries may name, instead of those named before. A command line is no place for hundreds. */
  z.object({ id, ask: z.literal("pacts"), files: z.array(text).check(z.maxLength(mostPacts)) }),
]);
export type EvidenceRequest = z.infer<typeof requestSchema>;

export interface LogOverview {
  readonly folder: string;
  readonly origin: string;
  readonly size: number;
  /** In hex. */
  readonly root: string;
  /** What the signature is checked with; a problem says what to do. */
  readonly key: { readonly name: string; readonly id: string } | { readonly problem: string };
  /** Of the checkpoint: signed, and when, ISO 8601; or what is wrong with it. Undefined without a key. */
  readonly signed?: { readonly time: string } | { readonly code: string; readonly message: string };
  readonly doesNotProve: string;
}

/** A large value stands beside the log: its text, or why it does not. */
export type Blob = { readonly digest: string } & ({ readonly text: string } | { readonly problem: string });

export interface ClausesRead {
  /** The pact's file that they were read in; undefined where no pact of that name is here. */
  readonly file?: string;
  /** By its hash it is the pact that decided. */
  readonly isThen: boolean;
  readonly clauses: readonly ClauseText[];
}

export interface EntryShown {
  readonly index: number;
  readonly entry: Entry;
  readonly attributed: Attributed;
  readonly blobs: readonly Blob[];
  readonly read: ClausesRead;
}

export interface WholeVerified {
  readonly steps: readonly string[];
  readonly size: number;
  readonly time: string;
}
export interface WholeFailed {
  readonly failure: FailureName;
  readonly code: string;
  readonly place: string;
  readonly entry?: number;
  readonly message: string;
}

export type EvidenceAnswer = { readonly id: number } & (
  | { readonly answer: "overview"; readonly overview: LogOverview }
  | ({ readonly answer: "rows"; readonly from: number } & Found)
  | { readonly answer: "values"; readonly values: readonly string[] }
  | { readonly answer: "series"; readonly series: Overview }
  | ({ readonly answer: "entry" } & EntryShown)
  /** `needs`: files that this version of the pact names and that were not given. */
  | { readonly answer: "then"; readonly isThen: boolean; readonly needs: readonly string[]; readonly clauses: readonly ClauseText[] }
  | { readonly answer: "today"; readonly file?: string; readonly today: Today | { readonly problem: string } }
  | { readonly answer: "steps"; readonly steps: readonly EntryStep[] }
  /** Comes again and again before the answer. */
  | { readonly answer: "progress"; readonly share: number }
  | { readonly answer: "verified"; readonly found: WholeVerified | WholeFailed }
  | { readonly answer: "cancelled" }
  | { readonly answer: "pacts"; readonly count: number }
  | {
      readonly answer: "consistency";
      readonly holds: boolean;
      readonly old: number;
      readonly now: number;
      /** Is the checkpoint that was held signed by the log's key? Undefined without a key. */
      readonly isSigned?: boolean;
    }
  | { readonly answer: "proof"; readonly text: string }
  | { readonly answer: "problem"; readonly message: string }
);
