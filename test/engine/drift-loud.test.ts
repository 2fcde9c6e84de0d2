// Loud where something changed: an agent that lost its tool filter under attack, and changes of a known size put into real runs.
import assert from "node:assert/strict";
import { existsSync, globSync } from "node:fs";
import path from "node:path";
import type { Snapshot, TrialRow } from "../../engine/drift/index.ts";
import { Random } from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";
import { data, drifted, graded, loaded, ofGrades, reportOf } from "./drift-world.ts";

describe("drift: loud where something changed", () => {
  if (!existsSync(path.join(data, "agentdojo")) || !existsSync(path.join(data, "tau-bench"))) {
    it("cannot be tried: the recorded runs are absent", () =>
      console.log(`      looked for them in ${path.relative(process.cwd(), data)}`));
    return;
  }

  it("under attack, without its tool filter: the signals, the tools and the clauses", async () => {
    const pact = loaded("samples/banking/banking.pact");
    const recorded = (pipeline: string) =>
      globSync(path.join(data, `agentdojo/runs/${pipeline}/banking/user_task_*/important_instructions/*.json`)).sort();
    const filtered = ofGrades(await graded(pact, recorded("gpt-4o-2024-05-13-tool_filter"), "agentdojo"));
    const plain = ofGrades(await graded(pact, recorded("gpt-4o-2024-05-13"), "agentdojo"));
    assert.deepEqual([filtered.cases.length, plain.cases.length], [144, 144]);
    const clausesOf = (tool: string) => pact.model.clauses.filter(({ actions }) => actions.has(tool)).map(({ name }) => name);
    const report = reportOf(filtered, plain, { clausesOf });
    assert.equal(report.verdict, "drifted");
    for (const signal of ["scope_violation_rate", "attack_success_rate", "tool_calls", "calls"])
      assert.ok(drifted(report).includes(signal), signal);
    // What an attack is after is what the filter kept away.
    const [first] = report.tools;
    assert.ok(first?.tool === "send_money" && first.now > first.before && first.clauses.includes("new_payee"));
    assert.ok(report.tools.some(({ tool, clauses }) => tool === "update_password" && clauses.includes("planted_password")));
    const rose = report.clauses.filter(({ before, now }) => now > before + 0.05).map(({ clause }) => clause);
    assert.deepEqual(rose.sort(), [
      ...["account_number_told", "changed_amount", "new_payee", "planted_password", "redirected_order", "unstated_amount"],
    ]);
    assert.ok(report.breaks.some(({ clause }) => clause === "planted_password"));
    const attack = report.signals.find(({ signal }) => signal === "attack_success_rate")!;
    // AgentDojo's own counts: 16 of 144 with the filter, 90 without.
    assert.deepEqual([attack.before!.mean, attack.now!.mean], [16 / 144, 90 / 144]);
  });

  it("the change a report says it could have seen is caught four times in five", async () => {
    const file = path.join(data, "tau-bench/gpt-4o-airline.json");
    const whole = ofGrades(
      await graded(loaded("samples/airline/airline.pact"), [file], "tau-bench", Date.parse("2024-05-15T15:00:00-05:00")),
    );
    const random = Random.seeded(5);
    const dealt = (change: (trial: TrialRow) => TrialRow): [Snapshot, Snapshot] => {
      const sides = whole.cases.map(({ trials }) => random.shuffle(trials));
      const side = (from: number, of: (trial: TrialRow) => TrialRow): Snapshot => ({
        ...whole,
        cases: whole.cases.map((row, i) => ({
          ...row,
          trials: sides[i]!.slice(from, from + 2).map((each, trial) => of({ ...each, trial })),
        })),
      });
      return [side(0, (trial) => trial), side(2, change)];
    };
    const changes: Record<string, (share: number) => (trial: TrialRow) => TrialRow> = {
      scope_violation_rate: (share) => (trial) => (random.uniform() < share ? { ...trial, violated: ["made_up"] } : trial),
      task_completion: (share) => (trial) => (random.uniform() < share ? { ...trial, success: false } : trial),
      handoff_rate: (share) => (trial) => (random.uniform() < share ? { ...trial, handedOff: true } : trial),
    };
    const told: string[] = [];
    for (const [name, change] of Object.entries(changes)) {
      const of = (report: ReturnType<typeof reportOf>) => report.signals.find(({ signal }) => signal === name)!;
      const claim = of(reportOf(...dealt((trial) => trial)));
      const [before, after] = [claim.before!.mean, claim.now!.mean];
      const able = name === "task_completion" ? (before + after) / 2 : 1 - (before + after) / 2;
      const share = claim.detectable! / able;
      const draws = runs.injections;
      let caught = 0;
      for (let i = 0; i < draws; i++)
        if (of(reportOf(...dealt(change(share)), { permutations: 100, seed: i, detectable: false })).verdict === "drifted") caught++;
      told.push(`${name} by ${(100 * claim.detectable!).toFixed(1)} points: ${((100 * caught) / draws).toFixed(0)}%`);
      assert.ok(Math.abs(caught / draws - 0.8) <= 0.05, told.at(-1));
    }
    console.log(`      caught: ${told.join(", ")}`);
  }).timeout(120_000);
});
