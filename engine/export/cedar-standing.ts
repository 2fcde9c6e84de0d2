// What holds whatever the clauses say: the state the host reports, the dates, the chain of delegates, broken arguments.
import type { Model } from "../analysis/model.ts";
import { timeFromText } from "../decision/calendar.ts";
import { brokenArguments } from "./cedar-arguments.ts";
import { and, atom, type Expression, entity, has, not, relation, set } from "./cedar-expression.ts";
import type { Listed, Policy } from "./cedar-policy.ts";
import { actionsOf } from "./cedar-schema.ts";

interface Standing {
  readonly policies: readonly Policy[];
  readonly listed: readonly Listed[];
}

/** Names something of the pact that is no clause. */
const idOf = ({ id, version }: Model, what: string): string => `${id}@${version}:${what}`;
const notHandoff = relation(`action != ${entity("Action", "handoff")}`);

export function standingSaid(model: Model, permitted: ReadonlySet<string>): Standing {
  const broken = [...permitted].map((action) => argumentsSaid(action, model));
  return {
    policies: [handoff(model), ...states(model), ...effective(model), ...delegation(model), ...broken.flatMap(({ policies }) => policies)],
    listed: broken.flatMap(({ listed }) => listed),
  };
}

const handoff = ({ id, version }: Model): Policy => ({
  id: `${id}@${version}#handoff`,
  effect: "permit",
  actions: ["handoff"],
  when: true,
  notes: ["giving up to a person is always allowed"],
});

// ── What the host reports ───────────────────────────────────────────────────────────────────────────────────────────

/** The host says that it is not so; where it says nothing, it may be. */
const unlessFalse = (name: string): Expression => and(has(["state", name]), atom(`!context.state.${name}`));

function states(model: Model): Policy[] {
  const { catalogue, id, version, onRecordFailure } = model;
  const suspended: Policy = {
    id: idOf(model, "suspended"),
    effect: "forbid",
    actions: undefined,
    when: notHandoff,
    unless: unlessFalse("suspended"),
    notes: ["a suspended pact allows nothing"],
  };
  const unrecordable: Policy = {
    id: `${id}@${version}#record`,
    effect: "forbid",
    actions: undefined,
    when: notHandoff,
    unless: unlessFalse("unrecordable"),
    notes: ["what cannot be recorded is denied"],
  };
  const repeatable = (action: string) => catalogue.get(action)?.readOnly || catalogue.get(action)?.idempotent;
  const repeated: Policy = {
    id: idOf(model, "repeated"),
    effect: "forbid",
    actions: actionsOf(model).filter((action) => action !== "handoff" && !repeatable(action)),
    when: true,
    unless: unlessFalse("repeated"),
    notes: ["the same call before may have happened or not: it is not repeated blindly"],
  };
  return [suspended, ...(onRecordFailure === "deny" ? [unrecordable] : []), repeated];
}

function effective(model: Model): Policy[] {
  if (!model.effective) return [];
  const ms = (text: string) => timeFromText(text, model.timezone ?? "UTC")?.ms;
  const { from, until } = model.effective;
  const [first, last] = [ms(from), until === undefined ? undefined : ms(until)];
  const unreadable = first === undefined || (until !== undefined && last === undefined);
  const begun = relation(`context.now >= ${first}`);
  const during = and(has(["now"]), begun, last === undefined ? true : relation(`context.now < ${last}`));
  return [
    {
      id: idOf(model, "effective"),
      effect: "forbid",
      actions: undefined,
      when: notHandoff,
      unless: unreadable ? false : during,
      notes: [`in force from ${from}${until === undefined ? "" : ` until ${until}`}; \`now\` is in milliseconds since 1970 UTC`],
    },
  ];
}

// ── Delegation ──────────────────────────────────────────────────────────────────────────────────────────────────────

/** Each delegate of the chain must be allowed the action; with nobody in it, the agent acts by itself. */
function delegation(model: Model): Policy[] {
  const via = has(["via"]);
  const notes = ["authority comes through delegates that may do this"];
  const policy = (what: string, actions: readonly string[] | undefined, when: Expression): Policy => ({
    id: idOf(model, what),
    effect: "forbid",
    actions,
    when,
    notes,
  });
  if (model.delegates.length === 0) return [policy("delegation", undefined, and(notHandoff, via, not(atom("context.via.isEmpty()"))))];
  return actionsOf(model)
    .filter((action) => action !== "handoff")
    .map((action) => {
      const agents = [...new Set(model.delegates.filter(({ actions }) => actions.has(action)).map(({ to }) => to))];
      const trusted = agents.length === 0 ? atom("context.via.isEmpty()") : atom(`${set(agents)}.containsAll(context.via)`);
      return policy(`delegation(${action})`, [action], and(via, not(trusted)));
    });
}

// ── Arguments ───────────────────────────────────────────────────────────────────────────────────────────────────────

function argumentsSaid(action: string, model: Model): Standing {
  const { broken, reasons } = brokenArguments(action, model);
  if (broken === false) return { policies: [], listed: [] };
  const id = idOf(model, `arguments(${action})`);
  const why = `${reasons.join("; ")}, which Cedar cannot check: a call that carries it is denied`;
  const listed: Listed[] = reasons.length > 0 ? [{ clause: id, why, as: "stricter" }] : [];
  const notes = [`arguments that break the schema of ${action}`, ...listed.map(({ why }) => `stricter than the pact: ${why}`)];
  return { policies: [{ id, effect: "forbid", actions: [action], when: broken, notes }], listed };
}
