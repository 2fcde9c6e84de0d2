// Silent where nothing changed: a real agent's trials against each other, and its runs dealt anew a thousand times.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import path from "node:path";
import { alarmLevel, type Snapshot } from "../../engine/drift/index.ts";
import { Random } from "../../engine/metrics/index.ts";
import { runs } from "../counts.ts";
import { data, drifted, graded, loaded, ofGrades, onlyTrials, reportOf } from "./drift-world.ts";

const file = path.join(data, "tau-bench/gpt-4o-airline.json");

describe("drift: silent where nothing changed", () => {
  if (!existsSync(file)) {
    it("cannot be tried: the recorded runs are absent", () =>
      console.log(`      looked for them at ${path.relative(process.cwd(), file)}`));
    return;
  }
  let whole: Snapshot;
  before(async () => {
    whole = ofGrades(await graded(loaded("samples/airline/airline.pact"), [file], "tau-bench", Date.parse("2024-05-15T15:00:00-05:00")));
  });

  it("no pair of the four trials alarms, nor two of them against the other two", () => {
    assert.equal(whole.cases.length, 50);
    const splits = [0, 1, 2, 3].flatMap((a) => [0, 1, 2, 3].filter((b) => b > a).map((b) => [[a], [b]] as const));
    assert.equal(splits.length, 6);
    for (const [before, now] of [
      ...splits,
      [
        [0, 1],
        [2, 3],
      ] as const,
    ]) {
      const report = reportOf(onlyTrials(whole, before), onlyTrials(whole, now));
      assert.deepEqual(drifted(report), [], `${before} against ${now}`);
      assert.ok(report.signals.filter(({ p }) => p !== undefined).length >= 9);
    }
  });

  it("runs dealt anew within their cases alarm as rarely as is promised, as a whole and test by test", () => {
    const random = Random.seeded(20_261);
    const alarms = new Map<string, number>();
    const count = (name: string, isHit: boolean) => alarms.set(name, (alarms.get(name) ?? 0) + Number(isHit));
    for (let i = 0; i < runs.relabelings; i++) {
      const sides = whole.cases.map(({ trials }) => random.shuffle(trials));
      const side = (from: number): Snapshot => ({
        ...whole,
        cases: whole.cases.map((row, at) => ({
          ...row,
          trials: sides[at]!.slice(from, from + 2).map((each, trial) => ({ ...each, trial })),
        })),
      });
      const report = reportOf(side(0), side(2), { permutations: 500, seed: i, detectable: false });
      count("the whole report", report.verdict === "drifted");
      for (const { signal, p } of report.signals) if (p !== undefined) count(signal, p <= alarmLevel);
    }
    const atMost = (level: number) => level + 2 * Math.sqrt((level * (1 - level)) / runs.relabelings);
    const told = [...alarms].map(([name, hits]) => `${name} ${((100 * hits) / runs.relabelings).toFixed(1)}%`);
    console.log(`      of ${runs.relabelings} relabelings: ${told.join(", ")}`);
    for (const [name, hits] of alarms) {
      const most = atMost(name === "the whole report" ? 2 * alarmLevel : alarmLevel);
      assert.ok(hits / runs.relabelings <= most, `${name}: ${hits} of ${runs.relabelings}, more than ${most}`);
    }
  }).timeout(600_000);
});
