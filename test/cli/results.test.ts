// A run asked for in pages, as an editor does; a run that was cut off; cases made of steps; and one set of what can be run.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { discover } from "../../engine/index.ts";
import { loadPact } from "../../engine/node/index.ts";
import { runnables } from "../../server/features/index.ts";
import { Folder } from "./run.ts";

const root = path.join(import.meta.dirname, "../..");
const main = path.join(root, "cli/main.ts");
const samples = ["airline/airline.pact", "banking/banking.pact", "returns-desk/returns-desk.pact", "returns-desk/retail.charter.pact"];
const desk = path.join(root, "samples/returns-desk/returns-desk.pact");
type Answer = Record<string, unknown> & { answer: string };

describe("pact results", function () {
  this.timeout(60_000);
  let folder: Folder;
  let run: string;
  before(() => {
    folder = new Folder();
    run = folder.at("run");
    const agent = `node ${path.join(root, "samples/returns-desk/agents/careless.mjs")}`;
    const { status, stderr } = folder.pact("eval", desk, "regression", "--out", run, "--filter", "late", "--agent", agent, "--trials", "2");
    assert.equal(status, 1, stderr);
  });
  after(() => folder.remove());

  const ask = (of: string, ...questions: unknown[]): Answer[] => {
    const input = questions.map((each, id) => (typeof each === "string" ? each : JSON.stringify({ id, ...(each as object) }))).join("\n");
    const { stdout } = spawnSync(process.execPath, [main, "results", of, "--serve"], { input, encoding: "utf8" });
    return stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);
  };
  const view = { show: "all", text: "", sort: "case", descending: false };

  it("tells what a run came to, as it was told when it was over", () => {
    const { status, stdout } = folder.pact("results", run);
    assert.equal(status, 1);
    assert.match(stdout, /not met +scope_violation_rate <= 5%/);
    const event = JSON.parse(folder.pact("results", run, "--json").stdout);
    const report = JSON.parse(readFileSync(path.join(run, "report.json"), "utf8"));
    assert.deepEqual([event.event, event.cancelled, event.gates], ["evaluation", false, report.gates]);
  });

  it("answers in pages", () => {
    const [overview, rows, look, trials, problem] = ask(
      run,
      { ask: "overview" },
      { ask: "rows", from: 1, count: 2, view },
      { ask: "rows", from: 0, count: 1, view: { ...view, text: "late_1", show: "look" } },
      { ask: "trials", case: "late_1" },
      { ask: "session", case: "late_1", trial: 9 },
    ) as [Answer, Answer, Answer, Answer, Answer];
    const { report, isFinished, suite } = overview.overview as { report: { cases: number }; isFinished: boolean; suite: string };
    assert.deepEqual([isFinished, suite], [true, "returns_desk@2.1.0#regression"]);
    assert.equal(rows.total, report.cases);
    assert.equal((rows.rows as unknown[]).length, 2);
    assert.ok((look.total as number) >= 1);
    assert.deepEqual(
      (trials.trials as { trial: number }[]).map(({ trial }) => trial),
      [0, 1],
    );
    assert.deepEqual([problem.answer, problem.message], ["problem", "this trial has no session here"]);
  });

  it("what is no question is said to be none, and the next is answered", () => {
    const answers = ask(run, "{", '{"id":1,"ask":"rows"}', "x".repeat(200_000), { ask: "overview" });
    assert.deepEqual(
      answers.map(({ answer }) => answer),
      ["problem", "problem", "problem", "overview"],
    );
  });

  it("a run that was cut off is measured by what it has; a line that is damaged is no result", () => {
    const cut = folder.at("pact-beside/.pact/runs/regression-001");
    mkdirSync(cut, { recursive: true });
    for (const name of ["run.json", "results.jsonl", "sessions.jsonl"])
      writeFileSync(path.join(cut, name), readFileSync(path.join(run, name)));
    const lines = readFileSync(path.join(cut, "results.jsonl"), "utf8").trim().split("\n");
    const hostile =
      '{"grade":{"case":"x","trial":0,"status":"played","missed":[],"violations":[{"action":1}],"unescalated":[],"tags":[]},"session":{"at":0,"length":1}}';
    writeFileSync(path.join(cut, "results.jsonl"), [lines[0], "{", hostile, lines[1], lines[2]!.slice(0, 30)].join("\n"));
    const [{ overview }] = ask(cut, { ask: "overview" }) as [
      { overview: { isFinished: boolean; report: { trials: number; gates: unknown[] } } } & Answer,
    ];
    assert.deepEqual([overview.isFinished, overview.report.trials, overview.report.gates.length], [false, 2, 0]);
    // Beside its pact it knows what is required as well.
    writeFileSync(folder.at("pact-beside/returns-desk.pact"), readFileSync(desk));
    const [again] = ask(cut, { ask: "overview" }) as [{ overview: { report: { gates: unknown[] } } } & Answer];
    assert.equal(again.overview.report.gates.length, 5);
    rmSync(folder.at("pact-beside"), { recursive: true });
  });

  it("two runs are compared", () => {
    const [, { comparison, before }, changes] = ask(
      run,
      { ask: "overview" },
      { ask: "compare", run },
      { ask: "changes", from: 0, count: 9 },
    ) as [
      Answer,
      { comparison: { same: number; worse: number; metrics: { difference?: number }[] }; before: { folder: string } } & Answer,
      Answer,
    ];
    assert.deepEqual([comparison.worse, changes.total, before.folder], [0, 0, run]);
    assert.ok(comparison.same > 0 && comparison.metrics.every(({ difference = 0 }) => difference === 0));
  });

  it("a folder without a run cannot be shown", () => {
    const { status, stderr } = folder.pact("results", folder.at("nowhere"));
    assert.equal(status, 2);
    assert.match(stderr, /holds no run: there is no such file/);
    assert.deepEqual(ask(folder.at("nowhere"), { ask: "overview" })[0]!.answer, "problem");
  });

  it("one session of a run is replayed from standard input, and made a case of", () => {
    const [{ session }] = ask(run, { ask: "session", case: "late_1", trial: 0 }) as [{ session: { id: string; line: string } } & Answer];
    const replayed = spawnSync(process.execPath, [main, "replay", desk, "-", "--from", "pact", "--json", "--session", session.id], {
      input: session.line,
      encoding: "utf8",
    });
    assert.match(replayed.stdout, /"event":"decision","session":"late_1\/0"/);
    const made = spawnSync(process.execPath, [main, "case", "-", "--from", "pact", "--session", session.id, "--step", "1", "--json"], {
      input: session.line,
      encoding: "utf8",
    });
    const event = JSON.parse(made.stdout);
    assert.equal(event.event, "case");
    // It is a case as the evaluation reads them.
    mkdirSync(folder.at("again"), { recursive: true });
    writeFileSync(folder.at("cases.jsonl"), `${JSON.stringify(event.case)}\n`);
    const pact = readFileSync(desk, "utf8").replace('cases "./cases/*.jsonl"', `cases ${JSON.stringify(folder.at("cases.jsonl"))}`);
    const beside = path.join(root, "samples/returns-desk");
    const file = path.join(folder.path, "again/desk.pact");
    writeFileSync(file, pact.replaceAll('"./', `"${beside}/`));
    const listed = folder.pact("eval", file, "regression", "--list");
    assert.match(listed.stdout, /late_1_0_step_1/, listed.stderr);
    assert.equal(folder.pact("case", path.join(run, "sessions.jsonl"), "--session", "late_1/0", "--step", "x").status, 2);
    assert.match(
      folder.pact("case", path.join(run, "sessions.jsonl"), "--session", "late_1/0", "--step", "999").stderr,
      /has messages 0 to \d+, and no 999/,
    );
  });
});

