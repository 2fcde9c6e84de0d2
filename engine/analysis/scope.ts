// What a name means where it stands. One function for the checker, the compiler and the editor, so that they never differ.
// From near to far: a quantifier's variable, an argument of the action, a fact, the principal, the words that are always there.
import type { Name, Path, Step } from "../../grammar/index.ts";
import type { Fact, Model } from "./model.ts";
import { parametersOf } from "./model.ts";
import { any, type Type } from "./types.ts";

export interface Scope {
  readonly model: Pick<Model, "catalogue" | "catalogueKnown" | "facts" | "principal">;
  /** The action decided on; undefined where no action is in sight. */
  readonly action: string | undefined;
  readonly variables: ReadonlyMap<string, Type>;
}

export type Root =
  | { readonly role: "variable" | "argument" | "principal" | "builtin"; readonly name: string; readonly type: Type }
  | { readonly role: "fact"; readonly name: string; readonly type: Type; readonly fact: Fact };

/** Always there, supplied by the request: who asks, in which session, when. */
export const builtins: ReadonlyMap<string, Type> = new Map([
  ["user", { kind: "text" }],
  ["team", { kind: "text" }],
  ["session", { kind: "text" }],
  ["agent", { kind: "text" }],
  ["now", { kind: "time" }],
]);

export function resolveRoot(name: string, scope: Scope): Root | undefined {
  const variable = scope.variables.get(name);
  if (variable) return { role: "variable", name, type: variable };
  const argument = scope.action === undefined ? undefined : parametersOf(scope.action, scope.model.catalogue)?.get(name);
  if (argument) return { role: "argument", name, type: argument.type };
  const fact = scope.model.facts.get(name);
  if (fact) return { role: "fact", name, type: fact.type, fact };
  if (scope.model.principal?.name === name) return { role: "principal", name, type: scope.model.principal.type };
  const builtin = builtins.get(name);
  return builtin && { role: "builtin", name, type: builtin };
}

/** Every name that means something here, for completion and did-you-mean. */
export function namesInScope(scope: Scope): Root[] {
  const names = new Set([
    ...scope.variables.keys(),
    ...(scope.action === undefined ? [] : (parametersOf(scope.action, scope.model.catalogue)?.keys() ?? [])),
    ...scope.model.facts.keys(),
    ...(scope.model.principal ? [scope.model.principal.name] : []),
    ...builtins.keys(),
  ]);
  return [...names].flatMap((name) => resolveRoot(name, scope) ?? []);
}

export interface PathProblem {
  readonly step: Step;
  readonly within: Type;
}

/** The type at the end of a path; `problem` is the first step that leads nowhere. */
export function typeAlong(
  root: Type,
  steps: readonly Step[],
): { readonly type: Type; readonly problem?: PathProblem; readonly types: readonly Type[] } {
  const types: Type[] = [];
  let type = root;
  for (const step of steps) {
    if (type.kind === "any") return { type, types };
    const next = stepType(type, step);
    if (!next) return { type: any, problem: { step, within: type }, types };
    type = next;
    types.push(type);
  }
  return { type, types };
}

function stepType(type: Type, step: Step): Type | undefined {
  if (step.kind === "name") {
    if (type.kind === "record") return type.fields.get(step.text)?.type;
    // A field of a list's elements: `flights.date` reads each of them.
    if (type.kind === "list") return undefined;
    return undefined;
  }
  if (type.kind === "list") return type.of;
  if (type.kind === "record") return any;
  return undefined;
}

export const rootName = (path: Path): Name => path.steps[0] as Name;
