// What has happened before, in words: which calls count, of whom, and since when.
import type { Past } from "../../grammar/index.ts";
import { lastOf, names, spoken, toolName } from "./phrases.ts";
import type { Wording } from "./wording.ts";

/** `after get_order same order_id`. */
export function after(past: Past, negated: boolean, wording: Wording): string {
  const tool = toolName(past.tool);
  const words = [
    `${tool} has ${negated ? "not " : ""}been called successfully before`,
    withTheSame(past),
    past.within && inTheSession(past, wording),
  ];
  return words.filter(Boolean).join(" ");
}

export const withTheSame = ({ same }: Past): string => (same.length > 0 ? `with the same ${names(same)}` : "");

/** No window is this session; a window reaches over all sessions of the one the agent acts for, or of those it names. */
export function inTheSession({ within, per }: Past, { model }: Wording): string {
  const window = within ? `within ${lastOf(within)}` : "";
  const whose = per?.text === "principal" || !per ? (model.principal?.name ?? "user") : per.text;
  if (whose === "session") return window || "in this session";
  if (!within && !per) return "in this session";
  return `${window} ${whose === "agent" ? "for anybody" : `for the same ${spoken(whose)}`}`.trim();
}

const often = (digits: string): string => ({ "1": "once", "2": "twice" })[digits] ?? `${digits} times`;

const never = "not at all";
const counts = {
  "<": (n: string) => (n === "1" ? never : `fewer than ${n} times`),
  "<=": (n: string) => `at most ${often(n)}`,
  ">": (n: string) => (n === "0" ? "at least once" : `more than ${often(n)}`),
  ">=": (n: string) => `at least ${often(n)}`,
  is: (n: string) => (n === "0" ? never : `exactly ${often(n)}`),
  "is not": (n: string) => `any number of times but ${n}`,
};

/** `count(calls of T …) >= 1`. */
export function calledBefore(past: Past, operator: keyof typeof counts, digits: string, wording: Wording): string {
  const times = counts[operator](digits);
  const called = times === never ? "has not been called" : `has already been called ${times}`;
  return [toolName(past.tool), called, withTheSame(past), inTheSession(past, wording)].filter(Boolean).join(" ");
}
