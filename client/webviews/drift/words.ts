// Numbers and verdicts of drift as people read them.
import { html, nothing, type TemplateResult } from "lit";
import { costSaid, msSaid, shareSaid, whole } from "../shared/words.ts";
import type { Interval, Signal, Unit, Verdict } from "./messages.ts";

export function said(value: number | undefined, unit: Unit): string {
  if (value === undefined) return "–";
  switch (unit) {
    case "share":
      return shareSaid(value);
    case "ms":
      return msSaid(value);
    case "score":
    case "bits":
      return value.toFixed(3);
    case "cost":
      return costSaid(value);
    case "calls":
      return value.toFixed(2);
    case "tokens":
      return whole(Math.round(value));
    default:
      return unit satisfies never;
  }
}

/** With its sign; shares in points. */
export function signed(value: number, unit: Unit): string {
  const amount = unit === "share" ? `${(Math.abs(value) * 100).toFixed(1)} points` : said(Math.abs(value), unit);
  return `${value > 0 ? "+" : value < 0 ? "−" : "±"}${amount}`;
}
/** `+21.3 to +35.8`, in the unit of what stands before it. */
const rangeSaid = ({ lower, upper }: Interval, unit: Unit): string =>
  [lower, upper].map((value) => signed(value, unit).replace(" points", "")).join(" to ");

/** A divergence has a unit of its own, and the distance of two shapes none. */
export const distanceUnit = ({ unit }: Pick<Signal, "unit">): Unit => (unit === "ms" ? "score" : unit);

/** The difference, and how sure it is. */
export function differenceSaid({ difference, interval, noise, unit }: Signal): readonly [string, string | undefined] {
  if (difference === undefined) return ["–", undefined];
  const own = distanceUnit({ unit });
  if (noise !== undefined) return [`apart by ${said(difference, own)}`, `by chance up to ${said(noise, own)}`];
  return [signed(difference, unit), interval && rangeSaid(interval, unit)];
}
export function differenceShown(signal: Signal): TemplateResult {
  const [difference, range] = differenceSaid(signal);
  return html`${difference}${range === undefined ? nothing : html`<small>${range}</small>`}`;
}

/** What could have been seen four times in five. */
export function detectableSaid({ detectable, unit, noise }: Signal): string {
  if (detectable === undefined) return "–";
  if (unit === "share") return `${(detectable * 100).toFixed(1)} points`;
  if (unit === "bits") return `in ${(detectable * 100).toFixed(0)}% of runs`;
  if (unit === "score") return detectable.toFixed(3);
  return `${noise === undefined ? "" : "all "}+${(detectable * 100).toFixed(0)}%`;
}

export const pSaid = (p: number | undefined): string => (p === undefined ? "–" : p < 0.0001 ? "< 0.0001" : `= ${p.toFixed(4)}`);

const icons: Readonly<Record<Verdict, string>> = { drifted: "▲", "no drift seen": "✓", "cannot tell": "?" };
export const verdictShown = (verdict: Verdict): TemplateResult =>
  html`<span class="verdict ${verdict.replaceAll(" ", "-")}"><span aria-hidden="true">${icons[verdict]}</span> ${verdict}</span>`;

export const dated = (iso: string): string => `${iso.replace("T", " ").slice(0, 16)} UTC`;
export const fileName = (path: string): string => path.split(/[\\/]/).at(-1) ?? path;
