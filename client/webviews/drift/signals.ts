// Every signal a row: the verdict, both sides with their numbers and their picture, how sure the difference is, and what could have been seen.
import { html, nothing, type TemplateResult } from "lit";
import { legendOf, type Mark } from "../shared/figure.ts";
import { scrolling } from "../shared/scrolling.ts";
import { plural, ticked, visible } from "../shared/words.ts";
import type { Report, Signal } from "./messages.ts";
import { signalPicture } from "./pictures.ts";
import { detectableSaid, differenceShown, pSaid, said, verdictShown } from "./words.ts";

export const signalLegend: readonly Mark[] = [
  { name: "baseline", tone: "tone-7", isBar: false },
  { name: "now", tone: "tone-0", isBar: false },
  { name: "changes that would not be noticed; of divergences what chance reaches", tone: "tone-band", isBar: true },
];

export function signalsTable({ signals, seed, permutations }: Report): TemplateResult {
  const told = signals.filter(({ p }) => p !== undefined);
  const silent = signals.filter(({ p }) => p === undefined);
  const head = (name: string, kind = "") => html`<th scope="col" class=${kind}>${name}</th>`;
  return html`<h2>Signals</h2>
    <p class="quiet">An alarm where p is at most 5%, corrected: of safety by Holm, of the rest by Benjamini and Hochberg. Intervals are of 95%: of shares on both sides, of anything else of the difference, drawn from the baseline. Could be seen: the least change that would be noticed four times in five. Seed ${seed}, ${permutations} permutations.</p>
    ${legendOf(signalLegend)}
    ${scrolling(
      "Signals",
      html`<table class="signals" aria-label="Signals">
      <thead><tr>${head("verdict")}${head("signal")}${head("baseline", "number")}${head("now", "number")}${head("side by side")}${head("difference")}${head("could be seen", "number")}</tr></thead>
      <tbody>${told.map(signalRow)}</tbody>
    </table>`,
    )}
    ${
      silent.length === 0
        ? nothing
        : html`<details class="silent"><summary>${plural(silent.length, "signal")} of which nothing can be told</summary>
      ${scrolling("Signals of which nothing can be told", html`<table><thead><tr>${head("signal")}${head("why")}</tr></thead><tbody>${silent.map(({ signal, missing }) => html`<tr><th scope="row"><code>${signal}</code></th><td>${ticked(missing ?? "")}</td></tr>`)}</tbody></table>`)}</details>`
    }`;
}

function signalRow(signal: Signal): TemplateResult {
  const { signal: name, verdict, unit, before, now, adjusted, test, exact, missing, family } = signal;
  const how = missing ?? `${visible(test ?? "")}${exact ? ", exact" : ""}`;
  return html`<tr data-signal=${name}>
    <td>${verdictShown(verdict)}<small>p ${pSaid(adjusted)}</small></td>
    <th scope="row"><code>${name}</code><small>${[...(family === "safety" ? ["safety"] : []), how].join("; ")}</small></th>
    <td class="number">${said(before?.mean, unit)}</td>
    <td class="number">${said(now?.mean, unit)}</td>
    <td>${signalPicture(signal)}</td>
    <td>${differenceShown(signal)}</td>
    <td class="number">${detectableSaid(signal)}</td>
  </tr>`;
}
