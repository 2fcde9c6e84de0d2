// The features, each a pure function of a snapshot; none knows the wire.

export { type ActionData, codeActionKinds, codeActions, resolveCodeAction } from "./code-actions.ts";
export { type CompletionData, completion } from "./completion.ts";
export { resolveCompletion } from "./completion-resolve.ts";
export { definition, typeDefinition } from "./definition.ts";
export { diagnostics } from "./diagnostics.ts";
export { documentLinks } from "./files.ts";
export { foldingRanges } from "./folding.ts";
export { formatting, onTypeFormatting, rangeFormatting } from "./formatting.ts";
export { hover } from "./hover.ts";
export { type HintData, inlayHints, resolveInlayHint } from "./inlay-hints.ts";
export { outline } from "./outline.ts";
export { documentHighlights, references } from "./references.ts";
export { prepareRename, type Refusal, rename } from "./rename.ts";
export { type FileRename, willRenameFiles } from "./rename-files.ts";
export { type Runnables, runnables } from "./runnables.ts";
export { selectionRanges } from "./selection-ranges.ts";
export { semanticTokens, semanticTokensDelta, semanticTokensLegend } from "./semantic-tokens.ts";
export { signatureHelp } from "./signature-help.ts";
export type { Snapshot, Workspace } from "./snapshot.ts";
export { workspaceSymbols } from "./workspace-symbols.ts";
