// Random messages: the values of the request as people write them, and what looks like them and is something else.
import type { Json } from "./model.ts";
import { amounts, type Chooser, integers, textsOf } from "./pools.ts";

const plain: readonly string[] = ["yes", "YES, please", "ok", "no refund", "I want a refund", "book nothing", "", "north"];

/** Most messages speak of a value of the request, the others of one from the pools, or of nothing. */
export function messageAbout(choose: Chooser, values: readonly Json[]): string {
  if (choose.chance(22)) return choose.pick(plain);
  const scalars = values.flatMap(scalarsIn);
  const spoken = Array.from({ length: 1 + choose.below(2) }, () =>
    scalars.length > 0 && choose.chance(75)
      ? choose.pick(scalars)
      : choose.pick<string | number>([...textsOf("order"), ...textsOf("mail"), ...amounts]),
  );
  const joined = spoken.map((value) => written(choose, value)).join(choose.pick([" and ", ", ", " ", "; ", " – "]));
  return choose.pick([joined, `Please look at ${joined}`, `refund ${joined} ok?`, `${joined}!`]);
}

function scalarsIn(value: Json): readonly (string | number)[] {
  if (typeof value === "string" || typeof value === "number") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(scalarsIn);
}

function written(choose: Chooser, value: string | number): string {
  return typeof value === "number" ? writtenNumber(choose, value) : writtenText(choose, value);
}

/** The first of these mention the text, the later ones do not; some depend on the text. */
function writtenText(choose: Chooser, value: string): string {
  if (choose.chance(40)) return value;
  const wide = [...value].map((letter) => (/[!-~]/.test(letter) ? String.fromCodePoint(letter.charCodeAt(0) + 0xfee0) : letter)).join("");
  return choose.pick([
    `(${value})`,
    `${value}.`,
    `${value}'s`,
    `${value}’s`,
    `"${value}"`,
    `the ${value}-`,
    `#${value}`,
    `,${value},`,
    value.toUpperCase(),
    value.toLowerCase(),
    wide,
    [...value].join("\u200b"),
    value.replaceAll(" ", "  "),
    `${value}2`,
    `x${value}`,
    `${value}-b`,
    `b-${value}`,
    `${value}_`,
    `${value}@home`,
    `${value}'s-own`,
    `${value}’t`,
    `x.${value}`,
    `${value}—dash`,
    [...value].join(" "),
  ]);
}

function writtenNumber(choose: Chooser, value: number): string {
  const digits = String(value);
  if (choose.chance(40)) return digits;
  const grouped = digits.replace(/\B(?=(\d{3})+(?!\d))(?<!\.\d*)/g, ",");
  return choose.pick([
    `$${grouped}`,
    `${grouped}.00`,
    `${digits}.0`,
    `${digits}%`,
    `${digits}.`,
    `${digits}'s`,
    `0${digits}`,
    grouped.replaceAll(",", "_"),
    digits.replace("-", "−"),
    `-${digits}`,
    `3-${digits}`,
    `${digits}kg`,
    `A${digits}`,
    digits.replace(".", ","),
    `${grouped.replaceAll(",", ".")},00`,
    `${digits}.2.3`,
    `${digits}/7`,
    `1,${digits}`,
    `${digits},5`,
    String(choose.pick(integers)),
  ]);
}
