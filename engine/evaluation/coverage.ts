// What the tests of a pact try of it: how often each clause's condition was true, false and unknown, and what is left to try.
import { canBeUnknown } from "../analysis/doubt.ts";
import type { Clause, Limit, Model } from "../analysis/model.ts";
import { truthWord } from "../decision/environment.ts";
import type { Truth } from "../decision/values.ts";
import type { CoverageEvent, CoverageRow, TruthWord } from "../events.ts";
import type { TestResult } from "./pact-test.ts";
import { limitStandings } from "./standing.ts";

export interface Tried {
  readonly id: string;
  readonly action: string;
  readonly result: Pick<TestResult, "decision" | "standings">;
}

/** A row for each clause and limit, the charters' too, in the order of the text; and for each test what it exercised. */
export function coverage(model: Model, tried: readonly Tried[]): Pick<CoverageEvent, "clauses" | "tests"> {
  const tests = tried.map(({ id, ...each }) => ({ test: id, clauses: exercised(each, model) }));
  const row = ({ id, name }: Clause | Limit, kind: CoverageRow["kind"], needed: readonly TruthWord[]): CoverageRow => {
    const seen = tests.map(({ clauses }) => clauses[id]);
    const times = (truth: TruthWord) => seen.filter((each) => each === truth).length;
    const missing = needed.filter((truth) => times(truth) === 0);
    return { clause: id, name, kind, true: times("true"), false: times("false"), unknown: times("unknown"), needed, missing };
  };
  const clauses = model.clauses.map((clause) => row(clause, clause.member.kind, truthsOf(clause, model)));
  const limits = model.limits.map((limit) => row(limit, "limit", ["true", "false"]));
  return { clauses: [...clauses, ...limits], tests };
}

/** A clause without conditions is only ever true. */
function truthsOf(clause: Clause, model: Model): TruthWord[] {
  const { when, unless } = clause.member.conditions;
  if (!when && !unless) return ["true"];
  return canBeUnknown(clause, model) ? ["true", "false", "unknown"] : ["true", "false"];
}

/** A limit is true where its cap is passed: the hard one, if it has one. */
function exercised({ action, result: { decision, standings } }: Omit<Tried, "id">, model: Model): Record<string, TruthWord> {
  const limits = limitStandings(action, decision, model).map(({ limit, passed }): [string, Truth] => [
    limit.id,
    passed === "unknown" ? undefined : passed === "hard" || (passed === "soft" && !limit.member.hard),
  ]);
  const clauses = standings.map(({ clause, truth }): [string, Truth] => [clause.id, truth]);
  return Object.fromEntries([...clauses, ...limits].map(([id, truth]) => [id, truthWord(truth)]));
}
