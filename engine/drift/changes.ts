// Is a baseline still of the agent that there is? What it was made with, against what there is now; and what of that, or of its age, asks for
// another evaluation.
import { timeFromText } from "../decision/calendar.ts";
import type { ChangeWord } from "../evaluation/names.ts";
import { isSame } from "./align.ts";
import type { CaseRow, Snapshot } from "./snapshot.ts";

export interface Change {
  readonly what: ChangeWord;
  readonly message: string;
}

/** What there is now; cases are left out where nobody has read them. */
export type Current = Pick<Snapshot, "pact" | "rules" | "catalogue" | "prompt" | "model"> & {
  readonly cases?: readonly Pick<CaseRow, "case" | "content">[];
};

export function changesSince(before: Snapshot, now: Current): Change[] {
  const changes: Change[] = [];
  const add = (what: ChangeWord, message: string) => changes.push({ what, message });
  if (before.rules !== now.rules) add("pact", `what the pact decides has changed (${before.pact.version} → ${now.pact.version})`);
  if (before.model !== now.model) add("model", `the model was ${before.model ?? "not named"} and is ${now.model ?? "not named"}`);
  if (before.prompt !== now.prompt) add("prompt", "the prompt is another");
  if (before.catalogue !== now.catalogue) add("tools", "the tool catalogue is another");
  const cases = now.cases && casesSaid(before.cases, now.cases);
  if (cases) add("cases", cases);
  return changes;
}

type Named = readonly Pick<CaseRow, "case" | "content">[];

function casesSaid(before: Named, now: Named): string | undefined {
  const old = new Map(before.map((row) => [row.case, row]));
  const names = new Set(now.map((row) => row.case));
  const counts = [
    [now.filter((row) => !old.has(row.case)).length, "new"],
    [before.filter((row) => !names.has(row.case)).length, "gone"],
    [now.filter((row) => old.has(row.case) && !isSame(old.get(row.case)!, row)).length, "changed"],
  ] as const;
  const said = counts.filter(([count]) => count > 0).map(([count, how]) => `${count} ${how}`);
  return said.length === 0 ? undefined : `cases are others: ${said.join(", ")}`;
}

/** What a pact asks for: `reevaluate when model, prompt change or every 30 days`. */
export interface Asked {
  readonly when: readonly string[];
  readonly everySeconds: number | undefined;
}

/** Why another evaluation is due; empty where none is. */
export function dueSince(before: Snapshot, now: Current, { when, everySeconds }: Asked, nowMs: number): string[] {
  const reasons = changesSince(before, now).flatMap(({ what, message }) => (when.includes(what) ? [message] : []));
  const began = timeFromText(before.began, "UTC")?.ms;
  if (everySeconds === undefined) return reasons;
  if (began === undefined) return [...reasons, `nobody can say how old it is: it began \`${before.began}\``];
  const ageSeconds = (nowMs - began) / 1000;
  if (ageSeconds < 0) return [...reasons, `it began ${before.began}, which is still to come: a clock is wrong`];
  const days = (seconds: number) => `${Math.floor(seconds / 86_400)} days`;
  return ageSeconds > everySeconds ? [...reasons, `it is ${days(ageSeconds)} old, and is to be at most ${days(everySeconds)}`] : reasons;
}
