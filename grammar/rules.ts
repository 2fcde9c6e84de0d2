// The grammar: one chevrotain rule for each production of docs/language.md, building the typed tree as it goes (a
// concrete syntax tree costs more than twice as much). It reads one member at a time; `parser.ts` cuts a file into
// members, so that an unfinished one costs its neighbours nothing.
import {
  EmbeddedActionsParser,
  type IToken,
  type ParserMethod,
  type Rule as ProductionRule,
  type TokenType,
  tokenMatcher,
} from "chevrotain";
import { lazy } from "./lazy.ts";
import { endOf } from "./lexer.ts";
import { errorMessages } from "./messages.ts";
import { maxLookahead, NoLookahead, prepare } from "./prepared.ts";
import * as K from "./tokens.ts";
import { word } from "./tokens.ts";
import type * as T from "./tree.ts";
import { decodeText, plainDigits } from "./words.ts";

type Rule<Result> = ParserMethod<[], Result>;
/** Alternatives of a choice. Those that need nothing of the call they stand in are fields: made once, not at every call. */
type Alternatives<Result> = { ALT: () => Result }[];

/** A mistaken operator was read as the right one: where, and what it should be. */
export interface Mistake extends T.Span {
  readonly wrote: string;
  readonly meant: string;
}

/** A condition without its left value and its place. */
type Check = DistributiveOmit<Extract<T.Condition, { readonly left: T.Value }>, "left" | "start" | "end">;
type DistributiveOmit<Type, Key extends PropertyKey> = Type extends unknown ? Omit<Type, Key> : never;

/** What `is not` makes of what `is` makes. */
function negated(check: Check): Check {
  switch (check?.kind) {
    case "known":
      return { ...check, known: !check.known };
    case "comparison":
      return { ...check, operator: "is not" };
    case "in":
    case "inside":
    case "like":
      return { ...check, negated: true };
    default:
      return check;
  }
}

const [or, and] = [word("or"), word("and")];

export class PactParser extends EmbeddedActionsParser {
  /** Collected while parsing one member; whoever calls a rule empties it first. */
  mistakes: Mistake[] = [];
  private readonly isReader: boolean;

  /**
   * A `reader` is ready as it is. To be a `grammar`, chevrotain goes through all rules: what they say can be asked, and nothing read. An
   * `oracle` it validates besides, and finds its way through it by its own means.
   */
  constructor(role: "reader" | "grammar" | "oracle" = "reader") {
    super([...K.vocabulary], {
      recoveryEnabled: true,
      maxLookahead,
      skipValidations: role !== "oracle",
      errorMessageProvider: errorMessages,
      ...(role === "grammar" && { lookaheadStrategy: new NoLookahead({ maxLookahead }) }),
    });
    this.isReader = role === "reader";
    if (this.isReader) prepare(this, theGrammar);
    else this.performSelfAnalysis();
  }

  /** Asked where something cannot be read, and for what may come next. */
  override getGAstProductions(): Record<string, ProductionRule> {
    return this.isReader ? theGrammar().getGAstProductions() : super.getGAstProductions();
  }

  // ── Helpers ───────────────────────────────────────────────────────────────────────────────────────────────────────

  private here(): number {
    const { startOffset } = this.LA(1);
    return startOffset >= 0 ? startOffset : this.lastEnd();
  }
  private lastEnd(): number {
    const last = this.LA(0);
    return last.startOffset >= 0 ? endOf(last) : 0;
  }
  private endFrom(start: number): number {
    return Math.max(start, this.lastEnd());
  }
  /** A token that recovery invented stands where the last one ended. */
  private startOf(token: IToken): number {
    return token.startOffset >= 0 ? token.startOffset : this.lastEnd();
  }
  private endOf(token: IToken): number {
    return token.startOffset >= 0 ? endOf(token) : this.lastEnd();
  }
  private spanOf(token: IToken): T.Span {
    return { start: this.startOf(token), end: this.endOf(token) };
  }
  private missing(): T.Missing {
    return { kind: "missing", start: this.lastEnd(), end: this.lastEnd() };
  }
  private mistake(token: IToken, meant: string): void {
    this.mistakes.push({ start: this.startOf(token), end: this.endOf(token), wrote: token.image, meant });
  }
  /** Whether what a repetition at the end of a rule begins with may come: where not, nothing has to be made for it. A grammar is gone through whole. */
  private mayCome(a: TokenType, b: TokenType): boolean {
    const { tokenType } = this.LA(1);
    return !this.isReader || tokenType === a || tokenType === b;
  }
  /** `OR` with the type of its result said once, so that each alternative is checked against it. */
  private pick<Result>(index: number, alternatives: Alternatives<Result>): Result {
    return this.or(index, alternatives) as Result;
  }
  /** The one of these words that comes next, consumed. */
  private oneOf<Word extends string>(words: readonly Word[]): Word {
    return this.or(9, { DEF: words.map((text) => ({ ALT: () => (this.consume(9, word(text)), text) })) });
  }
  private comma<Item>(list: Item[], item: () => Item): Item[] {
    this.AT_LEAST_ONE_SEP({ SEP: K.Comma, DEF: () => list.push(item()) });
    return list;
  }
  private rule<Result>(name: string, body: () => Result, recovery?: () => Result): Rule<Result> {
    // A rule that has nothing to put in the place of a damaged part leaves the damage to the rule around it.
    const options = recovery ? { recoveryValueFunc: recovery } : { resyncEnabled: false };
    return this.RULE(name, body, options) as Rule<Result>;
  }

  // ── Words and values ──────────────────────────────────────────────────────────────────────────────────────────────

  name = this.rule("name", (): T.Name => {
    const token = this.CONSUME(K.AnyName);
    const isQuoted = token.tokenType === K.QuotedName || token.tokenType === K.OpenQuotedName;
    const text = isQuoted ? token.image.replaceAll("`", "") : token.image;
    return { kind: "name", text, start: this.startOf(token), end: this.endOf(token) };
  });

  text = this.rule("text", (): T.TextLiteral => {
    const token = this.CONSUME(K.Text);
    return { kind: "text", value: decodeText(token.image), start: this.startOf(token), end: this.endOf(token) };
  });

  names = this.rule("names", (): T.Name[] => this.comma<T.Name>([], () => this.SUBRULE(this.name)));

  texts = this.rule("texts", (): T.TextLiteral[] => this.comma<T.TextLiteral>([], () => this.SUBRULE(this.text)));

  private readonly symbols: Alternatives<T.Name | T.TextLiteral> = [
    { ALT: () => this.SUBRULE(this.name) },
    { ALT: () => this.SUBRULE(this.text) },
  ];
  symbol = this.rule("symbol", (): T.Name | T.TextLiteral => this.pick(0, this.symbols));

