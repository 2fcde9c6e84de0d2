// Baselines and their comparison on rows made by hand: what is read back is what was written, and unlike is never compared with unlike.
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Baseline,
  type Bin,
  bless,
  type CaseRow,
  changesSince,
  compare,
  dueSince,
  readBaseline,
  type Snapshot,
  signals,
  snapshotOf,
  writeBaseline,
} from "../../engine/drift/index.ts";
import { watchWords } from "../../engine/evaluation/names.ts";
import { mcNemar } from "../../engine/metrics/index.ts";
import { cases, drifted, reportOf, snapshot, trial } from "./drift-world.ts";

const blessing = { blessed: { by: "me", because: "first", at: "2026-10-02T00:00:00Z" }, checkpoint: null, perDay: null };
const blessed = (rows: readonly CaseRow[]): Baseline => bless(snapshot(rows), blessing);
const problemOf = (...given: Parameters<typeof compare>): string => {
  const report = compare(...given);
  return "problem" in report ? report.problem : assert.fail("it was compared");
};
const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const signalOf = (name: string, report: ReturnType<typeof reportOf>) => report.signals.find(({ signal }) => signal === name)!;

const renamed = (run: Snapshot): Snapshot => ({ ...run, cases: run.cases.map((row) => ({ ...row, case: `other ${row.case}` })) });

describe("drift: baselines", () => {
  it("are read back as they were written, a case a line", () => {
    const row = fc.record(
      {
        success: fc.boolean(),
        outcome: fc.string(),
        violated: fc.array(fc.string({ minLength: 1, maxLength: 20 }), { minLength: 1, maxLength: 3 }),
        tools: fc.dictionary(
          fc.string({ minLength: 1, maxLength: 10 }).filter((name) => name !== "__proto__"),
          fc.nat(9),
        ),
        confidence: fc.double({ min: 0, max: 1, noNaN: true }),
        cost: fc.double({ min: 0, max: 1e6, noNaN: true }),
      },
      { requiredKeys: ["tools"] },
    );
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 5 }), (rows) => {
        const baseline = blessed(cases(rows.length, (i) => ({ ...rows[i]!, tools: { ...rows[i]!.tools } })));
        const text = writeBaseline(baseline);
        assert.deepEqual(readBaseline(text), baseline);
        assert.equal(text.split("\n").filter((line) => line.startsWith('    {"case"')).length, rows.length);
      }),
    );
  });

  it("keep what an agent calls `__proto__` under a name that an object can have", () => {
    const baseline = blessed(cases(2, () => ({ outcome: "__proto__" })));
    assert.deepEqual(readBaseline(writeBaseline(baseline)), baseline);
    assert.deepEqual(baseline.summary.outcomes, { "(__proto__)": 2 });
    const grade = {
      case: "c",
      trial: 0,
      status: "played",
      violations: [],
      attempts: [],
      held: [],
      unescalated: [],
      tools: JSON.parse('{"__proto__":2}'),
    };
    const { cases: _, ...about } = snapshot([]);
    const [row] = snapshotOf(about, [{ grade: grade as never }]).cases;
    assert.deepEqual(row!.trials[0]!.tools, { "(__proto__)": 2 });
  });

  it("say what was damaged: any field that was changed, and what is no baseline at all", () => {
    const good = blessed(cases(3));
    const problem = (json: unknown) => {
      const read = readBaseline(typeof json === "string" ? json : JSON.stringify(json));
      return "problem" in read ? read.problem : undefined;
    };
    assert.equal(problem(good), undefined);
    assert.match(problem("{")!, /no JSON/);
    assert.match(problem([])!, /not as a baseline has it/);
    assert.match(problem({ ...good, more: 1 })!, /not as a baseline has it/);
    assert.match(problem({ ...good, perDay: -1 })!, /`perDay`/);
    for (const change of [
      { suite: "desk@1.0.0#other" },
      { rules: "f".repeat(64) },
      { prompt: null },
      { blessed: { ...good.blessed, because: "" } },
      { seed: 1 },
      { cases: good.cases.slice(1) },
      { summary: { ...good.summary, cases: 4 } },
    ])
      assert.match(problem({ ...good, ...change })!, /was edited since it was blessed/, JSON.stringify(change));
    const twice = [trial(), trial()];
    assert.match(problem({ ...good, cases: [{ case: "a", trials: twice }] })!, /trial 0 of case `a` is there twice/);
    assert.throws(() => blessed([]), RangeError);
  });

  it("a run that has a trial twice is damaged", () => {
    const grade = { ...JSON.parse('{"case":"a","trial":0,"status":"played","tags":[],"missed":[],"violations":[],"attempts":[]}') };
    const rest = { held: [], unescalated: [], handedOff: false, turns: 1, tools: {}, exercised: [] };
    const { cases: _, ...about } = snapshot([]);
    const written = { grade: { ...grade, ...rest } };
    assert.equal(snapshotOf(about, [written]).cases.length, 1);
    assert.throws(() => snapshotOf(about, [written, written]), /trial 0 of case `a` is there twice/);
  });
});

