// A decision in words: what was decided and on which clause, what was lacking, who acted for whom, what could not be judged.
import { html, nothing, type TemplateResult } from "lit";
import { plainly, ticked } from "../shared/words.ts";
import type { DecisionStep, Verdict } from "./messages.ts";

export type OpenClause = (id: string) => void;

const verdicts = { allow: "allowed", deny: "denied", escalate: "for a person to decide" } as const;
const icons = { allow: "✓", deny: "✗", escalate: "↑" } as const;

export const verdict = ({ effect }: Pick<Verdict, "effect">): TemplateResult =>
  html`<span class="verdict ${effect}"><span aria-hidden="true">${icons[effect]}</span> ${verdicts[effect]}</span>`;

export function why({ reason, basis, nearest, escalation, problem }: Verdict, openClause: OpenClause): TemplateResult {
  const links = listed(basis.map((id) => link(id, openClause)));
  const trouble = problem === undefined ? nothing : html` ${sentence(problem)}`;
  switch (reason) {
    case "prohibited":
      return html`Prohibited by ${links}.`;
    case "indeterminate":
      return basis.length > 0
        ? html`Not known to be permitted: ${links} cannot be decided.${trouble}`
        : html`Not known to be permitted: the request itself is not in order.${trouble}`;
    case "hard_cap":
      return html`The limit ${links} is reached.${trouble}`;
    case "escalated":
      return html`${links} hands this to ${escalation?.to ?? "a person"}${escalation ? html` within ${escalation.within}` : nothing}.`;
    case "allowed":
      return html`Allowed by ${links}.`;
    case "out_of_scope":
      if (problem !== undefined) return html`Outside what was delegated.${trouble}`;
      return nearest
        ? html`No clause allows it. ${link(nearest.clause, openClause)} came nearest and lacked:
            <ul class="lacks">${nearest.lacks.map((lack) => html`<li>${ticked(lack)}</li>`)}</ul>`
        : html`No clause of the pact speaks of it.`;
    case "not_in_force":
      return html`The pact was not in force.`;
    case "suspended":
      return html`The agent was suspended.`;
    case "evidence_unavailable":
      return html`It could not be recorded, and the pact denies what leaves no record.`;
    default:
      return html`${reason.replaceAll("_", " ")}`;
  }
}

/** What somebody should know though it decided nothing. */
export function notices({ notices: passed = [] }: DecisionStep, openClause: OpenClause): TemplateResult {
  return html`${passed.map(
    ({ limit, used, soft }) =>
      html`<p class="notice"><span aria-hidden="true">⚠</span> Soft cap of ${link(limit, openClause)} passed: ${String(used)} of ${String(soft)}.</p>`,
  )}`;
}

/** Who acted for whom, and which limits the recording says too little about. */
export function circumstances({ authority, notEvaluable = [] }: DecisionStep, openClause: OpenClause): TemplateResult {
  const rows: TemplateResult[] = [];
  if (authority) {
    const { principal, user, team, agent, via } = authority;
    const whom = [principal, user, team].flatMap((each, i) =>
      each === undefined ? [] : [html`${["", "user ", "team "][i]}<code>${plainly(each)}</code>`],
    );
    const chain = [...(agent === undefined ? [] : [agent]), ...via].map((each) => html`<code>${each}</code>`);
    if (whom.length > 0 || chain.length > 0)
      rows.push(
        html`<dt>Authority</dt><dd>${whom.length > 0 ? listed(whom) : "nobody named"}${chain.map((each) => html` <span aria-label="through">→</span> ${each}`)}</dd>`,
      );
  }
  if (notEvaluable.length > 0)
    rows.push(
      html`<dt>Not judged</dt><dd>${listed(notEvaluable.map((id) => link(id, openClause)))}: the recording does not carry what this counts</dd>`,
    );
  return rows.length > 0 ? html`<dl class="circumstances">${rows}</dl>` : html``;
}

/** What the edit did to the decision: as it was, above as it is. */
export function flipped({ flip }: DecisionStep, openClause: OpenClause): TemplateResult {
  if (!flip) return html``;
  const told = { widened: "This edit widens it", narrowed: "This edit narrows it", reason: "This edit gives it another reason" };
  return html`<div class="flip ${flip.change}"><strong>${told[flip.change]}.</strong> Before: ${verdict(flip.old)}. ${why(flip.old, openClause)}</div>`;
}

export const link = (id: string, openClause: OpenClause): TemplateResult =>
  html`<button class="link" title="Show this clause in the pact" @click=${() => openClause(id)}>${id.slice(id.indexOf("#") + 1)}</button>`;

const sentence = (text: string): TemplateResult => html`${ticked(text.charAt(0).toUpperCase() + text.slice(1))}.`;
const listed = (parts: readonly TemplateResult[]): TemplateResult => html`${parts.map((part, i) => html`${i > 0 ? ", " : ""}${part}`)}`;
