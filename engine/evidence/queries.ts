// What is asked of a log that is read: which entries are like this, and which values there are to ask for.

import { utf8 } from "./bytes.ts";
import { canonicalJson } from "./canonical.ts";
import { timeAt } from "./columns/fields.ts";
import type { Entry } from "./entry.ts";
import { redactedText } from "./redact.ts";

/** All that is given has to hold, exactly but for `text`. */
export interface EntryFilter {
  readonly session?: string | undefined;
  readonly agent?: string | undefined;
  /** The full id, or the part after its `#`. */
  readonly clause?: string | undefined;
  readonly action?: string | undefined;
  readonly decision?: string | undefined;
  readonly outcome?: string | undefined;
  /** Anybody of the principal, by an id. */
  readonly person?: string | undefined;
  /** ISO 8601 in UTC: from this time on, before this time. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** Anywhere in the entry, in any case. */
  readonly text?: string | undefined;
}

export interface EntryRow {
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
  /** Why this entry cannot be read; the rest is empty then. */
  readonly problem?: string;
}

/** What can be asked for by its values. */
export const columns = ["session", "agent", "clause", "action", "decision", "outcome", "person"] as const;
export type Column = (typeof columns)[number];

export interface Found {
  readonly total: number;
  /** The newest first. */
  readonly rows: readonly EntryRow[];
  /** Entries that cannot be read, and so are like nothing that is asked for. */
  readonly unreadable?: number;
}

const spelledTime = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::(\d{2}(?:\.\d{1,9})?))?Z?)?$/;

/** A day, or a time in UTC to the minute, the second or a fraction of it that is no finer than what is compared. */
export const isAskedTime = (text: string): boolean => !/\.\d{7}/.test(text) && !Number.isNaN(microsOf(text));

/**
 * Microseconds since 1970 UTC of a time as an entry or a question spells it; NaN where it is none, a day that no month has among them. What is
 * finer is cut off.
 */
export function microsOf(text: string): number {
  const [, day, minute = "00:00", second = "00"] = spelledTime.exec(text) ?? [];
  const bytes = day === undefined ? undefined : utf8(`"${day}T${minute}:${second}Z"`);
  return bytes ? timeAt(bytes, 0, bytes.length) : Number.NaN;
}

/** Is nothing asked for but all? */
export const asksAll = (filter: EntryFilter): boolean => Object.values(filter).every((each) => each === undefined);

export function matches(entry: Entry, filter: EntryFilter): boolean {
  const { session, agent, clause, action, decision, outcome, person, since, until, text } = filter;
  return (
    (session === undefined || entry.session === session) &&
    (agent === undefined || entry.agent === agent) &&
    (clause === undefined || entry.basis.some((id) => id === clause || id.endsWith(`#${clause}`))) &&
    (action === undefined || entry.action === action) &&
    (decision === undefined || entry.decision === decision) &&
    (outcome === undefined || entry.outcome === outcome) &&
    (person === undefined || peopleIn(entry).includes(person)) &&
    (since === undefined || microsOf(entry.time) >= microsOf(since)) &&
    (until === undefined || microsOf(entry.time) < microsOf(until)) &&
    (text === undefined || hasText(canonicalJson(entry), text))
  );
}

/** Is this text anywhere in a name or a value of an entry, which `json` spells? Both as JSON spells them, and in one case. */
export const hasText = (json: string, text: string): boolean => folded(json).includes(folded(JSON.stringify(text).slice(1, -1)));

/** In upper case `ς` and `σ` are one letter, and `ß` is `SS` wherever it stands. */
const folded = (text: string): string => text.toUpperCase();

export function rowOf(index: number, entry: Entry): EntryRow {
  const { time, agent, session, action, decision, reason, outcome, basis } = entry;
  const [person] = peopleIn(entry);
  return { index, time, agent, session, action, decision, reason, outcome, basis, ...(person !== undefined && { person }) };
}

export const unreadableRow = (index: number, problem: string): EntryRow => ({
  index,
  time: "",
  agent: "",
  session: "",
  action: "",
  decision: "",
  reason: "",
  outcome: "",
  basis: [],
  problem,
});

/** What an entry says in a column. */
export function valuesOf(entry: Entry, column: Column): readonly string[] {
  if (column === "clause") return entry.basis;
  if (column === "person") return peopleIn(entry);
  return [entry[column]];
}

/** Those an action was taken for, by their ids: `user`, and whoever the pact says its agent acts for. */
export function peopleIn({ principal = {} }: Pick<Entry, "principal">): string[] {
  const ids = Object.entries(principal).flatMap(([role, who]) => (notPeople.has(role) ? [] : idOf(who)));
  return [...new Set(ids)];
}
const notPeople = new Set(["team", "via", "agent"]);

function idOf(who: unknown): string[] {
  const id = typeof who === "object" && who !== null ? (who as { readonly id?: unknown }).id : who;
  return (typeof id === "string" || typeof id === "number") && id !== redactedText ? [String(id)] : [];
}
