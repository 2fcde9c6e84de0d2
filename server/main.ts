// The language server: decode, call one pure function, encode. Speaks over whatever its starter opened (IPC or stdio).
import {
  CodeActionKind,
  createConnection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  ProposedFeatures,
  ResponseError,
  TextDocumentSyncKind,
  TextDocuments,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import * as z from "zod/mini";
import { Snapshots } from "./documents.ts";
import { completion, definition, diagnostics, formatting, hover, outline, quickFixes, runnables, type Snapshot } from "./features/index.ts";

const connection = createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const snapshots = new Snapshots((uri) => documents.get(uri));
let pulls = false;
let refreshes = false;

/** One guard for every request: a bug of ours is logged and answered with nothing, and the server lives on. */
function answer<Result>(uri: string, fallback: Result, body: (snapshot: Snapshot) => Result): Result {
  const document = documents.get(uri);
  if (!document) return fallback;
  try {
    return body(snapshots.of(document));
  } catch (error) {
    connection.console.error(`this is a bug of ours: ${(error as Error).stack ?? String(error)}`);
    return fallback;
  }
}

connection.onInitialize(({ capabilities }) => {
  pulls = capabilities.textDocument?.diagnostic !== undefined;
  refreshes = capabilities.workspace?.diagnostics?.refreshSupport ?? false;
  return {
    serverInfo: { name: "pact" },
    capabilities: {
      textDocumentSync: TextDocumentSyncKind.Incremental,
      completionProvider: { triggerCharacters: [".", " ", "["] },
      hoverProvider: true,
      definitionProvider: true,
      documentSymbolProvider: true,
      documentFormattingProvider: true,
      codeActionProvider: { codeActionKinds: [CodeActionKind.QuickFix] },
      // Pulled where the client can, pushed otherwise, never both.
      ...(pulls && { diagnosticProvider: { interFileDependencies: true, workspaceDiagnostics: false } }),
    },
  };
});

const push = (uri: string): void => {
  if (!pulls) void connection.sendDiagnostics({ uri, diagnostics: answer(uri, [], diagnostics) });
};
documents.onDidChangeContent(({ document }) => {
  // A catalogue or charter open in the editor counts as it stands there.
  if (!document.uri.endsWith(".pact")) stale();
  else push(document.uri);
});
documents.onDidClose(({ document }) => {
  snapshots.forget(document.uri);
  if (!pulls) void connection.sendDiagnostics({ uri: document.uri, diagnostics: [] });
});
connection.onDidChangeWatchedFiles(() => stale());

function stale(): void {
  if (pulls && refreshes) connection.languages.diagnostics.refresh();
  for (const { uri } of documents.all()) push(uri);
}

connection.languages.diagnostics.on(
  ({ textDocument: { uri } }): DocumentDiagnosticReport => ({
    kind: DocumentDiagnosticReportKind.Full,
    items: answer(uri, [], diagnostics),
  }),
);
connection.onCompletion(({ textDocument: { uri }, position }) => answer(uri, [], (snapshot) => completion(snapshot, position)));
connection.onHover(({ textDocument: { uri }, position }) => answer(uri, undefined, (snapshot) => hover(snapshot, position)));
connection.onDefinition(({ textDocument: { uri }, position }) => answer(uri, undefined, (snapshot) => definition(snapshot, position)));
connection.onDocumentSymbol(({ textDocument: { uri } }) => answer(uri, [], outline));
connection.onDocumentFormatting(({ textDocument: { uri } }) => answer(uri, [], formatting));
connection.onCodeAction(({ textDocument: { uri }, range }) => answer(uri, [], (snapshot) => quickFixes(snapshot, range)));

const runnablesParams = z.object({ uri: z.string() });
connection.onRequest("pact/runnables", (params: unknown) => {
  const decoded = runnablesParams.safeParse(params);
  if (!decoded.success) return new ResponseError(-32602, "`pact/runnables` takes `{ uri }`");
  return answer(decoded.data.uri, null, runnables);
});

documents.listen(connection);
connection.listen();
