// What lenses and the test tree are drawn from: it costs no more than the names and places of what can be run.
import { discover } from "../../engine/index.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

export function runnables(snapshot: Snapshot) {
  const { model, diagnostics } = snapshot.analysis;
  const recordings = model.references.filter(({ role }) => role === "recordings");
  return {
    pact: model.id,
    title: snapshot.parsed.tree.title?.value ?? model.id,
    broken: diagnostics.some(({ severity }) => severity === "error"),
    recordings: recordings.map(({ path }) => path),
    items: discover(model).map(({ id, name, kind, start, end }) => ({ id, name, kind, range: rangeOf(snapshot, { start, end }) })),
  };
}
export type Runnables = ReturnType<typeof runnables>;
