// `pact export cedar`: a pact as Cedar policies and a Cedar schema. What Cedar cannot say is listed, and never weakened.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { type CedarExport, type ExportEvent, exportCedar } from "../engine/index.ts";
import { makeFolders } from "../engine/node/index.ts";
import { compileFile } from "./load.ts";
import { exit, Lines, printable, Unrunnable, write } from "./output.ts";

export interface ExportArguments {
  readonly out?: string;
  readonly json: boolean;
}

export function exportTo(file: string, { out, json }: ExportArguments): number {
  const { pact } = compileFile(file);
  const written = exportCedar(pact.model);
  const files = out === undefined ? undefined : save(written, path.join(out, path.basename(file, ".pact")));
  if (json) {
    const lines = new Lines();
    const event: ExportEvent = { event: "export", pact: pact.identity, ...written, ...files };
    lines.add(event);
    lines.flush();
  } else {
    write(files ? `${files.policies}\n${files.schema}\n` : written.policies);
    for (const { clause, as, why } of written.listed) write(`${clause}: ${as}: ${printable(why)}\n`, 2);
  }
  return written.listed.length > 0 ? exit.fails : exit.holds;
}

/** The names of the two files, by what is in them. */
function save({ policies, schema }: CedarExport, base: string): { readonly policies: string; readonly schema: string } {
  const files = { policies: `${base}.cedar`, schema: `${base}.cedarschema` };
  try {
    makeFolders(path.dirname(base));
    writeFileSync(files.policies, policies);
    writeFileSync(files.schema, schema);
  } catch (error) {
    throw new Unrunnable(`cannot be written: ${(error as Error).message}`);
  }
  return files;
}
