// What tokens cost, by a table its user owns: nobody else's prices are built in, for they are wrong within months.
import * as z from "zod/mini";
import { parseJson } from "../trace/collect.ts";
import type { Spent } from "./agent.ts";

const priceSchema = z.strictObject({
  /** For a million tokens. */
  input: z.number().check(z.nonnegative()),
  output: z.number().check(z.nonnegative()),
  currency: z.optional(z.string()),
});
const tableSchema = z.record(z.string(), priceSchema);
export type Prices = Readonly<Record<string, z.infer<typeof priceSchema>>>;
export const noPrices: Prices = {};

/** `{"MODEL": {"input": 2.5, "output": 10, "currency": "USD"}}`, a million tokens each. */
export function readPrices(text: string): { readonly value: Prices } | { readonly problem: string } {
  const json = parseJson(text);
  if ("problem" in json) return { problem: `${json.place}: ${json.problem}` };
  const table = tableSchema.safeParse(json.value);
  if (table.success) return { value: table.data };
  const [issue] = table.error.issues;
  return {
    problem: `${issue?.path.join(".") || "the table"}: a price is {"input": 2.5, "output": 10, "currency": "USD"} for a million tokens each`,
  };
}

/** undefined where the table does not have the model, or input and output are not told apart. */
export function priced({ inputTokens, outputTokens }: Spent, model: string | undefined, prices: Prices): Spent["cost"] {
  const price = model !== undefined && Object.hasOwn(prices, model) ? prices[model] : undefined;
  if (!price || inputTokens === undefined || outputTokens === undefined) return undefined;
  const amount = (inputTokens * price.input + outputTokens * price.output) / 1_000_000;
  return { amount, ...(price.currency && { currency: price.currency }) };
}
