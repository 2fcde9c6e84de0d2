// Where a member cannot be read on, and what may stand there instead of what was meant.
import type { IToken } from "chevrotain";
import { endOf } from "./lexer.ts";
import type { Mend } from "./mends.ts";

/** What stands there instead of what was meant. Whether it was one is seen by reading on as if it were mended. */
export interface Slip {
  readonly start: number;
  readonly end: number;
  readonly code: "PACT1004" | "PACT1007";
  readonly message: string;
  /** What is read instead; empty where nobody can know it. */
  readonly mends: readonly Mend[];
  readonly fixes: readonly Mending[];
  /** It is one only if the member can then be read to its end. */
  readonly isWhole?: true;
}

export interface Mending {
  readonly title: string;
  readonly mends: readonly Mend[];
  readonly safe?: true;
}

/** A member that cannot be read on from a token. */
export interface Trouble {
  readonly tokens: readonly IToken[];
  /** Where the member begins, where it cannot be read on, and where what belongs to it ends. */
  readonly start: number;
  readonly index: number;
  readonly end: number;
  /** The rules of the grammar it stands in, outermost first; none where the member had ended and something follows. */
  readonly rules: readonly string[];
  /** What stands behind the last token of all; undefined where the file ends. */
  readonly following: IToken | undefined;
  /** What is written from one token to before another. */
  textOf(from: number, to: number): string;
  /** The words of the language that can stand at the index. */
  words(): readonly string[];
}

/** Some tokens are written otherwise here. */
export function written(tokens: readonly IToken[], at: number, count: number, meant: string): Slip {
  const { wrote, start, end } = quoted(tokens, at, count);
  const mends = [{ at, count, text: meant }];
  const fixes = [{ title: `Change to \`${meant}\``, mends, safe: true as const }];
  return { start, end, code: "PACT1007", message: `\`${wrote}\` is written \`${meant}\` here`, mends, fixes };
}

/** Some tokens mean nothing here. */
export function meaningless(tokens: readonly IToken[], at: number, count: number, advice: string, mends: readonly Mend[] = []): Slip {
  const { wrote, start, end } = quoted(tokens, at, count);
  return { start, end, code: "PACT1007", message: `\`${wrote}\` means nothing here: ${advice}`, mends, fixes: [] };
}

export function quoted(tokens: readonly IToken[], at: number, count: number): { wrote: string; start: number; end: number } {
  const these = tokens.slice(at, at + count);
  return { wrote: these.map(({ image }) => image).join(" "), start: these[0]!.startOffset, end: endOf(these.at(-1)!) };
}
