// The results of a run read line by line in small pieces, each with where it stands: a run of any size in little memory.
import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";
import path from "node:path";
import type { Grade, Report } from "../../evaluation/index.ts";
import { reason } from "../files.ts";
import { type Result, RunFailure, reportFile } from "./run-folder.ts";

const pieceBytes = 1 << 20;
const longestLine = 1 << 26;

export interface PlacedResult {
  readonly result: Result;
  /** Of its line in the file, in bytes. */
  readonly at: number;
  readonly length: number;
}

/** Every whole line that is a result, from a place on; a line that is none is passed over. */
export function* streamResults(folder: string, from = 0): Generator<PlacedResult> {
  const file = resultsOf(folder);
  if (!existsSync(file)) return;
  const open = openSync(file, "r");
  try {
    const piece = Buffer.alloc(pieceBytes);
    let rest: Buffer = Buffer.alloc(0);
    for (let at = from, read = 0; ; ) {
      const count = readSync(open, piece, 0, pieceBytes, from + read);
      if (count === 0) return;
      read += count;
      const bytes: Buffer = Buffer.concat([rest, piece.subarray(0, count)]);
      let start = 0;
      for (let end = bytes.indexOf(0x0a); end >= 0; end = bytes.indexOf(0x0a, start)) {
        const result = asResult(bytes.toString("utf8", start, end));
        if (result) yield { result, at, length: end - start };
        at += end - start + 1;
        start = end + 1;
      }
      rest = bytes.subarray(start);
      if (rest.length > longestLine) throw new RunFailure(`${file}: a line of it has no end; this was not written by a run`);
    }
  } finally {
    closeSync(open);
  }
}

/** One line again, by its place. */
export function readResultAt(folder: string, { at, length }: { readonly at: number; readonly length: number }): Result | undefined {
  const bytes = Buffer.alloc(length);
  const open = openSync(resultsOf(folder), "r");
  try {
    return asResult(bytes.toString("utf8", 0, readSync(open, bytes, 0, length, at)));
  } finally {
    closeSync(open);
  }
}

/** What was measured when the run was over; undefined where it never was. */
export function readReport(folder: string): Report | undefined {
  const file = path.join(folder, reportFile);
  if (!existsSync(file)) return undefined;
  try {
    const report: unknown = JSON.parse(readFileSync(file, "utf8"));
    return isReport(report) ? report : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw new RunFailure(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

const resultsOf = (folder: string): string => path.join(folder, "results.jsonl");
const isList = Array.isArray;
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !isList(value);

function isReport(value: unknown): value is Report {
  return isObject(value) && typeof value.suite === "string" && isList(value.gates) && isList(value.metrics) && isObject(value.failures);
}

/** Decoded by hand: ten thousand lines go through here before anything is seen. */
function asResult(line: string): Result | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value) || !isObject(value.session) || !isGrade(value.grade)) return undefined;
  const { at, length } = value.session;
  return Number.isSafeInteger(at) && Number.isSafeInteger(length) ? (value as unknown as Result) : undefined;
}

function isGrade(value: unknown): value is Grade {
  if (!isObject(value) || typeof value.case !== "string" || typeof value.trial !== "number" || typeof value.status !== "string")
    return false;
  const { missed, violations, unescalated, tags } = value;
  if (!isList(tags) || !tags.every((tag) => typeof tag === "string")) return false;
  return isList(missed) && missed.every(isMiss) && [violations, unescalated].every((acts) => isList(acts) && acts.every(isAct));
}

const isMiss = (value: unknown): boolean => isObject(value) && typeof value.field === "string" && typeof value.expected === "string";

function isAct(value: unknown): boolean {
  if (!isObject(value) || typeof value.action !== "string" || typeof value.reason !== "string") return false;
  return isList(value.clauses) && value.clauses.every((clause) => typeof clause === "string");
}
