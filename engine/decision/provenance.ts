// Where a value comes from: did the person write it, did the agent name it, did a tool's result hold it?
import { Decimal } from "./decimal.ts";
import type { PastCall } from "./history.ts";
import { equal, isRawObject, type Raw, type Value } from "./values.ts";

const normal = (text: string): string => text.normalize("NFKC").toLowerCase();

/**
 * Is the value written in the text as whole tokens? Case-folded and NFKC-normalised, numbers by value. A token goes on
 * over `-`, `.`, `_`, `@`, `/` and `'` where a letter or digit follows, so an id inside a longer one does not count.
 */
export function mentions(text: string, value: Value): boolean {
  if (value instanceof Decimal) return numbersIn(normal(text)).some((number) => number.compare(value) === 0);
  if (typeof value !== "string") return false;
  const [haystack, needle] = [normal(text), normal(value).trim()];
  if (needle === "") return false;
  for (let at = haystack.indexOf(needle); at >= 0; at = haystack.indexOf(needle, at + 1)) {
    if (!joinsBefore(haystack, at) && !joinsAfter(haystack, at + needle.length)) return true;
  }
  return false;
}

const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);
const isJoint = (char: string | undefined): boolean => char !== undefined && "-.@/'’+".includes(char);
const joinsBefore = (text: string, at: number): boolean => isWord(text[at - 1]) || (isJoint(text[at - 1]) && isWord(text[at - 2]));
const joinsAfter = (text: string, at: number): boolean => isWord(text[at]) || (isJoint(text[at]) && isWord(text[at + 1]));

function numbersIn(text: string): Decimal[] {
  const found: Decimal[] = [];
  for (const match of text.matchAll(/\d[\d,_]*(?:\.\d+)?/g)) {
    const end = match.index + match[0].length;
    if (joinsBefore(text, match.index) || joinsAfter(text, end)) continue;
    const number = Decimal.parse(match[0].replace(/[,_]/g, ""));
    if (number) found.push(number, ...(text[match.index - 1] === "-" ? [new Decimal(-number.units, number.scale)] : []));
  }
  return found;
}

/** Does a successful call's result hold exactly this value, at a place its own arguments did not carry in? */
export function vouches(call: PastCall, place: readonly (Raw | undefined)[], value: Value): boolean {
  if (call.ok !== true) return false;
  if (leaves(call.args).some((leaf) => equal(leaf, value))) return false;
  return place.some((raw) => leaves(raw).some((leaf) => equal(leaf, value)));
}

function leaves(raw: Raw | undefined): Raw[] {
  if (raw === undefined || raw === null) return [];
  if (Array.isArray(raw)) return raw.flatMap(leaves);
  if (isRawObject(raw)) return Object.values(raw).flatMap(leaves);
  return [raw];
}
