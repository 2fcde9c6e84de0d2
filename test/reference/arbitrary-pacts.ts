// Random pacts over a small catalogue: well-typed, with one to six clauses, and nothing a checker would turn down.
import { actionsCover, wordCovers } from "./actions.ts";
import { conditionIn } from "./arbitrary-conditions.ts";
import { factsIn, groupsIn, host, toolsIn } from "./arbitrary-facts.ts";
import type { Reach } from "./arbitrary-values.ts";
import type {
  RefAction,
  RefClause,
  RefFact,
  RefFloor,
  RefGroup,
  RefJudge,
  RefLimit,
  RefPact,
  RefParameter,
  RefPrincipal,
  RefTool,
} from "./model.ts";
import { type Chooser, text, tierType } from "./pools.ts";

export function pactIn(choose: Chooser): RefPact {
  const tools = toolsIn(choose);
  const handoffTool = tools.find((tool) => tool.name === "transfer_to_human")?.name;
  const timezone = choose.chance(60) ? choose.pick(["America/New_York", "UTC", "Asia/Kolkata"]) : undefined;
  const principal: RefPrincipal = { name: "customer", fields: choose.chance(80) ? [{ name: "id", type: text }] : [] };
  const judges: readonly RefJudge[] = choose.chance(35) ? [judgeIn(choose)] : [];
  const groups = groupsIn(choose, tools);
  const facts = factsIn(choose, tools);
  const withoutClauses: RefPact = {
    agent: "shop/desk",
    version: "1.0.0",
    ...(timezone && { timezone }),
    ...(choose.chance(18) && { effective: effectiveIn(choose, timezone !== undefined) }),
    tools,
    principal,
    judges,
    groups,
    facts,
    clauses: [],
    delegates: choose.chance(35) ? [{ to: "helper", actions: orAll(actionsIn(choose, tools, groups)) }] : [],
    ...(handoffTool && { handoffTool }),
    ...(choose.chance(50) && { record: { onFailure: choose.chance(75) ? "deny" : "allow" } as const }),
  };
  const charter = choose.chance(20) ? charterIn(choose, withoutClauses) : undefined;
  const pact: RefPact = { ...withoutClauses, ...(charter && { charter }) };
  return { ...pact, clauses: clausesIn(choose, pact) };
}

function effectiveIn(choose: Chooser, hasZone: boolean): { from: string; until?: string } {
  const from = hasZone ? choose.pick(["2026-12-10", "2026-12-01", "2026-12-01", "2026-12-11"]) : "2026-12-10T10:00:00Z";
  const until = hasZone ? choose.pick(["2026-12-11", "2027-06-01"]) : choose.pick(["2026-12-10T10:00:01Z", "2027-06-01T00:00:00Z"]);
  return { from, ...(choose.chance(70) && until > from && { until }) };
}

const judgeIn = (choose: Chooser): RefJudge => ({
  name: "is_threat",
  parameter: "message",
  ...(choose.chance(60) && { onFailure: choose.chance(70) ? "true" : "unknown" }),
});

// ── Clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────

function actionsIn(choose: Chooser, tools: readonly RefTool[], groups: readonly RefGroup[]): readonly RefAction[] {
  const kind = choose.below(100);
  const name = (one: string): RefAction => ({ kind: "name", name: one });
  // The handoff is always allowed: a clause about it would say nothing.
  const own = tools.map((tool) => tool.name).filter((one) => one !== "transfer_to_human");
  if (kind < 50) return [name(choose.pick(own))];
  if (kind < 64) return [...new Set([choose.pick(own), choose.pick(own)])].map(name);
  if (kind < 74) return [{ kind: "pattern", pattern: choose.pick(["get_*", "*_order", "*e*", "*"]) }];
  if (kind < 80 && groups.length > 0) return [name(choose.pick(groups).name)];
  if (kind < 88) return [{ kind: "any", nature: choose.chance(50) ? "read-only" : "destructive" }];
  return kind < 95 ? [name("respond")] : [];
}

/** Where at least one action has to stand. */
const orAll = (actions: readonly RefAction[]): readonly RefAction[] => (actions.length > 0 ? actions : [{ kind: "pattern", pattern: "*" }]);

const respondTool: RefTool = { name: "respond", params: [{ name: "text", type: text, required: true }] };

/** What a clause over these actions can read, if they are any tools at all. */
function reachOf(
  choose: Chooser,
  pact: RefPact,
  actions: readonly RefAction[],
  kind: RefClause["kind"],
  inCharter: boolean,
): Reach | undefined {
  const covered = [...pact.tools, respondTool].filter((tool) => actionsCover(pact, actions, tool.name));
  if (covered.length === 0) return undefined;
  const byName = actions.length > 0 && actions.every((action) => action.kind === "name");
  const shared = (parameter: RefParameter) => covered.every((tool) => tool.params.some(({ name }) => name === parameter.name));
  const lead = choose.pick(covered);
  const declared = [...(pact.charter?.facts ?? []), ...(inCharter ? [] : pact.facts)];
  const facts = declared
    .filter((fact) => isKeyed(fact, declared, covered))
    .filter((fact) => kind !== "never" || !isOwnSupply(fact, declared, pact, covered));
  return {
    choose,
    tools: pact.tools,
    groups: inCharter ? [] : pact.groups,
    parameters: byName ? lead.params.filter(shared) : lead.params,
    facts,
    judges: inCharter ? [] : pact.judges,
    ...(!inCharter && { principal: pact.principal }),
    timezone: pact.timezone !== undefined,
    variables: [],
    positive: kind === "never",
  };
}

