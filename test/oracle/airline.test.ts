// The engine against the independent count: the same calls, one by one, and the same totals.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { CompiledPact, type DecisionEvent, readTrace, replay } from "../../engine/index.ts";
import { loadPact } from "../../engine/node/index.ts";
import { judge, type Row, recordings, runsIn, totals } from "./airline.ts";

describe("airline, against an independent count", () => {
  if (!existsSync(recordings)) {
    it("cannot be compared: the recorded runs are absent", () =>
      console.log(`      looked for them at ${path.relative(process.cwd(), recordings)}`));
    return;
  }
  const rows = judge();

  it("the count itself is the known one", () => {
    assert.equal(runsIn(), 200);
    assert.deepEqual(totals(rows), {
      calls: 1164,
      bookings: 53,
      payment: 6,
      paymentExecuted: 2,
      onBasicEconomy: 29,
      moved: 17,
      movedExecuted: 5,
      cancellations: 69,
      cancelledNeverRead: 2,
      cancelledUnread: 1,
    });
  });

  for (const nowMs of [undefined, Date.parse("2024-05-15T15:00:00-05:00")]) {
    it(`agrees call by call, ${nowMs === undefined ? "without a clock" : "at the recordings' own time"}`, async () => {
      const decisions = await decide(nowMs);
      assert.equal(decisions.length, rows.length);
      const differ = rows.flatMap((row, i) => {
        const decision = decisions[i]!;
        assert.deepEqual([decision.session, decision.call, decision.action], [row.session, row.call, row.tool]);
        const wrong = Object.entries(judgements)
          .filter(([clause, truth]) => isTrue(decision, clause) !== truth(row))
          .map(([clause]) => clause);
        if (decision.executed !== row.executed) wrong.push("executed");
        return wrong.map((clause) => `${row.session} call ${row.call}: ${clause}`);
      });
      assert.deepEqual(differ, []);
    });
  }
});

/** Clause → what the raw recording says of it. */
const judgements: Record<string, (row: Row) => boolean> = {
  "one_certificate one_credit_card three_gift_cards": ({ breaksPayment }) => breaksPayment,
  basic_economy: ({ movesBasicEconomy }) => movesBasicEconomy,
  unread: ({ unread }) => unread,
};

const isTrue = ({ explanation = [] }: DecisionEvent, clauses: string): boolean =>
  explanation.some(({ clause, truth }) => truth === "true" && clauses.split(" ").includes(clause.split("#")[1]!));

async function decide(nowMs: number | undefined): Promise<DecisionEvent[]> {
  const loaded = loadPact(path.join(import.meta.dirname, "../../samples/airline/airline.pact"));
  if ("problem" in loaded) throw new Error(loaded.problem);
  const { value, problems } = readTrace(readFileSync(recordings, "utf8"));
  assert.deepEqual(problems, []);
  const events = replay(new CompiledPact(loaded.analysis.model), value, { explain: true, nowMs });
  const calls: DecisionEvent[] = [];
  for await (const event of events) if (event.event === "decision" && event.call !== undefined) calls.push(event);
  return calls;
}
