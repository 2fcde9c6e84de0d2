// What the grammar allows after some tokens: every way through the rules at once, kept as positions with the rules they
// stand in. The grammar is nearly LL(2), so only a few positions are ever alive together.
import {
  Alternation,
  Alternative,
  type IProduction,
  type IToken,
  NonTerminal,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
  tokenMatcher,
} from "chevrotain";

/** A place before a token: what it takes, and the rules around it, outermost first. */
export interface Continuation {
  readonly type: TokenType;
  readonly rules: readonly string[];
}

interface Frame {
  readonly definition: readonly IProduction[];
  readonly at: number;
  readonly rules: readonly string[];
  readonly next: Frame | undefined;
}
interface Position extends Continuation {
  readonly rest: Frame;
}

const maxPositions = 2000;

/** `complete`: the rule may also end here. Empty where the tokens do not fit the rule. */
export function continuations(
  rule: Rule,
  tokens: readonly IToken[],
): { readonly next: readonly Continuation[]; readonly complete: boolean } {
  let here = expand([{ definition: rule.definition, at: 0, rules: [rule.name], next: undefined }]);
  for (const token of tokens) here = expand(here.positions.filter(({ type }) => tokenMatcher(token, type)).map(({ rest }) => rest));
  return { next: here.positions, complete: here.complete };
}

function expand(frames: readonly Frame[]): { positions: Position[]; complete: boolean } {
  const positions: Position[] = [];
  let complete = false;
  const visit = (frame: Frame | undefined): void => {
    if (!frame) complete = true;
    else if (frame.at >= frame.definition.length) visit(frame.next);
    else if (positions.length < maxPositions) step(frame, visit, (type, rest) => positions.push({ type, rules: frame.rules, rest }));
  };
  for (const frame of frames) visit(frame);
  return { positions, complete };
}

function step(frame: Frame, visit: (frame: Frame | undefined) => void, take: (type: TokenType, rest: Frame) => void): void {
  const production = frame.definition[frame.at]!;
  const rest: Frame = { ...frame, at: frame.at + 1 };
  const into = (definition: readonly IProduction[], next: Frame = rest): Frame => ({ definition, at: 0, rules: frame.rules, next });
  if (production instanceof Terminal) take(production.terminalType, rest);
  else if (production instanceof NonTerminal) {
    visit({ definition: production.referencedRule.definition, at: 0, rules: [...frame.rules, production.nonTerminalName], next: rest });
  } else if (production instanceof Alternation) {
    for (const each of production.definition) if (each instanceof Alternative) visit(into(each.definition));
  } else if (production instanceof Option) {
    visit(into(production.definition));
    visit(rest);
  } else if (production instanceof Repetition) {
    visit(into(production.definition, frame));
    visit(rest);
  } else if (production instanceof RepetitionMandatory)
    visit(into(production.definition, into([new Repetition({ definition: production.definition })])));
  else if (production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator) {
    const more = new Repetition({ definition: [new Terminal({ terminalType: production.separator }), ...production.definition] });
    visit(into([...production.definition, more]));
    if (production instanceof RepetitionWithSeparator) visit(rest);
  }
}
