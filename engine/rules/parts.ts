// What stands inside a clause, walked once: for the rules that look for one kind of thing in it.
import {
  type Condition,
  type ConditionPart,
  everyPartOf,
  type MemberNode,
  type Name,
  nearest,
  type Origin,
  type Parsed,
  type Past,
  pastOf,
  type Tool,
} from "../../grammar/index.ts";
import { type ClauseMember, expandActions, type Model } from "../analysis/model.ts";
import { remembered } from "../analysis/remembered.ts";
import type { Finding } from "./rule.ts";

/** Every condition and value of a clause. */
export const partsOfClause = remembered(({ conditions }: ClauseMember): readonly ConditionPart[] => everyPartOf(conditions));

interface Asked {
  readonly past: readonly Past[];
  readonly origins: readonly Origin[];
  /** What must have happened in this session before the clause can hold at all; what a window may bring from before is not counted. */
  readonly demands: readonly Past[];
}
const nothing: Asked = { past: [], origins: [], demands: [] };

/** What a clause asks of the past, and of where its values come from. */
export const askedBy = remembered((member: ClauseMember): Asked => {
  const past: Past[] = [];
  const origins: Origin[] = [];
  for (const part of partsOfClause(member)) {
    const said = pastOf(part);
    if (said) past.push(said);
    if (part.kind === "comes-from") origins.push(...part.origins);
  }
  const { when } = member.conditions;
  return past.length + origins.length > 0 ? { past, origins, demands: when ? conjoined(when) : [] } : nothing;
});

function conjoined(node: Condition): Past[] {
  if (node.kind === "parenthesised") return conjoined(node.inner);
  if (node.kind === "and") return node.operands.flatMap(conjoined);
  return node.kind === "after" && !node.past.within ? [node.past] : [];
}

/** The actions a tool, a pattern or a group stands for, each worked out once; none where it is unknown, which is said elsewhere. */
export function expander(model: Model): (tool: Tool) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return (tool) => {
    const found = known.get(tool.text) ?? [...expandActions([tool], model)];
    known.set(tool.text, found);
    return found;
  };
}

/** Where a member begins with what stands above it. */
export const startWithDoc = (member: MemberNode, { docs }: Pick<Parsed, "docs">): number =>
  docs.find(({ of }) => of === member)?.lines[0]?.start ?? member.start;

/** A word that is none of those known here, with the nearest as a fix. */
export function unknownWord(at: Name, what: string, known: readonly string[]): Finding {
  const near = nearest(at.text, known);
  const fixes = near ? [{ title: `Change to \`${near}\``, edits: [{ start: at.start, end: at.end, text: near }] }] : [];
  return { at, message: `${what}${near ? `, did you mean \`${near}\`?` : `; there are ${known.join(", ")}`}`, fixes };
}
