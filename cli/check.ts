// `pact check`: the findings of every pact below the paths.

import { findPacts, type LoadedPact, loadPact } from "../engine/node/index.ts";
import type { Diagnostic } from "../grammar/index.ts";
import { colour, exit, Lines, printable, Unrunnable, write } from "./output.ts";

export function check(paths: readonly string[], { format }: { format: "text" | "json" }): number {
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  if (problems.length > 0) throw new Unrunnable(problems.join("; "));
  if (files.length === 0) throw new Unrunnable("there is no `.pact` file below these paths");
  const lines = new Lines();
  const totals = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const file of files) {
    const loaded = loadPact(file);
    if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
    for (const finding of loaded.analysis.diagnostics) {
      totals[finding.severity]++;
      if (format === "json") lines.add(toRow(finding, loaded));
      else write(describe(finding, loaded));
    }
  }
  lines.flush();
  if (format === "text")
    write(
      `${files.length} ${files.length === 1 ? "pact" : "pacts"}: ${totals.error} errors, ${totals.warning} warnings, ${totals.information + totals.hint} notes\n`,
    );
  return totals.error + totals.warning > 0 ? exit.fails : exit.holds;
}

/** Zero-based line and character (UTF-16), as in the language server protocol. */
export function positionAt(text: string, offset: number): { line: number; character: number } {
  const before = text.slice(0, offset);
  const line = before.split("\n").length - 1;
  return { line, character: offset - (before.lastIndexOf("\n") + 1) };
}

function toRow({ start, end, severity, code, message }: Diagnostic, { file, text }: LoadedPact) {
  return {
    file,
    range: { start: positionAt(text, start), end: positionAt(text, end) },
    severity,
    code,
    message,
    url: `docs/findings/${code}.md`,
  };
}

const paint = { error: colour.red, warning: colour.yellow, information: colour.cyan, hint: colour.dim };

export function describe({ start, end, severity, code, message }: Diagnostic, { file, text }: LoadedPact): string {
  const { line, character } = positionAt(text, start);
  const source = text.split("\n")[line] ?? "";
  const width = Math.max(1, Math.min(end, start + source.length - character) - start);
  const frame =
    severity === "hint" || severity === "information"
      ? ""
      : `    ${printable(source)}\n    ${" ".repeat(character)}${paint[severity]("^".repeat(width))}\n`;
  return `${file}:${line + 1}:${character + 1} ${paint[severity](severity)} ${code} ${printable(message)}\n${frame}`;
}
