// Columns of a log: they say what its entries say, whatever these hold and however the log has grown or the file was damaged.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ColumnBuilder, countValues, overview, select } from "../../engine/evidence/columns/index.ts";
import {
  type Column,
  columns as columnNames,
  type Entry,
  type EntryFilter,
  entryType,
  logKeys,
  matches,
  microsOf,
  outcomes,
  readSigned,
  utf8,
  valuesOf,
  writeEntry,
} from "../../engine/evidence/index.ts";
import { quantile, Random } from "../../engine/metrics/index.ts";
import { columnsFile, columnsOf, hashing, LogReader, LogWriter, newKey, signerOf } from "../../engine/node/evidence/index.ts";
import { runs } from "../counts.ts";

const random = Random.seeded(20_261_126);
const pick = <T>(items: readonly T[]): T => items[random.below(items.length)]!;
/** Names with everything JSON spells in a way of its own. */
const names = [
  "a",
  "b",
  'say "no"',
  "back\\slash",
  "é",
  "日本",
  "line\nbreak",
  "</script>",
  "{",
  "}]",
  ",",
  ":",
  "decision",
  "\u202eabc",
  "x".repeat(300),
];
const ids = Array.from({ length: 40 }, (_, i) => `${pick(names)}${i % 9}`);
const maybe = <T extends object>(part: () => T): Partial<T> => (random.below(3) === 0 ? {} : part());

function someEntry(i: number): Entry {
  return {
    type: entryType,
    // Some are of one action: before it is done, and after.
    id: `e/${random.below(3) === 0 ? Math.max(0, i - random.below(40)) : i}`,
    time: `20${10 + random.below(30)}-0${1 + random.below(9)}-${10 + random.below(18)}T0${random.below(10)}:30:${10 + random.below(50)}${pick(["", ".5", ".123456", ".123456789"])}Z`,
    agent: pick(names),
    session: pick(ids),
    ...maybe(() => ({
      principal: pick([
        { user: pick(ids), team: "t" },
        { customer: { id: pick(ids) }, via: ["x"] },
        { customer: { id: random.below(50) } },
        {},
      ]),
    })),
    ...maybe(() => ({ model: pick(names) })),
    pact: { id: pick(names), version: "1.0.0", hash: "0".repeat(64) },
    action: pick(ids),
    ...maybe(() => ({
      input: { value: { decision: "deny", session: pick(ids), nested: [{ action: pick(names) }, 1e21, -0.5, null, true] } },
    })),
    ...maybe(() => ({ facts: { outcome: pick(names) } })),
    decision: pick(["allow", "deny", "escalate"] as const),
    reason: "allowed",
    basis: Array.from({ length: random.below(3) }, () => `${pick(names)}@1.0.0#${pick(names)}`),
    outcome: pick(outcomes),
    ...maybe(() => ({ result: { value: pick(names) } })),
    ...maybe(() => ({
      usage: {
        ...maybe(() => ({ tokens: random.below(1e6) })),
        ...maybe(() => ({ cost: random.below(1e6) / 1000 })),
        latencyMs: pick([1e21, 1e-7, 12.25, 0.1, 123456789.123456]),
      },
    })),
    ...maybe(() => ({ approval: { by: pick(ids), at: "2026-01-01T00:00:00Z", clause: pick(names) } })),
  };
}

function someFilter(): EntryFilter {
  const one: Record<string, () => string> = {
    session: () => pick(ids),
    agent: () => pick(names),
    clause: () => pick([pick(names), `${pick(names)}@1.0.0#${pick(names)}`]),
    action: () => pick(ids),
    decision: () => pick(["allow", "deny", "escalate", "\ud800"]),
    outcome: () => pick(outcomes),
    person: () => pick([pick(ids), "7", "t", "x"]),
    since: () => pick(["2020-05-15", "2020-05-15T04:30", "2031-02-20T03:30:20Z", "2031-02-20T03:30:20.5Z"]),
    until: () => pick(["2030-05-15", "2035-02-20T03:30:20Z"]),
  };
  const chosen = Object.keys(one).filter(() => random.below(4) === 0);
  return Object.fromEntries(chosen.map((name) => [name, one[name]!()]));
}

/** The entries of actions whose end a later one tells. */
function begunIn(entries: readonly Entry[]): ReadonlySet<Entry> {
  const open = new Map<string, Entry>();
  const begun = new Set<Entry>();
  for (const entry of entries) {
    if (entry.outcome === "unknown") open.set(entry.id, entry);
    else if (open.has(entry.id)) {
      begun.add(open.get(entry.id)!);
      open.delete(entry.id);
    }
  }
  return begun;
}

