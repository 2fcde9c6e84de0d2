// Findings for a person (text, with the line and a mark below it) and for a program (JSON, one object a line).
import type { LoadedPact } from "../engine/node/index.ts";
import type { Diagnostic } from "../grammar/index.ts";
import { colour, printable } from "./output.ts";
import { placesOf } from "./places.ts";

export function inText(all: readonly LoadedPact[]): string {
  const totals = { error: 0, warning: 0, information: 0, hint: 0 };
  for (const { severity } of all.flatMap(({ analysis }) => analysis.diagnostics)) totals[severity]++;
  const pacts = `${all.length} ${all.length === 1 ? "pact" : "pacts"}`;
  const sum = `${pacts}: ${totals.error} errors, ${totals.warning} warnings, ${totals.information + totals.hint} notes\n`;
  return [...all.flatMap(described), sum].join("");
}

const paint = { error: colour.red, warning: colour.yellow, information: colour.cyan, hint: colour.dim };

function described({ file, text, analysis }: LoadedPact): string[] {
  const places = placesOf(text);
  const lines = text.split(/\r?\n/);
  return analysis.diagnostics.map(({ start, end, severity, code, message }) => {
    const { line, character } = places.at(start);
    const source = lines[line] ?? "";
    const width = Math.max(1, Math.min(end, start + source.length - character) - start);
    const framed = severity === "error" || severity === "warning";
    const frame = `    ${printable(source)}\n    ${" ".repeat(character)}${paint[severity]("^".repeat(width))}\n`;
    return `${file}:${line + 1}:${character + 1} ${paint[severity](severity)} ${code} ${printable(message)}\n${framed ? frame : ""}`;
  });
}

export const inJson = (all: readonly LoadedPact[]): string =>
  all.flatMap(({ file, text, analysis }) => rowsOf(file, text, analysis.diagnostics)).join("");

function rowsOf(file: string, text: string, diagnostics: readonly Diagnostic[]): string[] {
  const { range } = placesOf(text);
  return diagnostics.map(({ severity, code, message, fixes = [], related = [], ...span }) => {
    const row = {
      file,
      range: range(span),
      severity,
      code,
      message,
      url: `docs/findings/${code}.md`,
      fixes: fixes.map(({ title, safe = false, edits }) => ({
        title,
        safe,
        edits: edits.map((edit) => ({ range: range(edit), newText: edit.text })),
      })),
      related: related.map((other) => ({ range: range(other), message: other.message })),
    };
    return `${JSON.stringify(row)}\n`;
  });
}
