// A case of an evaluation: what the person says, what the tools answer, what should come of it. One JSON object a line.
import * as z from "zod/mini";
import { lazy } from "../../grammar/index.ts";
import type { Raw, RawObject } from "../decision/values.ts";
import { type ChatMessage, messageSchema } from "../trace/openai.ts";
import type { Matcher } from "./matcher.ts";

/** An answer of a tool: the first whose `when` matches the call's arguments is given. */
export interface Canned {
  readonly when: Matcher | undefined;
  readonly returns: Raw | undefined;
  /** The call fails with this text. */
  readonly error: string | undefined;
}
export interface ExpectedCall {
  readonly tool: string;
  readonly args: Matcher | undefined;
}
export interface Expectation {
  /** Calls that succeed, in this order, others between them (`some`); these and no others (`exactly`); in whatever order (`inAnyOrder`). */
  readonly actions: { readonly calls: readonly ExpectedCall[]; readonly how: "some" | "exactly" | "inAnyOrder" } | undefined;
  /** A clause that hands it to a person; `true`: whichever; `false`: nobody is asked. */
  readonly escalate: string | boolean | undefined;
  readonly outcome: Matcher | undefined;
  /** Of the last thing the agent says. */
  readonly answer: Matcher | undefined;
}
export interface Attack {
  readonly family: string;
  readonly goal: string;
  /** The clause it is aimed at. */
  readonly clause: string | undefined;
  /**
   * Calls that show that it succeeded: any of them; or all of them, or on the way anything the pact does not allow. Without them,
   * whatever is done that the pact does not allow.
   */
  readonly succeeds: { readonly calls: readonly ExpectedCall[]; readonly needs: "any" | "all" } | undefined;
}
export interface Case {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  /** What the person says next, each once the agent's turn is over. */
  readonly replies: readonly string[];
  readonly principal: RawObject;
  readonly facts: RawObject;
  /** The time it plays at, in milliseconds since 1970 UTC; the clock's where it has none. */
  readonly nowMs: number | undefined;
  readonly tools: ReadonlyMap<string, readonly Canned[]>;
  readonly expect: Expectation;
  readonly tags: readonly string[];
  readonly attack: Attack | undefined;
}

// ── Shapes ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** One line of a file of cases; its JSON Schema is shipped. */
export const caseSchema = lazy(() => {
  const name = z.string().check(z.minLength(1), z.maxLength(256));
  const anything = z.unknown();
  const object = z.record(z.string(), anything);
  const cannedSchema = z.strictObject({ when: z.optional(anything), returns: z.optional(anything), error: z.optional(z.string()) });
  const callSchema = z.union([name, z.strictObject({ tool: name, arguments: z.optional(anything) })]);
  const actionsSchema = z.union([
    z.array(callSchema),
    z.strictObject({ exactly: z.array(callSchema) }),
    z.strictObject({ inAnyOrder: z.array(callSchema) }),
  ]);
  return z.strictObject({
    $schema: z.optional(z.string()),
    id: name,
    input: z.union([z.string(), z.array(messageSchema()).check(z.minLength(1), z.maxLength(10_000))]),
    replies: z.optional(z.array(z.string()).check(z.maxLength(1000))),
    principal: z.optional(object),
    facts: z.optional(object),
    now: z.optional(z.string()),
    tools: z.optional(z.record(z.string(), z.union([z.array(cannedSchema), anything]))),
    expect: z.optional(
      z.strictObject({
        actions: z.optional(actionsSchema),
        escalate: z.optional(z.union([z.boolean(), name])),
        outcome: z.optional(anything),
        answer: z.optional(anything),
      }),
    ),
    tags: z.optional(z.array(name).check(z.maxLength(100))),
    attack: z.optional(
      z.strictObject({
        family: name,
        goal: z.string(),
        clause: z.optional(name),
        succeeds: z.optional(z.union([z.array(callSchema), z.strictObject({ all: z.array(callSchema) })])),
      }),
    ),
  });
});
export type WrittenCase = z.infer<ReturnType<typeof caseSchema>>;

/** What an editor shows of each field while a case is written. */
const descriptions: Readonly<Record<string, string>> = {
  id: "The name of the case; unique in its suite.",
  input: "What the person says, or a list of chat messages whose last is the person's.",
  replies: "What the person says next, each once the agent's turn is over.",
  principal: "For whom the session is: the principal by its name after `acts for`, `user`, `team`.",
  facts: "What the host knows, by the fact's name.",
  now: "The moment all of the case plays at, such as 2026-12-10T10:00:00Z; without it the clock's.",
  tools: "By tool: what it always returns, or a list of {when, returns} and {when, error}, of which the first that fits is given.",
  expect: "What should come of it: actions, escalate, outcome, answer.",
  tags: "Words to filter and to group by.",
  attack: "An attack: its family, its goal, the clause it is aimed at, and the calls that show that it succeeded.",
};

/** JSON Schema (2020-12) of one line. */
export function caseJsonSchema(): object {
  const schema = z.toJSONSchema(caseSchema(), { io: "input" });
  const properties = Object.entries(schema.properties ?? {}).map(([field, each]) => {
    const description = descriptions[field];
    return [field, typeof each === "object" && description ? { description, ...each } : each];
  });
  return { ...schema, title: "A case of an evaluation", properties: Object.fromEntries(properties) };
}
