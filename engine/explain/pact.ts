// A whole pact in plain language, for whoever answers for it and does not program.
import type { MemberNode } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";
import type { Analysis, Model } from "../analysis/model.ts";
import type { Explained, Item, Section } from "./blocks.ts";
import { explainClause } from "./clauses.ts";
import { explainFact, explainJudge, explainRefine } from "./facts.ts";
import { explainHead } from "./head.ts";
import { explainDelegate, explainHandoff, explainLimit, explainRecord } from "./limits.ts";
import { plural, quoted, spelled } from "./phrases.ts";
import { explainDrift, explainSuite, explainTest, explainTests } from "./testing.ts";

export function explainPact({ model, diagnostics }: Pick<Analysis, "model" | "diagnostics">): Explained {
  const { tree } = model;
  const parts = sorted(model);
  const errors = diagnostics.filter(({ severity }) => severity === "error").length;
  const isCharter = tree.kind === "charter";
  const words = model.documentation(tree.name);
  return {
    title: `${tree.title ? `${spelled(tree.title.value)} (${spelled(tree.name.text)})` : spelled(tree.name.text)}, version ${model.version}`,
    intro: [
      ...(errors > 0
        ? [
            `There ${errors === 1 ? "is an error" : `are ${plural(errors, "error")}`} in this text, so that it decides nothing yet. What follows says what is written.`,
          ]
        : []),
      ...(words === undefined ? [] : [spelled(words)]),
      ...(isCharter
        ? ["This is a charter: it allows nothing by itself, and what it forbids or hands to a person holds for every pact under it."]
        : []),
      ...(tree.under
        ? [`It stands under the charter ${quoted(tree.under.value)}: what that forbids, hands to a person or limits holds here too.`]
        : []),
      ...parts.purpose,
    ],
    sections: sectionsOf(model, parts, notEnforced(model, diagnostics)),
  };
}

/** One clause, limit, test or suite by its name. */
export function explainNamed(name: string, { model }: Pick<Analysis, "model">): Item | undefined {
  const clause = model.clauses.find((each) => each.name === name);
  if (clause) return explainClause(clause, model);
  const limit = model.limits.find((each) => each.name === name);
  if (limit) return explainLimit(limit, model);
  const fact = model.facts.get(name);
  if (fact) return explainFact(fact, model);
  const test = model.tests.find((each) => each.name.text === name);
  return test && explainTest(test, model);
}

/** Every name that `explainNamed` knows. */
export const explainable = ({ model }: Pick<Analysis, "model">): string[] => [
  ...model.clauses.map(({ name }) => name),
  ...model.limits.map(({ name }) => name),
  ...model.facts.keys(),
  ...model.tests.map(({ name }) => name.text),
];

function sectionsOf(model: Model, parts: Parts, notYet: readonly Item[]): Section[] {
  const clauses = (kind: "may" | "never" | "escalate"): Item[] =>
    model.clauses.filter(({ member }) => member.kind === kind).map((clause) => explainClause(clause, model));
  return [
    { title: "Who answers for it, and when it is in force", items: parts.head },
    { title: "What the agent may do", intro: intros.may, items: clauses("may") },
    { title: "What it must never do", intro: intros.never, items: clauses("never") },
    { title: "When a person decides", intro: intros.escalate, items: clauses("escalate") },
    { title: "What it may spend, and how often", intro: intros.limit, items: model.limits.map((limit) => explainLimit(limit, model)) },
    { title: "How it hands over, and what it leaves behind", items: parts.after },
    { title: "What the conditions above speak of", intro: intros.fact, items: [...factsOf(model), ...parts.known] },
    { title: "The tools named above", items: toolsOf(model) },
    { title: "How all of this is tested", items: [...explainTests(model.tests, model), ...parts.testing] },
    { title: "How the agent is watched", items: parts.watching },
    {
      title: "Written here, and not enforced by this version",
      items: notYet,
    },
    { title: "What could not be read", items: parts.broken },
  ];
}

