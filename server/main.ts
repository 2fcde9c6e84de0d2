// The language server: documents come in, findings go out, and `handlers.ts` answers. Speaks over whatever its starter opened (IPC or stdio).
import { createConnection, DidChangeWatchedFilesNotification, ProposedFeatures, TextDocuments } from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import * as z from "zod/mini";
import { capabilitiesFor, type Editor, editorOf } from "./capabilities.ts";
import { Snapshots } from "./documents.ts";
import type { Snapshot } from "./features/index.ts";
import { FindingsTold } from "./findings.ts";
import { serve } from "./handlers.ts";
import { connectStdio } from "./stdio.ts";
import { DiskWorkspace } from "./workspace.ts";

const connection = process.argv.includes("--stdio") ? connectStdio() : createConnection(ProposedFeatures.all);
const documents = new TextDocuments(TextDocument);
const snapshots = new Snapshots((uri) => documents.get(uri));
const workspace = new DiskWorkspace({ all: () => documents.all(), snapshotOf: (document) => snapshots.of(document) });
const options = z.object({ docs: z.string() });
const watched = "**/*.{pact,json,jsonl,md}";
let editor: Editor = editorOf({});
/** Keystrokes: what has been done for so many will be done for hours. */
const many = 100;
let keystrokes = 0;
const { promise, resolve: getUnderWay } = Promise.withResolvers<void>();
export const isUnderWay = promise;

function open(uri: string): Snapshot | undefined {
  const document = documents.get(uri);
  return document && snapshots.of(document);
}

function answer<Result>(uri: string, fallback: Result, body: (snapshot: Snapshot) => Result): Result {
  return guard(fallback, () => {
    const snapshot = open(uri);
    return snapshot ? body(snapshot) : fallback;
  });
}

/** A bug of ours is logged and answered with nothing, and the server lives on. */
function guard<Result>(fallback: Result, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    connection.console.error(`this is a bug of ours: ${(error as Error).stack ?? String(error)}`);
    return fallback;
  }
}

const findings = new FindingsTold({ connection, workspace, editor: () => editor, guard, open });

connection.onInitialize(({ capabilities, workspaceFolders, initializationOptions }) => {
  editor = editorOf(capabilities);
  workspace.isWatched = editor.watchesFiles;
  workspace.changeFolders((workspaceFolders ?? []).map(({ uri }) => uri));
  const decoded = options.safeParse(initializationOptions);
  if (decoded.success) snapshots.docs = decoded.data.docs;
  return { serverInfo: { name: "pact" }, capabilities: capabilitiesFor(editor) };
});
connection.onInitialized(() => {
  if (editor.changesFolders)
    connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
      workspace.changeFolders(
        added.map(({ uri }) => uri),
        removed.map(({ uri }) => uri),
      );
      findings.allChanged();
    });
  if (editor.registersWatchers)
    void connection.client.register(DidChangeWatchedFilesNotification.type, { watchers: [{ globPattern: watched }] });
  // An editor that does not watch files is not told to: the files that open pacts read are looked at once a second.
  if (!editor.watchesFiles) setInterval(() => findings.lookAgain(), 1000).unref();
  findings.allChanged();
});

// ── What changes ────────────────────────────────────────────────────────────────────────────────────────────────────

documents.onDidChangeContent(({ document: { uri } }) => {
  if (++keystrokes === many) setTimeout(getUnderWay);
  // A catalogue or charter open in the editor counts as it stands there, for every pact that names it.
  if (uri.endsWith(".pact") && open(uri)?.parsed.tree.kind === "pact") findings.changed(uri);
  else stale();
});
documents.onDidClose(({ document: { uri } }) => {
  snapshots.forget(uri);
  stale();
});
connection.onDidChangeWatchedFiles(() => stale());
connection.workspace.onDidCreateFiles(() => stale());
connection.workspace.onDidRenameFiles(() => stale());
connection.workspace.onDidDeleteFiles(() => stale());

function stale(): void {
  snapshots.filesChanged();
  workspace.filesChanged();
  findings.allChanged();
}

findings.listen();
serve({ connection, workspace, editor: () => editor, answer, guard });
documents.listen(connection);
connection.listen();
