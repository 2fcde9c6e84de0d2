// A regular expression in words, where it only lists what is looked for; any other is shown as it is.
import type { RegexLiteral } from "../../grammar/index.ts";
import { listed, quoted } from "./phrases.ts";

/** After a subject: `contains “yes” or “no”`. */
export function matches(regex: RegexLiteral, negated = false): string {
  const words = wordsIn(regex.source);
  if (!words) return `${negated ? "does not fit" : "fits"} the pattern ${quoted(`/${regex.source}/${regex.flags}`)}`;
  const parts = words.map((word) => (word.endsWith("*") ? `a word that begins with ${quoted(word.slice(0, -1))}` : quoted(word)));
  return `${negated ? "does not contain" : "contains"} ${listed(parts, "or")}`;
}

const maxWords = 24;

/** The words that `\b(yes|go ahead|compensat\w*)\b` looks for, `*` standing for the rest of a word; undefined where it looks for more. */
export function wordsIn(source: string): readonly string[] | undefined {
  const body = /^\\b\((?:\?:)?(.*)\)\\b$/.exec(source)?.[1];
  const words = body === undefined ? undefined : expand(body);
  return words && words.length <= maxWords ? words : undefined;
}

function expand(body: string): readonly string[] | undefined {
  const all = alternatives(body).map((alternative) => {
    const open = /^([\w ]*)\((?:\?:)?([\w |]*)\)([\w ]*)$/.exec(alternative);
    if (open) return open[2]!.split("|").map((word) => `${open[1]}${word}${open[3]}`);
    return /^[\w '-]+(?:\\w\*)?$/.test(alternative) ? [alternative.replace("\\w*", "*")] : undefined;
  });
  return all.every((words) => words !== undefined) ? all.flat() : undefined;
}

/** Split at every `|` outside of parentheses. */
function alternatives(body: string): string[] {
  const found = [""];
  let depth = 0;
  for (const char of body) {
    if (char === "(") depth++;
    if (char === ")") depth--;
    if (char === "|" && depth === 0) found.push("");
    else found[found.length - 1] += char;
  }
  return found;
}
