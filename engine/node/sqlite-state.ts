// State in an SQLite file, for several processes that decide for one agent and for what must outlive a restart. Needs
// `node:sqlite` (Node 22.13 and later); each method is one statement or two, and `transact` holds the file's only write lock.
import type { DatabaseSync } from "node:sqlite";
import {
  type Entry,
  keptTimes,
  type Num,
  negative,
  type Parts,
  parseNum,
  plus,
  type StateStore,
  showNum,
  type Total,
  type Window,
} from "../index.ts";

const schema = `
CREATE TABLE IF NOT EXISTS sums (term TEXT, key TEXT, known INTEGER, total TEXT, entries INTEGER, PRIMARY KEY (term, key)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reserved (call TEXT, term TEXT, key TEXT, amount TEXT);
CREATE INDEX IF NOT EXISTS reserved_call ON reserved (call);
CREATE TABLE IF NOT EXISTS noted (call TEXT, term TEXT, key TEXT, known INTEGER, time REAL, amount TEXT, succeeded INTEGER);
CREATE INDEX IF NOT EXISTS noted_key ON noted (term, key, time);
CREATE INDEX IF NOT EXISTS noted_call ON noted (call);
CREATE TABLE IF NOT EXISTS forgotten (term TEXT, key TEXT, before REAL, PRIMARY KEY (term, key)) WITHOUT ROWID;
`;

/** Throws where this Node has no `node:sqlite`, and where the file cannot be opened or is no database. */
export function openSqliteState(file: string): SqliteState {
  const sqlite = process.getBuiltinModule("node:sqlite");
  if (!sqlite) throw new Error("state in a file needs `node:sqlite`: run this with Node 22.13 or later");
  return new SqliteState(new sqlite.DatabaseSync(file, { timeout: 10_000 }));
}

interface Row {
  readonly key: string;
  readonly time: number | null;
  readonly amount: string | null;
  readonly succeeded: number;
}

export class SqliteState implements StateStore {
  private readonly database: DatabaseSync;
  private depth = 0;

  constructor(database: DatabaseSync) {
    this.database = database;
    // A cap must hold over a power cut as well: every commit reaches the disk.
    database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;");
    database.exec(schema);
  }

  close(): void {
    this.database.close();
  }

  transact<Result>(body: () => Result): Result {
    if (this.depth > 0) return body();
    this.database.exec("BEGIN IMMEDIATE");
    this.depth++;
    try {
      const result = body();
      this.database.exec("COMMIT");
      return result;
    } catch (error) {
      this.database.exec("ROLLBACK");
      throw error;
    } finally {
      this.depth--;
    }
  }

  add(term: string, parts: Parts, amount: Num, call?: string): void {
    this.transact(() => {
      this.change(term, keyOf(parts), isKnown(parts), amount, 1);
      if (call === undefined) return;
      this.run("INSERT INTO reserved VALUES (?, ?, ?, ?)", call, term, keyOf(parts), showNum(amount));
    });
  }

  total(term: string, parts: Parts): Total {
    const known = isKnown(parts);
    const rows = this.rows(
      "SELECT key, total FROM sums WHERE term = ? AND (key = ? OR known = 0 OR ?) AND entries > 0",
      term,
      keyOf(parts),
      known ? 0 : 1,
    );
    let total: Num = 0;
    let doubtful = false;
    for (const row of rows) {
      if (known && row.key === keyOf(parts)) total = numberOf(row.total);
      else if (compatible(String(row.key), parts)) doubtful = true;
    }
    return { total, doubtful };
  }

  enter(term: string, parts: Parts, { call, timeMs, amount }: Entry, keepMs: number): void {
    this.transact(() => {
      const key = keyOf(parts);
      if (timeMs !== undefined && isKnown(parts)) this.forget(term, key, timeMs - keptTimes * keepMs);
      const exact = amount === undefined ? null : showNum(amount);
      this.run("INSERT INTO noted VALUES (?, ?, ?, ?, ?, ?, 0)", call, term, key, isKnown(parts) ? 1 : 0, timeMs ?? null, exact);
    });
  }

