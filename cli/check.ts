// `pact check`: the findings of every pact below the paths, and with `--fix` first what mends them where that is safe.
import { findPacts, type LoadedPact, loadPact, loadText, replaceText } from "../engine/node/index.ts";
import { mend } from "../grammar/index.ts";
import { inJson, inText } from "./findings-text.ts";
import { exit, Unrunnable, write } from "./output.ts";
import { asSarif } from "./sarif.ts";
import { unifiedDiff } from "./unified-diff.ts";
import { asWorkflowCommands } from "./workflow-commands.ts";

const forms = { text: inText, json: inJson, sarif: asSarif, github: asWorkflowCommands };
export type CheckForm = keyof typeof forms;

export interface CheckArguments {
  readonly format: CheckForm;
  readonly fix: boolean;
  readonly dryRun: boolean;
}

export function check(paths: readonly string[], { format, fix, dryRun }: CheckArguments): number {
  if (dryRun && format !== "text") throw new Unrunnable(`--dry-run prints a diff, and no ${format}; leave one of the two away`);
  const found = loadAll(paths);
  const pacts = fix && !dryRun ? found.map(fixed) : found;
  write(dryRun ? found.map(wouldBe).join("") : forms[format](pacts));
  const fails = pacts.some(({ analysis }) => analysis.diagnostics.some(({ severity }) => severity === "error" || severity === "warning"));
  return fails ? exit.fails : exit.holds;
}

function loadAll(paths: readonly string[]): LoadedPact[] {
  const { files, problems } = findPacts(paths.length > 0 ? paths : ["."]);
  if (problems.length > 0) throw new Unrunnable(problems.join("; "));
  if (files.length === 0) throw new Unrunnable("there is no `.pact` file below these paths");
  return files.map((file) => {
    const loaded = loadPact(file);
    if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
    return loaded;
  });
}

const mended = ({ text, file }: LoadedPact) => mend(text, (now) => loadText(now, file).analysis.diagnostics);

const wouldBe = (pact: LoadedPact): string => unifiedDiff(pact.file, pact.text, mended(pact).text);

/** Said on standard error, where it is in nobody's way. */
function fixed(pact: LoadedPact): LoadedPact {
  const { file } = pact;
  const { text, count } = mended(pact);
  if (count === 0) return pact;
  const problem = replaceText(file, text);
  if (problem) throw new Unrunnable(`${file}: ${problem}`);
  write(`${file}: ${count} ${count === 1 ? "fix" : "fixes"} applied\n`, 2);
  return loadText(text, file);
}
