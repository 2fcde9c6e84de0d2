// Where to look: what broke that never broke before, and the clauses, tools and cases that moved most, each a way to what it names.
import { html, nothing, type TemplateResult } from "lit";
import { scrolling } from "../shared/scrolling.ts";
import { visible, whole } from "../shared/words.ts";
import { tell } from "./host.ts";
import type { Report } from "./messages.ts";
import { said } from "./words.ts";

/** The rest is in `pact drift --json`; nobody reads a thousand rows. */
const mostRows = 50;

export function movers({ breaks, clauses, tools, moved }: Report): TemplateResult {
  return html`
    ${part("Broken now and never before", "Always reported, and no alarm by itself", ["case", "clause", "trials"], breaks, (each) => [
      caseLink(each.case, each.clause),
      clauseLink(each.clause),
      `${each.trials} of ${each.of}`,
    ])}
    ${part("Clauses", "In how many trials each was broken, or its person not asked", ["clause", "baseline", "now"], clauses, (each) => [
      clauseLink(each.clause),
      said(each.before, "share"),
      said(each.now, "share"),
    ])}
    ${part(
      "Tools that moved most",
      "Calls in a run; told, not tested",
      ["tool", "baseline", "now", "of the change", "clauses"],
      tools,
      (each) => [
        nameLink("tool", each.tool),
        said(each.before, "calls"),
        said(each.now, "calls"),
        said(each.share, "share"),
        links(each.clauses),
      ],
    )}
    ${part("Cases that moved most", "The worst first; told, not tested", ["case", "change", "what", "clauses"], moved, (each) => [
      caseLink(each.case, each.clauses[0]),
      html`<span class=${each.change === "worse" ? "bad" : each.change === "better" ? "good" : ""}><span aria-hidden="true">${marks[each.change]}</span> ${each.change}</span>`,
      visible(each.what.join("; ")),
      links(each.clauses),
    ])}`;
}

const marks = { worse: "▼", better: "▲", otherwise: "◆" } as const;

const caseLink = (name: string, clause: string | undefined): TemplateResult =>
  html`<button class="link" title="Open what was said and done" @click=${() => tell({ type: "case", case: name, ...(clause !== undefined && { clause }) })}>${visible(name)}</button>`;
const nameLink = (type: "clause" | "tool", name: string): TemplateResult =>
  html`<button class="link" title="Show this ${type}" @click=${() => tell({ type, name })}><code>${visible(name)}</code></button>`;
const clauseLink = (name: string): TemplateResult => nameLink("clause", name);
const links = (names: readonly string[]): unknown => names.map((name, i) => html`${i > 0 ? ", " : nothing}${clauseLink(name)}`);

function part<Row>(
  title: string,
  note: string,
  head: readonly string[],
  rows: readonly Row[],
  cells: (row: Row) => readonly unknown[],
): unknown {
  if (rows.length === 0) return nothing;
  return html`<h2>${title} <small>${note}</small></h2>
    ${scrolling(
      title,
      html`<table aria-label=${title}>
      <thead><tr>${head.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
      <tbody>${rows.slice(0, mostRows).map((each) => html`<tr>${cells(each).map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody>
    </table>`,
    )}
    ${rows.length > mostRows ? html`<p class="quiet">… and ${whole(rows.length - mostRows)} more; <code>pact drift --json</code> has all.</p>` : nothing}`;
}
