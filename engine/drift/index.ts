// The door of drift: baselines, now against one of them, and what asks for another evaluation.
export { type Baseline, type Blessing, baselineJsonSchema, bless, readBaseline, writeBaseline } from "./baseline.ts";
export { type Asked, type Change, type Current, changesSince, dueSince } from "./changes.ts";
export { alarmLevel, compare, type DriftOptions, type DriftReport, type DriftVerdict, type Signal } from "./compare.ts";
export { driftAsHtml } from "./html.ts";
export type { Break, CaseMover, ClauseMover, ToolMover } from "./movers.ts";
export { type DriftPlan, driftPlanOf } from "./plan.ts";
export { signals, type Unit } from "./signals.ts";
export { type CaseRow, clauseName, type Snapshot, snapshotOf, type TrialRow, type Written } from "./snapshot.ts";
export type { Amounts, Bin, Spread } from "./spread.ts";
export { type Alarm, readStreamState, Stream, type StreamRow, type StreamState, streamOf, type Watching } from "./stream.ts";
export * as driftWords from "./words.ts";
