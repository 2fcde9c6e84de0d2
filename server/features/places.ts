// Which member a position is in, and which nodes of its tree hold it.
import type { Position, Range } from "vscode-languageserver-types";
import type { MemberNode, Span } from "../../grammar/index.ts";
import { comparePositions, covers, holds, rangeOf, type Snapshot, touches } from "./snapshot.ts";

/** The index of the last member that begins at or before a position; -1 before the first. */
export function lastMemberBefore(snapshot: Snapshot, position: Position): number {
  const { members } = snapshot.parsed.tree;
  let [low, high] = [-1, members.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (comparePositions(snapshot.positionAt(members[middle]!.start), position) <= 0) low = middle;
    else high = middle;
  }
  return low;
}

/** The member that holds a position; of two that meet there the later. */
export function memberAt(snapshot: Snapshot, position: Position): MemberNode | undefined {
  const index = lastMemberBefore(snapshot, position);
  const { members } = snapshot.parsed.tree;
  return [members[index], members[index - 1]].find((member) => member && holds(rangeOf(snapshot, member), position));
}

/** The members a range touches. */
export function membersIn(snapshot: Snapshot, range: Range): MemberNode[] {
  const { members } = snapshot.parsed.tree;
  const first = Math.max(0, lastMemberBefore(snapshot, range.start));
  return members.slice(first, lastMemberBefore(snapshot, range.end) + 1).filter((member) => touches(rangeOf(snapshot, member), range));
}

/** Every node of a tree that holds an anchor of its member, from the outside in. */
export function nodesAt(node: Span, offset: number): Span[] {
  const found: Span[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    if (isSpan(value)) {
      if (!covers(value, offset)) return;
      found.push(value);
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(node);
  return found;
}

const isSpan = (value: object): value is Span => "start" in value && typeof value.start === "number" && "end" in value;
