// What a pact asks of the past, found once: a session then keeps just that, tool by tool, and forgets the rest.
import type { At, Name, Past, Pattern, RegexLiteral } from "../../grammar/index.ts";
import { everyPartOf, pastOf, show } from "../../grammar/index.ts";
import type { Limit, Model } from "../analysis/model.ts";
import { canonicalAction, expandActions } from "../analysis/model.ts";
import { durationSeconds } from "./calendar.ts";
import { toDouble } from "./decimal.ts";

/** One thing that is looked back for: `count(calls of refund same order_id within 1 day per customer)`. */
export interface Term {
  /** Stable over versions of the pact: the agent, and what is counted. */
  readonly id: string;
  readonly tools: ReadonlySet<string>;
  readonly same: readonly string[];
  /** `after` wants successes, `calls` counts what did not fail, anything else is the argument that is summed. */
  readonly measure: string;
  readonly windowMs: number | undefined;
  /** Whose past, where there is a window: undefined is the principal. */
  readonly per: string | undefined;
}
/** Whose newest result a fact reads. */
export interface FactWatch {
  readonly name: string;
  readonly tools: ReadonlySet<string>;
  readonly keys: readonly string[];
}
/** Whose results vouch for values. */
export interface OriginWatch {
  readonly id: string;
  readonly tools: ReadonlySet<string>;
  readonly at: At | undefined;
}

export interface Watch {
  readonly model: Model;
  readonly terms: readonly Term[];
  readonly facts: readonly FactWatch[];
  readonly origins: readonly OriginWatch[];
  /** Facts that ask whether any message of the person matches. */
  readonly anyMessage: readonly { readonly name: string; readonly regex: RegexLiteral }[];
  readonly limits: readonly Limit[];
  /** Does it ask what the person, or the agent, mentioned? */
  readonly mentions: { readonly person: boolean; readonly agent: boolean };
}

export function watchOf(model: Model): Watch {
  const terms = new Map<string, Term>();
  const origins = new Map<string, OriginWatch>();
  const mentions = { person: false, agent: false };
  for (const { member } of model.clauses) {
    for (const part of everyPartOf(member.conditions)) {
      const past = pastOf(part);
      if (past) {
        const term = termOf(past, part.kind === "history" ? part.what.text : "after", model);
        terms.set(term.id, term);
      }
      if (part.kind !== "comes-from") continue;
      for (const origin of part.origins) {
        const watch = originOf(origin, model);
        if (watch) origins.set(watch.id, watch);
        else mentions[origin.tool.text === "user" ? "person" : "agent"] = true;
      }
    }
  }
  const facts: FactWatch[] = [];
  const anyMessage: { name: string; regex: RegexLiteral }[] = [];
  for (const { name, member, tools } of model.facts.values()) {
    const { source } = member;
    if (source?.kind === "result-source")
      facts.push({ name, tools: new Set(canonicalTools(tools, model)), keys: source.keys.map(({ argument }) => argument.text) });
    if (source?.kind === "message-source" && source.which === "any") anyMessage.push({ name, regex: source.regex });
  }
  return { model, terms: [...terms.values()], facts, origins: [...origins.values()], anyMessage, limits: model.limits, mentions };
}

const canonicalTools = (tools: Iterable<string>, model: Model): string[] => [...tools].map((tool) => canonicalAction(tool, model));

/** The actions a name, a pattern or a group stands for. */
export const toolsNamed = (tool: Name | Pattern, model: Model): Set<string> => new Set(canonicalTools(expandActions([tool], model), model));

export function termOf(past: Past, measure: string, model: Model): Term {
  const tools = toolsNamed(past.tool, model);
  const same = past.same.map(({ text }) => text);
  const windowMs = past.within && toDouble(durationSeconds(past.within.digits, past.within.unit)) * 1000;
  const per = past.within ? past.per?.text : undefined;
  const id = JSON.stringify([model.agent ?? model.id, measure, [...tools].sort(), same, windowMs ?? null, per ?? null]);
  return { id, tools, same, measure, windowMs, per };
}

/** undefined for `user` and `respond`, which are no tools. */
export function originOf({ tool, at }: { tool: Name | Pattern; at: At | undefined }, model: Model): OriginWatch | undefined {
  if (tool.kind === "name" && (tool.text === "user" || tool.text === "respond")) return undefined;
  return { id: `${tool.text} ${show.at(at)}`.trim(), tools: toolsNamed(tool, model), at };
}
