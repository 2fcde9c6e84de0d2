// Random edits of a text, as people and tools make them: characters, tokens and lines put in, cut, pasted elsewhere, swapped.
import { lex } from "../grammar/index.ts";

/** A seeded generator of numbers in [0, 1) (mulberry32): the same seed gives the same edits. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

/** `text` instead of what stands between two offsets. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const inserts = [
  ...'{ } ( ) [ ] " ` / /* */ // /// , : . == && ! is and or not when unless never may escalate fact expect pact charter'.split(" "),
  ..."test limit record group handoff purpose version tools after same within every 1 500 USD 70% <= < \n \r\n é 😀 \ud800 \ufeff".split(
    " ",
  ),
  "// pact-ignore PACT3002: known\n",
  "\nmay more: respond\n",
  '\nnever other: respond when now is unknown because "x"\n',
  " ",
  "\n",
  "",
];

export function randomEdit(text: string, next: () => number): Edit {
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(next() * items.length)]!;
  const somewhere = () => Math.floor(next() * (text.length + 1));
  const { tokens } = lex(text.slice(0, 200_000));
  const token = tokens.length > 0 ? pick(tokens) : undefined;
  const other = tokens.length > 0 ? pick(tokens) : undefined;
  const start = token?.startOffset ?? 0;
  const end = start + (token?.image.length ?? 0);
  switch (Math.floor(next() * 8)) {
    case 0: // a character typed
      return { start: end, end, text: pick([..."abcxyz 019.,\n"]) };
    case 1: // a character deleted
      return { start: Math.max(0, end - 1), end, text: "" };
    case 2: // something put between tokens
      return { start, end: start, text: `${pick(inserts)}${pick(["", " "])}` };
    case 3: // a token deleted
      return { start, end, text: "" };
    case 4: // another token in its place
      return { start, end, text: other?.image ?? "" };
    case 5: {
      // a stretch cut
      const from = somewhere();
      return { start: from, end: Math.min(text.length, from + Math.floor(next() * 200)), text: "" };
    }
    case 6: {
      // a stretch pasted elsewhere
      const from = somewhere();
      return { start, end: start, text: text.slice(from, from + Math.floor(next() * 400)) };
    }
    default: // something anywhere, also inside of words
      return { start: somewhere(), end: 0, text: pick(inserts) };
  }
}

/** Ends before its start are its start. */
export const applied = (text: string, { start, end, text: put }: Edit): string =>
  text.slice(0, start) + put + text.slice(Math.max(start, end));
