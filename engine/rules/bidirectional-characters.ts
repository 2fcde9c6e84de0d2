// Characters that make a text look like another one (Trojan Source, CVE-2021-42574).
import type { Fix, Piece } from "../../grammar/index.ts";
import { remembered } from "../analysis/remembered.ts";
import type { Finding, Rule } from "./rule.ts";

export const bidirectionalCharacters: Rule = {
  code: "PACT3023",
  name: "bidirectional-characters",
  severity: "error",
  summary: "invisible characters that change the order in which a text is shown",
  why:
    "A control such as U+202E shows what follows it backwards: what a reviewer reads is not what is decided ([Trojan Source](https://trojansource.codes)). " +
    "The fix writes it as an escape, which means the same and can be seen; in a comment it is removed.",
  bad: [
    { pact: 'never words: send_note when text is "\u202Edesrever" because "It is shown backwards."' },
    { pact: "may note: send_note when to matches /^\u2066shop/" },
    { pact: "// only reads \u202E\nmay look: get_order" },
  ],
  good: [{ pact: 'never words: send_note when text is "\\u202Edesrever" because "It is shown backwards."' }],
  pact: ({ parsed: { remarkable } }) => remarkable.flatMap(inPiece),
};

/** A piece of a text is looked through once, however often the text around it changes. */
const inPiece = remembered(({ tokens, comments }: Piece): readonly Finding[] => [
  ...tokens.filter(({ image }) => isQuoted(image) && controls.test(image)).map(({ image, startOffset }) => inside(image, startOffset)),
  ...comments.filter(({ text }) => controls.test(text)).map(({ text, start }) => inside(text, start)),
]);

const controls = /[\u202A-\u202E\u2066-\u2069]/;

/** A text, a name or a regular expression: nothing else can hold such a character. */
function isQuoted(image: string): boolean {
  const first = image.charCodeAt(0);
  return first === 34 || first === 47 || first === 96;
}

function inside(image: string, start: number): Finding {
  const at = image.search(controls);
  const code = image.charCodeAt(at).toString(16).toUpperCase();
  const fix = visible(image, start);
  return {
    at: { start: start + at, end: start + at + 1 },
    message: `the invisible character U+${code} changes the order in which this is shown; write it as an escape, or remove it`,
    ...(fix && { fixes: [fix] }),
  };
}

function visible(image: string, start: number): Fix | undefined {
  const spell = escapes[image[0] === "/" && (image[1] === "/" || image[1] === "*") ? "comment" : image[0]!];
  if (!spell || /\\[\u202A-\u202E\u2066-\u2069]/.test(image)) return undefined;
  const edits = [...image.matchAll(new RegExp(controls, "g"))].map(({ 0: char, index }) => ({
    start: start + index,
    end: start + index + 1,
    text: spell(char.charCodeAt(0).toString(16).toUpperCase()),
  }));
  return { title: image.startsWith("/") && spell("") === "" ? "Remove what is invisible" : "Write it as an escape", edits, safe: true };
}

const escapes: Readonly<Record<string, (code: string) => string>> = {
  '"': (code) => `\\u${code}`,
  "/": (code) => `\\x{${code}}`,
  comment: () => "",
};
