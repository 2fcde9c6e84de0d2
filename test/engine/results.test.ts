// A run's results as a table: made of grades, shown in pages, spread, compared with another run; and a case made of a step.
import assert from "node:assert/strict";
import fc from "fast-check";
import { caseOfStep, caseSchema, type Grade } from "../../engine/evaluation/index.ts";
import { report } from "../../engine/evaluation/measure/index.ts";
import {
  caseChanges,
  distribution,
  metricChanges,
  needsLook,
  type Place,
  ResultsTable,
  requestSchema,
  sortings,
  type View,
  viewOf,
} from "../../engine/evaluation/results/index.ts";
import { readTrace } from "../../engine/index.ts";

const act = { step: 1, call: 0, action: "refund", reason: "out_of_scope" as const, clauses: ["p@1.0.0#small"] };
const grade = (name: string, more: Partial<Grade> = {}): Grade => ({
  case: name,
  trial: 0,
  status: "played",
  tags: [],
  missed: [],
  violations: [],
  attempts: [],
  held: [],
  unescalated: [],
  handedOff: false,
  turns: 1,
  tools: {},
  exercised: [],
  ...more,
});
function table(...grades: Grade[]): ResultsTable {
  const made = new ResultsTable();
  for (const [i, each] of grades.entries()) made.add(each, { at: i * 10, length: 9 } satisfies Place);
  return made;
}
const all: View = { show: "all", text: "", sort: "order", descending: false };

