// The oracle: what a pact decides of a request, by asking every clause anew. It follows docs/language.md and
// docs/decisions.md sentence by sentence and shares nothing with the engine it is compared with.
import { actionsCover, clauseCovers, effectiveArguments, isHandoff, keepsSchema, toolNamed } from "./actions.ts";
import { truthOf } from "./conditions.ts";
import { isPassed, limitCovers } from "./limits.ts";
import type { Json, Reason, RefClause, RefDecision, RefLimit, RefPact, RefStanding, RefTool, RefWorld, Truth } from "./model.ts";
import { callsOf, currentSession, type Scope, scopeOf } from "./scope.ts";
import { instantOf } from "./units.ts";
import { and, isList, isObject, not, property, sameJson } from "./values.ts";

/** Decides the request of a world: the strongest reason wins, and its clauses are the basis. */
export function decide(pact: RefPact, world: RefWorld): RefDecision {
  const scope = scopeOf(pact, world);
  if (isHandoff(pact, world.action)) return allow(["handoff"]);
  if (world.suspended) return deny("suspended");
  if (!isInForce(pact, world)) return deny("not_in_force");

  const nevers = clausesOf(pact, "never").map((clause) => ({ clause, truth: clauseTruth(clause, scope) }));
  const prohibiting = nevers.filter(({ truth }) => truth === true);
  if (prohibiting.length > 0) return deny("prohibited", names(prohibiting));

  const unsure = nevers.filter(({ truth }) => truth === "unknown");
  const chain = delegationChain(world);
  const unreadable = chain === "unreadable" || !keepsSchema(pact, world.action, world.args) || isBlindRetry(scope);
  if (unsure.length > 0 || unreadable) return deny("indeterminate", names(unsure));

  const passed = limitsOf(pact).filter((limit) => isPassed(limit, scope));
  if (passed.length > 0) {
    return deny(
      "hard_cap",
      passed.map((limit) => limit.name),
    );
  }
  if (world.recordFails && pact.record?.onFailure === "deny") return deny("evidence_unavailable", ["record"]);
  if (!chain.every((delegate) => mayDelegate(pact, delegate, world.action))) return deny("out_of_scope");

  const applying = clausesOf(pact, "escalate")
    .map((clause) => ({ clause, truth: clauseTruth(clause, scope) }))
    .filter(({ truth }) => truth !== false);
  const open = applying.filter(({ clause }) => !world.grants.includes(clause.name));
  if (open.length > 0) return { effect: "escalate", reason: "escalated", basis: names(open) };

  // Whatever still applies has been granted.
  const allowing = clausesOf(pact, "may")
    .map((clause) => ({ clause, truth: clauseTruth(clause, scope) }))
    .filter(({ truth }) => truth === true);
  const authorised = allowing.length > 0 || applying.some(({ clause }) => clause.actions.length > 0);
  return authorised ? allow([...names(allowing), ...names(applying)]) : deny("out_of_scope");
}

/** The truth of every clause over the action, the charter's first, each in the order of the text. */
export function standings(pact: RefPact, world: RefWorld): readonly RefStanding[] {
  const scope = scopeOf(pact, world);
  return allClauses(pact).map((clause): RefStanding => {
    const { name, kind } = clause;
    if (clause.kind !== "limit") {
      return { clause: name, kind, covers: clauseCovers(pact, clause, world.action), truth: clauseTruth(clause, scope) };
    }
    return { clause: name, kind, covers: limitCovers(clause, world.action, scope), truth: isPassed(clause, scope) };
  });
}

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const allow = (basis: readonly string[]): RefDecision => ({ effect: "allow", reason: "allowed", basis });

const deny = (reason: Reason, basis: readonly string[] = []): RefDecision => ({ effect: "deny", reason, basis });

const names = (found: readonly { readonly clause: RefClause }[]): readonly string[] => found.map(({ clause }) => clause.name);

// ── Clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const allClauses = (pact: RefPact): readonly (RefClause | RefLimit)[] => [...(pact.charter?.clauses ?? []), ...pact.clauses];

const clausesOf = (pact: RefPact, kind: RefClause["kind"]): readonly RefClause[] =>
  allClauses(pact).filter((clause): clause is RefClause => clause.kind === kind);

const limitsOf = (pact: RefPact): readonly RefLimit[] => allClauses(pact).filter((clause) => clause.kind === "limit");

/** `when c unless d` is `c and not d`; a clause that is not about the action is false of it. */
function clauseTruth(clause: RefClause, scope: Scope): Truth {
  if (!clauseCovers(scope.pact, clause, scope.world.action)) return false;
  const when = clause.when ? truthOf(clause.when, scope) : true;
  const unless = clause.unless ? not(truthOf(clause.unless, scope)) : true;
  return and([when, unless]);
}

// ── What stands outside the clauses ─────────────────────────────────────────────────────────────────────────────────

/** `effective A until B` excludes B; without a clock nobody can tell. */
function isInForce(pact: RefPact, world: RefWorld): boolean {
  if (!pact.effective) return true;
  const zone = pact.timezone ?? "UTC";
  const now = world.now === undefined ? undefined : instantOf(world.now, zone);
  const from = instantOf(pact.effective.from, zone);
  const until = pact.effective.until === undefined ? Number.POSITIVE_INFINITY : instantOf(pact.effective.until, zone);
  return now !== undefined && from !== undefined && until !== undefined && from <= now && now < until;
}

/** The agents through which authority came; none where there was no delegation. */
function delegationChain(world: RefWorld): readonly string[] | "unreadable" {
  const chain: Json | undefined = property(world.principal, "via");
  if (chain === undefined || chain === null) return [];
  if (!isList(chain)) return "unreadable";
  const delegates = chain.filter((delegate) => typeof delegate === "string");
  return delegates.length === chain.length ? delegates : "unreadable";
}

const mayDelegate = (pact: RefPact, delegate: string, action: string): boolean =>
  pact.delegates.some(({ to, actions }) => to === delegate && actionsCover(pact, actions, action));

/** Nobody knows whether the same call took effect, and to repeat it is not harmless. */
function isBlindRetry(scope: Scope): boolean {
  const { pact, world, args } = scope;
  const tool = toolNamed(pact, world.action);
  if (!tool || tool.readOnly || tool.idempotent) return false;
  return callsOf(currentSession(world), world).some(
    (call) =>
      call.outcome === "unknown" &&
      call.call === world.action &&
      sameJson(declared(tool, effectiveArguments(pact, call.call, call.args)), declared(tool, args)),
  );
}

/** The arguments a tool declares; all of them where it declares none. */
function declared({ params }: RefTool, args: Json): Json {
  if (params.length === 0 || !isObject(args)) return args;
  return Object.fromEntries(Object.entries(args).filter(([name]) => params.some((param) => param.name === name)));
}
