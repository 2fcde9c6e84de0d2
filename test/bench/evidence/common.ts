// What the benchmarks of the record have in common: an entry of about a kilobyte, the log's key, and who waits.
import { type Entry, entryType, logKeys } from "../../../engine/evidence/index.ts";
import { hashing, newKey, signerOf } from "../../../engine/node/evidence/index.ts";

/** What is measured, its value, its limit, and on which side of it the value has to be. */
export type Bound = [what: string, value: number, limit: number, side: "at least" | "at most"];

export const signing = signerOf(newKey());
export const keys = logKeys("log.example/bench", signing.publicKey, hashing);
export const waiting = 64;

const actions = ["process_return", "issue_refund", "cancel_order", "look_up_order", "change_address"];
const decisions = ["allow", "allow", "allow", "deny", "escalate"] as const;
const outcome = { allow: "executed", deny: "denied", escalate: "escalated" } as const;
const reason = { allow: "allowed", deny: "prohibited", escalate: "escalated" } as const;

export function entryOf(i: number): Entry {
  const decision = decisions[(i * 7) % 5]!;
  const minute = Math.floor(i / 60);
  const two = (value: number) => String(value).padStart(2, "0");
  return {
    type: entryType,
    id: `session-${i >> 3}/${i}`,
    time: `2026-${two(1 + (Math.floor(minute / 40_320) % 12))}-${two(1 + (Math.floor(minute / 1440) % 28))}T${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}:${two(i % 60)}Z`,
    agent: "shop/returns-desk",
    session: `session-${i >> 3}`,
    principal: { customer: { id: `c${i % 1000}` }, user: `c${i % 1000}`, team: "returns" },
    model: "example-model-2026-10",
    pact: { id: "returns_desk", version: "2.1.0", hash: "d5af068fa9127aab4ed277364dadb2d259a4a3e59f41efbc5b892a04bd4021ce" },
    action: actions[i % 5]!,
    input: { value: { order_id: `R${i}`, amount: i % 500, note: "x".repeat(300) } },
    facts: { topic: "return", confidence: 0.94, under_investigation: false },
    decision,
    reason: reason[decision],
    basis: [`returns_desk@2.1.0#clause_${i % 12}`],
    outcome: outcome[decision],
    usage: { tokens: 400 + (i % 300), cost: 0.01, latencyMs: 700 + (i % 900) },
  };
}

export const best = (times: readonly number[]): number => Math.min(...times);

/** Milliseconds. */
export async function timed(body: () => Promise<unknown> | unknown): Promise<number> {
  const start = performance.now();
  await body();
  return performance.now() - start;
}

/** Sixty-four who wait, each for its own. */
export async function sixtyFour(total: number, append: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < total) await append(next++);
  };
  await Promise.all(Array.from({ length: waiting }, work));
}