describe("columns of a log", () => {
  const entries = Array.from({ length: runs.columns }, (_, i) => someEntry(i));
  const builder = new ColumnBuilder(1);
  for (const entry of entries) {
    const bytes = writeEntry(entry);
    const within = new Uint8Array(bytes.length + 7);
    within.set(bytes, 3);
    builder.add(within, 3, 3 + bytes.length);
  }

  it("find the entries that a reader of each finds", () => {
    let someFound = 0;
    for (let i = 0; i < 200; i++) {
      const filter = someFilter();
      const expected = entries.flatMap((entry, index) => (matches(entry, filter) ? [index] : []));
      assert.deepEqual([...select(builder, filter)], expected, JSON.stringify(filter));
      if (expected.length > 0 && expected.length < entries.length) someFound++;
    }
    assert.ok(someFound > 30, `${someFound} filters found something`);
  });

  it("count each value as often as a reader of each counts it", () => {
    for (const column of columnNames as readonly Column[]) {
      for (const rows of [undefined, select(builder, { decision: "deny" })]) {
        const counts = new Map<string, number>();
        for (const entry of rows ? [...rows].map((row) => entries[row]!) : entries)
          for (const value of new Set(valuesOf(entry, column))) counts.set(value, (counts.get(value) ?? 0) + 1);
        const expected = [...counts].sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1)).map(([value, count]) => ({ value, count }));
        assert.deepEqual(countValues(builder, column, 10, rows), expected.slice(0, 10), column);
        assert.deepEqual(countValues(builder, column, 1e9, rows), expected, column);
      }
    }
  });

  it("hold numbers and times exactly", () => {
    const [tokens, cost, latency, times] = [
      builder.numbers("tokens"),
      builder.numbers("cost"),
      builder.numbers("latencyMs"),
      builder.times(),
    ];
    for (const [row, { usage, time }] of entries.entries()) {
      assert.deepEqual(
        [tokens[row], cost[row], latency[row]],
        [usage?.tokens ?? Number.NaN, usage?.cost ?? Number.NaN, usage?.latencyMs ?? Number.NaN],
      );
      const [seconds, fraction = ""] = time.slice(0, -1).split(".");
      assert.equal(times[row], Date.parse(`${seconds}Z`) * 1000 + Number(fraction.padEnd(6, "0").slice(0, 6)));
      assert.equal(microsOf(time), times[row]);
    }
  });

  it("give the overview that a reader of each entry adds up", () => {
    const handoffs = new Set([entries[0]!.action]);
    const rows = select(builder, { since: "2015-01-01" });
    const told = overview(builder, { stretches: 7, rows, handoffs, most: 5 });
    const begun = begunIn(entries);
    const those = [...rows].map((row) => entries[row]!).filter((entry) => !begun.has(entry));
    assert.ok(begun.size > entries.length / 100 && those.length < rows.length, `${begun.size} of ${entries.length} are beginnings`);
    const times = those.map(({ time }) => microsOf(time));
    const first = Math.min(...times);
    const stretchOf = (entry: Entry) => Math.floor((microsOf(entry.time) - first) / (told.stretchMs * 1000));
    const stretches = Array.from({ length: 7 }, (_, i) => those.filter((entry) => stretchOf(entry) === i));
    const isViolation = ({ outcome, decision, approval }: Entry) =>
      outcome === "executed" && (decision === "deny" || (decision === "escalate" && !approval));
    const share = (of: readonly Entry[], is: (entry: Entry) => boolean) => (of.length === 0 ? undefined : of.filter(is).length / of.length);
    const close = (seen: readonly (number | undefined)[], expected: readonly (number | undefined)[]) => {
      for (const [i, value] of expected.entries())
        if (value === undefined) assert.equal(seen[i], undefined);
        else assert.ok(Math.abs(seen[i]! - value) <= 1e-9 * Math.max(1, Math.abs(value)), `${seen[i]} is not ${value}`);
    };
    const median = (of: readonly Entry[], q: number) =>
      quantile(
        of.flatMap(({ usage }) => usage?.latencyMs ?? []),
        q,
      );
    assert.deepEqual([told.entries, told.from, told.to], [those.length, first / 1000, Math.max(...times) / 1000]);
    assert.equal(told.sessions, new Set(those.map(({ session }) => session)).size);
    assert.deepEqual(
      told.volume,
      stretches.map(({ length }) => length),
    );
    assert.equal(
      told.volume.reduce((a, b) => a + b, 0),
      those.length,
      "the last entry is in the last stretch",
    );
    close(
      told.tokens,
      stretches.map((of) => of.reduce((sum, { usage }) => sum + (usage?.tokens ?? 0), 0)),
    );
    close(
      told.cost,
      stretches.map((of) => of.reduce((sum, { usage }) => sum + (usage?.cost ?? 0), 0)),
    );
    close(
      told.latency.p50,
      stretches.map((of) => median(of, 0.5)),
    );
    close(
      told.latency.p95,
      stretches.map((of) => median(of, 0.95)),
    );
    close(
      told.violationRate,
      stretches.map((of) => share(of, isViolation)),
    );
    close(
      told.escalationRate,
      stretches.map((of) => share(of, ({ decision }) => decision === "escalate")),
    );
    close(
      told.handoffRate,
      stretches.map((of) => share(of, ({ action }) => handoffs.has(action))),
    );
    for (const { name, counts } of [...told.outcomes, ...told.actions.slice(0, -1)])
      assert.deepEqual(
        counts,
        stretches.map((of) => of.filter(({ outcome, action }) => outcome === name || action === name).length),
        name,
      );
    const named = told.actions.flatMap(({ name }) => name ?? []);
    assert.equal(named.length, 8);
    assert.deepEqual(
      told.actions.at(-1)!.counts,
      stretches.map((of) => of.filter(({ action }) => !named.includes(action)).length),
    );
    assert.equal(told.byAction.length, 5);
    for (const { name, entries: count, violations, latency } of told.byAction) {
      const of = those.filter(({ action }) => action === name);
      assert.deepEqual([count, violations], [of.length, of.filter(isViolation).length]);
      close([latency], [median(of, 0.5)]);
    }
    const who = ({ principal }: Entry) => principal?.user ?? (principal?.customer as { id?: unknown } | undefined)?.id;
    const used = new Map<string, number>();
    for (const entry of those)
      if (typeof who(entry) === "string") used.set(String(who(entry)), (used.get(String(who(entry))) ?? 0) + (entry.usage?.tokens ?? 0));
    const most = [...used].filter(([, tokens]) => tokens > 0).sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
    assert.deepEqual(
      told.tokensByPerson.map(({ name }) => name),
      [...most.slice(0, 8).map(([name]) => name), undefined],
    );
    for (const { name, counts } of told.tokensByPerson.slice(0, -1))
      close(
        counts,
        stretches.map((of) => of.filter((entry) => who(entry) === name).reduce((sum, { usage }) => sum + (usage?.tokens ?? 0), 0)),
      );
    const others = most.slice(8).reduce((sum, [, tokens]) => sum + tokens, 0);
    close([told.tokensByPerson.at(-1)!.counts.reduce((a, b) => a + b, 0)], [others]);
    const teams = those.filter(({ principal }) => principal?.team === "t");
    assert.deepEqual(
      told.byTeam.map(({ name, entries: count }) => [name, count]),
      [["t", teams.length]],
    );
    const nothing = overview(builder, { stretches: 7, rows: new Uint32Array(0) });
    assert.deepEqual(
      [nothing.entries, nothing.from, nothing.volume, nothing.violationRate[0]],
      [0, undefined, [0, 0, 0, 0, 0, 0, 0], undefined],
    );
  });

  it("have a row for what is no entry, and nothing hangs on it", () => {
    const whole = writeEntry(entries[0]!);
    const broken = [
      utf8(""),
      utf8("null"),
      utf8('{"action":'),
      utf8('{"action":"x'),
      utf8('{"a":{{{{'),
      utf8('{"action":"a\\'),
      utf8("]]]]"),
      utf8('{"usage":{"cost":--}}'),
    ];
    const hostile = new ColumnBuilder(1);
    for (const bytes of broken) hostile.add(bytes, 0, bytes.length);
    for (let length = 0; length < whole.length; length++) hostile.add(whole, 0, length);
    for (let i = 0; i < 2000; i++) {
      const bytes = Uint8Array.from(whole);
      for (let j = 0; j < 3; j++) bytes[random.below(bytes.length)] = random.below(256);
      hostile.add(bytes, 0, bytes.length);
    }
    assert.equal(hostile.size, broken.length + whole.length + 2000);
    for (const column of columnNames) countValues(hostile, column, 5);
    for (let i = 0; i < 50; i++) select(hostile, someFilter());
  });
});

