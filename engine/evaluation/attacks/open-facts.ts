// What a small world leaves open and a clause reads that is not aimed at: it is told so that the clause is out of the way.
import { spellName } from "../../../grammar/index.ts";
import type { Clause, Model } from "../../analysis/model.ts";
import type { Type } from "../../analysis/types.ts";
import { type BoundaryWorld, literalSample } from "../../boundaries/index.ts";
import type { Decision } from "../../decision/decision.ts";

/** Values that are tried for what is open, one after another; kept is each that leaves fewer clauses unknown. */
export function closeFacts(world: BoundaryWorld, clause: Clause, model: Model, decide: () => Decision | undefined): void {
  const undecided = () => inTheWay(clause, model, decide());
  let left = undecided();
  for (const { path, literal } of left === 0 ? [] : openValues(model)) {
    if (left === 0) return;
    if (!world.fill(path, literal)) continue;
    const now = undecided();
    if (now < left) left = now;
    else world.clear(path);
  }
}

/** Clauses beside the one aimed at that nobody can judge there, or that do stand in its way. */
export function inTheWay(clause: Clause, model: Model, decision: Decision | undefined): number {
  if (!decision) return Number.POSITIVE_INFINITY;
  const others = model.clauses.filter(({ id, member }) => id !== clause.id && member.kind !== "may" && decision.unknown.includes(id));
  const stronger = decision.reason === "prohibited" ? decision.basis.filter((id) => id !== clause.id) : [];
  return others.length + stronger.length;
}

function* openValues({ facts, principal }: Model): Generator<{ path: string; literal: string }> {
  const roots: [string, Type][] = [...facts].map(([name, { type }]) => [name, type]);
  if (principal) roots.push([principal.name, principal.type]);
  for (const [name, type] of roots) {
    const places: [string, Type][] =
      type.kind === "record" ? [...type.fields].map(([field, each]) => [`${name}.${spellName(field)}`, each.type]) : [[name, type]];
    for (const [path, each] of places) for (const literal of literalsOf(each)) yield { path, literal };
  }
}

function literalsOf(type: Type): readonly string[] {
  switch (type.kind) {
    case "boolean":
      return ["false", "true"];
    case "enum":
      return type.values.map((value) => (spellName(value) === value ? value : JSON.stringify(value)));
    case "percent":
      return ["50%", "0%", "100%"];
    case "integer":
    case "number":
      return ["1", "0", "1_000_000"];
    case "money":
      return [1, 0, 1_000_000].map((amount) => `${amount} ${type.currency}`);
    default:
      return [literalSample(type)].filter((literal) => literal !== undefined);
  }
}