const intros = {
  may: "Only what is listed here; everything else is refused. Where something that a condition asks about is not known, the clause allows nothing.",
  never: "This comes before everything else. Where it cannot be told whether one of these applies, the action is refused as well.",
  escalate:
    "This comes before what the agent may do by itself. Where it cannot be told whether one of these applies, a person decides as well. What a person grants is decided again by everything above when it is done.",
  limit: "At a limit the action is refused, whatever else allows it; at a warning it goes on.",
  fact: "Until its source has told it, each of these counts as not known.",
};

/** Each under the word of its member, and its name if it has one. */
function notEnforced({ tree }: Model, diagnostics: Analysis["diagnostics"]): Item[] {
  return diagnostics.flatMap(({ code, start, message }) => {
    const member = code === "PACT3001" ? tree.members.find((each) => each.start === start) : undefined;
    const name = member && "name" in member && member.name ? ` ${spelled(member.name.text)}` : "";
    return member
      ? [{ name: `${member.kind === "suite" ? member.sort : member.kind}${name}`, text: `${message.replaceAll("`", "")}.` }]
      : [];
  });
}

const factsOf = (model: Model): Item[] =>
  [...model.facts.values()]
    .filter(({ from }) => from === "charter")
    .concat(model.tree.members.flatMap((member) => (member.kind === "fact" ? (model.facts.get(member.name.text) ?? []) : [])))
    .map((fact) => explainFact(fact, model));

/** Those that some clause names or covers, with what their makers say of them. */
function toolsOf(model: Model): Item[] {
  const named = new Set(model.clauses.filter(({ member }) => member.actions.length > 0).flatMap(({ actions }) => [...actions]));
  return [...model.catalogue.values()].flatMap(({ name, description, readOnly, destructive }) => {
    if (!named.has(name)) return [];
    const nature = readOnly ? "only reads" : destructive ? "changes something, perhaps for good" : "changes something";
    return [{ name: spelled(name), text: `${nature}.`, more: description ? [`In its maker's words: ${quoted(description)}`] : [] }];
  });
}

interface Parts {
  readonly purpose: string[];
  readonly head: Item[];
  readonly after: Item[];
  readonly known: Item[];
  readonly testing: Item[];
  readonly watching: Item[];
  readonly broken: Item[];
}

function sorted(model: Model): Parts {
  const parts: Parts = { purpose: [], head: [], after: [], known: [], testing: [], watching: [], broken: [] };
  for (const member of model.tree.members) sort(member, parts, model);
  return parts;
}

/** Clauses, limits, facts and tests come from the model, where the charter's are too. */
function sort(member: MemberNode, parts: Parts, model: Model): unknown {
  switch (member.kind) {
    case "purpose":
      return parts.purpose.push(`Its purpose: ${quoted(member.text.value)}.`);
    case "owner":
    case "reviewers":
    case "review":
    case "agent":
    case "effective":
    case "timezone":
    case "suspend":
      return parts.head.push(explainHead(member));
    case "handoff":
      return parts.after.push(explainHandoff(member));
    case "record":
      return parts.after.push(explainRecord(member));
    case "delegate":
      return parts.after.push(explainDelegate(member, model));
    case "judge":
      return parts.known.push(explainJudge(member));
    case "refine":
      return parts.known.push(explainRefine(member, model));
    case "tools":
      return parts.known.push({ text: `Which tools there are stands in ${quoted(member.from.value)}.` });
    case "suite":
      return parts.testing.push(explainSuite(member));
    case "drift":
      return parts.watching.push(...explainDrift(member));
    case "broken":
      return parts.broken.push({
        text: `A part that begins with ${quoted(member.word)}${member.name ? ` and is called ${spelled(member.name.text)}` : ""}.`,
      });
    case "version":
    case "group":
    case "fact":
    case "may":
    case "never":
    case "escalate":
    case "limit":
    case "test":
      return undefined;
    default:
      return assertNever(member);
  }
}
