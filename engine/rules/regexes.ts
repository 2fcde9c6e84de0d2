// Regular expressions as the rules look at them: where they stand, and what their classes and alternatives are.
import type { MemberNode, RegexLiteral } from "../../grammar/index.ts";
import { partsOfClause } from "./parts.ts";

export function regexesOf(member: MemberNode): readonly RegexLiteral[] {
  switch (member.kind) {
    case "tools":
      return member.errors ? [member.errors] : [];
    case "fact":
      return member.source?.kind === "message-source" ? [member.source.regex] : [];
    case "may":
    case "never":
    case "escalate":
      return partsOfClause(member).flatMap((part) => (part.kind === "matches" ? [part.regex] : []));
    default:
      return [];
  }
}

/** What a class `[…]` holds, without its brackets and its `^`. */
export interface CharacterClass {
  readonly negated: boolean;
  readonly body: string;
}

const classes = /\\[\s\S]|\[(\^?)((?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])(?:\[:\^?\w+:\]|\\[\s\S]|[^\]\\])*)\]/g;

export const classesOf = (source: string): readonly CharacterClass[] =>
  [...source.matchAll(classes)].flatMap(([, caret, body]) => (body === undefined ? [] : [{ negated: caret === "^", body }]));

/** The source of the same length in which escapes and classes are `_`, so that every other sign means itself. */
export const bare = (source: string): string => source.replace(classes, (whole) => "_".repeat(whole.length));
