// Findings on their way to the editor: pulled where it can, pushed otherwise, never both; of every pact of the workspace, open or not.
import {
  type Connection,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  type WorkspaceDocumentDiagnosticReport,
} from "vscode-languageserver/node";
import type { Editor } from "./capabilities.ts";
import { diagnostics, type Snapshot, type Workspace } from "./features/index.ts";

export interface Told {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly editor: () => Editor;
  guard<Result>(fallback: Result, body: () => Result): Result;
  /** The snapshot of an open document. */
  open(uri: string): Snapshot | undefined;
}

export class FindingsTold {
  private readonly told: Told;
  /** Of each pact: the snapshot whose findings the editor has. */
  private readonly known = new Map<string, Snapshot>();
  private readonly names = new WeakMap<Snapshot, string>();
  private count = 0;

  constructor(told: Told) {
    this.told = told;
  }

  listen(): void {
    const { diagnostics: pulling } = this.told.connection.languages;
    pulling.on(({ textDocument: { uri }, previousResultId }) =>
      this.told.guard(nothing, () => this.report(this.told.open(uri), previousResultId)),
    );
    pulling.onWorkspace(({ previousResultIds }) => this.told.guard({ items: [] }, () => ({ items: this.reports(previousResultIds) })));
  }

  /** One pact has changed. */
  changed(uri: string): void {
    if (!this.told.editor().pulls) this.push(this.told.open(uri), uri);
  }

  /** Anything may have changed: files, or a pact that others stand under. */
  allChanged(): void {
    const { editor, connection, workspace } = this.told;
    if (editor().pulls) {
      if (editor().refreshesFindings) connection.languages.diagnostics.refresh();
      return;
    }
    const left = new Set(this.known.keys());
    for (const snapshot of this.told.guard<Iterable<Snapshot>>([], () => [...workspace.snapshots()])) {
      left.delete(snapshot.uri);
      this.push(snapshot, snapshot.uri);
    }
    for (const uri of left) this.push(undefined, uri);
  }

  /** For an editor that watches no files: the open pacts of which something they read has changed. */
  lookAgain(): void {
    let isChanged = false;
    for (const [uri, before] of this.known) {
      const now = this.told.guard(undefined, () => this.told.open(uri));
      if (!now || now === before) continue;
      isChanged = true;
      if (this.told.editor().pulls) this.known.set(uri, now);
      else this.push(now, uri);
    }
    if (isChanged && this.told.editor().pulls) this.allChanged();
  }

  private push(snapshot: Snapshot | undefined, uri: string): void {
    if (snapshot && this.known.get(uri) === snapshot) return;
    if (snapshot) this.known.set(uri, snapshot);
    else this.known.delete(uri);
    const found = snapshot ? this.told.guard([], () => diagnostics(snapshot)) : [];
    void this.told.connection.sendDiagnostics({ uri, diagnostics: found });
  }

  // ── Pulled ────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** While its text and the files it reads are the same, so is the snapshot, and so are its findings. */
  private report(snapshot: Snapshot | undefined, previous: string | undefined): DocumentDiagnosticReport {
    if (!snapshot) return nothing;
    const resultId = this.nameOf(snapshot);
    this.known.set(snapshot.uri, snapshot);
    if (resultId === previous) return { kind: DocumentDiagnosticReportKind.Unchanged, resultId };
    return { kind: DocumentDiagnosticReportKind.Full, resultId, items: diagnostics(snapshot) };
  }

  private reports(previous: readonly { readonly uri: string; readonly value: string }[]): WorkspaceDocumentDiagnosticReport[] {
    const known = new Map(previous.map(({ uri, value }) => [uri, value]));
    const found: WorkspaceDocumentDiagnosticReport[] = [];
    for (const snapshot of this.told.workspace.snapshots()) {
      found.push({
        ...this.report(snapshot, known.get(snapshot.uri)),
        uri: snapshot.uri,
        version: null,
      } as WorkspaceDocumentDiagnosticReport);
      known.delete(snapshot.uri);
    }
    // What was reported before and is no more has no findings.
    for (const uri of known.keys()) found.push({ kind: DocumentDiagnosticReportKind.Full, uri, version: null, items: [] });
    return found;
  }

  private nameOf(snapshot: Snapshot): string {
    const name = this.names.get(snapshot) ?? String(++this.count);
    this.names.set(snapshot, name);
    return name;
  }
}

const nothing: DocumentDiagnosticReport = { kind: DocumentDiagnosticReportKind.Full, items: [] };