describe("drift: comparing", () => {
  it("refuses another pact, another evaluation, no case in common and nothing at all", () => {
    const rows = cases(20);
    const base = snapshot(rows);
    assert.match(problemOf(base, snapshot(rows, { pact: { ...base.pact, id: "other" } })), /of the pact `desk`, and the run of `other`/);
    assert.match(problemOf(base, snapshot(rows, { suite: "desk@1.0.0#adversarial" })), /of the evaluation `regression`/);
    assert.match(problemOf(base, snapshot([])), /the run has no trial/);
    const others = rows.map((row) => ({ ...row, case: `other-${row.case}` }));
    assert.match(problemOf(base, snapshot(others)), /no case of the baseline is in this run; .*--other-cases/);
    const asking = (content: string) => snapshot(rows.map((row) => ({ ...row, content })));
    assert.match(problemOf(asking("a"), asking("b")), /\(20 of the same name ask for something else\)/);
    const report = reportOf(base, snapshot(others), { otherCases: true });
    assert.deepEqual([report.paired, signalOf("scope_violation_rate", report).test], [false, "Fisher"]);
  });

  it("compares what both have, and names the rest", () => {
    const rows = cases(40);
    const now = [...rows.slice(5), ...cases(42).slice(40)].map((row, i) => (i < 3 ? { ...row, content: "b" } : row));
    const base = rows.map((row) => ({ ...row, content: "a" }));
    const report = reportOf(snapshot(base), snapshot(now.map((row) => ({ content: "a", ...row }))));
    assert.deepEqual(
      [report.cases.compared, report.cases.onlyBefore.length, report.cases.onlyNow.length, report.cases.differing.length],
      [32, 5, 2, 3],
    );
    assert.deepEqual(
      report.changed.map(({ what }) => what),
      ["cases"],
    );
  });

  it("with one trial each is McNemar's, and corrected by what else is told", () => {
    const before = cases(60);
    const now = cases(60, (i) => (i < 9 ? { violated: ["refunds"] } : {}));
    const report = reportOf(snapshot(before), snapshot(now));
    const { p, adjusted, verdict, test } = signalOf("scope_violation_rate", report);
    assert.deepEqual([p, adjusted, verdict, test], [mcNemar(0, 9), 2 * mcNemar(0, 9), "drifted", "McNemar"]);
    assert.deepEqual(drifted(report), ["scope_violation_rate"]);
    assert.deepEqual(report.clauses, [{ clause: "refunds", before: 0, now: 9 / 60 }]);
    assert.equal(report.breaks.length, 9);
    assert.ok(report.moved.slice(0, 9).every(({ change, clauses }) => change === "worse" && clauses[0] === "refunds"));
  });

  it("a break is reported and is no alarm", () => {
    const report = reportOf(snapshot(cases(60)), snapshot(cases(60, (i) => (i === 7 ? { violated: ["refunds"] } : {}))));
    assert.equal(report.verdict, "no drift seen");
    assert.deepEqual(report.breaks, [{ case: "case-0007", clause: "refunds", trials: 1, of: 1 }]);
  });

  it("cannot tell where cases are too few for any change, or nobody tells", () => {
    const report = reportOf(snapshot(cases(5)), snapshot(cases(5)));
    assert.equal(report.verdict, "cannot tell");
    assert.match(signalOf("scope_violation_rate", report).missing!, /add cases/);
    assert.equal(signalOf("tokens", report).missing, "neither run tells it");
  });

  it("amounts and distributions: a growth and a new tool are seen, and the same seed says the same", () => {
    const before = snapshot(
      cases(80, (i) => ({ tokens: 100 + ((i * 37) % 50), latencyMs: 10 + (i % 7), tools: { look_up: 1 + (i % 2) } })),
    );
    const later = cases(80, (i) => ({
      tokens: 140 + ((i * 53) % 50),
      latencyMs: 10 + ((i * 3) % 7),
      tools: i % 3 ? { look_up: 1 } : { search: 2 },
    }));
    const report = reportOf(before, snapshot(later));
    assert.deepEqual(drifted(report), ["tool_calls", "tokens"]);
    assert.deepEqual(report.tools.map(({ tool }) => tool).sort(), ["look_up", "search"]);
    assert.deepEqual(reportOf(before, snapshot(later)), report);
    const only = reportOf(before, snapshot(later), { watch: ["tokens"] });
    assert.equal(signalOf("tokens", only).p, signalOf("tokens", report).p);
    assert.deepEqual(
      only.signals.map(({ signal }) => signal),
      ["scope_violation_rate", "unescalated_rate", "attack_success_rate", "tokens"],
    );
  });

  it("an agent that ends each run in words of its own is compared by what is common", () => {
    const own = (side: string) =>
      snapshot(cases(400, (i) => ({ outcome: i % 2 ? `${side} ${i}` : "done", tools: { [`${side}-${i}`]: 1, look_up: 1 } })));
    const report = reportOf(own("before"), own("now"), { permutations: 200, detectable: false });
    const { difference, p } = signalOf("outcomes", report);
    assert.ok(difference! < 0.3 && p !== undefined);
    assert.equal(drifted(reportOf(own("now"), own("now"), { permutations: 200, detectable: false })).length, 0);
  });

  it("says how each signal lies on both sides: every case once, kinds by name, equal confidence in one bin", () => {
    const side = (wrong: number, tool: string) =>
      snapshot(
        cases(32, (i) => ({ success: i >= wrong, confidence: i % 2 === 0 ? 0.75 : 0.5, cost: i, tools: { [tool]: 2 }, outcome: "done" })),
      );
    const report = reportOf(side(0, "look_up"), side(16, "send"), { permutations: 200, detectable: false });
    assert.deepEqual(signalOf("tool_calls", report).kinds, [
      { name: "look_up", before: 2, now: 0 },
      { name: "send", before: 0, now: 2 },
    ]);
    assert.deepEqual(signalOf("outcomes", report).kinds, [{ name: "done", before: 1, now: 1 }]);
    const { least, most, before, now } = signalOf("cost", report).amounts!;
    assert.deepEqual([least, most, before.median, Math.round(now.p95), sum(before.bins), sum(now.bins)], [0, 31, 15.5, 29, 32, 32]);
    const { reliability } = signalOf("calibration_in_the_large", report);
    const drawn = (bins: readonly Bin[]) => bins.map(({ trials, forecast, observed }) => [trials, forecast, observed]);
    assert.deepEqual(drawn(reliability!.before), [
      [16, 0.5, 1],
      [16, 0.75, 1],
    ]);
    assert.deepEqual(drawn(reliability!.now), [
      [16, 0.5, 0.5],
      [16, 0.75, 0.5],
    ]);
    for (const { observed, interval } of reliability!.now) assert.ok(interval.lower < observed && observed < interval.upper);
    // The other way to compare lies the same: these cases have one trial each.
    const apart = reportOf(side(0, "look_up"), renamed(side(16, "send")), { permutations: 200, detectable: false, otherCases: true });
    for (const name of ["tool_calls", "cost", "calibration_in_the_large"])
      for (const field of ["kinds", "amounts", "reliability"] as const)
        assert.deepEqual(signalOf(name, apart)[field], signalOf(name, report)[field]);
  });

  it("every word that may be watched asks for a signal, and no signal for another", () => {
    const asked = new Set(signals.flatMap(({ word }) => (word === undefined ? [] : [word])));
    assert.deepEqual([...asked].sort(), [...watchWords].sort());
  });
});

describe("drift: what has changed", () => {
  const base = snapshot(cases(3).map((row) => ({ ...row, content: "a" })));
  const now = { ...base, model: "model-2", prompt: null, cases: [{ case: "case-0000", content: "b" }, { case: "new" }] };

  it("each part by itself, cases by how many", () => {
    assert.deepEqual(changesSince(base, base), []);
    assert.deepEqual(
      changesSince(base, now).map(({ message }) => message),
      ["the model was model-1 and is model-2", "the prompt is another", "cases are others: 1 new, 2 gone, 1 changed"],
    );
  });

  it("is due where the pact asks for it, or when it is too old", () => {
    const asked = { when: ["model"], everySeconds: 30 * 86_400 };
    const at = (day: number) => Date.UTC(2026, 9, day);
    assert.deepEqual(dueSince(base, base, asked, at(31)), []);
    assert.deepEqual(dueSince(base, base, asked, at(32)), ["it is 31 days old, and is to be at most 30 days"]);
    assert.deepEqual(dueSince(base, now, asked, at(2)), ["the model was model-1 and is model-2"]);
    assert.deepEqual(dueSince({ ...base, began: "once" }, base, asked, at(2)), ["nobody can say how old it is: it began `once`"]);
  });
});
