// The engine's door. Everything here is pure: text and values in, values out.
export { analyze } from "./analysis/analyze.ts";
export { type Catalogue, readCatalogue, type Tool, uncheckedKeywords } from "./analysis/catalogue.ts";
export { complaint, pathText } from "./analysis/complaint.ts";
export { decidingHash } from "./analysis/deciding.ts";
export { Memory } from "./analysis/memory.ts";
export {
  type Analysis,
  type Clause,
  type ClauseMember,
  clauseId,
  expandActions,
  type Fact,
  type FileReference,
  firstWord,
  isClause,
  type Model,
  onceMembers,
  parametersOf,
  type Use,
} from "./analysis/model.ts";
export { builtins, namesInScope, type Root, resolveRoot, type Scope, typeAlong } from "./analysis/scope.ts";
export { digest, type FileHead, type Files, type FileText, headBytes, noFiles } from "./analysis/sources.ts";
export { type FieldType, type Type, typeName } from "./analysis/types.ts";
export { type Answer, type Answered, type Approval, Approvals, bindingOf, type Refusal } from "./decision/approval.ts";
export { durationSeconds, Time, timeFromText } from "./decision/calendar.ts";
export { CompiledPact } from "./decision/decide.ts";
export { compareNum, Decimal, type Num, negative, parseNum, plus, showNum } from "./decision/decimal.ts";
export {
  type ClauseExplanation,
  type Decision,
  type Effect,
  type Nearest,
  type Notice,
  type Reason,
  type Request,
  reasons,
  type Standing,
} from "./decision/decision.ts";
export type { Explanation, Judgements, JudgeQuestion } from "./decision/environment.ts";
export { type ActionOnRecord, type Asked, Guard, GuardedSession, type GuardOptions, type Ticket } from "./decision/guard.ts";
export { answerQuestions, type Judge } from "./decision/judges.ts";
export { type Call, type MonitorOptions, type Outcome, SessionMonitor, type Usage } from "./decision/monitor.ts";
export type { Authority } from "./decision/principal.ts";
export { repeatedName } from "./decision/repeated-name.ts";
export { readResult } from "./decision/result.ts";
export { type Entry, keptTimes, MemoryState, type Parts, type StateStore, type Total, type Window } from "./decision/state.ts";
export { tellDecision } from "./decision/tell.ts";
export { bareObject, isRawObject, mayRound, parseRaw, type Raw, type RawObject, toJson, toRaw, toRawObject } from "./decision/values.ts";
export {
  type Agent,
  AgentFailure,
  type Cancellation,
  type FailureKind,
  type Spent,
  type Stage,
  type Told,
  type ToolAnswer,
  type ToolOffer,
} from "./evaluation/agent.ts";
export { coverage, type Tried } from "./evaluation/coverage.ts";
export { discover, type Runnable } from "./evaluation/discover.ts";
export { runTest, type TestResult, worldOf } from "./evaluation/pact-test.ts";
export { type ReplayOptions, replay } from "./evaluation/replay.ts";
export { type DiffOptions, replayDiff } from "./evaluation/replay-diff.ts";
export type * from "./events.ts";
export {
  type Explained,
  explainable,
  explainClause,
  explainFact,
  explainLimit,
  explainNamed,
  explainPact,
  type Form as ExplanationForm,
  type Item as ExplainedItem,
  render as renderExplained,
  renderItem as renderExplainedItem,
  type Section as ExplainedSection,
} from "./explain/index.ts";
export { type CedarExport, exportCedar } from "./export/cedar.ts";
export type { Listed } from "./export/cedar-policy.ts";
export { type CedarRequest, type CedarValue, cedarRequest } from "./export/cedar-request.ts";
export { findings, rules } from "./rules/all.ts";
export { checkExample } from "./rules/example.ts";
export { check, checkComments, checkErrors } from "./rules/index.ts";
export { pageOf } from "./rules/page.ts";
export type { Example, Finding, Page, Rule, RuleContext } from "./rules/rule.ts";
export { feed } from "./trace/feed.ts";
export { callsIn, messageSchema, readMessages, readUsage, usageSchema } from "./trace/openai.ts";
export { toSession } from "./trace/own.ts";
export { readTrace, type TraceForm } from "./trace/read.ts";
export type { Session, TraceProblem } from "./trace/session.ts";
