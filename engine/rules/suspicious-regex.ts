// Regular expressions that can be read, and that mean something else than they say.
import type { RegexLiteral } from "../../grammar/index.ts";
import { compileRegex } from "../analysis/regex.ts";
import { bare, classesOf, regexesOf } from "./regexes.ts";
import type { Finding, Rule } from "./rule.ts";

export const suspiciousRegex: Rule = {
  code: "PACT3025",
  name: "suspicious-regex",
  severity: "warning",
  summary: "a regular expression that hardly means what was meant",
  why:
    '`[^yes]` is any one letter but `y`, `e` and `s`, not "anything but yes". In `[a|b]` the bar is a letter like the others. An empty alternative, or an ' +
    "expression that also matches nothing at all, matches every text, so that the condition is always true. A bare `.` in a name such as `shop.example` stands " +
    "for any letter, so that `shopXexample` matches too (said as information).",
  bad: [
    { pact: "may note: send_note when to matches /^[^yes]$/" },
    { pact: "may note: send_note when to matches /^[yes|no]$/" },
    { pact: "may note: send_note when to matches /^(shop|)$/" },
    { pact: "may note: send_note when to matches /shop||desk/" },
    { pact: "may note: send_note when to matches /(shop)*/" },
    { pact: "may note: send_note when to matches /@shop.example$/" },
  ],
  good: [
    { pact: "may note: send_note when to matches /@shop\\.example$/" },
    { pact: "may note: send_note when to matches /^[^aeiou]+(yes|no)?$/" },
    { pact: "may note: send_note when to matches /[,;|]|\\[a\\|b]/" },
  ],
  *member(member) {
    for (const regex of regexesOf(member)) yield* judged(regex);
  },
};

function* judged(regex: RegexLiteral): Generator<Finding> {
  const { source, flags } = regex;
  if ("problem" in compileRegex(source, flags)) return;
  for (const { negated, body } of classesOf(source)) {
    if (negated && isWord(body))
      yield {
        at: regex,
        message: `\`[^${body}]\` is any one letter but these, not "anything but ${body}"; write \`not … matches /${body}/\``,
      };
    if (/\w\|\w/.test(body))
      yield {
        at: regex,
        message: `the \`|\` in \`[${body}]\` is a letter like the others; leave it out, or write \`(…|…)\` to choose between words`,
      };
  }
  const plain = bare(source);
  if (/\(\||\|\)|\|\||^\||\|$|\(\?:\|/.test(plain))
    yield {
      at: regex,
      message: "one of these alternatives is empty, and matches every text; take it out, or write `?` behind what may be absent",
    };
  else if (isAlwaysTrue(source, flags, plain))
    yield { at: regex, message: "this matches every text, also an empty one, and is always true; say what must be there" };
  yield* bareDots(regex, plain);
}

/** Letters that spell something: not in the order of the alphabet, and not just vowels. */
function isWord(body: string): boolean {
  const letters = [...body.toLowerCase()];
  return /^[a-z]{3,}$/i.test(body) && !/^[aeiouy]+$/i.test(body) && letters.join("") !== letters.toSorted().join("");
}

/** Without an anchor, what matches nothing at all is found in every text; an anchor at one end alone changes nothing. */
function isAlwaysTrue(source: string, flags: string, plain: string): boolean {
  const inner = plain.startsWith("^") ? [1, plain.length] : plain.endsWith("$") ? [0, plain.length - 1] : [0, plain.length];
  const [core, signs] = [source.slice(inner[0], inner[1]), plain.slice(inner[0], inner[1])];
  if (/[\^$|]/.test(signs) || /\\[bBAzZ]/.test(core) || /^\w\w/.test(core)) return false;
  const compiled = compileRegex(core, flags);
  return "test" in compiled && compiled.test("");
}

const dots = /(?<=\w)\.(?=(?:com|org|net|edu|gov|example)(?!\w))|(?<=\d)\.(?=\d)/g;

function* bareDots(regex: RegexLiteral, plain: string): Generator<Finding> {
  const places = [...plain.matchAll(dots)].map(({ index }) => regex.start + 1 + index);
  if (places.length === 0) return;
  const edits = places.map((at) => ({ start: at, end: at + 1, text: "\\." }));
  const message = "a bare `.` stands for any letter; write `\\.` for a dot";
  yield { at: { start: places[0]!, end: places[0]! + 1 }, message, severity: "information", fixes: [{ title: "Write `\\.`", edits }] };
}
