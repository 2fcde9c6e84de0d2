// Judges: a classifier that fails must never open a gate, so what it is taken to say then is checked against where it stands.
import type { Condition, Conditions, JudgeMember, Value } from "../../grammar/index.ts";
import type { Findings } from "./check.ts";
import type { ClauseMember, Model } from "./model.ts";

export function checkJudge(member: JudgeMember, model: Model, findings: Findings): void {
  const { onFailure } = member;
  if (onFailure !== "true" && onFailure !== "false") return;
  for (const { name, member: clause } of model.clauses) {
    if (!opens(clause, member.name.text, onFailure === "true")) continue;
    const what = { never: "prohibit less", may: "allow more", escalate: "escalate less" }[clause.kind];
    findings.report(
      member.name,
      "PACT2016",
      `\`on failure ${onFailure}\` lets \`${name}\` ${what} whenever this judge fails; leave it out, so that a failure is unknown`,
    );
  }
}

/** Would this answer move the clause towards letting something through? A way of asking nobody can read counts as yes. */
function opens({ kind, conditions }: ClauseMember, judge: string, answer: boolean): boolean {
  const wanted = kind !== "may"; // a failure may make a `never` or an `escalate` hold, and must not make a `may` hold
  return pushes(conditions, judge).some((sign) => sign === undefined || (sign === answer) !== wanted);
}

/** For each use: true where the clause holds rather when the judge says yes, undefined where that cannot be told. */
function pushes({ when, unless }: Conditions, judge: string): (boolean | undefined)[] {
  return [...(when ? inCondition(when, judge, true) : []), ...(unless ? inCondition(unless, judge, false) : [])];
}

function inCondition(node: Condition, judge: string, sign: boolean): (boolean | undefined)[] {
  switch (node.kind) {
    case "and":
    case "or":
      return node.operands.flatMap((operand) => inCondition(operand, judge, sign));
    case "not":
      return inCondition(node.operand, judge, !sign);
    case "parenthesised":
      return inCondition(node.inner, judge, sign);
    case "quantified":
      return inCondition(node.satisfies, judge, node.quantifier === "no" ? !sign : sign);
    case "holds":
      return asks(node.value, judge) ? [sign] : [];
    case "comparison": {
      if (!asks(node.left, judge) && !asks(node.right, judge)) return [];
      const is = node.operator === "is" || node.operator === "is not" ? node.operator === "is" : undefined;
      const other = node.right.kind === "boolean" ? node.right.value : undefined;
      return [is === undefined || other === undefined ? undefined : (is === other) === sign];
    }
    case "known":
      return asks(node.left, judge) ? [undefined] : [];
    default:
      return [];
  }
}

const asks = (node: Value, judge: string): boolean => node.kind === "function" && node.name.text === judge;
