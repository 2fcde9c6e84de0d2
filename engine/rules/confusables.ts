// Letters that look like others: the usual ones of Cyrillic and Greek, whatever compatibility makes equal, and what is
// invisible (after Unicode Technical Standard 39, of which this is a small part).

const pairs =
  "аa еe оo рp сc уy хx іi јj ѕs һh ԁd ԛq ԝw ӏl АA ВB ЕE КK МM НH ОO РP СC ТT ХX УY ІI ЈJ ЅS " +
  "οo νv ιi ρp υu αa ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX ıi ɡg ɑa";
const lookalikes: ReadonlyMap<string, string> = new Map(pairs.split(" ").map(([like, plain]) => [like!, plain!]));

/** But for variation selectors, which belong to the character before, and for what has a finding of its own (`bidirectional-characters`). */
const invisible = /(?![\uFE00-\uFE0F\u202A-\u202E\u2066-\u2069])\p{Default_Ignorable_Code_Point}/u;
const words = /[\p{L}\p{M}\p{N}\p{Default_Ignorable_Code_Point}_]+/gu;
export const isAscii = (text: string): boolean => /^[\0-\x7F]*$/.test(text);

/** A character of a word in Latin letters that is not what it looks like. */
export interface Disguise {
  readonly word: string;
  readonly char: string;
  /** What it looks like; undefined where it cannot be seen. */
  readonly like: string | undefined;
}

/** The first one in a text. A word wholly of another script is a word of that script. */
export function disguiseIn(text: string): Disguise | undefined {
  if (isAscii(text)) return undefined;
  for (const [word] of text.matchAll(words)) {
    if (!/[A-Za-z]/.test(word)) continue;
    const char = [...word].find((each) => lookalikes.has(each) || invisible.test(each));
    if (char) return { word, char, like: lookalikes.get(char) };
  }
  return undefined;
}

/** Texts that look the same have the same skeleton. */
export const skeleton = (text: string): string =>
  isAscii(text) ? text : [...text.normalize("NFKC")].map((char) => lookalikes.get(char) ?? (invisible.test(char) ? "" : char)).join("");

export const codePoint = (char: string): string => `U+${char.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`;
