// The decision table: clauses have no order and no priority, and the strongest reason wins. An error never opens a gate.
import type { Clause, Model } from "../analysis/model.ts";
import { clauseId, parametersOf } from "../analysis/model.ts";
import type { Type } from "../analysis/types.ts";
import { Compiler, type Env, type Explanation, type Test, truthWord } from "./compile.ts";
import { Decimal } from "./decimal.ts";
import { History } from "./history.ts";
import { all, isRawObject, not, type Raw, type RawObject, type Truth, timeFromText } from "./values.ts";

export type Effect = "allow" | "deny" | "escalate";
/** The table's reason codes, strongest first. */
export const reasons = [
  "suspended",
  "not_in_force",
  "prohibited",
  "indeterminate",
  "hard_cap",
  "evidence_unavailable",
  "escalated",
  "allowed",
  "out_of_scope",
] as const;
export type Reason = (typeof reasons)[number];

export interface Request {
  readonly action: string;
  readonly args: RawObject;
  readonly principal?: RawObject;
  readonly facts?: RawObject;
  readonly given?: RawObject;
  /** Milliseconds since 1970 UTC; undefined where nobody knows. */
  readonly nowMs?: number | undefined;
  readonly suspended?: boolean;
  /** The arguments could not be read at all: nothing is known of them, so nothing is allowed. */
  readonly unreadable?: boolean;
  /** A recording without times: whether the pact is in force is then not asked. Live it is, and without a clock denied. */
  readonly recorded?: boolean;
}

export interface Decision {
  readonly effect: Effect;
  readonly reason: Reason;
  readonly basis: readonly string[];
  /** Clauses over this action whose condition was unknown. */
  readonly unknown: readonly string[];
  readonly notices: readonly string[];
  readonly escalation?: { readonly to: string; readonly within: string };
  /** For `out_of_scope`: the `may` that lacked least, and what it lacked. */
  readonly nearest?: { readonly clause: string; readonly lacks: readonly string[] };
  /** What is wrong with the arguments, where they break their schema. */
  readonly problem?: string;
}

/** How each clause over the action stood; for summaries and explanations. */
export interface Standing {
  readonly clause: Clause;
  readonly truth: Truth;
}

interface CompiledClause {
  readonly clause: Clause;
  readonly when: Test | undefined;
  readonly unless: Test | undefined;
}

const nothing: RawObject = Object.create(null);

export class CompiledPact {
  readonly model: Model;
  private readonly byAction = new Map<string, readonly CompiledClause[]>();
  private readonly from: number | undefined;
  private readonly until: number | undefined;

  /** Compiling is lazy by action: a pact over a large catalogue pays only for the tools it meets. */
  constructor(model: Model) {
    this.model = model;
    this.from = model.effective && timeFromText(model.effective.from, model.timezone ?? "UTC")?.ms;
    this.until = model.effective?.until ? timeFromText(model.effective.until, model.timezone ?? "UTC")?.ms : undefined;
  }

  decide(request: Request, history: History = new History()): { decision: Decision; standings: readonly Standing[] } {
    const env = toEnv(request, history);
    const standings = this.clausesFor(request.action).map(({ clause, when, unless }) => ({ clause, truth: holds(when, unless, env) }));
    return { decision: this.decision(request, env, standings), standings };
  }

  /** The explanation tree of every clause over the action. Computed on request, never on the way of a decision. */
  explain(
    request: Request,
    history: History = new History(),
  ): { clause: string; kind: string; truth: Explanation["truth"]; when?: Explanation; unless?: Explanation }[] {
    const env = toEnv(request, history);
    return this.clausesFor(request.action).map(({ clause, when, unless }) => ({
      clause: clause.id,
      kind: clause.member.kind,
      truth: truthWord(holds(when, unless, env)),
      ...(when && { when: when.explain(env) }),
      ...(unless && { unless: unless.explain(env) }),
    }));
  }

  private decision(request: Request, env: Env, standings: readonly Standing[]): Decision {
    const of = (kind: Clause["member"]["kind"], ...truths: Truth[]) =>
      standings.filter(({ clause, truth }) => clause.member.kind === kind && truths.includes(truth)).map(({ clause }) => clause);
    const ids = (clauses: readonly Clause[]) => clauses.map(({ id }) => id);
    const base = { unknown: standings.filter(({ truth }) => truth === undefined).map(({ clause }) => clause.id), notices: [] };
    const deny = (reason: Reason, basis: readonly string[], more: Partial<Decision> = {}): Decision => ({
      effect: "deny",
      reason,
      basis,
      ...base,
      ...more,
    });

    if (request.suspended) return deny("suspended", []);
    if (!this.inForce(request)) return deny("not_in_force", []);
    if (this.isHandoff(request.action))
      return { effect: "allow", reason: "allowed", basis: [clauseId(this.model.id, this.model.version, "handoff")], ...base };
    const prohibited = of("never", true);
    if (prohibited.length > 0) return deny("prohibited", ids(prohibited));
    const problem = request.unreadable ? "they are no JSON object" : schemaProblem(request.args, request.action, this.model);
    const undecided = of("never", undefined);
    if (undecided.length > 0 || problem) return deny("indeterminate", ids(undecided), problem ? { problem } : {});
    const escalated = of("escalate", true, undefined);
    if (escalated.length > 0) {
      const member = escalated[0]!.member;
      const rung = member.kind === "escalate" ? member.rungs[0] : undefined;
      const escalation = rung && { to: rung.to.value, within: `${rung.within.digits} ${rung.within.unit}` };
      return { effect: "escalate", reason: "escalated", basis: ids(escalated), ...base, ...(escalation && { escalation }) };
    }
    const allowed = of("may", true);
    if (allowed.length > 0) return { effect: "allow", reason: "allowed", basis: ids(allowed), ...base };
    const nearest = this.nearest(request.action, env);
    return deny("out_of_scope", [], nearest ? { nearest } : {});
  }

