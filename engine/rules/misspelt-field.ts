// A name in a record or a handover that is nearly one there is.
import { type Name, nearest } from "../../grammar/index.ts";
import type { Model } from "../analysis/model.ts";
import type { Finding, Rule } from "./rule.ts";

export const misspeltField: Rule = {
  code: "PACT3040",
  name: "misspelt-field",
  severity: "warning",
  summary: "a field that is recorded, redacted or handed over under a name that is nearly one there is",
  why:
    "Such names are not checked against anything when the pact is used: what is `redact`ed under a name that no argument has stays in the record, and what is recorded under another name is not recorded. " +
    "Correct the name. A name that resembles none is left as it is.",
  bad: [
    { pact: "record inputs, action, authorization, decision, time for every action" },
    { pact: "record input, action, authorization, decision, time for every action redact order_idd" },
    { pact: 'handoff to "desk" carrying sumary' },
  ],
  good: [
    {
      pact: 'record input, action, authorization, decision, time for every action redact order_id\nhandoff to "desk" carrying summary, photographs',
    },
  ],
  about: ["record", "handoff", "escalate"],
  // Of the whole pact: names are held against facts and arguments that such a member does not use.
  *pact({ parsed: { tree }, analysis: { model } }) {
    for (const member of tree.members) {
      if (member.kind === "record") {
        yield* misspelt(member.fields, recordedFields, "no action has a field");
        yield* misspelt(member.redact, namesOfData(model), "no argument and no fact is called");
      } else if (member.kind === "handoff" || member.kind === "escalate")
        yield* misspelt(member.carrying, [...carriedTerms, ...model.facts.keys()], "there is nothing called");
    }
  },
};

/** What an action leaves behind, by the names a pact asks for it. */
const recordedFields = ["input", "action", "authorization", "decision", "time", "result", "output", "facts", "usage", "cost"];
const carriedTerms = ["conversation", "summary", "attempted_action", "open_steps"];

function* misspelt(names: readonly Name[], known: readonly string[], what: string): Generator<Finding> {
  for (const name of names) {
    const near = known.includes(name.text) ? undefined : nearest(name.text, known);
    if (near === undefined) continue;
    const fixes = [{ title: `Change to \`${near}\``, edits: [{ start: name.start, end: name.end, text: near }] }];
    yield { at: name, message: `${what} \`${name.text}\`, did you mean \`${near}\`?`, fixes };
  }
}

/** Every argument of a tool, and every field of a fact and of the principal. */
function namesOfData({ catalogue, facts, principal }: Model): string[] {
  const names = new Set<string>();
  for (const { parameters } of catalogue.values()) for (const name of parameters.keys()) names.add(name);
  for (const type of [...[...facts.values()].map((fact) => fact.type), principal?.type])
    if (type?.kind === "record") for (const name of type.fields.keys()) names.add(name);
  for (const name of facts.keys()) names.add(name);
  return [...names];
}
