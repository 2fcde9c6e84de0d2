// What a compiled condition looks at when it is asked, and what it can say of itself.
import type { Condition, Value as ValueNode } from "../../grammar/index.ts";
import { show } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import type { Scope } from "../analysis/scope.ts";
import type { SessionMonitor } from "./monitor.ts";
import { isRawObject, type Raw, type RawObject, type Truth, type Value } from "./values.ts";

/** A question to a judge: a classifier outside, asked before the decision is made. */
export interface JudgeQuestion {
  readonly judge: string;
  readonly args: Readonly<Record<string, Raw>>;
  /** Names the question among the answers. */
  readonly key: string;
}
/** Answers by question; "failed" where there was none. */
export type Judgements = ReadonlyMap<string, boolean | "failed">;

export interface Env {
  /** What is wrong with the arguments, where something is. */
  readonly problem: string | undefined;
  /** The arguments by their place in the schema, defaults filled in; what is of another type than text, number … is undefined. */
  readonly slots: readonly (Raw | undefined)[];
  readonly session: SessionMonitor;
  /** Facts the host supplies, by name. */
  readonly facts: RawObject;
  /** Values a test sets, by the name of a fact or judge; they win over any source. */
  readonly given: RawObject;
  readonly nowMs: number | undefined;
  readonly judgements: Judgements | undefined;
  /** Where questions go that have no answer yet. */
  readonly wanted: Map<string, JudgeQuestion> | undefined;
  /** How many elements quantifiers may still look at: beyond that they are unknown, so that no list can hang a decision. */
  readonly steps: { left: number };
  /** The elements that quantifiers stand at, by depth. */
  readonly variables: (Raw | undefined)[];
}

/** Where a condition stands when it is compiled. */
export interface Context {
  readonly model: Model;
  readonly scope: Scope;
  /** Places of the action's arguments. */
  readonly slots: ReadonlyMap<string, number>;
  /** Depths of the variables in sight. */
  readonly depths: ReadonlyMap<string, number>;
  /** How many quantifiers stand around. */
  readonly depth: number;
}

export interface Explanation {
  readonly text: string;
  readonly truth: "true" | "false" | "unknown";
  readonly values?: Readonly<Record<string, unknown>>;
  /** Why something is unknown, or did not happen, for a reader. */
  readonly why?: string;
  readonly of?: readonly Explanation[];
  /** How the parts make the whole: all of them, any of them, none of it, or one for each element of a list. */
  readonly join?: "and" | "or" | "not" | "each";
}

export type Run = (env: Env) => Truth;
/** A compiled condition. `explain` does the work again and keeps what it saw; it is asked for, never in a decision's way. */
export interface Test {
  readonly run: Run;
  explain(env: Env): Explanation;
}

export interface Getter {
  readonly node: ValueNode;
  /** Written in the pact: nothing to show. */
  readonly constant?: { readonly value: Value | undefined };
  /** The place of an argument that is read as it is, else -1: the commonest leaves look there themselves, which spares a call. */
  readonly slot: number;
  get(env: Env): Value | undefined;
  /** As the call carries it, for provenance. */
  raw(env: Env): Raw | undefined;
  why(env: Env): string | undefined;
}

/** A raw value and whether its container was known: an absent field of a known record is absent, not unknown. */
export type Bound = { readonly raw: Raw | undefined } | undefined;

export const truthWord = (truth: Truth): Explanation["truth"] => (truth === undefined ? "unknown" : truth ? "true" : "false");

/** A condition without parts that are conditions. */
export function leaf(node: Condition, reads: readonly Getter[], run: Run, whyNot?: (env: Env) => string | undefined): Test {
  return {
    run,
    explain: (env) => {
      const truth = run(env);
      const values: Record<string, unknown> = {};
      for (const read of reads) {
        const value = read.constant ? undefined : read.get(env);
        // Whole records say too much: their fields are shown where they are read.
        if (value !== undefined && !isRawObject(value)) values[show.value(read.node)] = plain(value);
      }
      const unknown = truth === undefined ? reads.map((read) => read.why(env)).find((why) => why !== undefined) : undefined;
      const why = unknown ?? (truth === true ? undefined : whyNot?.(env));
      return {
        text: show.condition(node),
        truth: truthWord(truth),
        ...(Object.keys(values).length > 0 && { values }),
        ...(why !== undefined && { why }),
      };
    },
  };
}

export const constant = (node: ValueNode, value: Value | undefined): Getter => ({
  node,
  constant: { value },
  slot: -1,
  get: () => value,
  raw: () => rawOf(value),
  why: () => (value === undefined ? `\`${show.value(node)}\` has no time zone` : undefined),
});

/** A value computed from others. */
export function derived(node: ValueNode, from: readonly Getter[], get: (env: Env) => Value | undefined, otherwise?: string): Getter {
  return {
    node,
    slot: -1,
    get,
    raw: (env) => rawOf(get(env)),
    why: (env) => from.map((each) => each.why(env)).find((why) => why !== undefined) ?? otherwise,
  };
}

const rawOf = (value: Value | undefined): Raw | undefined =>
  value === undefined || (typeof value === "object" && "ms" in value && !isRawObject(value)) ? undefined : (value as Raw);

/** A value as JSON, long texts and lists cut: an explanation is read by people. */
function plain(value: Value): unknown {
  if (typeof value === "string") return value.length > 200 ? `${value.slice(0, 199)}…` : value;
  if (Array.isArray(value)) return value.slice(0, 20).map((each: Value | undefined) => (each === undefined ? null : plain(each)));
  return JSON.parse(JSON.stringify(value));
}
