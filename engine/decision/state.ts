// What outlives a decision: running totals and the calls of a window, by term and key. A port: in memory here, in a
// database where several processes decide for one agent. A term is one thing a pact counts; its parts say for whom.
import { type Num, negative, plus } from "./decimal.ts";

/** What an amount belongs to: one text for each thing the term is kept apart by; undefined where it is not known. */
export type Parts = readonly (string | undefined)[];

export interface Total {
  readonly total: Num;
  /** Something whose parts are not all known may or may not belong here. */
  readonly doubtful: boolean;
}

export interface Entry {
  /** Names the call, unique over all sessions of the store. */
  readonly call: string;
  readonly timeMs: number | undefined;
  /** undefined where the amount is not known. */
  readonly amount: Num | undefined;
}

export interface Window {
  /** Calls in the window, and those of them that succeeded. */
  readonly count: number;
  readonly succeeded: number;
  /** undefined where an amount is not known. */
  readonly sum: Num | undefined;
  /** Calls that may be in it or not: a time or a part is not known, or lies in the future. */
  readonly doubtful: number;
  readonly doubtfulSucceeded: number;
}

/** Every method throws when the store cannot be read or written; whoever decides takes that as unknown. */
export interface StateStore {
  /** Nobody else reads or writes between what the body does; rolled back when it throws. */
  transact<Result>(body: () => Result): Result;
  /** Adds to a running total; what is added for a call is taken back when the call fails. */
  add(term: string, parts: Parts, amount: Num, call?: string): void;
  total(term: string, parts: Parts): Total;
  /** Notes a call in a term that looks back for at most `keepMs`. */
  enter(term: string, parts: Parts, entry: Entry, keepMs: number): void;
  window(term: string, parts: Parts, fromMs: number, toMs: number): Window;
  /** The outcome of a call: what failed is taken back everywhere, what succeeded stays. */
  settle(call: string, outcome: "succeeded" | "failed"): void;
}

const keyOfParts = (parts: Parts): string | undefined => {
  if (parts.length === 1) return parts[0];
  return parts.includes(undefined) ? undefined : JSON.stringify(parts);
};
/** Could these be the same thing, as far as both are known? */
const compatible = (a: Parts, b: Parts): boolean => a.every((part, i) => part === undefined || b[i] === undefined || part === b[i]);

interface Sum {
  readonly parts: Parts;
  total: Num;
  entries: number;
}

interface Noted extends Entry {
  readonly parts: Parts;
  succeeded: boolean;
}

/** Calls of one key by time, with the sum up to each: a window is two look-ups, however many calls there were. */
class Series {
  readonly parts: Parts;
  readonly noted: Noted[] = [];
  /** `sums[i]`: of the amounts before `noted[i]`. */
  private readonly sums: Num[] = [0];
  private unknownAmounts = 0;
  /** What was before it may be forgotten. */
  private forgotten = Number.NEGATIVE_INFINITY;

  constructor(parts: Parts) {
    this.parts = parts;
  }

  insert(entry: Noted, timeMs: number): void {
    const at = this.after(timeMs);
    this.noted.splice(at, 0, entry);
    if (entry.amount === undefined) this.unknownAmounts++;
    this.resum(at);
  }

  remove(entry: Noted): void {
    const at = this.noted.lastIndexOf(entry);
    if (at < 0) return;
    this.noted.splice(at, 1);
    if (entry.amount === undefined) this.unknownAmounts--;
    this.resum(at);
  }

  /** What no window can reach any more goes, once it is worth the copying. A future call keeps all answers unknown until its time. */
  forgetBefore(timeMs: number): void {
    const at = this.from(timeMs);
    if (at < 64 || at * 2 < this.noted.length) return;
    this.forgotten = timeMs;
    for (const entry of this.noted.splice(0, at)) if (entry.amount === undefined) this.unknownAmounts--;
    this.resum(0);
  }

  /** A clock that has gone back asks for what a later time let go. */
  isForgotten(fromMs: number): boolean {
    return fromMs < this.forgotten;
  }

  window(fromMs: number, toMs: number): Window {
    const [start, end] = [this.from(fromMs), this.after(toMs)];
    let succeeded = 0;
    for (let i = end - 1; i >= start && succeeded === 0; i--) if (this.noted[i]!.succeeded) succeeded = 1;
    const known = this.unknownAmounts === 0 || this.noted.slice(start, end).every(({ amount }) => amount !== undefined);
    const later = this.noted.slice(end);
    const lost = this.isForgotten(fromMs) ? 1 : 0;
    return {
      count: end - start,
      succeeded,
      sum: known ? plus(this.sums[end]!, negative(this.sums[start]!)) : undefined,
      doubtful: later.length + lost,
      doubtfulSucceeded: later.filter((entry) => entry.succeeded).length + lost,
    };
  }

  private resum(from: number): void {
    this.sums.length = from + 1;
    for (let i = from; i < this.noted.length; i++) this.sums.push(plus(this.sums[i]!, this.noted[i]!.amount ?? 0));
  }
  /** The first entry at or after a time. */
  private from(timeMs: number): number {
    return lowest(this.noted.length, (i) => this.noted[i]!.timeMs! >= timeMs);
  }
  /** The first entry later than a time. */
  private after(timeMs: number): number {
    const last = this.noted.at(-1);
    if (last === undefined || last.timeMs! <= timeMs) return this.noted.length;
    return lowest(this.noted.length, (i) => this.noted[i]!.timeMs! > timeMs);
  }
}

