// Regular expressions in linear time (RE2): a hostile message must not be able to hang a decision. RE2 has no
// back-references and no look-around, so a pact has none either.
import { RE2JS } from "re2js";
import { lazy } from "../../grammar/index.ts";

export interface LinearRegex {
  /** Does it match anywhere in the text? Remembers the last answers: the same messages are asked about again and again. */
  test(text: string): boolean;
}

const remembered = 64;
const cache = new Map<string, LinearRegex | { readonly problem: string }>();

/** `flags`: i, m, s. A problem says what to change, lower case and without a full stop. */
export function compileRegex(source: string, flags: string): LinearRegex | { readonly problem: string } {
  const key = `${flags}/${source}`;
  const known = cache.get(key);
  if (known) return known;
  const made = make(source, flags);
  if (cache.size > 1000) cache.clear();
  cache.set(key, made);
  return made;
}

function make(source: string, flags: string): LinearRegex | { readonly problem: string } {
  const stray = [...flags].find((flag) => !"imsu".includes(flag));
  if (stray) return { problem: `a regular expression here has the flags \`i\`, \`m\` and \`s\`, not \`${stray}\`` };
  const bits =
    (flags.includes("i") ? RE2JS.CASE_INSENSITIVE : 0) |
    (flags.includes("m") ? RE2JS.MULTILINE : 0) |
    (flags.includes("s") ? RE2JS.DOTALL : 0);
  const compiled = lazy(() => RE2JS.compile(source, bits));
  try {
    // To compile one takes as long as to read a page of a pact; where nothing can be wrong with it, that waits for a text.
    if (!isSurelyRegex(source)) compiled();
    const answers = new Map<string, boolean>();
    const test = (text: string): boolean => {
      const known = answers.get(text);
      if (known !== undefined) return known;
      const answer = compiled().matcher(text).find();
      if (answers.size >= remembered) answers.delete(answers.keys().next().value!);
      answers.set(text, answer);
      return answer;
    };
    return { test };
  } catch (error) {
    const why = (error as Error).message.replace(/^error parsing regexp: /, "");
    return { problem: `this regular expression cannot be read in linear time: ${why}; look-around and back-references are not possible` };
  }
}

/** Nests no deeper, and repeats no more, than RE2 allows. */
const longestSure = 500;
const classOfAscii = /\[\^?(?:[ !#%&',:;<=>@_`~"]|a-z|A-Z|0-9|[A-Za-z0-9](?!-)|\\[dwsDWS.])+\]/g;
const assertion = /\\[bB]|[\^$]/g;
const escaped = /\\[dDwWsS.^$|()[\]{}*+?/-]/g;
const literal = /[A-Za-z0-9 !#%&',:;<=>@_`~"./-]/g;
const group = /\((?:\?:)?(?:L[*+?]?|[|^])*\)/g;

/**
 * Is it certainly one that RE2 takes? Of letters, escapes, classes, groups and repetitions as everybody writes them; each becomes an `L`,
 * what only asserts a `^`, until nothing else is left. Where it is not certain, RE2 is asked.
 */
export function isSurelyRegex(source: string): boolean {
  if (source.length > longestSure) return false;
  // What stands for a part must not be taken for a part of what surrounds it: letters go first, by signs that are none.
  let shape = source.replace(classOfAscii, "\u0001").replace(escaped, "\u0001").replace(assertion, "\u0002").replace(literal, "\u0001");
  shape = shape.replaceAll("\u0001", "L").replaceAll("\u0002", "^");
  for (let before = ""; before !== shape; ) [before, shape] = [shape, shape.replace(group, "L")];
  return /^(?:L[*+?]?|[|^])*$/.test(shape);
}
