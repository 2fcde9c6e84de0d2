// A table that may be wider than the page scrolls by itself, and the keys can get at all of it.
import { html, type TemplateResult } from "lit";

export const scrolling = (label: string, table: TemplateResult): TemplateResult =>
  html`<div class="scrolls" role="region" aria-label="${label}, to be scrolled sideways" tabindex="0">${table}</div>`;
