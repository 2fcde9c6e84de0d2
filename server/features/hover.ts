// Hover: what a name is, and what a clause says, in plain English.
import type { Hover, Position } from "vscode-languageserver-types";
import { type Clause, type Model, parametersOf, typeName, type Use } from "../../engine/index.ts";
import { show } from "../../grammar/index.ts";
import { code, covers, rangeOf, type Snapshot } from "./snapshot.ts";

export function hover(snapshot: Snapshot, position: Position): Hover | undefined {
  const offset = snapshot.offsetAt(position);
  const { model, uses } = snapshot.analysis;
  const named = model.clauses.find(({ member, from }) => from === "pact" && covers(member.name, offset));
  if (named) return { contents: markdown(clauseInWords(named)), range: rangeOf(snapshot, named.member.name) };
  const use = uses.find((each) => covers(each, offset));
  if (use) return { contents: markdown(describe(use, model)), range: rangeOf(snapshot, use) };
  const fact = [...model.facts.values()].find(({ member, from }) => from === "pact" && covers(member.name, offset));
  if (fact) return { contents: markdown(factInWords(fact.name, model)), range: rangeOf(snapshot, fact.member.name) };
  return undefined;
}

const markdown = (value: string) => ({ kind: "markdown" as const, value });

/** A clause as a sentence. */
export function clauseInWords({ id, member, actions }: Clause): string {
  const named = [...actions];
  const what =
    named.length > 6
      ? `${named.slice(0, 5).map(code).join(", ")} and ${named.length - 5} more`
      : named.map(code).join(", ") || "nothing in this catalogue";
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
  const ladder =
    member.kind === "escalate"
      ? `\n\nIt goes to ${member.rungs.map(({ to, within }) => `**${to.value}** for ${show.duration(within)}`).join(", then to ")}; after that it is denied.`
      : "";
  const because = member.kind !== "may" && member.because ? `\n\n> ${member.because.value}` : "";
  const doc = member.doc ? `${member.doc}\n\n` : "";
  return `${doc}${verb} ${what}${when}${unless}.${when || unless ? ` ${unknown}` : ""}${ladder}${because}\n\n${code(id)}`;
}

function describe(use: Use, model: Model): string {
  switch (use.role) {
    case "tool":
      return toolInWords(use.name, model);
    case "fact":
      return factInWords(use.name, model);
    case "argument": {
      const parameter = use.owner ? parametersOf(use.owner, model.catalogue)?.get(use.name) : undefined;
      return `**${use.name}**: ${code(use.type ? typeName(use.type) : "any")}, an argument of ${code(use.owner ?? "")}${parameter?.description ? `\n\n${parameter.description}` : ""}`;
    }
    case "clause": {
      const clause = model.clauses.find(({ name }) => name === use.name);
      return clause ? clauseInWords(clause) : use.name;
    }
    case "group": {
      const group = model.groups.get(use.name);
      return `group **${use.name}**: ${group ? code(show.actions(group.actions)) : ""}`;
    }
    case "function":
      return `function **${use.name}**`;
    default: {
      const roles = {
        principal: "whom the agent acts for",
        builtin: "supplied with every request",
        variable: "an element of the list",
        field: `a field of ${use.owner ?? "it"}`,
        "enum-value": "one of the possible values",
      };
      return `**${use.name}**${use.type ? `: ${code(typeName(use.type))}` : ""}, ${roles[use.role]}`;
    }
  }
}

function toolInWords(name: string, model: Model): string {
  const tool = model.catalogue.get(name);
  if (!tool)
    return name === "respond"
      ? "**respond**: what the agent says to the person"
      : "**handoff**: giving up to a person; always allowed, always recorded";
  const nature = tool.readOnly ? "read-only" : tool.destructive ? "destructive" : "writes";
  const rows = [...tool.parameters].map(
    ([label, { type, required }]) => `- ${code(label)}: ${typeName(type)}${required ? "" : ", optional"}`,
  );
  return `tool **${name}** (${nature})${tool.description ? `\n\n${tool.description}` : ""}${rows.length > 0 ? `\n\n${rows.join("\n")}` : ""}`;
}

function factInWords(name: string, model: Model): string {
  const fact = model.facts.get(name);
  if (!fact) return `fact **${name}**`;
  const { source, doc } = fact.member;
  const from = !source
    ? "The host supplies it; until then it is unknown."
    : source.kind === "message-source"
      ? `Read from ${source.which === "last" ? "the person's last message" : "all the person's messages"}.`
      : `Read from the newest successful ${fact.tools.map(code).join(" or ")} of the session${source.keys.length > 0 ? ` with the same ${source.keys.map(({ argument }) => code(argument.text)).join(", ")}` : ""}; until then it is unknown.`;
  return `fact **${name}**: ${code(typeName(fact.type))}\n\n${doc ? `${doc}\n\n` : ""}${from}`;
}
