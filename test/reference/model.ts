// The data of the naive reference: what a pact says. With it comes the world it is asked in, from `world.ts`.

import type { Json } from "./world.ts";

export type * from "./world.ts";

// ── Types, paths and places ─────────────────────────────────────────────────────────────────────────────────────────

export type RefType =
  | { readonly kind: "text" | "boolean" | "integer" | "number" | "percent" | "duration" | "time" }
  | { readonly kind: "money"; readonly currency: string }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "list"; readonly of: RefType }
  | { readonly kind: "record"; readonly fields: readonly RefField[] };

export interface RefField {
  readonly name: string;
  readonly type: RefType;
  /** Where the field stands, if not under its own name. */
  readonly at?: readonly RefStep[];
}

export type RefStep =
  | { readonly step: "name"; readonly name: string }
  | { readonly step: "index"; readonly index: number }
  | { readonly step: "every" }
  | { readonly step: "by"; readonly path: RefPath };

/** `order.items[0].sku`: a name and what is read from it. */
export interface RefPath {
  readonly name: string;
  readonly steps: readonly RefStep[];
}

// ── Who and with what ───────────────────────────────────────────────────────────────────────────────────────────────

export interface RefParameter {
  readonly name: string;
  readonly type: RefType;
  readonly required: boolean;
  readonly default?: Json;
}

export interface RefTool {
  readonly name: string;
  readonly readOnly?: boolean;
  readonly idempotent?: boolean;
  readonly destructive?: boolean;
  /** No argument beyond the declared ones is accepted. */
  readonly closed?: boolean;
  readonly params: readonly RefParameter[];
}

export interface RefPrincipal {
  readonly name: string;
  readonly fields: readonly RefField[];
}

/** What a clause is about. A `name` is a tool, a group, `respond` or `handoff`; a `pattern` has stars. */
export type RefAction =
  | { readonly kind: "name"; readonly name: string }
  | { readonly kind: "pattern"; readonly pattern: string }
  | { readonly kind: "any"; readonly nature: "read-only" | "destructive" };

export interface RefGroup {
  readonly name: string;
  readonly actions: readonly RefAction[];
}

export interface RefKey {
  readonly argument: string;
  /** Absent for a bare key, which is the action's own argument of that name. */
  readonly path?: RefPath;
}

export type RefSource =
  | { readonly from: "host" }
  | { readonly from: "result"; readonly tools: readonly string[]; readonly keys: readonly RefKey[]; readonly at?: readonly RefStep[] }
  | { readonly from: "message"; readonly which: "last" | "any"; readonly regex: RefRegex };

export interface RefFact {
  readonly name: string;
  readonly type: RefType;
  readonly source: RefSource;
}

export interface RefRegex {
  readonly source: string;
  readonly flags: string;
}

export interface RefJudge {
  readonly name: string;
  readonly parameter: string;
  readonly onFailure?: "true" | "false" | "unknown";
}

// ── Values and conditions ───────────────────────────────────────────────────────────────────────────────────────────

export type DurationUnit = "seconds" | "minutes" | "hours" | "days";

export interface RefDuration {
  readonly digits: string;
  readonly unit: DurationUnit;
}

export interface RefPast {
  /** A tool, a group, or a pattern with stars. */
  readonly tool: string;
  readonly same: readonly string[];
  readonly within?: RefDuration;
  readonly per?: string;
}

export type RefValue =
  | { readonly kind: "path"; readonly path: RefPath }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "boolean"; readonly value: boolean }
  /** A value of the enumeration on the left: written bare, or in quotes where it is no name. */
  | { readonly kind: "word"; readonly word: string }
  | { readonly kind: "number"; readonly digits: string; readonly currency?: string }
  | { readonly kind: "percent"; readonly digits: string }
  | ({ readonly kind: "duration" } & RefDuration)
  | { readonly kind: "moment"; readonly text: string }
  | { readonly kind: "arithmetic"; readonly operator: "+" | "-" | "*"; readonly left: RefValue; readonly right: RefValue }
  | { readonly kind: "function"; readonly name: "count" | "sum" | "length" | "age" | "domain"; readonly of: RefValue }
  | { readonly kind: "filtered"; readonly variable: string; readonly list: RefPath; readonly where: RefCondition }
  | { readonly kind: "count calls"; readonly past: RefPast }
  | { readonly kind: "sum calls"; readonly argument: string; readonly past: RefPast }
  | { readonly kind: "judge"; readonly judge: string; readonly of: RefValue };

/** `user`, `respond`, a tool, a group or a pattern. */
export interface RefOrigin {
  readonly from: string;
  readonly at?: readonly RefStep[];
}

export type Comparator = "is" | "is not" | "<" | "<=" | ">" | ">=";

export type RefCondition =
  | { readonly kind: "and" | "or"; readonly parts: readonly RefCondition[] }
  | { readonly kind: "not"; readonly part: RefCondition }
  | { readonly kind: "after"; readonly past: RefPast }
  | {
      readonly kind: "quantified";
      readonly quantifier: "every" | "some" | "no";
      readonly variable: string;
      readonly list: RefPath;
      readonly satisfies: RefCondition;
    }
  | { readonly kind: "holds"; readonly value: RefValue }
  | { readonly kind: "compare"; readonly left: RefValue; readonly operator: Comparator; readonly right: RefValue }
  | { readonly kind: "known"; readonly value: RefValue; readonly known: boolean }
  | { readonly kind: "in"; readonly left: RefValue; readonly negated: boolean; readonly among: readonly RefValue[] | RefPath }
  | { readonly kind: "inside" | "like"; readonly left: RefValue; readonly negated: boolean; readonly text: string }
  | { readonly kind: "matches"; readonly left: RefValue; readonly regex: RefRegex }
  | { readonly kind: "starts with" | "ends with" | "contains"; readonly left: RefValue; readonly right: RefValue }
  | { readonly kind: "comes from"; readonly value: RefPath; readonly origins: readonly RefOrigin[] };

// ── Clauses and pacts ───────────────────────────────────────────────────────────────────────────────────────────────

export interface RefClause {
  readonly kind: "may" | "never" | "escalate";
  readonly name: string;
  /** Empty: every tool of the catalogue. */
  readonly actions: readonly RefAction[];
  readonly when?: RefCondition;
  readonly unless?: RefCondition;
}

export interface RefLimit {
  readonly kind: "limit";
  readonly name: string;
  readonly measure: "calls" | "tokens" | "cost";
  readonly actions: readonly RefAction[];
  readonly soft?: string;
  readonly hard?: string;
  readonly per: readonly string[];
}

export interface RefDelegate {
  readonly to: string;
  readonly actions: readonly RefAction[];
}

/** What a charter and a pact have in common; a charter has no `may` among its clauses. */
export interface RefFloor {
  readonly groups: readonly RefGroup[];
  readonly facts: readonly RefFact[];
  readonly clauses: readonly (RefClause | RefLimit)[];
}

export interface RefPact extends RefFloor {
  readonly agent: string;
  readonly version: string;
  readonly timezone?: string;
  readonly effective?: { readonly from: string; readonly until?: string };
  readonly tools: readonly RefTool[];
  readonly principal: RefPrincipal;
  readonly judges: readonly RefJudge[];
  readonly delegates: readonly RefDelegate[];
  /** `handoff to … by TOOL`; the handoff itself needs no tool. */
  readonly handoffTool?: string;
  readonly record?: { readonly onFailure: "deny" | "allow" };
  readonly charter?: RefFloor;
}
