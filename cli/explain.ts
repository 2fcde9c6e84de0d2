// `pact explain`: a pact, or one clause of it, in plain language.
import { type ExplanationForm, explainable, explainNamed, explainPact, renderExplained, renderExplainedItem } from "../engine/index.ts";
import { loadPact } from "../engine/node/index.ts";
import { nearest } from "../grammar/index.ts";
import { exit, printable, Unrunnable, write } from "./output.ts";

export interface ExplainArguments {
  readonly clause?: string;
  readonly format: ExplanationForm;
}

/** Exit 1: it has errors, and the words say what is written and not what is decided. */
export function explain(file: string, { clause, format }: ExplainArguments): number {
  const loaded = loadPact(file);
  if ("problem" in loaded) throw new Unrunnable(`${file}: ${loaded.problem}`);
  const { analysis } = loaded;
  if (clause === undefined) write(printable(renderExplained(explainPact(analysis), format)));
  else write(printable(`${renderExplainedItem(named(clause, loaded), format)}\n`));
  return analysis.diagnostics.some(({ severity }) => severity === "error") ? exit.fails : exit.holds;
}

function named(clause: string, { file, analysis }: Extract<ReturnType<typeof loadPact>, { file: string }>) {
  const item = explainNamed(clause, analysis);
  if (item) return item;
  const near = nearest(clause, explainable(analysis));
  throw new Unrunnable(
    `${file}: nothing here is called \`${clause}\`${near ? `, did you mean \`${near}\`?` : "; it takes the name of a clause, limit, fact or test"}`,
  );
}
