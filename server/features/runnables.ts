// What lenses and the test tree are drawn from: it costs no more than the names and places of what can be run.
import { discover } from "../../engine/index.ts";
import type { DriftMember } from "../../grammar/index.ts";
import { comparePositions, rangeOf, type Snapshot } from "./snapshot.ts";

export function runnables(snapshot: Snapshot) {
  const { model, diagnostics } = snapshot.analysis;
  const { tree } = snapshot.parsed;
  const drift = tree.kind === "charter" ? undefined : tree.members.find((member) => member.kind === "drift");
  const recordings = model.references.filter(({ role }) => role === "recordings");
  return {
    pact: model.id,
    title: tree.title?.value ?? model.id,
    broken: diagnostics.some(({ severity }) => severity === "error"),
    recordings: recordings.map(({ path }) => path),
    drift: drift ? { baseline: baselineIn(drift), range: rangeOf(snapshot, drift) } : null,
    items: discover(model)
      .map(({ id, name, kind, start, end }) => ({ id, name, kind, range: rangeOf(snapshot, { start, end }) }))
      .sort((a, b) => comparePositions(a.range.start, b.range.start)),
  };
}

/** As it is written, relative to the pact. */
const baselineIn = ({ items }: DriftMember): string | null =>
  items.flatMap((item) => (item.kind === "drift-baseline" ? [item.file.value] : []))[0] ?? null;

export type Runnables = ReturnType<typeof runnables>;
