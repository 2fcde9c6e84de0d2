// What a name means where it stands, for whoever puts a clause into words.
import type { Name, Path, Value } from "../../grammar/index.ts";
import type { Fact, Model } from "../analysis/model.ts";
import { parametersOf } from "../analysis/model.ts";
import { builtins, resolveRoot, typeAlong } from "../analysis/scope.ts";
import type { Type } from "../analysis/types.ts";
import { possessive, singular, spoken } from "./phrases.ts";

export interface Wording {
  readonly model: Model;
  /** The arguments that the actions of the clause have. */
  readonly parameters: ReadonlySet<string>;
  /** The elements of lists that are spoken of, and what each is called; the innermost last. */
  readonly variables: ReadonlyMap<string, string>;
}

export function wordingOf(model: Model, actions: Iterable<string> = []): Wording {
  const parameters = [...actions].flatMap((action) => [...(parametersOf(action, model.catalogue)?.keys() ?? [])]);
  return { model, parameters: new Set(parameters), variables: new Map() };
}

/** The same, inside of what is said about each element of a list. */
export function withElement(wording: Wording, variable: Name, list: Path): Wording {
  const steps = list.steps.flatMap((step) => (step.kind === "name" ? [spoken(step.text)] : []));
  const last = steps.at(-1) ?? "list";
  const simple = singular(last) ?? `one of the ${last}`;
  const taken = new Set(wording.variables.values());
  const longer = `${steps.slice(0, -1).join(" ")} ${simple}`.trim();
  const noun = !taken.has(simple) ? simple : !taken.has(longer) ? longer : `${simple} called ${spoken(variable.text)}`;
  return { ...wording, variables: new Map([...wording.variables, [variable.text, noun]]) };
}

/** Whose something is: `its` where only one thing can be meant. */
export const ofVariable = (noun: string, { variables }: Wording): string => (variables.size === 1 ? "its" : `the ${possessive(noun)}`);

/** A name by itself is a value of an enumeration where it means nothing else. */
export function isSymbol(node: Value, { model, parameters, variables }: Wording): boolean {
  if (node.kind !== "path" || node.steps.length !== 1) return false;
  const { text } = node.steps[0] as Name;
  return !(variables.has(text) || parameters.has(text) || model.facts.has(text) || model.principal?.name === text || builtins.has(text));
}

/** The fact a path reads whole. */
export const factOf = (node: Value, { model, variables, parameters }: Wording): Fact | undefined => {
  if (node.kind !== "path" || node.steps.length !== 1) return undefined;
  const { text } = node.steps[0] as Name;
  return variables.has(text) || parameters.has(text) ? undefined : model.facts.get(text);
};

/** Whether a path is an argument of the action itself. */
export const isArgument = (node: Value, { variables, parameters }: Wording): boolean => {
  const [first] = node.kind === "path" ? node.steps : [];
  return first?.kind === "name" && parameters.has(first.text) && !variables.has(first.text);
};

/** Of what leads from a fact, the principal or the clock; arguments may differ from action to action. */
export function typeOf(node: Value, wording: Wording): Type | undefined {
  const [first, ...rest] = node.kind === "path" ? node.steps : [];
  if (first?.kind !== "name" || isArgument(node, wording) || wording.variables.has(first.text)) return undefined;
  const root = resolveRoot(first.text, { model: wording.model, action: undefined, variables: new Map() });
  return root && typeAlong(root.type, rest).type;
}
