// Small conversions between how a word is written and what it says.
import { reservedWords } from "./tokens.ts";

const reserved = new Set<string>(reservedWords);

/** `1_000.50` → `1000.50`. */
export const plainDigits = (image: string): string => image.replaceAll("_", "");

/** `1000.50` → `1_000.50`: groups of three from four digits on. */
export function groupedDigits(digits: string): string {
  const [, sign, whole, fraction] = /^(-?)(\d*)(.*)$/.exec(digits) ?? [];
  return `${sign ?? ""}${(whole ?? "").replace(/\B(?=(\d{3})+$)/g, "_")}${fraction ?? ""}`;
}

/** The value of a quoted text. JSON's escapes; an unknown or unfinished escape stays as written. */
export function decodeText(image: string): string {
  const body = image.slice(1, image.length > 1 && image.endsWith('"') ? -1 : undefined);
  if (!body.includes("\\")) return body;
  return body.replace(/\\(u[0-9a-fA-F]{4}|.)/g, (whole, code: string) => {
    if (code.length === 5) return String.fromCharCode(Number.parseInt(code.slice(1), 16));
    return { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", '"': '"', "\\": "\\", "/": "/" }[code] ?? whole;
  });
}

/** A name as it has to be written: in back-quotes where it is reserved or no identifier. */
export function spellName(text: string): string {
  return /^[A-Za-z_]\w*$/.test(text) && !reserved.has(text) ? text : `\`${text}\``;
}
