// The trace view's page: a list of runs, and the one that is open. All text goes through lit's templates, which escape it.
import { html, nothing, render, type TemplateResult } from "lit";
import "./trace.css";
import type { DecisionStep, FromView, RunRow, ToView } from "./messages.ts";
import { conversation } from "./steps.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };
const host = acquireVsCodeApi();

interface State {
  runs: Extract<ToView, { type: "runs" }> | undefined;
  open: Extract<ToView, { type: "session" }> | undefined;
  loading: string | undefined;
  problem: string | undefined;
  filter: string;
}
const state: State = { runs: undefined, open: undefined, loading: undefined, problem: undefined, filter: "" };

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
  if (data.type === "runs") Object.assign(state, { runs: data, open: undefined, problem: undefined });
  if (data.type === "loading") state.loading = data.session;
  if (data.type === "session") Object.assign(state, { open: data, loading: undefined, problem: undefined });
  if (data.type === "problem") Object.assign(state, { problem: data.message, loading: undefined });
  draw();
  if (data.type === "session") reveal(data.focus);
});

function draw(): void {
  render(page(), document.getElementById("app")!);
}

function reveal(step: number | undefined): void {
  const element = step === undefined ? undefined : document.querySelector<HTMLElement>(`[data-step="${step}"][data-broken]`);
  element?.scrollIntoView({ block: "start" });
  element?.focus({ preventScroll: true });
}

function page(): TemplateResult {
  const { runs } = state;
  if (!runs) return html`<p class="empty">Loading the runs…</p>`;
  return html`
    <nav class="runs" aria-label="Recorded runs">
      <header>
        <h1>${runs.clause ? html`Runs that broke <code>${runs.clause}</code>` : html`Runs of <code>${runs.pact}</code>`}</h1>
        <p>${summaryLine(runs)}</p>
        <input type="search" placeholder="Filter runs" aria-label="Filter runs" @input=${(event: InputEvent) => {
          state.filter = (event.target as HTMLInputElement).value.toLowerCase();
          draw();
        }}>
      </header>
      <ul>${runs.sessions.filter(matches).map(row)}</ul>
    </nav>
    <section class="run" aria-label="The open run" aria-busy=${state.loading ? "true" : "false"}>${state.problem ? html`<p class="empty" role="alert">${state.problem}</p>` : opened()}</section>
  `;
}

const summaryLine = ({ sessions, violations }: NonNullable<State["runs"]>): string => {
  const broken = sessions.filter((run) => run.broken > 0).length;
  if (broken === 0) return `None of ${sessions.length} runs broke it.`;
  return `${violations} ${violations === 1 ? "action" : "actions"} in ${broken} of ${sessions.length} runs`;
};

const matches = ({ id, labels }: RunRow): boolean => `${id} ${Object.values(labels).join(" ")}`.toLowerCase().includes(state.filter);

function row({ id, calls, broken, labels }: RunRow): TemplateResult {
  const label = labels.scenario ?? "";
  return html`<li>
    <button class=${broken > 0 ? "broken" : ""} aria-current=${state.open?.id === id || state.loading === id} @click=${() => host.postMessage({ type: "open", session: id })}>
      <span class="id">${id}</span>
      <span class="detail">${label ? `${label} · ` : ""}${calls} calls</span>
      ${broken > 0 ? html`<span class="badge" aria-label="${broken} broken">${broken}</span>` : nothing}
    </button>
  </li>`;
}

function opened(): TemplateResult {
  const { open, loading } = state;
  if (!open)
    return html`<p class="empty">${loading ? `Opening ${loading}…` : "Choose a run to see what the agent did, and what the pact says of it."}</p>`;
  const broken = open.steps.filter((step): step is DecisionStep => step.event === "decision" && step.executed && step.effect !== "allow");
  return html`
    <header>
      <h2>${open.id}</h2>
      ${broken.map((step) => html`<button class="jump" @click=${() => reveal(step.step)}>step ${step.step}: ${step.action}</button>`)}
    </header>
    ${conversation(open.steps, (id) => host.postMessage({ type: "clause", id }))}
  `;
}

draw();
host.postMessage({ type: "ready" });