describe("the results of a run", () => {
  describe("as a table of cases", () => {
    it("a case is its trials together", () => {
      const made = table(
        grade("a", { success: true, latencyMs: 100, tags: ["x"] }),
        grade("b", { success: true }),
        grade("a", { trial: 1, success: false, latencyMs: 300, violations: [act, act], tokens: 10 }),
        grade("a", { trial: 2, status: "timed_out", failure: "not over after 1 s" }),
      );
      assert.deepEqual(made.rows, [
        {
          ...{ case: "a", tags: ["x"], trials: 3, passed: 1, told: 2, failed: 1, violations: 2, unescalated: 0 },
          ...{ clauses: ["p@1.0.0#small"], latencyMs: 200, tokens: 10, reason: "step 1: refund is out of scope (small), and was done" },
        },
        { case: "b", tags: [], trials: 1, passed: 1, told: 1, failed: 0, violations: 0, unescalated: 0, clauses: [] },
      ]);
      assert.deepEqual(made.placesOf("a"), [
        { at: 0, length: 9 },
        { at: 20, length: 9 },
        { at: 30, length: 9 },
      ]);
      assert.deepEqual(made.placesOf("c"), []);
    });

    it("a reason has the length a row has room for, and the clauses are few", () => {
      const long = table(
        ...Array.from({ length: 20 }, (_, i) =>
          grade("a", { trial: i, violations: [{ ...act, clauses: [`p@1.0.0#c${i}`] }], status: "exited", failure: "x".repeat(5000) }),
        ),
      );
      assert.equal(long.rows[0]!.reason!.length, 200);
      assert.equal(long.rows[0]!.clauses.length, 8);
    });
  });

  describe("as they are shown", () => {
    const { rows } = table(
      grade("case_10", { success: false, tokens: 5, tags: ["late"] }),
      grade("case_2", { success: true, violations: [act], tokens: 50 }),
      grade("case_1", { success: true }),
    );
    const shown = (view: Partial<View>) => [...viewOf(rows, { ...all, ...view })].map((i) => rows[i]!.case);

    it("in the order they came, or by a column; what tells nothing comes last", () => {
      assert.deepEqual(shown({}), ["case_10", "case_2", "case_1"]);
      assert.deepEqual(shown({ sort: "case" }), ["case_1", "case_2", "case_10"]);
      assert.deepEqual(shown({ sort: "tokens" }), ["case_10", "case_2", "case_1"]);
      assert.deepEqual(shown({ sort: "tokens", descending: true }), ["case_2", "case_10", "case_1"]);
      assert.deepEqual(shown({ sort: "passed" }), ["case_10", "case_2", "case_1"]);
    });
    it("to look at, and by what a case has in it", () => {
      assert.deepEqual(shown({ show: "look" }), ["case_10", "case_2"]);
      assert.deepEqual(shown({ text: " LATE " }), ["case_10"]);
      assert.deepEqual(shown({ text: "small" }), ["case_2"]);
      assert.deepEqual(shown({ text: "nowhere" }), []);
    });
    it("every view is what a filter and a stable sort of the whole would be", () => {
      const anyGrade = fc
        .record({
          name: fc.constantFrom("a1", "a10", "a2", "b"),
          success: fc.option(fc.boolean()),
          tokens: fc.option(fc.nat(5)),
          bad: fc.nat(2),
        })
        .map(({ name, success, tokens, bad }) =>
          grade(name, {
            ...(success !== null && { success }),
            ...(tokens !== null && { tokens }),
            violations: Array.from({ length: bad }, () => act),
          }),
        );
      const anyView = fc.record({
        show: fc.constantFrom("all" as const, "look" as const),
        text: fc.constantFrom("", "a", "small", "zzz"),
        sort: fc.constantFrom(...sortings),
        descending: fc.boolean(),
      });
      fc.assert(
        fc.property(fc.array(anyGrade), anyView, (grades, view) => {
          const made = table(...grades).rows;
          const found = [...viewOf(made, view)];
          assert.equal(new Set(found).size, found.length);
          const expected = made.filter(
            (row) => (view.show === "all" || needsLook(row)) && JSON.stringify([row.case, row.reason, row.clauses]).includes(view.text),
          );
          assert.equal(found.length, expected.length);
          if (view.sort !== "tokens") return;
          const told = found.map((i) => made[i]!.tokens).filter((value) => value !== undefined);
          assert.deepEqual(
            told,
            [...told].sort((a, b) => (view.descending ? b - a : a - b)),
          );
        }),
      );
    });
    it("a question that asks for too much, or for nothing, is none", () => {
      const isQuestion = (value: unknown) => requestSchema.safeParse(value).success;
      assert.ok(isQuestion({ id: 1, ask: "rows", from: 0, count: 500, view: all }));
      assert.ok(!isQuestion({ id: 1, ask: "rows", from: 0, count: 501, view: all }));
      assert.ok(!isQuestion({ id: 1, ask: "rows", from: -1, count: 5, view: all }));
      assert.ok(!isQuestion({ id: 1, ask: "rows", from: 0, count: 5, view: { ...all, sort: "__proto__" } }));
      assert.ok(!isQuestion({ id: 1, ask: "everything" }));
    });
  });

  describe("spread over the cases", () => {
    it("counts everything once, in equal bins", () => {
      const spread = distribution("tokens", "tokens", [1, 2, 3, 4, undefined, 100])!;
      assert.deepEqual([spread.cases, spread.least, spread.most, spread.median], [5, 1, 100, 3]);
      assert.equal(
        spread.bins.reduce((sum, each) => sum + each, 0),
        5,
      );
      assert.deepEqual(distribution("tokens", "tokens", [7, 7])!.bins, [2]);
      assert.equal(distribution("tokens", "tokens", [undefined, Number.NaN]), undefined);
    });
  });

  describe("compared with another run", () => {
    const before = table(grade("a", { success: true }), grade("b", { success: false }), grade("c", { success: true }), grade("gone"));
    const now = table(
      grade("a", { success: false }),
      grade("b", { success: true }),
      grade("c", { success: true, violations: [act, act] }),
      grade("new"),
    );

    it("what got worse first, the worst in front", () => {
      const { changes, counts } = caseChanges(now.rows, before.rows);
      assert.deepEqual(
        changes.map(({ change, by, now: { case: name } }) => `${change} ${name} ${by}`),
        ["worse c 2", "worse a 1", "better b 1"],
      );
      assert.deepEqual(counts, { worse: 2, better: 1, same: 0, onlyNow: 1, onlyBefore: 1 });
    });

    it("a difference of rates has Newcombe's interval", () => {
      // Newcombe, Statistics in Medicine 17 (1998), table II, method 10, row (a): 56/70 − 48/80 = 0.2, 0.0524 to 0.3339.
      const wilson = (x: number, n: number) => {
        const [p, z] = [x / n, 1.959964];
        const [middle, half] = [p + z ** 2 / (2 * n), z * Math.sqrt((p * (1 - p)) / n + z ** 2 / (4 * n * n))];
        return { lower: (middle - half) / (1 + z ** 2 / n), upper: (middle + half) / (1 + z ** 2 / n) };
      };
      const measured = (x: number, n: number) => ({
        ...report({ id: "s", requirements: [] }, []),
        metrics: [{ metric: "task_completion", unit: "share" as const, estimate: x / n, interval: wilson(x, n), cases: n, trials: n }],
      });
      const [change] = metricChanges(measured(56, 70), measured(48, 80));
      assert.ok(Math.abs(change!.difference! - 0.2) < 1e-9);
      assert.ok(Math.abs(change!.interval!.lower - 0.0524) < 1e-4, String(change!.interval!.lower));
      assert.ok(Math.abs(change!.interval!.upper - 0.3339) < 1e-4, String(change!.interval!.upper));
    });
    it("a metric that one of them does not tell has no difference", () => {
      const [told, silent] = [
        report({ id: "s", requirements: [] }, [grade("a", { success: true })]),
        report({ id: "s", requirements: [] }, []),
      ];
      const change = metricChanges(told, silent).find(({ metric }) => metric === "task_completion");
      assert.deepEqual(change, { metric: "task_completion", unit: "share", now: 1 });
    });
  });

  describe("a case made of a step", () => {
    const line = JSON.stringify({
      id: "s/0",
      principal: { customer: { id: "c1" } },
      facts: { topic: "return" },
      messages: [
        { role: "user", content: "hello", time: "2026-12-10T10:00:00Z" },
        { role: "assistant", content: "what is it?", time: "2026-12-10T10:00:01Z" },
        { role: "user", content: "return A1", time: "2026-12-10T10:00:02Z", facts: { topic: "other" } },
        { role: "assistant", tool_calls: [{ id: "1", function: { name: "get_order", arguments: '{"order_id":"A1"}' } }] },
        { role: "tool", tool_call_id: "1", content: '{"status":"delivered","total":12345678901234567890}' },
        { role: "assistant", tool_calls: [{ id: "2", function: { name: "refund", arguments: '{"amount":5}' } }] },
        { role: "tool", tool_call_id: "2", content: "no such order", isError: true },
        { role: "user", content: "thanks" },
      ],
    });
    const session = readTrace(line, "pact").value[0]!;

    it("has what was said up to the agent's turn, who it was for, and what the tools answered", () => {
      const made = caseOfStep(session, 4, "found");
      assert.deepEqual(JSON.parse(JSON.stringify(made)), {
        id: "found",
        now: "2026-12-10T10:00:02Z",
        input: [
          { role: "user", content: "hello", time: "2026-12-10T10:00:00Z" },
          { role: "assistant", content: "what is it?", time: "2026-12-10T10:00:01Z" },
          { role: "user", content: "return A1", time: "2026-12-10T10:00:02Z" },
        ],
        principal: { customer: { id: "c1" } },
        facts: { topic: "other" },
        tools: {
          get_order: [{ when: { order_id: "A1" }, returns: { status: "delivered", total: 12345678901234567000 } }],
          refund: [{ when: { amount: 5 }, error: "no such order" }],
        },
        expect: {},
        tags: ["from a run"],
      });
      assert.ok(caseSchema().safeParse(made).success);
    });
    it("is a bare text where one was all that was said", () =>
      assert.equal(Reflect.get(caseOfStep(session, 1, "found"), "input"), "hello"));
    it("cannot be made where nobody has asked for anything", () => {
      const silent = readTrace(JSON.stringify({ id: "s", messages: [{ role: "assistant", content: "hi" }] }), "pact").value[0]!;
      assert.ok("problem" in caseOfStep(silent, 0, "found"));
    });
  });
});
