// The engine's door. Everything here is pure: text and values in, values out.
export { analyze, digest, type Files, type FileText, noFiles } from "./analysis/analyze.ts";
export { type Catalogue, readCatalogue, type Tool } from "./analysis/catalogue.ts";
export {
  type Analysis,
  type Clause,
  clauseId,
  expandActions,
  type Fact,
  type FileReference,
  type Model,
  onceMembers,
  parametersOf,
  type Use,
} from "./analysis/model.ts";
export { builtins, namesInScope, type Root, resolveRoot, type Scope, typeAlong } from "./analysis/scope.ts";
export { type Type, typeName } from "./analysis/types.ts";
export type { Explanation } from "./decision/compile.ts";
export { CompiledPact, type Decision, type Effect, type Reason, type Request, reasons } from "./decision/decide.ts";
export { Decimal } from "./decision/decimal.ts";
export { History } from "./decision/history.ts";
export { isRawObject, parseRaw, type Raw, type RawObject, timeFromText, toRaw } from "./decision/values.ts";
export { discover, type Runnable } from "./evaluation/discover.ts";
export { runTest, type TestResult } from "./evaluation/pact-test.ts";
export { type ReplayOptions, replay } from "./evaluation/replay.ts";
export type * from "./events.ts";
export { readMessages } from "./trace/openai.ts";
export { readTrace, type TraceForm, traceForms } from "./trace/read.ts";
export { readResult } from "./trace/result.ts";
export type { Session, TraceProblem } from "./trace/session.ts";
