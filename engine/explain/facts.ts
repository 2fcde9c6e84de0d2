// What the conditions speak of: facts and where they come from, judges, and what the pact says of its tools.
import type { Field, MemberNode, Source, TypeNode } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";
import type { Fact, Model } from "../analysis/model.ts";
import { toolWords } from "./actions.ts";
import type { Item } from "./blocks.ts";
import { authorsWords, fromCharter } from "./clauses.ts";
import { doneAt, listed, literal, names, quoted, spelled, spoken, symbol } from "./phrases.ts";
import { matches } from "./regex.ts";
import { path, place } from "./values.ts";
import { type Wording, wordingOf } from "./wording.ts";

type Member<Kind extends MemberNode["kind"]> = Extract<MemberNode, { kind: Kind }>;

export function explainFact({ name, member, from }: Fact, model: Model): Item {
  const { type, source } = member;
  const told = source ? sourceWords(source, wordingOf(model)) : "told by the system in which the agent runs";
  const isRecord = type?.kind === "record-type";
  const what = type && source?.kind !== "message-source" ? typeWords(type) : "";
  return {
    name: spoken(name),
    ...(from === "charter" && { mark: fromCharter }),
    text: isRecord ? `${told}:` : `${(source ? [told, what] : [what, told]).filter(Boolean).join(source ? ": " : ", ")}.`,
    ...(isRecord && { items: type.fields.map((field) => ({ text: fieldWords(field) })) }),
    more: authorsWords(member, model),
  };
}

function sourceWords(source: Source, wording: Wording): string {
  if (source.kind === "message-source")
    return `true when ${source.which === "last" ? "the person's last message" : "any message of the person"} ${matches(source.regex)}`;
  const tools = listed(toolWords(source.tools, wording.model), "or");
  const keys = source.keys.map(({ argument, value }) =>
    value ? `for ${path(value, wording)} as its ${spoken(argument.text)}` : `for the same ${spoken(argument.text)}`,
  );
  const where = source.at ? `, there ${place(source.at.steps, wording)}` : "";
  return `what the newest answer of ${tools}${keys.length > 0 ? ` ${listed(keys)}` : ""} says${where}`;
}

export function typeWords(type: TypeNode): string {
  switch (type.kind) {
    case "scalar":
      return {
        text: "a text",
        boolean: "yes or no",
        integer: "a whole number",
        number: "a number",
        percent: "a percentage",
        duration: "a length of time",
        time: "a time",
      }[type.name];
    case "money":
      return `an amount of money in ${spelled(type.currency.text)}`;
    case "enum":
      return `one of ${listed(type.values.map(symbol), "or")}`;
    case "list":
      return `a list, each entry ${typeWords(type.of)}`;
    case "record-type":
      return type.fields.length > 0 ? `with ${listed(type.fields.map(fieldWords))}` : "a record";
    case "missing":
      return "something that is not written yet";
    default:
      return assertNever(type);
  }
}

const fieldWords = ({ name, type }: Field): string =>
  `${doneAt(name.text) ? `the time it was ${doneAt(name.text)}` : `its ${spoken(name.text)}${type.kind === "money" && name.text === "paid" ? " amount" : ""} (${typeWords(type)})`}`;

export function explainJudge({ name, parameters, command, version, error, onFailure }: Member<"judge">): Item {
  const said = { true: "yes", false: "no", unknown: "unknown" }[onFailure ?? "unknown"];
  return {
    name: spelled(name.text),
    text: `a program (${quoted(command.value)}${version ? `, version ${quoted(version.value)}` : ""}) that is asked about the ${names(parameters.map((each) => each.name))} and says yes or no.`,
    more: [`By its own account it is wrong ${literal(error)} of the time; where it fails, its answer counts as ${said}.`],
  };
}

export function explainRefine({ actions, nature, fields }: Member<"refine">, model: Model): Item {
  const tools = listed(toolWords(actions, model));
  const kinds = fields?.fields.map(({ name, type }) => `the ${spoken(name.text)} of ${tools} is ${typeWords(type)}`) ?? [];
  const counts = nature ? [`${tools} ${nature === "read-only" ? "only reads" : "can do damage"}`] : [];
  return { text: `The author's own word: ${listed([...counts, ...kinds]) || `nothing is said of ${tools}`}.` };
}
