// The two stores of state are one in what they answer; and processes that share a file never pass a cap together.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import fc from "fast-check";
import { MemoryState, type Parts, type StateStore, showNum } from "../../engine/index.ts";
import { openSqliteState, type SqliteState } from "../../engine/node/index.ts";

const open = (file: string): SqliteState => openSqliteState(file);

type Step =
  | { readonly do: "add"; readonly parts: Parts; readonly amount: number; readonly call: number | undefined }
  | {
      readonly do: "enter";
      readonly parts: Parts;
      readonly timeMs: number | undefined;
      readonly amount: number | undefined;
      readonly call: number;
    }
  | { readonly do: "settle"; readonly call: number; readonly outcome: "succeeded" | "failed" };

const parts: fc.Arbitrary<Parts> = fc.array(fc.constantFrom("a", "b", undefined), { minLength: 2, maxLength: 2 });
const call = fc.integer({ min: 0, max: 6 });
const amount = fc.constantFrom(1, 2, 0.1, 0.2);
const timeMs = fc.constantFrom(0, 10, 20, 30, 40);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constant("add" as const), parts, amount, call: fc.option(call, { nil: undefined }) }),
  fc.record({
    do: fc.constant("enter" as const),
    parts,
    timeMs: fc.option(timeMs, { nil: undefined, freq: 5 }),
    amount: fc.option(amount, { nil: undefined, freq: 5 }),
    call,
  }),
  fc.record({ do: fc.constant("settle" as const), call, outcome: fc.constantFrom("succeeded" as const, "failed" as const) }),
);

function take(store: StateStore, each: Step): void {
  if (each.do === "add") store.add("t", each.parts, each.amount, each.call === undefined ? undefined : `c${each.call}`);
  else if (each.do === "enter") store.enter("w", each.parts, { call: `c${each.call}`, timeMs: each.timeMs, amount: each.amount }, 1000);
  else store.settle(`c${each.call}`, each.outcome);
}

/** Only whether there are successes counts, not how many. */
function ask(store: StateStore, asked: Parts, from: number, to: number) {
  const { total, doubtful } = store.total("t", asked);
  const window = store.window("w", asked, from, to);
  const sum = window.doubtful > 0 || window.sum === undefined ? undefined : showNum(window.sum);
  return {
    total: showNum(total),
    doubtful,
    window: [window.count, window.succeeded > 0, sum, window.doubtful, window.doubtfulSucceeded > 0],
  };
}

describe("state", () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(os.tmpdir(), "pact-state-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it("a database answers what the memory answers, whatever happened", () => {
    const sqlite = open(":memory:");
    let run = 0;
    fc.assert(
      fc.property(fc.array(step, { maxLength: 14 }), parts, timeMs, timeMs, (steps, asked, one, other) => {
        const [from, to] = [Math.min(one, other), Math.max(one, other)];
        const memory = new MemoryState();
        // A prefix of its own for each run, so that one database serves them all.
        const prefix = `${run++} `;
        const scoped = within(sqlite, prefix);
        for (const each of steps) for (const store of [memory, scoped]) take(store, each);
        assert.deepEqual(ask(scoped, asked, from, to), ask(memory, asked, from, to));
      }),
      { numRuns: 300, seed: 5 },
    );
    sqlite.close();
  });

  it("what a failing transaction did is undone", () => {
    const store = open(path.join(folder, "undone.sqlite"));
    assert.throws(() =>
      store.transact(() => {
        store.add("t", ["a"], 5);
        throw new Error("no");
      }),
    );
    assert.equal(store.total("t", ["a"]).total, 0);
    store.close();
  });

  it("outlives a restart, an open reservation too", () => {
    const file = path.join(folder, "restart.sqlite");
    const first = open(file);
    first.add("t", ["a"], 2, "call");
    first.enter("w", ["a"], { call: "call", timeMs: 5, amount: 0.1 }, 1000);
    first.close();
    const second = open(file);
    assert.equal(second.total("t", ["a"]).total, 2);
    assert.equal(second.window("w", ["a"], 0, 10).count, 1);
    second.settle("call", "failed");
    assert.equal(second.total("t", ["a"]).total, 0);
    assert.equal(second.window("w", ["a"], 0, 10).count, 0);
    second.close();
  });

  it("a file that is no database, or holds an amount that is none, is an error and never an empty account", () => {
    const file = path.join(folder, "text.sqlite");
    writeFileSync(file, "these are no pages of a database, however long they go on ".repeat(50));
    assert.throws(() => open(file));
    const store = open(path.join(folder, "forged.sqlite"));
    store.add("t", ["a"], 1);
    (store as unknown as { database: { exec(sql: string): void } }).database.exec("UPDATE sums SET total = 'many'");
    assert.throws(() => store.total("t", ["a"]), /no number/);
    store.close();
  });

  it("200 requests of four processes at once never pass a hard cap", async function () {
    this.timeout(60_000);
    const file = path.join(folder, "shared.sqlite");
    open(file).close();
    const worker = path.join(import.meta.dirname, "state-worker.ts");
    const runs = Array.from(
      { length: 4 },
      (_, i) =>
        new Promise<number>((done, fail) => {
          const child = spawn(process.execPath, [worker, file, String(i), "50"], { stdio: ["ignore", "pipe", "inherit"] });
          let said = "";
          child.stdout.setEncoding("utf8").on("data", (text: string) => {
            said += text;
          });
          child.on("error", fail).on("exit", (code) => (code === 0 ? done(Number(said)) : fail(new Error(`exit ${code}`))));
        }),
    );
    const allowed = await Promise.all(runs);
    assert.equal(
      allowed.reduce((a, b) => a + b),
      17,
      `allowed by each: ${allowed}`,
    );
  });
});

/** The same store, under names of its own. */
function within(store: StateStore, prefix: string): StateStore {
  return {
    transact: (body) => store.transact(body),
    add: (term, of, much, by) => store.add(prefix + term, of, much, by === undefined ? undefined : prefix + by),
    total: (term, of) => store.total(prefix + term, of),
    enter: (term, of, entry, keepMs) => store.enter(prefix + term, of, { ...entry, call: prefix + entry.call }, keepMs),
    window: (term, of, from, to) => store.window(prefix + term, of, from, to),
    settle: (by, outcome) => store.settle(prefix + by, outcome),
  };
}
