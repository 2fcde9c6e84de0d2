// A clause as sentences: what it is about, under which condition, who decides, and why.
import type { Conditions, EscalateMember, MemberNode } from "../../grammar/index.ts";
import { assertNever } from "../../grammar/index.ts";
import type { Clause, ClauseMember, Model } from "../analysis/model.ts";
import { doing } from "./actions.ts";
import type { Item } from "./blocks.ts";
import { condition } from "./conditions.ts";
import { duration, names, quoted, sentence } from "./phrases.ts";
import { inline, isShort, itemsOf, leadOf, type Said } from "./said.ts";
import { type Wording, wordingOf } from "./wording.ts";

export const fromCharter = "from the charter";

/** What stands above a member. */
export function authorsWords(member: MemberNode, model: Model): readonly string[] {
  const words = model.documentation(member);
  return words === undefined ? [] : [`In its author's words: ${quoted(words)}.`];
}

export function explainClause({ name, member, actions, from }: Clause, model: Model): Item {
  const { text, items, lead } = ruling(member, model, wordingOf(model, actions));
  const more = [...lead, ...authorsWords(member, model)];
  return { name, ...(from === "charter" && { mark: fromCharter }), text, ...(items && { items }), more };
}

interface Ruling {
  readonly text: string;
  readonly items?: readonly Item[];
  /** The sentences after the first. */
  readonly lead: readonly string[];
}

function ruling(member: ClauseMember, model: Model, wording: Wording): Ruling {
  const what = doing(member.actions, model);
  switch (member.kind) {
    case "may":
      return { ...conditional(`The agent may ${what}`, member.conditions, wording), lead: [] };
    case "never":
      return { ...conditional(`The agent must never ${what}`, member.conditions, wording), lead: because(member) };
    case "escalate":
      return {
        ...conditional(`The agent may not ${what} by itself`, member.conditions, wording),
        lead: [...ladder(member), ...because(member)],
      };
    default:
      return assertNever(member);
  }
}

const because = ({ because: why }: { readonly because: { readonly value: string } | undefined }): string[] =>
  why ? [`The reason: ${quoted(why.value)}.`] : [];

/** One condition in the sentence or as a list below it; two are two items of a list. */
function conditional(start: string, { when, unless }: Conditions, wording: Wording): { text: string; items?: readonly Item[] } {
  const parts = [
    ...(when ? [["when", condition(when, wording)] as const] : []),
    ...(unless ? [["unless", condition(unless, wording)] as const] : []),
  ];
  const [only, second] = parts;
  if (!only) return { text: `${start}.` };
  if (!second) return led(`${start} ${only[0]}`, only[1]);
  const short = parts.every(([, said]) => isShort(said)) && parts.map(([, said]) => inline(said)).join("").length < 150;
  if (short) return { text: `${start} ${parts.map(([word, said]) => `${word} ${inline(said)}`).join(", ")}.` };
  return { text: `${start}:`, items: parts.map(([word, said]) => led(word, said, "")) };
}

function led(start: string, said: Said, end = "."): { text: string; items?: readonly Item[] } {
  if (typeof said === "string" || isShort(said)) return { text: `${start} ${inline(said)}${end}` };
  return { text: `${start} ${leadOf(said)}`, items: itemsOf(said) };
}

/** Who is asked, one after the other, and what they are shown. */
function ladder({ rungs, carrying }: EscalateMember): string[] {
  const [first, ...others] = rungs;
  if (!first) return ["Nobody is named to decide, and it is refused."];
  const then = others.map(({ to, within }) => `then ${quoted(to.value)}, who has ${duration(within)}`);
  const asked = [`${quoted(first.to.value)} decides and has ${duration(first.within)}`, ...then];
  const shown = carrying.length > 0 ? [`They are shown the ${names(carrying)}.`] : [];
  return [sentence(`${asked.join("; ")}; without an answer by then it is refused.`), ...shown];
}
