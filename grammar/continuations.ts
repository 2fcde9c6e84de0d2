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
import { keywordOf } from "./tokens.ts";

/** A place before a token: what it takes, and the rules around it, outermost first. */
export interface Continuation {
  readonly type: TokenType;
  readonly rules: readonly string[];
}

/** A place in a rule: before the production `at` of a definition, whose rule goes on with `next`. */
interface Frame {
  readonly definition: readonly IProduction[];
  readonly at: number;
  readonly rules: Around;
  readonly next: Frame | undefined;
}
/** The rules a place stands in, from the innermost outwards. */
interface Around {
  readonly name: string;
  readonly outer: Around | undefined;
}

const maxPositions = 2000;

/** `complete`: the rule may also end here. Empty where the tokens do not fit the rule. */
export function continuations(
  rule: Rule,
  tokens: readonly IToken[],
): { readonly next: readonly Continuation[]; readonly complete: boolean } {
  let frames: Frame[] = [{ definition: rule.definition, at: 0, rules: { name: rule.name, outer: undefined }, next: undefined }];
  for (const token of tokens) {
    const behind: Frame[] = [];
    expand(frames, (type, frame) => {
      if (tokenMatcher(token, type)) behind.push(after(frame));
    });
    frames = behind;
  }
  const next: Continuation[] = [];
  const complete = expand(frames, (type, { rules }) => next.push({ type, rules: named(rules) }));
  return { next, complete };
}

/** Whoever writes a word asks the same at each of its letters. */
const known = new Map<string, readonly string[]>();
const mostKnown = 1000;

/** The words of the language that may come next. */
export function wordsBehind(rule: Rule, tokens: readonly IToken[]): readonly string[] {
  const key = rule.name + String.fromCharCode(...tokens.map(({ tokenTypeIdx }) => tokenTypeIdx));
  const found = known.get(key) ?? [...new Set(continuations(rule, tokens).next.flatMap(({ type }) => keywordOf(type) ?? []))];
  if (!known.has(key) && known.size >= mostKnown) known.clear();
  known.set(key, found);
  return found;
}

type Take = (type: TokenType, frame: Frame) => void;

/** Every token that may come next, with the place before it. Whether the rule may also end. */
function expand(frames: readonly Frame[], take: Take): boolean {
  let [complete, left] = [false, maxPositions];
  const counted: Take = (type, frame) => {
    if (left-- > 0) take(type, frame);
  };
  const visit = (frame: Frame | undefined): void => {
    if (!frame) complete = true;
    else if (frame.at >= frame.definition.length) visit(frame.next);
    else if (left > 0) step(frame, visit, counted);
  };
  for (const frame of frames) visit(frame);
  return complete;
}

function step(frame: Frame, visit: (frame: Frame | undefined) => void, take: Take): void {
  const production = frame.definition[frame.at]!;
  if (production instanceof Terminal) take(production.terminalType, frame);
  else if (production instanceof NonTerminal) {
    const rules = { name: production.nonTerminalName, outer: frame.rules };
    visit({ definition: production.referencedRule.definition, at: 0, rules, next: after(frame) });
  } else if (production instanceof Alternation) {
    const rest = after(frame);
    for (const each of production.definition) if (each instanceof Alternative) visit(into(frame, each.definition, rest));
  } else if (production instanceof Option) {
    const rest = after(frame);
    visit(into(frame, production.definition, rest));
    visit(rest);
  } else if (production instanceof Repetition) {
    visit(into(frame, production.definition, frame));
    visit(after(frame));
  } else if (production instanceof RepetitionMandatory) {
    const again = into(frame, [new Repetition({ definition: production.definition })], after(frame));
    visit(into(frame, production.definition, again));
  } else if (production instanceof RepetitionWithSeparator || production instanceof RepetitionMandatoryWithSeparator) {
    const more = new Repetition({ definition: [new Terminal({ terminalType: production.separator }), ...production.definition] });
    const rest = after(frame);
    visit(into(frame, [...production.definition, more], rest));
    if (production instanceof RepetitionWithSeparator) visit(rest);
  }
}

const after = ({ definition, at, rules, next }: Frame): Frame => ({ definition, at: at + 1, rules, next });
const into = ({ rules }: Frame, definition: readonly IProduction[], next: Frame): Frame => ({ definition, at: 0, rules, next });

/** Outermost first. */
function named(rules: Around): string[] {
  const names: string[] = [];
  for (let each: Around | undefined = rules; each; each = each.outer) names.push(each.name);
  return names.reverse();
}
