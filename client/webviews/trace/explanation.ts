// How each clause over an action stood, as a tree from the whole to what was read.
import { html, nothing, type TemplateResult } from "lit";
import { ticked } from "../shared/words.ts";
import type { ClauseExplanation, DecisionStep, Explanation } from "./messages.ts";
import { link, type OpenClause } from "./words.ts";

/** The clauses that decided first, and open; then the others. */
export function clauses({ explanation = [], basis, nearest }: DecisionStep, openClause: OpenClause): TemplateResult {
  const decided = ({ clause }: ClauseExplanation) => basis.includes(clause) || nearest?.clause === clause;
  const sorted = [...explanation].sort((a, b) => Number(decided(b)) - Number(decided(a)));
  return html`<ul class="clauses">${sorted.map((each) => clauseTree(each, decided(each), openClause))}</ul>`;
}

function clauseTree(
  { clause, kind, truth: stood, when, unless }: ClauseExplanation,
  isOpen: boolean,
  openClause: OpenClause,
): TemplateResult {
  const title = html`${truth(stood)} ${kind} ${link(clause, openClause)}`;
  if (!when && !unless) return html`<li class="bare">${title} <small>no conditions</small></li>`;
  return html`<li>
    <details ?open=${isOpen}>
      <summary>${title}</summary>
      <ul class="tree">${when ? explained(when, "when") : nothing}${unless ? explained(unless, "unless") : nothing}</ul>
    </details>
  </li>`;
}

/** A whole is drawn by its parts; a list's elements are folded, since the one that decided is rarely the only one. */
function explained(node: Explanation, word = ""): TemplateResult {
  const { join, of = [] } = node;
  const label = word ? html`<em>${word}</em> ` : nothing;
  const parts = html`<ul class="tree">${of.map((part) => explained(part))}</ul>`;
  if (join === "and" || join === "or" || join === "not") {
    const words = { and: "all of", or: "any of", not: "not" }[join];
    return html`<li>${truth(node.truth)} ${label}<span class="join">${words}</span>${parts}</li>`;
  }
  const folded = of.length > 0 ? html`<details><summary>for each of ${of.length}</summary>${parts}</details>` : nothing;
  return html`<li>${truth(node.truth)} ${label}<code>${node.text}</code>${seen(node)}${folded}</li>`;
}

function seen({ values = {}, why }: Explanation): TemplateResult {
  return html`${Object.entries(values).map(([name, value]) => html`<span class="value"><code>${name}</code> is <code>${shown(name, value)}</code></span>`)}${why ? html`<span class="value">${ticked(why)}</span>` : nothing}`;
}

const truth = (value: Explanation["truth"]): TemplateResult => html`<span class="truth ${value}">${value}</span>`;

/** An age is carried in seconds. */
function shown(name: string, value: unknown): string {
  if (name.startsWith("age(") && typeof value === "number") return duration(value);
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}

/** `2 days 1 hour`: the two largest units. */
function duration(seconds: number): string {
  let rest = Math.floor(seconds);
  const parts = units.flatMap(([unit, size]) => {
    const count = Math.floor(rest / size);
    rest -= count * size;
    return count > 0 ? [`${count} ${unit}${count === 1 ? "" : "s"}`] : [];
  });
  return parts.slice(0, 2).join(" ") || `${seconds} seconds`;
}
const units: readonly (readonly [string, number])[] = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
