// The conversation: what was said, what was done, and what the pact says of each action.
import { html, nothing, type TemplateResult } from "lit";
import { clauses } from "./explanation.ts";
import type { DecisionStep, MessageStep, Step } from "./messages.ts";
import { circumstances, flipped, notices, type OpenClause, verdict, why } from "./words.ts";

/** Where a case is made of a step. */
export interface CaseAt {
  readonly session: string;
  make(step: number): void;
}

const speakers = { system: "Instructions", user: "Person", agent: "Agent" } as const;

/** Each item's `data-at` is its place in `steps`. */
export function conversation(steps: readonly Step[], openClause: OpenClause, at: CaseAt): TemplateResult {
  const items = steps.map((step, place) => {
    if (!isShown(step)) return nothing;
    return html`<li>${step.event === "message" ? said(step) : done(step, place, openClause, at)}</li>`;
  });
  return html`<ol class="steps">${items}</ol>`;
}

/** What the agent says is shown as a message; as an action only where there is more to say of it than that it is allowed. */
const isShown = (step: Step): boolean => step.event === "message" || step.action !== "respond" || step.effect !== "allow" || step.marked;

function said({ role, text, step }: MessageStep): TemplateResult {
  if (role === "system") return html`<details class="message system"><summary>${speakers[role]}</summary><p>${text}</p></details>`;
  return html`<article class="message ${role}"><h3>${speakers[role]} <small>step ${step}</small></h3><p>${text}</p></article>`;
}

function done(step: DecisionStep, at: number, openClause: OpenClause, { session, make }: CaseAt): TemplateResult {
  const { effect, action, executed, counterfactual, marked, flip } = step;
  const broken = executed && effect !== "allow";
  return html`<article class="action ${effect}" data-at=${at} ?data-broken=${broken} ?data-marked=${marked} tabindex=${marked ? 0 : -1}
    data-vscode-context=${JSON.stringify({ webviewSection: "step", session, step: step.step, preventDefaultContextMenuItems: true })}>
    <h3>
      ${verdict(step)}
      <code>${action}</code>
      <small>step ${step.step} · ${executed ? "was done" : "was not done"}${counterfactual ? " · after a broken step" : ""}</small>
    </h3>
    <div class="why">${flip ? html`<strong>Now:</strong> ` : nothing}${why(step, openClause)}</div>
    ${flipped(step, openClause)}
    ${notices(step, openClause)}
    <details><summary>Arguments${step.result === undefined ? "" : " and result"}</summary><pre>${JSON.stringify(step.arguments, undefined, 2)}</pre>${step.result === undefined ? nothing : html`<pre>${step.result}</pre>`}</details>
    <details ?open=${marked}><summary>How each clause stood</summary>${circumstances(step, openClause)}${clauses(step, openClause)}</details>
    <button class="link make" title="What was said up to here and what the tools answered, as a case of an evaluation" @click=${() => make(step.step)}>New case from this step</button>
  </article>`;
}
