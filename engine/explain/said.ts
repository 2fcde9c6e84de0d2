// What a condition says, before it is a sentence or a list: a phrase, or phrases that are joined.
import type { Item } from "./blocks.ts";
import { listed } from "./phrases.ts";

export type Said = string | Joined;
export interface Joined {
  /** What it is said of, as in `for each of the flights`. */
  readonly head?: string;
  readonly join: "and" | "or";
  readonly parts: readonly Said[];
}

/** In one sentence, whatever is in it. */
export function inline(said: Said): string {
  if (typeof said === "string") return said;
  const { head, join, parts } = said;
  const words = withoutRepeats(parts.map((part) => (typeof part === "string" ? part : bracketed(part))));
  const whole = listed(words, join);
  return head ? `${head}, ${whole}` : whole;
}

/** `the amount is at least 500 USD and under 2,000 USD`: what is said twice of one thing names it once. */
const withoutRepeats = (words: readonly string[]): readonly string[] =>
  words.map((each, i) => {
    const subject = /^(.*? is )(?=at least |at most |under |over )/.exec(each)?.[1];
    return i > 0 && subject && words[i - 1]!.startsWith(subject) ? each.slice(subject.length) : each;
  });

const bracketed = (said: Joined): string => `${said.join === "and" && !said.head ? "both " : !said.head ? "either " : ""}${inline(said)}`;

const longSentence = 150;

/** Two things that a reader keeps apart stand in the sentence; more, or mixed ones, are a list. */
export function isShort(said: Said): boolean {
  if (typeof said === "string") return true;
  return said.parts.every((part) => typeof part === "string") && said.parts.length <= 2 && inline(said).length <= longSentence;
}

export const itemsOf = ({ parts }: Joined): Item[] => parts.map(itemOf);

function itemOf(said: Said): Item {
  if (typeof said === "string" || isShort(said)) return { text: inline(said) };
  return { text: leadOf(said), items: itemsOf(said) };
}

const leads = { and: "all of this holds:", or: "at least one of these holds:" };

/** What leads to its list. */
export const leadOf = ({ head, join }: Joined): string => (head ? `${head}, ${leads[join]}` : leads[join]);
