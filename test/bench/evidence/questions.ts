// Questions to a log of a million entries, from its columns, beside DuckDB over the same entries as JSON Lines and as Parquet; how long the
// columns take to make beside one parse of every entry; and a log's first screen beside reading the end of a file. DuckDB is installed
// from the lock beside it, only here.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { closeSync, existsSync, fstatSync, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";
import { countValues, overview, select } from "../../../engine/evidence/columns/index.ts";
import { entryTiles, fromBundle, readSigned, type SignedCheckpoint, tilePath, writeEntry } from "../../../engine/evidence/index.ts";
import { columnsFile, columnsOf, LogReader, LogWriter } from "../../../engine/node/evidence/index.ts";
import { type Bound, best, entryOf, keys, signing, sixtyFour, timed } from "./common.ts";

const size = 1_000_000;
/** About ten megabytes. */
const small = 10_000;
const rounds = 5;
const peer = path.join(import.meta.dirname, "..", "duckdb");

interface DuckDb {
  readonly DuckDBInstance: {
    create(): Promise<{ connect(): Promise<{ runAndReadAll(sql: string): Promise<{ getRowsJson(): unknown[][] }> }> }>;
  };
}
async function duckDb() {
  if (!existsSync(path.join(peer, "node_modules")))
    execFileSync("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund"], { cwd: peer, stdio: "inherit" });
  const { DuckDBInstance } = createRequire(path.join(peer, "package.json"))("@duckdb/node-api") as DuckDb;
  const connection = await (await DuckDBInstance.create()).connect();
  return async (sql: string): Promise<string> => JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
}

function checkpointOf(log: string): SignedCheckpoint {
  const read = readSigned(readFileSync(path.join(log, "checkpoint")));
  if ("problem" in read) throw new Error(read.problem);
  return read;
}

async function makeLog(log: string, count: number): Promise<void> {
  const writer = await LogWriter.open(log, { keys, signing, clock: Date.now });
  await sixtyFour(count, (i) => writer.append(writeEntry(entryOf(i))));
  await writer.close();
}

function* bundlesOf(log: string, count: number): Generator<Uint8Array[]> {
  for (const tile of entryTiles(count)) yield fromBundle(readFileSync(path.join(log, tilePath(tile))), tile.width).entries;
}

function writeLines(log: string, file: string): void {
  const handle = openSync(file, "w");
  for (const entries of bundlesOf(log, size)) writeSync(handle, entries.map((each) => `${Buffer.from(each)}\n`).join(""));
  closeSync(handle);
}

/** What is asked: of columns opened anew each time, and as SQL. Each answer as text, so that all can be seen to agree. */
const questions = [
  {
    name: "group by action",
    ask: (log: string) => told(countValues(columnsOf(log, checkpointOf(log)), "action", 10)),
    sql: (from: string) => `SELECT action, count(*)::INT AS n FROM ${from} GROUP BY action ORDER BY n DESC, action LIMIT 10`,
  },
  {
    name: "filter by session",
    ask: (log: string) => JSON.stringify(select(columnsOf(log, checkpointOf(log)), { session: "session-77777" }).length),
    sql: (from: string) => `SELECT count(*)::INT FROM ${from} WHERE session = 'session-77777'`,
  },
  {
    name: "filter by decision and time, group by clause",
    ask: (log: string) => {
      const columns = columnsOf(log, checkpointOf(log));
      return told(countValues(columns, "clause", 20, select(columns, { decision: "deny", since: "2026-01-03", until: "2026-01-09" })));
    },
    sql: (from: string) =>
      `SELECT clause, count(*)::INT AS n FROM (SELECT unnest(basis) AS clause FROM ${from} WHERE decision = 'deny' AND time >= '2026-01-03' AND time < '2026-01-09') GROUP BY clause ORDER BY n DESC, clause LIMIT 20`,
  },
] as const;
const told = (counted: readonly { readonly value: string; readonly count: number }[]): string =>
  JSON.stringify(counted.map(({ value, count }) => [value, count]));
/** DuckDB gives one value as a row of one. */
const plain = (rows: string): string => rows.replace(/^\[\[(\d+)\]\]$/, "$1");

