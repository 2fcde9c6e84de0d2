// The conversation: what was said, what was done, and what the pact says of each action.
import { html, nothing, type TemplateResult } from "lit";
import type { ClauseExplanation, DecisionStep, Explanation, MessageStep, Step } from "./messages.ts";

type OpenClause = (id: string) => void;

const speakers = { system: "Instructions", user: "Person", agent: "Agent" } as const;
const verdicts = { allow: "allowed", deny: "denied", escalate: "for a person to decide" } as const;

export function conversation(steps: readonly Step[], openClause: OpenClause): TemplateResult {
  return html`<ol class="steps">${steps.filter(isShown).map((step) => html`<li>${step.event === "message" ? said(step) : done(step, openClause)}</li>`)}</ol>`;
}

/** What the agent says is shown as a message; as an action only where the pact does not simply allow it. */
const isShown = (step: Step): boolean => step.event === "message" || step.action !== "respond" || step.effect !== "allow";

function said({ role, text, step }: MessageStep): TemplateResult {
  if (role === "system") return html`<details class="message system"><summary>${speakers[role]}</summary><p>${text}</p></details>`;
  return html`<article class="message ${role}"><h3>${speakers[role]} <small>step ${step}</small></h3><p>${text}</p></article>`;
}

function done(step: DecisionStep, openClause: OpenClause): TemplateResult {
  const broken = step.executed && step.effect !== "allow";
  return html`<article class="action ${step.effect}" data-step=${step.step} ?data-broken=${broken} tabindex=${broken ? 0 : -1}>
    <h3>
      <span class="verdict">${icon(step.effect)} ${verdicts[step.effect]}</span>
      <code>${step.action}</code>
      <small>step ${step.step} · ${step.executed ? "was done" : "was not done"}${step.counterfactual ? " · after a broken step" : ""}</small>
    </h3>
    <p class="why">${why(step, openClause)}</p>
    <details><summary>Arguments${step.result === undefined ? "" : " and result"}</summary><pre>${JSON.stringify(step.arguments, undefined, 2)}</pre>${step.result === undefined ? nothing : html`<pre>${step.result}</pre>`}</details>
    ${step.explanation?.length ? html`<details ?open=${broken}><summary>How each clause stood</summary><ul class="clauses">${relevant(step).map((each) => clause(each, step, openClause))}</ul></details>` : nothing}
  </article>`;
}

const icon = (effect: DecisionStep["effect"]): string => ({ allow: "✓", deny: "✗", escalate: "↑" })[effect];

function why(step: DecisionStep, openClause: OpenClause): TemplateResult {
  const links = step.basis.map((id, i) => html`${i > 0 ? ", " : ""}${link(id, openClause)}`);
  switch (step.reason) {
    case "prohibited":
      return html`Prohibited by ${links}.`;
    case "indeterminate":
      return step.problem
        ? html`The arguments break their schema: ${step.problem}.`
        : html`Not known to be permitted: ${links} cannot be decided.`;
    case "escalated":
      return html`${links} hands this to ${step.escalation?.to ?? "a person"}${step.escalation ? html` within ${step.escalation.within}` : nothing}.`;
    case "allowed":
      return html`Allowed by ${links}.`;
    case "out_of_scope":
      return step.nearest
        ? html`No clause allows it. ${link(step.nearest.clause, openClause)} came nearest and lacked: ${step.nearest.lacks.map((lack, i) => html`${i > 0 ? "; " : ""}<code>${lack}</code>`)}.`
        : html`No clause of the pact speaks of it.`;
    case "not_in_force":
      return html`The pact was not in force.`;
    default:
      return html`${step.reason.replaceAll("_", " ")}`;
  }
}

const nameOf = (id: string): string => id.slice(id.indexOf("#") + 1);
const link = (id: string, openClause: OpenClause): TemplateResult =>
  html`<button class="link" title="Show this clause in the pact" @click=${() => openClause(id)}>${nameOf(id)}</button>`;

/** The clauses that decided first, then the others. */
function relevant({ explanation = [], basis, nearest }: DecisionStep): ClauseExplanation[] {
  const weight = ({ clause: id }: ClauseExplanation) => (basis.includes(id) || nearest?.clause === id ? 0 : 1);
  return [...explanation].sort((a, b) => weight(a) - weight(b));
}

function clause(each: ClauseExplanation, step: DecisionStep, openClause: OpenClause): TemplateResult {
  const decided = step.basis.includes(each.clause) || step.nearest?.clause === each.clause;
  return html`<li>
    <details ?open=${decided}>
      <summary>${truth(each.truth)} ${each.kind} ${link(each.clause, openClause)}</summary>
      <ul class="tree">${each.when ? explained(each.when, "when") : nothing}${each.unless ? explained(each.unless, "unless") : nothing}</ul>
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
  return html`${Object.entries(values).map(([name, value]) => html`<span class="value"><code>${name}</code> is <code>${short(value)}</code></span>`)}${why ? html`<span class="value">${why}</span>` : nothing}`;
}

const truth = (value: Explanation["truth"]): TemplateResult => html`<span class="truth ${value}">${value}</span>`;

function short(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