  private inForce({ nowMs, recorded }: Request): boolean {
    if (!this.model.effective) return true;
    if (nowMs === undefined) return recorded === true;
    if (this.from === undefined || nowMs < this.from) return false;
    return this.model.effective.until === undefined || (this.until !== undefined && nowMs < this.until);
  }

  private isHandoff(action: string): boolean {
    return action === "handoff" || action === this.model.handoffTool;
  }

  private nearest(action: string, env: Env): Decision["nearest"] {
    let best: { clause: string; lacks: string[] } | undefined;
    for (const { clause, when, unless } of this.clausesFor(action)) {
      if (clause.member.kind !== "may") continue;
      const lacks = [
        ...(when ? lacking(when.explain(env)) : []),
        ...(unless?.run(env) === false ? [] : unless ? [`unless ${unless.text}`] : []),
      ];
      if (!best || lacks.length < best.lacks.length) best = { clause: clause.id, lacks };
    }
    return best;
  }

  private clausesFor(action: string): readonly CompiledClause[] {
    let clauses = this.byAction.get(action);
    if (!clauses) {
      clauses = this.model.clauses.filter((clause) => clause.actions.has(action)).map((clause) => this.compile(clause, action));
      this.byAction.set(action, clauses);
    }
    return clauses;
  }

  private compile(clause: Clause, action: string): CompiledClause {
    const compiler = new Compiler(this.model, action);
    const { when, unless } = clause.member.conditions;
    return { clause, when: when && compiler.condition(when), unless: unless && compiler.condition(unless) };
  }
}

/** A clause without conditions is true. */
const holds = (when: Test | undefined, unless: Test | undefined, env: Env): Truth =>
  all([when ? when.run(env) : true, unless ? not(unless.run(env)) : true]);

function toEnv(request: Request, history: History): Env {
  const { args, facts = nothing, given = nothing, principal = nothing, nowMs } = request;
  return { args, history, facts, given, principal, nowMs, variables: new Map() };
}

/** What keeps a condition from being true: its smallest parts that are false or unknown. */
function lacking(node: Explanation): string[] {
  if (node.truth === "true") return [];
  const parts = node.of?.flatMap(lacking) ?? [];
  if (parts.length > 0 && !node.text.startsWith("not ")) return parts;
  return [node.why ? `${node.text} (${node.why})` : node.truth === "unknown" ? `${node.text} (unknown)` : node.text];
}

/** The first way in which arguments break the schema the catalogue gives them. Unknown tools have none. */
function schemaProblem(args: RawObject, action: string, model: Model): string | undefined {
  const parameters = parametersOf(action, model.catalogue);
  if (!parameters) return undefined;
  for (const [name, { type, required }] of parameters) {
    const raw = Object.hasOwn(args, name) ? args[name] : undefined;
    if (raw === undefined || (raw === null && !required)) {
      if (required) return `\`${name}\` is missing`;
      continue;
    }
    const problem = mismatch(raw, type, name);
    if (problem) return problem;
  }
  if (model.catalogue.get(action)?.closed) {
    const extra = Object.keys(args).find((name) => !parameters.has(name));
    if (extra) return `\`${extra}\` is no argument of \`${action}\``;
  }
  return undefined;
}

function mismatch(raw: Raw, type: Type, path: string): string | undefined {
  const wrong = (what: string) => `\`${path}\` is not ${what}`;
  switch (type.kind) {
    case "text":
    case "time":
    case "duration":
      return typeof raw === "string" ? undefined : wrong("a text");
    case "enum":
      return typeof raw === "string" && type.values.includes(raw) ? undefined : wrong(`one of ${type.values.slice(0, 8).join(", ")}`);
    case "boolean":
      return typeof raw === "boolean" ? undefined : wrong("a boolean");
    case "integer":
      return raw instanceof Decimal && raw.isInteger ? undefined : wrong("an integer");
    case "number":
    case "money":
    case "percent":
      return raw instanceof Decimal ? undefined : wrong("a number");
    case "list": {
      if (!Array.isArray(raw)) return wrong("a list");
      return raw.map((each, i) => mismatch(each, type.of, `${path}[${i}]`)).find((problem) => problem !== undefined);
    }
    case "record": {
      if (!isRawObject(raw)) return wrong("an object");
      for (const [name, field] of type.fields) {
        const value = raw[name];
        if (value === undefined || value === null) {
          if (field.required) return `\`${path}.${name}\` is missing`;
        } else {
          const problem = mismatch(value, field.type, `${path}.${name}`);
          if (problem) return problem;
        }
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
