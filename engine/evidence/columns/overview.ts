// A log at a glance: how much was done, how fast, at what cost, with what coming of it; over time, and by person, team and action. From
// columns alone, so that a million entries take no longer than a look.
import type { Columns } from "./columns.ts";
import { countNumbers, valueAt } from "./select.ts";

export interface OverviewOptions {
  /** Into how many stretches of equal length the time is cut. */
  readonly stretches: number;
  /** Which entries; all where it is not said. */
  readonly rows?: Uint32Array | undefined;
  /** The actions that hand a session to a person. */
  readonly handoffs?: ReadonlySet<string> | undefined;
  /** How many people, teams and actions are told of, those with the most entries first. */
  readonly most?: number | undefined;
}

/** One number for each stretch of time. */
export type Series = readonly number[];
/** The same, undefined where a stretch has nothing to tell it from. */
export type SparseSeries = readonly (number | undefined)[];

export interface Overview {
  /** Entries with a time, but for those of which another tells the end. */
  readonly entries: number;
  readonly sessions: number;
  /** The first and the last of them, in milliseconds since 1970 UTC; undefined where there are none. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** Of one stretch, in milliseconds. */
  readonly stretchMs: number;
  readonly volume: Series;
  readonly latency: { readonly p50: SparseSeries; readonly p95: SparseSeries };
  readonly tokens: Series;
  readonly cost: Series;
  /** Shares of the entries of a stretch: done although it was denied or waited for a person; asked of a person; handed to one. */
  readonly violationRate: SparseSeries;
  readonly escalationRate: SparseSeries;
  readonly handoffRate: SparseSeries;
  /** How often each comes, over time; the last of `actions` is all the others where there are more. */
  readonly actions: readonly Named[];
  readonly decisions: readonly Named[];
  readonly outcomes: readonly Named[];
  /** Sums over time of who used most, all the others last. */
  readonly tokensByPerson: readonly Named[];
  readonly tokensByTeam: readonly Named[];
  readonly costByPerson: readonly Named[];
  readonly costByTeam: readonly Named[];
  readonly byPerson: readonly Share[];
  readonly byTeam: readonly Share[];
  readonly byAction: readonly Share[];
}
export interface Named {
  /** undefined: all the others. */
  readonly name: string | undefined;
  readonly counts: Series;
}
export interface Share {
  readonly name: string;
  readonly entries: number;
  readonly violations: number;
  readonly tokens: number;
  readonly cost: number;
  /** Median, in milliseconds. */
  readonly latency: number | undefined;
}

/** As many as a chart can tell apart. */
const mostNamed = 8;

export function overview(columns: Columns, { stretches, rows, handoffs = new Set(), most = 20 }: OverviewOptions): Overview {
  const times = columns.times();
  // An action is one, however often it is on record.
  const isBegun = new Uint8Array(columns.size);
  for (const row of columns.begun()) isBegun[row] = 1;
  const timed = (rows ?? everyRow(columns.size)).filter((row) => !Number.isNaN(times[row]!) && isBegun[row] === 0);
  const { least, last } = reach(times, timed);
  // The last entry belongs to the last stretch.
  const stretch = timed.length === 0 ? 1 : Math.max(1, Math.floor((last - least) / stretches) + 1);
  const place = new Uint16Array(columns.size);
  for (const row of timed) place[row] = Math.floor((times[row]! - least) / stretch);

  const violated = violations(columns);
  const escalated = isValue(columns, "decision", new Set(["escalate"]));
  const handed = isValue(columns, "action", handoffs);
  const [tokens, cost, latency] = [columns.numbers("tokens"), columns.numbers("cost"), columns.numbers("latencyMs")];
  const one = () => 1;
  const volume = sums(timed, place, stretches, one);
  const rate = (is: (row: number) => boolean): SparseSeries =>
    sums(timed, place, stretches, (row) => (is(row) ? 1 : 0)).map((count, i) => (volume[i] === 0 ? undefined : count / volume[i]!));
  const quantiles = latencies(timed, place, stretches, latency);
  const shares = (names: Names): readonly Share[] => sharesOf(timed, names, most, { violated, tokens, cost, latency });
  const { rows: sessions, values } = columns.text("session");
  const [people, teams] = [namesIn(columns, "principal", personOf), namesIn(columns, "principal", teamOf)];
  const actions = namesIn(columns, "action", asItIs);
  const summed = (names: Names, of: (row: number) => number, most = Number.POSITIVE_INFINITY): readonly Named[] =>
    over(names, of, { rows: timed, place, stretches, most });
  return {
    entries: timed.length,
    sessions: countNumbers(sessions, values.ends.length, timed).reduce((sum, count, number) => sum + (number > 0 && count > 0 ? 1 : 0), 0),
    from: timed.length === 0 ? undefined : least / 1000,
    to: timed.length === 0 ? undefined : last / 1000,
    stretchMs: stretch / 1000,
    volume,
    latency: quantiles,
    tokens: sums(timed, place, stretches, (row) => tokens[row]! || 0),
    cost: sums(timed, place, stretches, (row) => cost[row]! || 0),
    violationRate: rate(violated),
    escalationRate: rate(escalated),
    handoffRate: rate(handed),
    actions: summed(actions, one, mostNamed),
    decisions: summed(namesIn(columns, "decision", asItIs), one),
    outcomes: summed(namesIn(columns, "outcome", asItIs), one),
    tokensByPerson: summed(people, (row) => tokens[row]! || 0, mostNamed),
    tokensByTeam: summed(teams, (row) => tokens[row]! || 0, mostNamed),
    costByPerson: summed(people, (row) => cost[row]! || 0, mostNamed),
    costByTeam: summed(teams, (row) => cost[row]! || 0, mostNamed),
    byPerson: shares(people),
    byTeam: shares(teams),
    byAction: shares(actions),
  };
}

