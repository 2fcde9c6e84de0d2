// The door of drift: baselines, now against one of them, and what asks for another evaluation.
export { type Alignment, align } from "./align.ts";
export { type Baseline, type Blessing, baselineJsonSchema, bless, readBaseline, writeBaseline } from "./baseline.ts";
export { type Asked, type Change, type ChangeWord, type Current, changesSince, changeWords, dueSince } from "./changes.ts";
export { alarmLevel, compare, type DriftOptions, type DriftReport, type DriftVerdict, type Signal } from "./compare.ts";
export type { Break, CaseMover, ClauseMover, ToolMover } from "./movers.ts";
export { endingOf, signals, type Unit, watchWords } from "./signals.ts";
export { type CaseRow, clauseName, type Snapshot, snapshotOf, type TrialRow, type Written } from "./snapshot.ts";
