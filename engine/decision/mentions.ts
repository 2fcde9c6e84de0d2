// Is a value written in what somebody said? Messages are indexed by token as they come, so that the hundred-thousandth
// question costs what the first did. What counts as written is settled in docs/decisions.md ("Where a value comes from").
import { lazy } from "../../grammar/index.ts";
import { isNum, type Num, parseNum, showNum } from "./decimal.ts";
import type { Raw, Truth } from "./values.ts";

/** Characters of one message that are looked at: beyond them what is not found is unknown, never "no". */
export const maxMessageKept = 1_000_000;

const word = "\\p{L}\\p{M}\\p{N}_";
const joint = "\\-.@/\\\\'’+:&=#~*^|\\p{Pd}";
/** Classes of all of Unicode take a while to be made. */
const patterns = lazy(() => ({
  tokens: new RegExp(`[${word}]+(?:[${joint}]+[${word}]+)*`, "gu"),
  cutBefore: new RegExp(`[${word}][${joint}]{0,64}$`, "u"),
  cutAfter: new RegExp(`^[${joint}]{0,64}[${word}]`, "u"),
  possessive: new RegExp(`^['’]s(?![${word}${joint}])`, "u"),
  isJoint: new RegExp(`^[${joint}]$`, "u"),
}));
const numbers = /\d+(?:[.,_]\d+)*/g;
const endsPossessive = /['’]s$/;
/** A loop and no expression: a run of joints must not be tried from each of its places. */
function withoutJoints(token: string): string {
  const { isJoint } = patterns();
  let end = token.length;
  while (end > 0 && isJoint.test(token[end - 1]!)) end--;
  return token.slice(0, end);
}

// By name: what stands inside of a function a bundler may make anew for every call.
const ignorable = /\p{Default_Ignorable_Code_Point}+/gu;

const normal = (text: string): string => text.normalize("NFKC").toLowerCase().replace(ignorable, "").replace(/\s+/g, " ");

/** Does an end at `start` or `end` cut a longer token? Only the neighbourhood is looked at. */
function stands(text: string, start: number, end: number): boolean {
  const { cutBefore, cutAfter, possessive } = patterns();
  if (cutBefore.test(text.slice(Math.max(0, start - 66), start))) return false;
  const behind = text.slice(end, end + 66);
  return !cutAfter.test(behind) || possessive.test(behind);
}

interface Place {
  readonly message: number;
  readonly at: number;
}

export class Mentions {
  private readonly messages: string[] = [];
  private readonly places = new Map<string, Place[]>();
  private readonly numbers = new Set<string>();
  private cut = false;

  /** Indexed at once, so that a question only looks up. */
  add(said: string): void {
    if (said.length > maxMessageKept) this.cut = true;
    const text = normal(said.slice(0, maxMessageKept));
    const message = this.messages.push(text) - 1;
    for (const { 0: token, index: at } of text.matchAll(patterns().tokens)) {
      this.place(token, { message, at });
      if (endsPossessive.test(token)) this.place(withoutJoints(token.slice(0, -2)), { message, at });
    }
    for (const number of numbersIn(text)) this.numbers.add(showNum(number));
  }

  /** Truths, empty texts and records are never mentioned. */
  mention(value: Raw): Truth {
    const found = isNum(value) ? this.numbers.has(showNum(value)) : typeof value === "string" && this.text(normal(value).trim());
    return found || !this.cut ? found : undefined;
  }

  private text(needle: string): boolean {
    if (needle === "") return false;
    const parts = [...needle.matchAll(patterns().tokens)];
    // Without a letter or digit there is no token to look up.
    if (parts.length === 0) return this.messages.some((text) => anywhere(text, needle));
    let rarest: { places: readonly Place[]; offset: number } | undefined;
    for (const part of parts) {
      const places = this.places.get(part[0]);
      if (!places) return false;
      if (!rarest || places.length < rarest.places.length) rarest = { places, offset: part.index };
    }
    const { places, offset } = rarest!;
    return places.some(({ message, at }) => {
      const [text, start] = [this.messages[message]!, at - offset];
      return start >= 0 && text.startsWith(needle, start) && stands(text, start, start + needle.length);
    });
  }

  private place(token: string, place: Place): void {
    const places = this.places.get(token);
    if (places) places.push(place);
    else this.places.set(token, [place]);
  }
}

function anywhere(text: string, needle: string): boolean {
  for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + 1)) if (stands(text, at, at + needle.length)) return true;
  return false;
}

/** Plain digits, or groups of exactly three; a sign directly before belongs to the number. */
function* numbersIn(text: string): Generator<Num> {
  for (const { 0: run, index } of text.matchAll(numbers)) {
    if (!/^(?:\d+|\d{1,3}(?:[,_]\d{3})+)(?:\.\d+)?$/.test(run)) continue;
    const negative = text[index - 1] === "-" || text[index - 1] === "−";
    if (!stands(text, index, index + run.length)) continue;
    const number = parseNum((negative ? "-" : "") + run.replace(/[,_]/g, ""));
    if (number !== undefined) yield number;
  }
}
