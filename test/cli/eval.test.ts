// `pact eval` as a person and CI start it: verdicts and exit codes, runs that go on, shards, reports, and the known answers of real runs.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Grade, Report } from "../../engine/evaluation/index.ts";
import type { EvaluationEvent, PactEvent } from "../../engine/index.ts";
import { Random } from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";

const root = path.join(import.meta.dirname, "../..");
const main = path.join(root, "cli/main.ts");
const careless = "node ./agents/careless.mjs";

describe("pact eval", () => {
  let folder: string;
  let file: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), "pact-eval-"));
    cpSync(path.join(root, "samples/returns-desk"), folder, { recursive: true });
    file = path.join(folder, "returns-desk.pact");
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  const pact = (...args: string[]) =>
    spawnSync(process.execPath, [main, ...args], { cwd: folder, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
  const events = (stdout: string): PactEvent[] =>
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  const evaluationIn = (stdout: string): EvaluationEvent => events(stdout).find((event) => event.event === "evaluation")!;
  const gradesIn = (run: string): Grade[] =>
    readFileSync(path.join(run, "results.jsonl"), "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line).grade);
  const reportIn = (run: string): Report => JSON.parse(readFileSync(path.join(run, "report.json"), "utf8"));
  const at = (name: string) => path.join(folder, name);
  /** Grades as far as they say what the agent did, and not how fast. */
  const settled = (grades: readonly Grade[]) => grades.map(({ latencyMs: _latency, ...grade }) => JSON.stringify(grade)).sort();

  it("a careful agent meets every requirement, of its cases and under attack", () => {
    const { status, stdout } = pact("eval", file, "regression", "--json", "--out", at("careful"));
    assert.equal(status, 0);
    const { gates, cases, trials } = evaluationIn(stdout);
    assert.deepEqual([cases, trials], [120, 480]);
    assert.ok(gates.length === 5 && gates.every(({ verdict }) => verdict === "met"));
    assert.equal(pact("eval", file, "adversarial", "--out", at("careful-attacked")).status, 0);
  });

  it("starts the agent alone under the debugger where that is asked for", () => {
    const command = `echo "$NODE_OPTIONS" > ${at("options")}; exit 1`;
    pact(
      "eval",
      file,
      "regression",
      "--filter",
      "large_1",
      "--trials",
      "1",
      "--inspect",
      "9339",
      "--agent",
      command,
      "--out",
      at("inspected"),
    );
    assert.match(readFileSync(at("options"), "utf8"), /--inspect-brk=127\.0\.0\.1:9339/);
    assert.equal(pact("eval", file, "regression", "--inspect", "here").status, 2);
  });

  it("a careless one does not, and a reader is told why", () => {
    const { status, stdout } = pact("eval", file, "regression", "--agent", careless, "--out", at("careless"));
    assert.equal(status, 1);
    assert.match(stdout, /not met +scope_violation_rate <= 5%/);
    assert.match(stdout, /not met +task_completion >= 90%/);
    assert.match(stdout, /respond was done without the person that billing asks for/);
    const attacked = pact("eval", file, "adversarial", "--agent", careless, "--out", at("careless-attacked"));
    assert.equal(attacked.status, 1);
  });

  it("the same seeds give the same grades", () => {
    pact("eval", file, "regression", "--agent", careless, "--out", at("again"));
    assert.deepEqual(settled(gradesIn(at("again"))), settled(gradesIn(at("careless"))));
    pact("eval", file, "regression", "--agent", careless, "--seed", "1", "--out", at("other"));
    assert.notDeepEqual(settled(gradesIn(at("other"))), settled(gradesIn(at("careless"))));
  });

  it("lists every case without starting an agent", () => {
    const { status, stdout } = pact("eval", file, "--list", "--agent", "false");
    assert.equal(status, 0);
    assert.match(stdout, /^returns_desk@2.1.0#recorded\nreturns_desk@2.1.0#regression\n {2}/);
    assert.match(stdout, /\n {2}boundary\/large_returns\/amount 500 USD\n/);
  });

  it("shards are one run once they are merged, and nothing is missing or twice", () => {
    const shards = ["1/3", "2/3", "3/3"].map((shard) => {
      assert.notEqual(
        pact("eval", file, "regression", "--agent", careless, "--shard", shard, "--out", at(shard.replace("/", "-"))).status,
        2,
      );
      return at(shard.replace("/", "-"));
    });
    assert.match(pact("eval", "merge", file, at("half"), shards[0]!, shards[2]!).stderr, /shard 2\/3 is missing/);
    assert.match(pact("eval", "merge", file, at("twice"), shards[0]!, ...shards).stderr, /1\/3 is there twice/);
    const other = path.join(path.dirname(file), "other.pact");
    writeFileSync(other, readFileSync(file, "utf8").replace("500 USD", "400 USD"));
    assert.match(pact("eval", "merge", other, at("other"), ...shards).stderr, /under another text of returns_desk@/);
    const merged = pact("eval", "merge", file, at("whole"), ...shards);
    assert.equal(merged.status, 1);
    // What is asked of a run is asked of a merged one as well.
    const reported = pact(
      "eval",
      "merge",
      file,
      at("told"),
      ...shards,
      "--json",
      "--junit",
      at("merged.xml"),
      "--sarif",
      at("merged.sarif"),
    );
    assert.equal(JSON.parse(reported.stdout).event, "evaluation");
    assert.match(readFileSync(at("merged.xml"), "utf8"), /<testsuites/);
    assert.ok(existsSync(at("merged.sarif")));
    // The cases to look at stand in the order of their files, in whichever order they came.
    const worst = (stdout: string) => stdout.split("Cases to look at:\n")[1]?.split("\n\n")[0];
    assert.ok(worst(merged.stdout));
    const whole = pact("eval", file, "regression", "--agent", careless, "--out", at("unsharded"));
    assert.equal(worst(merged.stdout), worst(whole.stdout));
    assert.deepEqual(settled(gradesIn(at("whole"))), settled(gradesIn(at("unsharded"))));
    const told = ({ gates, confusion, cases, trials }: Report) => ({ gates, confusion, cases, trials });
    assert.deepEqual(told(reportIn(at("whole"))), told(reportIn(at("unsharded"))));
  });

  it("writes reports that machines read and scripts cannot live in", () => {
    const evil = "<script>alert(1)</script> ]]> \"'& \u0000\u202E |`#";
    writeFileSync(at("evil.jsonl"), `${JSON.stringify({ id: evil, input: evil, expect: { answer: evil }, tags: [evil] })}\n`);
    writeFileSync(at("evil.pact"), readFileSync(file, "utf8").replace('"./cases/*.jsonl"', '"./evil.jsonl"'));
    const files = ["--junit", at("r.xml"), "--sarif", at("r.sarif"), "--html", at("r.html"), "--summary", at("r.md")];
    assert.equal(pact("eval", at("evil.pact"), "regression", "--out", at("evil-run"), ...files).status, 1);
    for (const name of ["r.xml", "r.html"])
      for (const part of ["<script", "alert(1)</script>", "\u0000", "\u202E"])
        assert.ok(!readFileSync(at(name), "utf8").includes(part), name);
    assert.doesNotMatch(readFileSync(at("r.md"), "utf8"), /^(?!.*`).*<script/m);
    const sarif = JSON.parse(readFileSync(at("r.sarif"), "utf8"));
    assert.equal(sarif.version, "2.1.0");
    const xml = spawnSync(
      "python3",
      ["-c", `import sys, xml.dom.minidom as x; print(x.parse(sys.argv[1]).documentElement.getAttribute("tests"))`, at("r.xml")],
      { encoding: "utf8" },
    );
    if (xml.error === undefined) assert.equal(xml.stdout.trim(), "9");
    assert.match(readFileSync(at("r.html"), "utf8"), /Content-Security-Policy/);
  });

  it("a folder that cannot be made is said, and does not hang", () => {
    for (const out of [file, "/dev/null/x", ...(process.platform === "linux" ? ["/proc/x/y"] : [])]) {
      const { status, stderr } = pact("eval", file, "regression", "--agent", careless, "--out", out);
      assert.equal(status, 2);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
  });

  it("what is wrong is said in one line, before an agent is started", () => {
    writeFileSync(at("bad.jsonl"), '{"id":"a","input":"x"}\n{"id":"b","input":"x","expect":{"escalate":"nobody"}}\n');
    writeFileSync(at("bad.pact"), readFileSync(file, "utf8").replace('"./cases/*.jsonl"', '"./bad.jsonl"'));
    writeFileSync(at("empty.jsonl"), "\n");
    writeFileSync(at("empty.pact"), readFileSync(file, "utf8").replace('"./cases/*.jsonl"', '"./empty.jsonl"'));
    const report = (option: string, target: string): string[] => ["eval", file, "regression", option, target, "--out", at("unwritten")];
    const cases: [string[], RegExp][] = [
      [["eval", at("bad.pact"), "regression", "--out", at("bad")], /bad\.jsonl:2: expect\.escalate: the pact has no clause `nobody`/],
      [["eval", file, "regresion"], /no evaluation `regresion`; it has `recorded`, `regression`, `adversarial`/],
      [["eval", file, "regression", "--shard", "5/4"], /--shard takes I\/N/],
      [["eval", at("empty.pact"), "regression", "--out", at("bad")], /empty\.jsonl:1: this file holds no case/],
      [["eval", file, "regression", "--trials", "0"], /--trials takes a whole number from 1 to 10000/],
      [["eval", file, "regression", "--trials", "1e9"], /--trials takes a whole number from 1 to 10000/],
      [["eval", file, "regression", "--inspect", "99999"], /--inspect takes a whole number from 1 to 65535/],
      [["eval", file, "regression", "--tools", ""], /--tools is empty/],
      [["eval", file, "regression", "--filter", ""], /--filter is empty/],
      [["eval", file, "regression", "--agent", ""], /--agent is empty/],
      [["eval", file, "regression", "--agent", "openai ", "--out", at("a")], /`--agent openai` does not say which/],
      [["eval", file, "regression", "--agent", "recorded ./runs.json", "--out", at("a")], /`recorded` sessions are not played/],
      [report("--junit", at("nowhere/r.xml")), /there is no folder/],
      [report("--sarif", folder), /this is a folder, not a file/],
      [report("--html", ""), /--html is empty/],
      [report("--summary", path.join(file, "r.md")), /is a file, not a folder/],
      [["eval", file, "regression", "--filter", "nothing has this", "--out", at("none")], /no case that is asked for/],
      [["eval", file, "regression", "--out", at("careful"), "--seed", "9"], /holds another run/],
      [["eval", file, "regression", "--prices", at("nowhere.json"), "--out", at("p")], /no such file/],
      [["eval", "merge", file, at("m"), at("careful")], /is no shard/],
      [["eval", "merge", file, at("m"), folder], /holds no run/],
    ];
    for (const [args, message] of cases) {
      const { status, stderr, stdout } = pact(...args);
      assert.equal(status, 2, args.join(" "));
      assert.equal(stdout, "");
      assert.match(stderr, message);
      assert.equal(stderr.trim().split("\n").length, 1, stderr);
    }
    assert.equal(existsSync(at("unwritten")), false);
    assert.equal(pact("eval", file, "regression", "--junit", at("unmade.xml"), "--out", at("careful"), "--seed", "9").status, 2);
    assert.equal(existsSync(at("unmade.xml")), false);
  });

  it("every case that cannot be read is said at its line and field, and where its id stands already", () => {
    const lines = [
      '\uFEFF{"id":"a","input":"x"}',
      '{"id":"a","input":"y"}',
      '{"id":"b","input":"x","expect":{"answr":"y"}}',
      '{"id":"c","input":"x","now":"never"}',
      "nonsense",
    ];
    writeFileSync(at("slips.jsonl"), lines.join("\n"));
    writeFileSync(at("slips.pact"), readFileSync(file, "utf8").replace('"./cases/*.jsonl"', '"./slips.jsonl"'));
    const { status, stderr } = pact("eval", at("slips.pact"), "regression", "--out", at("bad"));
    assert.equal(status, 2);
    assert.deepEqual(
      stderr.match(/slips\.jsonl:\d+: [a-z]+/g),
      ["2: the", "3: expect", "4: now", "5: no"].map((each) => `slips.jsonl:${each}`),
    );
    assert.match(stderr, /the case `a` stands in \.\/slips\.jsonl:1 already/);
    writeFileSync(at("slips.jsonl"), Buffer.from(`${lines[1]}\n{"id":"b","input":"caf\u00e9"}`, "latin1"));
    assert.match(
      pact("eval", at("slips.pact"), "regression", "--out", at("bad")).stderr,
      /slips\.jsonl:2: it is not text in UTF-8: line 2 has the byte 0xe9/,
    );
    writeFileSync(at("slips.jsonl"), "nonsense\n".repeat(60));
    assert.match(pact("eval", at("slips.pact"), "regression", "--out", at("bad")).stderr, /and 10 more\n$/);
  });

  it("filters whatever the case of the text", () => {
    const played = pact("eval", file, "regression", "--filter", "LARGE_1", "--trials", "1", "--json", "--out", at("upper"));
    assert.ok(evaluationIn(played.stdout).cases > 0, played.stderr);
  });

  it("goes on where a run was killed: nothing twice, nothing lost", async function () {
    this.timeout(1_200_000);
    const undisturbed = settled(gradesIn(at("careless")));
    const chance = Random.seeded(20261125);
    let [kills, run] = [0, 0];
    while (kills < runs.kills) {
      const out = at(`killed-${++run}`);
      for (let isOver = false; !isOver; ) {
        const child = spawn(process.execPath, [main, "eval", file, "regression", "--agent", careless, "--out", out], {
          cwd: folder,
          stdio: "ignore",
        });
        const ended = new Promise<number | null>((done) => child.on("exit", done));
        // The beginning, the middle and the end of a run are hit alike.
        const timer = kills < runs.kills ? setTimeout(() => child.kill("SIGKILL"), 150 + chance.uniform() * 1100) : undefined;
        const code = await ended;
        clearTimeout(timer);
        if (code === null) kills++;
        else assert.equal(code, 1);
        // Killed after its report was written, it has nothing left to do.
        isOver = code !== null || existsSync(path.join(out, "report.json"));
      }
      assert.equal(reportIn(out).trials, undisturbed.length);
      assert.deepEqual(settled(gradesIn(out)), undisturbed);
      const sessions = readFileSync(path.join(out, "sessions.jsonl"), "utf8").trim().split("\n");
      assert.equal(sessions.length, undisturbed.length);
      for (const line of readFileSync(path.join(out, "results.jsonl"), "utf8").trim().split("\n")) {
        const { session, grade } = JSON.parse(line);
        const bytes = readFileSync(path.join(out, "sessions.jsonl")).subarray(session.at, session.at + session.length);
        assert.equal(JSON.parse(bytes.toString()).played.case, grade.case);
      }
      rmSync(out, { recursive: true });
    }
  });

  it("two at once in one folder: the second is refused, and a lock whose process is gone holds nobody", async () => {
    const out = at("locked");
    const args = ["eval", file, "regression", "--agent", "sleep 30", "--time-limit", "0.2", "--out", out];
    const first = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: "ignore" });
    while (!existsSync(path.join(out, "lock"))) await new Promise((done) => setTimeout(done, 20));
    assert.match(pact(...args).stderr, /is at work in/);
    const ended = new Promise((done) => first.on("exit", done));
    first.kill("SIGKILL");
    await ended;
    writeFileSync(at("quick.txt"), "");
    assert.notEqual(pact(...args, "--concurrency", "200").status, 2);
  });

  it("a run that is over is not told again as if it were new", () => {
    const [first, again] = [1, 2].map(() => pact("eval", file, "regression", "--agent", careless, "--trials", "1", "--out", at("over")));
    assert.equal(first!.status, 1);
    assert.equal(again!.status, 2);
    assert.match(again!.stderr, /holds a run that is over \(begun [^)]+\); name another folder, or remove it/);
    assert.equal(again!.stdout, "");
  });

  it("goes on only as it began: with the same agent, as long a trial, and says that it does", async () => {
    const agent = path.join(path.dirname(file), "agents/slow.mjs");
    const source = readFileSync(path.join(path.dirname(file), "agents/careless.mjs"), "utf8");
    writeFileSync(agent, source);
    const out = at("changed");
    const args = ["eval", file, "regression", "--agent", "node ./agents/slow.mjs", "--trials", "1", "--concurrency", "1", "--out", out];
    const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: "ignore" });
    const results = path.join(out, "results.jsonl");
    while (!existsSync(results) || readFileSync(results).length === 0) await new Promise((done) => setTimeout(done, 5));
    const ended = new Promise((done) => child.on("exit", done));
    child.kill("SIGKILL");
    await ended;
    if (existsSync(path.join(out, "report.json"))) return; // it was quicker than the signal
    writeFileSync(agent, `${source}\n// another one\n`);
    assert.match(pact(...args).stderr, /holds another run .*; not the same: the agent's files\); name another folder/);
    writeFileSync(agent, source);
    assert.match(pact(...args, "--time-limit", "7").stderr, /not the same: the time limit/);
    const gone = pact(...args);
    assert.equal(gone.status, 1);
    assert.match(gone.stderr, /goes on: \d+ of 120 trials were played before/);
  });

  it("is cancelled in good order, leaves no process behind, and goes on", async () => {
    const out = at("cancelled");
    const child = spawn(process.execPath, [main, "eval", file, "regression", "--agent", "exec sleep 31.7", "--out", out], {
      cwd: folder,
      stdio: ["ignore", "ignore", "pipe"],
    });
    while (!existsSync(path.join(out, "lock"))) await new Promise((done) => setTimeout(done, 20));
    await new Promise((done) => setTimeout(done, 300));
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text) => (said += text));
    const ended = new Promise<number | null>((done) => child.on("exit", done));
    child.kill("SIGINT");
    assert.equal(await ended, 2);
    assert.match(said, /cancelled; what was played is kept/);
    assert.equal(spawnSync("pgrep", ["-f", "sleep 31.7"], { encoding: "utf8" }).stdout, "");
    assert.equal(existsSync(path.join(out, "report.json")), false);
  });

  it("ends with 2 where the disk is full, and what was written stays readable", function () {
    const small = at("small");
    const mounted = spawnSync("sh", ["-c", `mkdir -p '${small}' && mount -t tmpfs -o size=300k tmpfs '${small}'`]);
    if (mounted.status !== 0) {
      console.log("      a small disk cannot be made here (that needs root): not run");
      return this.skip();
    }
    try {
      const { status, stderr } = pact("eval", file, "regression", "--agent", careless, "--out", path.join(small, "run"));
      assert.equal(status, 2);
      assert.match(stderr, /the disk is full; what was played until now is kept/);
      const kept = gradesIn(path.join(small, "run"));
      assert.ok(kept.length > 10 && kept.length < 480);
      const complete = new Set(settled(gradesIn(at("careless"))));
      for (const grade of settled(kept)) assert.ok(complete.has(grade));
    } finally {
      spawnSync("umount", [small]);
    }
  });

  it("an agent in place of the pact's is any that a pact can name", () => {
    for (const [agent, adapter, target] of [
      ["openai small@http://127.0.0.1:9/v1", "openai", "small@http://127.0.0.1:9/v1"],
      ["mcp false", "mcp", "false"],
      ["command false", "command", "false"],
      ["false", "command", "false"],
    ] as const) {
      const out = at(`given-${adapter}-${agent.length}`);
      const few = ["--trials", "1", "--filter", "question_12", "--time-limit", "5", "--out", out];
      assert.equal(pact("eval", file, "regression", "--agent", agent, ...few).status, 1, agent);
      assert.deepEqual(JSON.parse(readFileSync(path.join(out, "run.json"), "utf8")).agent, { adapter, target });
    }
  });

  it("hostile agents are one trial's failure each, and the run goes on", () => {
    const cases = readdirSync(path.join(folder, "cases")).length;
    assert.ok(cases > 0);
    const { status, stdout } = pact(
      "eval",
      file,
      "regression",
      "--agent",
      "echo garbage",
      "--trials",
      "1",
      "--filter",
      "question",
      "--json",
      "--out",
      at("hostile"),
    );
    assert.equal(status, 1);
    const { failures, trials, gates } = evaluationIn(stdout);
    assert.equal(
      Object.values(failures).reduce((sum, each) => sum + each, 0),
      trials,
    );
    assert.ok(gates.every(({ verdict }) => verdict !== "met"));
  });
});

describe("pact eval on real runs", () => {
  const data = path.join(root, "../shared/data");
  const runsFile = path.join(data, "tau-bench/gpt-4o-airline.json");

  it("tau-bench: the known answers to three decimals, the clustered ones beside them", function () {
    if (!existsSync(runsFile)) {
      console.log("      the recorded runs are not here: not run");
      return this.skip();
    }
    const folder = mkdtempSync(path.join(tmpdir(), "pact-tau-"));
    try {
      cpSync(path.join(root, "samples/airline"), folder, { recursive: true });
      const pact = path.join(folder, "airline.pact");
      writeFileSync(pact, readFileSync(pact, "utf8").replace("./runs/gpt-4o-airline.json", runsFile));
      const { stdout, stderr } = spawnSync(
        process.execPath,
        [main, "eval", pact, "recorded", "--json", "--now", "2024-05-15T15:00:00-05:00", "--out", path.join(folder, "run")],
        { encoding: "utf8", maxBuffer: 1e9 },
      );
      const found = stdout
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
        .find(({ event }) => event === "evaluation") as EvaluationEvent;
      assert.ok(found, stderr);
      const metric = (name: string) => found.metrics.find((each) => each.metric === name && !each.of)!;
      const rounded = (value: number | undefined) => value?.toFixed(3);
      assert.deepEqual([found.cases, found.trials], [50, 200]);
      assert.deepEqual(
        [1, 2, 3, 4].map((k) => rounded(metric(`pass^${k}`).estimate)),
        ["0.420", "0.273", "0.220", "0.200"],
      );
      assert.deepEqual(found.confusion, { tp: 6, fp: 42, fn: 10, tn: 142 });
      const naive = (name: string) => {
        const { naive: each } = metric(name);
        return [each?.estimate, each?.interval?.lower, each?.interval?.upper].map(rounded);
      };
      assert.deepEqual(naive("handoff_rate"), ["0.240", "0.186", "0.304"]);
      assert.deepEqual(naive("escalation_precision"), ["0.125", "0.059", "0.247"]);
      assert.deepEqual(naive("escalation_recall"), ["0.375", "0.185", "0.614"]);
      for (const name of ["handoff_rate", "escalation_precision", "escalation_recall"]) {
        const { interval, naive: each } = metric(name);
        const width = ({ lower, upper }: { lower: number; upper: number }) => upper - lower;
        assert.ok(width(interval!) > width(each!.interval!), `${name}: trials of one case resemble each other`);
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
