// Numbers as people read them, and verdicts.
import { html, type TemplateResult } from "lit";
import { costSaid, msSaid, shareSaid, whole } from "../shared/words.ts";
import type { Interval, Unit, Verdict } from "./messages.ts";

export function said(value: number | undefined, unit: Unit): string {
  if (value === undefined) return "–";
  switch (unit) {
    case "share":
      return shareSaid(value);
    case "ms":
      return msSaid(value);
    case "score":
    case "z":
      return value.toFixed(3);
    case "cost":
      return costSaid(value);
    default:
      return whole(Math.round(value * 10) / 10);
  }
}

export const intervalSaid = (interval: Interval | undefined, unit: Unit): string =>
  interval ? `${said(interval.lower, unit)} to ${said(interval.upper, unit)}` : "–";
/** A difference has a sign. */
export const signed = (value: number, unit: Unit): string => `${value > 0 ? "+" : value < 0 ? "−" : "±"}${said(Math.abs(value), unit)}`;

const icons: Readonly<Record<Verdict, string>> = { met: "✓", "not met": "✗", inconclusive: "?", "not evaluable": "?" };
export const verdictClass = (verdict: Verdict | undefined): string => (verdict === undefined ? "none" : verdict.replace(" ", "-"));
export const verdictShown = (verdict: Verdict): TemplateResult =>
  html`<span class="verdict ${verdictClass(verdict)}"><span aria-hidden="true">${icons[verdict]}</span> ${verdict}</span>`;
