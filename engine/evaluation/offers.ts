// What tools an agent is told of.
import type { CompiledPact } from "../decision/decide.ts";
import type { ToolOffer } from "./agent.ts";

const offered = new WeakMap<object, readonly ToolOffer[]>();

/** The catalogue, as an agent is told of it; and a way to hand over, where the pact asks for one and no tool of the catalogue is it. */
export function offersOf({ model }: CompiledPact): readonly ToolOffer[] {
  const known = offered.get(model);
  if (known) return known;
  const offers = [...model.catalogue.values()].map(({ name, description, schema }) => ({
    name,
    ...(description && { description }),
    inputSchema: { type: "object", ...schema },
  }));
  const handoff = model.tree.members.find((member) => member.kind === "handoff");
  const all = handoff && !model.handoffTool ? [...offers, handoffOffer(handoff.to.value, handoff.carrying)] : offers;
  offered.set(model, all);
  return all;
}

const handoffOffer = (to: string, carrying: readonly { readonly text: string }[]): ToolOffer => ({
  name: "handoff",
  description: `Gives this conversation to a person: ${to}.`,
  inputSchema: { type: "object", properties: Object.fromEntries(carrying.map(({ text }) => [text, {}])) },
});
