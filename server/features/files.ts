// The files a pact names: those the analysis reads, and the baseline.
import type { DocumentLink, Range } from "vscode-languageserver-types";
import type { FileReference } from "../../engine/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

export function filesNamed({ analysis: { model }, parsed: { tree } }: Snapshot): FileReference[] {
  const baselines = tree.members.flatMap((member) =>
    member.kind === "drift" ? member.items.flatMap((item) => (item.kind === "drift-baseline" ? [item.file] : [])) : [],
  );
  const known = new Set(model.references.filter(({ role }) => role === "baseline").map(({ path }) => path));
  const more = baselines.filter(({ value }) => !known.has(value));
  return [...model.references, ...more.map(({ value, start, end }) => ({ role: "baseline" as const, path: value, start, end }))];
}

/** The text between the quotes. */
export function pathRange(snapshot: Snapshot, file: FileReference): Range {
  const { start, end } = rangeOf(snapshot, file);
  return { start: { ...start, character: start.character + 1 }, end: { ...end, character: end.character - 1 } };
}

const opens: Readonly<Record<FileReference["role"], string>> = {
  charter: "Open the charter",
  catalogue: "Open the tool catalogue",
  prompt: "Open the agent's instructions",
  recordings: "Open the recorded runs",
  cases: "Open the cases",
  baseline: "Open the baseline",
};

/** Every file the pact names that is no pattern of names. */
export const documentLinks = (snapshot: Snapshot): DocumentLink[] =>
  filesNamed(snapshot)
    .filter(({ path }) => path && !path.includes("*"))
    .map((file) => ({ range: pathRange(snapshot, file), target: snapshot.resolve(file.path), tooltip: opens[file.role] }));
