// The code of a finding leads to its page: what it means, with examples, as a Markdown preview.
import * as vscode from "vscode";
import type { Middleware, vsdiag } from "vscode-languageclient/node";

const command = "pact.showFinding";

/** Every finding on its way to the editor, pulled or pushed. VS Code follows links to commands from a finding's code. */
export const findingPages: Middleware = {
  handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(linked)),
  provideDiagnostics: async (document, previous, token, next) => {
    const report = await next(document, previous, token);
    return report && "items" in report ? { ...report, items: report.items.map(linked) } : report;
  },
  provideWorkspaceDiagnostics: async (previous, token, report, next) => {
    const whole = await next(previous, token, (part) => report(part && linkedReports(part)));
    return whole && linkedReports(whole);
  },
};

const linkedReports = <Report extends vsdiag.WorkspaceDiagnosticReport | vsdiag.WorkspaceDiagnosticReportPartialResult>(
  report: Report,
): Report => ({
  ...report,
  items: report.items.map((each) => ("items" in each ? { ...each, items: each.items.map(linked) } : each)),
});

function linked(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code === "string" && isCode(code))
    diagnostic.code = { value: code, target: vscode.Uri.parse(`command:${command}?${encodeURIComponent(JSON.stringify([code]))}`) };
  return diagnostic;
}

/** A link comes from outside as well: nothing but a code becomes a part of a path. */
const isCode = (code: unknown): code is string => typeof code === "string" && /^PACT\d{4}$/.test(code);

export function showFindingCommand(extension: vscode.Uri): vscode.Disposable {
  return vscode.commands.registerCommand(command, async (code: unknown) => {
    if (!isCode(code)) return;
    const page = vscode.Uri.joinPath(extension, "docs", "findings", `${code}.md`);
    const commands = await vscode.commands.getCommands(true);
    if (commands.includes("markdown.showPreview")) await vscode.commands.executeCommand("markdown.showPreview", page);
    else await vscode.window.showTextDocument(page);
  });
}