/** Whether every action has the arguments that a fact is keyed by. */
function isKeyed(fact: RefFact, facts: readonly RefFact[], covered: readonly RefTool[]): boolean {
  const { source } = fact;
  if (source.from !== "result") return true;
  const has = (name: string) => covered.every((tool) => tool.params.some((parameter) => parameter.name === name));
  if (source.at?.some((step) => step.step === "by" && !has(step.path.name))) return false;
  return source.keys.every(({ argument, path }) => {
    if (!path) return has(argument);
    const root = facts.find(({ name }) => name === path.name);
    return root !== undefined && isKeyed(root, facts, covered);
  });
}

/** A prohibition that only what it prohibits could lift would hold for ever. */
function isOwnSupply(fact: RefFact, facts: readonly RefFact[], pact: RefPact, covered: readonly RefTool[]): boolean {
  const { source } = fact;
  if (source.from !== "result") return false;
  const suppliers = pact.tools.filter((tool) => source.tools.some((word) => wordCovers(pact, word, tool.name)));
  if (suppliers.every((tool) => covered.includes(tool))) return true;
  return source.keys.some(({ path }) => facts.some((root) => root.name === path?.name && isOwnSupply(root, facts, pact, covered)));
}

function clauseIn(choose: Chooser, pact: RefPact, kind: RefClause["kind"], name: string, inCharter: boolean): RefClause {
  const drawn = actionsIn(choose, pact.tools, inCharter ? [] : pact.groups);
  const actions = kind === "may" ? orAll(drawn) : drawn;
  const reach = reachOf(choose, pact, actions, kind, inCharter);
  if (!reach) return clauseIn(choose, pact, kind, name, inCharter);
  const shape = choose.below(100);
  const bare = kind === "may" && shape < 35;
  const depth = 1 + choose.below(3);
  if (bare) return { kind, name, actions };
  const negative: Reach = { ...reach, positive: false };
  if (shape < 85) return { kind, name, actions, when: conditionIn(reach, depth) };
  if (shape < 93) return { kind, name, actions, unless: conditionIn(negative, depth) };
  return { kind, name, actions, when: conditionIn(reach, 1), unless: conditionIn(negative, 1) };
}

function clausesIn(choose: Chooser, pact: RefPact): readonly (RefClause | RefLimit)[] {
  const more = Array.from({ length: choose.pick([0, 1, 2, 2, 3, 3, 4, 5]) }, (_, position) => {
    const name = `c${position + 2}`;
    const kind = choose.below(100);
    if (kind < 18) return clauseIn(choose, pact, "may", name, false);
    if (kind < 56) return clauseIn(choose, pact, "never", name, false);
    return kind < 86 ? clauseIn(choose, pact, "escalate", name, false) : limitIn(choose, pact, name, false);
  });
  return [clauseIn(choose, pact, "may", "c1", false), ...more];
}

function limitIn(choose: Chooser, pact: RefPact, name: string, inCharter: boolean): RefLimit {
  const scopes = ["session", "session", "user", "team", "agent", "turn", "interaction", ...(inCharter ? [] : [pact.principal.name])];
  const window = choose.chance(45) ? [choose.pick(["hour", "day", "week", "month"])] : [];
  const base = { kind: "limit", name, per: [choose.pick(scopes), ...window] } as const;
  const soft = choose.chance(30);
  switch (choose.below(4)) {
    case 0:
      return { ...base, measure: "tokens", actions: [], ...(soft && { soft: "5" }), hard: choose.pick(["10", "30", "60"]) };
    case 1:
      return { ...base, measure: "cost", actions: [], ...(soft && { soft: "0.5" }), hard: choose.pick(["1", "2.5", "4"]) };
    default: {
      const drawn = actionsIn(choose, pact.tools, inCharter ? [] : pact.groups);
      const respond = drawn.some((action) => action.kind === "name" && action.name === "respond");
      return { ...base, measure: "calls", actions: respond ? [] : drawn, ...(soft && { soft: "1" }), hard: choose.pick(["2", "3", "5"]) };
    }
  }
}

/** Facts and clauses of an organisation's own; its names are not the pact's. */
function charterIn(choose: Chooser, pact: RefPact): RefFloor {
  const facts: readonly RefFact[] = [
    { name: "under_audit", type: { kind: "boolean" }, source: host },
    { name: "strain", type: tierType, source: host },
  ];
  const floor: RefFloor = { groups: [], facts, clauses: [] };
  const above: RefPact = { ...pact, charter: floor };
  const never = choose.chance(60) ? [clauseIn(choose, above, "never", "f1", true)] : [];
  const escalate = choose.chance(50) ? [clauseIn(choose, above, "escalate", "f2", true)] : [];
  const limits = choose.chance(30) ? [limitIn(choose, above, "f3", true)] : [];
  // A clause about a tool that this catalogue lacks matches nothing.
  const foreign: readonly RefClause[] = choose.chance(20)
    ? [{ kind: "never", name: "f4", actions: [{ kind: "name", name: "wire_money" }] }]
    : [];
  return { groups: [], facts, clauses: [...never, ...escalate, ...limits, ...foreign] };
}
