// What the parser says when it cannot read on, in the words of someone writing a pact.
import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";
import { AnyName, keywordOf, Pattern, word } from "./tokens.ts";

/** What a rule reads, as a person would call it. */
const nouns: Record<string, string> = {
  type: "a type such as `text`, `money USD` or `one of a, b`",
  operand: "a value",
  literal: "a value",
  number: "a number",
  primary: "a condition",
  comparison: "a condition",
  check: "a comparison such as `is`, `in`, `<` or `matches`",
  action: "a tool, a pattern or a group",
  tool: "a tool",
  source: "a tool or a user message",
  symbol: "a name or a text",
  given: "a value",
  json: "a JSON value",
  event: "`user says`, `agent says` or a tool call that `returns`",
  fact: "`:` and a type, or `from` and a tool",
  header: "`pact` or `charter`",
  suiteItem: "`agent`, `cases`, `trials`, `require`, `generate` or `schedule`",
  driftItem: "`baseline`, `watch`, `alarms` or `reevaluate`",
};

/** What a rule reads at least one of. */
const items: Record<string, string> = {
  actions: "a tool, a pattern or a group",
  invocation: "a value",
  source: "an argument of the tool",
  limit: "`hard` and an amount, or `per`",
  suspend: "`owner` or a text in double quotes",
};

const labelOf = (type: TokenType): string => (keywordOf(type) ? `\`${keywordOf(type)}\`` : (type.LABEL ?? type.name));

/** `isName`: a name could stand here, so that a reserved word may have been meant as one. */
function found(token: IToken | undefined, isName: boolean): string {
  if (!token || !(token.startOffset >= 0)) return "the text ends here";
  if (token.tokenType === Pattern) return `\`${token.image}\` reads as a pattern of tool names; put spaces around \`*\` to multiply`;
  const keyword = keywordOf(token.tokenType);
  const reserved = isName && keyword && !token.tokenType.CATEGORIES?.length;
  return `found \`${shorten(token.image)}\`${reserved ? ", a reserved word (write it in back-quotes to use it as a name)" : ""}`;
}

export const shorten = (image: string): string => (image.length > 40 ? `${image.slice(0, 39)}…` : image);

type Paths = readonly (readonly TokenType[])[];

export const errorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) => `expected ${labelOf(expected)}; ${found(actual, expected === AnyName)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `unexpected \`${shorten(firstRedundant.image)}\``,
  buildNoViableAltMessage: ({ actual, ruleName, expectedPathsPerAlt }) =>
    `expected ${nouns[ruleName] ?? firstOf(expectedPathsPerAlt.flat())}; ${found(actual[0], takesName(expectedPathsPerAlt.flat()))}`,
  buildEarlyExitMessage: ({ actual, ruleName, expectedIterationPaths }) =>
    `expected ${items[ruleName] ?? firstOf(expectedIterationPaths)}; ${found(actual[0], takesName(expectedIterationPaths))}`,
};

/** What may stand first, in words. */
function firstOf(paths: Paths): string {
  if (paths.some(([first]) => first === word("user"))) return nouns.event!;
  const words = [...new Set(paths.map(([first]) => (first ? labelOf(first) : "")))].filter(Boolean);
  return words.slice(0, 8).join(" or ");
}

const takesName = (paths: Paths): boolean => paths.some(([first]) => first === AnyName);
