// What is recorded of one action: who did what for whom, on what basis, and what came of it. Canonical JSON of at most 65,535 bytes.
import * as z from "zod/mini";
import { reasons } from "../decision/decision.ts";
import { maxEntryBytes } from "./bundle.ts";
import { textOf, utf8 } from "./bytes.ts";
import { canonicalJson, isCanonical } from "./canonical.ts";

export const entryType = "pact.dev/evidence/v1";

/** `denied`: not done; `failed`: tried and not done; `escalated`: waits for a person; `unknown`: nobody knows. */
export const outcomes = ["executed", "denied", "failed", "escalated", "unknown"] as const;

const digest = z.string().check(z.regex(/^sha256:[0-9a-f]{64}$/));
const name = z.string().check(z.minLength(1), z.maxLength(1024));
/** Any object: what is in it was JSON, and is nobody's to say. */
const object = z.custom<Readonly<Record<string, unknown>>>((value) => typeof value === "object" && value !== null && !Array.isArray(value));
/** A value, or where it is large the digest of a blob. */
const valueOrBlob = z.union([
  z.strictObject({ value: z.unknown() }),
  z.strictObject({ blob: digest, bytes: z.number().check(z.int(), z.nonnegative()) }),
]);

export const entrySchema = z.strictObject({
  type: z.literal(entryType),
  id: name,
  /** ISO 8601, UTC. */
  time: z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/)),
  agent: name,
  session: name,
  principal: z.optional(object),
  model: z.optional(name),
  pact: z.strictObject({ id: name, version: name, hash: z.string().check(z.regex(/^[0-9a-f]{64}$/)) }),
  action: name,
  input: z.optional(valueOrBlob),
  facts: z.optional(object),
  decision: z.enum(["allow", "deny", "escalate"]),
  reason: z.enum(reasons),
  basis: z.array(name).check(z.maxLength(1000)),
  outcome: z.enum(outcomes),
  result: z.optional(valueOrBlob),
  usage: z.optional(z.strictObject({ tokens: z.optional(z.number()), cost: z.optional(z.number()), latencyMs: z.optional(z.number()) })),
  approval: z.optional(z.strictObject({ by: name, at: z.string(), clause: name })),
  /** The fields that are not here in clear, each with its salted digest. */
  redacted: z.optional(z.record(z.string(), digest)),
});
export type Entry = z.infer<typeof entrySchema>;

/** The bytes that are logged. Throws a `RangeError` that says what is wrong: too long, or not what JSON can say. */
export function writeEntry(entry: Entry): Uint8Array {
  const bytes = utf8(canonicalJson(entry));
  if (bytes.length > maxEntryBytes)
    throw new RangeError(`this entry has ${bytes.length} bytes, and the log takes ${maxEntryBytes}: what is large belongs in a blob`);
  return bytes;
}

/** An entry as it was written, and not otherwise: the one spelling of what it says. */
export function readEntry(bytes: Uint8Array): Entry | { readonly problem: string } {
  const text = textOf(bytes);
  if (text === undefined) return { problem: "it is no UTF-8" };
  let json: unknown;
  try {
    json = JSON.parse(text);
    if (!isCanonical(text, json)) return { problem: "it is not spelled canonically (RFC 8785)" };
  } catch (error) {
    return { problem: error instanceof RangeError ? error.message : "it is no JSON" };
  }
  const decoded = entrySchema.safeParse(json);
  if (decoded.success) return decoded.data;
  const [issue] = decoded.error.issues;
  return { problem: `\`${issue?.path.join(".") || "it"}\` is not as an entry of ${entryType} has it` };
}
