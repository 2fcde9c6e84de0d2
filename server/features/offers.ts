// What completion can offer: names of each kind with how likely they are, words, and values of a type.
import { CompletionItemKind as Kind } from "vscode-languageserver-types";
import {
  adapters,
  changeWords,
  families,
  groupings,
  metricNames,
  quantityNames,
  statistics,
  watchWords,
} from "../../engine/evaluation/names.ts";
import { type Model, namesInScope, parametersOf, type Root, type Scope, type Type, typeName } from "../../engine/index.ts";
import { spellName } from "../../grammar/index.ts";
import { functionWords } from "./functions.ts";
import type { TermList } from "./occurrences.ts";
import { currencyWords, durationWords, durationWordsOfOne, termWords } from "./words.ts";

/** What is said of an offer only once somebody looks at it. */
export type About =
  | {
      readonly about:
        | "tool"
        | "fact"
        | "group"
        | "judge"
        | "clause"
        | "limit"
        | "principal"
        | "builtin"
        | "function"
        | "keyword"
        | "member";
    }
  | { readonly about: "argument"; readonly tools: readonly string[] }
  | { readonly about: "term"; readonly list: TermList };

export interface Offer {
  readonly label: string;
  readonly kind: Kind;
  readonly detail?: string;
  /** What is likelier comes first: 0 to 9. */
  readonly rank: number;
  /** What is written, where it is not the label; with tab stops. */
  readonly snippet?: string;
  /** Of a value, so that it is offered only where it fits. */
  readonly type?: Type;
  readonly about?: About;
}

export const toolOffers = ({ catalogue }: Model, rank: number): Offer[] =>
  [...catalogue.values()].map(({ name, readOnly, destructive }) => ({
    label: name,
    kind: Kind.Function,
    detail: readOnly ? "read-only tool" : destructive ? "destructive tool" : "tool",
    about: { about: "tool" },
    rank,
  }));

export const groupOffers = ({ groups }: Model): Offer[] =>
  [...groups.keys()].map((label) => ({ label, kind: Kind.Module, detail: "group", about: { about: "group" }, rank: 2 }));

export const spokenOffers: readonly Offer[] = [
  { label: "respond", kind: Kind.Function, detail: "what the agent says to the person", about: { about: "tool" }, rank: 2 },
  { label: "handoff", kind: Kind.Function, detail: "giving up to a person", about: { about: "tool" }, rank: 3 },
];

export const factOffers = ({ facts }: Model, rank = 1): Offer[] =>
  [...facts.values()].map(({ name, type }) => ({
    label: name,
    kind: Kind.Variable,
    detail: `fact: ${typeName(type)}`,
    about: { about: "fact" },
    rank,
  }));

export function argumentOffers(tools: readonly string[], model: Model, have: ReadonlySet<string> = new Set()): Offer[] {
  const offers = new Map<string, Offer>();
  for (const tool of tools) {
    for (const [label, { type, required }] of parametersOf(tool, model.catalogue) ?? []) {
      if (have.has(label) || offers.has(label)) continue;
      const detail = `${typeName(type)} — argument of ${tool}`;
      offers.set(label, { label, kind: Kind.Property, detail, type, about: { about: "argument", tools: [tool] }, rank: required ? 0 : 1 });
    }
  }
  return [...offers.values()];
}

const rootRanks: Record<Root["role"], number> = { variable: 0, argument: 1, fact: 2, principal: 3, builtin: 5 };
const rootKinds: Record<Root["role"], Kind> = {
  variable: Kind.Variable,
  argument: Kind.Property,
  fact: Kind.Variable,
  principal: Kind.Interface,
  builtin: Kind.Constant,
};

/** Every name that means something here; those that are or hold what is wanted first. */
export function rootOffers(scope: Scope, wanted?: Type): Offer[] {
  return namesInScope(scope).map(({ name, role, type }): Offer => {
    const about: About | undefined =
      role === "variable"
        ? undefined
        : role === "argument"
          ? { about: role, tools: scope.action === undefined ? [] : [scope.action] }
          : { about: role };
    return {
      label: name,
      kind: rootKinds[role],
      detail: `${role === "builtin" ? "always there" : role}: ${typeName(type)}`,
      type,
      rank: rootRanks[role] + (wanted && ![wanted.kind, "record", "any"].includes(type.kind) ? 2 : 0),
      ...(about && { about }),
    };
  });
}

export const functionOffers = (model: Model): Offer[] => [
  ...[...functionWords].map(
    ([label, { summary, snippet, forms }]): Offer => ({
      label,
      kind: Kind.Function,
      detail: summary,
      type: { kind: forms[0]!.gives },
      about: { about: "function" },
      rank: 5,
      snippet,
    }),
  ),
  ...[...model.judges.values()].map(
    ({ name }): Offer => ({
      label: name.text,
      kind: Kind.Function,
      detail: "judge",
      type: { kind: "boolean" },
      about: { about: "judge" },
      rank: 4,
      snippet: `${escaped(spellName(name.text))}($1)`,
    }),
  ),
];

