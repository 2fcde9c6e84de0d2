// How one entry is verified, drawn as the steps it takes: from its bytes up to the signature and the time.
import { html, nothing, type TemplateResult } from "lit";
import { ticked, visible } from "../shared/words.ts";
import type { Step } from "./messages.ts";
import { short } from "./words.ts";

const titles = { entry: "Entry", leaf: "Leaf", tiles: "Tiles", root: "Root", signature: "Signature", time: "Time" } as const;
const icons = { ok: "✓", failed: "✗", "not checked": "–" } as const;

export const ladder = (steps: readonly Step[]): TemplateResult =>
  html`<ol class="ladder">${steps.map(
    (step) => html`<li class="step ${step.state.replace(" ", "-")}" tabindex=${step.state === "failed" ? -1 : nothing}>
      <span class="icon" aria-hidden="true">${icons[step.state]}</span>
      <div><strong>${titles[step.step]}</strong> <span class="state">${step.state}${step.code === undefined ? nothing : html` <code>${step.code}</code>`}</span>
        <p>${ticked(visible(step.says))}${step.hex === undefined ? nothing : html` <code class="hex" title=${step.hex}>${short(step.hex)}</code>`}</p>
        ${step.path && step.path.length > 0 ? neighbours(step) : nothing}
      </div>
    </li>`,
  )}</ol>`;

function neighbours({ path = [], tiles = [] }: Step): TemplateResult {
  return html`<details><summary>the ${path.length} neighbours</summary>
    <ol class="path">${path.map(({ side, hex }) => html`<li><span class="side">${side}</span> <code class="hex" title=${hex}>${short(hex)}</code></li>`)}</ol>
    <p>read in ${tiles.map((tile, i) => html`${i > 0 ? ", " : ""}<code>${tile}</code>`)}</p>
  </details>`;
}

export const isBroken = (steps: readonly Step[]): boolean => steps.some(({ state }) => state === "failed");

/** In a sentence, for whoever hears it. */
export function outcomeOf(steps: readonly Step[]): TemplateResult {
  const failed = steps.find(({ state }) => state === "failed");
  if (failed) return html`Verification failed at the ${failed.step}: ${ticked(visible(failed.says))}.`;
  const open = steps.find(({ state }) => state === "not checked");
  return open
    ? html`The entry is in the log; its ${open.step} is not checked.`
    : html`Verified, from the entry to the signature and its time.`;
}
