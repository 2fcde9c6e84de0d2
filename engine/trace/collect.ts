// What the readers share: JSON with the place of what is wrong, and sessions collected one by one, the bad ones reported.
import type * as z from "zod/mini";
import { complaint, pathText } from "../analysis/complaint.ts";
import { repeatedName } from "../decision/repeated-name.ts";
import { isRawObject, type RawObject, toRaw } from "../decision/values.ts";
import { noFacts, type ReadTrace, type Session, type TraceProblem } from "./session.ts";

const maxProblems = 50;

export interface Item {
  readonly place: string;
  readonly value: unknown;
}
export interface ReadItem {
  readonly session?: Session;
  readonly problem?: TraceProblem;
}

export const unreadable = (place: string, message: string): ReadTrace => ({ value: [], problems: [{ place, message }] });

/** Reads each item; what cannot be read is a problem, and the others stand. */
export function collect(items: readonly Item[], read: (value: unknown, place: string) => ReadItem): ReadTrace {
  const value: Session[] = [];
  const problems: TraceProblem[] = [];
  const ids = new Set<string>();
  for (const item of items) {
    const { session, problem } = read(item.value, item.place);
    if (problem && problems.length < maxProblems) problems.push(problem);
    if (!session) continue;
    if (ids.has(session.id)) problems.push({ place: item.place, message: `the session id \`${session.id}\` stands here a second time` });
    ids.add(session.id);
    value.push(session);
  }
  return { value, problems };
}

/** A document in which no object has a name twice: whoever wrote that meant one of the two, and nobody knows which. */
export function parseJson(text: string): { value: unknown } | { problem: string; place: string } {
  const json = parseAny(text);
  const repeated = "value" in json && repeatedName(text, json.value);
  return repeated ? { problem: `\`${pathText(repeated)}\` stands twice in one object; keep one of them`, place: "line 1" } : json;
}

/** The same, where a name that stands twice is looked for by whoever asks. */
export function parseAny(text: string): { value: unknown } | { problem: string; place: string } {
  try {
    return { value: JSON.parse(text) };
  } catch (error) {
    const message = (error as Error).message;
    const position = /position (\d+)/.exec(message)?.[1];
    const ends = /end of JSON|Unterminated/i.test(message);
    const at = position === undefined ? (ends ? text.length : 0) : Number(position);
    const line = text.slice(0, at).split("\n").length;
    const cut = ends || at >= text.trimEnd().length ? "the file ends in the middle of the JSON; it was cut short" : `no JSON: ${message}`;
    return { problem: cut, place: `line ${line}` };
  }
}

export const rawObject = (value: Record<string, unknown>): RawObject => {
  const raw = toRaw(value);
  return isRawObject(raw) ? raw : noFacts;
};

/** A schema's first complaint, at its place inside the item. */
export function misshapen(error: z.core.$ZodError, value: unknown, place: string, what: string): ReadItem {
  const { field, message } = complaint(error, value);
  return { problem: { place: `${place}${field ? ` at ${field}` : ""}`, message: `${what}: ${message}` } };
}
