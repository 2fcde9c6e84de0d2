// Whole pacts for examples that are about what surrounds the members.
import type { MemberNode } from "../../grammar/index.ts";
import type { Example } from "./rule.ts";

const complete: readonly (readonly [string, string])[] = [
  ["version", "version 1.0.0"],
  ["purpose", 'purpose "Answer questions about orders."'],
  ["owner", 'owner "orders@shop.example"'],
  ["reviewers", 'reviewers "security@shop.example"'],
  ["tools", 'tools from "./tools.json"'],
  ["may", "may look: get_order"],
  ["handoff", 'handoff to "order-desk" carrying summary'],
  ["record", "record input, action, authorization, decision, time for every action"],
];

/** A complete pact, but for one kind of member. */
export const without = (kind: MemberNode["kind"] | ""): Example => ({
  pact: pact(
    "example",
    complete.filter(([word]) => word !== kind),
  ),
});

/** A complete pact under a charter, with members of its own. */
export const under = (charter: string, ...members: string[]): Example => ({
  pact: pact('example under "./floor.pact"', [...complete, ...members.map((member) => ["", member] as const)]),
  files: { "floor.pact": charter },
});

const pact = (head: string, members: readonly (readonly [string, string])[]): string =>
  `pact ${head} {\n${members.map(([, text]) => `  ${text}\n`).join("")}}\n`;
