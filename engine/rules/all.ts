// Every rule, and every code with its page, in the order of the codes. A new rule is added by `npm run new:rule NAME`.
import { bidirectionalCharacters } from "./bidirectional-characters.ts";
import { broadScope } from "./broad-scope.ts";
import { circularGroup } from "./circular-group.ts";
import { confusableNames } from "./confusable-names.ts";
import { destructiveToolWithoutCondition } from "./destructive-tool-without-condition.ts";
import { duplicateClause } from "./duplicate-clause.ts";
import { emptyRefine } from "./empty-refine.ts";
import { escalationLoop } from "./escalation-loop.ts";
import { escalationToAgent } from "./escalation-to-agent.ts";
import { hostMustSupply } from "./host-must-supply.ts";
import { ignoredWithoutReason } from "./ignore.ts";
import { impossibleExpectation } from "./impossible-expectation.ts";
import { impossibleTime } from "./impossible-time.ts";
import { malformedData } from "./malformed-data.ts";
import { misfitTestArgument } from "./misfit-test-argument.ts";
import { misfitTestValue } from "./misfit-test-value.ts";
import { missingBecause } from "./missing-because.ts";
import { missingHandoff } from "./missing-handoff.ts";
import { missingOwner } from "./missing-owner.ts";
import { missingPurpose } from "./missing-purpose.ts";
import { missingRecord } from "./missing-record.ts";
import { missingReviewers } from "./missing-reviewers.ts";
import { misspeltField } from "./misspelt-field.ts";
import { neverInForce } from "./never-in-force.ts";
import { neverOnHandoff } from "./never-on-handoff.ts";
import { notEnforcedYet } from "./not-enforced-yet.ts";
import { prerequisiteCycle } from "./prerequisite-cycle.ts";
import { namePages } from "./reading/names.ts";
import { surroundingPages } from "./reading/surroundings.ts";
import { syntaxPages } from "./reading/syntax.ts";
import { repeatedAction } from "./repeated-action.ts";
import { reversedRate } from "./reversed-rate.ts";
import type { Page, Rule } from "./rule.ts";
import { selfComparison } from "./self-comparison.ts";
import { selfSuppliedFact } from "./self-supplied-fact.ts";
import { softNotBelowHard } from "./soft-not-below-hard.ts";
import { staleBaseline } from "./stale-baseline.ts";
import { suspiciousRegex } from "./suspicious-regex.ts";
import { unknownAgent } from "./unknown-agent.ts";
import { unmeasurableDrift } from "./unmeasurable-drift.ts";
import { unmeasurableRequirement } from "./unmeasurable-requirement.ts";
import { unreachablePrerequisite } from "./unreachable-prerequisite.ts";
import { unsupportedClaim } from "./unsupported-claim.ts";
import { unusedFact } from "./unused-fact.ts";
import { unusedGroup } from "./unused-group.ts";
import { unusedJudge } from "./unused-judge.ts";
import { windowLongerThanRetention } from "./window-longer-than-retention.ts";
import { wordingAgainstOperator } from "./wording-against-operator.ts";

export const rules: readonly Rule[] = [
  notEnforcedYet,
  hostMustSupply,
  selfSuppliedFact,
  ignoredWithoutReason,
  missingOwner,
  missingPurpose,
  missingRecord,
  missingHandoff,
  missingReviewers,
  missingBecause,
  broadScope,
  destructiveToolWithoutCondition,
  escalationLoop,
  escalationToAgent,
  softNotBelowHard,
  windowLongerThanRetention,
  unreachablePrerequisite,
  prerequisiteCycle,
  neverOnHandoff,
  unusedFact,
  unusedGroup,
  unusedJudge,
  bidirectionalCharacters,
  confusableNames,
  suspiciousRegex,
  wordingAgainstOperator,
  unsupportedClaim,
  reversedRate,
  neverInForce,
  duplicateClause,
  repeatedAction,
  impossibleExpectation,
  circularGroup,
  selfComparison,
  emptyRefine,
  malformedData,
  misfitTestArgument,
  impossibleTime,
  misfitTestValue,
  misspeltField,
  unmeasurableRequirement,
  unknownAgent,
  unmeasurableDrift,
  staleBaseline,
];

/** What the parser and the analysis find, and what the rules do. */
export const findings: readonly Page[] = [...syntaxPages, ...namePages, ...surroundingPages, ...rules];
