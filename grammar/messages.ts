// What the parser says when it cannot read on, in the words of someone writing a pact.
import type { IParserErrorMessageProvider, IToken, TokenType } from "chevrotain";
import { keywordOf, Pattern } from "./tokens.ts";

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

const labelOf = (type: TokenType): string => (keywordOf(type) ? `\`${keywordOf(type)}\`` : (type.LABEL ?? type.name));

function found(token: IToken | undefined): string {
  if (!token || !(token.startOffset >= 0)) return "the text ends here";
  if (token.tokenType === Pattern) return `\`${token.image}\` reads as a pattern of tool names; put spaces around \`*\` to multiply`;
  const keyword = keywordOf(token.tokenType);
  const reserved = keyword && !token.tokenType.CATEGORIES?.length;
  return `found \`${shorten(token.image)}\`${reserved ? ", a reserved word (write it in back-quotes to use it as a name)" : ""}`;
}

export const shorten = (image: string): string => (image.length > 40 ? `${image.slice(0, 39)}…` : image);

export const errorMessages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, actual }) => `expected ${labelOf(expected)}; ${found(actual)}`,
  buildNotAllInputParsedMessage: ({ firstRedundant }) => `unexpected \`${shorten(firstRedundant.image)}\``,
  buildNoViableAltMessage: ({ actual, ruleName, expectedPathsPerAlt }) => {
    const words = [...new Set(expectedPathsPerAlt.flat().map(([first]) => (first ? labelOf(first) : "")))].filter(Boolean);
    return `expected ${nouns[ruleName] ?? words.slice(0, 8).join(" or ")}; ${found(actual[0])}`;
  },
  buildEarlyExitMessage: ({ actual, ruleName }) => `expected ${nouns[ruleName] ?? "at least one more"}; ${found(actual[0])}`,
};