/** Calls are kept for so many times as long as a window looks back: clocks go back a little, and what is asked for then has to be there. */
export const keptTimes = 2;

function lowest(length: number, test: (i: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (test(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** State in this process's memory: for sessions, tests and replays, and for an agent that one process serves. */
export class MemoryState implements StateStore {
  private readonly sums = new Map<string, { known: Map<string, Sum>; partial: Sum[] }>();
  private readonly logs = new Map<string, { known: Map<string, Series>; loose: Set<Noted> }>();
  /** What to take back when a call fails; only calls that are still open have an entry. */
  private readonly open = new Map<string, ((outcome: "succeeded" | "failed") => void)[]>();

  get isEmpty(): boolean {
    return this.sums.size === 0 && this.logs.size === 0 && this.open.size === 0;
  }

  transact<Result>(body: () => Result): Result {
    return body(); // one thread, and nothing here awaits
  }

  add(term: string, parts: Parts, amount: Num, call?: string): void {
    const sums = this.sums.get(term) ?? { known: new Map<string, Sum>(), partial: [] };
    this.sums.set(term, sums);
    const key = keyOfParts(parts);
    const sum = (key === undefined
      ? sums.partial.find((each) => each.parts.every((part, i) => part === parts[i]))
      : sums.known.get(key)) ?? {
      parts,
      total: 0,
      entries: 0,
    };
    if (sum.entries === 0) {
      if (key === undefined) sums.partial.push(sum);
      else sums.known.set(key, sum);
    }
    sum.total = plus(sum.total, amount);
    sum.entries++;
    if (call === undefined) return;
    this.whenSettled(call, (outcome) => {
      if (outcome === "succeeded") return;
      sum.total = plus(sum.total, negative(amount));
      if (--sum.entries > 0) return;
      if (key === undefined) sums.partial.splice(sums.partial.indexOf(sum), 1);
      else sums.known.delete(key);
    });
  }

  total(term: string, parts: Parts): Total {
    const sums = this.sums.get(term);
    if (!sums) return { total: 0, doubtful: false };
    const key = keyOfParts(parts);
    const doubtful =
      (sums.partial.length > 0 && sums.partial.some((sum) => compatible(sum.parts, parts))) ||
      (key === undefined && [...sums.known.values()].some((sum) => compatible(sum.parts, parts)));
    return { total: key === undefined ? 0 : (sums.known.get(key)?.total ?? 0), doubtful };
  }

  enter(term: string, parts: Parts, entry: Entry, keepMs: number): void {
    const log = this.logs.get(term) ?? { known: new Map<string, Series>(), loose: new Set<Noted>() };
    this.logs.set(term, log);
    const noted: Noted = { ...entry, parts, succeeded: false };
    const key = keyOfParts(parts);
    const series = key === undefined || entry.timeMs === undefined ? undefined : (log.known.get(key) ?? new Series(parts));
    if (series && key !== undefined && entry.timeMs !== undefined) {
      log.known.set(key, series);
      series.forgetBefore(entry.timeMs - keptTimes * keepMs);
      series.insert(noted, entry.timeMs);
    } else log.loose.add(noted);
    this.whenSettled(entry.call, (outcome) => {
      if (outcome === "succeeded") noted.succeeded = true;
      else if (series) series.remove(noted);
      else log.loose.delete(noted);
    });
  }

  window(term: string, parts: Parts, fromMs: number, toMs: number): Window {
    const log = this.logs.get(term);
    const key = keyOfParts(parts);
    const mine = key === undefined ? undefined : log?.known.get(key)?.window(fromMs, toMs);
    let [doubtful, doubtfulSucceeded] = [mine?.doubtful ?? 0, mine?.doubtfulSucceeded ?? 0];
    const doubt = (noted: Noted) => {
      if (!compatible(noted.parts, parts) || (noted.timeMs !== undefined && noted.timeMs < fromMs)) return;
      doubtful++;
      if (noted.succeeded) doubtfulSucceeded++;
    };
    for (const noted of log?.loose ?? []) doubt(noted);
    for (const series of key === undefined ? (log?.known.values() ?? []) : []) {
      for (const noted of series.noted) doubt(noted);
      if (!series.isForgotten(fromMs) || !compatible(series.parts, parts)) continue;
      doubtful++;
      doubtfulSucceeded++;
    }
    return { count: mine?.count ?? 0, succeeded: mine?.succeeded ?? 0, sum: mine ? mine.sum : 0, doubtful, doubtfulSucceeded };
  }

  settle(call: string, outcome: "succeeded" | "failed"): void {
    for (const settled of this.open.get(call) ?? []) settled(outcome);
    this.open.delete(call);
  }

  private whenSettled(call: string, settled: (outcome: "succeeded" | "failed") => void): void {
    const open = this.open.get(call);
    if (open) open.push(settled);
    else this.open.set(call, [settled]);
  }
}
