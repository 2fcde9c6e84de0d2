// What commands begin with. A pact that is to decide something must have no errors: what cannot be read for certain decides nothing.
import { CompiledPact, checkErrors, timeFromText } from "../engine/index.ts";
import { type LoadedPact, loadPact } from "../engine/node/index.ts";
import type { EvidenceLog } from "./evidence-log.ts";
import { Unrunnable } from "./output.ts";
import { positionAt } from "./places.ts";

export function compileFile(file: string): { pact: CompiledPact; loaded: LoadedPact } {
  const loaded = loadPact(file, checkErrors);
  if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
  return { pact: compile(loaded, file), loaded };
}

/** `called` names it in messages. */
export function compile(loaded: LoadedPact, called: string): CompiledPact {
  const errors = loaded.analysis.diagnostics.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first) {
    const { line, character } = positionAt(loaded.text, first.start);
    const more = errors.length > 1 ? ` (and ${errors.length - 1} more; run \`pact check ${loaded.file}\`)` : "";
    throw new Unrunnable(`${called}:${line + 1}:${character + 1}: ${first.message}${more}`);
  }
  if (loaded.parsed.tree.kind === "charter") throw new Unrunnable(`${called}: a charter decides nothing by itself; name a pact under it`);
  return new CompiledPact(loaded.analysis.model);
}

/** The log that decisions go on record in, if one is named; whoever names none does not wait for what writes it. */
export async function openLog(folder: string | undefined): Promise<EvidenceLog | undefined> {
  return folder === undefined ? undefined : (await import("./evidence-log.ts")).EvidenceLog.open(folder);
}

/** An ISO 8601 time with a zone, or `now` of this machine. */
export function readTime(text: string): number {
  const ms = text === "now" ? Date.now() : timeFromText(text, undefined)?.ms;
  if (ms === undefined) throw new Unrunnable(`--now takes a time with a zone such as 2026-12-10T10:00:00Z, not \`${text}\``);
  return ms;
}
