// Findings as an editor shows them: with a link to their page, and the other places they speak of.
import { type Diagnostic, DiagnosticSeverity, DiagnosticTag } from "vscode-languageserver-types";
import type { Diagnostic as Finding, Severity } from "../../grammar/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

const severities: Record<Severity, DiagnosticSeverity> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  information: DiagnosticSeverity.Information,
  hint: DiagnosticSeverity.Hint,
};
const tagsByName: Readonly<Record<string, DiagnosticTag>> = {
  unnecessary: DiagnosticTag.Unnecessary,
  deprecated: DiagnosticTag.Deprecated,
};

export const diagnostics = (snapshot: Snapshot): Diagnostic[] =>
  snapshot.analysis.diagnostics.map((finding) => toDiagnostic(finding, snapshot));

export function toDiagnostic(finding: Finding, snapshot: Snapshot): Diagnostic {
  const tags = ((finding as { readonly tags?: readonly string[] }).tags ?? []).flatMap((name) => tagsByName[name] ?? []);
  return {
    range: rangeOf(snapshot, finding),
    severity: severities[finding.severity],
    code: finding.code,
    source: "pact",
    message: finding.message,
    ...(snapshot.docs !== undefined && { codeDescription: { href: `${snapshot.docs}${finding.code}` } }),
    ...(tags.length > 0 && { tags }),
    ...(finding.related?.length && {
      relatedInformation: finding.related.map((each) => ({
        location: { uri: snapshot.uri, range: rangeOf(snapshot, each) },
        message: each.message,
      })),
    }),
  };
}
