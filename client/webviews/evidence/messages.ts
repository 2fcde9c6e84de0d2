// What the extension and the evidence view tell each other. The view's questions are decoded in client/evidence-view.ts; answers come from
// `pact evidence view LOG --serve`, page by page.

export interface Filter {
  readonly session?: string;
  readonly agent?: string;
  readonly clause?: string;
  readonly action?: string;
  readonly decision?: string;
  readonly outcome?: string;
  readonly person?: string;
  readonly since?: string;
  readonly until?: string;
  readonly text?: string;
}
export type Column = "session" | "agent" | "clause" | "action" | "decision" | "outcome" | "person";

export interface Row {
  readonly index: number;
  readonly time: string;
  readonly agent: string;
  readonly session: string;
  readonly action: string;
  readonly decision: string;
  readonly reason: string;
  readonly outcome: string;
  readonly basis: readonly string[];
  readonly person?: string;
  readonly problem?: string;
}
export interface Overview {
  readonly folder: string;
  readonly origin: string;
  readonly size: number;
  readonly root: string;
  readonly key: { readonly name: string; readonly id: string } | { readonly problem: string };
  readonly signed?: { readonly time: string } | { readonly code: string; readonly message: string };
  readonly doesNotProve: string;
}
/** One number for each stretch of time; undefined (or null on its way here) where there is nothing to tell it from. */
export type Numbers = readonly (number | null | undefined)[];
export interface Named {
  /** Without one: all the others. */
  readonly name?: string | undefined;
  readonly counts: readonly number[];
}
export interface Share {
  readonly name: string;
  readonly entries: number;
  readonly violations: number;
  readonly tokens: number;
  readonly cost: number;
  readonly latency?: number | undefined;
}
/** What a log, or the part of it that was asked for, comes to over time. */
export interface Series {
  readonly entries: number;
  readonly sessions: number;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly stretchMs: number;
  readonly volume: Numbers;
  readonly latency: { readonly p50: Numbers; readonly p95: Numbers };
  readonly tokens: Numbers;
  readonly cost: Numbers;
  readonly violationRate: Numbers;
  readonly escalationRate: Numbers;
  readonly handoffRate: Numbers;
  readonly actions: readonly Named[];
  readonly decisions: readonly Named[];
  readonly outcomes: readonly Named[];
  readonly tokensByPerson: readonly Named[];
  readonly tokensByTeam: readonly Named[];
  readonly costByPerson: readonly Named[];
  readonly costByTeam: readonly Named[];
  readonly byPerson: readonly Share[];
  readonly byTeam: readonly Share[];
  readonly byAction: readonly Share[];
}
export interface StreamRow {
  readonly signal: string;
  /** Whose, where it is watched apart for each user or team. */
  readonly of?: string | undefined;
  /** The baseline's upper bound, and how far the watch is on its way to an alarm, which is at 1. */
  readonly rate: number;
  readonly level: number;
  readonly seen: number;
}
/** What a pact of the workspace watches in this log. */
export interface Stream {
  readonly pact: string;
  readonly found:
    | { readonly problem: string }
    | {
        readonly interactions: number;
        readonly open: number;
        readonly otherPact: number;
        readonly runLength: number;
        readonly alarms: readonly {
          readonly signal: string;
          readonly of?: string | undefined;
          readonly index: number;
          readonly after: number;
        }[];
        readonly earlier: number;
        readonly signals: readonly StreamRow[];
      };
}
type ValueOrBlob = { readonly value?: unknown } | { readonly blob: string; readonly bytes: number };
interface Usage {
  readonly tokens?: number | undefined;
  readonly cost?: number | undefined;
  readonly latencyMs?: number | undefined;
}
export interface Entry {
  readonly id: string;
  readonly time: string;
  readonly agent: string;
  readonly session: string;
  readonly principal?: Readonly<Record<string, unknown>> | undefined;
  readonly model?: string | undefined;
  readonly pact: { readonly id: string; readonly version: string; readonly hash: string };
  readonly action: string;
  readonly input?: ValueOrBlob | undefined;
  readonly facts?: Readonly<Record<string, unknown>> | undefined;
  readonly decision: string;
  readonly reason: string;
  readonly basis: readonly string[];
  readonly outcome: string;
  readonly result?: ValueOrBlob | undefined;
  readonly usage?: Usage | undefined;
  readonly approval?: { readonly by: string; readonly at: string; readonly clause: string } | undefined;
  readonly redacted?: Readonly<Record<string, string>> | undefined;
}
export interface ClauseText {
  readonly id: string;
  readonly text?: string;
}
export interface ClausesRead {
  /** The file of the pact, where one of that name is here. */
  readonly file?: string;
  readonly isThen: boolean;
  readonly clauses: readonly ClauseText[];
}
export interface EntryShown {
  readonly index: number;
  readonly entry: Entry;
  readonly attributed: { readonly attribution: string; readonly reasons: readonly string[] };
  readonly blobs: readonly ({ readonly digest: string } & ({ readonly text: string } | { readonly problem: string }))[];
  readonly read: ClausesRead;
}
export type Today =
  | { readonly problem: string }
  | {
      readonly pact: Entry["pact"];
      readonly isSame: boolean;
      readonly effect: string;
      readonly reason: string;
      readonly basis: readonly string[];
      readonly told: readonly string[];
      readonly isCertain: boolean;
      readonly lacks: readonly string[];
    };