describe("what can be run is one set", () => {
  it("code scanning calls the clauses that were broken as everything else does", () => {
    const folder = new Folder();
    const agent = `node ${path.join(root, "samples/returns-desk/agents/careless.mjs")}`;
    const named = ["regression", "--filter", "late", "--trials", "1", "--agent", agent, "--out", folder.at("run")];
    folder.pact("eval", desk, ...named, "--sarif", folder.at("found.sarif"));
    const sarif = JSON.parse(folder.read("found.sarif"));
    const rules = (sarif.runs[0].tool.driver.rules as { id: string }[]).map(({ id }) => id);
    folder.remove();
    const loaded = loadPact(desk);
    assert.ok(!("problem" in loaded));
    const discovered = new Set(discover(loaded.analysis.model).map(({ id }) => id));
    assert.ok(rules.length > 0);
    assert.deepEqual(
      rules.filter((id) => !discovered.has(id)),
      [],
    );
  });

  for (const sample of samples)
    it(sample, () => {
      const file = path.join(root, "samples", sample);
      const loaded = loadPact(file);
      assert.ok(!("problem" in loaded));
      const discovered = discover(loaded.analysis.model).map(({ id }) => id);
      const folder = new Folder();
      const listed = folder.pact("test", file, "--list").stdout.split("\n").filter(Boolean);
      const suites = folder
        .pact("eval", file, "--list")
        .stdout.split("\n")
        .filter((line) => line.includes("#"));
      folder.remove();
      assert.deepEqual(listed, discovered);
      // What lenses and the test tree of an editor are drawn from.
      const { parsed, analysis } = loaded;
      const snapshot = { parsed, analysis, positionAt: (offset: number) => ({ line: 0, character: offset }) } as Parameters<
        typeof runnables
      >[0];
      assert.deepEqual(
        runnables(snapshot).items.map(({ id }) => id),
        discovered,
      );
      assert.deepEqual(
        suites.filter((line) => !line.startsWith(" ")),
        discover(loaded.analysis.model)
          .filter(({ kind }) => kind === "evaluate" || kind === "red team")
          .map(({ id }) => id),
      );
      assert.equal(new Set(discovered).size, discovered.length);
    });
});
