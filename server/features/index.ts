// The features, each a pure function of a snapshot; none knows the wire.
export { completion } from "./completion.ts";
export { diagnostics, quickFixes } from "./diagnostics.ts";
export { hover } from "./hover.ts";
export { definition, formatting, outline, type Runnables, runnables } from "./navigation.ts";
export type { Snapshot, Workspace } from "./snapshot.ts";
