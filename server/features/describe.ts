// What a thing is, in plain English: the same words on hover, beside a completion and in a signature.
import { type Clause, expandActions, type Fact, type Model, parametersOf, typeName } from "../../engine/index.ts";
import { show } from "../../grammar/index.ts";
import { functionWords } from "./functions.ts";
import type { Occurrence, TermList } from "./occurrences.ts";
import { code } from "./snapshot.ts";
import { builtinWords, keywordWords, termWords } from "./words.ts";

const paragraphs = (...parts: (string | undefined | false)[]): string => parts.filter(Boolean).join("\n\n");

export function describe(occurrence: Occurrence, model: Model): string | undefined {
  const { role, name, type, tools, list } = occurrence;
  switch (role) {
    case "tool":
      return describeTool(name, model);
    case "pattern":
      return `${code(name)} stands for ${countOf(toolsOf(name, model))}.`;
    case "fact":
      return describeFact(name, model);
    case "argument":
      return describeArgument(name, tools ?? [], model);
    case "group":
      return describeGroup(name, model);
    case "judge":
      return describeJudge(name, model);
    case "limit":
      return describeLimit(name, model);
    case "clause": {
      const clause = model.clauses.find((each) => each.name === name);
      return clause && clauseInWords(clause, model);
    }
    case "principal":
      return describePrincipal(name, model);
    case "builtin":
      return `**${name}**: ${code(type ? typeName(type) : "text")}\n\n${builtinWords.get(name) ?? "Supplied with every request."}`;
    case "function":
      return describeFunction(name);
    case "term":
      return list && describeTerm(name, list);
    default:
      return described(occurrence);
  }
}

function described({ role, name, type, owner = "" }: Occurrence): string {
  const of = owner.replace(/^(fact|argument \S+) /, "");
  const whats: Partial<Record<Occurrence["role"], string>> = {
    field: `a field of ${code(of)}`,
    "enum-value": `one of the values of ${code(of)}`,
    variable: "an element of the list",
    parameter: `what the judge ${code(of)} is given`,
    test: "a test",
    suite: "a suite",
    open: "left to the pacts under this charter: an argument, a fact or the principal",
  };
  return `**${name}**${type && role !== "enum-value" ? `: ${code(typeName(type))}` : ""}, ${whats[role] ?? role}`;
}

// ── Tools, arguments, groups ────────────────────────────────────────────────────────────────────────────────────────

export function describeTool(name: string, model: Model): string {
  const tool = model.catalogue.get(name);
  if (name === "respond") return "**respond**: what the agent says to the person. Its argument is `text`.";
  if (name === "handoff") return "**handoff**: giving up to a person; always allowed, always recorded.";
  if (!tool) return `tool **${name}**`;
  const nature = tool.readOnly ? "read-only" : tool.destructive ? "destructive" : "writes";
  const rows = [...tool.parameters].map(
    ([label, { type, required, default: otherwise }]) =>
      `- ${code(label)}: ${typeName(type)}${required ? "" : otherwise === undefined ? ", optional" : `, ${code(JSON.stringify(otherwise))} if omitted`}`,
  );
  return paragraphs(`tool **${name}** (${nature})`, tool.description, rows.join("\n"), spokenOf(name, model));
}

/** Which clauses speak of an action. */
function spokenOf(action: string, model: Model): string {
  const names = model.clauses.filter(({ actions }) => actions.has(action)).map(({ name, member }) => `${member.kind} ${code(name)}`);
  return names.length === 0 ? "No clause speaks of it: it is denied." : `Spoken of by ${listed(names, 6)}.`;
}

export function describeArgument(name: string, tools: readonly string[], model: Model): string {
  const owners = tools.filter((tool) => parametersOf(tool, model.catalogue)?.has(name));
  const parameter = parametersOf(owners[0] ?? "", model.catalogue)?.get(name);
  const type = parameter ? `: ${code(typeName(parameter.type))}` : "";
  const of = owners.length > 0 ? `, an argument of ${listed(owners.map(code), 4)}` : "";
  const otherwise = parameter?.default !== undefined && `${code(JSON.stringify(parameter.default))} if it is omitted.`;
  const optional = parameter && !parameter.required && otherwise === false && "It may be omitted; then it is unknown.";
  return paragraphs(`**${name}**${type}${of}`, parameter?.description, otherwise, optional);
}

/** The tools a pattern, or `any … tool`, stands for. */
export function toolsOf(pattern: string, model: Model): string[] {
  const nature = /^any (read-only|destructive) tool$/.exec(pattern)?.[1] as "read-only" | "destructive" | undefined;
  const span = { start: 0, end: 0 };
  return [...expandActions([nature ? { kind: "any-tool", nature, ...span } : { kind: "pattern", text: pattern, ...span }], model)];
}

export function describeGroup(name: string, model: Model): string | undefined {
  const group = model.groups.get(name);
  if (!group) return undefined;
  const covered = [...expandActions(group.actions, model)];
  return paragraphs(
    `group **${name}**: ${code(show.actions(group.actions))}`,
    model.documentation(group),
    `It stands for ${countOf(covered)}.`,
  );
}

export const countOf = (tools: readonly string[]): string =>
  tools.length === 0
    ? "no tool of this catalogue"
    : `${tools.length === 1 ? "one tool" : `${tools.length} tools`}: ${listed(tools.map(code), 12)}`;

