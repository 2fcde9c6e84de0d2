// What is generated, by path: the TextMate grammar from the token table, the JSON Schemas of a case and of a baseline, the
// tables of the parser, a page for each finding, and their list.
import { baselineJsonSchema } from "../engine/drift/index.ts";
import { caseJsonSchema } from "../engine/evaluation/index.ts";
import { findings, type Page, pageOf } from "../engine/index.ts";
import { markdownInjection, textMateGrammar } from "../grammar/textmate.ts";
import { tablesFile, tablesText } from "./tables.ts";

export const pagesFolder = "docs/findings";

export function generatedFiles(): ReadonlyMap<string, string> {
  return new Map([
    ["syntaxes/behavioral-pact.tmLanguage.json", `${JSON.stringify(textMateGrammar(), null, 2)}\n`],
    ["syntaxes/behavioral-pact.markdown.tmLanguage.json", `${JSON.stringify(markdownInjection(), null, 2)}\n`],
    ["docs/schemas/case.schema.json", `${JSON.stringify(caseJsonSchema(), null, 2)}\n`],
    ["docs/schemas/baseline.schema.json", `${JSON.stringify(baselineJsonSchema(), null, 2)}\n`],
    [tablesFile, tablesText()],
    ["docs/findings.md", list()],
    ...findings.map((page): [string, string] => [`${pagesFolder}/${page.code}.md`, pageOf(page)]),
  ]);
}

const list = (): string => `# Findings

What \`pact check\` and the editor say, by code. Each has a page with examples. \`// pact-ignore CODE: reason\` silences one finding
of the next line. Errors and warnings fail \`pact check\`; what has an error decides nothing.

| code | name | severity | what it says |
|---|---|---|---|
${findings.map(row).join("\n")}
`;

const row = ({ code, name, severity, summary }: Page): string => `| [${code}](findings/${code}.md) | ${name} | ${severity} | ${summary} |`;
