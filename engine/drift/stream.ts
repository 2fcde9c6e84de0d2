// A live agent watched from its evidence log: one e-detector a signal, which may be looked at after every interaction. `alarms at most 1 per
// quarter` is divided over all of them, so that together they raise no more while each rate is at most the baseline's upper bound.
import * as z from "zod/mini";
import type { Model } from "../analysis/model.ts";
import { timeFromText } from "../decision/calendar.ts";
import type { Entry } from "../evidence/entry.ts";
import { beginning, type Standing, watched } from "../metrics/index.ts";
import type { Baseline } from "./baseline.ts";
import { type Interaction, interactionSchema, OpenSessions } from "./interactions.ts";
import { type StreamSignal, type StreamSignals, streamSignals } from "./stream-signals.ts";

export interface Alarm {
  readonly signal: string;
  /** Whose, where it is watched apart for each user or team. */
  readonly of?: string | undefined;
  /** The entry the interaction was over by, and its time. */
  readonly index: number;
  readonly time: string;
  /** Interactions since its detector began. */
  readonly after: number;
}

const standingSchema = z.strictObject({
  statistics: z.array(z.number().check(z.nonnegative())).check(z.length(beginning.statistics.length)),
  seen: z.number().check(z.int(), z.nonnegative()),
});
const text = z.string().check(z.maxLength(65_536));
const stateSchema = z.strictObject({
  form: z.literal(1),
  /** The digest of the baseline, and the name of the log: of others it is no standing. */
  baseline: text,
  log: text,
  /** What the alarms are promised against: another promise is another detector. */
  promise: text,
  /** The root the log had up to the next entry to read, in hexadecimal: of another history it is no standing. */
  root: z.optional(text),
  /** The next entry to read. */
  next: z.number().check(z.int(), z.nonnegative()),
  interactions: z.number().check(z.int(), z.nonnegative()),
  /** Entries that were decided under another text of the pact. */
  otherPact: z.number().check(z.int(), z.nonnegative()),
  open: z.array(interactionSchema),
  standings: z.record(text, standingSchema),
  alarms: z.array(z.strictObject({ signal: text, of: z.optional(text), index: z.number(), time: text, after: z.number() })),
});
export type StreamState = z.infer<typeof stateSchema>;

export function readStreamState(written: string): StreamState | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch {
    return { problem: "it is no JSON" };
  }
  const decoded = stateSchema.safeParse(json);
  return decoded.success
    ? decoded.data
    : { problem: `\`${decoded.error.issues[0]?.path.join(".") || "it"}\` is not as a stream writes it` };
}

export interface Watching {
  readonly baseline: Baseline;
  readonly model: Model;
  /** The name of the log. */
  readonly log: string;
  readonly watch: readonly string[] | undefined;
  readonly alarms: { readonly atMost: number; readonly days: number; readonly per: string };
}

/** How many alarms are kept to be told again. */
const mostAlarms = 1000;

/** What is watched, from where it stood on. Says why nothing can be. */
export function streamOf(watching: Watching, state: StreamState | undefined): Stream | { readonly problem: string } {
  const { baseline, log, alarms, model } = watching;
  if (baseline.pact.id !== model.id) return { problem: `the baseline is of the pact \`${baseline.pact.id}\`, not of \`${model.id}\`` };
  if (baseline.perDay === null)
    return {
      problem: "the baseline does not say how busy the agent is; bless it with --per-day, how many interactions there are in a day",
    };
  const perSpan = baseline.perDay * alarms.days;
  const signals = streamSignals(baseline, watching.watch, perSpan / alarms.atMost);
  if (signals.all.length === 0) return { problem: "nothing that is watched can be told from a log" };
  const promise = `${alarms.atMost} per ${alarms.per}, ${baseline.perDay} a day, ${signals.all.map(({ name }) => name).join(" ")}`;
  const isSame = state && state.baseline === baseline.digest && state.log === log && state.promise === promise;
  const fresh = {
    form: 1 as const,
    baseline: baseline.digest,
    log,
    promise,
    next: 0,
    interactions: 0,
    otherPact: 0,
    open: [],
    standings: {},
    alarms: [],
  };
  return new Stream(watching, signals, isSame ? state : fresh);
}

