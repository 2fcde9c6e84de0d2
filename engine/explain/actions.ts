// What an agent does, in words: the tools a clause names, and saying something.
import type { Action } from "../../grammar/index.ts";
import { expandActions, type Model } from "../analysis/model.ts";
import { listed, patternWords, quoted, spelled, spoken } from "./phrases.ts";

/** As an infinitive: `use process_return or answer the person`. */
export function doing(actions: readonly Action[], model: Model): string {
  if (actions.length === 0) return "use any tool at all";
  const isWord = (action: Action): boolean => action.kind === "name" && (action.text === "respond" || action.text === "handoff");
  const tools = actions.filter((action) => !isWord(action));
  const words = actions
    .filter(isWord)
    .map((action) => (action.kind === "name" && action.text === "respond" ? "answer the person" : "hand over to a person"));
  return listed([...(tools.length > 0 ? [`use ${listed(toolWords(tools, model), "or")}`] : []), ...words], "or");
}

/** The tools, patterns and groups as they are written, and which tools those are. */
export const toolWords = (actions: readonly Action[], model: Model): string[] => actions.map((action) => actionWords(action, model));

function actionWords(action: Action, model: Model): string {
  const which = inBrackets(action, model);
  if (action.kind === "any-tool") return `any tool that ${action.nature === "read-only" ? "only reads" : "can do damage"}${which}`;
  if (action.kind === "pattern") return `${patternWords(action.text)}${which}`;
  if (model.groups.has(action.text)) return `any tool of the group ${quoted(spoken(action.text))}${which}`;
  return action.text === "respond" ? "answers to the person" : action.text === "handoff" ? "handing over" : spelled(action.text);
}

const maxNamed = 12;

function inBrackets(action: Action, model: Model): string {
  const named = [...expandActions([action], model)];
  if (action.kind === "name" && !model.groups.has(action.text)) return "";
  if (named.length === 0) return model.catalogueKnown ? " (there is none)" : "";
  return ` (${named.length > maxNamed ? `${named.length} tools` : listed(named.map(spelled))})`;
}
