// What steps used up, put together.
import type { ChatMessage } from "../trace/openai.ts";
import type { Spent } from "./agent.ts";

export function added(before: Spent | undefined, more: Spent): Spent {
  if (!before) return more;
  const sum = (a: number | undefined, b: number | undefined) => (a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0));
  const cost = sumOfCosts(before.cost, more.cost);
  const counts = {
    inputTokens: sum(before.inputTokens, more.inputTokens),
    outputTokens: sum(before.outputTokens, more.outputTokens),
    tokens: sum(before.tokens, more.tokens),
  };
  const told = Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== undefined)) as Partial<Spent>;
  return { ...told, ...(cost && { cost }) };
}

type Cost = NonNullable<Spent["cost"]>;
type WrittenCost = NonNullable<ChatMessage["usage"]>["cost"];

/** Of two costs in different currencies nobody knows the sum: neither is kept. */
export function sumOfCosts(a: WrittenCost, b: WrittenCost): Cost | undefined {
  const [one, other] = [costOf(a), costOf(b)];
  if (!one || !other) return one ?? other;
  return one.currency === other.currency ? { ...one, amount: one.amount + other.amount } : undefined;
}
const costOf = (cost: WrittenCost): Cost | undefined =>
  cost === undefined
    ? undefined
    : typeof cost === "number"
      ? { amount: cost }
      : { amount: cost.amount, ...(cost.currency && { currency: cost.currency }) };