async function asked(log: string, folder: string): Promise<Bound[]> {
  const query = await duckDb();
  const lines = path.join(folder, "log.jsonl");
  const parquet = path.join(folder, "log.parquet");
  writeLines(log, lines);
  // The fields the columns have; time stays text, as entries spell it.
  const types = `{action: 'VARCHAR', agent: 'VARCHAR', basis: 'VARCHAR[]', decision: 'VARCHAR', model: 'VARCHAR', outcome: 'VARCHAR', pact: 'JSON', principal: 'JSON', reason: 'VARCHAR', session: 'VARCHAR', time: 'VARCHAR', usage: 'JSON'}`;
  const json = `read_json('${lines}', format = 'newline_delimited', columns = ${types})`;
  await query(`COPY (SELECT * FROM ${json}) TO '${parquet}' (FORMAT parquet)`);
  const bounds: Bound[] = [];
  for (const { name, ask, sql } of questions) {
    const [ours, scanned, stored]: number[][] = [[], [], []];
    let answer = "";
    for (let round = 0; round < rounds; round++) {
      const answered = (): void => {
        answer = ask(log);
      };
      ours!.push(await timed(answered));
      stored!.push(await timed(async () => assert.equal(plain(await query(sql(`'${parquet}'`))), answer)));
      if (round < 2) scanned!.push(await timed(async () => assert.equal(plain(await query(sql(json))), answer)));
    }
    const [a, b, c] = [best(ours!), best(scanned!), best(stored!)];
    console.log(`${name}: ${a.toFixed(1)} ms; DuckDB read_json ${b.toFixed(0)} ms, Parquet ${c.toFixed(1)} ms`);
    bounds.push([`${name}: DuckDB's read_json / columns`, b / a, 10, "at least"]);
    bounds.push([`${name}: columns / DuckDB on Parquet`, a / c, 1, "at most"]);
  }
  return bounds;
}

async function built(log: string): Promise<Bound> {
  const [ours, parse]: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    rmSync(columnsFile(log), { force: true });
    ours.push(await timed(() => columnsOf(log, checkpointOf(log))));
    parse.push(
      await timed(() => {
        for (const entries of bundlesOf(log, size)) for (const each of entries) JSON.parse(Buffer.from(each).toString());
      }),
    );
  }
  console.log(
    `columns of ${size.toLocaleString("en")} entries made and kept: ${Math.round(best(ours))} ms; JSON.parse of each ${Math.round(best(parse))} ms`,
  );
  return ["making the columns / one JSON.parse of each entry", best(ours) / best(parse), 1, "at most"];
}

/** Milliseconds of the overview over time, from columns that were kept. */
async function overTime(log: string): Promise<Bound> {
  const times: number[] = [];
  for (let round = 0; round < 3; round++)
    times.push(await timed(() => assert.equal(overview(columnsOf(log, checkpointOf(log)), { stretches: 60 }).entries, size)));
  console.log(`overview of ${size.toLocaleString("en")} entries over time: ${Math.round(best(times))} ms`);
  return ["the overview of a million entries, in seconds", best(times) / 1000, 2, "at most"];
}

async function opened(log: string, other: string, lines: string): Promise<Bound[]> {
  const first = (of: string): void => {
    const { rows } = new LogReader(of, checkpointOf(of)).find({}, 0, 60);
    assert.equal(rows.length, 60);
  };
  const [large, little, end]: [number[], number[], number[]] = [[], [], []];
  for (let round = 0; round < 40; round++) {
    large.push(await timed(() => first(log)));
    little.push(await timed(() => first(other)));
    end.push(
      await timed(() => {
        const handle = openSync(lines, "r");
        const bytes = Buffer.alloc(1_000_000);
        readSync(handle, bytes, 0, bytes.length, fstatSync(handle).size - bytes.length);
        closeSync(handle);
        for (const line of bytes.toString().split("\n").slice(1, -1)) JSON.parse(line);
      }),
    );
  }
  console.log(
    `first screen of ${size.toLocaleString("en")} entries ${best(large).toFixed(2)} ms, of ${small.toLocaleString("en")} ${best(little).toFixed(2)} ms; the last megabyte read and parsed ${best(end).toFixed(2)} ms`,
  );
  return [
    ["first screen of a million entries / the last megabyte read and parsed", best(large) / best(end), 1.5, "at most"],
    ["first screen of a gigabyte / of ten megabytes", best(large) / best(little), 1.1, "at most"],
  ];
}

export async function ask(): Promise<Bound[]> {
  const folder = mkdtempSync(path.join(tmpdir(), "pact-bench-questions-"));
  process.env.XDG_CACHE_HOME = path.join(folder, "cache");
  try {
    const [log, other] = [path.join(folder, "log"), path.join(folder, "other")];
    await makeLog(log, size);
    await makeLog(other, small);
    const making = await built(log);
    const answers = await asked(log, folder);
    return [making, ...answers, await overTime(log), ...(await opened(log, other, path.join(folder, "log.jsonl")))];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
