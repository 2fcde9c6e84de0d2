// Limits, delegation, handing over and the record, in words.
import type { LimitMember, MemberNode, Name } from "../../grammar/index.ts";
import type { Limit, Model } from "../analysis/model.ts";
import { toolWords } from "./actions.ts";
import type { Item } from "./blocks.ts";
import { authorsWords, fromCharter } from "./clauses.ts";
import { duration, listed, literal, names, quoted, sentence, spelled, spoken } from "./phrases.ts";

export function explainLimit({ name, member, from }: Limit, model: Model): Item {
  const { hard, soft } = member;
  const scope = scopeWords(member.per);
  const stop = hard ? `${measured(member, `at most ${literal(hard)}`, model)}${scope}` : `What is counted: ${what(member, model)}${scope}`;
  const warning = soft ? `${hard ? "from" : "From"} ${literal(soft)} on there is a warning` : "";
  const text = `${sentence(stop)}${warning ? `${hard ? "; " : ". "}${warning}` : ""}.`;
  return {
    name,
    ...(from === "charter" && { mark: fromCharter }),
    text,
    more: authorsWords(member, model),
  };
}

function measured(member: LimitMember, amount: string, model: Model): string {
  if (member.measure === "calls")
    return `${amount.replace(/^at most 0$/, "no")} ${/ 1$/.test(amount) ? "call" : "calls"} of ${what(member, model)}`;
  return member.measure === "tokens"
    ? `${amount.replace(/ tokens$/, "")} tokens (what its model reads and writes)`
    : `it may spend ${amount}`;
}

function what({ measure, actions }: LimitMember, model: Model): string {
  if (measure === "tokens") return "tokens (what its model reads and writes)";
  if (measure === "cost") return "what is spent";
  return actions.length > 0 ? listed(toolWords(actions, model)) : "any tool";
}

const times = ["turn", "interaction", "hour", "day", "week", "month", "session"];

/** `per customer per day`: for each customer, in each day. */
function scopeWords(per: readonly Name[]): string {
  const words = per.map(({ text }) => `${times.includes(text) ? "in each" : "for each"} ${spoken(text)}`);
  return words.length > 0 ? ` ${words.join(" ")}` : "";
}

type Member<Kind extends MemberNode["kind"]> = Extract<MemberNode, { kind: Kind }>;

export const explainDelegate = ({ to, actions }: Member<"delegate">, model: Model): Item => ({
  text: `It may pass work on to the agent ${quoted(to.value)}, which then may at most use ${listed(toolWords(actions, model))}, and only where this pact allows it.`,
});

export function explainHandoff({ to, by, carrying, rate }: Member<"handoff">): Item {
  const how = by ? ` by calling ${spelled(by.text)}` : "";
  const more = [
    ...(carrying.length > 0 ? [`It passes on the ${names(carrying)}.`] : []),
    ...(rate ? [`Between ${literal(rate.from)} and ${literal(rate.to)} of all conversations are expected to end so.`] : []),
  ];
  return { text: `When the agent gives up to a person, it hands over to ${quoted(to.value)}${how}; that is always allowed.`, more };
}

export function explainRecord({ fields, redact, retain, onFailure }: Member<"record">): Item {
  const failing = { deny: "What cannot be recorded is refused.", allow: "What cannot be recorded is done all the same." };
  return {
    text: `For every action the ${names(fields)} ${fields.length === 1 ? "is" : "are"} kept${retain ? ` for ${duration(retain)}` : ""}.`,
    more: [...(redact.length > 0 ? [`Blacked out: ${names(redact)}.`] : []), ...(onFailure ? [failing[onFailure]] : [])],
  };
}