describe("columns that are kept", () => {
  let folder: string;
  const signing = signerOf(newKey());
  const keys = logKeys("log.example/columns", signing.publicKey, hashing);
  const before = process.env.XDG_CACHE_HOME;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-columns-"));
    process.env.XDG_CACHE_HOME = path.join(folder, "cache");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true, force: true });
    if (before === undefined) delete process.env.XDG_CACHE_HOME;
    else process.env.XDG_CACHE_HOME = before;
  });
  const log = () => path.join(folder, "log");
  const entries: Entry[] = Array.from({ length: 14_000 }, (_, i) => ({ ...someEntry(i), session: `s${i >> 3}` }));
  async function write(from: number, to: number, where = log()): Promise<void> {
    const writer = await LogWriter.open(where, { keys, signing, clock: Date.now });
    await Promise.all(entries.slice(from, to).map((entry) => writer.append(writeEntry(entry))));
    await writer.close();
  }
  function checkpoint() {
    const read = readSigned(readFileSync(path.join(log(), "checkpoint")));
    assert.ok(!("problem" in read));
    return read;
  }
  const reader = () => new LogReader(log(), checkpoint());
  const filter = { decision: "deny", outcome: "executed" };
  const expected = (to: number) => entries.slice(0, to).flatMap((entry, i) => (matches(entry, filter) ? [i] : []));
  const found = () => [...reader().entries(filter)].map(({ index }) => index);

  it("are made once, outside the log, and used where it has only grown", async () => {
    await write(0, 6000);
    assert.deepEqual(found(), expected(6000));
    const file = columnsFile(log());
    const made = readFileSync(file);
    assert.deepEqual(found(), expected(6000));
    await write(6000, 6100);
    assert.deepEqual(found(), expected(6100), "what came to it is found");
    assert.deepEqual(readFileSync(file), made, "a hundred more are no reason to write it again");
    await write(6100, 14_000);
    assert.deepEqual(found(), expected(14_000));
    const begun = begunIn(entries);
    assert.equal(reader().overview({}, 7, new Set()).entries, entries.filter((entry) => !begun.has(entry)).length);
    assert.notDeepEqual(readFileSync(file), made);
    assert.deepEqual(
      columnsOf(log(), checkpoint()).times(),
      Float64Array.from(entries, ({ time }) => microsOf(time)),
    );
  });

  it("are made anew where the log is another, or they are not what they say", async () => {
    await write(0, 6000);
    found();
    const file = columnsFile(log());
    const made = readFileSync(file);
    rmSync(log(), { recursive: true });
    entries.reverse();
    await write(0, 7000);
    assert.deepEqual(found(), expected(7000), "another log of that name");
    const right = readFileSync(file);
    const damages = [
      made.subarray(0, 100),
      right.subarray(0, right.length / 2),
      Buffer.from("{}\n"),
      Buffer.alloc(0),
      Buffer.concat([right.subarray(0, 300), Buffer.alloc(right.length - 300, 255)]),
    ];
    for (const damaged of damages) {
      writeFileSync(file, damaged);
      assert.deepEqual(found(), expected(7000), `${damaged.length} bytes`);
    }
    for (let i = 0; i < 40; i++) {
      const bytes = Buffer.from(right);
      const at = random.below(bytes.length);
      bytes.fill(random.below(2) === 0 ? 255 : 0, at, Math.min(bytes.length, at + 4000));
      writeFileSync(file, bytes);
      assert.deepEqual(found(), expected(7000), `${at} of ${bytes.length}`);
    }
    assert.deepEqual(found(), expected(7000), "and what was made instead is used");
    entries.reverse();
  });

  it("give pages, the newest first, and look for text in the log itself", async () => {
    await write(0, 6000);
    const newest = expected(6000).reverse();
    const { total, rows } = reader().find(filter, 3, 5);
    assert.deepEqual([total, rows.map(({ index }) => index)], [newest.length, newest.slice(3, 8)]);
    assert.deepEqual(
      reader()
        .find({}, 5998, 10)
        .rows.map(({ index }) => index),
      [1, 0],
    );
    const text = { ...filter, text: "LINE\nBREAK" };
    const withText = entries.slice(0, 6000).flatMap((entry, i) => (matches(entry, text) ? [i] : []));
    assert.ok(withText.length > 0);
    assert.deepEqual(
      [...reader().entries(text)].map(({ index }) => index),
      withText,
    );
  });

  it("no pipe of their name is waited for", async () => {
    await write(0, 6000);
    const file = columnsFile(log());
    mkdirSync(path.dirname(file), { recursive: true });
    if (spawnSync("mkfifo", [file]).status !== 0) return console.log("      there is no mkfifo here: not run");
    assert.deepEqual(found(), expected(6000));
  });

  it("are not needed: a cache that cannot be written stops nothing", async () => {
    await write(0, 6000);
    writeFileSync(path.join(folder, "cache"), "a file");
    assert.deepEqual(found(), expected(6000));
    assert.equal(existsSync(columnsFile(log())), false);
  });
});
