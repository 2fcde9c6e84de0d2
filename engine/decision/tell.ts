// A decision in words: what was decided, by which clauses and why, and how every clause over the action stood.
import { assertNever } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import { showNum } from "./decimal.ts";
import type { ClauseExplanation, Decision, Reason } from "./decision.ts";
import type { Explanation } from "./environment.ts";

/** One line for the outcome, then what explains it, indented by two spaces a level. */
export function tellDecision(decision: Decision, model: Model, explanations: readonly ClauseExplanation[] = []): string[] {
  const names = decision.basis.map(nameOf);
  const by = names.length > 0 ? ` by ${names.join(", ")}` : "";
  return [
    `${decision.effect}: ${meaningOf(decision.reason)}${by}`,
    ...(decision.problem === undefined ? [] : [`  ${decision.problem}`]),
    ...decision.basis.flatMap((id) => becauseOf(id, model)),
    ...(decision.escalation ? [`  asks ${decision.escalation.to} within ${decision.escalation.within}`] : []),
    ...(decision.nearest
      ? [`  nearest is ${nameOf(decision.nearest.clause)}, which lacked:`, ...decision.nearest.lacks.map((lack) => `    ${lack}`)]
      : []),
    ...decision.notices.map(({ limit, used, soft }) => `  notice: ${nameOf(limit)} is at ${showNum(used)} of ${showNum(soft)}`),
    ...decision.notEvaluable.map((limit) => `  not evaluable: ${nameOf(limit)}`),
    ...explanations.flatMap(tellClause),
  ];
}

const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);

function becauseOf(id: string, model: Model): string[] {
  const member = model.clauses.find((clause) => clause.id === id)?.member;
  return member && "because" in member && member.because ? [`  because ${member.because.value}`] : [];
}

function tellClause({ clause, kind, truth, when, unless }: ClauseExplanation): string[] {
  return [
    `  ${kind} ${nameOf(clause)} is ${truth}`,
    ...(when ? tellCondition(when, "when ", 2) : []),
    ...(unless ? tellCondition(unless, "unless ", 2) : []),
  ];
}

function tellCondition(node: Explanation, word: string, level: number): string[] {
  const values = Object.entries(node.values ?? {}).map(([name, value]) => `${name} is ${JSON.stringify(value)}`);
  const facts = [...values, ...(node.why === undefined ? [] : [node.why])];
  const line = `${"  ".repeat(level)}${word}${node.text}: ${node.truth}${facts.length > 0 ? ` (${facts.join("; ")})` : ""}`;
  return [line, ...(node.of ?? []).flatMap((part) => tellCondition(part, "", level + 1))];
}

function meaningOf(reason: Reason): string {
  switch (reason) {
    case "suspended":
      return "the pact is suspended";
    case "not_in_force":
      return "the pact is not in force now";
    case "prohibited":
      return "prohibited";
    case "indeterminate":
      return "it cannot be told whether it is prohibited";
    case "hard_cap":
      return "a hard limit is reached";
    case "evidence_unavailable":
      return "it cannot be recorded";
    case "escalated":
      return "a person decides";
    case "allowed":
      return "allowed";
    case "out_of_scope":
      return "nothing allows it";
    default:
      return assertNever(reason);
  }
}