  regex = this.rule("regex", (): T.RegexLiteral => {
    const token = this.CONSUME(K.Regex);
    const close = token.image.lastIndexOf("/");
    return {
      kind: "regex",
      source: token.image.slice(1, close),
      flags: token.image.slice(close + 1),
      start: this.startOf(token),
      end: this.endOf(token),
    };
  });

  percent = this.rule("percent", (): T.PercentLiteral => {
    const token = this.CONSUME(K.Percent);
    return { kind: "percent", digits: plainDigits(token.image.slice(0, -1)), start: this.startOf(token), end: this.endOf(token) };
  });

  moment = this.rule("moment", (): T.MomentLiteral => {
    const token = this.CONSUME(K.Moment);
    return { kind: "moment", text: token.image, start: this.startOf(token), end: this.endOf(token) };
  });

  duration = this.rule("duration", (): T.Duration => {
    const start = this.here();
    const digits = plainDigits(this.CONSUME(K.Num).image);
    const unit = this.CONSUME(K.Unit).image;
    return { kind: "duration", digits, unit, start, end: this.endFrom(start) };
  });

  private readonly units: Alternatives<IToken> = [
    { ALT: () => this.CONSUME(K.Currency) },
    { ALT: () => this.CONSUME(K.Unit) },
    { ALT: () => this.CONSUME(word("tokens")) },
  ];
  private readonly numbers: Alternatives<
    { kind: "number"; digits: string; unit: string | undefined } | { kind: "percent"; digits: string }
  > = [
    {
      ALT: () => {
        const digits = plainDigits(this.CONSUME(K.Num).image);
        return { kind: "number", digits, unit: this.OPTION1(() => this.pick(1, this.units))?.image };
      },
    },
    { ALT: () => ({ kind: "percent", digits: plainDigits(this.CONSUME(K.Percent).image.slice(0, -1)) }) },
  ];
  number = this.rule("number", (): T.NumberLiteral | T.PercentLiteral => {
    const start = this.here();
    const sign = this.OPTION(() => this.CONSUME(K.Minus)) ? "-" : "";
    const found = this.pick(0, this.numbers);
    const digits = `${sign}${found?.digits}`;
    const end = this.endFrom(start);
    return found?.kind === "percent" ? { kind: "percent", digits, start, end } : { kind: "number", digits, unit: found?.unit, start, end };
  });

  private readonly literals: Alternatives<T.Literal> = [
    { ALT: () => this.SUBRULE(this.number) },
    { ALT: () => this.SUBRULE(this.text) },
    { ALT: () => this.SUBRULE(this.moment) },
    { ALT: () => ({ kind: "boolean", value: true, ...this.spanOf(this.CONSUME(word("true"))) }) },
    { ALT: () => ({ kind: "boolean", value: false, ...this.spanOf(this.CONSUME(word("false"))) }) },
  ];
  literal = this.rule("literal", (): T.Literal => this.pick(0, this.literals));

  private readonly jsons: Alternatives<T.Json> = [
    { ALT: () => this.SUBRULE(this.literal) },
    { ALT: () => ({ kind: "null", ...this.spanOf(this.CONSUME(word("null"))) }) },
    {
      ALT: () => {
        const start = this.here();
        const items: T.Json[] = [];
        this.CONSUME(K.OpenBracket);
        this.MANY_SEP({ SEP: K.Comma, DEF: () => items.push(this.SUBRULE(this.json)) });
        this.CONSUME(K.CloseBracket);
        return { kind: "array", items, start, end: this.endFrom(start) };
      },
    },
    {
      ALT: () => {
        const start = this.here();
        const entries: { key: T.TextLiteral; value: T.Json }[] = [];
        this.CONSUME(K.OpenBrace);
        this.MANY_SEP1({
          SEP: K.Comma,
          DEF: () => {
            const key = this.SUBRULE1(this.text);
            this.CONSUME(K.Colon);
            entries.push({ key, value: this.SUBRULE1(this.json) });
          },
        });
        this.CONSUME(K.CloseBrace);
        return { kind: "object", entries, start, end: this.endFrom(start) };
      },
    },
  ];
  json: Rule<T.Json> = this.rule<T.Json>(
    "json",
    (): T.Json => this.pick(0, this.jsons),
    () => ({ kind: "null", start: this.lastEnd(), end: this.lastEnd() }),
  );

  // ── Types, paths and sources ──────────────────────────────────────────────────────────────────────────────────────