const everyRow = (size: number): Uint32Array => Uint32Array.from({ length: size } as ArrayLike<number>, (_, row) => row);

function reach(times: Float64Array, rows: Uint32Array): { readonly least: number; readonly last: number } {
  let [least, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const row of rows) {
    if (times[row]! < least) least = times[row]!;
    if (times[row]! > last) last = times[row]!;
  }
  return { least, last };
}

function sums(rows: Uint32Array, place: Uint16Array, stretches: number, of: (row: number) => number): number[] {
  const totals = new Float64Array(stretches);
  for (const row of rows) totals[place[row]!]! += of(row);
  return [...totals];
}

/** What was done although the pact denied it, or wanted a person asked first who did not approve. */
function violations(columns: Columns): (row: number) => boolean {
  const executed = isValue(columns, "outcome", new Set(["executed"]));
  const denied = isValue(columns, "decision", new Set(["deny"]));
  const escalated = isValue(columns, "decision", new Set(["escalate"]));
  const { rows: approvals } = columns.text("approval");
  return (row) => executed(row) && (denied(row) || (escalated(row) && approvals[row] === 0));
}

function isValue(columns: Columns, field: "action" | "decision" | "outcome", wanted: ReadonlySet<string>): (row: number) => boolean {
  const column = columns.text(field);
  const is = Uint8Array.from({ length: column.values.ends.length + 1 } as ArrayLike<number>, (_, number) =>
    number > 0 && wanted.size > 0 && wanted.has(String(valueAt(column, number))) ? 1 : 0,
  );
  return (row) => is[column.rows[row]!] === 1;
}

function latencies(rows: Uint32Array, place: Uint16Array, stretches: number, latency: Float64Array): Overview["latency"] {
  const counts = new Uint32Array(stretches + 1);
  for (const row of rows) if (!Number.isNaN(latency[row]!)) counts[place[row]! + 1]!++;
  for (let i = 1; i <= stretches; i++) counts[i]! += counts[i - 1]!;
  const starts = counts.slice(0, stretches);
  const sorted = new Float64Array(counts[stretches]!);
  for (const row of rows) if (!Number.isNaN(latency[row]!)) sorted[starts[place[row]!]!++] = latency[row]!;
  const at = (q: number): SparseSeries =>
    Array.from({ length: stretches }, (_, i) => quantileOf(sorted.subarray(counts[i]!, counts[i + 1]!), q));
  for (let i = 0; i < stretches; i++) sorted.subarray(counts[i]!, counts[i + 1]!).sort();
  return { p50: at(0.5), p95: at(0.95) };
}

/** Of sorted values, type 7 of Hyndman & Fan 1996. */
function quantileOf(sorted: Float64Array, q: number): number | undefined {
  if (sorted.length === 0) return undefined;
  const position = (sorted.length - 1) * q;
  const [below, above] = [sorted[Math.floor(position)]!, sorted[Math.ceil(position)]!];
  return below + (position - Math.floor(position)) * (above - below);
}

