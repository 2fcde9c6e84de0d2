// Where a value comes from, in words: the person wrote it, a tool returned it, the agent named it.
import type { ComesFrom, Origin } from "../../grammar/index.ts";
import { listed, toolName } from "./phrases.ts";
import { place, subject } from "./values.ts";
import type { Wording } from "./wording.ts";

export function comesFrom({ left, origins }: ComesFrom, wording: Wording, negated: boolean): string {
  const words = subject(left, wording);
  const [only, second] = origins;
  if (only && !second && only.tool.text === "user")
    return negated ? `the person did not write ${words} themselves` : `the person wrote ${words} themselves`;
  if (only && !second && only.tool.text === "respond") return `the agent's last message ${negated ? "did not name" : "named"} ${words}`;
  const sources = groups(origins).map(({ tool, places }) =>
    originWords(
      tool,
      places.map((at) => place(at, wording)),
    ),
  );
  return `${words} ${negated ? "does not come" : "comes"} from ${listed(sources, "or")}`;
}

/** The origins of one tool together. */
function groups(origins: readonly Origin[]): { tool: Origin["tool"]; places: NonNullable<Origin["at"]>["steps"][] }[] {
  const found = new Map<string, { tool: Origin["tool"]; places: NonNullable<Origin["at"]>["steps"][] }>();
  for (const { tool, at } of origins) {
    const known = found.get(tool.text) ?? { tool, places: [] };
    found.set(tool.text, known);
    if (at) known.places.push(at.steps);
  }
  return [...found.values()];
}

function originWords(tool: Origin["tool"], places: readonly string[]): string {
  if (tool.text === "user") return "what the person wrote themselves";
  if (tool.text === "respond") return "the agent's last message";
  const answer = `an answer of ${toolName(tool)}`;
  return places.length > 0 ? `${answer} (as its ${listed(places, "or")})` : answer;
}
