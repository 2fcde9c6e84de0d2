// What the `drift` member of a pact asks for, put together from its items.

import type { Model } from "../analysis/model.ts";
import { durationSeconds } from "../decision/calendar.ts";
import type { Asked } from "./changes.ts";

export interface DriftPlan {
  /** Relative to the pact. */
  readonly baseline: string | undefined;
  /** The words after `watch`; undefined where it names none, and all is watched. */
  readonly watch: readonly string[] | undefined;
  readonly alarms: { readonly atMost: number; readonly per: string } | undefined;
  readonly reevaluate: Asked | undefined;
}

/** Undefined where a pact has no such member; a charter has none. */
export function driftPlanOf({ tree }: Model): DriftPlan | undefined {
  const member = tree.members.find((each) => each.kind === "drift");
  if (!member || tree.kind === "charter") return undefined;
  const { items } = member;
  const all = <Kind extends (typeof items)[number]["kind"]>(kind: Kind) =>
    items.filter((item): item is Extract<(typeof items)[number], { kind: Kind }> => item.kind === kind);
  const watch = all("drift-watch").flatMap(({ signals }) => signals.map(({ text }) => text));
  const [baseline] = all("drift-baseline");
  const [alarms] = all("drift-alarms");
  const asked = all("drift-reevaluate");
  const spans = asked.flatMap(({ every }) => (every ? [Number(durationSeconds(every.digits, every.unit))] : []));
  return {
    baseline: baseline?.file.value,
    watch: watch.length > 0 ? watch : undefined,
    alarms: alarms && { atMost: Number(alarms.atMost.replaceAll("_", "")), per: alarms.per.text },
    reevaluate:
      asked.length === 0
        ? undefined
        : {
            when: asked.flatMap(({ when }) => when.map(({ text }) => text)),
            everySeconds: spans.length > 0 ? Math.min(...spans) : undefined,
          },
  };
}