  type: Rule<T.TypeNode> = this.rule<T.TypeNode>(
    "type",
    (): T.TypeNode => {
      const start = this.here();
      return this.pick<T.TypeNode>(0, [
        {
          ALT: () => {
            const name = this.oneOf(["text", "boolean", "integer", "number", "percent", "duration", "time"] as const);
            return { kind: "scalar", name, start, end: this.endFrom(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word("money"));
            const token = this.CONSUME(K.Currency);
            return {
              kind: "money",
              currency: { kind: "name", text: token.image, start: this.startOf(token), end: this.endOf(token) },
              start,
              end: this.endFrom(start),
            };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word("one"));
            this.CONSUME(word("of"));
            const values = this.comma<T.Name | T.TextLiteral>([], () => this.SUBRULE(this.symbol));
            return { kind: "enum", values, start, end: this.endFrom(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(word("list"));
            this.CONSUME1(word("of"));
            return { kind: "list", of: this.SUBRULE(this.type), start, end: this.endFrom(start) };
          },
        },
        { ALT: () => this.SUBRULE(this.fields) },
      ]);
    },
    () => this.missing(),
  );

  fields: Rule<T.RecordType> = this.rule<T.RecordType>(
    "fields",
    (): T.RecordType => {
      const start = this.here();
      const fields: T.Field[] = [];
      this.CONSUME(K.OpenBrace);
      this.MANY(() => {
        const from = this.here();
        const name = this.SUBRULE(this.name);
        this.CONSUME(K.Colon);
        const type = this.SUBRULE(this.type);
        const at = this.OPTION(() => this.SUBRULE(this.at));
        fields.push({ name, type, at, start: from, end: this.endFrom(from) });
      });
      this.CONSUME(K.CloseBrace);
      return { kind: "record-type", fields, start, end: this.endFrom(start) };
    },
    () => ({ kind: "record-type", fields: [], start: this.lastEnd(), end: this.lastEnd() }),
  );

  index: Rule<T.IndexStep> = this.rule<T.IndexStep>("index", (): T.IndexStep => {
    const start = this.here();
    this.CONSUME(K.OpenBracket);
    const index = this.pick<number | "*" | T.Path>(0, [
      { ALT: () => Number(plainDigits(this.CONSUME(K.Num).image)) },
      { ALT: () => (this.CONSUME(K.Star), "*" as const) },
      { ALT: () => this.SUBRULE(this.path) },
    ]);
    this.CONSUME(K.CloseBracket);
    return { kind: "index", index, start, end: this.endFrom(start) };
  });

  path: Rule<T.Path> = this.rule<T.Path>("path", (): T.Path => {
    const start = this.here();
    const steps: T.Step[] = [this.SUBRULE(this.name)];
    if (this.mayCome(K.Dot, K.OpenBracket)) this.furtherSteps(steps);
    return { kind: "path", steps, start, end: this.endFrom(start) };
  });
  private furtherSteps(steps: T.Step[]): void {
    this.MANY(() => steps.push(this.SUBRULE(this.step)));
  }

  private readonly steps: Alternatives<T.Step> = [
    { ALT: () => (this.CONSUME(K.Dot), this.SUBRULE(this.name)) },
    { ALT: () => this.SUBRULE(this.index) },
  ];
  step: Rule<T.Step> = this.rule<T.Step>("step", (): T.Step => this.pick(0, this.steps));

  at = this.rule("at", (): T.At => {
    const start = this.here();
    this.CONSUME(word("at"));
    const steps: T.Step[] = [this.pick<T.Step>(0, [{ ALT: () => this.SUBRULE(this.name) }, { ALT: () => this.SUBRULE(this.index) }])];
    this.MANY(() => steps.push(this.SUBRULE(this.step)));
    return { steps, start, end: this.endFrom(start) };
  });

  private readonly toolNames: Alternatives<T.Tool> = [
    { ALT: () => this.SUBRULE(this.name) },
    {
      ALT: () => {
        const token = this.CONSUME(K.Pattern);
        return { kind: "pattern", text: token.image, start: this.startOf(token), end: this.endOf(token) };
      },
    },
  ];
  tool = this.rule("tool", (): T.Tool => this.pick(0, this.toolNames));

  private readonly natures: Alternatives<T.AnyTool["nature"]> = [
    { ALT: () => (this.CONSUME(K.ReadOnly), "read-only" as const) },
    { ALT: () => (this.CONSUME(word("destructive")), "destructive" as const) },
  ];
  private readonly actionForms: Alternatives<T.Action> = [
    {
      ALT: () => {
        const start = this.here();
        this.CONSUME(word("any"));
        const nature = this.pick(1, this.natures);
        this.CONSUME(word("tool"));
        return { kind: "any-tool", nature, start, end: this.endFrom(start) };
      },
    },
    { ALT: () => this.SUBRULE(this.tool) },
    { ALT: () => ({ kind: "pattern", text: "*", ...this.spanOf(this.CONSUME(K.Star)) }) },
  ];
  action = this.rule("action", (): T.Action => this.pick(0, this.actionForms));

  actions = this.rule("actions", (): T.Action[] => this.comma<T.Action>([], () => this.SUBRULE(this.action)));

  source = this.rule("source", (): T.Source => {
    const start = this.here();
    this.CONSUME(word("from"));
    return this.pick<T.Source>(0, [
      {
        ALT: () => {
          const which = this.pick<"last" | "any">(1, [
            { ALT: () => (this.CONSUME(word("last")), "last" as const) },
            { ALT: () => (this.CONSUME(word("any")), "any" as const) },
          ]);
          this.CONSUME(word("user"));
          this.CONSUME(word("message"));
          this.CONSUME(word("matches"));
          return { kind: "message-source", which, regex: this.SUBRULE(this.regex), start, end: this.endFrom(start) };
        },
      },
      {
        ALT: () => {
          const tools: T.Tool[] = [];
          const keys: T.KeyBinding[] = [];
          this.OR2([
            { ALT: () => tools.push(this.SUBRULE(this.tool)) },
            {
              ALT: () => {
                this.CONSUME(K.OpenBracket);
                this.comma(tools, () => this.SUBRULE1(this.tool));
                this.CONSUME(K.CloseBracket);
              },
            },
          ]);
          this.OPTION(() => {
            this.CONSUME(K.OpenParen);
            this.AT_LEAST_ONE_SEP1({ SEP: K.Comma, DEF: () => keys.push(this.SUBRULE(this.binding)) });
            this.CONSUME(K.CloseParen);
          });
          const at = this.OPTION1(() => this.SUBRULE(this.at));
          return { kind: "result-source", tools, keys, at, start, end: this.endFrom(start) };
        },
      },
    ]);
  });

  binding = this.rule("binding", (): T.KeyBinding => {
    const start = this.here();
    const argument = this.SUBRULE(this.name);
    const value = this.OPTION(() => (this.CONSUME(K.Colon), this.SUBRULE(this.path)));
    return { argument, value, start, end: this.endFrom(start) };
  });

  // ── Conditions and values ─────────────────────────────────────────────────────────────────────────────────────────

  private readonly ors: Alternatives<unknown> = [
    { ALT: () => this.CONSUME(word("or")) },
    { ALT: () => this.mistake(this.CONSUME(K.OrOr), "or") },
  ];
  condition: Rule<T.Condition> = this.rule<T.Condition>(
    "condition",
    (): T.Condition => {
      const start = this.here();
      const operands = [this.SUBRULE(this.conjunction)];
      if (this.mayCome(or, K.OrOr)) this.furtherConjunctions(operands);
      return operands.length === 1 ? operands[0]! : { kind: "or", operands, start, end: this.endFrom(start) };
    },
    () => this.missing(),
  );

  private furtherConjunctions(operands: T.Condition[]): void {
    this.MANY(() => {
      this.OR(this.ors);
      operands.push(this.SUBRULE1(this.conjunction));
    });
  }

  private readonly ands: Alternatives<unknown> = [
    { ALT: () => this.CONSUME(word("and")) },
    { ALT: () => this.mistake(this.CONSUME(K.AndAnd), "and") },
  ];
  conjunction: Rule<T.Condition> = this.rule<T.Condition>(
    "conjunction",
    (): T.Condition => {
      const start = this.here();
      const operands = [this.SUBRULE(this.primary)];
      if (this.mayCome(and, K.AndAnd)) this.furtherPrimaries(operands);
      return operands.length === 1 ? operands[0]! : { kind: "and", operands, start, end: this.endFrom(start) };
    },
    () => this.missing(),
  );

  private furtherPrimaries(operands: T.Condition[]): void {
    this.MANY(() => {
      this.OR(this.ands);
      operands.push(this.SUBRULE1(this.primary));
    });
  }

  private readonly nots: Alternatives<unknown> = [
    { ALT: () => this.CONSUME(word("not")) },
    { ALT: () => this.mistake(this.CONSUME(K.Bang), "not") },
  ];
  private readonly primaries: Alternatives<T.Condition> = [
    {
      ALT: () => {
        const start = this.here();
        this.OR1(this.nots);
        return { kind: "not", operand: this.SUBRULE(this.primary), start, end: this.endFrom(start) };
      },
    },
    {
      ALT: () => {
        const start = this.here();
        this.CONSUME(K.OpenParen);
        const inner = this.SUBRULE(this.condition);
        this.CONSUME(K.CloseParen);
        return { kind: "parenthesised", inner, start, end: this.endFrom(start) };
      },
    },
    {
      ALT: () => {
        const start = this.here();
        this.CONSUME(word("after"));
        return { kind: "after", past: this.SUBRULE(this.past), start, end: this.endFrom(start) };
      },
    },
    { ALT: () => this.SUBRULE(this.quantified) },
    { ALT: () => this.SUBRULE(this.comparison) },
  ];
  primary: Rule<T.Condition> = this.rule<T.Condition>(
    "primary",
    (): T.Condition => this.pick(0, this.primaries),
    () => this.missing(),
  );

  quantified: Rule<T.Quantified> = this.rule<T.Quantified>("quantified", (): T.Quantified => {
    const start = this.here();
    const quantifier = this.oneOf(["every", "some", "no"] as const);
    const variable = this.SUBRULE(this.name);
    this.CONSUME(word("in"));
    const list = this.SUBRULE(this.path);
    this.CONSUME(word("satisfies"));
    this.CONSUME(K.OpenParen);
    const satisfies = this.SUBRULE(this.condition);
    this.CONSUME(K.CloseParen);
    return { kind: "quantified", quantifier, variable, list, satisfies, start, end: this.endFrom(start) };
  });

  comparison: Rule<T.Condition> = this.rule<T.Condition>(
    "comparison",
    (): T.Condition => {
      const start = this.here();
      const left = this.SUBRULE(this.sum);
      const check = this.OPTION(() => this.SUBRULE(this.check));
      if (!check) return { kind: "holds", value: left, start, end: this.endFrom(start) };
      return { ...check, left, start, end: this.endFrom(start) } as T.Condition;
    },
    () => this.missing(),
  );

  private readonly equals: Alternatives<boolean> = [
    { ALT: () => (this.CONSUME(word("is")), this.OPTION(() => this.CONSUME(word("not"))) === undefined) },
    { ALT: () => (this.mistake(this.CONSUME(K.Equals), "is"), true) },
    { ALT: () => (this.mistake(this.CONSUME(K.NotEquals), "is not"), false) },
  ];
  private readonly equalities: Alternatives<Check> = [
    { ALT: () => (this.CONSUME(word("known")), { kind: "known", known: true }) },
    { ALT: () => (this.CONSUME(word("unknown")), { kind: "known", known: false }) },
    { ALT: () => this.SUBRULE(this.membership) },
    { ALT: () => ({ kind: "comparison", operator: "is", right: this.SUBRULE(this.sum) }) },
  ];
  private readonly orders: Alternatives<T.Comparator> = [
    { ALT: () => (this.CONSUME(K.Less), "<") },
    { ALT: () => (this.CONSUME(K.LessOrEqual), "<=") },
    { ALT: () => (this.CONSUME(K.Greater), ">") },
    { ALT: () => (this.CONSUME(K.GreaterOrEqual), ">=") },
    { ALT: () => (this.mistake(this.CONSUME(K.ArrowLess), "<="), "<=") },
    { ALT: () => (this.mistake(this.CONSUME(K.ArrowGreater), ">="), ">=") },
  ];
  private readonly textTests: Alternatives<T.TextTest["test"]> = [
    { ALT: () => (this.CONSUME(word("starts")), this.CONSUME(word("with")), "starts with" as const) },
    { ALT: () => (this.CONSUME(word("ends")), this.CONSUME1(word("with")), "ends with" as const) },
    { ALT: () => (this.CONSUME(word("contains")), "contains" as const) },
  ];
  private readonly checks: Alternatives<Check> = [
    {
      ALT: () => {
        const affirmed = this.pick(1, this.equals);
        const found = this.pick(2, this.equalities);
        return affirmed ? found : negated(found);
      },
    },
    { ALT: () => this.SUBRULE1(this.membership) },
    { ALT: () => ({ kind: "comparison", operator: this.pick(3, this.orders), right: this.SUBRULE1(this.sum) }) },
    { ALT: () => (this.CONSUME(word("matches")), { kind: "matches", regex: this.SUBRULE(this.regex) }) },
    { ALT: () => ({ kind: "text-test", test: this.pick(4, this.textTests), right: this.SUBRULE2(this.sum) }) },
    {
      ALT: () => {
        const origins: T.Origin[] = [];
        this.CONSUME(word("comes"));
        this.CONSUME(word("from"));
        this.OR5([
          { ALT: () => origins.push(this.SUBRULE(this.origin)) },
          {
            ALT: () => {
              this.CONSUME(K.OpenBracket);
              this.comma(origins, () => this.SUBRULE1(this.origin));
              this.CONSUME(K.CloseBracket);
            },
          },
        ]);
        return { kind: "comes-from", origins };
      },
    },
  ];
  /** What follows the left value; the caller puts the two together. */
  check: Rule<Check> = this.rule<Check>("check", () => this.pick(0, this.checks));

  private readonly memberships: Alternatives<Check> = [
    {
      ALT: () => {
        this.CONSUME(word("in"));
        const values = this.pick<readonly T.Value[] | T.Path>(1, [
          {
            ALT: () => {
              const list: T.Value[] = [];
              this.CONSUME(K.OpenBracket);
              this.comma(list, () => this.SUBRULE(this.sum));
              this.CONSUME(K.CloseBracket);
              return list;
            },
          },
          { ALT: () => this.SUBRULE(this.path) },
        ]);
        return { kind: "in", negated: false, values };
      },
    },
    { ALT: () => (this.CONSUME(word("inside")), { kind: "inside", negated: false, folder: this.SUBRULE(this.text) }) },
    { ALT: () => (this.CONSUME(word("like")), { kind: "like", negated: false, glob: this.SUBRULE1(this.text) }) },
  ];
  membership: Rule<Check> = this.rule<Check>("membership", () => this.pick(0, this.memberships));

  origin = this.rule("origin", (): T.Origin => {
    const start = this.here();
    const tool = this.SUBRULE(this.tool);
    const at = this.OPTION(() => this.SUBRULE(this.at));
    return { tool, at, start, end: this.endFrom(start) };
  });

  private readonly signs: Alternatives<IToken> = [{ ALT: () => this.CONSUME(K.Plus) }, { ALT: () => this.CONSUME(K.Minus) }];
  sum: Rule<T.Value> = this.rule<T.Value>(
    "sum",
    (): T.Value => {
      const start = this.here();
      const first = this.SUBRULE(this.product);
      return this.mayCome(K.Plus, K.Minus) ? this.added(first, start) : first;
    },
    () => this.missing(),
  );

  private added(first: T.Value, start: number): T.Value {
    let left = first;
    this.MANY(() => {
      const operator = this.OR(this.signs).image as "+" | "-";
      left = { kind: "arithmetic", operator, left, right: this.SUBRULE1(this.product), start, end: this.endFrom(start) };
    });
    return left;
  }

  product: Rule<T.Value> = this.rule<T.Value>(
    "product",
    (): T.Value => {
      const start = this.here();
      const first = this.SUBRULE(this.operand);
      return this.mayCome(K.Star, K.Star) ? this.multiplied(first, start) : first;
    },
    () => this.missing(),
  );

  private multiplied(first: T.Value, start: number): T.Value {
    let left = first;
    this.MANY(() => {
      this.CONSUME(K.Star);
      left = { kind: "arithmetic", operator: "*", left, right: this.SUBRULE1(this.operand), start, end: this.endFrom(start) };
    });
    return left;
  }

  private readonly operands: Alternatives<T.Value> = [
    { ALT: () => this.SUBRULE(this.literal) },
    { ALT: () => this.SUBRULE(this.invocation) },
    { ALT: () => this.SUBRULE(this.path) },
  ];
  operand: Rule<T.Value> = this.rule<T.Value>(
    "operand",
    (): T.Value => this.pick(0, this.operands),
    () => this.missing(),
  );

  /** A name and parentheses: a function, an aggregate over the past, or a filtered count. */
  invocation: Rule<T.Value> = this.rule<T.Value>("invocation", (): T.Value => {
    const start = this.here();
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.OpenParen);
    const value = this.pick<T.Value>(0, [
      {
        ALT: () => {
          const what = this.SUBRULE1(this.name);
          this.CONSUME(word("of"));
          return { kind: "history", name, what, past: this.SUBRULE(this.past), start, end: start };
        },
      },
      {
        ALT: () => {
          const variable = this.SUBRULE2(this.name);
          this.CONSUME(word("in"));
          const list = this.SUBRULE(this.path);
          this.CONSUME(word("where"));
          return { kind: "filtered", name, variable, list, where: this.SUBRULE(this.condition), start, end: start };
        },
      },
      { ALT: () => ({ kind: "function", name, args: this.comma<T.Value>([], () => this.SUBRULE(this.sum)), start, end: start }) },
    ]);
    this.CONSUME(K.CloseParen);
    return { ...value, start, end: this.endFrom(start) };
  });

  past: Rule<T.Past> = this.rule<T.Past>("past", (): T.Past => {
    const start = this.here();
    const tool = this.SUBRULE(this.tool);
    const same = this.OPTION(() => (this.CONSUME(word("same")), this.SUBRULE(this.names))) ?? [];
    const window = this.OPTION1(() => {
      this.CONSUME(word("within"));
      const within = this.SUBRULE(this.duration);
      const per = this.OPTION2(() => (this.CONSUME(word("per")), this.SUBRULE(this.name)));
      return { within, per };
    });
    return { tool, same, within: window?.within, per: window?.per, start, end: this.endFrom(start) };
  });

  conditions = this.rule(
    "conditions",
    (): T.Conditions => {
      const when = this.OPTION(() => (this.CONSUME(word("when")), this.SUBRULE(this.condition)));
      const unless = this.OPTION1(() => (this.CONSUME(word("unless")), this.SUBRULE1(this.condition)));
      return { when, unless };
    },
    () => ({ when: this.missing(), unless: undefined }),
  );

  because = this.rule("because", (): T.TextLiteral => (this.CONSUME(word("because")), this.SUBRULE(this.text)));

  carrying = this.rule("carrying", (): T.Name[] => (this.CONSUME(word("carrying")), this.SUBRULE(this.names)));

  // ── Members ───────────────────────────────────────────────────────────────────────────────────────────────────────

  header = this.rule("header", (): Omit<T.Pact, "members"> => {
    const start = this.here();
    const kind = this.pick<"pact" | "charter">(0, [
      { ALT: () => (this.CONSUME(word("pact")), "pact" as const) },
      { ALT: () => (this.CONSUME(word("charter")), "charter" as const) },
    ]);
    const name = this.SUBRULE(this.name);
    const title = this.OPTION(() => this.SUBRULE(this.text));
    const under = this.OPTION1(() => (this.CONSUME(word("under")), this.SUBRULE1(this.text)));
    this.CONSUME(K.OpenBrace);
    return { kind, name, title, under, start, end: this.endFrom(start) };
  });

  private readonly members: Alternatives<T.MemberNode> = [
    { ALT: () => this.SUBRULE(this.version) },
    { ALT: () => this.SUBRULE(this.purpose) },
    { ALT: () => this.SUBRULE(this.effective) },
    { ALT: () => this.SUBRULE(this.timezone) },
    { ALT: () => this.SUBRULE(this.owner) },
    { ALT: () => this.SUBRULE(this.reviewers) },
    { ALT: () => this.SUBRULE(this.review) },
    { ALT: () => this.SUBRULE(this.agent) },
    { ALT: () => this.SUBRULE(this.tools) },
    { ALT: () => this.SUBRULE(this.suspend) },
    { ALT: () => this.SUBRULE(this.refine) },
    { ALT: () => this.SUBRULE(this.group) },
    { ALT: () => this.SUBRULE(this.fact) },
    { ALT: () => this.SUBRULE(this.judge) },
    { ALT: () => this.SUBRULE(this.may) },
    { ALT: () => this.SUBRULE(this.never) },
    { ALT: () => this.SUBRULE(this.escalate) },
    { ALT: () => this.SUBRULE(this.limit) },
    { ALT: () => this.SUBRULE(this.delegate) },
    { ALT: () => this.SUBRULE(this.handoff) },
    { ALT: () => this.SUBRULE(this.record) },
    { ALT: () => this.SUBRULE(this.test) },
    { ALT: () => this.SUBRULE(this.suite) },
    { ALT: () => this.SUBRULE(this.drift) },
  ];
  member: Rule<T.MemberNode | undefined> = this.rule<T.MemberNode | undefined>("member", () => this.pick(0, this.members));

  version = this.rule("version", (): T.VersionMember => {
    const start = this.here();
    this.CONSUME(word("version"));
    return { kind: "version", version: this.CONSUME(K.Version).image, start, end: this.endFrom(start) };
  });

  purpose = this.rule("purpose", (): T.PurposeMember => {
    const start = this.here();
    this.CONSUME(word("purpose"));
    return { kind: "purpose", text: this.SUBRULE(this.text), start, end: this.endFrom(start) };
  });

  effective = this.rule("effective", (): T.EffectiveMember => {
    const start = this.here();
    this.CONSUME(word("effective"));
    const from = this.SUBRULE(this.moment);
    const until = this.OPTION(() => (this.CONSUME(word("until")), this.SUBRULE1(this.moment)));
    return { kind: "effective", from, until, start, end: this.endFrom(start) };
  });

  timezone = this.rule("timezone", (): T.TimezoneMember => {
    const start = this.here();
    this.CONSUME(word("timezone"));
    return { kind: "timezone", zone: this.SUBRULE(this.text), start, end: this.endFrom(start) };
  });

  owner = this.rule("owner", (): T.OwnerMember => {
    const start = this.here();
    this.CONSUME(word("owner"));
    return { kind: "owner", owner: this.SUBRULE(this.text), start, end: this.endFrom(start) };
  });

  reviewers = this.rule("reviewers", (): T.ReviewersMember => {
    const start = this.here();
    this.CONSUME(word("reviewers"));
    return { kind: "reviewers", reviewers: this.SUBRULE(this.texts), start, end: this.endFrom(start) };
  });

  review = this.rule("review", (): T.ReviewMember => {
    const start = this.here();
    this.CONSUME(word("review"));
    this.CONSUME(word("every"));
    return { kind: "review", every: this.SUBRULE(this.duration), start, end: this.endFrom(start) };
  });

  agent = this.rule("agent", (): T.AgentMember => {
    const start = this.here();
    this.CONSUME(word("agent"));
    const id = this.SUBRULE(this.text);
    const model = this.OPTION(() => (this.CONSUME(word("model")), this.SUBRULE1(this.text)));
    const prompt = this.OPTION1(() => (this.CONSUME(word("prompt")), this.SUBRULE2(this.text)));
    const principal = this.OPTION2(() => {
      this.CONSUME(word("acts"));
      this.CONSUME(word("for"));
      return { name: this.SUBRULE(this.name), fields: this.OPTION3(() => this.SUBRULE(this.fields)) };
    });
    return { kind: "agent", id, model, prompt, principal: principal?.name, fields: principal?.fields, start, end: this.endFrom(start) };
  });

  tools = this.rule("tools", (): T.ToolsMember => {
    const start = this.here();
    this.CONSUME(word("tools"));
    this.CONSUME(word("from"));
    const from = this.SUBRULE(this.text);
    const results = this.OPTION(() => (this.CONSUME(word("results")), this.oneOf(["json", "yaml", "text"] as const)));
    const errors = this.OPTION1(() => (this.CONSUME(word("errors")), this.SUBRULE(this.regex)));
    return { kind: "tools", from, results, errors, start, end: this.endFrom(start) };
  });

  suspend = this.rule("suspend", (): T.SuspendMember => {
    const start = this.here();
    this.CONSUME(word("suspend"));
    this.CONSUME(word("by"));
    const by = this.comma<T.Name | T.TextLiteral>([], () =>
      this.pick<T.Name | T.TextLiteral>(0, [
        { ALT: () => ({ kind: "name", text: "owner", ...this.spanOf(this.CONSUME(word("owner"))) }) },
        { ALT: () => this.SUBRULE(this.text) },
      ]),
    );
    return { kind: "suspend", by, start, end: this.endFrom(start) };
  });

  refine = this.rule("refine", (): T.RefineMember => {
    const start = this.here();
    this.CONSUME(word("refine"));
    const actions = this.SUBRULE(this.actions);
    const nature = this.OPTION(() => {
      this.CONSUME(K.Colon);
      return this.pick<"read-only" | "destructive">(0, [
        { ALT: () => (this.CONSUME(K.ReadOnly), "read-only" as const) },
        { ALT: () => (this.CONSUME(word("destructive")), "destructive" as const) },
      ]);
    });
    const fields = this.OPTION1(() => this.SUBRULE(this.fields));
    return { kind: "refine", actions, nature, fields, start, end: this.endFrom(start) };
  });

  group = this.rule("group", (): T.GroupMember => {
    const start = this.here();
    this.CONSUME(word("group"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    return { kind: "group", name, actions: this.SUBRULE(this.actions), start, end: this.endFrom(start) };
  });

  fact = this.rule("fact", (): T.FactMember => {
    const start = this.here();
    this.CONSUME(word("fact"));
    const name = this.SUBRULE(this.name);
    const rest = this.pick<{ type: T.TypeNode | undefined; source: T.Source | undefined }>(0, [
      {
        ALT: () => {
          this.CONSUME(K.Colon);
          const type = this.SUBRULE(this.type);
          return { type, source: this.OPTION(() => this.SUBRULE(this.source)) };
        },
      },
      {
        ALT: () => {
          const source = this.SUBRULE1(this.source);
          return { source, type: this.SUBRULE(this.fields) };
        },
      },
    ]);
    return { kind: "fact", name, ...rest, start, end: this.endFrom(start) };
  });

  judge = this.rule("judge", (): T.JudgeMember => {
    const start = this.here();
    this.CONSUME(word("judge"));
    const name = this.SUBRULE(this.name);
    const parameters: { name: T.Name; type: T.TypeNode }[] = [];
    this.CONSUME(K.OpenParen);
    this.AT_LEAST_ONE_SEP({
      SEP: K.Comma,
      DEF: () => {
        const parameter = this.SUBRULE1(this.name);
        this.CONSUME(K.Colon);
        parameters.push({ name: parameter, type: this.SUBRULE(this.type) });
      },
    });
    this.CONSUME(K.CloseParen);
    this.CONSUME(word("by"));
    this.CONSUME(word("command"));
    const command = this.SUBRULE(this.text);
    const version = this.OPTION(() => (this.CONSUME(word("version")), this.SUBRULE1(this.text)));
    this.CONSUME(word("error"));
    const error = this.SUBRULE(this.percent);
    const onFailure = this.OPTION1(() => {
      this.CONSUME(word("on"));
      this.CONSUME(word("failure"));
      return this.oneOf(["true", "false", "unknown"] as const);
    });
    return { kind: "judge", name, parameters, command, version, error, onFailure, start, end: this.endFrom(start) };
  });

  may = this.rule("may", (): T.MayMember => {
    const start = this.here();
    this.CONSUME(word("may"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    const actions = this.SUBRULE(this.actions);
    return { kind: "may", name, actions, conditions: this.SUBRULE(this.conditions), start, end: this.endFrom(start) };
  });

  never = this.rule("never", (): T.NeverMember => {
    const start = this.here();
    this.CONSUME(word("never"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    const actions = this.OPTION(() => this.SUBRULE(this.actions)) ?? [];
    const conditions = this.SUBRULE(this.conditions);
    const because = this.OPTION1(() => this.SUBRULE(this.because));
    return { kind: "never", name, actions, conditions, because, start, end: this.endFrom(start) };
  });

  escalate = this.rule("escalate", (): T.EscalateMember => {
    const start = this.here();
    this.CONSUME(word("escalate"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    // `to` may be the name of a tool: before a text it begins the ladder.
    const ladder = () => this.LA(1).tokenType === word("to") && tokenMatcher(this.LA(2), K.Text);
    const actions = this.OPTION({ GATE: () => !ladder(), DEF: () => this.SUBRULE(this.actions) }) ?? [];
    const conditions = this.SUBRULE(this.conditions);
    this.CONSUME(word("to"));
    const rungs: T.Rung[] = [this.SUBRULE(this.rung)];
    this.MANY(() => {
      this.CONSUME(word("else"));
      this.OPTION3(() => this.mistake(this.CONSUME1(word("to")), ""));
      rungs.push(this.SUBRULE1(this.rung));
    });
    this.CONSUME1(word("else"));
    this.CONSUME(word("deny"));
    const carrying = this.OPTION1(() => this.SUBRULE(this.carrying)) ?? [];
    const because = this.OPTION2(() => this.SUBRULE(this.because));
    return { kind: "escalate", name, actions, conditions, rungs, carrying, because, start, end: this.endFrom(start) };
  });

  rung = this.rule("rung", (): T.Rung => {
    const to = this.SUBRULE(this.text);
    this.CONSUME(word("within"));
    return { to, within: this.SUBRULE(this.duration) };
  });

  limit = this.rule("limit", (): T.LimitMember => {
    const start = this.here();
    this.CONSUME(word("limit"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    const measure = this.oneOf(["tokens", "cost", "calls"] as const);
    const actions = this.OPTION(() => (this.CONSUME(word("of")), this.SUBRULE(this.actions))) ?? [];
    const soft = this.OPTION1(() => (this.CONSUME(word("soft")), this.SUBRULE(this.literal)));
    const hard = this.OPTION2(() => (this.CONSUME(word("hard")), this.SUBRULE1(this.literal)));
    const per: T.Name[] = [];
    this.AT_LEAST_ONE(() => {
      this.CONSUME(word("per"));
      per.push(this.SUBRULE1(this.name));
    });
    return { kind: "limit", name, measure, actions, soft, hard, per, start, end: this.endFrom(start) };
  });

  delegate = this.rule("delegate", (): T.DelegateMember => {
    const start = this.here();
    this.CONSUME(word("delegate"));
    this.CONSUME(word("to"));
    const to = this.SUBRULE(this.text);
    this.CONSUME(word("at"));
    this.CONSUME(word("most"));
    return { kind: "delegate", to, actions: this.SUBRULE(this.actions), start, end: this.endFrom(start) };
  });

  handoff = this.rule("handoff", (): T.HandoffMember => {
    const start = this.here();
    this.CONSUME(word("handoff"));
    this.CONSUME(word("to"));
    const to = this.SUBRULE(this.text);
    const by = this.OPTION(() => (this.CONSUME(word("by")), this.SUBRULE(this.tool)));
    const carrying = this.OPTION1(() => this.SUBRULE(this.carrying)) ?? [];
    const rate = this.OPTION2(() => {
      this.CONSUME(word("expect"));
      this.CONSUME(word("rate"));
      const from = this.SUBRULE(this.percent);
      this.CONSUME1(word("to"));
      return { from, to: this.SUBRULE1(this.percent) };
    });
    return { kind: "handoff", to, by, carrying, rate, start, end: this.endFrom(start) };
  });

  record = this.rule("record", (): T.RecordMember => {
    const start = this.here();
    this.CONSUME(word("record"));
    const fields = this.SUBRULE(this.names);
    this.CONSUME(word("for"));
    this.CONSUME(word("every"));
    this.CONSUME(word("action"));
    const redact = this.OPTION(() => (this.CONSUME(word("redact")), this.SUBRULE1(this.names))) ?? [];
    const retain = this.OPTION1(() => (this.CONSUME(word("retain")), this.SUBRULE(this.duration)));
    const onFailure = this.OPTION2(() => {
      this.CONSUME(word("on"));
      this.CONSUME(word("failure"));
      return this.oneOf(["deny", "allow"] as const);
    });
    return { kind: "record", fields, redact, retain, onFailure, start, end: this.endFrom(start) };
  });

  call = this.rule("call", (): T.ToolCall => {
    const start = this.here();
    const tool = this.SUBRULE(this.name);
    const args: { name: T.Name; value: T.Json }[] = [];
    this.CONSUME(K.OpenParen);
    this.MANY_SEP({
      SEP: K.Comma,
      DEF: () => {
        const name = this.SUBRULE1(this.name);
        this.CONSUME(K.Colon);
        args.push({ name, value: this.SUBRULE(this.json) });
      },
    });
    this.CONSUME(K.CloseParen);
    return { tool, args, start, end: this.endFrom(start) };
  });

  event = this.rule("event", (): T.SaysEvent | T.ReturnsEvent => {
    const start = this.here();
    const said = this.pick<Omit<T.SaysEvent, "ago" | "start" | "end"> | Omit<T.ReturnsEvent, "ago" | "start" | "end">>(0, [
      {
        ALT: () => {
          const who = this.oneOf(["user", "agent"] as const);
          this.CONSUME(word("says"));
          return { kind: "says", who, text: this.SUBRULE(this.text) };
        },
      },
      {
        ALT: () => {
          const call = this.SUBRULE(this.call);
          this.CONSUME(word("returns"));
          return { kind: "returns", call, result: this.SUBRULE(this.json) };
        },
      },
    ]);
    const ago = this.OPTION(() => {
      const duration = this.SUBRULE(this.duration);
      this.CONSUME(word("ago"));
      return duration;
    });
    return { ...said, ago, start, end: this.endFrom(start) };
  });

  given = this.rule("given", (): T.Given => {
    const start = this.here();
    const path = this.SUBRULE(this.path);
    this.CONSUME(word("is"));
    const value = this.pick<T.Literal | T.Name>(0, [{ ALT: () => this.SUBRULE(this.literal) }, { ALT: () => this.SUBRULE(this.name) }]);
    return { path, value, start, end: this.endFrom(start) };
  });

  test = this.rule("test", (): T.TestMember => {
    const start = this.here();
    this.CONSUME(word("test"));
    const name = this.SUBRULE(this.name);
    this.CONSUME(K.Colon);
    const call = this.SUBRULE(this.call);
    const history: (T.SaysEvent | T.ReturnsEvent)[] = [];
    const given: T.Given[] = [];
    this.OPTION(() => {
      this.CONSUME(word("after"));
      this.AT_LEAST_ONE_SEP({ SEP: K.Comma, DEF: () => history.push(this.SUBRULE(this.event)) });
    });
    this.OPTION1(() => {
      this.CONSUME(word("given"));
      this.AT_LEAST_ONE_SEP1({ SEP: K.Comma, DEF: () => given.push(this.SUBRULE(this.given)) });
    });
    this.CONSUME(word("expect"));
    const effect = this.oneOf(["allow", "escalate", "deny"] as const);
    const wanted: { by?: T.Name; reason?: T.Name } = {};
    this.OPTION2(() =>
      this.OR1([
        { ALT: () => (this.CONSUME(word("by")), (wanted.by = this.SUBRULE1(this.name))) },
        { ALT: () => (this.CONSUME(word("as")), (wanted.reason = this.SUBRULE2(this.name))) },
      ]),
    );
    return { kind: "test", name, call, history, given, effect, by: wanted.by, reason: wanted.reason, start, end: this.endFrom(start) };
  });

  suite = this.rule("suite", (): T.SuiteMember => {
    const start = this.here();
    const sort = this.pick<T.SuiteMember["sort"]>(0, [
      { ALT: () => (this.CONSUME(word("evaluate")), "evaluate" as const) },
      { ALT: () => (this.CONSUME(word("red")), this.CONSUME(word("team")), "red team" as const) },
    ]);
    const name = this.SUBRULE(this.name);
    const items: T.SuiteItem[] = [];
    this.CONSUME(K.OpenBrace);
    this.MANY(() => items.push(this.SUBRULE(this.suiteItem)));
    this.CONSUME(K.CloseBrace);
    return { kind: "suite", sort, name, items, start, end: this.endFrom(start) };
  });

  suiteItem = this.rule("suiteItem", (): T.SuiteItem => {
    const start = this.here();
    const item = this.pick<object>(0, [
      {
        ALT: () => {
          this.CONSUME(word("agent"));
          const adapter = this.SUBRULE(this.name);
          return { kind: "suite-agent", adapter, target: this.SUBRULE(this.text) };
        },
      },
      { ALT: () => (this.CONSUME(word("cases")), { kind: "suite-cases", files: this.SUBRULE(this.texts) }) },
      { ALT: () => (this.CONSUME(word("trials")), { kind: "suite-trials", count: plainDigits(this.CONSUME(K.Num).image) }) },
      {
        ALT: () => {
          this.CONSUME(word("require"));
          return { kind: "suite-require", requirements: this.comma<T.Requirement>([], () => this.SUBRULE(this.requirement)) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word("generate"));
          const families = this.SUBRULE(this.names);
          const seed = this.OPTION(() => (this.CONSUME(word("seed")), plainDigits(this.CONSUME1(K.Num).image)));
          return { kind: "suite-generate", families, seed };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word("schedule"));
          this.CONSUME(word("every"));
          return { kind: "suite-schedule", every: this.SUBRULE(this.duration) };
        },
      },
    ]);
    return { ...item, start, end: this.endFrom(start) } as T.SuiteItem;
  });

  requirement = this.rule("requirement", (): T.Requirement => {
    const start = this.here();
    const metric = this.SUBRULE(this.name);
    const detail: { power?: string; of?: T.Name } = {};
    this.OPTION(() =>
      this.OR([
        { ALT: () => (this.CONSUME(K.Caret), (detail.power = plainDigits(this.CONSUME(K.Num).image))) },
        { ALT: () => (this.CONSUME(K.OpenParen), (detail.of = this.SUBRULE1(this.name)), this.CONSUME(K.CloseParen)) },
      ]),
    );
    const operator = this.OR1([
      { ALT: () => this.CONSUME(K.LessOrEqual) },
      { ALT: () => this.CONSUME(K.GreaterOrEqual) },
      { ALT: () => this.CONSUME(K.Less) },
      { ALT: () => this.CONSUME(K.Greater) },
    ]).image as T.Requirement["operator"];
    const threshold = this.SUBRULE(this.literal);
    const inEvery = this.OPTION1(() => {
      this.CONSUME(word("in"));
      this.CONSUME(word("every"));
      return this.SUBRULE2(this.name);
    });
    return { metric, power: detail.power, of: detail.of, operator, threshold, inEvery, start, end: this.endFrom(start) };
  });

  drift = this.rule("drift", (): T.DriftMember => {
    const start = this.here();
    const items: T.DriftItem[] = [];
    this.CONSUME(word("drift"));
    this.CONSUME(K.OpenBrace);
    this.MANY(() => items.push(this.SUBRULE(this.driftItem)));
    this.CONSUME(K.CloseBrace);
    return { kind: "drift", items, start, end: this.endFrom(start) };
  });

  driftItem = this.rule("driftItem", (): T.DriftItem => {
    const start = this.here();
    const item = this.pick<object>(0, [
      { ALT: () => (this.CONSUME(word("baseline")), { kind: "drift-baseline", file: this.SUBRULE(this.text) }) },
      { ALT: () => (this.CONSUME(word("watch")), { kind: "drift-watch", signals: this.SUBRULE(this.names) }) },
      {
        ALT: () => {
          this.CONSUME(word("alarms"));
          this.CONSUME(word("at"));
          this.CONSUME(word("most"));
          const atMost = plainDigits(this.CONSUME(K.Num).image);
          this.CONSUME(word("per"));
          return { kind: "drift-alarms", atMost, per: this.SUBRULE(this.name) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(word("reevaluate"));
          this.CONSUME(word("when"));
          const when = this.SUBRULE1(this.names);
          this.CONSUME(word("change"));
          const every = this.OPTION(() => {
            this.CONSUME(word("or"));
            this.CONSUME(word("every"));
            return this.SUBRULE(this.duration);
          });
          return { kind: "drift-reevaluate", when, every };
        },
      },
    ]);
    return { ...item, start, end: this.endFrom(start) } as T.DriftItem;
  });
}

/** Going through it takes longer than reading a pact. */
const theGrammar = lazy(() => new PactParser("grammar"));

/** The words a member can begin with, for messages and completion. */
export const memberWords = [
  ..."version purpose effective timezone owner reviewers review agent tools suspend refine group fact judge may never".split(" "),
  ..."escalate limit delegate handoff record test evaluate red drift".split(" "),
];
