// The requests of the language: each is decoded, given to one pure function, and its answer encoded.
import {
  type CodeAction,
  type CompletionItem,
  type Connection,
  type InlayHint,
  LSPErrorCodes,
  ResponseError,
  type SemanticTokens,
  type SemanticTokensDelta,
} from "vscode-languageserver/node";
import * as z from "zod/mini";
import type { Editor } from "./capabilities.ts";
import type { Refusal, Snapshot, Workspace } from "./features/index.ts";
import * as features from "./features/index.ts";

export interface Served {
  readonly connection: Connection;
  readonly workspace: Workspace;
  /** What the editor understands, once it has said so. */
  readonly editor: () => Editor;
  /** Where we fail, the answer is `fallback`. */
  guard<Result>(fallback: Result, body: () => Result): Result;
  /** The same of a document; `fallback` also where it is not open. */
  answer<Result>(uri: string, fallback: Result, body: (snapshot: Snapshot) => Result): Result;
}

export function serve(served: Served): void {
  reading(served);
  going(served);
  drawing(served);
  changing(served);
  own(served);
}

/** What is said of a place. */
function reading({ connection, answer, editor }: Served): void {
  connection.onCompletion(({ textDocument: { uri }, position, context }) =>
    answer(uri, [], (snapshot) =>
      features.completion(snapshot, position, { snippets: editor().snippets, typed: context?.triggerCharacter }),
    ),
  );
  connection.onCompletionResolve((item: CompletionItem) =>
    answer(uriIn(item), item, (snapshot) => features.resolveCompletion(snapshot, item)),
  );
  connection.onSignatureHelp(({ textDocument: { uri }, position }) =>
    answer(uri, undefined, (snapshot) => features.signatureHelp(snapshot, position)),
  );
  connection.onHover(({ textDocument: { uri }, position }) => answer(uri, undefined, (snapshot) => features.hover(snapshot, position)));
}

/** Where things are. */
function going({ connection, answer, guard, workspace }: Served): void {
  connection.onDefinition(({ textDocument: { uri }, position }) =>
    answer(uri, [], (snapshot) => features.definition(snapshot, position, workspace)),
  );
  connection.onDeclaration(({ textDocument: { uri }, position }) =>
    answer(uri, [], (snapshot) => features.definition(snapshot, position, workspace)),
  );
  connection.onTypeDefinition(({ textDocument: { uri }, position }) =>
    answer(uri, [], (snapshot) => features.typeDefinition(snapshot, position, workspace)),
  );
  connection.onReferences(({ textDocument: { uri }, position, context }) =>
    answer(uri, [], (snapshot) => features.references(snapshot, position, context, workspace)),
  );
  connection.onDocumentHighlight(({ textDocument: { uri }, position }) =>
    answer(uri, [], (snapshot) => features.documentHighlights(snapshot, position)),
  );
  connection.onWorkspaceSymbol(({ query }) => guard([], () => features.workspaceSymbols(query, workspace)));
  connection.onDocumentLinks(({ textDocument: { uri } }) => answer(uri, [], features.documentLinks));
}

/** What is seen of a whole document. */
function drawing({ connection, answer }: Served): void {
  connection.onDocumentSymbol(({ textDocument: { uri } }) => answer(uri, [], features.outline));
  connection.onFoldingRanges(({ textDocument: { uri } }) => answer(uri, [], features.foldingRanges));
  connection.onSelectionRanges(({ textDocument: { uri }, positions }) =>
    answer(uri, [], (snapshot) => features.selectionRanges(snapshot, positions)),
  );
  const { inlayHint } = connection.languages;
  inlayHint.on(({ textDocument: { uri }, range }) => answer(uri, [], (snapshot) => features.inlayHints(snapshot, range)));
  inlayHint.resolve((hint: InlayHint) => answer(uriIn(hint), hint, (snapshot) => features.resolveInlayHint(snapshot, hint)));
  const { semanticTokens } = connection.languages;
  const colours = new Colours();
  semanticTokens.on(({ textDocument: { uri } }) => answer(uri, { data: [] }, (snapshot) => colours.all(snapshot)));
  semanticTokens.onDelta(({ textDocument: { uri }, previousResultId }) =>
    answer<SemanticTokens | SemanticTokensDelta>(uri, { data: [] }, (snapshot) => colours.since(previousResultId, snapshot)),
  );
  semanticTokens.onRange(({ textDocument: { uri }, range }) =>
    answer(uri, { data: [] }, (snapshot) => ({ data: features.semanticTokens(snapshot, range) })),
  );
}

