// What can be run in a pact: its clauses, limits, tests, evaluations and red teams, each with the one identity that lens, test tree,
// command line and evidence share.
import type { Model } from "../analysis/model.ts";
import { clauseId } from "../analysis/model.ts";
import { suitesOf } from "./plan.ts";

export interface Runnable {
  readonly id: string;
  readonly name: string;
  readonly kind: "may" | "never" | "escalate" | "limit" | "test" | "evaluate" | "red team";
  readonly start: number;
  readonly end: number;
}

/** In the order of the text. A charter's clauses run under the pacts that name it, not by themselves. */
export function discover(model: Model): Runnable[] {
  if (model.tree.kind === "charter") return [];
  const clauses = [...model.clauses, ...model.limits]
    .filter(({ from, name }) => from === "pact" && name)
    .map(({ id, name, member: { kind, start, end } }) => ({ id, name, kind, start, end }));
  const tests = model.tests
    .filter(({ name }) => name.text)
    .map(({ name, start, end }) => ({
      id: clauseId(model.id, model.version, name.text),
      name: name.text,
      kind: "test" as const,
      start,
      end,
    }));
  const suites = suitesOf(model).map(({ id, name, sort, start, end }) => ({ id, name, kind: sort, start, end }));
  return [...clauses, ...tests, ...suites].sort((a, b) => a.start - b.start);
}
