// How limits stood when an action was decided, read from the decision: the clauses' own standings come with it.
import { canonicalAction, type Limit, type Model } from "../analysis/model.ts";
import type { Decision } from "../decision/decision.ts";

export interface LimitStanding {
  readonly limit: Limit;
  /** Its hard cap is passed, only its soft one, none; or what it counts is not carried. */
  readonly passed: "hard" | "soft" | "none" | "unknown";
}

export const isPassed = (passed: LimitStanding["passed"]): boolean => passed === "hard" || passed === "soft";

type Outcome = Pick<Decision, "reason" | "basis"> & Partial<Pick<Decision, "notices" | "notEvaluable">>;
/** Limits stand below these in the table: where one of them decides, nothing is counted. */
const stronger = ["suspended", "not_in_force", "prohibited", "indeterminate"];

/** Of the limits the action counts on; none where the table never came to them. */
export function limitStandings(action: string, { reason, basis, notices, notEvaluable }: Outcome, model: Model): LimitStanding[] {
  const canonical = canonicalAction(action, model);
  if (stronger.includes(reason) || canonical === "handoff") return [];
  return model.limits
    .filter(({ actions }) => actions.has(canonical))
    .map((limit): LimitStanding => {
      if (notEvaluable?.includes(limit.id)) return { limit, passed: "unknown" };
      if (reason === "hard_cap" && basis.includes(limit.id)) return { limit, passed: "hard" };
      return { limit, passed: notices?.some((notice) => notice.limit === limit.id) ? "soft" : "none" };
    });
}
