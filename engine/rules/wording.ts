// Numbers in prose, and on which side of them a wording puts the number itself: "at most 500" counts 500 among the low ones,
// "under 500" among the high ones. Turning a sentence round ("no more than") leaves that as it is, and so does `not`.

import { durationUnits } from "../../grammar/index.ts";

export type Side = "low" | "high";

export interface Wording {
  /** As it is written: `at most 500`. */
  readonly words: string;
  readonly digits: string;
  /** `%`, a currency or a unit of time. */
  readonly unit: string | undefined;
  readonly side: Side;
}

const before: Readonly<Record<string, Side>> = {
  "at most": "low",
  "up to": "low",
  "more than": "low",
  over: "low",
  above: "low",
  exceeding: "low",
  exceeds: "low",
  "at least": "high",
  "less than": "high",
  "fewer than": "high",
  under: "high",
  below: "high",
};
const behind: Readonly<Record<string, Side>> = {
  less: "low",
  fewer: "low",
  below: "low",
  under: "low",
  more: "high",
  above: "high",
  over: "high",
};
const spelt = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];

const number = `[$€£]?(\\d[\\d_,]*(?:\\.\\d+)?|${spelt.join("|")})\\b`;
const unit = "(?:\\s*(%|[A-Za-z]+))?";
const front = new RegExp(`\\b(${Object.keys(before).join("|")})\\s+${number}${unit}`, "gi");
const back = new RegExp(`(?<![\\w.,])${number}${unit}(?:\\s+\\w+)?\\s+or\\s+(${Object.keys(behind).join("|")})\\b`, "gi");

export function wordingsIn(text: string): readonly Wording[] {
  if (!/\b(?:most|least|up to|than|or (?:less|fewer|more)|exceed\w*|over|above|under|below)\b/i.test(text)) return [];
  const plain = text.replace(/\s+/g, " ");
  return [
    ...[...plain.matchAll(front)].map(([, phrase, digits, unit]) =>
      wording(phrase!, digits!, unit, before, (number) => `${phrase} ${number}`),
    ),
    ...[...plain.matchAll(back)].map(([, digits, unit, phrase]) =>
      wording(phrase!, digits!, unit, behind, (number) => `${number} or ${phrase}`),
    ),
  ];
}

function wording(
  phrase: string,
  digits: string,
  word = "",
  sides: Readonly<Record<string, Side>>,
  say: (number: string) => string,
): Wording {
  const spelled = spelt.indexOf(digits.toLowerCase());
  const unit = word === "%" || /^[A-Z]{3}$/.test(word) || durationUnits.includes(word) ? word : undefined;
  return {
    words: say(unit === undefined ? digits : `${digits}${unit === "%" ? "" : " "}${unit}`),
    digits: spelled >= 0 ? String(spelled) : digits.replace(/[_,]/g, ""),
    unit,
    side: sides[phrase.toLowerCase()]!,
  };
}