/** What changes the text. */
function changing({ connection, answer, guard, workspace, editor }: Served): void {
  connection.onPrepareRename(({ textDocument: { uri }, position }) =>
    accepted(answer(uri, nowhere, (snapshot) => features.prepareRename(snapshot, position, workspace))),
  );
  connection.onRenameRequest(({ textDocument: { uri }, position, newName }) =>
    accepted(answer(uri, nowhere, (snapshot) => features.rename(snapshot, position, newName, workspace))),
  );
  connection.onDocumentFormatting(({ textDocument: { uri } }) => answer(uri, [], features.formatting));
  connection.onDocumentRangeFormatting(({ textDocument: { uri }, range }) =>
    answer(uri, [], (snapshot) => features.rangeFormatting(snapshot, range)),
  );
  connection.onDocumentOnTypeFormatting(({ textDocument: { uri }, position, ch }) =>
    answer(uri, [], (snapshot) => features.onTypeFormatting(snapshot, position, ch)),
  );
  connection.onCodeAction(({ textDocument: { uri }, range, context: { only } }) => {
    const { snippetEdits, resolvesActions } = editor();
    return answer(uri, [], (snapshot) => {
      const actions = features.codeActions(snapshot, range, { only, snippets: snippetEdits });
      return resolvesActions ? actions : actions.map((action) => (action.edit ? action : features.resolveCodeAction(snapshot, action)));
    });
  });
  connection.onCodeActionResolve((action: CodeAction) =>
    answer(uriIn(action), action, (snapshot) => features.resolveCodeAction(snapshot, action)),
  );
  connection.workspace.onWillRenameFiles(({ files }) => guard(null, () => features.willRenameFiles(files, workspace)));
}

const runnablesParams = z.object({ uri: z.string() });

/** Questions only our own client asks. */
function own({ connection, answer }: Served): void {
  connection.onRequest("pact/runnables", (params: unknown) => {
    const decoded = runnablesParams.safeParse(params);
    if (!decoded.success) return new ResponseError(-32602, "`pact/runnables` takes `{ uri }`");
    return answer(decoded.data.uri, null, features.runnables);
  });
}

const nowhere: Refusal = { problem: "this document is not open" };

/** A refusal is an answer a person reads. */
function accepted<Result extends object>(result: Result | Refusal): Result | ResponseError {
  return "problem" in result ? new ResponseError(LSPErrorCodes.RequestFailed, result.problem) : result;
}

const carrier = z.object({ data: z.object({ uri: z.string() }) });

/** The document an item, hint or action was made for; it comes back from the editor and is not believed to be whole. */
function uriIn(item: unknown): string {
  const decoded = carrier.safeParse(item);
  return decoded.success ? decoded.data.data.uri : "";
}

/** The last colours of each document, so that only what changed is sent. */
class Colours {
  private readonly last = new Map<string, { readonly resultId: string; readonly data: readonly number[] }>();
  private count = 0;

  all(snapshot: Snapshot): SemanticTokens {
    const data = features.semanticTokens(snapshot);
    const resultId = String(++this.count);
    this.last.set(snapshot.uri, { resultId, data });
    return { resultId, data };
  }

  since(previous: string, snapshot: Snapshot): SemanticTokens | SemanticTokensDelta {
    const before = this.last.get(snapshot.uri);
    const now = this.all(snapshot);
    if (before?.resultId !== previous) return now;
    return { resultId: now.resultId!, edits: features.semanticTokensDelta(before.data, now.data) };
  }
}