  /** What no window reaches any more goes. A clock that goes back asks for it all the same, and is told that it may be gone. */
  private forget(term: string, key: string, before: number): void {
    const { changes } = this.database.prepare("DELETE FROM noted WHERE term = ? AND key = ? AND time < ?").run(term, key, before);
    if (changes > 0)
      this.run("INSERT INTO forgotten VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET before = max(before, excluded.before)", term, key, before);
  }

  window(term: string, parts: Parts, fromMs: number, toMs: number): Window {
    const known = isKnown(parts);
    const key = keyOf(parts);
    const from = Number.isFinite(fromMs) ? fromMs : -Number.MAX_VALUE;
    const rows = this.rows(
      "SELECT key, time, amount, succeeded FROM noted WHERE term = ? AND (key = ? OR known = 0 OR ?) AND (time IS NULL OR time >= ?)",
      term,
      key,
      known ? 0 : 1,
      from,
    ).map(readNoted);
    const found = { count: 0, succeeded: 0, doubtful: 0, doubtfulSucceeded: 0 };
    let sum: Num | undefined = 0;
    for (const row of rows) {
      if (known && row.key === key && row.time !== null && row.time <= toMs) {
        found.count++;
        found.succeeded += row.succeeded;
        sum = sum === undefined || row.amount === null ? undefined : plus(sum, numberOf(row.amount));
      } else if (compatible(row.key, parts)) {
        found.doubtful++;
        found.doubtfulSucceeded += row.succeeded;
      }
    }
    for (const { key: of } of this.rows(
      "SELECT key FROM forgotten WHERE term = ? AND (key = ? OR ?) AND before > ?",
      term,
      key,
      known ? 0 : 1,
      from,
    )) {
      if (!compatible(String(of), parts)) continue;
      found.doubtful++;
      found.doubtfulSucceeded++;
    }
    return { ...found, sum };
  }

  settle(call: string, outcome: "succeeded" | "failed"): void {
    this.transact(() => {
      const reserved = this.rows("SELECT term, key, amount FROM reserved WHERE call = ?", call);
      this.run("DELETE FROM reserved WHERE call = ?", call);
      if (outcome === "succeeded") return this.run("UPDATE noted SET succeeded = 1 WHERE call = ?", call);
      this.run("DELETE FROM noted WHERE call = ?", call);
      for (const { term, key, amount } of reserved) this.change(String(term), String(key), true, negative(numberOf(amount)), -1);
    });
  }

  private change(term: string, key: string, known: boolean, amount: Num, entries: number): void {
    const [row] = this.rows("SELECT total, entries FROM sums WHERE term = ? AND key = ?", term, key);
    if (!row && entries < 0) return;
    if (!row) return this.run("INSERT INTO sums VALUES (?, ?, ?, ?, ?)", term, key, known ? 1 : 0, showNum(amount), entries);
    const left = Number(row.entries) + entries;
    if (left <= 0) return this.run("DELETE FROM sums WHERE term = ? AND key = ?", term, key);
    this.run(
      "UPDATE sums SET total = ?, entries = ? WHERE term = ? AND key = ?",
      showNum(plus(numberOf(row.total), amount)),
      left,
      term,
      key,
    );
  }

  private rows(sql: string, ...values: (string | number | null)[]) {
    return this.database.prepare(sql).all(...values);
  }
  private run(sql: string, ...values: (string | number | null)[]): void {
    this.database.prepare(sql).run(...values);
  }
}

/** A row as it was written here, or as one that may belong anywhere: the file is somebody else's as well. */
function readNoted({ key, time, amount, succeeded }: Record<string, unknown>): Row {
  return {
    key: String(key),
    time: typeof time === "number" ? time : null,
    amount: typeof amount === "string" ? amount : null,
    succeeded: succeeded === 1 ? 1 : 0,
  };
}

const isKnown = (parts: Parts): boolean => !parts.includes(undefined);
const keyOf = (parts: Parts): string => JSON.stringify(parts.map((part) => part ?? null));

function compatible(key: string, parts: Parts): boolean {
  const stored = JSON.parse(key) as (string | null)[];
  return parts.every((part, i) => part === undefined || stored[i] === null || stored[i] === part);
}

/** A total that is no number was not written by us: it must not count as nothing. */
function numberOf(text: unknown): Num {
  const number = typeof text === "string" ? parseNum(text) : undefined;
  if (number === undefined) throw new Error("the state file holds an amount that is no number");
  return number;
}
