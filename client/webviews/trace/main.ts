// The trace view's page: a list of runs, and the one that is open. All text goes through lit's templates, which escape it.
import { html, nothing, render, type TemplateResult } from "lit";
import "./trace.css";
import type { FromView, RunRow, Runs, ToView } from "./messages.ts";
import { conversation } from "./steps.ts";

declare function acquireVsCodeApi(): { postMessage(message: FromView): void };
const host = acquireVsCodeApi();

interface State {
  runs: Runs | undefined;
  open: Extract<ToView, { type: "session" }> | undefined;
  loading: string | undefined;
  problem: string | undefined;
  filter: string;
}
const state: State = { runs: undefined, open: undefined, loading: undefined, problem: undefined, filter: "" };

window.addEventListener("message", ({ data }: MessageEvent<ToView>) => {
  if (data.type === "runs") Object.assign(state, { runs: data.runs, open: undefined, problem: undefined });
  if (data.type === "loading") state.loading = data.session;
  if (data.type === "session") Object.assign(state, { open: data, loading: undefined, problem: undefined });
  if (data.type === "problem") Object.assign(state, { problem: data.message, loading: undefined });
  draw();
  if (data.type === "session") reveal(data.focus);
});

function draw(): void {
  render(page(), document.getElementById("app")!);
}

function reveal(at: number | undefined): void {
  const element = at === undefined ? undefined : document.querySelector<HTMLElement>(`[data-at="${at}"]`);
  element?.scrollIntoView({ block: "start" });
  element?.focus({ preventScroll: true });
}

function page(): TemplateResult {
  const { runs } = state;
  if (!runs) return html`<p class="empty">Loading the runs…</p>`;
  return html`
    <nav class="runs" aria-label="Recorded runs">
      <header>
        <h1>${runs.heading} <code>${runs.name}</code></h1>
        <p>${runs.told}</p>
        <input type="search" placeholder="Filter runs" aria-label="Filter runs" @input=${(event: InputEvent) => {
          state.filter = (event.target as HTMLInputElement).value.toLowerCase();
          draw();
        }}>
      </header>
      ${list(runs)}
    </nav>
    <section class="run" aria-label="The open run" aria-busy=${state.loading ? "true" : "false"}>${state.problem ? html`<p class="empty" role="alert">${state.problem}</p>` : opened(runs)}</section>
  `;
}

/** One stop for the tabulator key; the arrow keys move inside. */
function list({ rows, marks }: Runs): TemplateResult {
  const shown = rows.filter(({ terms }) => terms.includes(state.filter));
  if (shown.length === 0) return html`<p class="empty">No run has this in its name or labels.</p>`;
  const current = shown.find(({ id }) => isCurrent(id)) ?? shown[0];
  return html`<ul @keydown=${move}>${shown.map((each) => row(each, marks, each === current))}</ul>`;
}

function move(event: KeyboardEvent): void {
  const buttons = [...document.querySelectorAll<HTMLElement>(".runs ul button")];
  const at = buttons.indexOf(event.target as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  buttons[to]?.focus();
}

const isCurrent = (id: string): boolean => id === (state.loading ?? state.open?.id);

function row({ id, detail, marked }: RunRow, marks: Runs["marks"], isStop: boolean): TemplateResult {
  return html`<li>
    <button tabindex=${isStop ? 0 : -1} aria-current=${isCurrent(id)} @click=${() => host.postMessage({ type: "open", session: id })}>
      <span class="id">${id}</span>
      <span class="detail">${detail}</span>
      ${marked > 0 ? html`<span class="badge" aria-label="${marked} ${marks}">${marked}</span>` : nothing}
    </button>
  </li>`;
}

function opened({ marks }: Runs): TemplateResult {
  const { open, loading } = state;
  if (!open)
    return html`<p class="empty">${loading ? `Opening ${loading}…` : "Choose a run to see what the agent did, and what the pact says of it."}</p>`;
  const jumps = open.steps.flatMap((step, at) =>
    step.event === "decision" && step.marked
      ? [html`<button class="jump" @click=${() => reveal(at)}>step ${step.step}: ${step.action}</button>`]
      : [],
  );
  return html`
    <header>
      <h2>${open.id}</h2>
      ${jumps.length > 0 ? html`<small>${marks}:</small> ${jumps}` : nothing}
    </header>
    ${conversation(open.steps, (id) => host.postMessage({ type: "clause", id }), {
      session: open.id,
      make: (step) => host.postMessage({ type: "case", session: open.id, step }),
    })}
  `;
}

draw();
host.postMessage({ type: "ready" });
