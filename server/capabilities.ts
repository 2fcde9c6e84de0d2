// What the server can, and what it asks of the editor it speaks with.
import { type ClientCapabilities, type ServerCapabilities, TextDocumentSyncKind } from "vscode-languageserver/node";
import { codeActionKinds, semanticTokensLegend } from "./features/index.ts";

/** What an editor understands; what it does not is done in another way. */
export interface Editor {
  /** Findings are pulled where the editor can, pushed otherwise, never both. */
  readonly pulls: boolean;
  readonly refreshesFindings: boolean;
  /** A completion may have places to be filled in; otherwise it is plain text. */
  readonly snippets: boolean;
  /** The cursor can be placed inside an edit. */
  readonly snippetEdits: boolean;
  /** The edit of a code action may come once the action is chosen. */
  readonly resolvesActions: boolean;
  readonly watchesFiles: boolean;
  /** Folders come and go. */
  readonly changesFolders: boolean;
  /** It watches what the server asks it to. */
  readonly registersWatchers: boolean;
}

export const editorOf = ({ textDocument, workspace }: ClientCapabilities): Editor => ({
  pulls: textDocument?.diagnostic !== undefined,
  refreshesFindings: workspace?.diagnostics?.refreshSupport ?? false,
  snippets: textDocument?.completion?.completionItem?.snippetSupport ?? false,
  snippetEdits: workspace?.workspaceEdit?.snippetEditSupport ?? false,
  resolvesActions: textDocument?.codeAction?.resolveSupport?.properties.includes("edit") ?? false,
  watchesFiles: workspace?.didChangeWatchedFiles !== undefined,
  changesFolders: workspace?.workspaceFolders ?? false,
  registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration ?? false,
});

const moves = { filters: [{ scheme: "file", pattern: { glob: "**/*" } }] };

export const capabilitiesFor = ({ pulls }: Editor): ServerCapabilities => ({
  textDocumentSync: TextDocumentSyncKind.Incremental,
  completionProvider: { triggerCharacters: [".", " ", "[", "(", ",", ":", '"', "/"], resolveProvider: true },
  signatureHelpProvider: { triggerCharacters: ["(", ","], retriggerCharacters: [":"] },
  hoverProvider: true,
  definitionProvider: true,
  declarationProvider: true,
  typeDefinitionProvider: true,
  referencesProvider: true,
  documentHighlightProvider: true,
  renameProvider: { prepareProvider: true },
  documentSymbolProvider: true,
  workspaceSymbolProvider: true,
  foldingRangeProvider: true,
  selectionRangeProvider: true,
  documentLinkProvider: {},
  inlayHintProvider: { resolveProvider: true },
  semanticTokensProvider: { legend: semanticTokensLegend, full: { delta: true }, range: true },
  documentFormattingProvider: true,
  documentRangeFormattingProvider: true,
  documentOnTypeFormattingProvider: { firstTriggerCharacter: "}", moreTriggerCharacter: ["\n"] },
  codeActionProvider: { codeActionKinds, resolveProvider: true },
  workspace: {
    workspaceFolders: { supported: true, changeNotifications: true },
    fileOperations: { willRename: moves, didRename: moves, didDelete: moves, didCreate: moves },
  },
  ...(pulls && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: true } }),
});