/** The sums of each name over time, the largest first. */
function over(
  names: Names,
  of: (row: number) => number,
  {
    rows,
    place,
    stretches,
    most,
  }: { readonly rows: Uint32Array; readonly place: Uint16Array; readonly stretches: number; readonly most: number },
): readonly Named[] {
  // Of many names few are told: their sums come first, and only theirs are kept over time.
  const sizes = new Float64Array(names.values.length);
  for (const row of rows) if (names.of(row) >= 0) sizes[names.of(row)]! += of(row);
  const order = ranked(names.values, sizes);
  const rank = new Int32Array(names.values.length).fill(-1);
  for (const [i, name] of order.entries()) rank[name] = Math.min(i, most);
  const totals = Array.from({ length: Math.min(order.length, most + 1) }, () => new Float64Array(stretches));
  for (const row of rows) {
    const name = names.of(row);
    const total = name < 0 ? undefined : totals[rank[name]!];
    if (total) total[place[row]!]! += of(row);
  }
  return totals.map((counts, i): Named => ({ name: i < most ? names.values[order[i]!]! : undefined, counts: [...counts] }));
}

interface Names {
  readonly values: readonly string[];
  /** The place of a row's name among the values, -1 where it has none. */
  of(row: number): number;
}

function namesIn(
  columns: Columns,
  field: "action" | "decision" | "outcome" | "principal",
  nameOf: (value: unknown) => string | undefined,
): Names {
  const column = columns.text(field);
  const known = new Map<string, number>();
  const places = new Int32Array(column.values.ends.length + 1).fill(-1);
  for (let number = 1; number < places.length; number++) {
    const name = nameOf(valueAt(column, number));
    if (name === undefined) continue;
    const place = known.get(name) ?? known.size;
    known.set(name, place);
    places[number] = place;
  }
  const { rows } = column;
  return { values: [...known.keys()], of: (row) => places[rows[row]!] ?? -1 };
}
const asItIs = (value: unknown): string => String(value);
const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
const textOf = (value: unknown): string | undefined => (typeof value === "string" ? value : undefined);
/** Who asked: the user, or the customer it was for. */
const personOf = (principal: unknown): string | undefined =>
  textOf(fieldOf(principal, "user")) ?? textOf(fieldOf(fieldOf(principal, "customer"), "id"));
const teamOf = (principal: unknown): string | undefined => textOf(fieldOf(principal, "team"));

function sharesOf(
  rows: Uint32Array,
  names: Names,
  most: number,
  measures: {
    readonly violated: (row: number) => boolean;
    readonly tokens: Float64Array;
    readonly cost: Float64Array;
    readonly latency: Float64Array;
  },
): readonly Share[] {
  const count = names.values.length;
  const entries = new Uint32Array(count);
  for (const row of rows) if (names.of(row) >= 0) entries[names.of(row)]!++;
  const chosen = ranked(names.values, entries).slice(0, most);
  const rank = new Int32Array(count).fill(-1);
  for (const [i, name] of chosen.entries()) rank[name] = i;
  const shares = chosen.map(() => ({ violations: 0, tokens: 0, cost: 0, latencies: [] as number[] }));
  for (const row of rows) {
    const share = shares[rank[names.of(row)] ?? -1];
    if (!share) continue;
    if (measures.violated(row)) share.violations++;
    share.tokens += measures.tokens[row]! || 0;
    share.cost += measures.cost[row]! || 0;
    if (!Number.isNaN(measures.latency[row]!)) share.latencies.push(measures.latency[row]!);
  }
  return chosen.map((name, i): Share => {
    const { violations: violated, tokens, cost, latencies: all } = shares[i]!;
    const latency = quantileOf(Float64Array.from(all).sort(), 0.5);
    return { name: names.values[name]!, entries: entries[name]!, violations: violated, tokens, cost, latency };
  });
}

/** Places of the values that come to anything, the largest first. */
function ranked(values: readonly string[], sizes: Uint32Array | Float64Array): number[] {
  const there = [...values.keys()].filter((i) => sizes[i]! > 0);
  return there.sort((a, b) => sizes[b]! - sizes[a]! || (values[a]! < values[b]! ? -1 : 1));
}
