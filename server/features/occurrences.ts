// A name where it stands, and what it names: what rename, references, hover and colours all speak of (`member-names.ts` finds them).
import type { Clause, Model, Type } from "../../engine/index.ts";
import type { MemberNode, Span } from "../../grammar/index.ts";
import { once } from "./once.ts";

export type Role =
  | "fact"
  | "field"
  | "group"
  | "judge"
  | "parameter"
  | "clause"
  | "limit"
  | "test"
  | "suite"
  | "principal"
  | "variable"
  | "builtin"
  | "tool"
  | "pattern"
  | "argument"
  | "enum-value"
  | "function"
  /** A word a place has its own list of: a metric, a signal, a reason code, what is carried. */
  | "term"
  /** A name a charter leaves to the pacts under it: their fact, their principal, or an argument. */
  | "open";

export interface Occurrence extends Span {
  readonly role: Role;
  readonly name: string;
  readonly declares?: true;
  /** What a field or value belongs to: `fact order`, `principal`, `argument refund amount`, and `.field` for each step inside. */
  readonly owner?: string;
  /** The tools an argument belongs to. */
  readonly tools?: readonly string[];
  readonly type?: Type;
  /** Where the variable it names is introduced: an anchor of the same member. */
  readonly introduced?: number;
  /** Written as a text in quotes. */
  readonly quoted?: true;
  /** Which list a term is from. */
  readonly list?: TermList;
}
export type TermList =
  | "carried"
  | "scope"
  | "reason"
  | "metric"
  | "quantity"
  | "grouping"
  | "signal"
  | "family"
  | "recorded"
  | "adapter"
  | "change"
  | "history"
  | "value";

/** What is counted may be counted for each of these, and for each principal by its name. */
export const scopeWords = "session user team principal agent turn interaction hour day week month".split(" ");

const clauses = new WeakMap<Model, ReadonlyMap<MemberNode, Clause>>();

/** The clause a member of this pact declares. */
export function clauseOf(member: MemberNode, model: Model): Clause | undefined {
  return once(clauses, model, () => new Map(model.clauses.map((clause) => [clause.member as MemberNode, clause]))).get(member);
}

/** Do two names name one thing? Variables only within one member. */
export function sameThing(a: Occurrence, b: Occurrence): boolean {
  if (a.role !== b.role || a.name !== b.name || a.owner !== b.owner || a.introduced !== b.introduced) return false;
  return a.tools === undefined || b.tools === undefined || a.tools.some((tool) => b.tools!.includes(tool));
}
