// What is watched in a log: how far each signal is on its way to an alarm, as bars, with its numbers in a table behind them.
import { scaleLinear } from "d3-scale";
import { html, nothing, svg, type TemplateResult } from "lit";
import { figure, type Save } from "../shared/figure.ts";
import { plural, ticked, visible, whole } from "../shared/words.ts";
import type { Stream, StreamRow } from "./messages.ts";

/** What is farthest from an alarm is in the table. */
const mostBars = 12;
const width = 520;
const rowHeight = 22;
const nameWidth = 200;

export function streams(all: readonly Stream[] | undefined, save: Save): unknown {
  if (all === undefined) return html`<p class="watched" aria-busy="true">Looking for what rises…</p>`;
  return all.map(({ pact, found }) =>
    "problem" in found
      ? html`<p class="watched">Nothing is watched for ${visible(pact)}: ${ticked(visible(found.problem))}</p>`
      : streamShown(pact, found, save),
  );
}

const nameOf = ({ signal, of }: Pick<StreamRow, "signal" | "of">): string => (of === undefined ? signal : `${signal} ${of}`);
const percent = (value: number): string => `${(value * 100).toFixed(1)}%`;

function streamShown(pact: string, found: Exclude<Stream["found"], { readonly problem: string }>, save: Save): TemplateResult {
  const { signals, interactions, open, runLength, alarms, earlier, otherPact } = found;
  const rows = [...signals].sort((a, b) => b.level - a.level);
  const shown = rows.slice(0, mostBars);
  // The watch of what has alarmed begins anew, so that none stands beyond an alarm.
  const x = scaleLinear([0, 1], [nameWidth, width - 64]);
  const alarmed = new Set(alarms.map(nameOf));
  const height = shown.length * rowHeight + 6;
  const title = `Watched by ${pact}`;
  const drawing = html`<svg class="chart" viewBox="0 0 ${width} ${height}" role="img" aria-label="How far each signal is on its way to an alarm, which is at 100%. The numbers are in the table below.">
    ${shown.map((row, i) => {
      const name = visible(nameOf(row));
      const y = i * rowHeight + 4;
      const [tone, mark] = alarmed.has(nameOf(row)) ? ["tone-bad", "▲ "] : ["tone-0", ""];
      return svg`<text class="tick" x=${nameWidth - 8} y=${y + 12} text-anchor="end">${name.length > 30 ? `${name.slice(0, 29)}…` : name}<title>${name}</title></text><rect class="bar ${tone}" x=${nameWidth} y=${y + 2} width=${Math.max(1, x(row.level) - nameWidth)} height="12"></rect><text class="tick" x=${x(row.level) + 5} y=${y + 12}>${mark}${percent(row.level)}</text>`;
    })}
    ${svg`<line class="axis" x1=${nameWidth} x2=${nameWidth} y1="0" y2=${height}></line><line class="axis" stroke-dasharray="4 3" x1=${x(1)} x2=${x(1)} y1="0" y2=${height}></line>`}
  </svg>`;
  const head = ["at most", "of the way to an alarm", "seen"];
  const table = html`<table aria-label=${title}>
    <thead><tr><th scope="col">signal</th>${head.map((name) => html`<th scope="col" class="number">${name}</th>`)}</tr></thead>
    <tbody>${rows.map((row) => html`<tr><th scope="row">${visible(nameOf(row))}</th><td class="number">${percent(row.rate)}</td><td class="number">${percent(row.level)}</td><td class="number">${whole(row.seen)}</td></tr>`)}</tbody>
  </table>`;
  const told = alarms.length + earlier;
  const note = `${plural(interactions, "interaction")}, ${whole(open)} not over yet; an alarm is at 100% and begins anew, falsely at most once in ${whole(Math.ceil(runLength))} interactions`;
  return html`<section class="stream" aria-label=${title}>
    ${figure({ title, note, legend: [], drawing, table }, save)}
    <p class="watched">${told === 0 ? "No alarm." : html`<span class="bad"><span aria-hidden="true">▲</span> ${plural(told, "alarm")}</span>`}
      ${alarms.map((each) => html` ${visible(nameOf(each))} has risen (entry ${whole(each.index)}, after ${plural(each.after, "interaction")}).`)}
      ${earlier > 0 ? html` ${whole(earlier)} of them were told before.` : nothing}
      ${otherPact > 0 ? html` ${whole(otherPact)} entries were decided under another text of the pact than the baseline's.` : nothing}</p>
  </section>`;
}
