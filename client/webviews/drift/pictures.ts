// One signal as a picture: baseline and now on one scale, each with its interval, before the band of what would not have been noticed. Of
// distributions how far they are apart, before what chance alone reaches. The numbers stand in the row beside it.
import { scaleLinear } from "d3-scale";
import { html, nothing, svg, type TemplateResult } from "lit";
import type { Estimate, Interval, Signal } from "./messages.ts";
import { differenceSaid, distanceUnit, said } from "./words.ts";

const width = 200;
const height = 44;
const edge = 8;
const foot = 14;

export function signalPicture(signal: Signal): TemplateResult {
  const { before, now, difference, noise } = signal;
  if (noise !== undefined && difference !== undefined) return distancePicture(signal, difference, noise);
  return before && now ? sidesPicture(signal, before, now) : html`${nothing}`;
}

/** What would not have been noticed beside the baseline, the way it was measured: of a share or score by so much, of an amount by this part. */
export function bandOf({ signal, unit, before, detectable, towards }: Signal): Interval | undefined {
  if (!before || detectable === undefined) return undefined;
  const { mean } = before;
  const by = unit === "share" || unit === "score" ? detectable : mean * detectable;
  const lower = towards === "up" ? mean : mean - by;
  const upper = towards === "down" ? mean : mean + by;
  // What is said of confidence may be too little as well; nothing else is below zero.
  return {
    lower: signal === "calibration_in_the_large" ? lower : Math.max(0, lower),
    upper: unit === "share" ? Math.min(1, upper) : upper,
  };
}

function sidesPicture(signal: Signal, before: Estimate, now: Estimate): TemplateResult {
  const { unit } = signal;
  const band = bandOf(signal);
  // What has no interval of its own has that of the difference, drawn from the baseline.
  const apart = signal.interval && { lower: before.mean + signal.interval.lower, upper: before.mean + signal.interval.upper };
  const sure = { ...now, interval: now.interval ?? apart };
  const ends = [before, sure].flatMap(({ mean, interval }) => [mean, ...(interval ? [interval.lower, interval.upper] : [])]);
  const all = [...ends, ...(band ? [band.lower, band.upper] : []), ...(unit === "share" ? [0] : [])];
  const [least, most] = [Math.min(...all), Math.max(...all)];
  const x = scaleLinear([least, most > least ? most : least + 1], [edge, width - edge]);
  const side = ({ mean, interval }: Estimate, y: number, tone: string) => svg`
    ${interval ? svg`<line class="line ${tone}" x1=${x(interval.lower)} x2=${x(interval.upper)} y1=${y} y2=${y}></line>` : nothing}
    ${mark(x(mean), y, tone)}`;
  const label = `baseline ${estimateSaid(before, signal)}; now ${estimateSaid(now, signal)}; difference ${differenceSaid(signal).filter(Boolean).join(", 95% interval ")}${band ? `; from ${said(band.lower, unit)} to ${said(band.upper, unit)} it would not have been noticed` : ""}`;
  return html`<svg class="chart row" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    ${bandDrawn(band && { lower: x(band.lower), upper: x(band.upper) })}
    ${axis([least, most].map((value) => ({ at: x(value), text: said(value, unit) })))}
    ${side(before, 9, "tone-7")}${side(sure, 21, "tone-0")}
  </svg>`;
}

function distancePicture(signal: Signal, difference: number, noise: number): TemplateResult {
  const unit = distanceUnit(signal);
  const most = Math.max(difference, noise) || 1;
  const x = scaleLinear([0, most], [edge, width - edge]);
  const label = differenceSaid(signal).join("; ");
  return html`<svg class="chart row" width=${width} height=${height} viewBox="0 0 ${width} ${height}" role="img" aria-label=${label}>
    ${bandDrawn({ lower: x(0), upper: x(noise) })}
    ${axis([0, most].map((value) => ({ at: x(value), text: said(value, unit) })))}
    ${svg`<line class="line tone-0" x1=${x(0)} x2=${x(difference)} y1="15" y2="15"></line>`}
    ${mark(x(difference), 15, "tone-0")}
  </svg>`;
}

const estimateSaid = ({ mean, interval }: Estimate, { unit }: Signal): string =>
  `${said(mean, unit)}${interval ? ` (${said(interval.lower, unit)} to ${said(interval.upper, unit)})` : ""}`;

/** A ring before, a disc now: they differ where no colour is seen. */
const mark = (x: number, y: number, tone: string) =>
  svg`<circle class="dot ${tone} ${tone === "tone-7" ? "hollow" : ""}" cx=${x} cy=${y} r="4"></circle>`;

const bandDrawn = (band: Interval | undefined) =>
  band
    ? svg`<rect class="band" x=${band.lower} width=${Math.max(1, band.upper - band.lower)} y="1" height=${height - foot - 2}></rect>`
    : nothing;

const axis = ([first, last]: readonly { readonly at: number; readonly text: string }[]) => svg`
  <line class="axis" x1=${edge} x2=${width - edge} y1=${height - foot} y2=${height - foot}></line>
  <text class="tick" x=${first!.at - edge + 2} y=${height - 2} text-anchor="start">${first!.text}</text>
  <text class="tick" x=${width - 2} y=${height - 2} text-anchor="end">${last!.text}</text>`;
