// A case that can carry a note: the agent's ordinary work there makes a call that the pact allows and the case answers.
import { parametersOf } from "../../analysis/model.ts";
import { jsonSample, schemaOf } from "../../boundaries/index.ts";
import type { CompiledPact } from "../../decision/decide.ts";
import { bareObject, parseRaw, type Raw, toJson } from "../../decision/values.ts";
import type { Case, ExpectedCall } from "../case.ts";
import { literalArguments, looksUp, type Rehearsal, type Wanted } from "./rehearsal.ts";

/** The ordinary calls are made in the rehearsal. Does one of them bring the note before the agent? */
export function delivers(note: string, played: Case, ordinary: readonly ExpectedCall[], rehearsal: Rehearsal, pact: CompiledPact): boolean {
  const written = toJson(note).slice(1, -1);
  return ordinary
    .map((call) => answerTo(callIn(played, call, pact), rehearsal))
    .some((answer) => answer !== undefined && toJson(answer).includes(written));
}

/** What a case expects to be done; where it does not say, whatever can be looked up in it. */
export const ordinaryCalls = ({ expect, tools }: Case, pact: CompiledPact): readonly ExpectedCall[] =>
  expect.actions?.calls ?? [...tools.keys()].filter((tool) => looksUp(tool, pact)).map((tool) => ({ tool, args: undefined }));

const answerTo = (call: Wanted, rehearsal: Rehearsal): Raw | undefined =>
  rehearsal.decide(call).effect === "allow" ? rehearsal.call(call) : undefined;

/** Its arguments are those expected, else those of the first answer that holds the note, else any that fit the schema. */
function callIn({ tools }: Case, { tool, args }: ExpectedCall, { model }: CompiledPact): Wanted {
  const answered = tools.get(tool)?.findLast(({ returns, when }) => returns !== undefined && literalArguments(when))?.when;
  const needed = [...(parametersOf(tool, model.catalogue) ?? [])].filter(([, field]) => field.required);
  const samples = needed.map(([name, field]) => [name, parseRaw(jsonSample(field, schemaOf(tool, name, model)))]);
  const given = [Object.fromEntries(samples), literalArguments(answered), literalArguments(args)];
  return { action: tool, args: Object.assign(bareObject(), ...given) };
}
