// Findings as workflow commands of GitHub Actions, which shows them beside the lines of a change
// (docs.github.com/actions/reference/workflow-commands-for-github-actions). Lines and columns count from one.
import { findings } from "../engine/index.ts";
import type { LoadedPact } from "../engine/node/index.ts";
import type { Severity } from "../grammar/index.ts";
import { printable } from "./output.ts";
import { placesOf } from "./places.ts";

const commands: Record<Severity, string> = { error: "error", warning: "warning", information: "notice", hint: "notice" };
const names = new Map<string, string>(findings.map(({ code, name }) => [code, name]));

export const asWorkflowCommands = (all: readonly LoadedPact[]): string => all.flatMap(commandsOf).join("");

function commandsOf({ file, text, analysis }: LoadedPact): string[] {
  const { range } = placesOf(text);
  return analysis.diagnostics.map(({ severity, code, message, ...span }) => {
    const { start, end } = range(span);
    const properties = {
      file: file.replaceAll("\\", "/"),
      line: start.line + 1,
      col: start.character + 1,
      endLine: end.line + 1,
      endColumn: end.character + 1,
      title: `${code} ${names.get(code) ?? ""}`.trim(),
    };
    const list = Object.entries(properties).map(([name, value]) => `${name}=${escapeProperty(String(value))}`);
    return `::${commands[severity]} ${list.join(",")}::${escapeData(printable(message))}\n`;
  });
}

const escapeData = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const escapeProperty = (text: string): string => escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
