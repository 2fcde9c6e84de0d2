// What is read and checked for shape, and has no effect yet.
import type { MemberNode } from "../../grammar/index.ts";
import { firstWord } from "../analysis/model.ts";
import type { Rule } from "./rule.ts";

const notYet: Partial<Record<MemberNode["kind"], string>> = {
  suspend: "who may suspend is checked for shape and not enforced yet",
  review: "reviews are not reminded of yet",
  handoff: "handing over is allowed, and measured where the agent is evaluated; `expect rate` is not watched yet",
};

export const notEnforcedYet: Rule = {
  code: "PACT3001",
  name: "not-enforced-yet",
  severity: "information",
  summary: "something the checker reads and does not enforce yet",
  why: "A pact says what an agent is held to. Where this version reads a member and does not act on it, it says so, so that nobody relies on it.",
  bad: [{ pact: "review every 90 days" }],
  good: [{ pact: "may look: get_order" }],
  about: ["suspend", "review", "handoff"],
  *member(member) {
    const why = notYet[member.kind];
    if (why) yield { at: firstWord(member), message: why };
  },
};
