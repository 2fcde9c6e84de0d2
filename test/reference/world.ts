// The data of the naive reference: a world in which one request is to be decided, and the answer. Plain data, no behaviour.

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

// ── Worlds ──────────────────────────────────────────────────────────────────────────────────────────────────────────

export interface RefSays {
  readonly seq: number;
  readonly says: "user" | "agent";
  readonly text: string;
}

/** What a succeeded call answered; `unreadable` is an answer that could not be parsed. */
export type RefResult = { readonly value: Json } | "unreadable";

export interface RefCall {
  /** Unique over all sessions, rising: the order in which everything happened. */
  readonly seq: number;
  readonly call: string;
  readonly args: JsonObject;
  readonly outcome: "in flight" | "succeeded" | "failed" | "unknown";
  readonly result?: RefResult;
  readonly time?: string;
  /** The number of the agent's message the call was part of, within its session. */
  readonly turn: number;
  readonly usage?: { readonly tokens: number; readonly cost: number };
}

export type RefEvent = RefSays | RefCall;

export interface RefSession {
  readonly id: string;
  readonly principal: JsonObject;
  /** Exactly one session of a world is the request's. */
  readonly current: boolean;
  readonly events: readonly RefEvent[];
}

export interface RefWorld {
  readonly action: string;
  readonly args: Json;
  /** The agent's message, within the current session, that the request is part of. */
  readonly turn: number;
  readonly principal: JsonObject;
  readonly facts: JsonObject;
  /** By fact name, whole values; a record by the names of its fields. */
  readonly given: JsonObject;
  readonly judgements: Readonly<Record<string, Readonly<Record<string, boolean | "failed">>>>;
  readonly grants: readonly string[];
  readonly now?: string;
  readonly suspended?: boolean;
  readonly recordFails?: boolean;
  readonly sessions: readonly RefSession[];
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

export type Truth = true | false | "unknown";

export type Reason =
  | "suspended"
  | "not_in_force"
  | "prohibited"
  | "indeterminate"
  | "hard_cap"
  | "evidence_unavailable"
  | "escalated"
  | "allowed"
  | "out_of_scope";

export interface RefDecision {
  readonly effect: "allow" | "deny" | "escalate";
  readonly reason: Reason;
  readonly basis: readonly string[];
}

export interface RefStanding {
  readonly clause: string;
  readonly kind: "may" | "never" | "escalate" | "limit";
  /** Whether the clause is about the action at all; if not, its truth is false. */
  readonly covers: boolean;
  readonly truth: Truth;
}
