// Judges: a classifier that fails must never open a gate, so what it is taken to say then is checked against where it stands.
import { type Condition, type Conditions, everyPartOf, type Value } from "../../grammar/index.ts";
import type { Findings } from "./check.ts";
import type { Declared } from "./members.ts";
import type { ClauseMember } from "./model.ts";

/** Each judge a clause asks whose answer on failure would move it towards letting something through. Said at the judge. */
export function checkJudges(
  clause: ClauseMember,
  { judges, isInherited }: Pick<Declared, "judges" | "isInherited">,
  findings: Findings,
): void {
  if (judges.size === 0) return;
  for (const name of asked(clause)) {
    const judge = judges.get(name);
    const failure = judge?.onFailure;
    if (!judge || isInherited(judge) || (failure !== "true" && failure !== "false") || !opens(clause, name, failure === "true")) continue;
    const what = { never: "prohibit less", may: "allow more", escalate: "escalate less" }[clause.kind];
    findings.report(
      judge.name,
      "PACT2016",
      `\`on failure ${failure}\` lets \`${clause.name.text}\` ${what} whenever this judge fails; leave it out, so that a failure is unknown`,
    );
  }
}

function asked({ conditions }: ClauseMember): Set<string> {
  const names = new Set<string>();
  for (const part of everyPartOf(conditions)) if (part.kind === "function") names.add(part.name.text);
  return names;
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
