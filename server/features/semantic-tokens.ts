// Semantic colours: of names only, by what they name. Keywords, numbers and texts are the TextMate grammar's.
import type { Range, SemanticTokensEdit } from "vscode-languageserver-types";
import { occurrencesOf } from "./member-names.ts";
import type { Occurrence } from "./occurrences.ts";
import { membersIn } from "./places.ts";
import { rangeOf, type Snapshot } from "./snapshot.ts";

const types = ["namespace", "function", "parameter", "variable", "property", "enumMember", "method", "event", "class"] as const;
const modifiers = ["declaration", "readonly", "defaultLibrary"] as const;
export const semanticTokensLegend = { tokenTypes: [...types], tokenModifiers: [...modifiers] };

type Colour = readonly [(typeof types)[number], ...(typeof modifiers)[number][]];

const colours: Readonly<Partial<Record<Occurrence["role"], Colour>>> = {
  fact: ["variable", "readonly"],
  field: ["property"],
  group: ["namespace"],
  judge: ["function"],
  parameter: ["parameter"],
  clause: ["method"],
  limit: ["method", "readonly"],
  test: ["event"],
  suite: ["class"],
  principal: ["variable", "readonly"],
  variable: ["variable"],
  builtin: ["variable", "readonly", "defaultLibrary"],
  tool: ["function"],
  argument: ["parameter"],
  "enum-value": ["enumMember"],
  function: ["function", "defaultLibrary"],
  term: ["enumMember", "defaultLibrary"],
  open: ["variable"],
};

/** Five numbers a token, each place told from the one before it, as the protocol has it. */
export function semanticTokens(snapshot: Snapshot, range?: Range): number[] {
  const members = range ? membersIn(snapshot, range) : snapshot.parsed.tree.members;
  const data: number[] = [];
  let [line, character] = [0, 0];
  for (const member of members) {
    for (const token of tokensOf(occurrencesOf(member, snapshot.analysis.model), snapshot)) {
      const sameLine = token.line === line;
      data.push(token.line - line, sameLine ? token.character - character : token.character, token.length, token.type, token.modifiers);
      ({ line, character } = token);
    }
  }
  return data;
}

interface Token {
  readonly line: number;
  readonly character: number;
  readonly length: number;
  readonly type: number;
  readonly modifiers: number;
}

/** In the order of the text; of two at one place the first named, and none across lines. */
function tokensOf(occurrences: readonly Occurrence[], snapshot: Snapshot): Token[] {
  const tokens: Token[] = [];
  let end = -1;
  for (const occurrence of [...occurrences].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const colour = colours[occurrence.role];
    if (!colour || occurrence.quoted || occurrence.start < end) continue;
    const { start, end: last } = rangeOf(snapshot, occurrence);
    if (start.line !== last.line || last.character <= start.character) continue;
    end = occurrence.end;
    const [type, ...more] = colour;
    const own = occurrence.declares ? [...more, "declaration" as const] : more;
    tokens.push({
      ...start,
      length: last.character - start.character,
      type: types.indexOf(type),
      modifiers: own.reduce((bits, modifier) => bits | (1 << modifiers.indexOf(modifier)), 0),
    });
  }
  return tokens;
}

/** What changed from one answer to the next: one edit between what they share at both ends. */
export function semanticTokensDelta(before: readonly number[], now: readonly number[]): SemanticTokensEdit[] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start++;
  start -= start % 5;
  let tail = 0;
  while (tail < shorter - start && before[before.length - 1 - tail] === now[now.length - 1 - tail]) tail++;
  tail -= tail % 5;
  const deleteCount = before.length - tail - start;
  const data = now.slice(start, now.length - tail);
  return deleteCount === 0 && data.length === 0 ? [] : [{ start, deleteCount, data }];
}
