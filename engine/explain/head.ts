// Who answers for an agent, whom it acts for, and when its pact is in force.
import type { MemberNode } from "../../grammar/index.ts";
import type { Item } from "./blocks.ts";
import { every, listed, moment, names, quoted, spoken } from "./phrases.ts";

type Member<Kind extends MemberNode["kind"]> = Extract<MemberNode, { kind: Kind }>;
export type HeadMember = Member<"effective" | "timezone" | "owner" | "reviewers" | "review" | "agent" | "suspend">;

export function explainHead(member: HeadMember): Item {
  switch (member.kind) {
    case "owner":
      return { text: `${quoted(member.owner.value)} answers for this agent.` };
    case "reviewers":
      return {
        text: `${listed(member.reviewers.map(({ value }) => quoted(value)))} ${member.reviewers.length === 1 ? "reviews" : "review"} this pact.`,
      };
    case "review":
      return { text: `It is reviewed again ${every(member.every)}.` };
    case "agent":
      return agent(member);
    case "effective":
      return { text: effective(member) };
    case "timezone":
      return { text: `Days and times are those of ${quoted(member.zone.value)}.` };
    case "suspend": {
      const who = member.by.map((each) => (each.kind === "name" ? `the ${spoken(each.text)}` : quoted(each.value)));
      return { text: `${listed(who, "or")} may suspend it; while it is suspended, the agent may do nothing.`.replace(/^the/, "The") };
    }
  }
}

function effective({ from, until }: Member<"effective">): string {
  if (!until) return `It is in force from ${moment(from.text)} on. Before that the agent may do nothing.`;
  const end = until.text.includes("T")
    ? `until ${moment(until.text)}; that last moment no longer counts`
    : `up to, but not on, ${moment(until.text)}`;
  return `It is in force from ${moment(from.text)} ${end}. Outside of that the agent may do nothing.`;
}

function agent({ id, model, prompt, principal, fields }: Member<"agent">): Item {
  const known = fields && fields.fields.length > 0 ? `, of whom it is told the ${names(fields.fields.map(({ name }) => name))}` : "";
  const runs = [
    ...(model ? [`runs on the model ${quoted(model.value)}`] : []),
    ...(prompt ? [`is instructed by ${quoted(prompt.value)}`] : []),
  ];
  return {
    text: `The agent is ${quoted(id.value)}${principal ? ` and acts for one ${spoken(principal.text)} at a time${known}` : ""}.`,
    more: [...(runs.length > 0 ? [`It ${listed(runs)}.`] : []), "Below, “the person” is whoever talks with it."],
  };
}