export interface Step {
  readonly step: "entry" | "leaf" | "tiles" | "root" | "signature" | "time";
  readonly state: "ok" | "failed" | "not checked";
  readonly says: string;
  readonly hex?: string;
  readonly path?: readonly { readonly side: "left" | "right"; readonly hex: string }[];
  readonly tiles?: readonly string[];
  readonly code?: string;
}
export type Whole =
  | { readonly steps: readonly string[]; readonly size: number; readonly time: string }
  | { readonly code: string; readonly place: string; readonly entry?: number; readonly message: string };
export interface Consistency {
  readonly holds: boolean;
  readonly old: number;
  readonly now: number;
  readonly isSigned?: boolean;
}

export type Question =
  | { readonly ask: "overview" }
  | { readonly ask: "rows"; readonly filter: Filter; readonly from: number; readonly count: number; readonly size: number }
  | { readonly ask: "values"; readonly column: Column; readonly most: number }
  | { readonly ask: "series"; readonly filter: Filter; readonly stretches: number }
  | { readonly ask: "streams" }
  | { readonly ask: "entry"; readonly index: number }
  | { readonly ask: "today"; readonly index: number }
  | { readonly ask: "verify"; readonly index: number }
  | { readonly ask: "verify all" }
  | { readonly ask: "consistency"; readonly checkpoint: string }
  /** A person is asked for the file with the checkpoint, or for the key. */
  | { readonly ask: "consistency of a file" }
  | { readonly ask: "name the key" }
  /** The clauses of an entry in earlier versions of the pact, as git has them. */
  | { readonly ask: "then"; readonly index: number; readonly file: string };
export type Answer =
  | { readonly answer: "overview"; readonly overview: Overview }
  | { readonly answer: "rows"; readonly total: number; readonly from: number; readonly rows: readonly Row[]; readonly unreadable?: number }
  | { readonly answer: "values"; readonly values: readonly string[] }
  | { readonly answer: "series"; readonly series: Series }
  | { readonly answer: "streams"; readonly streams: readonly Stream[] }
  | ({ readonly answer: "entry" } & EntryShown)
  | { readonly answer: "today"; readonly file?: string; readonly today: Today }
  | { readonly answer: "steps"; readonly steps: readonly Step[] }
  | { readonly answer: "verified"; readonly found: Whole }
  | ({ readonly answer: "consistency" } & Consistency)
  | { readonly answer: "version"; readonly called: string; readonly clauses: readonly ClauseText[] }
  | { readonly answer: "cancelled" }
  | { readonly answer: "problem"; readonly message: string };

export type ToView =
  | { readonly type: "answer"; readonly id: number; readonly answer: Answer }
  | { readonly type: "progress"; readonly id: number; readonly share: number }
  /** The log has grown. */
  | { readonly type: "changed" };
export type FromView =
  | { readonly type: "ask"; readonly id: number; readonly question: Question }
  /** The answer to this question is not wanted any more. */
  | { readonly type: "cancel"; readonly id: number }
  | { readonly type: "prove"; readonly index: number }
  /** A chart, as a file. */
  | { readonly type: "save"; readonly name: string; readonly svg: string }
  | { readonly type: "clause"; readonly file: string; readonly name: string };
