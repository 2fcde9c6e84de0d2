// Reports for machines and for people who have no terminal: JUnit, SARIF, a summary in Markdown, one HTML page.
import { appendFileSync, writeFileSync } from "node:fs";
import { asHtml, asJUnit, asMarkdown, type Told } from "../engine/evaluation/index.ts";
import { type LoadedPact, reason } from "../engine/node/index.ts";
import { runsAsSarif } from "./eval-sarif.ts";
import { Unrunnable } from "./output.ts";

export interface ReportFiles {
  readonly junit?: string;
  readonly sarif?: string;
  readonly html?: string;
  readonly summary?: string;
}

export function writeReports(all: readonly Told[], loaded: LoadedPact, { junit, sarif, html, summary }: ReportFiles): void {
  if (junit !== undefined) put(junit, asJUnit(all), writeFileSync);
  if (sarif !== undefined) put(sarif, runsAsSarif(all, loaded), writeFileSync);
  if (html !== undefined) put(html, asHtml(all), writeFileSync);
  // What other steps of a workflow wrote there stays.
  if (summary !== undefined) put(summary, asMarkdown(all), appendFileSync);
}

function put(file: string, text: string, how: (file: string, text: string) => void): void {
  try {
    how(file, text);
  } catch (error) {
    throw new Unrunnable(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}
