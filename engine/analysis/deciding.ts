// What of a pact decides, apart from what only names, describes, tests or watches: two pacts with the same of it judge an action alike, so
// that what was counted under one may be compared with what was counted under the other.
import { canonical, type MemberNode } from "../../grammar/index.ts";
import type { Model } from "./model.ts";
import { digest } from "./sources.ts";

// biome-ignore format: one word after another
const silent: ReadonlySet<MemberNode["kind"]> = new Set(["version", "purpose", "owner", "reviewers", "review", "suspend", "record", "test", "suite", "drift"]);

/** SHA-256 over its clauses, limits, facts and what they stand on, its charters' included; not over its catalogue and prompt. */
export function decidingHash({ tree, clauses, limits, facts, groups, judges }: Model): string {
  const own = tree.members.filter(({ kind }) => !silent.has(kind)).map(withoutModel);
  const inherited = [...clauses, ...limits, ...facts.values()].filter(({ from }) => from === "charter").map(({ member }) => member);
  const all = new Set<MemberNode>([...own, ...inherited, ...groups.values(), ...judges.values()]);
  return digest(canonical({ ...tree, members: [...all] }));
}

/** For whom an agent acts is read by conditions; which model it is, and what it is told, is not. */
const withoutModel = (member: MemberNode): MemberNode =>
  member.kind === "agent" ? { ...member, model: undefined, prompt: undefined } : member;
