// A case rehearsed: what the pact decides of a call once the person has spoken and the tools have answered what the case says they do.
import { type Clause, parametersOf } from "../../analysis/model.ts";
import type { CompiledPact } from "../../decision/decide.ts";
import type { Decision } from "../../decision/decision.ts";
import type { SessionMonitor } from "../../decision/monitor.ts";
import { bareObject, isRawObject, type Raw, type RawObject, toJson } from "../../decision/values.ts";
import { feed } from "../../trace/feed.ts";
import { readMessages } from "../../trace/openai.ts";
import type { Case } from "../case.ts";
import type { Matcher } from "../matcher.ts";

export interface Wanted {
  readonly action: string;
  readonly args: RawObject;
}

export class Rehearsal {
  private readonly played: Case;
  private readonly pact: CompiledPact;
  private readonly session: SessionMonitor;

  constructor(played: Case, pact: CompiledPact) {
    this.played = played;
    this.pact = pact;
    this.session = pact.session({ principal: played.principal, reportsUsage: false });
    feed(this.session, readMessages(played.messages).messages, pact.model);
  }

  decide({ action, args }: Wanted): Decision {
    const { facts, nowMs } = this.played;
    this.session.nextTurn();
    return this.pact.decideInFull({ action, args, facts, nowMs, recorded: true }, this.session).decision;
  }

  /** The call is made, and answered as the case says; undefined where it has no answer. */
  call({ action, args }: Wanted): Raw | undefined {
    const returns = this.played.tools.get(action)?.find(({ when }) => fits(when, args))?.returns;
    if (returns === undefined) return undefined;
    this.session.nextTurn();
    this.session.settle(this.session.begin(action, args, this.played.nowMs), "succeeded", returns);
    return returns;
  }

  /** Everything that can be looked up before the call is: what facts come from, and what only reads. */
  lookUp({ action, args }: Wanted): this {
    for (const tool of this.played.tools.keys())
      if (tool !== action && looksUp(tool, this.pact)) this.call({ action: tool, args: sharedArguments(tool, args, this.pact) });
    return this;
  }
}

/** Does it only read, or do facts come from it? */
export const looksUp = (tool: string, { model }: CompiledPact): boolean =>
  model.catalogue.get(tool)?.readOnly === true || [...model.facts.values()].some(({ tools }) => tools.includes(tool));

/** Is it the clause that stands against the call in this case? What nobody can judge there does not count. */
export function isAgainst(clause: Clause, { basis, reason }: Decision): boolean {
  return basis.includes(clause.id) && (reason === "prohibited" || reason === "escalated");
}

/** The arguments of a call that another tool takes as well. */
export function sharedArguments(tool: string, args: RawObject, { model }: CompiledPact): RawObject {
  const shared = [...(parametersOf(tool, model.catalogue)?.keys() ?? [])].filter((name) => args[name] !== undefined);
  return Object.assign(bareObject(), Object.fromEntries(shared.map((name) => [name, args[name]])));
}

/** Arguments that are written out; whatever needs more than a look at them does not fit. */
function fits(when: Matcher | undefined, args: RawObject): boolean {
  if (when === undefined) return true;
  const wanted = literalArguments(when);
  return wanted !== undefined && Object.entries(wanted).every(([name, value]) => toJson(args[name] ?? null) === toJson(value ?? null));
}

/** A matcher that names each argument's value. */
export const literalArguments = (matcher: Matcher | undefined): RawObject | undefined =>
  isRawObject(matcher) && !toJson(matcher).includes('"$') ? matcher : undefined;
