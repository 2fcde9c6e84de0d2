// Findings, and the quick fixes that mend them.
import {
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  DiagnosticSeverity,
  DiagnosticTag,
  type Range,
} from "vscode-languageserver-types";
import type { Severity } from "../../grammar/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};

export function diagnostics(snapshot: Snapshot): Diagnostic[] {
  return snapshot.analysis.diagnostics.map((finding) => ({
    range: rangeOf(snapshot, finding),
    severity: severities[finding.severity],
    code: finding.code,
    source: "pact",
    message: finding.message,
    ...(finding.tags && { tags: finding.tags.map(() => DiagnosticTag.Unnecessary) }),
  }));
}

/** One action for each fix of a finding that touches the range; the first fix of an error is preferred. */
export function quickFixes(snapshot: Snapshot, range: Range): CodeAction[] {
  const [from, to] = [snapshot.offsetAt(range.start), snapshot.offsetAt(range.end)];
  return snapshot.analysis.diagnostics
    .filter(({ start, end }) => start <= to && from <= end)
    .flatMap((finding) =>
      (finding.fixes ?? []).map((fix, i) => ({
        title: fix.title,
        kind: CodeActionKind.QuickFix,
        isPreferred: i === 0,
        diagnostics: diagnostics(snapshot).filter(({ code, message }) => code === finding.code && message === finding.message),
        edit: { changes: { [snapshot.uri]: fix.edits.map((edit) => ({ range: rangeOf(snapshot, edit), newText: edit.text })) } },
      })),
    );
}
