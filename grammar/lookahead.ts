// Which way to go, looked up by the next two tokens. chevrotain tries the paths of a choice one after the other; a table is quicker asked.
// It is made where it is first needed: of a grammar's choices most pacts meet half, and nobody waits for the others.
import { getLookaheadPaths, type ILookaheadStrategy, type IToken, LLkLookaheadStrategy, type TokenType } from "chevrotain";

type Alternation = Parameters<ILookaheadStrategy["buildLookaheadForAlternation"]>[0];
type Optional = Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>[0];

/** The parser, as a choice sees it. */
interface Looking {
  LA_FAST(howMuch: number): IToken;
}

export class TableLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation({ prodOccurrence: occurrence, rule, maxLookahead }: Alternation) {
    let table: Table | undefined;
    const make = () => new Table(getLookaheadPaths({ occurrence, rule, maxLookahead, prodType: "Alternation" }));
    return function (this: Looking): number | undefined {
      table ??= make();
      return table.choose(this);
    };
  }
  override buildLookaheadForOptional({ prodOccurrence: occurrence, rule, maxLookahead, prodType }: Optional) {
    let table: Table | undefined;
    // The first of them goes in, the other on.
    const make = () => new Table(getLookaheadPaths({ occurrence, rule, maxLookahead, prodType }).slice(0, 1));
    return function (this: Looking): boolean {
      table ??= make();
      return table.choose(this) !== undefined;
    };
  }
}

type Choices = (number | undefined)[];

/** The first alternative that begins with what comes next. */
class Table {
  /** By the first token: where the second does not matter, or decides nothing. */
  private readonly alone: Choices = [];
  /** By the first token, then the second. */
  private readonly pairs: (Choices | undefined)[] = [];

  /** Of each alternative the sequences of one or two tokens it may begin with. */
  constructor(alternatives: readonly (readonly (readonly TokenType[])[])[]) {
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