export function listed(words: readonly string[], most: number): string {
  if (words.length > most) return `${words.slice(0, most - 1).join(", ")} and ${words.length - most + 1} more`;
  return words.length < 2 ? (words[0] ?? "") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}

// ── Facts, judges, limits, the principal ────────────────────────────────────────────────────────────────────────────

export function describeFact(name: string, model: Model): string {
  const fact = model.facts.get(name);
  if (!fact) return `fact **${name}**`;
  const fields = fact.type.kind === "record" ? [...fact.type.fields].map(([label, { type }]) => `- ${code(label)}: ${typeName(type)}`) : [];
  const charter = fact.from === "charter" && "Declared in the charter.";
  return paragraphs(
    `fact **${name}**: ${code(typeName(fact.type))}`,
    model.documentation(fact.member),
    sourceInWords(fact),
    fields.join("\n"),
    charter,
  );
}

function sourceInWords({ member: { source }, tools }: Fact): string {
  if (!source) return "The host supplies it; until then it is unknown.";
  if (source.kind === "message-source")
    return `Read from ${source.which === "last" ? "the person's last message" : "all the person's messages"}; unknown while there is none.`;
  const keys = source.keys.map(({ argument }) => code(argument.text));
  const same = keys.length > 0 ? ` with the same ${listed(keys, 4)}` : "";
  return `Read from the newest successful ${tools.map(code).join(" or ")} of the session${same}; until then it is unknown.`;
}

export function describeJudge(name: string, model: Model): string | undefined {
  const judge = model.judges.get(name);
  if (!judge) return undefined;
  const parameters = judge.parameters.map((each) => `${each.name.text}: ${show.type(each.type)}`).join(", ");
  const failure =
    judge.onFailure && judge.onFailure !== "unknown" ? `Where it fails, ${judge.onFailure} is taken.` : "Its failure is unknown.";
  return paragraphs(
    `judge **${name}**(${parameters})`,
    model.documentation(judge),
    `A classifier that is wrong in ${judge.error.digits}% of cases, as its author declares. ${failure}`,
    `Asked by starting ${code(judge.command.value)}${judge.version ? `, version ${judge.version.value}` : ""}.`,
  );
}

export function describeLimit(name: string, model: Model): string | undefined {
  const limit = model.limits.find((each) => each.name === name);
  if (!limit) return undefined;
  const { measure, soft, hard, per } = limit.member;
  const what = measure === "calls" ? `calls of ${countOf([...limit.actions])}` : measure;
  const stops = hard && `From ${measure === "calls" ? "more than " : ""}${code(show.literal(hard))} on it denies.`;
  const tells = soft && `From ${code(show.literal(soft))} on it gives notice and denies nothing.`;
  const account = `One account for each ${per.map(({ text }) => text).join(" and ")}.`;
  const words = model.documentation(limit.member);
  return paragraphs(`limit **${name}** on ${what}`, words, [tells, stops, account].filter(Boolean).join(" "), code(limit.id));
}

function describePrincipal(name: string, { principal }: Model): string {
  const fields = principal?.type.kind === "record" ? [...principal.type.fields.keys()].map(code) : [];
  const carries = fields.length > 0 && `A request carries ${listed(fields, 6)}.`;
  return paragraphs(`**${name}**: whom the agent acts for`, carries);
}

// ── Words ───────────────────────────────────────────────────────────────────────────────────────────────────────────

export function describeFunction(name: string): string | undefined {
  const forms = functionWords.get(name)?.forms;
  return forms?.map(({ parameters, gives, doc }) => `${code(`${name}(${parameters.join(", ")})`)}: ${gives}\n\n${doc}`).join("\n\n");
}

export function describeTerm(name: string, list: TermList): string | undefined {
  const doc = termWords[list].get(name);
  return doc && `**${name}**: ${doc}`;
}

export function describeKeyword(word: string): string | undefined {
  const doc = keywordWords.get(word);
  return doc && `**${word}**: ${doc}`;
}

// ── Clauses ─────────────────────────────────────────────────────────────────────────────────────────────────────────

/** A clause as a sentence. */
export function clauseInWords({ id, member, actions, from }: Clause, model: Model): string {
  const when = member.conditions.when ? ` when ${code(show.condition(member.conditions.when))}` : "";
  const unless = member.conditions.unless ? ` unless ${code(show.condition(member.conditions.unless))}` : "";
  const unknown = {
    may: "While a part of that is unknown, it does not allow.",
    never: "While a part of that is unknown, the action is denied as well.",
    escalate: "While a part of that is unknown, the action waits for the person as well.",
  }[member.kind];
  const verb = {
    may: "The agent **may** use",
    never: "The agent must **never** use",
    escalate: "**A person decides** before the agent uses",
  }[member.kind];
  const what = listed([...actions].map(code), 6) || "nothing in this catalogue";
  return paragraphs(
    model.documentation(member),
    `${verb} ${what}${when}${unless}.${when || unless ? ` ${unknown}` : ""}`,
    member.kind === "escalate" && ladderInWords(member),
    member.kind !== "may" && member.because && `> ${member.because.value}`,
    `${code(id)}${from === "charter" ? ", from the charter" : ""}`,
  );
}

function ladderInWords({ rungs }: Extract<Clause["member"], { kind: "escalate" }>): string {
  const steps = rungs.map(({ to, within }) => `**${to.value}** for ${show.duration(within)}`);
  return `It goes to ${steps.join(", then to ")}; after that it is denied.`;
}