export interface StreamRow {
  readonly signal: string;
  readonly of?: string;
  /** The baseline's upper bound, and how far the detector is on its way to an alarm, from 0 to 1. */
  readonly rate: number;
  readonly level: number;
  readonly seen: number;
}

export class Stream {
  readonly signals: StreamSignals;
  private readonly watching: Watching;
  private readonly state: StreamState;
  private readonly open: OpenSessions;
  private readonly standings: Map<string, Standing>;
  private readonly raised: Alarm[] = [];
  private next: number;
  private interactions: number;
  private otherPact: number;

  constructor(watching: Watching, signals: StreamSignals, state: StreamState) {
    this.watching = watching;
    this.signals = signals;
    this.state = state;
    this.open = new OpenSessions(state.open);
    this.standings = new Map(Object.entries(state.standings));
    this.next = state.next;
    this.interactions = state.interactions;
    this.otherPact = state.otherPact;
  }

  /** The next entry to read. */
  get from(): number {
    return this.next;
  }
  /** The alarms since it was opened. */
  get alarms(): readonly Alarm[] {
    return this.raised;
  }

  /** In the order of the log. Entries of other pacts are passed over. */
  add(index: number, entry: Entry): void {
    this.next = index + 1;
    const { model, baseline } = this.watching;
    if (entry.pact.id !== model.id) return;
    if (entry.pact.hash !== baseline.pact.hash) this.otherPact++;
    for (const over of this.open.add(entry, model)) this.count(over, index, entry.time);
  }

  /** Sessions that have been silent for long enough by now are over as well. */
  settle(now: string): void {
    const time = timeFromText(now, "UTC");
    if (time) for (const over of this.open.over(time.ms)) this.count(over, this.next - 1, now);
  }

  /** What has to be kept to go on later. */
  get kept(): StreamState {
    return {
      ...this.state,
      next: this.next,
      interactions: this.interactions,
      otherPact: this.otherPact,
      open: [...this.open.all()],
      standings: Object.fromEntries([...this.standings].map(([key, { statistics, seen }]) => [key, { statistics: [...statistics], seen }])),
      alarms: [...this.state.alarms, ...this.raised].slice(-mostAlarms),
    };
  }

  /** Every signal with how near it is to an alarm; of those watched apart for each user or team, what has begun. */
  rows(): StreamRow[] {
    return this.signals.all.flatMap((signal) => {
      const own = [...this.standings].filter(([key]) => key === signal.name || key.startsWith(`${signal.name}\n`));
      const rows = own.map(([key, standing]): StreamRow => {
        const of = key.slice(signal.name.length + 1);
        return { ...rowOf(signal, standing, this.signals.runLength), ...(of && { of }) };
      });
      return rows.length > 0 ? rows : [rowOf(signal, beginning, this.signals.runLength)];
    });
  }

  private count(over: Interaction, index: number, time: string): void {
    this.interactions++;
    for (const signal of this.signals.all) {
      const happened = signal.of(over);
      const whose = signal.apart ? over[signal.apart] : "";
      if (happened === undefined || whose === undefined) continue;
      const key = whose === "" ? signal.name : `${signal.name}\n${whose}`;
      const before = this.standings.get(key) ?? beginning;
      const { standing, alarm } = watched(before, happened, { rate: signal.rate, runLength: this.signals.runLength });
      this.standings.set(key, standing);
      if (alarm) this.raised.push({ signal: signal.name, ...(whose && { of: whose }), index, time, after: before.seen + 1 });
    }
  }
}

function rowOf({ name, rate }: StreamSignal, { statistics, seen }: Standing, runLength: number): StreamRow {
  const mean = statistics.reduce((total, each) => total + each, 0) / statistics.length;
  return { signal: name, rate, level: mean / runLength, seen };
}
