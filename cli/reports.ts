// Reports for machines and for people who have no terminal: JUnit, SARIF, a summary in Markdown, one HTML page.
import { accessSync, appendFileSync, constants, existsSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
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

/** Whether they can be written is found out before anything is played, and nothing is left behind by that. */
export function checkReports({ junit, sarif, html, summary }: ReportFiles): void {
  for (const [option, file] of Object.entries({ junit, sarif, html, summary })) {
    if (file?.trim() === "") throw new Unrunnable(`--${option} is empty; name a file, or leave it out`);
    if (file !== undefined) checkWritable(file);
  }
}

function checkWritable(file: string): void {
  const folder = path.dirname(path.resolve(file));
  try {
    if (!existsSync(folder)) throw new Unrunnable(`${file}: there is no folder ${folder} to write it in`);
    if (!statSync(folder).isDirectory()) throw new Unrunnable(`${file}: ${folder} is a file, not a folder`);
    if (existsSync(file) && statSync(file).isDirectory()) throw new Unrunnable(`${file}: this is a folder, not a file`);
    accessSync(existsSync(file) ? file : folder, constants.W_OK);
  } catch (error) {
    if (error instanceof Unrunnable) throw error;
    throw new Unrunnable(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}

/** A file of its own, whole; what is there is replaced. */
export const writeFile = (file: string, text: string): void => put(file, text, writeFileSync);

function put(file: string, text: string, how: (file: string, text: string) => void): void {
  try {
    how(file, text);
  } catch (error) {
    throw new Unrunnable(`${file}: ${reason(error as NodeJS.ErrnoException)}`);
  }
}
