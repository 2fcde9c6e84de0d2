// `npm run bench:drift`: how long a whole report takes on two runs of 200 cases with 10,000 permutations, all signals told, by the wall clock;
// with one trial of each case; and with four, for which no bound is promised. Exit 1 where one takes 5 s or more.
import { compare, type Snapshot, snapshotOf } from "../../engine/drift/index.ts";
import type { Grade } from "../../engine/evaluation/index.ts";
import { Random } from "../../engine/metrics/index.ts";

const bound = 5;
const cases = 200;
const rounds = 3;

const hash = "0".repeat(64);
const about: Omit<Snapshot, "cases"> = {
  suite: "desk@1.0.0#regression",
  pact: { id: "desk", version: "1.0.0", hash },
  rules: hash,
  catalogue: hash,
  prompt: hash,
  model: null,
  agent: { adapter: "command", target: "node ./agent.mjs" },
  trials: 1,
  seed: 0,
  began: "2026-10-01T00:00:00Z",
};

/** An agent that tells everything there is to tell: ten tools, five outcomes, now and then a violation. */
function run(trials: number, seed: number): Snapshot {
  const random = Random.seeded(seed);
  const grades = Array.from({ length: cases * trials }, (_, i): Grade => {
    const act = { step: 1, action: "tool-1", reason: "prohibited" as const, clauses: ["desk@1.0.0#never_this"] };
    const often = (share: number) => random.uniform() < share;
    return {
      case: `case-${Math.floor(i / trials)}`,
      trial: i % trials,
      status: "played",
      tags: [],
      success: often(0.8),
      missed: [],
      violations: often(0.03) ? [act] : [],
      attempts: often(0.1) ? [act] : [],
      held: often(0.2) ? [act] : [],
      unescalated: often(0.02) ? [act] : [],
      handedOff: often(0.1),
      attack: { family: "injection", succeeded: often(0.1) },
      confidence: random.uniform(),
      tokens: 1000 * (1 + random.uniform()),
      cost: 0.01 * (1 + random.uniform()),
      latencyMs: 500 * (1 + random.uniform()),
      turns: 1,
      tools: Object.fromEntries(Array.from({ length: 10 }, (__, tool) => [`tool-${tool}`, random.below(3)])),
      outcome: `outcome-${random.below(5)}`,
      exercised: [],
    };
  });
  return snapshotOf(
    about,
    grades.map((grade) => ({ grade })),
  );
}

const seconds = [1, 4].map((trials) => {
  const [before, now] = [run(trials, 1), run(trials, 2)];
  const took = Array.from({ length: rounds }, () => {
    const began = performance.now();
    const report = compare(before, now, { permutations: 10_000 });
    if ("problem" in report || report.signals.some(({ p }) => p === undefined)) throw new Error("a signal was not told");
    return (performance.now() - began) / 1000;
  });
  console.log(
    `${cases} cases, ${trials === 1 ? "one trial" : `${trials} trials`} each: ${took.map((each) => each.toFixed(2)).join(", ")} s`,
  );
  return Math.max(...took);
});
const holds = seconds[0]! < bound;
console.log(`a report on two runs of ${cases} cases in less than ${bound} s: ${holds ? "holds" : "DOES NOT HOLD"}`);
process.exitCode = holds ? 0 : 1;
