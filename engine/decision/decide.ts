// A pact, compiled once and asked many times: the decision, how each clause stood, why, and what has to be asked first.
import type { Model } from "../analysis/model.ts";
import type { ClauseExplanation, Decision, Request, Standing } from "./decision.ts";
import { type JudgeQuestion, truthWord } from "./environment.ts";
import { type MonitorOptions, SessionMonitor } from "./monitor.ts";
import { nearestOf } from "./nearest.ts";
import { pathReach } from "./paths.ts";
import { clausesOf, contextOf, frameOf, type Plan, planOf } from "./plan.ts";
import { DecisionTable } from "./table.ts";
import { bareObject, type Raw, type RawObject } from "./values.ts";
import { type Watch, watchOf } from "./watch.ts";

export class CompiledPact {
  readonly model: Model;
  readonly watch: Watch;
  readonly identity: Decision["pact"];
  private readonly table: DecisionTable;
  private readonly plans = new Map<string, Plan>();

  /** Compiling is lazy by action: a pact over a large catalogue pays only for the tools it meets. */
  constructor(model: Model) {
    this.model = model;
    this.watch = watchOf(model);
    this.table = new DecisionTable(model);
    this.identity = this.table.identity;
  }

  session(options: MonitorOptions = {}): SessionMonitor {
    return new SessionMonitor(this.watch, options);
  }

  /** Never throws, and an error of ours denies. Says nothing of what a denial lacked: see `decideInFull`. */
  decide(request: Request, session: SessionMonitor = this.session()): Decision {
    try {
      const plan = this.planFor(request.action);
      return this.table.conclude(plan, request, frameOf(plan, request, session, undefined));
    } catch (error) {
      return this.failed(session, error);
    }
  }

  /** The decision with the nearest `may` of a denial, how each clause over the action stood, and what is wrong with its arguments. */
  decideInFull(
    request: Request,
    session: SessionMonitor = this.session(),
  ): { readonly decision: Decision; readonly standings: readonly Standing[]; readonly invalid?: string | undefined } {
    const decision = this.decide(request, session);
    try {
      const plan = this.planFor(request.action);
      const env = frameOf(plan, request, session, undefined);
      const standings = clausesOf(plan).map(({ clause, run }) => ({ clause, truth: run(env) }));
      const nearest = decision.reason === "out_of_scope" && decision.problem === undefined ? nearestOf(plan, env) : undefined;
      const unknown = standings.filter(({ truth }) => truth === undefined).map(({ clause }) => clause.id);
      return { decision: { ...decision, unknown, nearest }, standings, invalid: env.problem };
    } catch (error) {
      return { decision: this.failed(session, error), standings: [] };
    }
  }

  /** The denial of what could not be decided at all. */
  failed({ authority }: SessionMonitor, error: unknown): Decision {
    return {
      effect: "deny",
      reason: "indeterminate",
      basis: [],
      unknown: [],
      notices: [],
      notEvaluable: [],
      authority,
      pact: this.identity,
      problem: `this could not be decided: ${error instanceof Error ? error.message : String(error)}`,
    };
  }

  /** What has to be asked of judges before this request can be decided; ask, add the answers, and ask again until it is empty. */
  questions(request: Request, session: SessionMonitor): JudgeQuestion[] {
    if (this.model.judges.size === 0) return [];
    const wanted = new Map<string, JudgeQuestion>();
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, wanted);
    for (const { run } of clausesOf(plan)) run(env);
    return [...wanted.values()];
  }

  /** The explanation tree of every clause over the action. Computed on request, never on the way of a decision. */
  explain(request: Request, session: SessionMonitor = this.session()): ClauseExplanation[] {
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, undefined);
    return clausesOf(plan).map(({ clause, when, unless, run }) => ({
      clause: clause.id,
      kind: clause.member.kind,
      truth: truthWord(run(env)),
      ...(when && { when: when.explain(env) }),
      ...(unless && { unless: unless.explain(env) }),
    }));
  }

  /** What an escalation or a handoff carries: facts as they stand, the action itself, and what the host adds. */
  carried(names: readonly string[], request: Request, session: SessionMonitor, carry?: (name: string) => Raw | undefined): RawObject {
    const plan = this.planFor(request.action);
    const env = frameOf(plan, request, session, undefined);
    const carried = bareObject();
    for (const name of names) {
      const path = { kind: "path" as const, steps: [{ kind: "name" as const, text: name, start: 0, end: 0 }], start: 0, end: 0 };
      const fact = this.model.facts.has(name) ? pathReach(path, contextOf(this.model, request.action, plan.places))(env)?.raw : undefined;
      const own = name === "attempted_action" ? Object.assign(bareObject(), { action: request.action, arguments: request.args }) : fact;
      const raw = own ?? carry?.(name);
      if (raw !== undefined && raw !== null) carried[name] = raw;
    }
    return carried;
  }

  private planFor(requested: string): Plan {
    let plan = this.plans.get(requested);
    if (!plan) {
      plan = planOf(requested, this.model);
      // Only names the catalogue knows are kept: a caller that makes names up must not fill the memory.
      if (this.model.catalogue.has(requested) || plan.action === "respond" || plan.action === "handoff") this.plans.set(requested, plan);
    }
    return plan;
  }
}
