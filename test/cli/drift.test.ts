// `pact baseline`, `pact drift` and `pact due` as a person and CI start them, on the returns desk.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { decodeEvent } from "../../client/events.ts";
import type { Baseline } from "../../engine/drift/index.ts";
import type { DriftEvent, DueEvent, StreamEvent } from "../../engine/index.ts";

const root = path.join(import.meta.dirname, "../..");
const main = path.join(root, "cli/main.ts");

describe("pact drift", () => {
  let folder: string;
  before(function () {
    this.timeout(120_000);
    folder = mkdtempSync(path.join(tmpdir(), "pact-drift-"));
    cpSync(path.join(root, "samples/returns-desk"), folder, { recursive: true });
    // Two trials are too few for `pass^4`: what the requirements come to is not looked at here.
    for (const agent of ["careful", "careless"])
      assert.notEqual(
        pact("eval", "returns-desk.pact", "regression", "--trials", "2", "--out", agent, "--agent", `node ./agents/${agent}.mjs`).status,
        2,
      );
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const pact = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, NO_COLOR: "1", HOME: folder, XDG_CONFIG_HOME: path.join(folder, "config") },
    });
  const read = (name: string) => readFileSync(path.join(folder, name), "utf8");
  const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  /** The editor's decoder takes it for what it is, with all its fields. */
  const eventOf = <Event>(stdout: string): Event => {
    const event: Event = JSON.parse(stdout);
    assert.deepEqual(decodeEvent(stdout), event);
    return event;
  };
  const bless = (...more: string[]) => pact("baseline", "bless", "careful", "--as", "mine.json", "--by", "me", ...more);

  it("the sample's own baseline is of the sample as it is", () => {
    const baseline: Baseline = JSON.parse(read("baselines/regression.json"));
    const nextDay = new Date(Date.parse(baseline.began) + 86_400_000).toISOString();
    const { status, stdout } = pact("due", ".", "--json", "--now", nextDay);
    assert.deepEqual(eventOf<DueEvent>(stdout).reasons, [], "bless a run of the careful agent again, with a reason");
    assert.equal(status, 0);
  });

  it("is silent on the careful agent, and says what it could have seen", () => {
    const { status, stdout } = pact("drift", "returns-desk.pact", "--run", "careful", "--json");
    const { verdict, signals, cases, changed, breaks } = eventOf<DriftEvent>(stdout);
    assert.deepEqual([status, verdict, cases.compared, changed, breaks], [0, "no drift seen", 120, [], []]);
    const violations = signals.find(({ signal }) => signal === "scope_violation_rate")!;
    assert.ok(violations.detectable! > 0 && violations.detectable! < 0.05);
    assert.equal(violations.towards, "up");
    const calls = signals.find(({ signal }) => signal === "calls")!.amounts!;
    const counted = (bins: readonly number[]) => bins.reduce((a, b) => a + b, 0);
    assert.deepEqual([counted(calls.before.bins), counted(calls.now.bins)], [120, 120], "each case once on each side");
    // The pact watches neither.
    assert.ok(!signals.some(({ signal }) => signal === "tokens" || signal === "latency"));
  });

  it("the careless agent is drifted, with the clauses it breaks and the tools they speak of", () => {
    const { status, stdout } = pact("drift", "returns-desk.pact", "--run", "careless", "--json", "--html", "drift.html");
    const event = eventOf<DriftEvent>(stdout);
    assert.deepEqual([status, event.verdict], [1, "drifted"]);
    const drifted = event.signals.filter(({ verdict }) => verdict === "drifted").map(({ signal }) => signal);
    for (const signal of ["scope_violation_rate", "unescalated_rate", "handoff_rate", "tool_calls", "outcomes", "brier_score"])
      assert.ok(drifted.includes(signal), signal);
    assert.deepEqual(event.clauses.map(({ clause }) => clause).sort(), ["billing", "foreign_orders", "small_returns"]);
    assert.ok(event.breaks.some(({ clause, of }) => clause === "foreign_orders" && of === 2));
    assert.equal(event.tools[0]!.tool, "process_return");
    assert.ok(event.tools[0]!.clauses.includes("small_returns"));
    const page = read("drift.html");
    assert.match(page, /The agent behaves otherwise than it was blessed to/);
    assert.match(page, /foreign_orders/);
    assert.ok(!page.includes("<script"));
    const { stdout: text } = pact("drift", "returns-desk.pact", "--run", "careless");
    assert.match(text, /drifted +scope_violation_rate +0\.0% /);
    assert.match(text, /the agent was `command node \.\/agents\/careful\.mjs` and is `command node \.\/agents\/careless\.mjs`/);
  }).timeout(120_000);

  it("who blesses, and why, stays in the file; to replace one takes a reason", () => {
    assert.equal(bless("--per-day", "400").status, 0);
    const { blessed, perDay, suite, checkpoint }: Baseline = JSON.parse(read("mine.json"));
    assert.deepEqual([blessed.by, blessed.because, perDay, suite, checkpoint], ["me", "", 400, "returns_desk@2.1.0#regression", null]);
    const refused = bless();
    assert.deepEqual([refused.status, /say with --because why/.test(refused.stderr)], [2, true]);
    assert.equal(bless("--because", "the model is another").status, 0);
    assert.match(read("mine.json"), /"because": "the model is another"/);
    assert.equal((JSON.parse(read("mine.json")) as Baseline).perDay, 400, "how busy it is stays said");
    const nobody = pact("baseline", "bless", "careful", "--as", "theirs.json");
    assert.deepEqual([nobody.status, /nobody blesses this/.test(nobody.stderr)], [2, true]);
  });

  it("takes the newest whole run of the evaluation where none is named", () => {
    const none = pact("drift", "returns-desk.pact");
    assert.deepEqual([none.status, /has no whole run of `regression`/.test(none.stderr)], [2, true]);
    cpSync(path.join(folder, "careless"), path.join(folder, ".pact/runs/regression-001"), { recursive: true });
    pact("eval", "returns-desk.pact", "regression", "--filter", "large_1");
    // Another pact keeps its runs in the same folder.
    cpSync(path.join(folder, "careful"), path.join(folder, ".pact/runs/regression-009"), { recursive: true });
    const other = JSON.parse(read(".pact/runs/regression-009/run.json"));
    const later = {
      ...other,
      pact: { ...other.pact, id: "other_desk" },
      suite: "other_desk@1.0.0#regression",
      began: "2999-01-01T00:00:00Z",
    };
    put(".pact/runs/regression-009/run.json", JSON.stringify(later));
    assert.equal(pact("drift", "returns-desk.pact", "--permutations", "200").status, 1);
  });

  it("shards put together are blessed like any run, and no shard by itself; a new version that decides the same is said", () => {
    const shard = (index: number) =>
      pact("eval", "returns-desk.pact", "regression", "--trials", "1", "--shard", `${index}/2`, "--out", `shard-${index}`);
    shard(1);
    shard(2);
    pact("eval", "merge", "returns-desk.pact", "merged", "shard-1", "shard-2");
    const alone = pact("baseline", "bless", "shard-1", "--as", "merged.json", "--by", "me");
    assert.deepEqual([alone.status, /put its shards together with `pact eval merge`/.test(alone.stderr)], [2, true]);
    assert.equal(pact("baseline", "bless", "merged", "--as", "merged.json", "--by", "me").status, 0);
    const text = read("returns-desk.pact");
    put("returns-desk.pact", text.replace("2.1.0", "2.1.1"));
    pact("eval", "returns-desk.pact", "regression", "--trials", "1", "--out", "newer");
    const { status, stdout } = pact("drift", "returns-desk.pact", "--run", "newer", "--baseline", "merged.json");
    put("returns-desk.pact", text);
    assert.equal(status, 0);
    assert.match(
      stdout,
      /120 cases compared, each with itself\n {2}the pact's text is another \(2\.1\.0 → 2\.1\.1\), and decides the same/,
    );
  }).timeout(60_000);

  it("a run that has lost results is none, and hostile words never reach the terminal as they are", () => {
    cpSync(path.join(folder, "careful"), path.join(folder, "lost"), { recursive: true });
    const results = read("careful/results.jsonl").split("\n");
    for (const some of [results.slice(0, 30), []]) {
      put("lost/results.jsonl", some.map((line) => `${line}\n`).join(""));
      for (const args of [
        ["baseline", "bless", "lost", "--as", "lost.json", "--by", "me"],
        ["drift", "returns-desk.pact", "--run", "lost"],
      ]) {
        const { status, stderr } = pact(...args);
        assert.deepEqual([status, /of its 240 results: some were lost/.test(stderr)], [2, true], stderr);
      }
    }
    const words = "\u001b[2J\u001b]0;owned\u0007";
    bless("--because", `${words} \\u{1b}[31m`);
    const { stdout } = pact("drift", "returns-desk.pact", "--run", "careful", "--baseline", "mine.json");
    assert.ok(stdout.includes("\\u{1b}[2J\\u{1b}]0;owned\\u{7} \\u{1b}[31m") && !stdout.includes("\u001b"), stdout.slice(0, 300));
    rmSync(path.join(folder, "mine.json"));
  });

  it("says of everything it cannot compare why not", () => {
    const of = (baseline: object) => {
      put("other.json", JSON.stringify(baseline));
      return pact("drift", "returns-desk.pact", "--run", "careful", "--baseline", "other.json");
    };
    const good: Baseline = JSON.parse(read("baselines/regression.json"));
    const refused: [{ status: number | null; stderr: string }, RegExp][] = [
      [of({ ...good, blessed: { ...good.blessed, by: "somebody else" } }), /it was edited since it was blessed/],
      [of({ ...good, form: 2 }), /it has form 2, and this version reads form 1/],
      [of({ ...good, cases: [...good.cases, good.cases[0]] }), /case `billing_1` is there twice/],
      [of({ ...good, cases: [{ ...good.cases[0], trials: [] }] }), /`cases\.0\.trials` is not as a baseline has it/],
      [of({ ...good, pact: { ...good.pact, id: "other" } }), /it was edited/],
      [pact("drift", "returns-desk.pact", "--baseline", "none.json"), /none\.json: .*; `pact baseline bless RUN --as none\.json` makes it/],
      [pact("drift", "returns-desk.pact", "--run", "nowhere"), /nowhere holds no run/],
      [pact("drift", "returns-desk.pact", "--run", "careful", "--seed", "x"), /--seed takes a whole number/],
      [pact("baseline", "bless", "nowhere", "--as", "x.json", "--by", "me"), /nowhere holds no run/],
      [pact("baseline", "bless", "careful", "--as", "x.json", "--by", "me", "--per-day", "often"), /--per-day takes/],
    ];
    for (const [{ status, stderr }, message] of refused) {
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
  }).timeout(60_000);

  it("watches a log from where it stood: what was recorded against the pact alarms once, and not again", () => {
    assert.equal(pact("evidence", "init", "log", "--name", "shop.example/desk").status, 0);
    const lines = read("sessions.jsonl").trim().split("\n");
    const record = (name: string, some: readonly string[]) => {
      put(name, `${some.join("\n")}\n`);
      pact("replay", "returns-desk.pact", name, "--evidence", "log", "--now", "2026-12-10T10:00:00Z");
    };
    const stream = (...more: string[]) =>
      pact("drift", "returns-desk.pact", "--stream", "log", "--json", "--now", "2027-01-01T00:00:00Z", ...more);
    record("kept.jsonl", lines.slice(0, 50));
    pact("baseline", "bless", "careful", "--as", "idle.json", "--because", "nobody said how busy it is", "--by", "me");
    const lacking = stream("--baseline", "idle.json");
    assert.deepEqual([lacking.status, /bless it with --per-day/.test(lacking.stderr)], [2, true]);
    const because = ["--because", "how busy it is", "--by", "me", "--per-day", "20"];
    assert.equal(pact("baseline", "bless", "careful", "--as", "baselines/regression.json", ...because).status, 0);
    const quiet = stream();
    const { alarms, interactions, otherPact, began } = eventOf<StreamEvent>(quiet.stdout);
    assert.deepEqual([quiet.status, alarms.length, interactions, otherPact, began], [0, 0, 50, 0, false]);
    record("broken.jsonl", lines.slice(50));
    const looked = stream("--dry-run");
    const loud = stream();
    assert.equal(loud.status, 1);
    assert.deepEqual([looked.status, looked.stdout], [1, loud.stdout], "who only looks hears the same, and takes it from nobody");
    const { alarms: raised } = eventOf<StreamEvent>(loud.stdout);
    assert.ok(raised.some(({ signal }) => signal === "scope_violation_rate"));
    const again = stream();
    assert.deepEqual([again.status, eventOf<StreamEvent>(again.stdout).earlier], [0, raised.length]);
    assert.match(pact("drift", "returns-desk.pact", "--stream", "log").stdout, /No alarm\.\n\d+ earlier alarms/);
    // An entry that cannot be read is not passed over: its alarm would never be told.
    const bundles = path.join(folder, "log/tile/entries");
    const away = path.join(folder, "away");
    renameSync(bundles, away);
    const blind = stream("--state", "blind.json");
    assert.deepEqual(
      [blind.status, /entry 0: .*is not there/.test(blind.stderr), existsSync(path.join(folder, "blind.json"))],
      [2, true, false],
    );
    renameSync(away, bundles);
    // A log of that name with another past, and no shorter.
    renameSync(path.join(folder, "log"), path.join(folder, "first"));
    assert.equal(pact("evidence", "init", "log", "--name", "shop.example/desk").status, 0);
    record(
      "turned.jsonl",
      lines.map((line) => line.replaceAll("R10", "R90")),
    );
    const turned = stream();
    assert.deepEqual([turned.status, /history was rewritten/.test(turned.stderr)], [2, true]);
    put("state.json", "{}");
    const damaged = stream("--state", "state.json");
    assert.deepEqual([damaged.status, /remove it, and the log is read from its beginning/.test(damaged.stderr)], [2, true]);
  }).timeout(60_000);

  it("a pact that decides otherwise leaves what it has judged untold; due says what is due, and why", () => {
    const text = read("returns-desk.pact");
    put("returns-desk.pact", text.replace("when amount < 500 USD", "when amount < 450 USD"));
    pact("eval", "returns-desk.pact", "regression", "--trials", "1", "--out", "edited");
    const { stdout } = pact("drift", "returns-desk.pact", "--run", "edited", "--json", "--permutations", "200");
    const { signals, changed } = eventOf<DriftEvent>(stdout);
    assert.deepEqual(
      changed.map(({ what }) => what),
      ["pact"],
    );
    const told = signals.filter(({ p }) => p !== undefined).map(({ signal }) => signal);
    assert.deepEqual(told, ["failure_rate", "tool_calls", "calls"]);
    put("prompt.md", `${read("prompt.md")}\nBe brief.\n`);
    put("tools.json", read("tools.json").replace('"description": "', '"description": "Also: '));
    const due = eventOf<DueEvent>(pact("due", ".", "--json", "--now", "2027-12-01T00:00:00Z").stdout);
    assert.equal(due.suite, "regression");
    // That the pact decides otherwise asks for nothing here, and is said all the same.
    assert.match(due.stale!.join("\n"), /^what the pact decides has changed.*\nthe prompt is another\nthe tool catalogue is another$/);
    assert.deepEqual(
      due.reasons.map((reason) => reason.split(" ")[1]),
      ["prompt", "tool", "is"],
    );
    const { stdout: findings } = pact("check", "returns-desk.pact");
    assert.match(
      findings,
      /PACT4004.*is of another agent: what the pact decides has changed .*; the prompt is another; the tool catalogue is another/,
    );
    // One of another agent has seen nothing of this one, nor has one that is still to come.
    pact("eval", "returns-desk.pact", "regression", "--trials", "1", "--agent", "node ./agents/careless.mjs");
    assert.equal(pact("due", ".").status, 1);
    // An evaluation since then has seen it all.
    pact("eval", "returns-desk.pact", "regression", "--trials", "1");
    assert.equal(pact("due", ".").status, 0);
    assert.match(pact("due", ".", "--now", "2020-01-01T00:00:00Z").stdout, /still to come: a clock is wrong/);
    put("returns-desk.pact", text);
  }).timeout(60_000);
});
