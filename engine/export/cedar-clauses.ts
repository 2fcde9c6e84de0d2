// `may`, `never`, `escalate` and `limit` as policies. A `may` permits where its condition is true; a `never` or `escalate`
// forbids where its condition is not false. What Cedar cannot say counts as unknown, so that both err to the same side.
import type { Clause, Limit, Model } from "../analysis/model.ts";
import { conditionsSides } from "./cedar-condition.ts";
import { type Expression, write } from "./cedar-expression.ts";
import type { Listed, Policy } from "./cedar-policy.ts";
import { actionsOf } from "./cedar-schema.ts";

export interface Said {
  readonly policies: readonly Policy[];
  readonly listed: readonly Listed[];
  /** Actions that it denies altogether, for want of words in Cedar. */
  readonly denied: readonly string[];
}

/** What a clause covers of the actions that Cedar is asked about. Handing over is always allowed: no clause covers it. */
const covered = (actions: ReadonlySet<string>, model: Model): readonly string[] =>
  actionsOf(model).filter((action) => action !== "handoff" && actions.has(action));

export function clauseSaid(clause: Clause, model: Model): Said {
  const { member } = clause;
  const reasons = new Set<string>();
  const groups = new Map<string, { actions: string[]; when: Expression }>();
  const denied: string[] = [];
  for (const action of covered(clause.actions, model)) {
    const unsaid = new Set<string>();
    const sides = conditionsSides(member.conditions, { model, action, reasons: unsaid });
    for (const reason of unsaid) reasons.add(reason);
    const when = member.kind === "may" ? sides.isTrue : sides.notFalse;
    if (when === true && unsaid.size > 0) denied.push(action);
    if (when === false) continue; // it never applies
    const group = groups.get(write(when));
    if (group) group.actions.push(action);
    else groups.set(write(when), { actions: [action], when });
  }
  const forbidden = member.kind === "may" ? [] : denied;
  const listed = listing(clause, [...reasons], groups.size, forbidden);
  const notes = [`${member.kind} ${clause.name}`, ...(listed ? [`stricter than the pact: ${listed.why}`] : [])];
  const policies = [...groups.values()].map(
    ({ actions, when }): Policy => ({
      id: groups.size === 1 ? clause.id : `${clause.id}(${actions[0]})`,
      effect: member.kind === "may" ? "permit" : "forbid",
      actions,
      when,
      because: member.kind === "may" ? undefined : member.because?.value,
      notes,
    }),
  );
  return { policies, listed: listed ? [listed] : [], denied: forbidden };
}

/** A `may` without the actions that something else denies altogether: permitting those would promise what never comes. */
export function withoutDenied(may: Clause, said: Said, deniedBy: ReadonlyMap<string, readonly string[]>): Said {
  const dead = said.policies.flatMap(({ actions }) => actions ?? []).filter((action) => deniedBy.has(action));
  if (dead.length === 0) return said;
  const alive = said.policies.flatMap((policy) => {
    const actions = policy.actions?.filter((action) => !deniedBy.has(action)) ?? [];
    return actions.length > 0 ? [{ ...policy, actions }] : [];
  });
  const by = [...new Set(dead.flatMap((action) => deniedBy.get(action) ?? []))];
  const whys = [...said.listed.map(({ why }) => why), `${areDenied(dead)} by ${quoted(by)}`];
  const listed: Listed = { clause: may.id, why: whys.join("; "), as: alive.length > 0 ? "stricter" : "left out" };
  const notes = [`may ${may.name}`, `stricter than the pact: ${listed.why}`];
  return { policies: alive.map((policy) => ({ ...policy, notes })), listed: [listed], denied: [] };
}

function listing({ id, member }: Clause, reasons: readonly string[], exported: number, denied: readonly string[]): Listed | undefined {
  if (member.kind === "escalate" && exported === 0) return undefined;
  const whys = [...(member.kind === "escalate" ? ["Cedar cannot escalate, and what waits for a person is denied"] : []), ...reasons];
  if (whys.length === 0) return undefined;
  const altogether = denied.length > 0 ? [`so ${areDenied(denied)}`] : [];
  return { clause: id, why: [...whys, ...altogether].join("; "), as: exported > 0 ? "stricter" : "left out" };
}

const quoted = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
const areDenied = (actions: readonly string[]): string => `${quoted(actions)} ${actions.length === 1 ? "is" : "are"} denied altogether`;

/** Cedar keeps no accounts: what a hard limit counts is denied. A soft one only gives notice. */
export function limitSaid({ id, name, member, actions }: Limit, model: Model): Said {
  if (member.hard === undefined)
    return { policies: [], listed: [{ clause: id, why: "a soft limit gives notice, and Cedar gives none", as: "left out" }], denied: [] };
  const counted = covered(actions, model);
  if (counted.length === 0) return { policies: [], listed: [], denied: [] };
  const why = `Cedar keeps no account of ${member.measure}; so ${areDenied(counted)}`;
  const notes = [`limit ${name}`, `stricter than the pact: ${why}`];
  return {
    policies: [{ id, effect: "forbid", actions: counted, when: true, notes }],
    listed: [{ clause: id, why, as: "stricter" }],
    denied: counted,
  };
}