/** The words of a suite are the ones its rules know; what is said of them only says which is likelier. */
const known: Partial<Record<TermList, readonly string[]>> = {
  metric: metricNames,
  quantity: quantityNames,
  grouping: groupings,
  family: families,
  adapter: adapters,
  signal: watchWords,
  change: changeWords,
};

export function termOffers(list: TermList, have: ReadonlySet<string> = new Set()): Offer[] {
  const likeliest = [...termWords[list].keys()];
  return (known[list] ?? likeliest)
    .filter((label) => !have.has(label))
    .map((label) => {
      const at = likeliest.indexOf(label);
      return {
        label,
        kind: Kind.EnumMember,
        about: { about: "term", list },
        rank: list === "history" ? 0 : at < 0 ? 9 : Math.min(1 + at, 9),
      };
    });
}

/** What a requirement may be on, with what it has to be of. */
export const metricOffers = (): Offer[] => termOffers("metric").map((offer) => ({ ...offer, ...snippetOf(offer.label) }));

function snippetOf(metric: string): { snippet?: string } {
  if ((statistics as readonly string[]).includes(metric)) return { snippet: `${metric}(\${1|${quantityNames.join(",")}|})` };
  return metric === "pass" ? { snippet: "pass^${1:4}" } : {};
}

// ── Values ──────────────────────────────────────────────────────────────────────────────────────────────────────────

/** Values of a type as conditions and `given` write them. */
export function valueOffers(type: Type | undefined): Offer[] {
  switch (type?.kind) {
    case "enum":
      return enumOffers(type.values, spellValue);
    case "boolean":
      return wordsOf(["true", "false"]);
    case "money":
      if (!type.currency) return [];
      return [sample(`100 ${type.currency}`, `\${1:100} ${type.currency}`)];
    case "percent":
      return [sample("50%", "${1:50}%")];
    case "duration":
      return [sample("30 minutes", "${1:30} ${2|minutes,hours,days|}")];
    case "time":
      return [sample("2027-01-01T00:00:00Z", "${1:2027-01-01}T${2:00:00}Z")];
    default:
      return [];
  }
}

/** Values of a type as JSON, for the arguments of a test. */
export function jsonOffers(type: Type | undefined): Offer[] {
  switch (type?.kind) {
    case "enum":
      return enumOffers(type.values, (value) => JSON.stringify(value));
    case "boolean":
      return wordsOf(["true", "false"]);
    case "text":
    case "time":
      return [sample('""', '"$1"')];
    case "list":
      return [listOffer];
    case "record":
      return [sample("{ }", `{ ${[...type.fields.keys()].map((name, i) => `${escaped(JSON.stringify(name))}: $${i + 1}`).join(", ")} }`)];
    default:
      return [];
  }
}

/** What may follow a number: units of time, a currency, `tokens`. */
export function unitOffers(type: Type | undefined, number: string): Offer[] {
  const unit = (label: string, i: number): Offer => ({ label, kind: Kind.Unit, rank: Math.min(i, 9) });
  if (type?.kind === "money") return type.currency ? [unit(type.currency, 0)] : [];
  if (type?.kind === "duration") return (number === "1" ? durationWordsOfOne : durationWords).map(unit);
  return [];
}

export const currencyOffers = (first: readonly string[]): Offer[] =>
  [...new Set([...first, ...currencyWords])].map((label, i) => ({
    label,
    kind: Kind.Unit,
    detail: "currency",
    rank: i < first.length ? 0 : 1,
  }));

/** Who is asked elsewhere. */
export function desksOf({ clauses, tree }: Model): string[] {
  const rungs = clauses.flatMap(({ member }) => (member.kind === "escalate" ? member.rungs.map(({ to }) => to.value) : []));
  const handoffs = tree.members.flatMap((member) => (member.kind === "handoff" ? [member.to.value] : []));
  return [...new Set([...rungs, ...handoffs])].filter((desk) => desk !== "");
}

export const deskOffers = (model: Model): Offer[] =>
  desksOf(model).map((desk) => ({ label: JSON.stringify(desk), kind: Kind.Value, detail: "is asked elsewhere", rank: 5 }));

const enumOffers = (values: readonly string[], spell: (value: string) => string): Offer[] =>
  values.map((label) => ({ label, kind: Kind.EnumMember, rank: 0, snippet: escaped(spell(label)) }));
const wordsOf = (words: readonly string[]): Offer[] => words.map((label) => ({ label, kind: Kind.Keyword, rank: 0 }));
const sample = (label: string, snippet: string): Offer => ({ label, kind: Kind.Value, rank: 0, snippet });

export const listOffer = sample("[ ]", "[$1]");

const spellValue = (label: string): string => (spellName(label) === label ? label : JSON.stringify(label));
/** In a snippet `$`, `}` and `\` are marks. */
export const escaped = (text: string): string => text.replace(/[\\$}]/g, "\\$&");
