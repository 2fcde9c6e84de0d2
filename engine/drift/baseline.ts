// A baseline on disk: a snapshot, who blessed it and why, in JSON with a line for each case, so that git shows what a new one changes. A digest
// over all of it tells a baseline that was blessed from one that somebody edited; it says who is careless, and stops nobody who means it.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import { digest } from "../analysis/sources.ts";
import { canonicalJson } from "../evidence/canonical.ts";
import type { CaseRow, Snapshot } from "./snapshot.ts";
import { type Summary, summaryOf } from "./summary.ts";

export interface Baseline extends Snapshot {
  readonly form: 1;
  readonly blessed: { readonly by: string; readonly because: string; readonly at: string };
  /** The checkpoint of the evidence log the run went on record in, and how busy the agent is. */
  readonly checkpoint: string | null;
  readonly perDay: number | null;
  /** Made of the cases, for whoever reads the file. */
  readonly summary: Summary;
  /** SHA-256 over all the rest in canonical JSON. */
  readonly digest: string;
}

/** Its JSON Schema is shipped. */
export const baselineSchema = lazy(() => {
  const name = z.string().check(z.minLength(1), z.maxLength(1024));
  const text = z.string().check(z.maxLength(65_536));
  const hash = z.string().check(z.regex(/^[0-9a-f]{64}$/));
  const count = z.number().check(z.int(), z.nonnegative());
  /** No agent spends or waits so much; sums of more than this would leave what a double can say. */
  const amount = z.number().check(z.nonnegative(), z.maximum(1e15));
  const share = z.number().check(z.nonnegative(), z.maximum(1));
  const names = z.array(name).check(z.minLength(1), z.maxLength(1000));
  /** By what an agent called, or how it ended: its own words. */
  const counts = z.record(text, count);

  const trialSchema = z.strictObject({
    trial: count,
    failed: z.optional(name),
    success: z.optional(z.boolean()),
    outcome: z.optional(text),
    handedOff: z.optional(z.literal(true)),
    violated: z.optional(names),
    unescalated: z.optional(names),
    held: z.optional(names),
    denied: z.optional(count),
    attacked: z.optional(z.boolean()),
    tools: counts,
    tokens: z.optional(amount),
    cost: z.optional(amount),
    latencyMs: z.optional(amount),
    confidence: z.optional(share),
  });
  return z.strictObject({
    form: z.literal(1),
    suite: name,
    pact: z.strictObject({ id: name, version: name, hash }),
    rules: hash,
    catalogue: z.nullable(hash),
    prompt: z.nullable(hash),
    model: z.nullable(name),
    agent: z.strictObject({ adapter: name, target: text }),
    trials: count,
    seed: count,
    began: name,
    blessed: z.strictObject({ by: name, because: text, at: name }),
    checkpoint: z.nullable(text),
    perDay: z.nullable(z.number().check(z.positive())),
    summary: z.strictObject({
      cases: count,
      trials: count,
      rates: z.record(name, share),
      means: z.record(name, z.number()),
      tools: counts,
      outcomes: counts,
    }),
    digest: hash,
    cases: z
      .array(
        z.strictObject({
          case: name,
          content: z.optional(name),
          trials: z.array(trialSchema).check(z.minLength(1), z.maxLength(10_000)),
        }),
      )
      .check(z.minLength(1), z.maxLength(100_000)),
  });
});

const descriptions: Readonly<Record<string, string>> = {
  suite: "The evaluation it was made by, as pact@version#name.",
  rules: "A digest of what of the pact decides; where it changes, what counts as a violation may have.",
  blessed: "Who said that this is how the agent should behave, why, and when.",
  checkpoint: "Where the evidence log stood that the run went on record in.",
  perDay: "How many interactions the agent has in a day; streams divide their false alarms by it.",
  summary: "Rates over cases, means, and what was called how often; made of the cases.",
  digest: "Over all the rest: bless a run again instead of editing this file.",
  cases: "What came of each trial of each case.",
};

/** JSON Schema (2020-12) of a baseline. */
export function baselineJsonSchema(): object {
  const schema = z.toJSONSchema(baselineSchema());
  const properties = Object.entries(schema.properties ?? {}).map(([field, each]) => {
    const description = descriptions[field];
    return [field, typeof each === "object" && description ? { description, ...each } : each];
  });
  return { ...schema, title: "A baseline of an agent's behaviour", properties: Object.fromEntries(properties) };
}

export type Blessing = Pick<Baseline, "blessed" | "checkpoint" | "perDay">;

/** Throws a `RangeError` where the run has nothing to bless, or holds what could not be read back. */
export function bless(snapshot: Snapshot, { blessed, checkpoint, perDay }: Blessing): Baseline {
  if (snapshot.cases.length === 0) throw new RangeError("the run has no trial: there is nothing to bless");
  const { cases, ...about } = snapshot;
  const whole = { form: 1 as const, ...about, blessed, checkpoint, perDay, summary: summaryOf(snapshot), cases };
  const baseline = { ...whole, digest: digestOf(whole) };
  const again = readBaseline(writeBaseline(baseline));
  if ("problem" in again) throw new RangeError(`the run cannot be a baseline: ${again.problem}`);
  return baseline;
}

/** Fields in one order, a case a line. */
export function writeBaseline({ cases, ...head }: Baseline): string {
  const lines = cases.map((row) => `    ${JSON.stringify(row)}`).join(",\n");
  return `${JSON.stringify(head, undefined, 2).slice(0, -2)},\n  "cases": [\n${lines}\n  ]\n}\n`;
}

/** What is wrong with it is said with what to do. */
export function readBaseline(written: string): Baseline | { readonly problem: string } {
  let json: unknown;
  try {
    json = JSON.parse(written);
  } catch {
    return { problem: "this is no JSON; bless a run again with `pact baseline bless`" };
  }
  if (typeof json === "object" && json !== null && "form" in json && json.form !== 1)
    return { problem: `it has form ${JSON.stringify(json.form)}, and this version reads form 1; bless a run again` };
  const decoded = baselineSchema().safeParse(json);
  if (!decoded.success) {
    const [issue] = decoded.error.issues;
    const where = issue?.path.map(String).join(".") || "it";
    return {
      problem: `\`${where}\` is not as a baseline has it; bless a run again with \`pact baseline bless\``,
    };
  }
  const repeated = repeatedIn(decoded.data.cases);
  if (repeated !== undefined) return { problem: `${repeated} is there twice; bless a run again` };
  const { digest: said, ...rest } = decoded.data;
  if (digestOf(rest) !== said)
    return { problem: "it was edited since it was blessed: its digest is another; restore it, or bless a run again" };
  return decoded.data;
}

const digestOf = (whole: Omit<Baseline, "digest">): string => digest(canonicalJson(whole));

function repeatedIn(cases: readonly CaseRow[]): string | undefined {
  const seen = new Set<string>();
  for (const { case: name, trials } of cases) {
    if (seen.has(name)) return `case \`${name}\``;
    seen.add(name);
    const numbers = trials.map(({ trial }) => trial);
    const again = numbers.find((trial, i) => numbers.indexOf(trial) !== i);
    if (again !== undefined) return `trial ${again} of case \`${name}\``;
  }
  return undefined;
}
