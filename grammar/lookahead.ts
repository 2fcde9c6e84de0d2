// Which way to go, looked up by the next two tokens. chevrotain tries the paths of a choice one after the other; a table is quicker asked.
// It is made where it is first needed: of a grammar's choices most pacts meet half, and nobody waits for the others.
import type { IToken, TokenType } from "chevrotain";
import { lazy } from "./lazy.ts";

/** Of each alternative the sequences of one or two tokens it may begin with. */
export type Alternatives = readonly (readonly (readonly TokenType[])[])[];

/** The parser, as a choice sees it. */
interface Looking {
  LA_FAST(howMuch: number): IToken;
}

/** The index of the alternative that begins with what comes next. */
export function chooser(alternatives: () => Alternatives) {
  const table = lazy(() => new Table(alternatives()));
  return function (this: Looking): number | undefined {
    return table().choose(this);
  };
}

/** Whether what comes next is what the only alternative begins with. */
export function entrance(alternatives: () => Alternatives) {
  const table = lazy(() => new Table(alternatives()));
  return function (this: Looking): boolean {
    return table().choose(this) !== undefined;
  };
}

type Choices = (number | undefined)[];

/** The first alternative that begins with what comes next. */
class Table {
  /** By the first token: where the second does not matter, or decides nothing. */
  private readonly alone: Choices = [];
  /** By the first token, then the second. */
  private readonly pairs: (Choices | undefined)[] = [];

  constructor(alternatives: Alternatives) {
    // From the last to the first, which takes the place of those after it.
    for (let choice = alternatives.length - 1; choice >= 0; choice--)
      for (const [first, second] of alternatives[choice]!) for (const token of matching(first!)) this.add(token, second, choice);
  }

  private add(first: number, second: TokenType | undefined, choice: number): void {
    if (second === undefined) {
      this.alone[first] = choice;
      this.pairs[first] = undefined;
      return;
    }
    const pairs = this.pairs[first] ?? [];
    this.pairs[first] = pairs;
    for (const token of matching(second)) pairs[token] = choice;
  }

  choose(looking: Looking): number | undefined {
    const first = looking.LA_FAST(1).tokenTypeIdx;
    const pairs = this.pairs[first];
    if (pairs === undefined) return this.alone[first];
    return pairs[looking.LA_FAST(2).tokenTypeIdx] ?? this.alone[first];
  }
}

/** The tokens that are of a type: its own, and those of which it is a category. */
const matching = ({ tokenTypeIdx, categoryMatches = [] }: TokenType): readonly number[] => [tokenTypeIdx!, ...categoryMatches];
