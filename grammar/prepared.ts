// What chevrotain works out of a grammar at every start, worked out once: a parser is ready without it, and the grammar is only gone through
// where something cannot be read. `tables.ts` holds it, and is written by `npm run generate`; a test holds both ways against each other.
import {
  Alternation,
  EOF,
  getLookaheadPaths,
  type ILookaheadStrategy,
  type IProduction,
  LLkLookaheadStrategy,
  Option,
  Repetition,
  RepetitionMandatory,
  RepetitionMandatoryWithSeparator,
  RepetitionWithSeparator,
  type Rule,
  Terminal,
  type TokenType,
} from "chevrotain";
import { lazy } from "./lazy.ts";
import { type Alternatives, chooser, entrance } from "./lookahead.ts";
import { tables } from "./tables.ts";
import { keywordOf, vocabulary } from "./tokens.ts";

type ProdType = Parameters<ILookaheadStrategy["buildLookaheadForOptional"]>[0]["prodType"] | "Alternation";
type Kind = typeof Alternation | typeof Option | typeof Repetition;

/** What chevrotain's numbers of the choices in a rule begin with; the lower eight bits tell those of one kind apart. */
const [alternation, option] = [1 << 8, 2 << 8];
const kinds: readonly (readonly [of: Kind, prodType: ProdType, key: number])[] = [
  [Alternation, "Alternation", alternation],
  [Option, "Option", option],
  [Repetition, "Repetition", 3 << 8],
  [RepetitionMandatory, "RepetitionMandatory", 4 << 8],
  [RepetitionWithSeparator, "RepetitionWithSeparator", 5 << 8],
  [RepetitionMandatoryWithSeparator, "RepetitionMandatoryWithSeparator", 6 << 8],
];
export const maxLookahead = 2;

/** Finds no way: for a grammar that is only asked. */
export class NoLookahead extends LLkLookaheadStrategy {
  override buildLookaheadForAlternation = () => () => undefined;
  override buildLookaheadForOptional = () => () => false;
}

/** What chevrotain fills when it analyses a grammar, and asks while it reads. */
interface Prepared {
  selfAnalysisDone: boolean;
  /** Where reading may go on behind what cannot be read. */
  resyncFollows: unknown;
  readonly fullRuleNameToShort: Readonly<Record<string, number>>;
  setLaFuncCache(rule: number, key: number, way: unknown): void;
  /** By rule and choice: what stands behind a repetition, if that is a token. There reading may go on. */
  readonly firstAfterRepMap: After[][];
}
interface After {
  readonly token: TokenType | undefined;
  readonly occurrence: number | undefined;
  readonly isEndOfRule: boolean;
}

/** Makes a parser ready to read; `grammar` is asked for where something cannot be read. */
export function prepare(parser: object, grammar: () => object): void {
  const prepared = parser as Prepared;
  prepared.selfAnalysisDone = true;
  Object.defineProperty(prepared, "resyncFollows", { get: () => (grammar() as Prepared).resyncFollows });
  for (const line of tables.trim().split("\n")) {
    const [name, number, after, ways] = line.split(" ; ") as [string, string, string, string];
    const [rule, key] = [prepared.fullRuleNameToShort[name]!, Number(number)];
    const way = key < option ? chooser : entrance;
    prepared.setLaFuncCache(
      rule,
      key,
      way(() => decodeWays(ways)),
    );
    if (after) {
      prepared.firstAfterRepMap[rule] ??= [];
      prepared.firstAfterRepMap[rule][key] = decodeAfter(after);
    }
  }
  inFastForm(parser);
}

/**
 * V8 keeps an object of so many properties in a slow form, but not one that others inherit from; going through an heir makes it look.
 * Parsing takes less than half the time then. chevrotain does likewise where it analyses.
 */
function inFastForm(parser: object): void {
  for (const _ in Object.create(parser)) break;
}

/** The tables of an analysed grammar: a line for each choice. */
export function tablesOf(rules: readonly Rule[]): string {
  return rules.flatMap((rule) => choicesIn(rule, rule.definition, undefined)).join("\n");
}

/** `next`: what stands behind the definition. */
function choicesIn(rule: Rule, definition: readonly IProduction[], next: IProduction | undefined): string[] {
  return definition.flatMap((production, i) => {
    const kind = kinds.find(([of]) => production instanceof of);
    if (!kind) return []; // a token, or another rule
    const after = definition[i + 1] ?? next;
    const [, prodType, key] = kind;
    const { idx: occurrence } = production as Option;
    const ways = getLookaheadPaths({ occurrence, rule, maxLookahead, prodType });
    const isRepetition = key > option;
    const line = [
      rule.name,
      key | occurrence,
      isRepetition ? encodeAfter(after) : "",
      encodeWays(key === alternation ? ways : ways.slice(0, 1)),
    ];
    // Behind the last of what is repeated it may be repeated once more.
    const behind = isRepetition ? new Option({ definition: [] }) : after;
    const inner = production instanceof Alternation ? production.definition.map(definitionOf) : [definitionOf(production)];
    return [line.join(" ; "), ...inner.flatMap((each) => choicesIn(rule, each, behind))];
  });
}

const definitionOf = (production: IProduction): readonly IProduction[] => (production as Option).definition;

// ── As text ─────────────────────────────────────────────────────────────────────────────────────────────────────────

const nameOf = (type: TokenType): string => keywordOf(type) ?? type.name;
const types = lazy(() => new Map([...vocabulary, EOF].map((type) => [nameOf(type), type])));
const typeOf = (name: string): TokenType => types().get(name)!;

const encodeWays = (ways: Alternatives): string =>
  ways.map((sequences) => sequences.map((types) => types.map(nameOf).join(",")).join(" ")).join(" | ");
const decodeWays = (text: string): Alternatives =>
  text.split(" | ").map((sequences) => sequences.split(" ").map((names) => names.split(",").map(typeOf)));

function encodeAfter(after: IProduction | undefined): string {
  if (!after) return "end";
  return after instanceof Terminal ? `${nameOf(after.terminalType)} ${after.idx}` : "more";
}
function decodeAfter(text: string): After {
  const [name, occurrence] = text.split(" ");
  const isToken = occurrence !== undefined;
  return { token: isToken ? typeOf(name!) : undefined, occurrence: isToken ? Number(occurrence) : undefined, isEndOfRule: text === "end" };
}
